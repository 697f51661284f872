import type { Json, JsonObject } from '../kit/json.js'
import type { RowProblem } from '../store/imports.js'

/** What a column means: the field of a post that its cells fill. */
export type Column = {
  field: string
  /** Several columns may fill the field. */
  repeats: boolean
  read: (cell: string, row: JsonObject) => string | null
}

type Plain = { field: string; names: readonly string[]; read: Column['read'] }

/** Other names are those that spreadsheets of other schedulers use. */
const plain: readonly Plain[] = [
  text('content', 'text', 'body', 'caption', 'message', 'post'),
  text('externalId', 'external id', 'id', 'ref', 'reference'),
  text('scheduledFor', 'scheduled at', 'scheduled', 'publish at', 'date time', 'datetime', 'date'),
  { field: 'timeOfDay', names: ['time'], read: put('timeOfDay', (cell) => cell.trim()) },
  text('timezone', 'time zone', 'zone', 'tz'),
  list('accounts', /[,;|\n]/, 'account', 'channels', 'profiles'),
  list('accountIds', /[,;|\s]/, 'account ids'),
  list('platforms', /[,;|\s]/, 'platform', 'networks', 'network'),
  list(
    'media',
    /[|\s]+|,(?=https?:)/,
    'media ids',
    'media urls',
    'media url',
    'images',
    'image',
    'image url',
    'picture',
    'files',
  ),
  {
    field: 'altTexts',
    names: ['alt text', 'alt texts', 'alt'],
    read: put('altTexts', (cell) => cell.split('|').map((each) => each.trim())),
  },
  list('tags', /[,;|]/, 'tag', 'labels', 'label'),
  text('firstComment', 'first comment'),
  { field: 'firstCommentDelay', names: ['first comment delay'], read: wholeNumber('firstCommentDelay') },
  text('contentType', 'content type'),
  { field: 'saveAsDraft', names: ['save as draft', 'draft'], read: truth('saveAsDraft') },
  { field: 'queue', names: ['queued'], read: truth('queue') },
  { field: 'metadata', names: [], read: json('metadata') },
  { field: 'platformMetadata', names: ['platform metadata'], read: json('platformMetadata') },
  { field: 'overrides', names: ['platform overrides'], read: json('overrides') },
]

const byName = new Map(
  plain.flatMap((each) => [each.field, ...each.names].map((name) => [squeezed(name), each] as const)),
)

/**
 * `thread_2`, `thread_3` … are the parts after the content; `content_mastodon` and `media_mastodon` are what one network
 * gets instead; `reddit.title` is an option of one network.
 */
export function columnOf(heading: string, isPlatform: (name: string) => boolean): Column | null {
  const known = byName.get(squeezed(heading))
  if (known !== undefined) return { field: known.field, repeats: false, read: known.read }
  const part = /^thread[ _-]?(\d{1,2})$/i.exec(heading)?.[1]
  if (part !== undefined && Number(part) >= 2)
    return {
      field: `threadPosts.${String(Number(part) - 2)}.content`,
      repeats: false,
      read: threadPart(Number(part)),
    }
  const [, field = '', network = ''] = /^(content|media)[ _-](\w+)$/i.exec(heading) ?? []
  if (network !== '' && isPlatform(network)) return override(field.toLowerCase(), network.toUpperCase())
  const [, platform = '', option = ''] = /^(\w+)\.(\w+)$/.exec(heading) ?? []
  if (option !== '' && isPlatform(platform)) return optionOf(platform.toUpperCase(), option)
  return null
}

/** The known column that a heading may be meant for. */
export function nearestColumn(heading: string): string | null {
  const name = squeezed(heading)
  const near = plain.find(({ field }) => {
    const own = squeezed(field)
    return own.length > 4 && name.length > 2 && (own.startsWith(name) || name.startsWith(own))
  })
  return near?.field ?? null
}

/** A row out of its cells. `date` and `time` may be two columns; alt texts belong to media by their place. */
export function rowOf(
  cells: readonly { column: Column; cell: string; heading: string }[],
  problems: RowProblem[],
): JsonObject {
  const row: JsonObject = {}
  for (const { column, cell, heading } of cells) {
    const wrong = column.read(cell, row)
    if (wrong !== null)
      problems.push({ field: column.field, code: 'VALIDATION_ERROR', message: `${heading.trim()}: ${wrong}` })
  }
  const { timeOfDay, altTexts, ...rest } = row
  if (typeof timeOfDay === 'string')
    rest['scheduledFor'] = `${String(rest['scheduledFor'] ?? '')} ${timeOfDay}`.trim()
  if (Array.isArray(altTexts) && Array.isArray(rest['media']))
    rest['media'] = rest['media'].map((source, place) => withAltText(source, altTexts[place]))
  return rest
}

function withAltText(source: Json | undefined, altText: Json | undefined): Json {
  if (typeof altText !== 'string' || altText === '') return source ?? null
  return { source: source ?? null, altText }
}

function squeezed(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')
}

function put(field: string, read: (cell: string) => Json): Column['read'] {
  return (cell, row) => {
    row[field] = read(cell)
    return null
  }
}

function text(field: string, ...names: string[]): Plain {
  return { field, names, read: put(field, (cell) => (field === 'content' ? cell : cell.trim())) }
}

function list(field: string, between: RegExp, ...names: string[]): Plain {
  const read = (cell: string): string[] =>
    cell
      .split(between)
      .map((each) => each.trim())
      .filter((each) => each !== '')
  return { field, names, read: put(field, read) }
}

function wholeNumber(field: string): Column['read'] {
  return (cell, row) => {
    if (!/^\s*\d+\s*$/.test(cell)) return `${cell.slice(0, 40)} is not a whole number.`
    row[field] = Number(cell)
    return null
  }
}

const yes = ['true', 'yes', 'y', '1', 'x', 'ja', 'wahr', 'oui', 'vrai', 'si', 'sí', 'verdadero']
const no = ['false', 'no', 'n', '0', 'nein', 'falsch', 'non', 'faux', 'falso']

function truth(field: string): Column['read'] {
  return (cell, row) => {
    const word = cell.trim().toLowerCase()
    if (!yes.includes(word) && !no.includes(word)) return `${cell.slice(0, 40)} is neither true nor false.`
    if (yes.includes(word)) row[field] = true
    return null
  }
}

function json(field: string): Column['read'] {
  return (cell, row) => {
    try {
      row[field] = JSON.parse(cell) as Json
      return null
    } catch {
      return 'is not valid JSON.'
    }
  }
}

function threadPart(part: number): Column['read'] {
  return (cell, row) => {
    const parts = Array.isArray(row['threadPosts']) ? row['threadPosts'] : []
    parts.push({ sequence: part - 1, content: cell })
    row['threadPosts'] = parts
    return null
  }
}

function override(field: string, platform: string): Column {
  const read = (cell: string): Json =>
    field === 'content' ? cell : cell.split(/[|\s]+/).filter((each) => each !== '')
  return {
    field: `platformOverrides.${platform}.${field}`,
    repeats: false,
    read: (cell, row) => inside(row, 'overrides', platform, field, read(cell)),
  }
}

/** A value that is JSON is read as such (true, 5, ["a"], {}); anything else is text. `"5"` in quotes is text too. */
function optionOf(platform: string, option: string): Column {
  const read = (cell: string): Json => {
    if (!/^\s*(?:true|false|-?\d+(?:\.\d+)?|[[{"].*[\]}"])\s*$/s.test(cell)) return cell
    try {
      return JSON.parse(cell) as Json
    } catch {
      return cell
    }
  }
  return {
    field: `platformMetadata.${platform}.${option}`,
    repeats: false,
    read: (cell, row) => inside(row, 'platformMetadata', platform, option, read(cell)),
  }
}

function inside(row: JsonObject, field: string, platform: string, name: string, value: Json): string | null {
  const all = row[field]
  const given = typeof all === 'object' && all !== null && !Array.isArray(all) ? all : {}
  const own = given[platform]
  row[field] = {
    ...given,
    [platform]: {
      ...(typeof own === 'object' && own !== null && !Array.isArray(own) ? own : {}),
      [name]: value,
    },
  }
  return null
}
