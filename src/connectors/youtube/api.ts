import type { Json, JsonObject } from '../../kit/json.js'
import type { ConnectContext } from '../connector.js'
import type { PlatformReply, PlatformRequest } from '../platform-http.js'
import { listOf, objectOf, textOf } from '../values.js'

export const data = 'https://www.googleapis.com/youtube/v3'
export const upload = 'https://www.googleapis.com/upload/youtube/v3'
export const analytics = 'https://youtubeanalytics.googleapis.com/v2'

type Calls = Pick<ConnectContext, 'http' | 'tokens'>

/** One call with the account's access. */
export function call(
  ctx: Calls,
  method: PlatformRequest['method'],
  url: string,
  more: Omit<PlatformRequest, 'method' | 'url'> = {},
): Promise<PlatformReply> {
  const headers = { authorization: `Bearer ${ctx.tokens.accessToken}`, ...more.headers }
  return ctx.http({ method, url, ...more, headers })
}

/** `items` of a list; null where the answer is none. A list of nothing may come without them. */
export function itemsIn(reply: PlatformReply): JsonObject[] | null {
  const body = objectOf(reply.json)
  if (reply.status !== 200 || textOf(body['kind']) === null) return null
  return listOf(body['items']).map(objectOf)
}

/** Where a list goes on; undefined at its end. */
export function nextPageIn(reply: PlatformReply): string | undefined {
  return textOf(objectOf(reply.json)['nextPageToken']) ?? undefined
}

export function timeIn(value: Json | undefined): Date | null {
  const ms = Date.parse(textOf(value) ?? '')
  return Number.isNaN(ms) ? null : new Date(ms)
}
