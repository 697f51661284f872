import type { Json, JsonObject } from '../../kit/json.js'
import type { MediaFile, RenderedItem } from '../connector.js'
import { options as schema, type Options } from './options.js'

/** A file that goes along with a call, under the name that the fields give it. */
export type Along = { name: string; file: MediaFile; isPhoto: boolean }
/** The call that makes a message. */
export type Message = { method: string; fields: JsonObject; files: Along[] }

type Way = { method: string; field: 'photo' | 'video' | 'animation' | 'document' }

const ways: Record<MediaFile['kind'], Way> = {
  image: { method: 'sendPhoto', field: 'photo' },
  video: { method: 'sendVideo', field: 'video' },
  gif: { method: 'sendAnimation', field: 'animation' },
  document: { method: 'sendDocument', field: 'document' },
}

/** How a file is sent: as what it is, or untouched as a document. */
export function wayOf(file: MediaFile, { asFiles }: Pick<Options, 'asFiles'>): Way {
  return ways[asFiles === true ? 'document' : file.kind]
}

/** What an item becomes in a chat. `fileIds`: of files that Telegram has already, in order; null: they go along. */
export function messageOf(
  item: RenderedItem,
  fileIds: readonly string[] | null,
  chatId: number | string,
): Message {
  const options = schema.parse(item.options)
  const common = { chat_id: chatId, ...commonOf(options) }
  const [first, ...more] = item.media
  if (options.poll !== undefined)
    return { method: 'sendPoll', fields: { ...common, ...pollOf(item.text, options.poll) }, files: [] }
  if (first === undefined)
    return { method: 'sendMessage', fields: { ...common, ...textOf(item.text, options) }, files: [] }
  if (more.length > 0) return album(item, options, fileIds, common)
  const { method, field } = wayOf(first, options)
  const fileId = fileIds?.[0]
  const fields = { ...common, ...captionOf(item.text, options), ...shownAs(field, options) }
  if (fileId !== undefined) return { method, fields: { ...fields, [field]: fileId }, files: [] }
  return {
    method,
    fields: { ...fields, ...factsOf(first, field) },
    files: [{ name: field, file: first, isPhoto: field === 'photo' }],
  }
}

/** The text stands on the first file: Telegram shows it under the whole album. */
function album(
  item: RenderedItem,
  options: Options,
  fileIds: readonly string[] | null,
  common: JsonObject,
): Message {
  const files: Along[] = []
  const media = item.media.map((file, index): Json => {
    const { field } = wayOf(file, options)
    const fileId = fileIds?.[index]
    const name = `file${String(index)}`
    if (fileId === undefined) files.push({ name, file, isPhoto: field === 'photo' })
    return {
      type: field,
      media: fileId ?? `attach://${name}`,
      ...(index === 0 ? captionOf(item.text, options) : {}),
      ...shownAs(field, options),
      ...(fileId === undefined ? factsOf(file, field) : {}),
    }
  })
  return { method: 'sendMediaGroup', fields: { ...common, media }, files }
}

function commonOf({ silent, protectContent, inReplyTo, topicId }: Options): JsonObject {
  const messageId = inReplyTo?.split(':').at(-1)
  return given({
    disable_notification: silent,
    protect_content: protectContent,
    message_thread_id: topicId,
    reply_parameters: messageId === undefined ? undefined : { message_id: Number(messageId) },
  })
}

function textOf(text: string, { parseMode, linkPreview }: Options): JsonObject {
  return given({
    text,
    parse_mode: parseMode,
    link_preview_options:
      linkPreview === undefined
        ? undefined
        : given({
            is_disabled: linkPreview.disabled,
            url: linkPreview.url,
            prefer_small_media: linkPreview.size === 'small' ? true : undefined,
            prefer_large_media: linkPreview.size === 'large' ? true : undefined,
            show_above_text: linkPreview.aboveText,
          }),
  })
}

function captionOf(text: string, { parseMode }: Options): JsonObject {
  return text === '' ? {} : given({ caption: text, parse_mode: parseMode })
}

/** What only photos, videos and animations have. */
function shownAs(field: Way['field'], { captionAboveMedia, spoiler }: Options): JsonObject {
  return field === 'document'
    ? {}
    : given({ show_caption_above_media: captionAboveMedia, has_spoiler: spoiler })
}

/** Of a file that goes along; one that Telegram has already carries them. */
export function factsOf(file: MediaFile, field: Way['field']): JsonObject {
  if (field === 'photo') return {}
  // Else Telegram makes an animation of a GIF that was to stay as it is.
  if (field === 'document') return { disable_content_type_detection: true }
  return given({
    width: file.width ?? undefined,
    height: file.height ?? undefined,
    duration: file.durationMs === null ? undefined : Math.round(file.durationMs / 1_000),
    supports_streaming: field === 'video' ? true : undefined,
  })
}

function pollOf(question: string, poll: NonNullable<Options['poll']>): JsonObject {
  return given({
    question,
    options: poll.options.map((text) => ({ text })),
    allows_multiple_answers: poll.multiple,
    is_anonymous: poll.anonymous,
    open_period: poll.openForSeconds,
  })
}

function given(fields: Record<string, Json | undefined>): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}
