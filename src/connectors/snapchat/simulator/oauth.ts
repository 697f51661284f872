import { backTo } from '../../../sandbox/back-to.js'
import { randomText } from '../../../sandbox/sandbox.js'
import type { Operation, SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { createUser, inSeconds, issueTokens, renew, type Issued } from './people.js'
import { oauthFailure } from './replies.js'

type Code = { userId: string; clientId: string; redirectUri: string; expiresAt: string }

export const accountsHost = 'accounts.snapchat.com'
const scope = 'snapchat-profile-api'
/** How long a code lives is not documented. */
const codeSeconds = 600

export const oauthRoutes: readonly SimRoute[] = [
  {
    method: 'GET',
    host: accountsHost,
    path: '/login/oauth2/authorize',
    operation: 'page',
    handle: authorize,
  },
  {
    method: 'POST',
    host: accountsHost,
    path: '/login/oauth2/access_token',
    operation: tokenOperation,
    handle: token,
  },
]

/** Somebody who connects does not use up a fault that was meant for a refresh. */
function tokenOperation({ form }: SimRequest): Operation {
  return form?.get('grant_type') === 'refresh_token' ? 'refresh' : 'other'
}

/** Apps are not registered here: the empty client id is the sandbox's own. */
function authorize(request: SimRequest, world: SimWorld): SimReply {
  const { query } = request
  const redirectUri = query.get('redirect_uri') ?? ''
  if (!query.has('client_id')) return oauthFailure('invalid_request', 'client_id is missing.')
  if (query.get('response_type') !== 'code')
    return oauthFailure('unsupported_response_type', 'response_type has to be code.')
  if (query.get('scope') !== scope) return oauthFailure('invalid_scope', `The scope has to be ${scope}.`)
  if (!isFair(redirectUri, world))
    return oauthFailure('invalid_request', 'redirect_uri has to be an https address.')
  const back = backTo(query)
  return world.consent(request, {
    network: 'Snapchat',
    appName: 'VoxBurst',
    scopes: [scope],
    approve(username) {
      const user = createUser(username === null ? {} : { username }, world)
      const code = randomText(40)
      world.table<Code>('codes').set(code, {
        userId: user.id,
        clientId: query.get('client_id') ?? '',
        redirectUri,
        expiresAt: inSeconds(codeSeconds, world),
      })
      return back({ code })
    },
    deny: () => back({ error: 'access_denied', error_description: 'The user denied the request.' }),
  })
}

/** https, or this machine: the house around the sandbox seldom has a certificate. */
function isFair(redirectUri: string, world: SimWorld): boolean {
  if (!URL.canParse(redirectUri)) return false
  const { protocol, hostname, host } = new URL(redirectUri)
  if (protocol === 'https:') return true
  const isHere = /^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname)
  return protocol === 'http:' && (isHere || host === new URL(world.localUrl('https://x/')).host)
}

export const invalidGrant = (): SimReply =>
  oauthFailure('invalid_grant', 'The grant is not valid or has expired.')

function token({ form }: SimRequest, world: SimWorld): SimReply {
  const field = (name: string): string => form?.get(name) ?? ''
  if (form === undefined)
    return oauthFailure('invalid_request', 'The body has to be application/x-www-form-urlencoded.')
  if (!form.has('client_id') || !form.has('client_secret'))
    return oauthFailure('invalid_client', 'client_id or client_secret is missing.')
  switch (field('grant_type')) {
    case 'authorization_code': {
      const codes = world.table<Code>('codes')
      const code = codes.get(field('code'))
      const isGood =
        code?.clientId === field('client_id') &&
        code.redirectUri === field('redirect_uri') &&
        code.expiresAt > world.now().toISOString()
      if (!isGood) return invalidGrant()
      codes.delete(field('code'))
      return granted(issueTokens(code, true, world))
    }
    case 'refresh_token': {
      const issued = renew(field('refresh_token'), field('client_id'), world)
      return issued === undefined ? invalidGrant() : granted(issued)
    }
    default:
      return oauthFailure('unsupported_grant_type', 'grant_type is not known.')
  }
}

function granted({ access, seconds, refresh }: Issued): SimReply {
  return {
    status: 200,
    body: {
      access_token: access.token,
      token_type: 'Bearer',
      expires_in: seconds,
      scope,
      ...(refresh === null ? {} : { refresh_token: refresh.token }),
    },
  }
}
