import type { JsonObject } from '../../kit/json.js'
import type { MediaFile, RenderedItem } from '../connector.js'
import { addresseeOf, options as schema, type Options } from './options.js'

type Message = { edge: 'messages' | 'marketing_messages'; body: JsonObject }

/** A message to one recipient. `mediaId` is that of its file at WhatsApp, null where it has none. */
export function messageOf(item: RenderedItem, mediaId: string | null): Message {
  const options = schema.parse(item.options)
  const { marketing, inReplyTo } = options
  return {
    edge: marketing === undefined ? 'messages' : 'marketing_messages',
    body: {
      messaging_product: 'whatsapp',
      ...addresseeOf(item.recipient ?? ''),
      ...contentOf(item, options, mediaId),
      ...(inReplyTo === undefined ? {} : { context: { message_id: inReplyTo } }),
      ...(marketing?.policy === undefined ? {} : { product_policy: marketing.policy }),
      ...(marketing?.activitySharing === undefined
        ? {}
        : { message_activity_sharing: marketing.activitySharing }),
      // Comes back with everything that is told of the message. README.md, "When an answer is lost".
      biz_opaque_callback_data: `${item.targetId}:${String(item.sequence)}`,
    },
  }
}

/** The item that a message was sent as; null where it is none of ours. */
export function itemIn(callbackData: string | null): { targetId: string; sequence: number } | null {
  const [, targetId, sequence] = /^(pp_[a-z0-9]{1,40}):(\d{1,6})$/.exec(callbackData ?? '') ?? []
  return targetId === undefined ? null : { targetId, sequence: Number(sequence) }
}

function contentOf(item: RenderedItem, options: Options, mediaId: string | null): JsonObject {
  const file = item.media[0]
  if (options.template !== undefined)
    return { type: 'template', template: templateOf(item, options, options.template, mediaId) }
  if (options.location !== undefined) {
    const { latitude, longitude, ...named } = options.location
    // Numbers are texts there. Source: LocationMessage of the OpenAPI document.
    const place = { latitude: String(latitude), longitude: String(longitude), ...named }
    return { type: 'location', location: place }
  }
  if (options.choices !== undefined)
    return { type: 'interactive', interactive: questionOf(item, options.choices, mediaId) }
  if (file === undefined || mediaId === null)
    return { type: 'text', text: { body: item.text, preview_url: options.linkPreview ?? false } }
  const caption = item.text === '' ? {} : { caption: item.text }
  return { type: typeOf(file), [typeOf(file)]: { ...mediaOf(file, mediaId), ...caption } }
}

function templateOf(
  item: RenderedItem,
  { language = 'en_US', parameters, headerText, buttons = [] }: Options,
  name: string,
  mediaId: string | null,
): JsonObject {
  const file = item.media[0]
  const header =
    file !== undefined && mediaId !== null
      ? [{ type: typeOf(file), [typeOf(file)]: mediaOf(file, mediaId) }]
      : textsOf(headerText === undefined ? [] : [headerText])
  const body = textsOf(parameters ?? (item.text === '' ? [] : [item.text]))
  const components = [
    ...(header.length === 0 ? [] : [{ type: 'header', parameters: header }]),
    ...(body.length === 0 ? [] : [{ type: 'body', parameters: body }]),
    ...buttons.map(({ index, url, payload }) => ({
      type: 'button',
      index: String(index),
      ...(payload === undefined
        ? { sub_type: 'url', parameters: textsOf([url ?? '']) }
        : { sub_type: 'quick_reply', parameters: [{ type: 'payload', payload }] }),
    })),
  ]
  return { name, language: { code: language }, ...(components.length === 0 ? {} : { components }) }
}

function textsOf(values: readonly string[] | Record<string, string>): JsonObject[] {
  if (Array.isArray(values)) return values.map((text: string) => ({ type: 'text', text }))
  return Object.entries(values).map(([name, text]) => ({ type: 'text', parameter_name: name, text }))
}

function questionOf(item: RenderedItem, choices: readonly string[], mediaId: string | null): JsonObject {
  const file = item.media[0]
  return {
    type: 'button',
    ...(file === undefined || mediaId === null
      ? {}
      : { header: { type: typeOf(file), [typeOf(file)]: mediaOf(file, mediaId) } }),
    body: { text: item.text },
    action: {
      buttons: choices.map((title, index) => ({
        type: 'reply',
        reply: { id: `choice-${String(index + 1)}`, title },
      })),
    },
  }
}

function typeOf({ kind }: MediaFile): 'image' | 'video' | 'document' {
  return kind === 'gif' ? 'image' : kind
}

function mediaOf(file: MediaFile, id: string): JsonObject {
  return file.kind === 'document' ? { id, filename: file.filename } : { id }
}
