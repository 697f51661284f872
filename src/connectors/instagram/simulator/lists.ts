import type { JsonObject } from '../../../kit/json.js'
import { windowOf } from '../../../sandbox/graph-api/list.js'
import { ok } from '../../../sandbox/graph-api/refusal.js'
import type { SimReply } from '../../../sandbox/simulator.js'
import type { Call } from './call.js'

/** A page of a list, with the address of the next where there is one. */
export function page<T extends { id: string }>(
  { given, request }: Call,
  all: readonly T[],
  show: (each: T) => JsonObject,
  most = 100,
): SimReply {
  const { shown, cursors, isLast } = windowOf(given, all, most)
  if (cursors === null) return ok({ data: [] })
  const next = new URL(request.url)
  next.searchParams.set('after', cursors.after)
  return ok({
    data: shown.map(show),
    paging: { cursors, ...(isLast ? {} : { next: next.href }) },
  })
}
