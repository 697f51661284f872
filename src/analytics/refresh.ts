import type { z } from 'zod'
import type { refreshAccountAnalytics, refreshPostAnalytics } from '../../contract/analytics.js'
import { ApiError } from '../../contract/errors.js'
import type { Connector } from '../connectors/connector.js'
import { lacksPage } from '../connectors/lacks-page.js'
import { findAccount, type AccountRow } from '../store/accounts.js'
import { measuredTargets } from '../store/analytics.js'
import type { Tx } from '../store/database.js'
import { lockReading, postReading, readPostSoon, readSoon, type Reading } from '../store/refreshes.js'
import { accountAnalytics } from './account-analytics.js'
import type { AnalyticsDeps, Caller } from './deps.js'
import { postAnalytics } from './post-analytics.js'

type State = z.output<typeof refreshAccountAnalytics.reply>['refresh']
/** `db`: the transaction in which it becomes due. */
export type RefreshDeps = AnalyticsDeps & {
  db: Tx
  /** Slugs of the platforms whose numbers are not read. */
  metricsOff: ReadonlySet<string>
}

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

/** What was read is not read again before: as often as a person may find something new, or less where it costs money. */
function gapMs({ metrics }: Connector): number {
  return metrics?.isDear === true ? 60 * minuteMs : 5 * minuteMs
}

/** Makes the account's own numbers due. Throws NOT_FOUND, and CONFLICT where nothing can be read of it. */
export async function refreshAccountNumbers(
  deps: RefreshDeps,
  caller: Caller,
  accountId: string,
): Promise<z.output<typeof refreshAccountAnalytics.reply>> {
  const account = await findAccount(deps.db, caller.workspaceId, caller.mode, accountId)
  if (account === null) throw new ApiError('NOT_FOUND', `There is no account ${accountId} in this workspace.`)
  const refresh = await hastened(deps, account, 'account')
  if (refresh.status === 'unavailable')
    throw new ApiError('CONFLICT', refresh.message, { status: account.status })
  const analytics = await accountAnalytics(deps, caller, accountId, { granularity: 'DAILY' })
  return { ...analytics, refresh }
}

/** Makes the numbers of a post due on every account where it is out. Throws NOT_FOUND, and CONFLICT where it is out on none. */
export async function refreshPostNumbers(
  deps: RefreshDeps,
  caller: Caller,
  postId: string,
): Promise<z.output<typeof refreshPostAnalytics.reply>> {
  const targets = await measuredTargets(deps.db, caller, postId, await deps.now())
  if (targets === null) throw new ApiError('NOT_FOUND', `No post ${postId} in this workspace.`)
  if (targets.length === 0)
    throw new ApiError('CONFLICT', 'The post is not out on any account: there are no numbers yet.', {
      field: 'postId',
    })
  const refresh: State[] = []
  // Accounts are locked in one order, whoever asks.
  for (const { accountId, targetId } of targets.toSorted((a, b) => (a.accountId < b.accountId ? -1 : 1))) {
    const account = await findAccount(deps.db, caller.workspaceId, caller.mode, accountId)
    if (account !== null) refresh.push(await hastened(deps, account, 'posts', targetId))
  }
  return { ...(await postAnalytics(deps, caller, postId, { granularity: 'DAILY' })), refresh }
}

async function hastened(
  { db: tx, connectors, metricsOff }: RefreshDeps,
  account: AccountRow,
  what: 'account' | 'posts',
  targetId?: string,
): Promise<State> {
  const connector = connectors.get(account.platform)
  const state = (status: State['status'], message: string, nextAt: Date | null): State => ({
    accountId: account.id,
    platform: account.platform.toUpperCase(),
    status,
    message,
    nextAt: nextAt?.toISOString() ?? null,
  })
  const obstacle = obstacleOf(connector, account, what, metricsOff)
  const reading = obstacle === null ? await lockReading(tx, account.id) : null
  if (reading === null) return state('unavailable', obstacle ?? 'Nothing is read of this account.', null)

  const readAt = await lastRead(tx, account, reading, targetId)
  const gap = gapMs(connector)
  const isRecent = (at: Date | null): boolean => at !== null && reading.now.getTime() - at.getTime() < gap
  if (readAt !== 'due' && isRecent(readAt))
    return state('fresh', 'It was read just now.', new Date((readAt?.getTime() ?? 0) + gap))

  if (readAt !== 'due' && targetId !== undefined) await readPostSoon(tx, targetId)
  // A network that does not answer is asked in growing pauses; a person shortens one of them, not all.
  const isPausing = reading.tries > 0 && reading.runAt > reading.now && isRecent(reading.askedAt)
  if (isPausing)
    return state(
      'queued',
      `${connector.name} cannot be read at the moment; it is tried again.`,
      reading.runAt,
    )
  await readSoon(tx, account.id, what)
  const { restsUntil } = reading
  if (restsUntil !== null && restsUntil > reading.now)
    return state('resting', `${connector.name} wants to be left alone; it is read then.`, restsUntil)
  return state('queued', 'It is read within moments.', reading.now)
}

/** When it was last read; `due`: it is to be read anyway. */
async function lastRead(
  tx: Tx,
  { workspace_id }: AccountRow,
  { now, accountAt }: Reading,
  targetId: string | undefined,
): Promise<Date | null | 'due'> {
  if (targetId === undefined) return accountAt <= now ? 'due' : new Date(accountAt.getTime() - dayMs)
  const post = await postReading(tx, workspace_id, targetId)
  if (post === null) return null
  if (post.isDue) return 'due'
  const times = [post.measuredAt, post.askedAt].flatMap((at) => (at === null ? [] : [at.getTime()]))
  return times.length === 0 ? null : new Date(Math.max(...times))
}

/** Why nothing is read, as a sentence; null: it can be. */
function obstacleOf(
  connector: Connector,
  account: AccountRow,
  what: 'account' | 'posts',
  metricsOff: ReadonlySet<string>,
): string | null {
  const { name, slug, metrics } = connector
  const isTold = what === 'account' ? metrics?.account : metrics?.posts
  if (isTold === undefined) return `${name} tells nothing of ${what === 'account' ? 'accounts' : 'posts'}.`
  if (metricsOff.has(slug)) return `Reading numbers of ${name} is switched off on this server.`
  if (account.status !== 'active') return `The account is ${account.status}; connect it again first.`
  return lacksPage(connector, account.platform_data) ? 'Select a page of the account first.' : null
}
