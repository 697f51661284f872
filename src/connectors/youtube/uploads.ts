import type { JsonObject } from '../../kit/json.js'
import type { ConnectContext, Refused } from '../connector.js'
import { objectOf, textOf } from '../values.js'
import { call, data, itemsIn, nextPageIn } from './api.js'
import { uploadsOf } from './channel.js'
import { refusalOf } from './errors.js'

type Calls = Pick<ConnectContext, 'http' | 'tokens' | 'now' | 'data'>

/** A page of fifty of what the channel uploaded, newest first, private videos included: their ids, and what `part` tells of them. */
export async function listUploads(
  ctx: Calls,
  part: string,
  cursor: string | undefined,
): Promise<{ videos: JsonObject[]; next: string | null } | { refusal: Refused }> {
  const uploads = await uploadsOf(ctx)
  if ('refusal' in uploads) return uploads
  const reply = await call(ctx, 'GET', `${data}/playlistItems`, {
    query: { part: 'contentDetails', playlistId: uploads.playlist, maxResults: '50', pageToken: cursor },
  })
  const items = itemsIn(reply)
  if (items === null) return { refusal: refusalOf(reply, ctx.now) }
  const ids = items.flatMap((item) => textOf(objectOf(item['contentDetails'])['videoId']) ?? [])
  const read = ids.length === 0 ? { videos: [] } : await readVideos(ctx, part, ids)
  return 'refusal' in read ? read : { ...read, next: nextPageIn(reply) ?? null }
}

/** Those of at most fifty videos that YouTube has. */
export async function readVideos(
  ctx: Calls,
  part: string,
  ids: readonly string[],
): Promise<{ videos: JsonObject[] } | { refusal: Refused }> {
  const reply = await call(ctx, 'GET', `${data}/videos`, {
    query: { part, id: ids.join(',') },
  })
  const videos = itemsIn(reply)
  return videos === null ? { refusal: refusalOf(reply, ctx.now) } : { videos }
}
