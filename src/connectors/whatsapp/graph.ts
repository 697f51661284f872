import { appSecretProof } from '../graph-api.js'
import type { PlatformHttp, PlatformReply, PlatformRequest } from '../platform-http.js'

export type Caller = {
  http: PlatformHttp
  app: Record<string, string>
  tokens: { accessToken: string }
}

/** The version that the OpenAPI document describes. */
const graph = 'https://graph.facebook.com/v23.0'

/** A call with the account's token, and the proof that it comes from who knows the app's secret. */
export function call(
  { http, app, tokens }: Caller,
  method: 'GET' | 'POST',
  path: string,
  { query = {}, ...more }: Omit<Partial<PlatformRequest>, 'method' | 'url' | 'headers'>,
): Promise<PlatformReply> {
  return http({
    method,
    url: `${graph}/${path}`,
    headers: { authorization: `Bearer ${tokens.accessToken}` },
    query: {
      ...query,
      appsecret_proof: appSecretProof(tokens.accessToken, app['WHATSAPP_APP_SECRET'] ?? ''),
    },
    ...more,
  })
}

/** What Meta knows of a token, asked as the app. */
export function debugToken({ http, app, tokens }: Caller): Promise<PlatformReply> {
  const asApp = `${app['WHATSAPP_APP_ID'] ?? ''}|${app['WHATSAPP_APP_SECRET'] ?? ''}`
  return http({
    method: 'GET',
    url: `${graph}/debug_token`,
    query: { input_token: tokens.accessToken, access_token: asApp },
  })
}
