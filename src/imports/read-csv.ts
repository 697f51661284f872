import { Readable } from 'node:stream'
import type { JsonObject } from '../kit/json.js'
import { takingTurns } from '../kit/taking-turns.js'
import type { RowProblem } from '../store/imports.js'
import type { PostWarning } from '../store/posts.js'
import { columnOf, nearestColumn, rowOf, type Column } from './csv-columns.js'
import { Unreadable, type SourceFile, type SourceRow } from './source.js'

/**
 * Rows of a CSV file as spreadsheets write it: with or without a byte order mark, commas, semicolons or tabs, quotes
 * with line ends in them, Excel's `sep=` line. The first row has the headings. Throws `Unreadable`.
 */
export async function readCsv(text: string, isPlatform: (name: string) => boolean): Promise<SourceFile> {
  const { parse, CsvError } = await import('csv-parse')
  const { body, delimiter } = dialectOf(text)
  const records = Readable.from(inChunks(body)).pipe(
    parse({ bom: true, delimiter, relax_column_count: true, skip_empty_lines: false }),
  )
  let headings: readonly string[] | null = null
  let read = noColumns
  const rows: SourceRow[] = []
  let number = 0
  try {
    for await (const cells of records as AsyncIterable<string[]>) {
      number += 1
      if (headings === null) {
        headings = cells
        read = columnsOf(headings, isPlatform)
      } else rows.push(...rowFrom(cells, number, headings, read.columns))
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw new Unreadable(whyNot(error))
  }
  if (headings === null) throw new Unreadable(noHeadings)
  return { rows, columns: read.byField, warnings: read.warnings }
}

const chunkBytes = 32_768
const noHeadings = 'The file has no headings in its first row.'

/** Bytes, so that none of the cuts goes through a character. */
async function* inChunks(text: string): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text)
  const turn = takingTurns()
  for (let from = 0; from < bytes.length; from += chunkBytes) {
    yield bytes.subarray(from, from + chunkBytes)
    await turn()
  }
}

/** What separates cells: what Excel says, else what the headings hold most of. */
function dialectOf(text: string): { body: string; delimiter: string } {
  const plain = text.replace(/^\ufeff/, '')
  const told = /^"?sep=(.)"?\r?\n/i.exec(plain)
  if (told !== null) return { body: plain.slice(told[0].length), delimiter: told[1] ?? ',' }
  const headings = (/^[^\r\n]*/.exec(plain)?.[0] ?? '').replaceAll(/"[^"]*"/g, '')
  const [delimiter = ','] = [',', ';', '\t'].sort(
    (a, b) => headings.split(b).length - headings.split(a).length,
  )
  return { body: plain, delimiter }
}

type Columns = (Column | null)[]
type ReadColumns = { columns: Columns; byField: Record<string, string>; warnings: PostWarning[] }

const noColumns: ReadColumns = { columns: [], byField: {}, warnings: [] }

function columnsOf(headings: readonly string[], isPlatform: (name: string) => boolean): ReadColumns {
  if (headings.every((name) => name.trim() === '')) throw new Unreadable(noHeadings)
  const byField: Record<string, string> = {}
  const warnings: PostWarning[] = []
  const columns = headings.map((heading): Column | null => {
    const name = heading.trim()
    if (name === '') return null
    const column = columnOf(name, isPlatform)
    if (column === null) {
      const nearest = nearestColumn(name)
      warnings.push({
        code: 'UNKNOWN_FIELD',
        message: `The column ${name.slice(0, 60)} is not known and is left out.${nearest === null ? '' : ` Did you mean ${nearest}?`}`,
        field: name.slice(0, 60),
      })
      return null
    }
    const twin = byField[column.field]
    if (twin !== undefined && !column.repeats)
      throw new Unreadable(`The columns ${twin} and ${name} mean the same. Leave one of them out.`)
    byField[column.field] ??= name
    return column
  })
  if (!('content' in byField))
    throw new Unreadable(
      `There is no column content. The first row has to name the columns; it has ${headings.join(', ').slice(0, 200)}.`,
    )
  return { columns, byField, warnings }
}

function rowFrom(
  cells: readonly string[],
  number: number,
  headings: readonly string[],
  columns: Columns,
): SourceRow[] {
  if (cells.every((cell) => cell.trim() === '')) return []
  if (cells.slice(headings.length).some((cell) => cell.trim() !== ''))
    return [
      {
        number,
        row: { cells: [...cells] },
        problems: [
          {
            field: 'row',
            code: 'TOO_MANY_CELLS',
            message: `The row has ${String(cells.length)} cells, the headings ${String(headings.length)}. A text that holds the separator has to stand in quotes.`,
          },
        ],
      },
    ]
  const given = columns.flatMap((column, place) => {
    const cell = cells[place] ?? ''
    return column === null || cell.trim() === '' ? [] : [{ column, cell, heading: headings[place] ?? '' }]
  })
  const problems: RowProblem[] = []
  const row: JsonObject = rowOf(given, problems)
  return [{ number, row, problems }]
}

function whyNot(error: Error & { code?: string; lines?: number }): string {
  const at = error.lines === undefined ? '' : ` at line ${String(error.lines)}`
  if (error.code === 'CSV_QUOTE_NOT_CLOSED')
    return 'A quote is opened and never closed: the file ends inside a quoted text.'
  if (error.code === 'INVALID_OPENING_QUOTE' || error.code === 'CSV_INVALID_CLOSING_QUOTE')
    return `A quote stands in the middle of a text${at}. Put the whole text in quotes, and write a quote in it twice.`
  return `The file is not valid CSV${at}.`
}
