import type { Json } from '../../kit/json.js'
import type { PublishContext, PublishOutcome, RenderedItem } from '../connector.js'
import { unknown } from '../outcomes.js'
import type { PlatformReply } from '../platform-http.js'
import { objectOf, textOf } from '../values.js'
import { isRefusal, isUploadGone, refusalOf, uploadGone } from './errors.js'
import { call } from './graph.js'
import { messageOf } from './message.js'
import { uploadStep, type Plan } from './prepare.js'

/** The one call: WhatsApp has taken the message when it answers, and tells later whether it arrived (webhook.ts). */
export async function publish(item: RenderedItem, plan: Json, ctx: PublishContext): Promise<PublishOutcome> {
  const { edge, body } = messageOf(item, (plan as Plan)?.mediaId ?? null)
  const reply = await call(ctx, 'POST', `${ctx.account.remoteId}/${edge}`, { json: body, creating: true })
  const message = messageIn(reply)
  if (message !== null) return { kind: 'published', url: null, ...message }
  if (plan !== null && isUploadGone(reply)) {
    await ctx.dropStep(uploadStep)
    return uploadGone(reply)
  }
  if (isRefusal(reply)) return refusalOf(reply)
  return unknown(reply, `WhatsApp answered ${String(reply.status)}: the message may be out.`)
}

/** The number may be another than was written: WhatsApp knows people by it. */
function messageIn(reply: PlatformReply): { remoteId: string; data: Json } | null {
  if (reply.status !== 200) return null
  const { messages, contacts } = objectOf(reply.json)
  const message = objectOf(Array.isArray(messages) ? messages[0] : undefined)
  const contact = objectOf(Array.isArray(contacts) ? contacts[0] : undefined)
  const remoteId = textOf(message['id'])
  if (remoteId === null) return null
  const data = { waId: textOf(contact['wa_id']), messageStatus: textOf(message['message_status']) }
  return { remoteId, data }
}
