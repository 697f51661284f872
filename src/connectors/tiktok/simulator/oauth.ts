import { createHash } from 'node:crypto'
import { backTo } from '../../../sandbox/back-to.js'
import { randomText } from '../../../sandbox/sandbox.js'
import type { Operation, SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { isFair } from './addresses.js'
import { apiHost } from './call.js'
import {
  createUser,
  grantedBy,
  inSeconds,
  issueTokens,
  revokeAccess,
  takeRefresh,
  type Issued,
} from './people.js'
import { oauthFailure } from './replies.js'

type Code = {
  userId: string
  clientKey: string
  redirectUri: string
  scopes: string[]
  /** Hex of SHA-256, unlike elsewhere; apps on phones and desktops have one. */
  challenge: string | null
  expiresAt: string
}

const knownScopes = [
  'user.info.basic',
  'user.info.profile',
  'user.info.stats',
  'video.list',
  'video.publish',
  'video.upload',
]
/** How long a code lives is not documented. */
const codeSeconds = 600
const longestRedirect = 512

export const oauthRoutes: readonly SimRoute[] = [
  {
    method: 'GET',
    host: 'www.tiktok.com',
    path: '/v2/auth/authorize/',
    operation: 'page',
    handle: authorize,
  },
  { method: 'POST', host: apiHost, path: '/v2/oauth/token/', operation: tokenOperation, handle: token },
  { method: 'POST', host: apiHost, path: '/v2/oauth/revoke/', operation: 'other', handle: revoke },
]

/** Somebody who connects does not use up a fault that was meant for a refresh. */
function tokenOperation(request: SimRequest): Operation {
  return request.form?.get('grant_type') === 'refresh_token' ? 'refresh' : 'other'
}

function authorize(request: SimRequest, world: SimWorld): SimReply {
  const { query } = request
  const clientKey = query.get('client_key') ?? ''
  const redirectUri = query.get('redirect_uri') ?? ''
  const scopes = (query.get('scope') ?? '').split(',')
  const challenge = query.get('code_challenge')
  const state = query.get('state') ?? ''
  const unknown = scopes.find((scope) => !knownScopes.includes(scope))
  if (clientKey === '') return oauthFailure('invalid_request', 'client_key is missing.')
  if (query.get('response_type') !== 'code')
    return oauthFailure('unsupported_response_type', 'response_type has to be code.')
  if (state === '') return oauthFailure('invalid_request', 'state is missing.')
  if (!isStatic(redirectUri, world)) return oauthFailure('invalid_request', 'redirect_uri is not valid.')
  if (unknown !== undefined) return oauthFailure('invalid_scope', `The scope ${unknown} is not known.`)
  if (!['0', '1'].includes(query.get('disable_auto_auth') ?? '0'))
    return oauthFailure('invalid_request', 'disable_auto_auth has to be 0 or 1.')
  if (challenge !== null && query.get('code_challenge_method') !== 'S256')
    return oauthFailure('invalid_request', 'code_challenge_method has to be S256.')
  const back = backTo(query)
  return world.consent(request, {
    network: 'TikTok',
    appName: 'VoxBurst',
    scopes,
    approve(username) {
      const user = createUser(username === null ? {} : { username }, world)
      const granted = grantedBy(user.id, scopes, world)
      // Codes have signs that come encoded.
      const code = `${randomText(40)}*0!6178.va`
      world.table<Code>('codes').set(code, {
        userId: user.id,
        clientKey,
        redirectUri,
        scopes: granted,
        challenge,
        expiresAt: inSeconds(codeSeconds, world),
      })
      return back({ code, scopes: granted.join(',') })
    },
    deny: () => back({ error: 'access_denied', error_description: 'User cancelled the authorization.' }),
  })
}

function isStatic(redirectUri: string, world: SimWorld): boolean {
  if (redirectUri.length >= longestRedirect || !URL.canParse(redirectUri)) return false
  return !/[?#]/.test(redirectUri) && isFair(redirectUri, world)
}

export const invalidGrant = (): SimReply =>
  oauthFailure('invalid_grant', 'The grant is not valid or has expired.')

function token(request: SimRequest, world: SimWorld): SimReply {
  const field = (name: string): string => request.form?.get(name) ?? ''
  const clientKey = field('client_key')
  if (request.form === undefined)
    return oauthFailure('invalid_request', 'The body has to be application/x-www-form-urlencoded.')
  // Nobody registers apps here: an app is whoever brings a key and a secret.
  if (clientKey === '' || field('client_secret') === '')
    return oauthFailure('invalid_client', 'client_key or client_secret is missing.')
  switch (field('grant_type')) {
    case 'authorization_code': {
      const codes = world.table<Code>('codes')
      const code = codes.get(field('code'))
      const isGood =
        code?.clientKey === clientKey &&
        code.redirectUri === field('redirect_uri') &&
        code.expiresAt > world.now().toISOString() &&
        isVerified(code.challenge, field('code_verifier'))
      if (!isGood) return invalidGrant()
      codes.delete(field('code'))
      return granted(issueTokens(code, world))
    }
    case 'refresh_token': {
      const refresh = takeRefresh(field('refresh_token'), clientKey, world)
      return refresh === undefined ? invalidGrant() : granted(issueTokens(refresh, world))
    }
    default:
      return oauthFailure('unsupported_grant_type', 'grant_type is not known.')
  }
}

function isVerified(challenge: string | null, verifier: string): boolean {
  return challenge === null || challenge === createHash('sha256').update(verifier).digest('hex')
}

function granted({ access, refresh, seconds, refreshSeconds }: Issued): SimReply {
  return {
    status: 200,
    body: {
      open_id: access.userId,
      scope: access.scopes.join(','),
      access_token: access.token,
      expires_in: seconds,
      refresh_token: refresh.token,
      refresh_expires_in: refreshSeconds,
      token_type: 'Bearer',
    },
  }
}

function revoke({ form }: SimRequest, world: SimWorld): SimReply {
  if ([form?.get('client_key'), form?.get('client_secret'), form?.get('token')].some((field) => !field))
    return oauthFailure('invalid_request', 'client_key, client_secret and token are needed.')
  revokeAccess(form?.get('token') ?? '', world)
  return { status: 200 }
}
