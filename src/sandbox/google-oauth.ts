import { createHash } from 'node:crypto'
import {
  inSeconds,
  isInTesting,
  issueTokens,
  lastPart,
  renew,
  revokeGrant,
  secondsLeft,
  tickedBy,
  type Consented,
} from './google-grants.js'
import { backTo } from './back-to.js'
import { randomText } from './sandbox.js'
import type {
  AnsweredFault,
  Operation,
  SimReply,
  SimRequest,
  Simulator,
  SimRoute,
  SimWorld,
} from './simulator.js'

type Code = Consented & { redirectUri: string; challenge: string | null; isPlain: boolean; expiresAt: string }

const tokenHost = 'oauth2.googleapis.com'
/** How long a code lives is not documented. */
const codeSeconds = 600

/** The network that people sign in to with their Google account. */
type Network = Pick<Simulator, 'name' | 'createUser'> & {
  /** Those that it has itself, by the last part of their addresses. */
  scopes: readonly string[]
}

/** Google's OAuth 2.0 for web servers: developers.google.com/identity/protocols/oauth2/web-server (2026-09). */
export function googleOauth(network: Network): SimRoute[] {
  return [
    {
      method: 'GET',
      host: 'accounts.google.com',
      path: '/o/oauth2/v2/auth',
      operation: 'page',
      handle: (request, world) => authorize(network, request, world),
    },
    { method: 'POST', host: tokenHost, path: '/token', operation: tokenOperation, handle: token },
    { method: 'POST', host: tokenHost, path: '/revoke', operation: 'other', handle: revoke },
  ]
}

/** Somebody who connects does not use up a fault that was meant for a refresh. */
function tokenOperation({ form }: SimRequest): Operation {
  return form?.get('grant_type') === 'refresh_token' ? 'refresh' : 'other'
}

/** Who somebody is, which every network may ask. */
const signInScopes = ['openid', 'email', 'profile']
const parameters = [
  'client_id',
  'redirect_uri',
  'response_type',
  'scope',
  'state',
  'access_type',
  'prompt',
  'include_granted_scopes',
  'enable_granular_consent',
  'login_hint',
  'code_challenge',
  'code_challenge_method',
  // The sandbox's own.
  'auto',
  'auto_user',
  '_answer',
  '_user',
]

/** Why the page shows an error instead of asking; null where it asks. */
function complaint(known: readonly string[], { query }: SimRequest, world: SimWorld): SimReply | null {
  const invalid = (message: string): SimReply => oauthFailure('invalid_request', message)
  const one = (name: string, ...values: string[]): boolean => values.includes(query.get(name) ?? '')
  const strange = [...query.keys()].find((name) => !parameters.includes(name))
  const prompts = (query.get('prompt') ?? '').split(' ')
  const scopes = scopesIn(query)
  const unknown = scopes.find((scope) => ![...known, ...signInScopes].includes(lastPart(scope)))
  if (strange !== undefined) return invalid(`Unknown parameter: ${strange}`)
  if (one('client_id', '')) return oauthFailure('invalid_client', 'The OAuth client was not found.', 401)
  if (!one('response_type', 'code')) return oauthFailure('unsupported_response_type', 'It has to be code.')
  if (!isFair(query.get('redirect_uri') ?? '', world))
    return oauthFailure(
      'redirect_uri_mismatch',
      'The redirect URI in the request is not one of the client’s.',
    )
  if (scopes.length === 0) return invalid('Missing required parameter: scope')
  if (unknown !== undefined)
    return oauthFailure('invalid_scope', `Some requested scopes were invalid: ${unknown}`)
  if (!one('access_type', '', 'online', 'offline')) return invalid('Invalid parameter value for access_type')
  if (!one('include_granted_scopes', '', 'true', 'false'))
    return invalid('Invalid parameter value for include_granted_scopes')
  if (prompts.some((each) => !['', 'none', 'consent', 'select_account'].includes(each)))
    return invalid('Invalid parameter value for prompt')
  if (query.has('code_challenge') && !one('code_challenge_method', 'S256', 'plain', ''))
    return invalid('Invalid parameter value for code_challenge_method')
  return null
}

function scopesIn(query: URLSearchParams): string[] {
  return (query.get('scope') ?? '').split(' ').filter((scope) => scope !== '')
}

/** https without a fragment, or this machine: Google lets developers try things there. */
function isFair(redirectUri: string, world: SimWorld): boolean {
  if (!URL.canParse(redirectUri) || redirectUri.includes('#')) return false
  const { protocol, hostname, host } = new URL(redirectUri)
  if (protocol === 'https:') return true
  const isHere = /^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname)
  return protocol === 'http:' && (isHere || host === new URL(world.localUrl('https://x/')).host)
}

function authorize(
  { name, scopes: known, createUser }: Network,
  request: SimRequest,
  world: SimWorld,
): SimReply {
  const refused = complaint(known, request, world)
  if (refused !== null) return refused
  const { query } = request
  const redirectUri = query.get('redirect_uri') ?? ''
  const back = backTo(query)
  return world.consent(request, {
    network: name,
    appName: 'VoxBurst',
    scopes: scopesIn(query),
    approve(username) {
      const user = createUser(username === null ? {} : { username }, world)
      const scopes = tickedBy(user.id, scopesIn(query), world)
      const code = `4/0A${randomText(60)}`
      world.table<Code>('codes').set(code, {
        userId: user.id,
        clientId: query.get('client_id') ?? '',
        scopes,
        joinsEarlier: query.get('include_granted_scopes') === 'true',
        isOffline: query.get('access_type') === 'offline',
        isForced: (query.get('prompt') ?? '').split(' ').includes('consent'),
        redirectUri,
        challenge: query.get('code_challenge'),
        isPlain: query.get('code_challenge_method') !== 'S256',
        expiresAt: inSeconds(codeSeconds, world),
      })
      return back({ code, scope: scopes.join(' ') })
    },
    deny: () => back({ error: 'access_denied' }),
  })
}

/** The token endpoint's refusals are flat. */
function oauthFailure(error: string, error_description: string, status = 400): SimReply {
  return { status, body: { error, error_description } }
}

const invalidGrant = (): SimReply => oauthFailure('invalid_grant', 'Token has been expired or revoked.')

function token({ form }: SimRequest, world: SimWorld): SimReply {
  const field = (name: string): string => form?.get(name) ?? ''
  const clientId = field('client_id')
  if (form === undefined)
    return oauthFailure('invalid_request', 'The body has to be application/x-www-form-urlencoded.')
  // Nobody registers apps here: an app is whoever brings an id and a secret.
  if (clientId === '' || field('client_secret') === '')
    return oauthFailure('invalid_client', 'The OAuth client was not found.', 401)
  switch (field('grant_type')) {
    case 'authorization_code': {
      const codes = world.table<Code>('codes')
      const code = codes.get(field('code'))
      if (
        code?.clientId !== clientId ||
        code.expiresAt <= world.now().toISOString() ||
        !isVerified(code, field)
      )
        return oauthFailure('invalid_grant', 'Bad Request')
      if (code.redirectUri !== field('redirect_uri'))
        return oauthFailure('redirect_uri_mismatch', 'Bad Request')
      codes.delete(field('code'))
      const { refreshToken, ...issued } = issueTokens(code, world)
      return granted(issued, refreshToken, refreshToken, world)
    }
    case 'refresh_token': {
      const renewed = renew(field('refresh_token'), clientId, world)
      return renewed === undefined ? invalidGrant() : granted(renewed, null, field('refresh_token'), world)
    }
    default:
      return oauthFailure('unsupported_grant_type', 'Invalid grant_type: it is not known.')
  }
}

function isVerified({ challenge, isPlain }: Code, field: (name: string) => string): boolean {
  if (challenge === null) return true
  const verifier = field('code_verifier')
  return challenge === (isPlain ? verifier : createHash('sha256').update(verifier).digest('base64url'))
}

/** A refresh token is named once; how long it lives is said where that is limited. */
function granted(
  { access, seconds }: Pick<ReturnType<typeof issueTokens>, 'access' | 'seconds'>,
  named: string | null,
  living: string | null,
  world: SimWorld,
): SimReply {
  const isLimited = living !== null && isInTesting(access.clientId)
  return {
    status: 200,
    body: {
      access_token: access.token,
      expires_in: seconds,
      ...(named === null ? {} : { refresh_token: named }),
      ...(isLimited ? { refresh_token_expires_in: secondsLeft(living, world) } : {}),
      scope: access.scopes.join(' '),
      token_type: 'Bearer',
    },
  }
}

function revoke({ form }: SimRequest, world: SimWorld): SimReply {
  const isKnown = revokeGrant(form?.get('token') ?? '', world)
  return isKnown ? { status: 200 } : oauthFailure('invalid_token', 'Token expired or revoked')
}

/** What a fault is at the token endpoint and when revoking; undefined: it cannot be there. */
export function oauthFault(
  fault: AnsweredFault,
  { host, form, path }: SimRequest,
  world: SimWorld,
): SimReply | undefined {
  if (host !== tokenHost) return undefined
  switch (fault) {
    case 'server_error':
      return oauthFailure('internal_failure', 'Backend Error', 500)
    case 'rate_limited':
      return oauthFailure('rate_limit_exceeded', 'The request was sent too often.', 429)
    case 'token_expired':
      return path === '/token' ? invalidGrant() : undefined
    case 'token_revoked':
      if (path !== '/token') return undefined
      revokeGrant(form?.get('refresh_token') ?? '', world)
      return invalidGrant()
    default:
      return undefined
  }
}
