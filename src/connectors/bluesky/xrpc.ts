import type { JsonObject } from '../../kit/json.js'
import type { ConnectContext } from '../connector.js'
import type { PlatformReply } from '../platform-http.js'
import { objectOf, textOf } from '../values.js'

export const postCollection = 'app.bsky.feed.post'

/** Where an account lives. `service` signs in and renews sessions, `pds` keeps the records: for most people two hosts. */
export type Home = { service: string; pds: string }

export function homeOf(data: JsonObject): Home {
  const service = textOf(data['service']) ?? 'https://bsky.social'
  return { service, pds: textOf(data['pds']) ?? service }
}

/** The address of a method on the account's own server. */
export function onPds(ctx: Pick<ConnectContext, 'data'>, method: string): string {
  return `${homeOf(ctx.data).pds}/xrpc/${method}`
}

export function bearer(ctx: Pick<ConnectContext, 'tokens'>): Record<string, string> {
  return { authorization: `Bearer ${ctx.tokens.accessToken}` }
}

/** The name of an error, such as `ExpiredToken`; null where the answer is not an XRPC error. */
export function errorName(reply: PlatformReply): string | null {
  return textOf(objectOf(reply.json)['error'])
}
