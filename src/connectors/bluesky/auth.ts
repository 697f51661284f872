import { ConnectRefused, type Auth, type ConnectContext, type RefreshAnswer } from '../connector.js'
import { unusable } from '../outcomes.js'
import type { PlatformReply } from '../platform-http.js'
import { objectOf, textOf } from '../values.js'
import { refusalOf } from './errors.js'
import { sessionFrom } from './session.js'
import { errorName, homeOf } from './xrpc.js'

/** App passwords have no scopes to choose from; this is what one may do. */
const scopes = ['com.atproto.appPass'] as const

export const auth: Auth = {
  scopes,
  fields: [
    {
      name: 'identifier',
      label: 'Your handle',
      help: 'Or the e-mail address you sign in with',
      placeholder: 'ada.bsky.social',
      required: true,
    },
    {
      name: 'appPassword',
      label: 'App password',
      help: 'Not your own password: make one in the Bluesky app under Settings, Privacy and security, App passwords',
      placeholder: 'xxxx-xxxx-xxxx-xxxx',
      secret: true,
      required: true,
    },
    {
      name: 'service',
      label: 'Server',
      help: 'Only where your account lives on a server of its own',
      placeholder: 'bsky.social',
      default: 'bsky.social',
      required: false,
    },
  ],

  async finish({ answers }, ctx) {
    const service = serviceOf(answers['service'] ?? '')
    const identifier = identifierOf(answers['identifier'] ?? '')
    const appPassword = (answers['appPassword'] ?? '').trim()
    const reply = await signIn(ctx, service, identifier, appPassword)
    const session = sessionFrom(reply, ctx.now)
    if (session === null) throw notSignedIn(reply, new URL(service).host)
    const { did, tokens, pds, scope } = session
    if (scope === 'com.atproto.access') {
      // With it one could take the whole account over: we do not want to keep that.
      await endSession(ctx, service, tokens.refreshToken ?? '')
      throw ownPassword()
    }
    return {
      tokens: { ...tokens, extra: { appPassword } },
      scopes,
      data: { service, pds: pds ?? service, did },
    }
  },

  async refresh(ctx): Promise<RefreshAnswer> {
    const { service } = homeOf(ctx.data)
    const reply = await ctx.http({
      method: 'POST',
      url: `${service}/xrpc/com.atproto.server.refreshSession`,
      headers: { authorization: `Bearer ${ctx.tokens.refreshToken ?? ''}` },
    })
    const session = sessionFrom(reply, ctx.now)
    if (session !== null) return { kind: 'refreshed', tokens: session.tokens }
    return isOver(reply) ? signInAgain(ctx, service, reply) : failed(reply)
  },

  async revoke(ctx) {
    await endSession(ctx, homeOf(ctx.data).service, ctx.tokens.refreshToken ?? '')
  },
}

type Caller = Pick<ConnectContext, 'http'>

function signIn(ctx: Caller, service: string, identifier: string, password: string): Promise<PlatformReply> {
  return ctx.http({
    method: 'POST',
    url: `${service}/xrpc/com.atproto.server.createSession`,
    json: { identifier, password },
  })
}

async function endSession(ctx: Caller, service: string, refreshToken: string): Promise<void> {
  await ctx.http({
    method: 'POST',
    url: `${service}/xrpc/com.atproto.server.deleteSession`,
    headers: { authorization: `Bearer ${refreshToken}` },
  })
}

/**
 * The refresh token is dead: it ends after 90 days, or two hours after a refresh whose answer was lost for good. The
 * app password still opens the account unless its owner took it back.
 */
async function signInAgain(
  ctx: ConnectContext,
  service: string,
  refusal: PlatformReply,
): Promise<RefreshAnswer> {
  const password = textOf(ctx.tokens.extra?.['appPassword'])
  const did = textOf(ctx.data['did'])
  if (password === null || did === null) return revoked(refusal, ctx.now)
  const reply = await signIn(ctx, service, did, password)
  const session = sessionFrom(reply, ctx.now)
  if (session !== null) return { kind: 'refreshed', tokens: session.tokens }
  return isOver(reply) ? revoked(reply, ctx.now) : failed(reply)
}

const accessIsOver = [
  'ExpiredToken',
  'InvalidToken',
  'AuthMissing',
  'AuthenticationRequired',
  'AuthFactorTokenRequired',
  'AccountTakedown',
  'AccountDeactivated',
]

function isOver(reply: PlatformReply): boolean {
  return reply.status >= 400 && reply.status < 500 && accessIsOver.includes(errorName(reply) ?? '')
}

function revoked(reply: PlatformReply, now: Date): RefreshAnswer {
  return { kind: 'revoked', error: refusalOf(reply, now).error }
}

function failed(reply: PlatformReply): RefreshAnswer {
  return { kind: 'failed', error: unusable(`Bluesky answered ${String(reply.status)}`).error }
}

function ownPassword(): ConnectRefused {
  return new ConnectRefused(
    'This is your own password. Make an app password in the Bluesky app and use that one.',
    'INVALID_PARAM',
    'appPassword',
  )
}

function notSignedIn(reply: PlatformReply, host: string): ConnectRefused {
  const said = textOf(objectOf(reply.json)['message']) ?? `status ${String(reply.status)}`
  switch (errorName(reply)) {
    case 'AuthenticationRequired':
      return new ConnectRefused(
        `${host} does not accept this handle with this app password. If the account lives on another server, name that server.`,
        'INVALID_PARAM',
        'appPassword',
      )
    case 'AuthFactorTokenRequired':
      return ownPassword()
    case 'AccountTakedown':
    case 'AccountDeactivated':
      return new ConnectRefused(`The account is suspended or deactivated: ${said}`)
    case 'RateLimitExceeded':
      return new ConnectRefused(
        `${host} has seen too many sign-ins of this account. Try again in an hour.`,
        'SERVICE_UNAVAILABLE',
      )
    default:
      return reply.status >= 500
        ? new ConnectRefused(`${host} is out of order at the moment. Try again.`, 'SERVICE_UNAVAILABLE')
        : new ConnectRefused(`${host} did not open a session: ${said}`)
  }
}

/** What people paste: with an @ in front, with white space, with the invisible marks that the app copies along. */
export function identifierOf(answer: string): string {
  return answer.replace(/[\s\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '').replace(/^@/, '')
}

/** A host or an address; bsky.social where nothing is said. */
export function serviceOf(answer: string): string {
  const given = answer.trim() === '' ? 'bsky.social' : answer.trim()
  const address = /^[a-z]+:\/\//i.test(given) ? given : `https://${given}`
  const url = URL.canParse(address) ? new URL(address) : null
  if (url?.protocol !== 'https:' || url.username !== '' || !url.hostname.includes('.')) {
    throw new ConnectRefused(
      `"${answer.slice(0, 100)}" is no server. It looks like bsky.social.`,
      'VALIDATION_ERROR',
      'service',
    )
  }
  return url.origin
}
