import type { JsonObject } from '../../kit/json.js'
import type { AccountContext, Refused } from '../connector.js'
import { objectOf, textOf } from '../values.js'
import { call, dataIn } from './api.js'
import { refusalOf } from './errors.js'

type Page = { videos: JsonObject[]; next: number | null }

/** A page of twenty of what the account shows to everybody, newest first. `cursor`: UTC milliseconds. */
export async function listVideos(
  ctx: AccountContext,
  fields: string,
  cursor: number | null,
): Promise<Page | { refusal: Refused }> {
  const reply = await call(ctx, 'POST', '/video/list/', {
    query: { fields },
    json: { max_count: 20, ...(cursor === null ? {} : { cursor }) },
  })
  const data = dataIn(reply)
  if (data === null) return { refusal: refusalOf(reply) }
  const next = data['has_more'] === true ? Number(data['cursor']) : NaN
  return { videos: videosIn(data), next: Number.isFinite(next) ? next : null }
}

/** Those of at most twenty videos that TikTok tells of. */
export async function queryVideos(
  ctx: AccountContext,
  fields: string,
  ids: readonly string[],
): Promise<{ videos: JsonObject[] } | { refusal: Refused }> {
  const reply = await call(ctx, 'POST', '/video/query/', {
    query: { fields },
    json: { filters: { video_ids: [...ids] } },
  })
  const data = dataIn(reply)
  return data === null ? { refusal: refusalOf(reply) } : { videos: videosIn(data) }
}

function videosIn({ videos }: JsonObject): JsonObject[] {
  return Array.isArray(videos) ? videos.map(objectOf) : []
}

/** A text here, as opposed to the numbers of a post's status. */
export function idOf(video: JsonObject): string | null {
  return textOf(video['id'])
}
