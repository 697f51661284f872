import { createHash } from 'node:crypto'
import { backTo } from '../../../sandbox/back-to.js'
import { randomText } from '../../../sandbox/sandbox.js'
import type { SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { failure } from './replies.js'
import { createUser, issueTokens, takeRefresh } from './users.js'

type Code = { userId: string; redirectUri: string; scopes: string[]; challenge: string; expiresAt: string }

export const oauthRoutes: readonly SimRoute[] = [
  {
    method: 'GET',
    host: 'template.example',
    path: '/oauth/authorize',
    operation: 'page',
    handle: authorize,
  },
  { method: 'POST', host: 'api.template.example', path: '/oauth/token', operation: 'refresh', handle: token },
]

function authorize(request: SimRequest, world: SimWorld): SimReply {
  const { query } = request
  const redirectUri = query.get('redirect_uri') ?? ''
  const challenge = query.get('code_challenge') ?? ''
  const isComplete =
    query.get('response_type') === 'code' &&
    query.has('client_id') &&
    query.has('state') &&
    URL.canParse(redirectUri) &&
    challenge !== '' &&
    query.get('code_challenge_method') === 'S256'
  if (!isComplete) return failure(400, 'bad_request', 'The address of this page is incomplete.')
  const scopes = (query.get('scope') ?? '').split(' ')
  const back = backTo(query)
  return world.consent(request, {
    network: 'Template',
    appName: 'VoxBurst',
    scopes,
    approve(username) {
      const { id: userId } = createUser(username === null ? {} : { username }, world)
      const code = randomText()
      const expiresAt = new Date(world.now().getTime() + 60_000).toISOString()
      world.table<Code>('codes').set(code, { userId, redirectUri, scopes, challenge, expiresAt })
      return back({ code })
    },
    deny: () => back({ error: 'access_denied' }),
  })
}

function token(request: SimRequest, world: SimWorld): SimReply {
  const field = (name: string): string => request.form?.get(name) ?? ''
  if (field('grant_type') === 'refresh_token') {
    const refresh = takeRefresh(field('refresh_token'), world)
    return refresh === undefined ? badGrant : issueTokens(refresh.userId, refresh.scopes, world)
  }
  if (field('grant_type') !== 'authorization_code')
    return { status: 400, body: { error: 'unsupported_grant_type' } }
  const codes = world.table<Code>('codes')
  const code = codes.get(field('code'))
  codes.delete(field('code'))
  const proof = createHash('sha256').update(field('code_verifier')).digest('base64url')
  const isGood =
    code !== undefined &&
    code.redirectUri === field('redirect_uri') &&
    code.challenge === proof &&
    code.expiresAt > world.now().toISOString()
  return isGood ? issueTokens(code.userId, code.scopes, world) : badGrant
}

const badGrant: SimReply = { status: 400, body: { error: 'invalid_grant' } }
