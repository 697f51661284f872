import { ApiError } from '../../contract/errors.js'

/** A cursor: where the next page begins, in a form that nobody takes for an id. */
export function cursorOf(value: string): string {
  return Buffer.from(value).toString('base64url')
}

/** Null without a cursor; refuses what no list gave. */
export function openCursor(cursor: string | undefined, format: RegExp): string | null {
  if (cursor === undefined) return null
  const value = Buffer.from(cursor, 'base64url').toString('utf8')
  if (!format.test(value))
    throw new ApiError('VALIDATION_ERROR', 'cursor is not one that a list gave. Start again without it.', {
      field: 'cursor',
    })
  return value
}

/** The page of a list that was read with one row more than asked for, and the cursor of the page after it. */
export function pageOf<Row extends { id: string }>(
  rows: readonly Row[],
  limit: number,
): { page: Row[]; next: string | null } {
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return { page, next: rows.length > limit && last !== undefined ? cursorOf(last.id) : null }
}
