import type { JsonObject } from '../../kit/json.js'
import type { ConnectContext, Refused } from '../connector.js'
import { objectOf, textOf } from '../values.js'
import { call, data, itemsIn } from './api.js'
import { refusalOf } from './errors.js'

/** What YouTube says of the channel that the access is for; `channel` null: the Google account has none. */
export async function readChannel(
  ctx: Pick<ConnectContext, 'http' | 'tokens' | 'now'>,
  part: string,
): Promise<{ channel: JsonObject | null } | { refusal: Refused }> {
  const reply = await call(ctx, 'GET', `${data}/channels`, { query: { part, mine: 'true' } })
  const items = itemsIn(reply)
  return items === null ? { refusal: refusalOf(reply, ctx.now) } : { channel: items[0] ?? null }
}

/** The playlist that has all that the channel uploaded. */
export function uploadsIn(channel: JsonObject): string | null {
  const { contentDetails } = channel
  return textOf(objectOf(objectOf(contentDetails)['relatedPlaylists'])['uploads'])
}

/** As it was when the account was connected or tested, else as YouTube says now. */
export async function uploadsOf(
  ctx: Pick<ConnectContext, 'http' | 'tokens' | 'now' | 'data'>,
): Promise<{ playlist: string } | { refusal: Refused }> {
  const known = textOf(ctx.data['uploads'])
  if (known !== null) return { playlist: known }
  const read = await readChannel(ctx, 'contentDetails')
  if ('refusal' in read) return read
  const playlist = read.channel === null ? null : uploadsIn(read.channel)
  if (playlist !== null) return { playlist }
  const message = 'YouTube does not tell which videos the channel has.'
  return { refusal: { kind: 'refused', cure: 'wait', error: { code: 'PLATFORM_UNAVAILABLE', message } } }
}
