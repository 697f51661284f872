import type { Json, JsonObject } from '../../../kit/json.js'
import { isObject, type Arguments } from './arguments.js'
import type { Entity, Formatted } from './entities.js'
import { readHtml } from './html.js'
import { readMarkdown } from './markdown.js'
import { refuse } from './replies.js'

/** Bot API, formatting options. What is found in the words alone (`url`, `mention`) may not be given as an entity. */
const givenTypes = [
  'bold',
  'italic',
  'underline',
  'strikethrough',
  'spoiler',
  'blockquote',
  'expandable_blockquote',
  'code',
  'pre',
  'text_link',
]
const foundTypes = ['mention', 'hashtag', 'cashtag', 'bot_command', 'url', 'email', 'phone_number']
const mostEntities = 100

/** The words under one name, with their formatting, as the public reads them. */
export function readWords(given: Arguments, name: 'text' | 'caption'): Formatted {
  const entities = given.json(name === 'text' ? 'entities' : 'caption_entities', 'entities')
  return format(given.text(name), given.text('parse_mode'), entities)
}

export function format(source: string, parseMode: string, given: Json | undefined): Formatted {
  const read = marked(source, parseMode, given)
  const { text, entities } = trimmed(read)
  return { text, entities: withFound(text, entities) }
}

function marked(source: string, parseMode: string, given: Json | undefined): Formatted {
  switch (parseMode.toLowerCase()) {
    case '':
    case 'none':
      return { text: source, entities: given === undefined ? [] : readEntities(given, source) }
    case 'html':
      return readHtml(source)
    case 'markdownv2':
      return readMarkdown(source)
    default:
      return refuse(400, 'unsupported parse_mode')
  }
}

function readEntities(value: Json, text: string): Entity[] {
  if (!Array.isArray(value)) return refuse(400, "can't parse entities: expected an Array of MessageEntity")
  return value.slice(0, mostEntities).flatMap((each) => {
    if (!isObject(each)) return refuse(400, "can't parse entities: expected an Object")
    const { type, offset, length } = each
    if (typeof type !== 'string' || typeof offset !== 'number' || typeof length !== 'number')
      return refuse(400, 'can\'t parse entities: field "type", "offset" or "length" is missing or wrong')
    if (foundTypes.includes(type)) return []
    if (!givenTypes.includes(type)) return refuse(400, 'unsupported type of MessageEntity specified')
    if (offset < 0 || length <= 0 || offset + length > text.length)
      return refuse(400, `entity begins or ends outside of the text at offset ${String(offset)}`)
    return [{ type, offset, length, ...detailsOf(type, each) }]
  })
}

function detailsOf(type: string, entity: JsonObject): Partial<Entity> {
  const { url, language } = entity
  if (type === 'text_link' && typeof url === 'string') return { url }
  return type === 'pre' && typeof language === 'string' ? { language } : {}
}

/** White space around the words is not kept. */
function trimmed({ text, entities }: Formatted): Formatted {
  const start = text.length - text.trimStart().length
  const kept = text.trim()
  const moved = entities.map((entity) => {
    const from = Math.max(0, entity.offset - start)
    const to = Math.min(kept.length, entity.offset + entity.length - start)
    return { ...entity, offset: from, length: to - from }
  })
  return { text: kept, entities: moved.filter(({ length }) => length > 0) }
}

const patterns: [type: string, pattern: RegExp][] = [
  ['url', /\bhttps?:\/\/[^\s<>"]*[^\s<>".,:;!?')\]}]/gi],
  ['email', /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g],
  ['mention', /(?<![\w@])@[a-z]\w{3,31}(?![\w@])/gi],
  ['hashtag', /(?<![\p{L}\p{N}_#])#[\p{L}\p{N}_]+/gu],
]

/** Addresses, mentions and hashtags become entities by themselves where nothing else stands on them. */
function withFound(text: string, entities: readonly Entity[]): Entity[] {
  const all = [...entities]
  for (const [type, pattern] of patterns)
    for (const match of text.matchAll(pattern)) {
      const found = { type, offset: match.index, length: match[0].length }
      const isTaken = all.some(
        (each) =>
          [...foundTypes, 'text_link', 'code', 'pre'].includes(each.type) &&
          each.offset < found.offset + found.length &&
          found.offset < each.offset + each.length,
      )
      if (!isTaken) all.push(found)
    }
  return all.sort((a, b) => a.offset - b.offset || b.length - a.length)
}
