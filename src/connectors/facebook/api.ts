import type { ConnectContext } from '../connector.js'
import { appSecretProof } from '../graph-api.js'
import type { MultipartPart, PlatformReply } from '../platform-http.js'

export type Calls = Pick<ConnectContext, 'app' | 'http'>
export type Fields = Record<string, string | undefined>

const standardVersion = 'v25.0'
export const graph = 'https://graph.facebook.com'
/** For the bytes of videos alone. */
export const graphVideo = 'https://graph-video.facebook.com'

/** A version lives for about two years; calls of a dead one are answered by the oldest that lives. */
export function versionOf({ app }: Pick<Calls, 'app'>): string {
  const set = app['FACEBOOK_API_VERSION'] ?? ''
  return set === '' ? standardVersion : set
}

export function appId({ app }: Pick<Calls, 'app'>): string {
  return app['FACEBOOK_CLIENT_ID'] ?? ''
}

export function appSecret({ app }: Pick<Calls, 'app'>): string {
  return app['FACEBOOK_CLIENT_SECRET'] ?? ''
}

/** A read with this token, of a person or a page. It goes in the query: addresses are never logged. */
export function read(ctx: Calls, token: string, path: string, fields: Fields = {}): Promise<PlatformReply> {
  return ctx.http({ method: 'GET', url: urlOf(ctx, path), query: { ...fields, ...proven(ctx, token) } })
}

/** A call that changes something. `creating`: the public can see it. */
export function write(
  ctx: Calls,
  token: string,
  path: string,
  fields: Fields,
  more: { creating?: true } = {},
): Promise<PlatformReply> {
  return ctx.http({
    method: 'POST',
    url: urlOf(ctx, path),
    form: { ...fields, ...proven(ctx, token) },
    ...more,
  })
}

/** A call with a file, which stands behind the fields. */
export function send(
  ctx: Calls,
  token: string,
  path: string,
  fields: Record<string, string>,
  file: MultipartPart,
  more: { host?: string; timeoutMs: number },
): Promise<PlatformReply> {
  const parts = Object.entries({ ...fields, ...proven(ctx, token) }).map(([name, value]) => ({ name, value }))
  return ctx.http({
    method: 'POST',
    url: urlOf(ctx, path, more.host),
    multipart: [...parts, file],
    timeoutMs: more.timeoutMs,
  })
}

function urlOf(ctx: Calls, path: string, host = graph): string {
  return `${host}/${versionOf(ctx)}/${path}`
}

/** Demanded of apps that have "Require App Secret" on; it does no harm in others. */
export function proven(ctx: Calls, token: string): { access_token: string; appsecret_proof: string } {
  return { access_token: token, appsecret_proof: appSecretProof(token, appSecret(ctx)) }
}
