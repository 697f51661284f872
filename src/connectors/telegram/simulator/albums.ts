import type { JsonObject } from '../../../kit/json.js'
import type { SimReply } from '../../../sandbox/simulator.js'
import { isObject } from './arguments.js'
import type { Call } from './call.js'
import type { FileKind, KeptFile } from './files.js'
import type { Formatted } from './entities.js'
import { format } from './formatting.js'
import { resolveFile } from './input-file.js'
import { takeRoom } from './limits.js'
import { keepMessage, presentMessage } from './messages.js'
import { ok, Refusal, refuse } from './replies.js'
import { aboutMessage, chatToPost, longest, plural } from './composing.js'

type Item = {
  kind: FileKind
  named: string
  words: Formatted
  hasSpoiler: boolean
  isCaptionAbove: boolean
  entry: JsonObject
}

const kinds: readonly string[] = ['photo', 'video', 'document'] satisfies FileKind[]
/** Albums that a person asked to break at their second item. */
const breaking = (world: Call['world']) => world.table<boolean>('breaking albums')

/**
 * Not atomic: every item is a message of its own. One that fails makes the whole call fail, and the others stay in
 * the chat though nobody is told their numbers.
 */
export async function sendMediaGroup(call: Call): Promise<SimReply> {
  const { bot, world } = call
  const items = readItems(call)
  const chat = chatToPost(call, ...items.map(({ kind }) => plural[kind]))
  const about = aboutMessage(call, chat)
  const isBreaking = breaking(world).get(chat.id) === true
  breaking(world).delete(chat.id)
  const files: (KeptFile | Refusal)[] = []
  for (const [index, item] of items.entries())
    files.push(
      isBreaking && index === 1
        ? new Refusal(400, 'Bad Request: IMAGE_PROCESS_FAILED')
        : await fileOf(item, call),
    )
  takeRoom(chat, bot.id, items.length, world)
  const albumId = `13${String(world.nextNumber('album')).padStart(15, '0')}`
  const messages = items.flatMap((item, index) => {
    const file = files[index]
    if (file === undefined || file instanceof Refusal) return []
    const { hasSpoiler, isCaptionAbove } = item
    return [
      keepMessage({ ...about, ...item.words, fileId: file.id, albumId, hasSpoiler, isCaptionAbove }, world),
    ]
  })
  if (messages.length === 0) return refuse(400, 'group send failed')
  const failed = files.findIndex((file) => file instanceof Refusal)
  const reason = files[failed]
  if (reason instanceof Refusal) return refuse(400, whyNot(failed + 1, reason))
  return ok(messages.map((message) => presentMessage(message, world)))
}

/** The next album into this chat loses its second item. */
export function breakNextAlbum(chatId: string, world: Call['world']): void {
  breaking(world).set(chatId, true)
}

function whyNot(position: number, { message }: Refusal): string {
  const error = message.replace(/^Bad Request: /, '')
  return `failed to send message #${String(position)} with the error message "${serverWords[error] ?? error}"`
}

/** Inside this sentence the network's own words stand as they come. */
const serverWords: Record<string, string> = {
  'failed to get HTTP URL content': 'WEBPAGE_CURL_FAILED',
  'wrong type of the web page content': 'WEBPAGE_MEDIA_EMPTY',
}

/** What the server knows before it sends anything ends the call; what the network says of one file does not. */
async function fileOf(item: Item, call: Call): Promise<KeptFile | Refusal> {
  const { entry } = item
  const number = (name: string): number | null => (typeof entry[name] === 'number' ? entry[name] : null)
  try {
    const file = await resolveFile(item.named, item.kind, call, {
      width: number('width'),
      height: number('height'),
      duration: number('duration'),
      // In an album a file is never looked into.
      isPlain: item.kind === 'document',
    })
    return file.kind === 'animation' ? wrongKind() : file
  } catch (error) {
    const isOfNetwork =
      error instanceof Refusal &&
      /PHOTO_INVALID_DIMENSIONS|IMAGE_PROCESS_FAILED|HTTP URL content|web page content/.test(error.message)
    if (isOfNetwork) return error
    throw error
  }
}

function readItems({ given }: Call): Item[] {
  const media = given.json('media', 'media')
  if (media === undefined) return refuse(400, 'parameter "media" is required')
  if (!Array.isArray(media)) return refuse(400, "can't parse media: expected an Array of InputMedia")
  if (media.length < 2 || media.length > 10) return refuse(400, 'group of media must include 2-10 items')
  const items = media.map((entry): Item => {
    if (!isObject(entry)) return refuse(400, "can't parse InputMedia: expected an Object")
    const kind = kindOf(entry)
    const words = format(text(entry['caption']), text(entry['parse_mode']), entry['caption_entities'])
    if (words.text.length > longest.caption) return refuse(400, 'message caption is too long')
    const named = text(entry['media'])
    if (named === '') return refuse(400, "can't parse InputMedia: media not found")
    return {
      kind,
      named,
      words,
      hasSpoiler: entry['has_spoiler'] === true,
      isCaptionAbove: entry['show_caption_above_media'] === true,
      entry,
    }
  })
  // Photos and videos go together, documents only with their own kind.
  const documents = items.filter(({ kind }) => kind === 'document').length
  if (documents !== 0 && documents !== items.length) return wrongKind()
  return items
}

function kindOf(entry: JsonObject): FileKind {
  const type = text(entry['type'])
  if (type === 'animation') return wrongKind()
  if (!kinds.includes(type)) return refuse(400, `can't parse InputMedia: type "${type}" is unsupported`)
  return type as FileKind
}

function text(value: JsonObject[string]): string {
  return typeof value === 'string' ? value : ''
}

function wrongKind(): never {
  return refuse(400, "can't use the media of the specified type in the album")
}
