import type { Json, JsonObject } from '../../kit/json.js'
import type { ConnectContext } from '../connector.js'
import type { PlatformReply, PlatformRequest } from '../platform-http.js'
import { objectOf, textOf } from '../values.js'

const base = 'https://api.pinterest.com/v5'

/** One call with the account's access. `path` begins with a slash. */
export function call(
  ctx: Pick<ConnectContext, 'http' | 'tokens'>,
  method: PlatformRequest['method'],
  path: string,
  more: Pick<PlatformRequest, 'query' | 'json' | 'creating' | 'timeoutMs'> = {},
): Promise<PlatformReply> {
  const headers = { authorization: `Bearer ${ctx.tokens.accessToken}` }
  return ctx.http({ method, url: `${base}${path}`, headers, ...more })
}

/** A page of a list, and the bookmark of the page after it; null where the answer is no list. */
export function pageIn(reply: PlatformReply): { items: JsonObject[]; bookmark: string | null } | null {
  const { items, bookmark } = objectOf(reply.json)
  if (reply.status !== 200 || !Array.isArray(items)) return null
  return { items: items.map(objectOf), bookmark: textOf(bookmark) }
}

/** Times are UTC and say no zone. */
export function timeIn(value: Json | undefined): Date {
  const text = String(value)
  return new Date(/(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`)
}

export const tokenUrl = `${base}/oauth/token`
