import type { Json, JsonObject } from '../../kit/json.js'
import type { PlatformHttp, PlatformReply } from '../platform-http.js'
import { objectOf, textOf } from '../values.js'

export type Caller = { http: PlatformHttp; tokens: { accessToken: string } }
export type Fields = Record<string, string | undefined>

export const graph = 'https://graph.threads.net'

/** A read of the Graph API. The token goes in the query, where Threads documents it: addresses are never logged. */
export function read({ http, tokens }: Caller, path: string, fields: Fields): Promise<PlatformReply> {
  const query = { ...fields, access_token: tokens.accessToken }
  return http({ method: 'GET', url: `${graph}/v1.0/${path}`, query })
}

/** A call of the Graph API that changes something. `creating`: the public can see it. */
export function write(
  { http, tokens }: Caller,
  path: string,
  fields: Fields,
  more: { creating?: true } = {},
): Promise<PlatformReply> {
  const form = { ...fields, access_token: tokens.accessToken }
  return http({ method: 'POST', url: `${graph}/v1.0/${path}`, form, ...more })
}

/** The id that an answer carries, be it written as a text or as a number; null where it has none. */
export function idIn(reply: PlatformReply): string | null {
  return reply.status === 200 ? idOf(reply.json) : null
}

export function idOf(value: Json | undefined): string | null {
  const { id } = objectOf(value)
  return typeof id === 'number' ? String(id) : textOf(id)
}

/** Where the next page of a list begins; null where it is the last. */
export function cursorIn(reply: PlatformReply): string | null {
  return textOf(objectOf(objectOf(objectOf(reply.json)['paging'])['cursors'])['after'])
}

/** What a list answers. */
export function dataIn(reply: PlatformReply): JsonObject[] | null {
  const { data } = objectOf(reply.json)
  return reply.status === 200 && Array.isArray(data) ? data.map(objectOf) : null
}
