import type { Tokens } from './connector.js'
import type { PlatformReply } from './platform-http.js'
import { objectOf, textOf } from './values.js'

/**
 * Tokens as a token endpoint of OAuth 2 tells them (RFC 6749, section 5.1); null where the answer is none.
 * `standardLifeSeconds`: how long they live where it does not say so.
 */
export function tokensIn(reply: PlatformReply, now: Date, standardLifeSeconds: number): Tokens | null {
  const body = objectOf(reply.json)
  const accessToken = textOf(body['access_token'])
  if (reply.status !== 200 || accessToken === null) return null
  const refreshToken = textOf(body['refresh_token'])
  const seconds = typeof body['expires_in'] === 'number' ? body['expires_in'] : standardLifeSeconds
  return {
    accessToken,
    ...(refreshToken === null ? {} : { refreshToken }),
    expiresAt: new Date(now.getTime() + seconds * 1_000).toISOString(),
  }
}
