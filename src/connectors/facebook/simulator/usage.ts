import { refuse } from '../../../sandbox/graph-api/refusal.js'
import type { SimWorld } from '../../../sandbox/simulator.js'
import { countUsers, findPage } from './people.js'
import { inSeconds, type Token } from './tokens.js'

/** A window of calls that ends by itself; calling on when it is full makes it longer. */
type Window = { count: number; endsAt: string }

const hour = 3_600
const day = 24 * hour
/** People who use the app elsewhere, and those who have to do with a page. */
const otherUsers = 100
const engagedWith = (followers: number): number => Math.max(1, Math.floor(followers / 50))

const windows = (world: SimWorld) => world.table<Window>('calls')

type Budget = { key: string; calls: number; seconds: number }

/** Calls of a person's token count for the app, those of a page's token for the page. */
function budgetOf({ appId, pageId }: Token, world: SimWorld): Budget {
  if (pageId === null)
    return { key: `app ${appId}`, calls: 200 * (otherUsers + countUsers(world)), seconds: hour }
  const engaged = engagedWith(findPage(pageId, world)?.followers ?? 0)
  return { key: `page ${pageId}`, calls: 4_800 * engaged, seconds: day }
}

function windowOf({ key, seconds }: Budget, world: SimWorld): Window {
  const known = windows(world).get(key)
  const isOver = known === undefined || known.endsAt <= world.now().toISOString()
  return isOver ? { count: 0, endsAt: inSeconds(seconds, world) } : known
}

/** Counts a call, or refuses it; `calls` stands for as many (every id of a batch counts). */
export function countCall(token: Token, world: SimWorld, calls = 1): void {
  const budget = budgetOf(token, world)
  const window = windowOf(budget, world)
  if (window.count < budget.calls) {
    windows(world).set(budget.key, { ...window, count: window.count + calls })
    return
  }
  const endsAt = new Date(Date.parse(window.endsAt) + 60_000).toISOString()
  windows(world).set(budget.key, { ...window, endsAt })
  tooMany(token, (Date.parse(endsAt) - world.now().getTime()) / 1_000, world)
}

/** Of the person's token 4, of the page's 80001; how long to wait is told of pages alone. */
export function tooMany(token: Token, seconds: number, world: SimWorld): never {
  const headers = usageHeaders(token, world, { percent: 100, minutes: Math.ceil(seconds / 60) })
  return token.pageId === null
    ? refuse(4, '(#4) Application request limit reached', { headers })
    : refuse(
        80_001,
        '(#80001) There have been too many calls to this Page account. Wait a bit and try again.',
        {
          headers,
        },
      )
}

/** In percent of the budget; the time to wait is in whole minutes. */
export function usageHeaders(
  token: Token,
  world: SimWorld,
  full?: { percent: number; minutes: number },
): Record<string, string> {
  const budget = budgetOf(token, world)
  const percent = full?.percent ?? Math.floor((windowOf(budget, world).count * 100) / budget.calls)
  const usage = {
    call_count: percent,
    total_cputime: Math.floor(percent / 4),
    total_time: Math.floor(percent / 4),
  }
  if (token.pageId === null) return { 'x-app-usage': JSON.stringify(usage) }
  const ofPage = { type: 'pages', ...usage, estimated_time_to_regain_access: full?.minutes ?? 0 }
  return { 'x-business-use-case-usage': JSON.stringify({ [token.pageId]: [ofPage] }) }
}
