import type { JsonObject } from '../../kit/json.js'
import type { AccountContext, ConnectContext } from '../connector.js'
import type { Fields } from '../containers.js'
import { appSecretProof } from '../graph-api.js'
import type { PlatformReply } from '../platform-http.js'
import { objectOf, textOf } from '../values.js'
import { loginOf } from './login-of.js'

export type Caller = Pick<ConnectContext, 'app' | 'data' | 'http' | 'tokens'>

/** The version of the API that is spoken. An ended one is answered by the oldest that lives. */
export function versionOf(app: Record<string, string>): string {
  const set = app['INSTAGRAM_API_VERSION'] ?? ''
  return set === '' ? 'v25.0' : set
}

/** A read. The token goes in the query, where it is documented for both hosts: addresses are never logged. */
export function read(ctx: Caller, path: string, fields: Fields): Promise<PlatformReply> {
  return ctx.http({ method: 'GET', url: addressOf(ctx, path), query: { ...fields, ...accessOf(ctx) } })
}

/** A call that changes something. `creating`: the public can see it. */
export function write(
  ctx: Caller,
  path: string,
  fields: Fields,
  more: { creating?: true } = {},
): Promise<PlatformReply> {
  const form = { ...fields, ...accessOf(ctx) }
  return ctx.http({ method: 'POST', url: addressOf(ctx, path), form, ...more })
}

/** The two logins have hosts, and tokens, of their own. */
export function addressOf({ app, data }: Pick<ConnectContext, 'app' | 'data'>, path: string): string {
  return `https://graph.${loginOf(data)}.com/${versionOf(app)}/${path}`
}

function accessOf({ app, data, tokens: { accessToken } }: Caller): Fields {
  if (loginOf(data) === 'instagram') return { access_token: accessToken }
  const proof = appSecretProof(accessToken, app['INSTAGRAM_FACEBOOK_CLIENT_SECRET'] ?? '')
  return { access_token: accessToken, appsecret_proof: proof }
}

/** The professional account that posts: who logged in, or the one that was chosen among those behind the pages. */
export type Poster = { id: string; username: string | null }

/** Null where none has been chosen. */
export function posterOf({ account, data }: AccountContext): Poster | null {
  if (loginOf(data) === 'instagram') return { id: account.remoteId, username: account.username }
  const page = objectOf(data['page'])
  const id = textOf(page['id'])
  return id === null ? null : { id, username: textOf(page['username']) }
}

/** What an answer says of one thing; the documents show it in a list of one in places. */
export function nodeIn({ json }: PlatformReply): JsonObject {
  const { data } = objectOf(json)
  return Array.isArray(data) ? objectOf(data[0]) : objectOf(json)
}
