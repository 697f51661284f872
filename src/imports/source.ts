import type { JsonObject } from '../kit/json.js'
import type { ReadRow, RowProblem } from '../store/imports.js'
import type { PostWarning } from '../store/posts.js'

/** A row as a format gives it, before it has an id of its own. */
export type SourceRow = { number: number; row: JsonObject; problems?: readonly RowProblem[] }

/** What a file held. `columns`: the heading under which a field came. */
export type SourceFile = {
  rows: SourceRow[]
  columns: Record<string, string>
  warnings: PostWarning[]
}

/** The file as a whole cannot be read. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable'
}

/**
 * Gives each row the id under which it is imported once: its own `externalId`, else what it says. The same row twice in
 * one file is meant twice; the same `externalId` twice is a mistake.
 */
export class RowIds {
  readonly #seen = new Map<string, number>()

  readonly #hash: (text: string) => string

  constructor(hash: (text: string) => string) {
    this.#hash = hash
  }

  identify({ number, row, problems = [] }: SourceRow): ReadRow {
    const own = row['externalId']
    const named = typeof own === 'string' || typeof own === 'number' ? String(own).trim() : ''
    if (named === '') {
      const says = this.#hash(JSON.stringify(row))
      const times = (this.#seen.get(says) ?? 0) + 1
      this.#seen.set(says, times)
      return { number, externalId: `row:${says}:${String(times)}`, row, problems }
    }
    const earlier = this.#seen.get(named)
    if (earlier === undefined) this.#seen.set(named, number)
    return { number, externalId: named, row, problems: [...problems, ...aboutId(named, earlier)] }
  }
}

function aboutId(named: string, earlier: number | undefined): RowProblem[] {
  const field = 'externalId'
  if (earlier !== undefined)
    return [
      {
        field,
        code: 'DUPLICATE',
        message: `Row ${String(earlier)} has the externalId ${named.slice(0, 100)} too. Give each row one of its own.`,
      },
    ]
  if (named.length <= 200 && !named.startsWith('row:')) return []
  return [
    {
      field,
      code: 'VALIDATION_ERROR',
      message: 'An externalId has at most 200 characters and does not begin with row:.',
    },
  ]
}
