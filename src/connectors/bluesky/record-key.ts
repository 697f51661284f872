import { createHash } from 'node:crypto'
import type { PublishContext, RenderedItem } from '../connector.js'
import { postCollection } from './xrpc.js'

const digits = '234567abcdefghijklmnopqrstuvwxyz'

type Planned = Pick<RenderedItem, 'targetId' | 'sequence' | 'plannedAt'>

/**
 * The record key of an item, the same on every try: a TID, which is microseconds since 1970 and ten bits more. The
 * millisecond is when the item was planned; what lies below it is drawn from the item's id, so that two items
 * planned in one millisecond do not meet.
 */
export function recordKey(item: Planned): string {
  const hash = createHash('sha256')
    .update(`${item.targetId} ${String(item.sequence)}`)
    .digest()
  const micros = BigInt(item.plannedAt.getTime()) * 1_000n + BigInt(hash.readUInt32BE(0) % 1_000)
  let rest = (micros << 10n) | BigInt(hash.readUInt16BE(4) % 1_024)
  let key = ''
  for (let place = 0; place < 13; place += 1) {
    key = (digits[Number(rest & 31n)] ?? '') + key
    rest >>= 5n
  }
  return key
}

/** Fixed like the key: an item found under our key with another time is not ours. */
export function createdAt(item: Planned): string {
  return item.plannedAt.toISOString()
}

export function uriOf(ctx: Pick<PublishContext, 'account'>, key: string): string {
  return `at://${ctx.account.remoteId}/${postCollection}/${key}`
}

/** By DID: a handle may change, the address stays. */
export function urlOf(ctx: Pick<PublishContext, 'account'>, key: string): string {
  return `https://bsky.app/profile/${ctx.account.remoteId}/post/${key}`
}
