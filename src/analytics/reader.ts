import { awaitedTokens } from '../accounts/awaited-tokens.js'
import type { AccountsDeps } from '../accounts/deps.js'
import { markAccountDead } from '../accounts/fresh-tokens.js'
import { accountContext } from '../accounts/reading-context.js'
import { isOver, renewedTokens, type Held } from '../accounts/renewed-tokens.js'
import type { AccountContext, Connector, ReadAnswer } from '../connectors/connector.js'
import { lacksPage } from '../connectors/lacks-page.js'
import { faultOf } from '../connectors/outcomes.js'
import { NoAnswer, NotSent } from '../connectors/platform-http.js'
import { readTokens, type AccountRow } from '../store/accounts.js'

/** Why reading an account stops for now. `isTold`: the network said for how long. */
export type Stop = { kind: 'later'; inMs: number | null; isTold: boolean } | { kind: 'dead' }

export type Told<T> =
  | { kind: 'ok'; answer: T; rest: Stop | null }
  /** This cannot be read for this account: it is not allowed, or not understood. The rest can. */
  | { kind: 'denied'; message: string }
  | { kind: 'stop'; stop: Stop }

/** Reads for one account that is alive, with tokens that work. */
export type Reader = {
  connector: Connector
  /** `data`: with another page than the account's; of that page alone it speaks what is refused then. */
  ask: <T>(
    read: (ctx: AccountContext) => Promise<ReadAnswer<T>>,
    data?: AccountRow['platform_data'],
  ) => Promise<Told<T>>
}

/** An account of which something can be read. */
export type ReadableAccount = { kind: 'readable'; row: AccountRow; now: Date; connector: Connector }

/** A platform that is switched off is looked at again once a day: it may be on after the next start. */
const offMs = 24 * 3_600_000

/** The account, where it is alive, and its page is chosen if it needs one. */
export async function readableAccount(
  deps: Pick<AccountsDeps, 'db' | 'connectors' | 'metricsOff'>,
  accountId: string,
): Promise<ReadableAccount | Stop> {
  const state = await readTokens(deps.db, accountId)
  if (state?.row.status !== 'active') return { kind: 'dead' }
  const connector = deps.connectors.get(state.row.platform)
  if (lacksPage(connector, state.row.platform_data)) return { kind: 'dead' }
  if (deps.metricsOff.has(connector.slug)) return { kind: 'later', inMs: offMs, isTold: false }
  return { kind: 'readable', row: state.row, now: state.now, connector }
}

export async function openReader(
  deps: AccountsDeps,
  { row, now, connector }: ReadableAccount,
): Promise<Reader | Stop> {
  const fresh = await awaitedTokens(deps, row.id, { force: false })
  if (fresh.kind === 'dead') return { kind: 'dead' }
  if (fresh.kind !== 'ok') return { kind: 'later', inMs: null, isTold: false }
  let held: Held = { tokens: fresh.tokens, asOf: now }
  return {
    connector,
    async ask(read, data = row.platform_data) {
      const context = (): AccountContext => ({
        ...accountContext(deps, row, { now, tokens: held.tokens, operation: 'metrics' }),
        data,
      })
      let answer = await attempt(deps, read, context())
      const renewed = isOver(answer) ? await renewedTokens(deps, connector, row.id, held.tokens) : null
      if (renewed === 'dead') return { kind: 'stop', stop: { kind: 'dead' } }
      if (renewed === 'later') return { kind: 'stop', stop: { kind: 'later', inMs: null, isTold: false } }
      if (renewed !== null) {
        held = renewed
        answer = await attempt(deps, read, context())
      }
      const isOnItsPage = pageIn(data) === pageIn(row.platform_data)
      return toldBy(deps, row, answer, { asOf: held.asOf, isOnItsPage })
    },
  }
}

/** Which page the data of an account are for, to be compared. */
export function pageIn(data: AccountRow['platform_data']): string {
  return JSON.stringify(data['page'] ?? null)
}

async function attempt<T>(
  deps: AccountsDeps,
  read: (ctx: AccountContext) => Promise<ReadAnswer<T>>,
  ctx: AccountContext,
): Promise<ReadAnswer<T>> {
  try {
    return await read(ctx)
  } catch (error) {
    if (!(error instanceof NotSent || error instanceof NoAnswer))
      deps.log('Reading numbers failed by a fault of ours', {
        accountId: ctx.account.id,
        reason: error instanceof Error ? (error.stack ?? error.message) : String(error),
      })
    return faultOf(error)
  }
}

async function toldBy<T>(
  deps: AccountsDeps,
  { id, workspace_id }: AccountRow,
  answer: ReadAnswer<T>,
  { asOf, isOnItsPage }: { asOf: Date; isOnItsPage: boolean },
): Promise<Told<T>> {
  if (answer.kind === 'ok') {
    const { restMs } = answer
    const rest: Stop | null = restMs === undefined ? null : { kind: 'later', inMs: restMs, isTold: true }
    return { kind: 'ok', answer, rest }
  }
  const { cure, error, retryAfterMs } = answer
  if (cure === 'wait')
    return {
      kind: 'stop',
      stop: { kind: 'later', inMs: retryAfterMs ?? null, isTold: retryAfterMs !== undefined },
    }
  const isSuspended = error.code === 'ACCOUNT_SUSPENDED' && isOnItsPage
  if (cure === 'reconnect' && (error.code === 'ACCOUNT_DISCONNECTED' || isSuspended)) {
    await deps.db.transaction((tx) => markAccountDead(tx, id, error, { asOf }))
    deps.wake.due('deliveries')
    deps.wake.changed(workspace_id, 'accounts', id)
    return { kind: 'stop', stop: { kind: 'dead' } }
  }
  deps.log('The network does not tell this of the account', { accountId: id, reason: error.message })
  return { kind: 'denied', message: error.message }
}
