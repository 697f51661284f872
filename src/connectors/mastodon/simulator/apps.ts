import { createHash } from 'node:crypto'
import { backTo } from '../../../sandbox/back-to.js'
import { randomText } from '../../../sandbox/sandbox.js'
import type { SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { bodyOf, failure, ok, text } from './replies.js'
import { createUserAt, grantedBy, issueToken, type Token, type User } from './users.js'

type App = {
  clientId: string
  clientSecret: string
  host: string
  name: string
  redirectUris: string[]
  scopes: string[]
}
type Code = {
  code: string
  clientId: string
  userId: string
  redirectUri: string
  scopes: string[]
  challenge: string | null
  expiresAt: string
  used: boolean
}

/** Of push messages, which nobody here sends; instances give it out with every app. */
const vapidKey = 'BCk-QqERU0q-CfYZjcuB6lnyyOYfJ2AifKqfeGIm7Z-HiTU5T9eTG5GxVA0_OH5mMlI4UkkDTpaZwozy0TzdZ2M='
const knownScopes = ['read', 'write', 'follow', 'push', 'profile']

export const appRoutes: readonly SimRoute[] = [
  { method: 'POST', path: '/api/v1/apps', operation: 'other', handle: register },
  { method: 'GET', path: '/oauth/authorize', operation: 'page', handle: authorize },
  // Tokens do not expire: nothing here renews them.
  { method: 'POST', path: '/oauth/token', operation: 'other', handle: exchange },
  { method: 'POST', path: '/oauth/revoke', operation: 'other', handle: revoke },
  { method: 'GET', path: '/.well-known/oauth-authorization-server', operation: 'other', handle: discovery },
]

function register(request: SimRequest, world: SimWorld): SimReply {
  const body = bodyOf(request)
  const name = text(body['client_name'])
  const given = body['redirect_uris']
  const redirectUris = Array.isArray(given)
    ? given.map(text)
    : text(given)
        .split('\n')
        .filter((uri) => uri !== '')
  if (name === '') return failure(422, "Validation failed: Application name can't be blank")
  if (
    redirectUris.length === 0 ||
    redirectUris.some((uri) => uri !== 'urn:ietf:wg:oauth:2.0:oob' && !URL.canParse(uri))
  ) {
    return failure(422, 'Validation failed: Redirect URI must be an absolute URI.')
  }
  const scopes = text(body['scopes']) === '' ? ['read'] : text(body['scopes']).split(' ')
  if (scopes.some((scope) => !knownScopes.includes(scope.split(':')[0] ?? '')))
    return failure(422, "Validation failed: Scopes doesn't match configured on the server.")
  const app: App = {
    clientId: randomText(),
    clientSecret: randomText(),
    host: request.host,
    name,
    redirectUris,
    scopes,
  }
  world.table<App>('apps').set(app.clientId, app)
  return ok({
    id: String(world.nextNumber('app')),
    name,
    website: null,
    scopes,
    redirect_uris: redirectUris,
    redirect_uri: redirectUris.join('\n'),
    client_id: app.clientId,
    client_secret: app.clientSecret,
    client_secret_expires_at: 0,
    vapid_key: vapidKey,
  })
}

function appOf(clientId: string, host: string, world: SimWorld): App | undefined {
  const app = world.table<App>('apps').get(clientId)
  return app?.host === host ? app : undefined
}

function authorize(request: SimRequest, world: SimWorld): SimReply {
  const { query } = request
  const app = appOf(query.get('client_id') ?? '', request.host, world)
  const redirectUri = query.get('redirect_uri') ?? ''
  if (app === undefined)
    return failure(401, 'invalid_client', 'Client authentication failed due to unknown client.')
  if (!app.redirectUris.includes(redirectUri))
    return failure(400, 'invalid_request', 'The redirect uri included is not valid.')
  const scopes = (query.get('scope') ?? 'read').split(' ')
  const back = backTo(query)
  const allowed = (scope: string): boolean =>
    app.scopes.includes(scope) || app.scopes.includes(scope.split(':')[0] ?? '')
  if (query.get('response_type') !== 'code')
    return { status: 302, headers: { location: back({ error: 'unsupported_response_type' }) } }
  if (!scopes.every(allowed)) return { status: 302, headers: { location: back({ error: 'invalid_scope' }) } }
  const method = query.get('code_challenge_method')
  if (method !== null && method !== 'S256')
    return { status: 302, headers: { location: back({ error: 'invalid_code_challenge_method' }) } }
  return world.consent(request, {
    network: `Mastodon (${request.host})`,
    appName: app.name,
    scopes,
    approve(username) {
      const name = username?.replace(/^@/, '').split('@')[0] ?? ''
      const user = createUserAt(request.host, { username: name }, world)
      const code: Code = {
        code: randomText(),
        clientId: app.clientId,
        userId: user.id,
        redirectUri,
        scopes: grantedBy(user.id, scopes, world),
        challenge: query.get('code_challenge'),
        expiresAt: new Date(world.now().getTime() + 600_000).toISOString(),
        used: false,
      }
      world.table<Code>('codes').set(code.code, code)
      return back({ code: code.code })
    },
    deny: () =>
      back({
        error: 'access_denied',
        error_description: 'The resource owner or authorization server denied the request.',
      }),
  })
}

/** By body or by Basic. */
function clientOf(request: SimRequest, world: SimWorld): App | undefined {
  const body = bodyOf(request)
  let id = text(body['client_id'])
  let secret = text(body['client_secret'])
  const basic = /^Basic (.+)$/.exec(request.headers['authorization'] ?? '')?.[1]
  if (basic !== undefined) [id = '', secret = ''] = Buffer.from(basic, 'base64').toString().split(':')
  const app = appOf(id, request.host, world)
  return app?.clientSecret === secret ? app : undefined
}

function exchange(request: SimRequest, world: SimWorld): SimReply {
  const body = bodyOf(request)
  const app = clientOf(request, world)
  if (app === undefined)
    return failure(
      401,
      'invalid_client',
      'Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.',
    )
  if (text(body['grant_type']) === '')
    return failure(400, 'invalid_request', 'Missing required parameter: grant_type.')
  if (text(body['grant_type']) === 'client_credentials') {
    const scopes = text(body['scope']) === '' ? ['read'] : text(body['scope']).split(' ')
    return granted(issueToken({ id: '', host: app.host }, app.clientId, scopes, world), world)
  }
  if (text(body['grant_type']) !== 'authorization_code')
    return failure(
      400,
      'unsupported_grant_type',
      'The authorization grant type is not supported by the authorization server.',
    )
  const code = world.table<Code>('codes').get(text(body['code']))
  const isValid =
    code !== undefined &&
    !code.used &&
    code.clientId === app.clientId &&
    code.redirectUri === text(body['redirect_uri']) &&
    code.expiresAt > world.now().toISOString()
  const verifier = text(body['code_verifier'])
  const isProven =
    code?.challenge == null || createHash('sha256').update(verifier).digest('base64url') === code.challenge
  const user = code === undefined ? undefined : world.table<User>('users').get(code.userId)
  if (!isValid || !isProven || user === undefined) {
    return failure(
      400,
      'invalid_grant',
      'The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.',
    )
  }
  world.table<Code>('codes').set(code.code, { ...code, used: true })
  return granted(issueToken(user, app.clientId, code.scopes, world), world)
}

function granted(token: Token, world: SimWorld): SimReply {
  return ok({
    access_token: token.token,
    token_type: 'Bearer',
    scope: token.scopes.join(' '),
    created_at: Math.floor(world.now().getTime() / 1_000),
  })
}

function revoke(request: SimRequest, world: SimWorld): SimReply {
  const app = clientOf(request, world)
  const tokens = world.table<Token>('tokens')
  const token = tokens.get(text(bodyOf(request)['token']))
  if (app === undefined || (token !== undefined && token.clientId !== app.clientId)) {
    return failure(403, 'unauthorized_client', 'You are not authorized to revoke this token')
  }
  if (token !== undefined) tokens.set(token.token, { ...token, revoked: true })
  return ok({})
}

function discovery(request: SimRequest): SimReply {
  const base = `https://${request.host}`
  return ok({
    issuer: `${base}/`,
    authorization_endpoint: `${base}/oauth/authorize`,
    token_endpoint: `${base}/oauth/token`,
    revocation_endpoint: `${base}/oauth/revoke`,
    app_registration_endpoint: `${base}/api/v1/apps`,
    scopes_supported: [
      'read',
      'profile',
      'write',
      'write:media',
      'write:statuses',
      'read:accounts',
      'read:statuses',
    ],
    response_types_supported: ['code'],
    code_challenge_methods_supported: ['S256'],
  })
}
