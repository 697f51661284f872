import { ConnectRefused, type ConnectContext, type RefreshAnswer, type Tokens } from '../connector.js'
import type { PlatformReply } from '../platform-http.js'
import { objectOf, textOf } from '../values.js'
import { accountRefusalOf } from './errors.js'
import { nodeIn, read } from './graph.js'

export type LoginContext = Pick<ConnectContext, 'app' | 'http' | 'now' | 'vault' | 'log'>

const sixtyDays = 60 * 24 * 60 * 60

/** The token of an answer; null where it has none. */
export function tokenIn(reply: PlatformReply): string | null {
  return reply.status === 200 ? textOf(nodeIn(reply)['access_token']) : null
}

/** A token of sixty days. */
export function longLived(reply: PlatformReply, now: Date): Tokens | null {
  const accessToken = tokenIn(reply)
  if (accessToken === null) return null
  const told = nodeIn(reply)['expires_in']
  const seconds = typeof told === 'number' ? told : sixtyDays
  return { accessToken, expiresAt: new Date(now.getTime() + seconds * 1_000).toISOString() }
}

/** Two ways to say no: that of the login, and Graph's. */
export function notTaken(reply: PlatformReply, otherwise: string): ConnectRefused {
  const said = textOf(objectOf(reply.json)['error_message'])
  const { cure, error } = accountRefusalOf(reply)
  if (reply.status >= 500 || (said === null && cure === 'wait'))
    return new ConnectRefused(error.message, 'SERVICE_UNAVAILABLE')
  const why = said ?? error.networkMessage
  return new ConnectRefused(why === undefined ? otherwise : `${otherwise} (${why})`)
}

/**
 * After the answer to a renewal. What is refused may be too young to be renewed, or have ended: which of the two is
 * not told, and so the token is tried.
 */
export async function renewed(reply: PlatformReply, ctx: ConnectContext): Promise<RefreshAnswer> {
  const tokens = longLived(reply, ctx.now)
  if (tokens !== null) return { kind: 'refreshed', tokens }
  const refusal = accountRefusalOf(reply)
  if (refusal.cure === 'wait') return { kind: 'failed', error: refusal.error }
  const tried = await read(ctx, 'me', { fields: 'id' })
  if (tried.status === 200) return { kind: 'refreshed', tokens: ctx.tokens }
  const { cure, error } = accountRefusalOf(tried)
  return cure === 'reconnect' ? { kind: 'revoked', error } : { kind: 'failed', error }
}
