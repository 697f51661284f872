import { ApiError } from '../../contract/errors.js'
import { planOf } from '../../contract/plans.js'
import { ConnectRefused, type ConnectContext, type Connector, type Grant } from '../connectors/connector.js'
import { newId } from '../kit/ids.js'
import type { JsonObject } from '../kit/json.js'
import {
  countConnected,
  findAccount,
  knownAccount,
  lockPlan,
  upsertAccount,
  type AccountRow,
} from '../store/accounts.js'
import { beginMeasuring } from '../store/measurements.js'
import { upsertLane } from '../store/lanes.js'
import type { Db } from '../store/database.js'
import { findWorkspace } from '../store/workspaces.js'
import { recordEvent } from '../webhooks/record-event.js'
import { connectContext, sealTokens, type AccountsDeps } from './deps.js'
import { accountEventData, eventFacts } from './present-account.js'
import { expiryOf, refreshAt } from './refresh-times.js'

export type Connection = { account: AccountRow; warning?: string }

/** How many accounts a workspace may have. */
export function accountsAllowed({ plans }: Pick<AccountsDeps, 'plans'>, plan: string): number {
  return planOf(plans, plan).accounts ?? Infinity
}

export function planFault(deps: Pick<AccountsDeps, 'plans'>, plan: string): ApiError {
  const limit = accountsAllowed(deps, plan)
  return new ApiError(
    'PLAN_LIMIT_EXCEEDED',
    `The plan ${plan} allows ${limit === 1 ? 'one account' : `${String(limit)} accounts`}. Disconnect one, or choose a higher plan.`,
    { plan, limit },
  )
}

const sharedWarning =
  'This account is already connected in another workspace. Posts to this account from all connected workspaces share a combined publishing limit.'

/** Asks the network whose tokens these are and keeps the account: new, or in place where the workspace knows it. */
export async function saveConnection(
  deps: AccountsDeps,
  connector: Connector,
  owner: { workspaceId: string },
  grant: Grant,
): Promise<Connection> {
  const now = await databaseNow(deps)
  const ctx = connectContext(deps, connector, {
    accountId: null,
    now,
    tokens: grant.tokens,
    data: grant.data ?? {},
  })
  const answer = await connector.identity(ctx)
  if (answer.kind === 'dead') {
    const isToken = answer.error.code === 'ACCOUNT_DISCONNECTED'
    const unknownToken = `${connector.name} does not accept this access token.`
    throw new ConnectRefused(isToken ? unknownToken : answer.error.message)
  }
  if (answer.kind === 'unreachable') throw new ConnectRefused(answer.error.message, 'SERVICE_UNAVAILABLE')
  const { identity } = answer
  const data = { ...grant.data, ...identity.data }
  const page = await onlyPage(connector, { ...ctx, data })

  const account = await deps.db.transaction(async (tx) => {
    const workspace = await findWorkspace(tx, owner.workspaceId)
    const place = {
      workspaceId: owner.workspaceId,
      mode: deps.mode,
      platform: connector.slug,
      remoteId: identity.remoteId,
    }
    await lockPlan(tx, owner.workspaceId)
    // The lane before the account, as settling takes them.
    const laneId = await upsertLane(tx, {
      mode: deps.mode,
      platform: connector.slug,
      remoteId: identity.remoteId,
    })
    const known = await knownAccount(tx, place)
    const isNew = known === null || known.status === 'disconnected'
    const count = isNew ? await countConnected(tx, owner.workspaceId, deps.mode) : 0
    if (isNew && count >= accountsAllowed(deps, workspace.plan)) throw planFault(deps, workspace.plan)
    const id = known?.id ?? newId('acc')
    await upsertAccount(tx, {
      ...place,
      id,
      laneId,
      username: identity.username?.replace(/^@/, '') ?? null,
      displayName: identity.displayName,
      avatarUrl: identity.avatarUrl,
      accountType: identity.accountType,
      scopes: grant.scopes,
      sealTokens: (accountId) => sealTokens(deps.seal, accountId, grant.tokens),
      tokenExpiresAt: expiryOf(grant.tokens),
      refreshAt: refreshAt(connector, grant.tokens, now),
      data,
      dataIfNew: page === null ? {} : { page },
    })
    await beginMeasuring(tx, id)
    const row = await findAccount(tx, owner.workspaceId, deps.mode, id)
    if (row === null) throw new Error('The account was not written')
    await recordEvent(tx, {
      workspaceId: owner.workspaceId,
      type: 'account.connected',
      data: accountEventData(eventFacts(row)),
    })
    return row
  })
  deps.wake.due('deliveries')
  deps.wake.due('accounts')
  deps.wake.changed(owner.workspaceId, 'accounts', account.id)
  return { account, ...(account.is_shared ? { warning: sharedWarning } : {}) }
}

/** Where an account can post to one page only, that choice is made here. `data.page` is the page chosen. */
async function onlyPage(connector: Connector, ctx: ConnectContext): Promise<JsonObject | null> {
  const { destinations, needsPage } = connector
  const isLeftToPerson = typeof needsPage === 'function' && !needsPage(ctx.data, {})
  if (destinations === undefined || isLeftToPerson) return null
  try {
    const [first, ...more] = await destinations(ctx)
    return first !== undefined && more.length === 0 ? first : null
  } catch (error) {
    // The account is connected all the same; its pages can be listed later.
    ctx.log('Pages could not be read', { platform: connector.slug, reason: String(error) })
    return null
  }
}

export async function databaseNow(deps: { db: Db }): Promise<Date> {
  const [row] = await deps.db.query<{ now: Date }>({ name: 'now', text: 'select vb_now() as now' })
  if (row === undefined) throw new Error('The database tells no time')
  return row.now
}
