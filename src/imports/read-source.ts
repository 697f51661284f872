import { createHash } from 'node:crypto'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { importLimits, type importFormats } from '../../contract/imports.js'
import type { Registry } from '../connectors/registry.js'
import type { Json, JsonObject } from '../kit/json.js'
import { storable } from '../kit/storable.js'
import { takingTurns } from '../kit/taking-turns.js'
import type { ReadRow } from '../store/imports.js'
import { decodeText } from './decode-text.js'
import { fromMixpost } from './from-mixpost.js'
import { fromPostiz } from './from-postiz.js'
import type { Archive } from './open-archive.js'
import { readCsv } from './read-csv.js'
import { RowIds, Unreadable, type SourceFile, type SourceRow } from './source.js'

export type Format = (typeof importFormats)[number]

const none = { columns: {}, warnings: [] }

/** How deep a row may nest, as in a request. */
const deepest = 30

/** The rows of a file that is here as text. Throws `Unreadable`. */
export async function readText(connectors: Registry, format: Format, text: string): Promise<SourceFile> {
  if (format === 'csv') return readCsv(text, (name) => connectors.resolve(name) !== undefined)
  if (format === 'jsonl' || format === 'voxburst') return { ...none, rows: await readLines(text) }
  const value = parsed(text)
  if (format === 'postiz') return { ...none, rows: fromPostiz(connectors, value) }
  if (format === 'mixpost') return { ...none, rows: fromMixpost(connectors, value) }
  return readRows(listIn(value))
}

async function readLines(text: string): Promise<SourceRow[]> {
  const turn = takingTurns()
  const rows: SourceRow[] = []
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    rows.push(...rowOfLine(line, index + 1))
    await turn()
  }
  return rows
}

/** Rows that came as JSON. */
export function readRows(rows: readonly unknown[]): SourceFile {
  return { ...none, rows: rows.map((row, index) => rowOf(row as Json, index + 1)) }
}

/** The rows of the posts in an archive: JSON Lines one by one, other files whole. */
export async function* readArchive(
  connectors: Registry,
  format: Format,
  archive: Archive,
): AsyncGenerator<SourceRow, Pick<SourceFile, 'columns' | 'warnings'>> {
  const name = postsIn(archive.names, format)
  const stream = await archive.open(name)
  if (format === 'jsonl' || format === 'voxburst') {
    let number = 0
    for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) {
      number += 1
      yield* rowOfLine(line, number)
    }
    return none
  }
  const file = await readText(connectors, format, decodeText(await whole(stream, name)))
  yield* file.rows
  return file
}

/** The rows of a whole file, with their ids. */
export async function allIdentified(rows: readonly SourceRow[]): Promise<ReadRow[]> {
  const ids = rowIds()
  const turn = takingTurns()
  const read: ReadRow[] = []
  for (const row of rows) {
    read.push(identified(ids, row))
    await turn()
  }
  return read
}

export function rowIds(): RowIds {
  return new RowIds((text) => createHash('sha256').update(text).digest('hex').slice(0, 32))
}

/** Rows with their ids, as they are stored. */
export function identified(ids: RowIds, row: SourceRow): ReadRow {
  const read = ids.identify({ ...row, row: storable(row.row) as JsonObject })
  return { ...read, externalId: storable(read.externalId) as string }
}

const endings: Record<Format, string> = {
  csv: 'csv',
  json: 'json',
  jsonl: 'jsonl',
  voxburst: 'jsonl',
  postiz: 'json',
  mixpost: 'json',
}

function postsIn(names: readonly string[], format: Format): string {
  const ending = endings[format]
  const own = names.filter((name) => name.toLowerCase().endsWith(`.${ending}`))
  const posts = own.filter((name) => (name.split('/').at(-1) ?? '').toLowerCase() === `posts.${ending}`)
  const [only, another] = posts.length > 0 ? posts : own
  if (only !== undefined && another === undefined) return only
  throw new Unreadable(
    only === undefined
      ? `The archive has no posts.${ending}.`
      : `The archive has several files of posts: ${own.slice(0, 5).join(', ')}. Call the right one posts.${ending}.`,
  )
}

async function whole(stream: Readable, name: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    bytes += chunk.length
    if (bytes > importLimits.archiveTextBytes)
      throw new Unreadable(
        `${name} has more than ${String(importLimits.archiveTextBytes)} bytes. Split it, or write it as JSON Lines.`,
      )
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function rowOfLine(line: string, number: number): SourceRow[] {
  if (line.trim() === '') return []
  try {
    return [rowOf(JSON.parse(line.replace(/^\ufeff/, '')) as Json, number)]
  } catch {
    return [wrongRow(number, 'The line is not valid JSON.')]
  }
}

function rowOf(value: Json, number: number): SourceRow {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return wrongRow(number, 'The row must be an object.')
  if (isDeep(value, deepest)) return wrongRow(number, `The row nests deeper than ${String(deepest)} levels.`)
  return { number, row: value }
}

function wrongRow(number: number, message: string): SourceRow {
  return { number, row: {}, problems: [{ field: 'row', code: 'VALIDATION_ERROR', message }] }
}

function isDeep(value: Json | undefined, left: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return left === 0 || Object.values(value).some((member) => isDeep(member, left - 1))
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text.replace(/^\ufeff/, '')) as Json
  } catch {
    throw new Unreadable('The file is not valid JSON.')
  }
}

function listIn(value: Json): readonly unknown[] {
  if (Array.isArray(value)) return value
  const held =
    typeof value === 'object' && value !== null ? (value['posts'] ?? value['rows'] ?? value['data']) : null
  if (Array.isArray(held)) return held
  throw new Unreadable('The file has no list of posts: write [{…}, {…}], or {"posts": [{…}]}.')
}
