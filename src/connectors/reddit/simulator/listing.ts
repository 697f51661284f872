import type { JsonObject } from '../../../kit/json.js'
import type { SimReply, SimRequest } from '../../../sandbox/simulator.js'
import { ok } from './replies.js'

/** Something in a list: `name` is its full id. */
export type Thing = { kind: 't1' | 't3' | 't5'; name: string; data: JsonObject }

/** Older things than these can no longer be reached through a list. */
const reachable = 1_000

/** One page of a list that is in its order; `after` names the last thing that was shown. */
export function listing(all: readonly Thing[], { query }: SimRequest): SimReply {
  const asked = Number(query.get('limit') ?? 25)
  const limit = Number.isInteger(asked) && asked > 0 ? Math.min(asked, 100) : 25
  const things = all.slice(0, reachable)
  const last = query.get('after')
  const at = last === null || last === '' ? -1 : things.findIndex(({ name }) => name === last)
  // A thing that is in no list is followed by nothing.
  const rest = last !== null && last !== '' && at === -1 ? [] : things.slice(at + 1)
  const shown = rest.slice(0, limit)
  return ok(pageOf(shown, rest.length > shown.length ? (shown.at(-1)?.name ?? null) : null))
}

export function pageOf(things: readonly Thing[], after: string | null = null): JsonObject {
  return {
    kind: 'Listing',
    data: {
      after,
      dist: things.length,
      modhash: null,
      geo_filter: '',
      children: things.map(({ kind, data }) => ({ kind, data })),
      before: null,
    },
  }
}
