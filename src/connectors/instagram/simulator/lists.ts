import type { JsonObject } from '../../../kit/json.js'
import { invalid, ok } from '../../../sandbox/graph-api/refusal.js'
import type { SimReply } from '../../../sandbox/simulator.js'
import type { Call } from './call.js'

/** Cursors point at a thing; `before` goes back to newer ones. */
export function page<T extends { id: string }>(
  call: Call,
  all: readonly T[],
  show: (each: T) => JsonObject,
  most = 100,
): SimReply {
  const { given, request } = call
  const asked = given.has('limit') ? Number(given.text('limit')) : 25
  if (!Number.isInteger(asked) || asked < 1 || asked > 100) invalid('Param limit must be between 1 and 100')
  const limit = Math.min(asked, most)
  const [after, before] = [cursorIn(call, 'after', all), cursorIn(call, 'before', all)]
  if (after !== null && before !== null) invalid('Params before and after cannot be used together')
  const end = before ?? all.length
  const start = after === null ? (before === null ? 0 : Math.max(0, end - limit)) : after + 1
  const shown = all.slice(start, Math.min(end, start + limit))
  const [first, last] = [shown[0], shown.at(-1)]
  if (first === undefined || last === undefined) return ok({ data: [] })
  const cursors = { before: cursorOf(first), after: cursorOf(last) }
  const next = new URL(request.url)
  next.searchParams.set('after', cursors.after)
  const isLast = start + shown.length >= all.length
  return ok({
    data: shown.map(show),
    paging: { cursors, ...(isLast ? {} : { next: next.href }) },
  })
}

function cursorOf({ id }: { id: string }): string {
  return Buffer.from(`cursor ${id}`).toString('base64url')
}

function cursorIn({ given }: Call, name: string, all: readonly { id: string }[]): number | null {
  if (!given.has(name)) return null
  const id = Buffer.from(given.text(name), 'base64url')
    .toString()
    .replace(/^cursor /, '')
  const index = all.findIndex((each) => each.id === id)
  return index === -1 ? invalid(`Param ${name} is no cursor of this list`) : index
}

/** Seconds since 1970, or a date that can be read. */
export function timeIn({ given }: Call, name: string): number | null {
  if (!given.has(name)) return null
  const value = given.text(name)
  const seconds = /^\d+$/.test(value) ? Number(value) : Math.floor(Date.parse(value) / 1_000)
  return Number.isNaN(seconds) ? invalid(`Param ${name} must be a Unix timestamp or a date`) : seconds
}

/** Whole seconds, the zone without its colon. */
export function timestamp(iso: string): string {
  return `${iso.slice(0, 19)}+0000`
}
