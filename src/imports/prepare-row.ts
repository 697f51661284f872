import { timeZone } from '../../contract/common.js'
import type { Registry } from '../connectors/registry.js'
import { lateAllowanceMs } from '../domain/post-dates.js'
import type { Json, JsonObject } from '../kit/json.js'
import type { ImportOptions, RowProblem } from '../store/imports.js'
import type { PostWarning } from '../store/posts.js'
import { readTime } from './local-time.js'
import { accountRefs, matchAccounts, type KnownAccount } from './match-accounts.js'

/** What rows are read against; the same for all rows of an import. */
export type RowContext = {
  connectors: Registry
  accounts: readonly KnownAccount[]
  options: ImportOptions
  /** The zone of times that carry none, where the row names none. */
  timezone: string
  now: Date
}

/** A file as a row names it: by id, by address, or by its name in the archive or the workspace. */
export type FileSource = { source: string; kind: 'id' | 'url' | 'file'; contentType?: string }

export type Prepared =
  /** A body as POST /v1/posts takes it, but for files, which are `fileId` of each of `files`. */
  | { kind: 'post'; body: JsonObject; files: FileSource[]; warnings: PostWarning[] }
  /** It is out where it comes from. */
  | { kind: 'out'; warning: PostWarning }
  | { kind: 'wrong'; problems: RowProblem[] }

const out = ['published', 'publishing', 'partial', 'unpublished', 'archived']
const unfinished = ['draft', 'cancelled', 'failed', 'error']

/** Names in a row that are no part of the post. */
const own = ['externalId', 'accounts', 'timezone', 'status', 'record'] as const

/** A row as a post: accounts found, times in UTC, files as `fileId` says. */
export function prepareRow(
  row: JsonObject,
  context: RowContext,
  fileId: (file: FileSource) => string,
): Prepared {
  const status = typeof row['status'] === 'string' ? row['status'].toLowerCase() : ''
  if (out.includes(status))
    return {
      kind: 'out',
      warning: {
        code: 'ALREADY_PUBLISHED',
        message: 'The post is out where it comes from. Only drafts and scheduled posts are made here.',
        field: 'status',
      },
    }
  const problems: RowProblem[] = []
  const warnings: PostWarning[] = []
  const body: JsonObject = { ...row }
  for (const name of own) delete body[name]
  if (unfinished.includes(status)) body['saveAsDraft'] = true
  if (status === 'failed' || status === 'error')
    warnings.push({
      code: 'FAILED_BEFORE',
      message: 'The post failed where it comes from, and is a draft here.',
      field: 'status',
    })
  for (const name of unmovedIn(row))
    warnings.push({
      code: 'SETTING_NOT_MOVED',
      message: `${name} of the other system has no counterpart here and is left out.`,
      field: 'platformMetadata',
    })
  setTime(row, body, context, problems, warnings)
  setAccounts(row, body, context, problems)
  const files = setFiles(body, fileId, problems)
  return problems.length > 0 ? { kind: 'wrong', problems } : { kind: 'post', body, files, warnings }
}

function setTime(
  row: JsonObject,
  body: JsonObject,
  { options, timezone, now }: RowContext,
  problems: RowProblem[],
  warnings: PostWarning[],
): void {
  const given = row['scheduledFor'] ?? row['scheduledAt']
  delete body['scheduledAt']
  delete body['scheduledFor']
  if (given === undefined || given === null || given === '') return
  const field = 'scheduledFor'
  const wrong = (message: string): void => void problems.push({ field, code: 'INVALID_DATE', message })
  if (typeof given !== 'string') return wrong('scheduledFor: must be text such as 2027-03-04 09:00.')
  const zone = timeZone.safeParse(row['timezone'] ?? timezone)
  if (!zone.success) {
    problems.push({
      field: 'timezone',
      code: 'VALIDATION_ERROR',
      message: `timezone: ${JSON.stringify(row['timezone']).slice(0, 60)} is not an IANA time zone such as Europe/Berlin.`,
    })
    return
  }
  const read = readTime(given, zone.data, options.dateFormat)
  if ('why' in read) return wrong(`scheduledFor: ${read.why}`)
  body[field] = read.at
  const isOver = new Date(read.at).getTime() < now.getTime() - lateAllowanceMs
  if (!isOver || options.past !== 'draft') return
  delete body[field]
  body['saveAsDraft'] = true
  warnings.push({
    code: 'TIME_IS_OVER',
    message: `Its time, ${read.at}, is over: it is a draft.`,
    field,
  })
}

function setAccounts(
  row: JsonObject,
  body: JsonObject,
  { connectors, accounts, options }: RowContext,
  problems: RowProblem[],
): void {
  const refs = accountRefs(row['accounts'])
  if (refs === null) {
    problems.push({
      field: 'accounts',
      code: 'VALIDATION_ERROR',
      message: 'accounts: must be a list of names such as platform:username, or of ids.',
    })
    return
  }
  if (refs.length === 0) return
  const found = matchAccounts(connectors, accounts, options.accounts, refs)
  problems.push(...found.problems)
  const named = Array.isArray(row['accountIds']) ? row['accountIds'] : []
  body['accountIds'] = [...new Set([...named, ...found.ids])]
}

/** Puts ids in the place of files, wherever a post may name some, and collects what they stand for. */
function setFiles(
  body: JsonObject,
  fileId: (file: FileSource) => string,
  problems: RowProblem[],
): FileSource[] {
  const files: FileSource[] = []
  const replaced = (value: Json | undefined, field: string, withAltText: boolean): Json | undefined => {
    if (!Array.isArray(value)) return value
    return value.flatMap((item, place) => {
      const file = fileOf(item)
      if (file === null) {
        problems.push({
          field: `${field}.${String(place)}`,
          code: 'VALIDATION_ERROR',
          message: `${field}.${String(place)}: must be the id, the address or the name of a file, or {url, altText}.`,
        })
        return []
      }
      files.push(file)
      const id = fileId(file)
      const altText = isObject(item) ? item['altText'] : undefined
      return [withAltText && typeof altText === 'string' ? { id, altText } : id]
    })
  }
  for (const name of ['media', 'mediaIds'] as const)
    if (body[name] !== undefined) body[name] = replaced(body[name], name, true)
  if (Array.isArray(body['threadPosts']))
    body['threadPosts'] = body['threadPosts'].map((part, place) =>
      isObject(part) && part['media'] !== undefined
        ? { ...part, media: replaced(part['media'], `threadPosts.${String(place)}.media`, true) }
        : part,
    )
  for (const name of ['overrides', 'platformOverrides'] as const) {
    const all = body[name]
    if (!isObject(all)) continue
    body[name] = Object.fromEntries(
      Object.entries(all).map(([platform, each]) => [
        platform,
        isObject(each) && each['media'] !== undefined
          ? { ...each, media: replaced(each['media'], `${name}.${platform}.media`, false) }
          : each,
      ]),
    )
  }
  return files
}

function unmovedIn({ record }: JsonObject): string[] {
  const names = isObject(record) ? record['unmoved'] : []
  return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : []
}

function fileOf(item: Json | undefined): FileSource | null {
  if (typeof item === 'string') return named(item)
  if (!isObject(item)) return null
  const { id, url, file, source, contentType } = item
  if (typeof id === 'string') return { source: id, kind: 'id' }
  const given = [url, file, source].find((each) => typeof each === 'string')
  if (typeof given !== 'string') return null
  const found = typeof file === 'string' ? { source: given, kind: 'file' as const } : named(given)
  return found === null || typeof contentType !== 'string' ? found : { ...found, contentType }
}

function named(given: string): FileSource | null {
  const source = given.trim()
  if (source === '' || source.length > 2_000) return null
  if (/^https?:\/\//i.test(source)) return { source, kind: 'url' }
  return { source, kind: /^media_c[a-z0-9]{23}$/.test(source) ? 'id' : 'file' }
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
