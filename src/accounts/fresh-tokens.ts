import type { ConnectContext, Connector, RefreshAnswer, Tokens } from '../connectors/connector.js'
import { NoAnswer } from '../connectors/platform-http.js'
import type { PlatformError } from '../domain/outcome.js'
import {
  leaseRefresh,
  markDead,
  readTokens,
  releaseRefresh,
  sleepUntil,
  storeTokens,
  wipeTokens,
  type TokenState,
} from '../store/accounts.js'
import type { Tx } from '../store/database.js'
import { beginMeasuring } from '../store/measurements.js'
import { postponeRefresh } from '../store/postponed-refreshes.js'
import { untilTaken } from '../store/until-taken.js'
import { recordEvent } from '../webhooks/record-event.js'
import { connectContext, openTokens, sealTokens, type AccountsDeps } from './deps.js'
import { accountEventData, eventFacts } from './present-account.js'
import { expiryOf, isRenewable, refreshAt } from './refresh-times.js'

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
 * answer the old access token is used while it lives, then the old refresh token is tried again. `used` is the access
 * token to be replaced by force: where another stands already, that is taken. `lease` is that of the worker which claimed
 * the account; `evenDead` tries an account that the network refused before.
 */
export async function freshTokens(
  deps: AccountsDeps,
  accountId: string,
  options: { force: boolean; used?: string; lease?: string; evenDead?: boolean },
): Promise<FreshTokens> {
  const state = await readTokens(deps.db, accountId)
  const held = state === null ? null : tokensIn(deps, state)
  if (state === null || held === null) return { kind: 'dead', error: gone() }
  const connector = deps.connectors.get(state.row.platform)
  if (!isRenewable(connector, held.tokens)) return withoutRefresh(deps, state, held, options)
  const isReplaced = options.used !== undefined && options.used !== held.tokens.accessToken
  if ((!options.force || isReplaced) && held.livesMs > usableMs) return { kind: 'ok', tokens: held.tokens }

  const leased = await leaseRefresh(deps.db, accountId, {
    token: options.lease ?? null,
    evenDead: options.evenDead ?? false,
  })
  if (leased === null) {
    const livesStill = held.livesMs > 0 && !options.force
    if (livesStill) return { kind: 'ok', tokens: held.tokens }
    if (state.row.status !== 'active') return { kind: 'dead', error: state.row.error ?? gone() }
    return { kind: 'busy', retryInMs: 1_000 }
  }
  // Between the reading and the lease somebody may have refreshed: an old refresh token must not be used then.
  const now = tokensIn(deps, leased)
  if (now !== null && now.tokens.accessToken === held.tokens.accessToken)
    return refreshUnderLease(deps, connector, { ...leased, ...now, isForced: options.force })
  await releaseRefresh(deps.db, accountId, leased.lease)
  return now === null ? { kind: 'dead', error: gone() } : { kind: 'ok', tokens: now.tokens }
}

type Held = { tokens: Tokens; livesMs: number }

function tokensIn(deps: AccountsDeps, state: TokenState): Held | null {
  if (state.row.tokens === null) return null
  const tokens = openTokens(deps.seal, state.row.id, state.row.tokens)
  const endsAt = tokens.expiresAt === undefined ? Infinity : Date.parse(tokens.expiresAt)
  return { tokens, livesMs: endsAt - state.now.getTime() }
}

/** Tokens that the network does not renew: they work until they end, or until it refuses them (`force`, unasked). */
async function withoutRefresh(
  deps: AccountsDeps,
  state: TokenState,
  held: Held,
  options: { force: boolean; lease?: string },
): Promise<FreshTokens> {
  const isRefused = options.force && options.lease === undefined
  if (held.livesMs > 0 && !isRefused) {
    if (options.lease !== undefined)
      await sleepUntil(deps.db, state.row.id, options.lease, expiryOf(held.tokens))
    return { kind: 'ok', tokens: held.tokens }
  }
  await deps.db.transaction((tx) => markAccountDead(tx, state.row.id, gone(), options))
  deps.wake.due('deliveries')
  deps.wake.changed(state.row.workspace_id, 'accounts', state.row.id)
  return { kind: 'dead', error: gone() }
}

async function refreshUnderLease(
  deps: AccountsDeps,
  connector: Connector,
  held: TokenState & Held & { lease: string; isForced: boolean },
): Promise<FreshTokens> {
  const { row, lease, now, tokens, livesMs } = held
  const asked = await askNetwork(
    connector,
    connectContext(deps, connector, { accountId: row.id, now, tokens, data: row.platform_data }),
  )
  switch (asked.answer.kind) {
    case 'refreshed':
      return keep(deps, connector, held, asked.answer)
    case 'revoked': {
      const { error } = asked.answer
      await untilTaken(deps.log, () =>
        deps.db.transaction((tx) => markAccountDead(tx, row.id, error, { lease })),
      )
      await releaseRefresh(deps.db, row.id, lease)
      deps.wake.due('deliveries')
      deps.wake.changed(row.workspace_id, 'accounts', row.id)
      return { kind: 'dead', error }
    }
    case 'failed': {
      // The network may have rotated the tokens: asking with the old ones can end the access, so not before we must.
      const notBefore =
        asked.isLost && livesMs > usableMs ? new Date(now.getTime() + livesMs - usableMs) : null
      await postponeRefresh(deps.db, row.id, lease, notBefore)
      deps.log('Refreshing failed; the old tokens stay', {
        accountId: row.id,
        reason: asked.answer.error.message,
      })
      return livesMs > 0 && !held.isForced
        ? { kind: 'ok', tokens }
        : { kind: 'failed', error: asked.answer.error }
    }
  }
}

/** Stores what the network gave, before anybody uses it. */
async function keep(
  deps: AccountsDeps,
  connector: Connector,
  held: TokenState & Held & { lease: string },
  answer: RefreshAnswer & { kind: 'refreshed' },
): Promise<FreshTokens> {
  const { row, lease, now, tokens } = held
  // A reply without a refresh token keeps the old one.
  const next: Tokens = { ...tokens, ...answer.tokens }
  if (answer.tokens.expiresAt === undefined) delete next.expiresAt
  const isStored = await untilTaken(deps.log, () =>
    deps.db.transaction(async (tx) => {
      const isOurs = await storeTokens(tx, {
        id: row.id,
        lease,
        tokens: sealTokens(deps.seal, row.id, next),
        expiresAt: expiryOf(next),
        refreshAt: refreshAt(connector, next, now),
        scopes: answer.scopes ?? null,
      })
      if (isOurs && row.status !== 'active') {
        await beginMeasuring(tx, row.id)
        const data = accountEventData({ ...eventFacts(row), status: 'active' })
        await recordEvent(tx, { workspaceId: row.workspace_id, type: 'account.connected', data })
      }
      return isOurs
    }),
  )
  if (row.status !== 'active') {
    deps.wake.due('deliveries')
    deps.wake.changed(row.workspace_id, 'accounts', row.id)
  }
  if (isStored) return { kind: 'ok', tokens: next }
  // Connected again, or disconnected, while we asked: what stands there now is newer.
  const state = await readTokens(deps.db, row.id)
  const there = state === null ? null : tokensIn(deps, state)
  return there === null ? { kind: 'dead', error: gone() } : { kind: 'ok', tokens: there.tokens }
}

/** `isLost`: a request left and its answer did not come, so that the network may have renewed the tokens. */
async function askNetwork(
  connector: Connector,
  ctx: ConnectContext,
): Promise<{ answer: RefreshAnswer; isLost: boolean }> {
  let isLost = false
  const http: ConnectContext['http'] = async (request) => {
    try {
      return await ctx.http(request)
    } catch (error) {
      isLost ||= error instanceof NoAnswer
      throw error
    }
  }
  try {
    if (connector.auth.refresh === undefined) throw new Error(`${connector.slug} does not refresh tokens`)
    return { answer: await connector.auth.refresh({ ...ctx, http }), isLost }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const message = `The network could not be reached: ${reason.replace(/\.$/, '')}.`
    return { answer: { kind: 'failed', error: { code: 'PLATFORM_UNAVAILABLE', message } }, isLost }
  }
}

const deadAs: Partial<Record<PlatformError['code'], 'expired' | 'suspended'>> = {
  ACCOUNT_DISCONNECTED: 'expired',
  ACCOUNT_SUSPENDED: 'suspended',
}

/**
 * The network no longer accepts us: says so on the account and, once per death, as an event. `lease` is that of the
 * refresh that learned of it. Without one (a call was refused), a refresh under way decides instead. `asOf`: when the
 * tokens of the call were read; who has connected the account since is not told of the old ones.
 */
export async function markAccountDead(
  tx: Tx,
  accountId: string,
  error: PlatformError,
  { lease, asOf }: { lease?: string; asOf?: Date } = {},
): Promise<void> {
  const status = deadAs[error.code] ?? 'error'
  const dead = await markDead(tx, { id: accountId, status, error, lease: lease ?? null, asOf: asOf ?? null })
  if (dead === null) return
  const data = accountEventData(eventFacts(dead), { error: { code: error.code, message: error.message } })
  await recordEvent(tx, { workspaceId: dead.workspace_id, type: 'account.error', data })
}

/** Due work on an account: refresh ahead of expiry, or wiping the tokens of a disconnected one. */
export async function runAccount(deps: AccountsDeps, lease: { id: string; token: string }): Promise<void> {
  const state = await readTokens(deps.db, lease.id)
  if (state === null) return
  if (state.row.status === 'disconnected') return wipe(deps, lease.id, state)
  if (state.row.status === 'active') await freshTokens(deps, lease.id, { force: true, lease: lease.token })
  else await sleepUntil(deps.db, lease.id, lease.token, null)
}

async function wipe(deps: AccountsDeps, id: string, state: TokenState): Promise<void> {
  const wiped = await wipeTokens(deps.db, id)
  const connector = deps.connectors.get(state.row.platform)
  if (wiped?.tokens == null || connector.auth.revoke === undefined) return
  const tokens = openTokens(deps.seal, id, wiped.tokens)
  const ctx = connectContext(deps, connector, {
    accountId: id,
    now: state.now,
    tokens,
    data: state.row.platform_data,
  })
  // Best effort: the tokens are gone here whatever the network says.
  await connector.auth
    .revoke(ctx)
    .catch((error: unknown) => deps.log('Revoking failed', { accountId: id, reason: String(error) }))
}

function gone(): PlatformError {
  return {
    code: 'ACCOUNT_DISCONNECTED',
    message: 'The network no longer accepts our access to the account. Connect it again.',
  }
}
