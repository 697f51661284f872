import type { JsonObject } from '../../kit/json.js'
import type { ConnectContext } from '../connector.js'
import type { PlatformReply, PlatformRequest } from '../platform-http.js'
import { objectOf, textOf } from '../values.js'

export const base = 'https://open.tiktokapis.com/v2'

type Calls = Pick<ConnectContext, 'http' | 'tokens'>

/** One call with the account's access. `path` begins and ends with a slash. */
export function call(
  ctx: Calls,
  method: PlatformRequest['method'],
  path: string,
  more: Pick<PlatformRequest, 'query' | 'json' | 'creating'> = {},
): Promise<PlatformReply> {
  const headers = {
    authorization: `Bearer ${ctx.tokens.accessToken}`,
    ...(method === 'POST' ? { 'content-type': 'application/json; charset=UTF-8' } : {}),
  }
  return ctx.http({ method, url: `${base}${path}`, headers, ...more })
}

/** `data` of an answer; null where it is a refusal, which may come with status 200. */
export function dataIn(reply: PlatformReply): JsonObject | null {
  const body = objectOf(reply.json)
  return reply.status === 200 && objectOf(body['error'])['code'] === 'ok' ? objectOf(body['data']) : null
}

/** The code of a refusal, with or without the envelope; null where there is none. */
export function codeIn(reply: PlatformReply): string | null {
  const { error } = objectOf(reply.json)
  const code = typeof error === 'string' ? error : textOf(objectOf(error)['code'])
  return code === 'ok' ? null : code
}

/** Posts have numbers beyond 2^53, which JSON here cannot hold: read from the text. `publicaly` is TikTok's spelling. */
export function publicIdIn(reply: PlatformReply): string | null {
  const list = /"publicaly_available_post_id"\s*:\s*\[([^\]]*)\]/.exec(reply.text)?.[1] ?? ''
  return /\d+/.exec(list)?.[0] ?? null
}
