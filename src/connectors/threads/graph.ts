import type { Fields } from '../containers.js'
import type { PlatformHttp, PlatformReply } from '../platform-http.js'

export type Caller = { http: PlatformHttp; tokens: { accessToken: string } }

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
