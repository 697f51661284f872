import { createHash } from 'node:crypto'
import type { PublishContext, RenderedItem } from '../connector.js'
import { postCollection } from './xrpc.js'

const digits = '234567abcdefghijklmnopqrstuvwxyz'

const hourMs = 3_600_000
const hourMicros = 3_600_000_000n
/** Left at the end of the hour for the parts of a thread. */
const partsMicros = 1_000_000n

/**
 * The record key of an item, the same on every try: a TID, which is microseconds since 1970 and ten bits more. All of
 * it comes from the item's id, so that it is the same even when the database was put back to a time at which nobody
 * had planned to send it yet. The hour is the one before the id was made, which is never in the future; what lies
 * below it is drawn, so that items made in one moment do not meet. The parts of a thread follow each other, as they
 * do in a repository's list, which is in the order of the keys.
 */
export function recordKey(item: Pick<RenderedItem, 'targetId' | 'sequence'>): string {
  const hash = createHash('sha256').update(item.targetId).digest()
  const hour = BigInt(Math.max(0, Math.floor(madeAtMs(item.targetId) / hourMs) - 1))
  const drawn = hash.readBigUInt64BE(0) % (hourMicros - partsMicros)
  const micros = hour * hourMicros + drawn + BigInt(item.sequence)
  let rest = (micros << 10n) | BigInt(hash.readUInt16BE(8) % 1_024)
  let key = ''
  for (let place = 0; place < 13; place += 1) {
    key = (digits[Number(rest & 31n)] ?? '') + key
    rest >>= 5n
  }
  return key
}

/** When an id was made; 0 for what is none of ours. */
function madeAtMs(id: string): number {
  const [, time] = /^[a-z]+_c([0-9a-z]{9})[0-9a-z]{14}$/.exec(id) ?? []
  return time === undefined ? 0 : Number.parseInt(time, 36)
}

/** What a record says of when it was made: fixed like the key, so that the same record is sent on every try. */
export function createdAt(item: Pick<RenderedItem, 'plannedAt'>): string {
  return item.plannedAt.toISOString()
}

export function uriOf(ctx: Pick<PublishContext, 'account'>, key: string): string {
  return `at://${ctx.account.remoteId}/${postCollection}/${key}`
}

export function urlOf(ctx: Pick<PublishContext, 'account'>, key: string): string {
  return webUrlOf(uriOf(ctx, key))
}

/** By DID: a handle may change, the address stays. */
export function webUrlOf(uri: string): string {
  const [, , did = '', , key = ''] = uri.split('/')
  return `https://bsky.app/profile/${did}/post/${key}`
}
