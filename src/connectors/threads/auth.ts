import {
  ConnectRefused,
  type Auth,
  type ConnectContext,
  type RefreshAnswer,
  type Tokens,
} from '../connector.js'
import type { PlatformReply } from '../platform-http.js'
import { objectOf, textOf } from '../values.js'
import { accountRefusalOf } from './errors.js'
import { graph, read } from './graph.js'

const scopes = [
  'threads_basic',
  'threads_content_publish',
  'threads_manage_replies',
  'threads_read_replies',
  'threads_manage_insights',
] as const
const sixtyDays = 60 * 24 * 60 * 60

type Calls = Pick<ConnectContext, 'app' | 'http' | 'now'>

export const auth: Auth = {
  scopes,

  authorize(request, ctx) {
    const url = new URL('https://threads.net/oauth/authorize')
    url.searchParams.set('client_id', clientId(ctx))
    url.searchParams.set('redirect_uri', request.redirectUri)
    url.searchParams.set('scope', scopes.join(','))
    url.searchParams.set('response_type', 'code')
    url.searchParams.set('state', request.state)
    return Promise.resolve({ url: url.href })
  },

  async finish(given, ctx) {
    const short = await ctx.http({
      method: 'POST',
      url: `${graph}/oauth/access_token`,
      form: {
        client_id: clientId(ctx),
        client_secret: clientSecret(ctx),
        grant_type: 'authorization_code',
        redirect_uri: given.redirectUri,
        // Threads puts a fragment behind it, which some browsers' scripts take along.
        code: (given.code ?? '').replace(/#_$/, ''),
      },
    })
    const shortToken = tokenIn(short)
    if (shortToken === null)
      throw notTaken(short, 'Threads did not accept the code. It holds for an hour and once; start again.')
    const long = await ctx.http({
      method: 'GET',
      url: `${graph}/access_token`,
      query: {
        grant_type: 'th_exchange_token',
        client_secret: clientSecret(ctx),
        access_token: shortToken,
      },
    })
    const tokens = longLived(long, ctx.now)
    if (tokens === null)
      throw notTaken(long, 'Threads gave an access that would end within the hour. Start again.')
    return { tokens, scopes: (await grantedScopes(ctx, tokens)) ?? scopes }
  },

  async refresh(ctx): Promise<RefreshAnswer> {
    const reply = await ctx.http({
      method: 'GET',
      url: `${graph}/refresh_access_token`,
      query: { grant_type: 'th_refresh_token', access_token: ctx.tokens.accessToken },
    })
    const tokens = longLived(reply, ctx.now)
    if (tokens !== null) return { kind: 'refreshed', tokens }
    const { cure, error } = accountRefusalOf(reply)
    return cure === 'wait' ? { kind: 'failed', error } : whileItWorks(ctx)
  },
}

/**
 * A token is renewed only when it is a day old and has not ended; which of the two a refusal is about is not told, and
 * so the token is tried.
 */
async function whileItWorks(ctx: ConnectContext): Promise<RefreshAnswer> {
  const reply = await read(ctx, 'me', { fields: 'id' })
  if (reply.status === 200) return { kind: 'refreshed', tokens: ctx.tokens }
  const { cure, error } = accountRefusalOf(reply)
  return cure === 'reconnect' ? { kind: 'revoked', error } : { kind: 'failed', error }
}

/** What the person agreed to: single permissions can be unticked. Null where Threads does not say. */
async function grantedScopes(ctx: Calls, { accessToken }: Tokens): Promise<string[] | null> {
  try {
    const reply = await ctx.http({
      method: 'GET',
      url: `${graph}/debug_token`,
      query: { access_token: accessToken, input_token: accessToken },
    })
    const granted = objectOf(objectOf(reply.json)['data'])['scopes']
    return reply.status === 200 && Array.isArray(granted) ? granted.map(String) : null
  } catch {
    return null
  }
}

function clientId(ctx: Pick<ConnectContext, 'app'>): string {
  return ctx.app['THREADS_CLIENT_ID'] ?? ''
}

function clientSecret(ctx: Pick<ConnectContext, 'app'>): string {
  return ctx.app['THREADS_CLIENT_SECRET'] ?? ''
}

function tokenIn(reply: PlatformReply): string | null {
  return reply.status === 200 ? textOf(objectOf(reply.json)['access_token']) : null
}

function longLived(reply: PlatformReply, now: Date): Tokens | null {
  const accessToken = tokenIn(reply)
  if (accessToken === null) return null
  const told = objectOf(reply.json)['expires_in']
  const seconds = typeof told === 'number' ? told : sixtyDays
  return { accessToken, expiresAt: new Date(now.getTime() + seconds * 1_000).toISOString() }
}

/** Threads has two ways to say no here: its own, and Graph's. */
function notTaken(reply: PlatformReply, otherwise: string): ConnectRefused {
  const said = textOf(objectOf(reply.json)['error_message'])
  const { cure, error } = accountRefusalOf(reply)
  if (reply.status >= 500 || (said === null && cure === 'wait'))
    return new ConnectRefused(error.message, 'SERVICE_UNAVAILABLE')
  const why = said ?? error.networkMessage
  return new ConnectRefused(why === undefined ? otherwise : `${otherwise} (${why})`)
}
