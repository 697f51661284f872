import type { Connector, ReadAnswer, Refused, Tokens } from '../connectors/connector.js'
import { readTokens } from '../store/accounts.js'
import { awaitedTokens } from './awaited-tokens.js'
import { openTokens, type AccountsDeps } from './deps.js'
import { isRenewable } from './refresh-times.js'

/** Tokens, and since when they are known to be the account's. */
export type Held = { tokens: Tokens; asOf: Date }

/**
 * A network may end an access token before its time: as in publishing, the refresh token has the last word. Those that
 * somebody else got since `used` were read, or new ones; null where the network gives none.
 */
export async function renewedTokens(
  deps: AccountsDeps,
  connector: Connector,
  accountId: string,
  used: Tokens,
): Promise<Held | 'dead' | 'later' | null> {
  const state = await readTokens(deps.db, accountId)
  const sealed = state?.row.tokens
  if (sealed == null || state?.row.status !== 'active') return 'dead'
  const current = openTokens(deps.seal, accountId, sealed)
  const asOf = state.now
  if (current.accessToken !== used.accessToken) return { tokens: current, asOf }
  if (!isRenewable(connector, current)) return null
  const fresh = await awaitedTokens(deps, accountId, { force: true, used: used.accessToken })
  if (fresh.kind === 'ok') return { tokens: fresh.tokens, asOf }
  return fresh.kind === 'dead' ? 'dead' : 'later'
}

/** The network does not take our access any more. */
export function isOver(answer: ReadAnswer<unknown> | null): answer is Refused {
  return (
    answer?.kind === 'refused' && answer.cure === 'reconnect' && answer.error.code === 'ACCOUNT_DISCONNECTED'
  )
}
