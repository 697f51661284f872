import type { z } from 'zod'
import type { getBackfill, startBackfill } from '../../contract/account-history.js'
import { ApiError } from '../../contract/errors.js'
import type { Connector } from '../connectors/connector.js'
import { lacksPage } from '../connectors/lacks-page.js'
import type { Registry } from '../connectors/registry.js'
import { findAccount, type AccountRow } from '../store/accounts.js'
import { backfillState, restartBackfill, type BackfillState } from '../store/backfills.js'
import type { Db, Tx } from '../store/database.js'
import type { Tenant } from '../store/posts.js'

type Reply = z.output<typeof getBackfill.reply>
type Deps = {
  db: Db
  connectors: Registry
  /** Slugs of the platforms whose numbers are not read. */
  metricsOff: ReadonlySet<string>
}

const hourMs = 3_600_000

/** How far the past of an account is read. Throws NOT_FOUND. */
export async function readBackfillState(deps: Deps, tenant: Tenant, accountId: string): Promise<Reply> {
  const account = await accountOf(deps.db, tenant, accountId)
  return present(deps, account, await backfillState(deps.db, tenant.workspaceId, accountId))
}

/** Begins it anew, where it has ended. Throws NOT_FOUND, and CONFLICT where nothing can be read. */
export async function startBackfillNow(
  deps: Deps & { db: Tx },
  tenant: Tenant,
  accountId: string,
): Promise<z.output<typeof startBackfill.reply>> {
  const account = await accountOf(deps.db, tenant, accountId)
  const connector = deps.connectors.get(account.platform)
  const obstacle = obstacleOf(connector, account, deps.metricsOff)
  if (obstacle !== null) throw new ApiError('CONFLICT', obstacle, { status: account.status })
  const state = await backfillState(deps.db, tenant.workspaceId, accountId)
  const started = state === null || mayBeginAnew(state, connector)
  if (started) await restartBackfill(deps.db, accountId)
  return { ...(await readBackfillState(deps, tenant, accountId)), started }
}

/** One that rests is under way; one that stopped for good without an end is not. */
function mayBeginAnew({ now, finishedAt, runAt, isLeased }: BackfillState, { metrics }: Connector): boolean {
  if (finishedAt === null) return runAt === null && !isLeased
  const gapMs = metrics?.isDear === true ? 24 * hourMs : hourMs
  return now.getTime() - finishedAt.getTime() >= gapMs
}

async function accountOf(db: Db, { workspaceId, mode }: Tenant, id: string): Promise<AccountRow> {
  const account = await findAccount(db, workspaceId, mode, id)
  if (account === null) throw new ApiError('NOT_FOUND', `There is no account ${id} in this workspace.`)
  return account
}

function obstacleOf(
  connector: Connector,
  account: AccountRow,
  metricsOff: ReadonlySet<string>,
): string | null {
  const { name, slug } = connector
  if (connector.history === undefined) return `${name} tells nothing of what an account posted.`
  if (metricsOff.has(slug)) return `Reading numbers of ${name} is switched off on this server.`
  if (account.status !== 'active') return `The account is ${account.status}; connect it again first.`
  return lacksPage(connector, account.platform_data) ? 'Select a page of the account first.' : null
}

function present(deps: Deps, account: AccountRow, state: BackfillState | null): Reply {
  const connector = deps.connectors.get(account.platform)
  const status = statusOf(state, connector, obstacleOf(connector, account, deps.metricsOff) !== null)
  const isKnown = state !== null && status !== 'not_supported'
  return {
    accountId: account.id,
    status,
    progress: isKnown ? progressOf(state) : 0,
    postsFound: state?.found ?? 0,
    since: isKnown ? state.since.toISOString() : null,
    reachedBackTo: state?.reachedAt?.toISOString() ?? null,
    startedAt: isKnown ? state.begunAt.toISOString() : null,
    completedAt: state?.finishedAt?.toISOString() ?? null,
    nextRunAt: status === 'queued' || status === 'waiting' ? (state?.runAt?.toISOString() ?? null) : null,
  }
}

function statusOf(state: BackfillState | null, { history }: Connector, isStopped: boolean): Reply['status'] {
  if (history === undefined) return 'not_supported'
  if (state === null) return 'not_started'
  if (state.finishedAt !== null) return 'completed'
  if (isStopped || (state.runAt === null && !state.isLeased)) return 'paused'
  if (state.isLeased) return 'running'
  const hasBegun = state.hasPages || state.reachedAt !== null
  if (state.runAt !== null && state.runAt > state.now) return hasBegun ? 'waiting' : 'queued'
  return hasBegun ? 'running' : 'queued'
}

/** By how far back the last page reached: nobody knows beforehand how many posts there are. */
function progressOf({ since, begunAt, reachedAt, finishedAt }: BackfillState): number {
  if (finishedAt !== null) return 100
  if (reachedAt === null) return 0
  const [all, read] = [begunAt.getTime() - since.getTime(), begunAt.getTime() - reachedAt.getTime()]
  return Math.max(0, Math.min(99, Math.floor((read / all) * 100)))
}
