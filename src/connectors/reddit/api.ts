import type { Json, JsonObject } from '../../kit/json.js'
import type { ConnectContext } from '../connector.js'
import type { PlatformReply, PlatformRequest } from '../platform-http.js'
import { objectOf, textOf } from '../values.js'

export const site = 'https://www.reddit.com'
const api = 'https://oauth.reddit.com'

type Asker = Pick<ConnectContext, 'http' | 'tokens' | 'app'>

/** One call with the account's access. `path` begins with a slash; texts of the answer are not escaped. */
export function call(
  ctx: Asker,
  method: PlatformRequest['method'],
  path: string,
  more: Pick<PlatformRequest, 'query' | 'json' | 'form' | 'creating' | 'timeoutMs'> = {},
): Promise<PlatformReply> {
  const headers = { 'user-agent': agentOf(ctx.app), authorization: `bearer ${ctx.tokens.accessToken}` }
  const query = { ...more.query, raw_json: '1' }
  return ctx.http({ method, url: `${api}${path}`, headers, ...more, query })
}

/**
 * Who asks, in the form that Reddit wants: whoever says it otherwise is blocked or slowed down. README.md,
 * "Connecting".
 */
export function agentOf(app: Record<string, string>): string {
  const plain = (value: string | undefined): string =>
    (value ?? '').replace(/^\/?u\//, '').replace(/[^\w-]/g, '') || 'voxburst'
  return `web:${plain(app['REDDIT_CLIENT_ID'])}:v1.0 (by /u/${plain(app['REDDIT_USERNAME'])})`
}

/** What a call answered that did what it was asked; null where it did not. */
export function dataIn(reply: PlatformReply): JsonObject | null {
  const { errors, data } = objectOf(objectOf(reply.json)['json'])
  if (reply.status !== 200 || (Array.isArray(errors) && errors.length > 0)) return null
  return data === undefined ? null : objectOf(data)
}

/** The things of a list, and after which the next page begins; null where the answer is no list. */
export function listIn(reply: PlatformReply): { things: JsonObject[]; after: string | null } | null {
  const { children, after } = objectOf(objectOf(reply.json)['data'])
  if (reply.status !== 200 || !Array.isArray(children)) return null
  return { things: children.map((child) => objectOf(objectOf(child)['data'])), after: textOf(after) }
}

/** Times are seconds since 1970. */
export function timeIn({ created_utc: seconds }: JsonObject): Date {
  return new Date(Number(seconds) * 1_000)
}

export function addressOf(permalink: Json | undefined): string | null {
  const path = textOf(permalink)
  return path === null ? null : new URL(path, site).href
}
