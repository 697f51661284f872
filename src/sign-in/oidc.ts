import type { Configuration } from 'openid-client'
import type { Role } from '../../contract/roles.js'
import { ApiError } from '../../contract/errors.js'
import type { Seal } from '../kit/seal.js'
import type { Secret } from '../kit/secret.js'
import { msFromNow } from '../store/clock.js'
import type { Database } from '../store/database.js'
import { admit } from './admit.js'
import type { Client } from './deps.js'
import { beginSession, type SignedIn } from './sessions.js'

/** An identity provider, as the operator set it. */
export type OidcSettings = {
  issuer: string
  clientId: string
  clientSecret: Secret
  /** What people call it. */
  name: string
  /** Whoever has a verified address there becomes a member of the first workspace; empty: nobody uninvited. */
  allowedDomains: readonly string[]
  defaultRole: Role
  /** Addresses count as verified though the provider does not say so. */
  trustEmail: boolean
}

export type OidcDeps = {
  db: Pick<Database, 'query' | 'transaction'>
  seal: Pick<Seal, 'seal' | 'open'>
  oidc: OidcSettings
  redirectUri: string
  log: (message: string, facts: Record<string, unknown>) => void
}

/** What a browser keeps, sealed, while its person is at the provider. */
type Flow = { state: string; nonce: string; verifier: string; returnTo: string; endMs: number }

/** How long a person may take at the provider. */
export const flowSeconds = 600
const purpose = 'oidc-flow'
const providers = new WeakMap<OidcSettings, Promise<Configuration>>()

/** Where the person signs in, and what their browser keeps until they come back; what it keeps binds the answer to it. */
export async function beginOidc(deps: OidcDeps, returnTo: string): Promise<{ url: string; flow: string }> {
  const client = await import('openid-client')
  const provider = await providerOf(deps)
  const flow: Flow = {
    state: client.randomState(),
    nonce: client.randomNonce(),
    verifier: client.randomPKCECodeVerifier(),
    returnTo,
    endMs: await msFromNow(deps.db, flowSeconds),
  }
  const url = client.buildAuthorizationUrl(provider, {
    redirect_uri: deps.redirectUri,
    scope: 'openid email profile',
    state: flow.state,
    nonce: flow.nonce,
    code_challenge: await client.calculatePKCECodeChallenge(flow.verifier),
    code_challenge_method: 'S256',
  })
  return { url: url.href, flow: deps.seal.seal(flow, purpose).toString('base64url') }
}

/**
 * Begins a session of whom the provider names. Throws INVALID_PARAM where the answer is not that of this browser's flow,
 * or refused by what OIDC asks; FORBIDDEN where the person may not come in.
 */
export async function finishOidc(
  deps: OidcDeps,
  sealed: string | null,
  query: string,
  client: Client,
): Promise<SignedIn & { returnTo: string }> {
  const flow = opened(deps.seal, sealed)
  if (flow === null || flow.endMs < (await msFromNow(deps.db, 0)))
    throw new ApiError(
      'INVALID_PARAM',
      'This sign-in took longer than ten minutes, or began in another browser.',
    )
  const person = await personOf(deps, flow, query)
  return deps.db.transaction(async (tx) => {
    const user = await admit(tx, deps.oidc, person)
    return { ...(await beginSession(tx, user, client, null, 'signInByProvider')), returnTo: flow.returnTo }
  })
}

function opened(seal: OidcDeps['seal'], sealed: string | null): Flow | null {
  try {
    return sealed === null ? null : (seal.open(Buffer.from(sealed, 'base64url'), purpose) as Flow)
  } catch {
    return null
  }
}

export type ProvidedPerson = {
  subject: string
  email: string | null
  isVerified: boolean
  name: string | null
}

async function personOf(deps: OidcDeps, flow: Flow, query: string): Promise<ProvidedPerson> {
  const provider = await providerOf(deps)
  const client = await import('openid-client')
  try {
    const tokens = await client.authorizationCodeGrant(provider, new URL(`${deps.redirectUri}?${query}`), {
      pkceCodeVerifier: flow.verifier,
      expectedState: flow.state,
      expectedNonce: flow.nonce,
      idTokenExpected: true,
    })
    const claims = tokens.claims()
    if (claims === undefined) throw new Error('No ID token')
    // Some providers tell addresses only when asked once more.
    const hasMore = claims['email'] === undefined && provider.serverMetadata().userinfo_endpoint !== undefined
    const more = hasMore ? await client.fetchUserInfo(provider, tokens.access_token, claims.sub) : {}
    const { email, email_verified: isVerified, name } = { ...claims, ...more } as Record<string, unknown>
    return {
      subject: claims.sub,
      email: typeof email === 'string' && email.length <= 254 ? email : null,
      // As text from providers that keep all claims as text, Amazon Cognito among them.
      isVerified: isVerified === true || isVerified === 'true' || deps.oidc.trustEmail,
      name: typeof name === 'string' && name !== '' ? name.slice(0, 200) : null,
    }
  } catch (error) {
    const { code = 'ERROR', error: told } = error as { code?: string; error?: string }
    deps.log('A sign-in by the identity provider failed', { code, error: told })
    throw told === 'access_denied'
      ? new ApiError('FORBIDDEN', `${deps.oidc.name} says that access was not given.`)
      : new ApiError('INVALID_PARAM', `${deps.oidc.name} gave an answer that cannot be used. Sign in again.`)
  }
}

/** The provider's own description, read once; again where that failed. */
async function providerOf({ oidc, log }: OidcDeps): Promise<Configuration> {
  const known = providers.get(oidc) ?? discover(oidc)
  providers.set(oidc, known)
  try {
    return await known
  } catch (error) {
    providers.delete(oidc)
    log('The identity provider did not describe itself', { issuer: oidc.issuer, reason: String(error) })
    throw new ApiError(
      'SERVICE_UNAVAILABLE',
      `${oidc.name} does not answer. Try again in a moment.`,
      undefined,
      5,
    )
  }
}

async function discover({ issuer, clientId, clientSecret }: OidcSettings): Promise<Configuration> {
  const client = await import('openid-client')
  const secret = clientSecret.reveal()
  // Only this machine is asked without TLS; settings hold it to that.
  const isLocal = issuer.startsWith('http:')
  const options = { timeout: 10, ...(isLocal ? { execute: [client.allowInsecureRequests] } : {}) }
  const metadata = { client_secret: secret, [client.clockSkew]: 30 }
  const found = await client.discovery(
    new URL(issuer),
    clientId,
    metadata,
    client.ClientSecretBasic(secret),
    options,
  )
  const ways = found.serverMetadata().token_endpoint_auth_methods_supported ?? ['client_secret_basic']
  const provider = ways.includes('client_secret_basic')
    ? found
    : new client.Configuration(found.serverMetadata(), clientId, metadata, client.ClientSecretPost(secret))
  if (isLocal) client.allowInsecureRequests(provider)
  provider.timeout = 10
  client.enableNonRepudiationChecks(provider)
  return provider
}
