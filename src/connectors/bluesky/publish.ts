import type { Json } from '../../kit/json.js'
import type { PublishContext, PublishOutcome, RenderedItem } from '../connector.js'
import { unknown } from '../outcomes.js'
import { objectOf, textOf } from '../values.js'
import { errorName, bearer, onPds, postCollection } from './xrpc.js'
import { isRefusal, refusalOf } from './errors.js'
import { readRecord } from './find.js'
import type { Plan } from './prepare.js'
import { recordKey, urlOf } from './record-key.js'
import { uploadStep } from './uploads.js'
import { dropVideo } from './video.js'

/**
 * One putRecord under the item's own key, for a key that holds nothing yet: the same record again changes nothing,
 * and another one is refused.
 */
export async function publish(item: RenderedItem, plan: Json, ctx: PublishContext): Promise<PublishOutcome> {
  const { record } = plan as Plan
  const key = recordKey(item)
  const reply = await ctx.http({
    method: 'POST',
    url: onPds(ctx, 'com.atproto.repo.putRecord'),
    headers: bearer(ctx),
    json: {
      repo: ctx.account.remoteId,
      collection: postCollection,
      rkey: key,
      swapRecord: null,
      record,
    },
    creating: true,
  })
  if (reply.status === 200) {
    const body = objectOf(reply.json)
    const [uri, cid] = [textOf(body['uri']), textOf(body['cid'])]
    if (uri === null || cid === null)
      return unknown(reply, 'The server answered without the address of the post.')
    return { kind: 'published', remoteId: uri, url: urlOf(ctx, key), data: { cid } }
  }
  if (errorName(reply) === 'InvalidSwap') return alreadyOut(item, ctx, unknown(reply, 'The key is taken.'))
  if (errorName(reply) === 'BlobNotFound') await forgetUploads(item, ctx)
  if (isRefusal(reply)) return refusalOf(reply, ctx.now)
  return unknown(reply, `The server answered ${String(reply.status)}: the post may be out.`)
}

/** Something stands under our key: an earlier try of this item got through, with words that were changed since. */
async function alreadyOut(
  item: RenderedItem,
  ctx: PublishContext,
  otherwise: PublishOutcome,
): Promise<PublishOutcome> {
  const look = await readRecord(item, ctx).catch(() => null)
  if (look?.kind !== 'found') return otherwise
  ctx.log('An earlier version of the item was out already', { remoteId: look.remoteId })
  return { kind: 'published', remoteId: look.remoteId, url: look.url, data: look.data ?? null }
}

/** Uploads that no record uses are deleted after a while; the next try uploads again. */
async function forgetUploads(item: RenderedItem, ctx: PublishContext): Promise<void> {
  for (const [index, file] of item.media.entries()) {
    if (file.kind === 'image') await ctx.dropStep(uploadStep(item, index))
    else await dropVideo(item, index, ctx)
  }
}
