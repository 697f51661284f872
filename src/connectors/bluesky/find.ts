import type { Look, LostAttempt, PublishContext, RenderedItem } from '../connector.js'
import { objectOf, textOf } from '../values.js'
import { recordKey, uriOf, urlOf } from './record-key.js'
import { errorName, onPds, postCollection } from './xrpc.js'

export function find(item: RenderedItem, _attempt: LostAttempt, ctx: PublishContext): Promise<Look> {
  return readRecord(item, ctx)
}

/**
 * Reads the item's own key on the account's server, which knows a record the moment it exists. The AppView, which
 * makes the pages, follows later and is not asked.
 */
export async function readRecord(item: RenderedItem, ctx: PublishContext): Promise<Look> {
  const key = recordKey(item)
  const reply = await ctx.http({
    method: 'GET',
    url: onPds(ctx, 'com.atproto.repo.getRecord'),
    query: { repo: ctx.account.remoteId, collection: postCollection, rkey: key },
  })
  if (reply.status === 400 && errorName(reply) === 'RecordNotFound') return { kind: 'absent' }
  const body = objectOf(reply.json)
  const cid = textOf(body['cid'])
  if (reply.status !== 200 || cid === null)
    return { kind: 'cannotTell', reason: `The server answered ${String(reply.status)}` }
  // No time: the record carries when it was planned, which may lie before the attempt, and the key is proof enough.
  return { kind: 'found', remoteId: uriOf(ctx, key), url: urlOf(ctx, key), createdAt: null, data: { cid } }
}
