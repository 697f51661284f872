import type { Given } from './given.js'
import { invalid } from './refusal.js'

type Window<T> = { shown: T[]; cursors: { before: string; after: string } | null; isLast: boolean }

/** What of a list `limit`, `after` and `before` ask for. Cursors point at a thing; `before` goes back to newer ones. */
export function windowOf<T extends { id: string }>(given: Given, all: readonly T[], most = 100): Window<T> {
  const asked = given.has('limit') ? Number(given.text('limit')) : 25
  if (!Number.isInteger(asked) || asked < 1 || asked > 100) invalid('Param limit must be between 1 and 100')
  const limit = Math.min(asked, most)
  const [after, before] = [cursorIn(given, 'after', all), cursorIn(given, 'before', all)]
  if (after !== null && before !== null) invalid('Params before and after cannot be used together')
  const end = before ?? all.length
  const start = after === null ? (before === null ? 0 : Math.max(0, end - limit)) : after + 1
  const shown = all.slice(start, Math.min(end, start + limit))
  const [first, last] = [shown[0], shown.at(-1)]
  return {
    shown,
    cursors:
      first === undefined || last === undefined ? null : { before: cursorOf(first), after: cursorOf(last) },
    isLast: start + shown.length >= all.length,
  }
}

function cursorOf({ id }: { id: string }): string {
  return Buffer.from(`cursor ${id}`).toString('base64url')
}

function cursorIn(given: Given, name: string, all: readonly { id: string }[]): number | null {
  if (!given.has(name)) return null
  const id = Buffer.from(given.text(name), 'base64url')
    .toString()
    .replace(/^cursor /, '')
  const index = all.findIndex((each) => each.id === id)
  return index === -1 ? invalid(`Param ${name} is no cursor of this list`) : index
}

/** Seconds since 1970, or a date that can be read. */
export function timeIn(given: Given, name: string): number | null {
  if (!given.has(name)) return null
  const value = given.text(name)
  const seconds = /^\d+$/.test(value) ? Number(value) : Math.floor(Date.parse(value) / 1_000)
  return Number.isNaN(seconds) ? invalid(`Param ${name} must be a Unix timestamp or a date`) : seconds
}

/** Whole seconds, the zone without its colon. */
export function timestamp(iso: string): string {
  return `${iso.slice(0, 19)}+0000`
}
