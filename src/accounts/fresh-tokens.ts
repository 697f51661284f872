import type { Connector, Tokens } from '../connectors/connector.js'
import type { PlatformError } from '../domain/outcome.js'
import {
  leaseRefresh,
  markDead,
  postponeRefresh,
  readTokens,
  storeTokens,
  wipeTokens,
  type TokenState,
} from '../store/accounts.js'
import type { Tx } from '../store/database.js'
import { recordEvent } from '../webhooks/record-event.js'
import { connectContext, openTokens, sealTokens, type AccountsDeps } from './deps.js'
import { accountEventData } from './present-account.js'
import { expiryOf, refreshAt } from './refresh-times.js'

export type FreshTokens =
  | { kind: 'ok'; tokens: Tokens }
  | { kind: 'dead'; error: PlatformError }
  | { kind: 'busy'; retryInMs: number }
  | { kind: 'failed'; error: PlatformError }

/** A token that lives shorter than this is refreshed before it is used. */
const usableMs = 60_000

/**
 * Tokens that work now. Refreshes where they are about to end (or the network said so: `force`), by one process at
 * a time: the lease is committed before the call, rotated tokens are stored before they are used. After a lost
 * answer the old access token is used while it lives, then the old refresh token is tried once more.
 */
export async function freshTokens(
  deps: AccountsDeps,
  accountId: string,
  options: { force: boolean; lease?: string },
): Promise<FreshTokens> {
  const state = await readTokens(deps.db, accountId)
  if (state === null || state.row.tokens === null) return { kind: 'dead', error: gone() }
  const connector = deps.connectors.get(state.row.platform)
  const tokens = openTokens(deps.seal, accountId, state.row.tokens)
  const livesMs =
    tokens.expiresAt === undefined ? Infinity : Date.parse(tokens.expiresAt) - state.now.getTime()
  if (connector.auth.refresh === undefined)
    return options.force ? { kind: 'dead', error: gone() } : { kind: 'ok', tokens }
  if (!options.force && livesMs > usableMs) return { kind: 'ok', tokens }

  const lease = await leaseRefresh(deps.db, accountId, options.lease ?? null)
  if (lease === null)
    return livesMs > 0 && !options.force ? { kind: 'ok', tokens } : { kind: 'busy', retryInMs: 1_000 }
  return refreshUnderLease(deps, connector, state, tokens, lease, livesMs)
}

async function refreshUnderLease(
  deps: AccountsDeps,
  connector: Connector,
  state: TokenState,
  tokens: Tokens,
  lease: string,
  livesMs: number,
): Promise<FreshTokens> {
  const { row } = state
  const ctx = connectContext(deps, connector, {
    accountId: row.id,
    now: state.now,
    tokens,
    data: row.platform_data,
  })
  const answer = await (connector.auth.refresh?.(ctx) ?? Promise.reject(new Error('no refresh'))).catch(
    (error: unknown) => ({ kind: 'failed', error: unreachable(error) }) as const,
  )
  switch (answer.kind) {
    case 'refreshed': {
      // A reply without a refresh token keeps the old one.
      const next: Tokens = { ...tokens, ...answer.tokens }
      if (answer.tokens.expiresAt === undefined) delete next.expiresAt
      await storeTokens(deps.db, {
        id: row.id,
        lease,
        tokens: sealTokens(deps.seal, row.id, next),
        expiresAt: expiryOf(next),
        refreshAt: refreshAt(connector, next, state.now),
        scopes: answer.scopes ?? null,
      })
      return { kind: 'ok', tokens: next }
    }
    case 'revoked':
      await deps.db.transaction((tx) => markAccountDead(tx, row.id, answer.error))
      deps.wake.due('deliveries')
      return { kind: 'dead', error: answer.error }
    case 'failed':
      await postponeRefresh(deps.db, row.id, lease)
      return livesMs > 0 ? { kind: 'ok', tokens } : { kind: 'failed', error: answer.error }
  }
}

/** The network no longer accepts us: says so on the account and, once per death, as an event. */
export async function markAccountDead(tx: Tx, accountId: string, error: PlatformError): Promise<void> {
  const status = error.code === 'ACCOUNT_DISCONNECTED' ? 'expired' : 'error'
  const dead = await markDead(tx, accountId, status, error)
  if (dead === null) return
  const facts = {
    id: dead.id,
    platform: dead.platform,
    username: dead.username,
    status,
    workspaceId: dead.workspace_id,
  }
  const data = accountEventData(facts, { error: { code: error.code, message: error.message } })
  await recordEvent(tx, { workspaceId: dead.workspace_id, type: 'account.error', data })
}

/** Due work on an account: refresh ahead of expiry, or wiping the tokens of a disconnected one. */
export async function runAccount(deps: AccountsDeps, lease: { id: string; token: string }): Promise<void> {
  const state = await readTokens(deps.db, lease.id)
  if (state === null) return
  if (state.row.status !== 'disconnected') {
    await freshTokens(deps, lease.id, { force: true, lease: lease.token })
    return
  }
  const connector = deps.connectors.get(state.row.platform)
  const wiped = await wipeTokens(deps.db, lease.id)
  if (!wiped || state.row.tokens === null || connector.auth.revoke === undefined) return
  const tokens = openTokens(deps.seal, lease.id, state.row.tokens)
  const ctx = connectContext(deps, connector, {
    accountId: lease.id,
    now: state.now,
    tokens,
    data: state.row.platform_data,
  })
  // Best effort: the tokens are gone here whatever the network says.
  await connector.auth
    .revoke(ctx)
    .catch((error: unknown) => deps.log('Revoking failed', { accountId: lease.id, reason: String(error) }))
}

function gone(): PlatformError {
  return {
    code: 'ACCOUNT_DISCONNECTED',
    message: 'The network no longer accepts our access to the account. Connect it again.',
  }
}

function unreachable(error: unknown): PlatformError {
  return {
    code: 'PLATFORM_UNAVAILABLE',
    message: `The network could not be reached: ${error instanceof Error ? error.message : String(error)}`,
  }
}
