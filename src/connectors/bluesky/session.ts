import type { Json, JsonObject } from '../../kit/json.js'
import type { Tokens } from '../connector.js'
import type { PlatformReply } from '../platform-http.js'
import { objectOf, textOf } from '../values.js'

export type Session = {
  did: string
  tokens: Tokens
  /** The account's server, where the DID document names one. */
  pds: string | null
  /** What the access token may do, where it says so. */
  scope: string | null
}

/** An access token lives two hours unless it says otherwise. */
const standardLifeMs = 2 * 3_600_000

/** What createSession and refreshSession answer; null where it is no session. */
export function sessionFrom(reply: PlatformReply, now: Date): Session | null {
  const body = objectOf(reply.json)
  const [did, accessToken] = [textOf(body['did']), textOf(body['accessJwt'])]
  const refreshToken = textOf(body['refreshJwt'])
  if (reply.status !== 200 || did === null || accessToken === null || refreshToken === null) return null
  const claims = claimsOf(accessToken)
  const [issued, expires] = [Number(claims['iat']), Number(claims['exp'])]
  // The life, not the moment: the network's clock may differ from ours.
  const lifeMs = expires > issued ? (expires - issued) * 1_000 : standardLifeMs
  return {
    did,
    tokens: { accessToken, refreshToken, expiresAt: new Date(now.getTime() + lifeMs).toISOString() },
    pds: pdsIn(body['didDoc']),
    scope: textOf(claims['scope']),
  }
}

/** The server that a DID document names. Only https: the token goes there. */
export function pdsIn(document: Json | undefined): string | null {
  const services = objectOf(document)['service']
  if (!Array.isArray(services)) return null
  const own = services.map(objectOf).find((each) => String(each['id']).endsWith('#atproto_pds'))
  const endpoint = textOf(own?.['serviceEndpoint'])
  if (endpoint === null || !URL.canParse(endpoint)) return null
  const url = new URL(endpoint)
  return url.protocol === 'https:' ? url.origin : null
}

/** What a token says of itself. We are not its judge: nothing is verified. */
function claimsOf(token: string): JsonObject {
  try {
    return objectOf(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as Json)
  } catch {
    return {}
  }
}
