import type { Json, JsonObject } from '../../kit/json.js'
import type { ConnectContext } from '../connector.js'
import type { PlatformReply, PlatformRequest } from '../platform-http.js'
import { listOf, objectOf, textOf } from '../values.js'

export const accounts = 'https://mybusinessaccountmanagement.googleapis.com/v1'
export const information = 'https://mybusinessbusinessinformation.googleapis.com/v1'
/** Posts and pictures are in the old version alone. */
export const v4 = 'https://mybusiness.googleapis.com/v4'
export const performance = 'https://businessprofileperformance.googleapis.com/v1'

export type Calls = Pick<ConnectContext, 'http' | 'tokens' | 'now'>

/** One call with the account's access. */
export function call(
  ctx: Pick<Calls, 'http' | 'tokens'>,
  method: PlatformRequest['method'],
  url: string,
  more: Omit<PlatformRequest, 'method' | 'url'> = {},
): Promise<PlatformReply> {
  return ctx.http({ method, url, ...more, headers: { authorization: `Bearer ${ctx.tokens.accessToken}` } })
}

/** A page of a list, and where it goes on; null where the answer is none. A list of nothing comes without its name. */
export function pageIn(
  reply: PlatformReply,
  name: string,
): { items: JsonObject[]; next: string | null } | null {
  if (reply.status !== 200 || typeof reply.json !== 'object' || reply.json === null) return null
  const body = objectOf(reply.json)
  return { items: listOf(body[name]).map(objectOf), next: textOf(body['nextPageToken']) }
}

export function timeIn(value: Json | undefined): Date | null {
  const ms = Date.parse(textOf(value) ?? '')
  return Number.isNaN(ms) ? null : new Date(ms)
}
