import { backTo } from '../../../sandbox/back-to.js'
import { invalid, Refusal, refuse } from '../../../sandbox/graph-api/refusal.js'
import { randomText } from '../../../sandbox/sandbox.js'
import type { SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { api, open, type Call } from './call.js'
import { Given } from './given.js'
import { createUser, findUser, rolesIn } from './people.js'
import { noSuchObject, ok, replyOf, success } from './replies.js'
import {
  dropScope,
  findToken,
  inSeconds,
  isApp,
  issueToken,
  killTokens,
  livingToken,
  meetApp,
  troubleOf,
} from './tokens.js'

const known = [
  'public_profile',
  'email',
  'pages_show_list',
  'pages_read_engagement',
  'pages_read_user_content',
  'pages_manage_posts',
  'pages_manage_engagement',
  'pages_manage_metadata',
  'publish_video',
  'read_insights',
  'business_management',
  'instagram_basic',
  'instagram_content_publish',
  'instagram_manage_comments',
  'instagram_manage_insights',
]
/** What an app of the kind "Login for Business" has written down under its `config_id`. */
const configured = known.filter((scope) => !scope.startsWith('instagram_') && scope !== 'email')
const codeSeconds = 600

type Code = {
  code: string
  appId: string
  userId: string
  redirectUri: string
  scopes: string[]
  expiresAt: string
  isUsed: boolean
}
type Granted = Record<string, 'granted' | 'declined'>

const codes = (world: SimWorld) => world.table<Code>('codes')
const grants = (world: SimWorld) => world.table<Granted>('grants')
const grantKey = (userId: string, appId: string): string => `${userId} ${appId}`

const token = { path: '/oauth/access_token', operation: operationOfToken }

export const oauthRoutes: readonly SimRoute[] = [
  ...['www.facebook.com', 'facebook.com'].flatMap((host) =>
    ['/v:version', ''].map((version): SimRoute => ({
      method: 'GET',
      host,
      path: `${version}/dialog/oauth`,
      operation: 'page',
      handle: authorize,
    })),
  ),
  ...open({ method: 'GET', ...token }, issue),
  ...open({ method: 'POST', ...token }, issue),
  ...open({ method: 'GET', path: '/debug_token', operation: 'other' }, debugToken),
  ...api({ method: 'GET', path: '/:id/permissions', operation: 'identity' }, listPermissions),
  ...api({ method: 'DELETE', path: '/:id/permissions', operation: 'other' }, removePermissions),
]

function authorize(request: SimRequest, world: SimWorld): SimReply {
  const { query } = request
  const appId = query.get('client_id') ?? ''
  const redirectUri = query.get('redirect_uri') ?? ''
  const scopes = query.has('config_id')
    ? configured
    : (query.get('scope') ?? '').split(/[,\s]+/).filter((scope) => scope !== '')
  const unknown = scopes.find((scope) => !known.includes(scope))
  if (!/^[\w-]+$/.test(appId)) return shownRefusal('Invalid App ID')
  if (!isRedirect(redirectUri))
    return shownRefusal('URL Blocked: the redirect URI must be an https address of the app.')
  if (query.get('response_type') !== 'code') return shownRefusal('Invalid response_type')
  if (unknown !== undefined) return shownRefusal(`Invalid Scopes: ${unknown}`)
  // The network puts this behind every address it goes back to.
  const back = (fields: Record<string, string>): string => `${backTo(query)(fields)}#_=_`
  return world.consent(request, {
    network: 'Facebook',
    appName: 'VoxBurst',
    scopes,
    approve(username) {
      const user = createUser(username === null ? {} : { username }, world)
      const most = findUser(user.id, world)?.scopes
      const granted = scopes.filter((scope) => most === undefined || most.includes(scope))
      remember(user.id, appId, scopes, granted, world)
      const code: Code = {
        code: `AQ${randomText(90)}`,
        appId,
        userId: user.id,
        redirectUri,
        scopes: ['public_profile', ...granted.filter((scope) => scope !== 'public_profile')],
        expiresAt: inSeconds(codeSeconds, world),
        isUsed: false,
      }
      codes(world).set(code.code, code)
      return back({ code: code.code })
    },
    deny: () =>
      back({ error_reason: 'user_denied', error: 'access_denied', error_description: 'Permissions error' }),
  })
}

/** An app in development may go back to one's own machine. */
function isRedirect(uri: string): boolean {
  if (!URL.canParse(uri)) return false
  const { protocol, hostname } = new URL(uri)
  return protocol === 'https:' || (protocol === 'http:' && ['localhost', '127.0.0.1'].includes(hostname))
}

function shownRefusal(message: string): SimReply {
  return replyOf(new Refusal(191, message))
}

function remember(
  userId: string,
  appId: string,
  asked: readonly string[],
  granted: readonly string[],
  world: SimWorld,
): void {
  const statuses = asked.map((scope) => [scope, granted.includes(scope) ? 'granted' : 'declined'] as const)
  const before = grants(world).get(grantKey(userId, appId))
  const now: Granted = { ...before, public_profile: 'granted', ...Object.fromEntries(statuses) }
  grants(world).set(grantKey(userId, appId), now)
}

/** Somebody who connects exchanges a token that is an hour old at most; a long-lived one is renewed. */
function operationOfToken(request: SimRequest, world: SimWorld): 'refresh' | 'other' {
  return findToken(new Given(request).text('fb_exchange_token'), world)?.isLong === true ? 'refresh' : 'other'
}

function issue(request: SimRequest, world: SimWorld): SimReply {
  const given = new Given(request)
  const appId = given.text('client_id')
  if (appId === '') invalid('Missing client_id parameter.')
  if (!given.has('client_secret')) invalid('Missing client_secret parameter.')
  meetApp(appId, given.text('client_secret'), world)
  switch (given.text('grant_type')) {
    case 'fb_exchange_token':
      return exchange(given, appId, world)
    case 'client_credentials':
      return ok({ access_token: `${appId}|${given.text('client_secret')}`, token_type: 'bearer' })
    case '':
    case 'authorization_code':
      return takeCode(given, appId, world)
    default:
      return invalid('Unsupported grant_type')
  }
}

function takeCode(given: Given, appId: string, world: SimWorld): SimReply {
  const code = codes(world).get(given.text('code'))
  if (code === undefined || code.appId !== appId) return invalid('Invalid verification code format.')
  if (code.isUsed) return invalid('This authorization code has been used.')
  if (code.expiresAt <= world.now().toISOString()) return invalid('This authorization code has expired.')
  if (code.redirectUri !== given.text('redirect_uri'))
    return invalid(
      'Error validating verification code. Please make sure your redirect_uri is identical to the one you used in the OAuth dialog request',
    )
  codes(world).set(code.code, { ...code, isUsed: true })
  const { userId, scopes } = code
  return granted({ userId, appId, scopes, consentedAt: world.now().toISOString(), isLong: false }, world)
}

function exchange(given: Given, appId: string, world: SimWorld): SimReply {
  const { token: from } = livingToken(given.text('fb_exchange_token'), world)
  if (from.pageId !== null) return invalid('Only access tokens of persons can be exchanged')
  if (from.appId !== appId) return invalid('The access token does not belong to application')
  return granted({ ...from, isLong: true }, world)
}

/** The new token's time is told a little short, as the network tells it. */
function granted(from: Parameters<typeof issueToken>[0], world: SimWorld): SimReply {
  const { token: issued, seconds } = issueToken(from, world)
  const told = seconds > 3_600 ? seconds - 56 : seconds
  return ok({ access_token: issued.token, token_type: 'bearer', expires_in: told })
}

function debugToken(request: SimRequest, world: SimWorld): SimReply {
  const given = new Given(request)
  const [appId = '', secret = ''] = given.text('access_token').split('|')
  // By the app itself, or by somebody who uses it.
  const asking = isApp(appId, secret, world)
    ? appId
    : livingToken(given.text('access_token'), world).token.appId
  const asked = findToken(given.text('input_token'), world)
  if (asked === undefined || asked.appId !== asking)
    return ok({
      data: {
        is_valid: false,
        scopes: [],
        error: { code: 190, message: 'Invalid OAuth access token - Cannot parse access token' },
      },
    })
  const trouble = troubleOf(asked, world)
  const pages = rolesIn('accounts', asked.userId, world).map(({ pageId }) => pageId)
  const error = { code: 190, message: 'Error validating access token', subcode: trouble ?? 0 }
  return ok({
    data: {
      app_id: asked.appId,
      type: asked.pageId === null ? 'USER' : 'PAGE',
      application: 'VoxBurst',
      data_access_expires_at: seconds(asked.consentedAt) + 90 * 86_400,
      ...(trouble === null ? {} : { error }),
      expires_at: asked.expiresAt === null ? 0 : seconds(asked.expiresAt),
      is_valid: trouble === null,
      issued_at: seconds(asked.issuedAt),
      ...(asked.pageId === null ? {} : { profile_id: asked.pageId }),
      scopes: asked.scopes,
      granular_scopes: asked.scopes
        .filter((scope) => scope.startsWith('pages_'))
        .map((scope) => ({ scope, target_ids: pages })),
      user_id: asked.userId,
    },
  })
}

const seconds = (iso: string): number => Math.floor(Date.parse(iso) / 1_000)

function ownGrants({ id, user, token: { pageId, appId }, request, world }: Call): [string, Granted] {
  if (pageId !== null || id !== user.id) return noSuchObject(request.method, id)
  const key = grantKey(user.id, appId)
  return [key, grants(world).get(key) ?? {}]
}

function listPermissions(call: Call): SimReply {
  const [, mine] = ownGrants(call)
  const all = Object.entries(mine).map(([permission, status]) => ({ permission, status }))
  const [permission, status] = [call.given.text('permission'), call.given.text('status')]
  return ok({
    data: all.filter(
      (each) =>
        (permission === '' || each.permission === permission) && (status === '' || each.status === status),
    ),
  })
}

/** All of them, and the app is removed; or one of them. */
function removePermissions(call: Call): SimReply {
  const [key, mine] = ownGrants(call)
  const {
    user,
    token: { appId },
    given,
    world,
  } = call
  const permission = given.text('permission')
  if (permission === '') {
    grants(world).delete(key)
    removeApp(user.id, appId, world)
    return success()
  }
  if (mine[permission] === undefined) return refuse(100, `(#100) Invalid permission: ${permission}`)
  grants(world).set(key, { ...mine, [permission]: 'declined' })
  dropScope(user.id, appId, permission, world)
  return success()
}

/** What a person does in the settings: all tokens that the app has of them and their pages die together. */
export function removeApp(userId: string, appId: string, world: SimWorld): void {
  killTokens(userId, 458, world, appId)
}
