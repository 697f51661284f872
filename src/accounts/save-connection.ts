import { ApiError } from '../../contract/errors.js'
import { ConnectRefused, type Connector, type Grant } from '../connectors/connector.js'
import { newId } from '../kit/ids.js'
import {
  countConnected,
  findAccount,
  knownAccountId,
  upsertAccount,
  type AccountRow,
} from '../store/accounts.js'
import { upsertLane } from '../store/lanes.js'
import { findWorkspace } from '../store/workspaces.js'
import { recordEvent } from '../webhooks/record-event.js'
import { connectContext, sealTokens, type AccountsDeps } from './deps.js'
import { accountEventData } from './present-account.js'
import { expiryOf, refreshAt } from './refresh-times.js'

/** Accounts that a plan allows. */
const accountsByPlan: Record<string, number> = { FREE: 3, STARTER: 10, PRO: 50 }

const sharedWarning =
  'This account is already connected in another workspace. Posts to this account from all connected workspaces share a combined publishing limit.'

/** Asks the network whose tokens these are and keeps the account: new, or in place where the workspace knows it. */
export async function saveConnection(
  deps: AccountsDeps,
  connector: Connector,
  owner: { workspaceId: string },
  grant: Grant,
): Promise<{ account: AccountRow; warning?: string }> {
  const now = await databaseNow(deps)
  const answer = await connector.identity(
    connectContext(deps, connector, { accountId: null, now, tokens: grant.tokens, data: grant.data ?? {} }),
  )
  if (answer.kind === 'dead') throw new ConnectRefused(answer.error.message)
  if (answer.kind === 'unreachable') throw new ConnectRefused(answer.error.message, 'SERVICE_UNAVAILABLE')
  const { identity } = answer

  const account = await deps.db.transaction(async (tx) => {
    const workspace = await findWorkspace(tx, owner.workspaceId)
    const place = {
      workspaceId: owner.workspaceId,
      mode: deps.mode,
      platform: connector.slug,
      remoteId: identity.remoteId,
    }
    const known = await knownAccountId(tx, place)
    const allowed = accountsByPlan[workspace.plan] ?? Infinity
    if (known === null && (await countConnected(tx, owner.workspaceId, deps.mode)) >= allowed) {
      throw new ApiError(
        'PLAN_LIMIT_EXCEEDED',
        `The plan ${workspace.plan} allows ${String(allowed)} accounts. Disconnect one, or choose a higher plan.`,
      )
    }
    const id = known ?? newId('acc')
    await upsertAccount(tx, {
      ...place,
      id,
      laneId: await upsertLane(tx, {
        mode: deps.mode,
        platform: connector.slug,
        remoteId: identity.remoteId,
      }),
      username: identity.username?.replace(/^@/, '') ?? null,
      displayName: identity.displayName,
      avatarUrl: identity.avatarUrl,
      accountType: identity.accountType,
      scopes: grant.scopes,
      sealTokens: (accountId) => sealTokens(deps.seal, accountId, grant.tokens),
      tokenExpiresAt: expiryOf(grant.tokens),
      refreshAt: refreshAt(connector, grant.tokens, now),
      data: { ...grant.data, ...identity.data },
    })
    const row = await findAccount(tx, owner.workspaceId, deps.mode, id)
    if (row === null) throw new Error('The account was not written')
    const data = accountEventData({
      id,
      platform: row.platform,
      username: row.username,
      status: row.status,
      workspaceId: owner.workspaceId,
    })
    await recordEvent(tx, { workspaceId: owner.workspaceId, type: 'account.connected', data })
    return row
  })
  deps.wake.due('deliveries')
  deps.wake.due('accounts')
  return { account, ...(account.is_shared ? { warning: sharedWarning } : {}) }
}

export async function databaseNow(deps: Pick<AccountsDeps, 'db'>): Promise<Date> {
  const [row] = await deps.db.query<{ now: Date }>({ name: 'now', text: 'select vb_now() as now' })
  return row?.now ?? new Date()
}
