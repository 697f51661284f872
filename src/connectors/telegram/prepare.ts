import type { Json } from '../../kit/json.js'
import type { MediaFile, Prepared, PublishContext, RenderedItem } from '../connector.js'
import { faultOf } from '../outcomes.js'
import type { PlatformReply } from '../platform-http.js'
import { objectOf, textOf } from '../values.js'
import { call, chatIdIn, resultOf, type SentFile } from './bot-api.js'
import { refusalOf } from './errors.js'
import { factsOf, wayOf, type Along } from './message.js'
import { options as schema } from './options.js'
import { largestPhoto, longestSides } from './rules.js'

/** Ids of the item's files at Telegram, in order; null where they go along with the message. */
export type Plan = { fileIds: string[] } | null

const uploadMs = 300_000

/** A refusal is not kept as a step: thrown through it, and answered. */
class UploadRefused extends Error {
  readonly reply: PlatformReply
  constructor(reply: PlatformReply) {
    super('The upload was refused')
    this.reply = reply
  }
}

/**
 * Sends the files to the account's private channel, where it has one: what makes the post public is a small request
 * then, quickly answered, and an answer that is lost is lost for good there.
 */
export async function prepare(item: RenderedItem, ctx: PublishContext): Promise<Prepared> {
  const chatId = chatIdIn(ctx.data['stagingChatId'])
  if (chatId === null || item.media.length === 0) return ready(null)
  const fileIds: string[] = []
  try {
    for (const [index, file] of item.media.entries())
      fileIds.push(await upload(item, index, file, chatId, ctx))
  } catch (error) {
    if (!(error instanceof UploadRefused)) return faultOf(error)
    const refusal = refusalOf(error.reply)
    if (refusal.error.code !== 'PERMISSION_DENIED') return refusal
    // The private channel is gone, not the account: posts go out without it.
    ctx.log('Files cannot be sent ahead', { reason: refusal.error.networkMessage })
    return ready(null)
  }
  return ready({ fileIds })
}

function ready(plan: Plan): Prepared {
  return { kind: 'ready', plan }
}

/** The name of the kept step in which a file of an item was uploaded. */
export function uploadStep(item: RenderedItem, index: number): string {
  return `media-${String(item.sequence)}-${String(index)}`
}

function upload(
  item: RenderedItem,
  index: number,
  file: MediaFile,
  chatId: number | string,
  ctx: PublishContext,
): Promise<string> {
  const { method, field } = wayOf(file, schema.parse(item.options))
  return ctx.step(uploadStep(item, index), `${file.sha256} ${field}`, async () => {
    const fields = { chat_id: chatId, disable_notification: true, ...factsOf(file, field) }
    const reply = await call(ctx, method, fields, {
      files: [await sentFile({ name: field, file, isPhoto: field === 'photo' })],
      timeoutMs: uploadMs,
    })
    const fileId = fileIdIn(resultOf(reply), field)
    if (fileId === null) throw new UploadRefused(reply)
    return fileId
  })
}

/** A file as it goes along with a call; a photo that Telegram would not take is made smaller. */
export async function sentFile({ name, file, isPhoto }: Along): Promise<SentFile> {
  const { filename, contentType, sizeBytes, width, height } = file
  const isTooLarge = sizeBytes > largestPhoto || (width ?? 0) + (height ?? 0) > longestSides
  if (!isPhoto || (!isTooLarge && contentType !== 'image/webp'))
    return { name, filename, contentType, bytes: file.stream(), length: sizeBytes }
  const side = longestSides / 2
  const made = await file.reencoded({ maxBytes: largestPhoto, maxWidth: side, maxHeight: side })
  return {
    name,
    filename: `${filename.replace(/\.\w+$/, '')}.jpg`,
    contentType: made.contentType,
    bytes: made.bytes,
    length: made.bytes.length,
  }
}

/** A photo is told in several sizes, the largest last; a video without sound may have become an animation. */
function fileIdIn(message: Json | undefined, field: string): string | null {
  const told = objectOf(message)
  const sizes = told['photo']
  if (field === 'photo') return textOf(objectOf(Array.isArray(sizes) ? sizes.at(-1) : undefined)['file_id'])
  const files = [field, 'video', 'animation', 'document'].map((name) => objectOf(told[name])['file_id'])
  return files.map(textOf).find((each) => each !== null) ?? null
}
