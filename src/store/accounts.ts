import type { PlatformError } from '../domain/outcome.js'
import type { JsonObject } from '../kit/json.js'
import type { Db, Tx } from './database.js'

export type AccountStatus = 'active' | 'expired' | 'error' | 'disconnected' | 'suspended'

export type AccountRow = {
  id: string
  workspace_id: string
  platform: string
  remote_id: string
  lane_id: string
  username: string | null
  display_name: string | null
  avatar_url: string | null
  account_type: 'personal' | 'business' | 'creator' | null
  status: AccountStatus
  error: PlatformError | null
  scopes: string[]
  tokens: Buffer | null
  token_expires_at: Date | null
  platform_data: JsonObject
  connected_at: Date
  is_shared: boolean
}

const columns = `a.id, a.workspace_id, a.platform, a.remote_id, a.lane_id, a.username, a.display_name, a.avatar_url, a.account_type, a.status,
  a.error, a.scopes, a.tokens, a.token_expires_at, a.platform_data, a.connected_at,
  exists (select from accounts o where o.lane_id = a.lane_id and o.workspace_id <> a.workspace_id and o.status <> 'disconnected') as is_shared`

export async function findAccount(
  db: Db,
  workspaceId: string,
  mode: string,
  id: string,
): Promise<AccountRow | null> {
  const [row] = await db.query<AccountRow>({
    name: 'find-account',
    text: `select ${columns} from accounts a where a.workspace_id = $1 and a.mode = $2 and a.id = $3`,
    values: [workspaceId, mode, id],
  })
  return row ?? null
}

/** Oldest first; `afterId` is the last id of the page before. One more than `limit` tells that there is more. */
export async function listAccounts(
  db: Db,
  filter: {
    workspaceId: string
    mode: string
    statuses: readonly AccountStatus[]
    platform: string | null
    afterId: string | null
    limit: number
  },
): Promise<AccountRow[]> {
  return db.query<AccountRow>({
    name: 'list-accounts',
    text: `select ${columns} from accounts a
           where a.workspace_id = $1 and a.mode = $2 and a.status = any ($3) and ($4::text is null or a.platform = $4) and ($5::text is null or a.id > $5)
           order by a.id limit $6`,
    values: [filter.workspaceId, filter.mode, filter.statuses, filter.platform, filter.afterId, filter.limit],
  })
}

export type ConnectedAccount = {
  id: string
  workspaceId: string
  mode: string
  platform: string
  remoteId: string
  laneId: string
  username: string | null
  displayName: string | null
  avatarUrl: string | null
  accountType: string | null
  scopes: readonly string[]
  sealTokens: (accountId: string) => Buffer
  tokenExpiresAt: Date | null
  refreshAt: Date | null
  data: JsonObject
}

/** The id under which an account is known in a workspace, if it is. */
export async function knownAccountId(
  tx: Tx,
  account: Pick<ConnectedAccount, 'workspaceId' | 'mode' | 'platform' | 'remoteId'>,
): Promise<string | null> {
  const [row] = await tx.query<{ id: string }>({
    name: 'known-account-id',
    text: 'select id from accounts where workspace_id = $1 and mode = $2 and platform = $3 and remote_id = $4 for update',
    values: [account.workspaceId, account.mode, account.platform, account.remoteId],
  })
  return row?.id ?? null
}

/** Connects, or connects again in place: new tokens, active, errors gone. */
export async function upsertAccount(tx: Tx, account: ConnectedAccount): Promise<void> {
  await tx.query({
    name: 'upsert-account',
    text: `
      insert into accounts (id, workspace_id, mode, platform, remote_id, lane_id, username, display_name, avatar_url, account_type, status, scopes,
        tokens, token_expires_at, platform_data, run_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'active', $11, $12, $13, $14, coalesce($15, 'infinity'::timestamptz))
      on conflict (workspace_id, mode, platform, remote_id) do update set username = excluded.username, display_name = excluded.display_name,
        avatar_url = excluded.avatar_url, account_type = excluded.account_type, status = 'active', error = null, scopes = excluded.scopes,
        tokens = excluded.tokens, token_expires_at = excluded.token_expires_at, platform_data = accounts.platform_data || excluded.platform_data,
        run_at = excluded.run_at, tries = 0, lease_token = null, lease_until = null, worker_id = null, connected_at = vb_now(), disconnected_at = null,
        updated_at = vb_now()`,
    values: [
      account.id,
      account.workspaceId,
      account.mode,
      account.platform,
      account.remoteId,
      account.laneId,
      account.username,
      account.displayName,
      account.avatarUrl,
      account.accountType,
      account.scopes,
      account.sealTokens(account.id),
      account.tokenExpiresAt,
      JSON.stringify(account.data),
      account.refreshAt,
    ],
  })
}

export async function countConnected(tx: Tx, workspaceId: string, mode: string): Promise<number> {
  const [row] = await tx.query<{ count: string }>({
    text: `select count(*) from accounts where workspace_id = $1 and mode = $2 and status <> 'disconnected'`,
    values: [workspaceId, mode],
  })
  return Number(row?.count ?? 0)
}

/** Null when it is not in the workspace or already disconnected. Its tokens are wiped by the worker, once no attempt is open. */
export async function disconnect(
  tx: Tx,
  workspaceId: string,
  mode: string,
  id: string,
): Promise<{ platform: string; username: string | null } | null> {
  const [row] = await tx.query<{ platform: string; username: string | null }>({
    name: 'disconnect-account',
    text: `update accounts set status = 'disconnected', disconnected_at = vb_now(), run_at = vb_now(), updated_at = vb_now()
           where workspace_id = $1 and mode = $2 and id = $3 and status <> 'disconnected' returning platform, username`,
    values: [workspaceId, mode, id],
  })
  return row ?? null
}

/** Marks an account dead. False when it was no longer active: each death is told once. */
export async function markDead(
  tx: Tx,
  id: string,
  status: 'expired' | 'error' | 'suspended',
  error: PlatformError,
): Promise<AccountRow | null> {
  const [row] = await tx.query<AccountRow>({
    name: 'mark-account-dead',
    text: `
      with dead as (
        update accounts set status = $2, error = $3, run_at = 'infinity', lease_token = null, lease_until = null, worker_id = null, updated_at = vb_now()
        where id = $1 and status = 'active' returning *
      ) select ${columns} from dead a`,
    values: [id, status, JSON.stringify(error)],
  })
  return row ?? null
}

export type TokenState = { row: AccountRow; now: Date; mode: string }

export async function readTokens(db: Db, id: string): Promise<TokenState | null> {
  const [row] = await db.query<AccountRow & { now: Date; mode: string }>({
    name: 'read-account-tokens',
    text: `select ${columns}, a.mode, vb_now() as now from accounts a where a.id = $1`,
    values: [id],
  })
  return row === undefined ? null : { row, now: row.now, mode: row.mode }
}

/** Takes the account for one refresh, committed before the network is called. Null: somebody else refreshes it. */
export async function leaseRefresh(db: Db, id: string, token: string | null): Promise<string | null> {
  const [row] = await db.query<{ lease_token: string }>({
    name: 'lease-refresh',
    text: `update accounts set lease_token = coalesce($2::uuid, gen_random_uuid()), lease_until = vb_now() + interval '60 seconds', run_at = vb_now() + interval '60 seconds'
           where id = $1 and status = 'active' and (lease_until is null or lease_until <= vb_now() or lease_token = $2) returning lease_token`,
    values: [id, token],
  })
  return row?.lease_token ?? null
}

/** Stores rotated tokens before anybody uses them. */
export async function storeTokens(
  db: Db,
  refreshed: {
    id: string
    lease: string
    tokens: Buffer
    expiresAt: Date | null
    refreshAt: Date | null
    scopes: readonly string[] | null
  },
): Promise<boolean> {
  const rows = await db.query({
    name: 'store-tokens',
    text: `update accounts set tokens = $3, token_expires_at = $4, run_at = coalesce($5, 'infinity'::timestamptz), scopes = coalesce($6, scopes), tries = 0, error = null,
             lease_token = null, lease_until = null, worker_id = null, updated_at = vb_now()
           where id = $1 and lease_token = $2 returning id`,
    values: [
      refreshed.id,
      refreshed.lease,
      refreshed.tokens,
      refreshed.expiresAt,
      refreshed.refreshAt,
      refreshed.scopes,
    ],
  })
  return rows.length === 1
}

/** A refresh that failed without the network saying no: tried again with growing pauses, the old tokens stay. */
export async function postponeRefresh(db: Db, id: string, lease: string): Promise<void> {
  await db.query({
    name: 'postpone-refresh',
    text: `update accounts set tries = tries + 1, run_at = vb_now() + least(600, 15 * 2 ^ least(tries, 6)) * interval '1 second',
             lease_token = null, lease_until = null, worker_id = null
           where id = $1 and lease_token = $2`,
    values: [id, lease],
  })
}

/** Wipes the tokens of a disconnected account once no attempt needs them. False: one is still open, try later. */
export async function wipeTokens(db: Db, id: string): Promise<boolean> {
  const [row] = await db.query<{ wiped: boolean }>({
    name: 'wipe-tokens',
    text: `
      with open_attempt as (
        select 1 from attempts x join targets t on t.id = x.target_id where t.account_id = $1 and x.ended_at is null limit 1
      )
      update accounts set tokens = case when exists (select from open_attempt) then tokens end, token_expires_at = null,
        run_at = case when exists (select from open_attempt) then vb_now() + interval '30 seconds' else 'infinity' end,
        lease_token = null, lease_until = null, worker_id = null
      where id = $1 and status = 'disconnected' returning tokens is null as wiped`,
    values: [id],
  })
  return row?.wiped === true
}

export async function saveIdentity(
  db: Db,
  id: string,
  identity: {
    username: string | null
    displayName: string | null
    avatarUrl: string | null
    data: JsonObject
  },
): Promise<void> {
  await db.query({
    name: 'save-identity',
    text: `update accounts set username = $2, display_name = $3, avatar_url = $4, platform_data = platform_data || $5, updated_at = vb_now() where id = $1`,
    values: [id, identity.username, identity.displayName, identity.avatarUrl, JSON.stringify(identity.data)],
  })
}
