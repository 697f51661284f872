import type { Json, JsonObject } from '../../kit/json.js'
import type { AccountContext } from '../connector.js'
import { dataIn } from '../graph-api.js'
import type { PlatformReply } from '../platform-http.js'
import { objectOf } from '../values.js'
import { read } from './api.js'
import { isDeadMetric } from './errors.js'
import type { Page } from './page.js'

const kept = 'insights'
/** Facebook takes names away, and says so months before: what is dead is asked for again after a while. */
const deadForMs = 7 * 24 * 3_600_000

/**
 * What Facebook tells under these names. One that is none any more lets the whole call fail: then each is asked for by
 * itself, and the dead are left out for a week. The answer, where it tells nothing.
 */
export async function insights(
  path: string,
  names: readonly string[],
  more: Record<string, string>,
  page: Page,
  ctx: AccountContext,
): Promise<{ rows: JsonObject[]; reply: PlatformReply | null } | PlatformReply> {
  const dead = await deadNames(ctx)
  const alive = names.filter((name) => !dead.has(name))
  if (alive.length === 0) return { rows: [], reply: null }
  const ask = (metric: string): Promise<PlatformReply> => read(ctx, page.token, path, { metric, ...more })
  const reply = await ask(alive.join(','))
  const rows = dataIn(reply)
  if (rows !== null) return { rows, reply }
  if (!isDeadMetric(reply)) return reply
  const found: JsonObject[] = []
  for (const name of alive) {
    const single = await ask(name)
    const own = dataIn(single)
    if (own !== null) found.push(...own)
    else if (isDeadMetric(single)) await bury(name, ctx)
    else return single
  }
  return { rows: found, reply }
}

async function deadNames(ctx: AccountContext): Promise<Set<string>> {
  const known = (await ctx.vault.get(kept)) ?? {}
  const isDead = (at: unknown): boolean => ctx.now.getTime() - Date.parse(String(at)) < deadForMs
  return new Set(Object.keys(known).filter((name) => isDead(known[name])))
}

async function bury(name: string, ctx: AccountContext): Promise<void> {
  const known = (await ctx.vault.get(kept)) ?? {}
  await ctx.vault.put(kept, { ...known, [name]: ctx.now.toISOString() })
  ctx.log('Facebook does not tell this number any more', { metric: name })
}

/** What a row tells first. */
export function valueOf(row: JsonObject): Json | undefined {
  const [first] = Array.isArray(row['values']) ? row['values'].map(objectOf) : []
  return first?.['value']
}

/** Some values are told in parts, paid and organic. */
export function sumOf(value: Json | undefined): number | null {
  if (typeof value === 'number') return value
  const parts = Object.values(objectOf(value)).filter((part) => typeof part === 'number')
  return parts.length === 0 ? null : parts.reduce((sum, part) => sum + part, 0)
}
