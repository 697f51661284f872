import { Readable } from 'node:stream'
import type { Json, JsonObject } from '../kit/json.js'
import { nameWithEnding } from '../media/links.js'
import type { Storage } from '../media/storage.js'
import type { Lease } from '../store/claims.js'
import type { Database } from '../store/database.js'
import * as store from '../store/exports.js'
import { sections, type Section } from './sections.js'

type Deps = { db: Database; storage: Storage }

/** The export was deleted, or is another worker's by now. */
export class NotWanted extends Error {
  override readonly name = 'NotWanted'
}

const pageSize = 200
const noteEveryMs = 1_000

/** The zip of a workspace, made while it is read. `counts` grows as entries do. */
export async function archiveOf(
  { db, storage }: Deps,
  lease: Lease,
  row: store.ExportRow,
  counts: Record<string, number>,
): Promise<Readable> {
  const { ZipFile } = await import('yazl')
  const zip = new ZipFile()
  // What yazl gives is a stream of Node; its types say less.
  const out = zip.outputStream as Readable
  const fail = (error: unknown): void => void out.destroy(error as Error)
  zip.on('error', fail)
  const noted = notes(db, lease, counts)
  zip.addBuffer(Buffer.from(readme(row)), 'README.txt')
  for (const section of sections) {
    const lines = (): Readable => Readable.from(linesOf(db, row, section, noted))
    zip.addReadStreamLazy(section.file, (done) => done(null, lines().on('error', fail)))
  }
  void (row.with_media ? addFiles({ db, storage }, zip, row, noted, fail) : Promise.resolve())
    .then(() => zip.end())
    .catch(fail)
  return out
}

type Note = (entry: string, count: number) => Promise<void>

/** Keeps how far it is, once a second; throws where nobody wants the rest. */
function notes(db: Database, lease: Lease, counts: Record<string, number>): Note {
  let last = 0
  return async (entry, count) => {
    counts[entry] = (counts[entry] ?? 0) + count
    if (performance.now() < last + noteEveryMs) return
    last = performance.now()
    if (!(await store.noteCounts(db, lease, counts))) throw new NotWanted('Nobody wants the export any more')
  }
}

async function* linesOf(
  db: Database,
  row: store.ExportRow,
  section: Section,
  noted: Note,
): AsyncGenerator<Buffer> {
  await noted(section.file, 0)
  for (const statement of section.pages) {
    for (let after: string | null = null; ;) {
      const at = { workspaceId: row.workspace_id, mode: row.mode, after, limit: pageSize }
      const page = await store.pageOfExport(db, statement, at)
      if (page.length > 0) {
        const lines = await finished(db, row, section, page)
        yield Buffer.from(`${lines.map((line) => JSON.stringify(line)).join('\n')}\n`)
        await noted(section.file, page.length)
      }
      if (page.length < pageSize) break
      after = page.at(-1)?.key ?? null
    }
  }
}

/** Lines with files under the names that they have in the archive. */
async function finished(
  db: Database,
  row: store.ExportRow,
  { file }: Section,
  page: readonly { key: string; line: JsonObject }[],
): Promise<JsonObject[]> {
  if (file === 'media.jsonl')
    return page.map(({ key, line }) => ({
      ...line,
      file: row.with_media ? nameOf(key, String(line['contentType'])) : null,
    }))
  if (file !== 'posts.jsonl') return page.map(({ line }) => line)
  const ids = page.flatMap(({ line }) => mediaIds(line))
  const known = await store.filesForExport(db, row.workspace_id, [...new Set(ids)])
  const named = (id: string): JsonObject => {
    const media = known.get(id)
    if (media?.url != null && (media.key === null || !row.with_media))
      return { url: media.url, contentType: media.type }
    return { file: nameOf(id, media?.type ?? '') }
  }
  return page.map(({ line }) => withFiles(line, named))
}

type Item = { id: string; altText?: string }

function itemsIn(value: Json | undefined): Item[] {
  return Array.isArray(value)
    ? (value as (Item | string)[]).map((each) => (typeof each === 'string' ? { id: each } : each))
    : []
}

function mediaIds(line: JsonObject): string[] {
  const parts = (line['threadPosts'] ?? []) as JsonObject[]
  const overrides = Object.values((line['overrides'] ?? {}) as Record<string, JsonObject>)
  return [line, ...parts, ...overrides].flatMap(({ media }) => itemsIn(media).map(({ id }) => id))
}

function withFiles(line: JsonObject, named: (id: string) => JsonObject): JsonObject {
  const replaced = (part: JsonObject): JsonObject =>
    part['media'] === undefined
      ? part
      : {
          ...part,
          media: itemsIn(part['media']).map(({ id, altText }) => ({
            ...named(id),
            ...(altText === undefined ? {} : { altText }),
          })),
        }
  const overrides = (line['overrides'] ?? {}) as Record<string, JsonObject>
  return {
    ...replaced(line),
    threadPosts: ((line['threadPosts'] ?? []) as JsonObject[]).map(replaced),
    overrides: Object.fromEntries(Object.entries(overrides).map(([name, each]) => [name, replaced(each)])),
  }
}

function nameOf(id: string, type: string): string {
  return `media/${nameWithEnding(id, type)}`
}

type Zip = {
  addReadStreamLazy: (
    name: string,
    options: { compress: boolean },
    open: (done: (error: unknown, stream: NodeJS.ReadableStream) => void) => void,
  ) => void
}

/** Files are entries of their own, stored as they are: pictures and films are packed already. */
async function addFiles(
  { db, storage }: Deps,
  zip: Zip,
  row: store.ExportRow,
  noted: Note,
  fail: (error: unknown) => void,
): Promise<void> {
  const [statement = ''] = sections.find(({ file }) => file === 'media.jsonl')?.pages ?? []
  for (let after: string | null = null; ;) {
    const at = { workspaceId: row.workspace_id, mode: row.mode, after, limit: pageSize }
    const page = await store.pageOfExport(db, statement, at)
    const ids = page.map(({ key }) => key)
    for (const [id, { key, type }] of await store.filesForExport(db, row.workspace_id, ids)) {
      if (key === null || (await storage.size(key)) === null) continue
      zip.addReadStreamLazy(nameOf(id, type), { compress: false }, (done) => {
        noted('media', 1).catch(fail)
        done(null, storage.read(key).on('error', fail))
      })
    }
    if (page.length < pageSize) return
    after = page.at(-1)?.key ?? null
  }
}

function readme(row: store.ExportRow): string {
  const files = sections.map(({ file, about }) => `${file.padEnd(26)} ${about}`)
  return [
    'What a workspace of VoxBurst owns, one JSON object a line. Times are UTC.',
    'Secrets are left out: tokens of accounts, API keys, signing secrets of webhooks, passwords.',
    '',
    ...files,
    ...(row.with_media ? ['media/'.padEnd(26) + ' the bytes of files'] : []),
    '',
    'To move posts elsewhere, connect the accounts there, then POST /v1/imports with {"format": "voxburst", "sizeBytes": …} and send this file.',
    'Drafts and scheduled posts become posts; what is published is left out.',
    '',
  ].join('\n')
}
