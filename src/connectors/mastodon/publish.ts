import { createHash } from 'node:crypto'
import type { Json } from '../../kit/json.js'
import type { PublishContext, PublishedItem, PublishOutcome, RenderedItem } from '../connector.js'
import { unknown } from '../outcomes.js'
import { objectOf } from '../values.js'
import { isRefusal, refusalOf } from './errors.js'
import { options as schema, parentIdOf } from './options.js'
import type { Plan } from './prepare.js'
import { seenBy } from './visibility.js'

/** One POST, with a key that makes a repeat of the same request answer the same status. */
export async function publish(item: RenderedItem, plan: Json, ctx: PublishContext): Promise<PublishOutcome> {
  const { mediaIds } = (plan ?? { mediaIds: [] }) as Plan
  const options = schema.parse(item.options)
  const isFirst = item.sequence === 0
  const parent = parentIdOf(item)
  return post(item, ctx, {
    status: item.text,
    media_ids: mediaIds,
    ...(parent === null ? {} : { in_reply_to_id: parent }),
    ...(options.visibility === undefined ? {} : { visibility: options.visibility }),
    ...(options.language === undefined ? {} : { language: options.language }),
    ...(options.sensitive === undefined ? {} : { sensitive: options.sensitive }),
    ...(options.spoilerText === undefined ? {} : { spoiler_text: options.spoilerText }),
    ...(isFirst && options.poll !== undefined
      ? {
          poll: {
            options: options.poll.options,
            expires_in: options.poll.expiresInSeconds,
            multiple: options.poll.multiple ?? false,
            hide_totals: options.poll.hideTotals ?? false,
          },
        }
      : {}),
  })
}

/** Seen by whoever sees what it stands under: the instance's own choice would show it to everybody. */
export function comment(
  item: RenderedItem,
  under: PublishedItem,
  ctx: PublishContext,
): Promise<PublishOutcome> {
  return post(item, ctx, {
    status: item.text,
    in_reply_to_id: under.remoteId,
    ...seenBy(objectOf(under.data)),
  })
}

async function post(
  item: RenderedItem,
  ctx: PublishContext,
  body: { [name: string]: Json },
): Promise<PublishOutcome> {
  const reply = await ctx.http({
    method: 'POST',
    url: `https://${String(ctx.data['domain'])}/api/v1/statuses`,
    headers: {
      authorization: `Bearer ${ctx.tokens.accessToken}`,
      'idempotency-key': idempotencyKey(item),
    },
    json: body,
    creating: true,
  })
  const status = objectOf(reply.json)
  if (reply.status === 200) {
    const id = status['id']
    if (typeof id !== 'string') return unknown(reply, 'The instance answered without the id of the post.')
    const url = typeof status['url'] === 'string' ? status['url'] : null
    return { kind: 'published', remoteId: id, url, data: seenBy(status) }
  }
  if (isRefusal(reply)) {
    // Our upload was not ready after all: the instance says so before it makes anything.
    const isNotReady =
      reply.status === 422 &&
      String(status['error']).startsWith('Cannot attach files that have not finished processing')
    return refusalOf(
      reply,
      ctx.now,
      isNotReady
        ? { code: 'PLATFORM_UNAVAILABLE', cure: 'wait', message: 'The instance is still processing a file.' }
        : undefined,
    )
  }
  return unknown(reply, `The instance answered ${String(reply.status)}: the post may be out.`)
}

/**
 * The same for the same content of the same item, however often it is sent; another for changed content. Made of the
 * files, not of their ids at the instance: once a status has them it says 404, and what is sent again has new uploads.
 */
function idempotencyKey(item: RenderedItem): string {
  const media = item.media.map((file) => [file.sha256, file.altText])
  const parent = parentIdOf(item)
  return createHash('sha256')
    .update(JSON.stringify([item.targetId, item.sequence, item.text, media, item.options, parent]))
    .digest('hex')
}
