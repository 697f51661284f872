import type { Json, JsonObject } from '../../kit/json.js'
import type { PublishContext, PublishOutcome, RenderedItem } from '../connector.js'
import { unknown } from '../outcomes.js'
import { NoAnswer, NotSent, type PlatformReply } from '../platform-http.js'
import { objectOf, textOf } from '../values.js'
import { call, chatIdIn, movedTo, resultOf, type SentFile } from './bot-api.js'
import { isHalfAlbum, isRefusal, isUploadGone, refusalOf, uploadGone } from './errors.js'
import { messageOf, type Along } from './message.js'
import { sentFile, uploadStep, type Plan } from './prepare.js'

type Moved = { chatId: number; fileIds: string[] | null }

/** Why nobody can tell what became of a message. Source: README.md, "When an answer is lost". */
const noWayToLook =
  'Telegram lets a bot neither read what is in a chat nor send a message a second time without making another one'

/** The one call that the public can see; in a group that has moved, the call that says where it is now. */
export async function publish(item: RenderedItem, plan: Json, ctx: PublishContext): Promise<PublishOutcome> {
  const fileIds = (plan as Plan)?.fileIds ?? null
  const chatId = chatIdIn(ctx.data['chatId']) ?? chatIdIn(ctx.account.remoteId) ?? ''
  const reply = await send(item, fileIds, chatId, ctx)
  if (!('status' in reply)) return reply
  const moved = isRefusal(reply) ? movedTo(reply) : null
  if (moved === null) return judge(reply, item, fileIds, ctx)
  const resume: Moved = { chatId: moved, fileIds }
  return { kind: 'halfway', resume }
}

/** Sends it to the supergroup that the group has become: nothing was made in the group. */
export async function proceed(
  item: RenderedItem,
  resume: Json,
  ctx: PublishContext,
): Promise<PublishOutcome> {
  const { chatId, fileIds } = resume as Moved
  const reply = await send(item, fileIds, chatId, ctx)
  return 'status' in reply ? judge(reply, item, fileIds, ctx) : reply
}

async function send(
  item: RenderedItem,
  fileIds: string[] | null,
  chatId: number | string,
  ctx: PublishContext,
): Promise<PlatformReply | PublishOutcome> {
  const { method, fields, files } = messageOf(item, fileIds, chatId)
  const sent = await filesOf(files)
  try {
    return await call(ctx, method, fields, { files: sent, creating: true, timeoutMs: 300_000 })
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error
    return {
      kind: 'unknown',
      error: { code: 'OUTCOME_UNKNOWN', message: `${noWayToLook}: ${error.message}` },
    }
  }
}

async function filesOf(files: readonly Along[]): Promise<SentFile[]> {
  try {
    return await Promise.all(files.map(sentFile))
  } catch (error) {
    throw new NotSent('A file of the post could not be read', { cause: error })
  }
}

async function judge(
  reply: PlatformReply,
  item: RenderedItem,
  fileIds: string[] | null,
  ctx: PublishContext,
): Promise<PublishOutcome> {
  const result = resultOf(reply)
  const messages = (Array.isArray(result) ? result : [result]).map(objectOf)
  const ids = messages.map((message) => message['message_id'])
  if (ids.length > 0 && ids.every((id) => typeof id === 'number')) return published(messages, ids, ctx)
  if (!isRefusal(reply)) return unknown(reply, whyUnknown(reply))
  if (fileIds === null || !isUploadGone(reply)) return refusalOf(reply)
  for (const index of item.media.keys()) await ctx.dropStep(uploadStep(item, index))
  return uploadGone(reply)
}

function whyUnknown(reply: PlatformReply): string {
  return isHalfAlbum(reply)
    ? 'Telegram sends the files of an album one after the other, and one of them failed'
    : `${noWayToLook}: it answered ${String(reply.status)}`
}

function published(messages: JsonObject[], ids: number[], ctx: PublishContext): PublishOutcome {
  const chat = objectOf(messages[0]?.['chat'])
  const [first = 0] = ids
  // A big video may be put on the server's own schedule: the message has no number yet.
  if (first === 0) return { kind: 'published', remoteId: null, url: null }
  const chatId = String(chat['id'] ?? ctx.account.remoteId)
  return {
    kind: 'published',
    // In a supergroup numbers begin anew: they must not meet those of the group that it was.
    remoteId: chatId === ctx.account.remoteId ? String(first) : `${chatId}:${String(first)}`,
    url: urlOf(chatId, textOf(chat['username']), first),
    data: { messageIds: ids },
  }
}

/** Everybody can open a message of a public chat, members one of a private channel or supergroup; others have no address. */
export function urlOf(chatId: string, username: string | null, messageId: number): string | null {
  if (username !== null) return `https://t.me/${username}/${String(messageId)}`
  const inside = /^-100(\d+)$/.exec(chatId)?.[1]
  return inside === undefined ? null : `https://t.me/c/${inside}/${String(messageId)}`
}
