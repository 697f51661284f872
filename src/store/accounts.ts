import type { PlatformError } from '../domain/outcome.js'
import type { JsonObject } from '../kit/json.js'
import type { Db, Tx } from './database.js'
import { gather } from './gather.js'

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

/** Newest first; `afterId` is the last id of the page before. One more than `limit` tells that there is more. */
export async function listAccounts(
  db: Db,
  filter: {
    workspaceId: string
    mode: string
    statuses: readonly AccountStatus[]
    platforms: readonly string[] | null
    afterId: string | null
    limit: number
  },
): Promise<AccountRow[]> {
  return db.query<AccountRow>({
    name: 'list-accounts',
    text: `select ${columns} from accounts a
           where a.workspace_id = $1 and a.mode = $2 and a.status = any ($3) and ($4::text[] is null or a.platform = any ($4)) and ($5::text is null or a.id < $5)
           order by a.id desc limit $6`,
    values: [
      filter.workspaceId,
      filter.mode,
      filter.statuses,
      filter.platforms,
      filter.afterId,
      filter.limit,
    ],
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
  /** Kept as well, unless the account is known and has its own. */
  dataIfNew: JsonObject
}

/** The account as the workspace knows it already, if it does; locked. */
export async function knownAccount(
  tx: Tx,
  account: Pick<ConnectedAccount, 'workspaceId' | 'mode' | 'platform' | 'remoteId'>,
): Promise<{ id: string; status: AccountStatus } | null> {
  const [row] = await tx.query<{ id: string; status: AccountStatus }>({
    name: 'known-account',
    text: 'select id, status from accounts where workspace_id = $1 and mode = $2 and platform = $3 and remote_id = $4 for update',
    values: [account.workspaceId, account.mode, account.platform, account.remoteId],
  })
  return row ?? null
}

/** Connects, or connects again in place: new tokens, active, errors gone. */
export async function upsertAccount(tx: Tx, account: ConnectedAccount): Promise<void> {
  await tx.query({
    name: 'upsert-account',
    text: `
      insert into accounts (id, workspace_id, mode, platform, remote_id, lane_id, username, display_name, avatar_url, account_type, status, scopes,
        tokens, token_expires_at, platform_data, run_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'active', $11, $12, $13, $16::jsonb || $14::jsonb, coalesce($15, 'infinity'::timestamptz))
      on conflict (workspace_id, mode, platform, remote_id) do update set username = excluded.username, display_name = excluded.display_name,
        avatar_url = excluded.avatar_url, account_type = excluded.account_type, status = 'active', error = null, scopes = excluded.scopes,
        tokens = excluded.tokens, token_expires_at = excluded.token_expires_at, platform_data = $16::jsonb || jsonb_strip_nulls(accounts.platform_data) || $14::jsonb,
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
      JSON.stringify(account.dataIfNew),
    ],
  })
}

export async function countConnected(db: Db, workspaceId: string, mode: string): Promise<number> {
  const [row] = await db.query<{ count: string }>({
    name: 'count-connected',
    text: `select count(*) from accounts where workspace_id = $1 and mode = $2 and status <> 'disconnected'`,
    values: [workspaceId, mode],
  })
  return Number(row?.count ?? 0)
}

/** Lets one connection at a time count a workspace's accounts and add one. */
export async function lockPlan(tx: Tx, workspaceId: string): Promise<void> {
  await tx.query({
    name: 'lock-plan',
    text: 'select id from workspaces where id = $1 for no key update',
    values: [workspaceId],
  })
}

export async function hasPlatform(
  db: Db,
  workspaceId: string,
  mode: string,
  platform: string,
): Promise<boolean> {
  const rows = await db.query({
    name: 'has-platform',
    text: `select 1 from accounts where workspace_id = $1 and mode = $2 and platform = $3 and status <> 'disconnected' limit 1`,
    values: [workspaceId, mode, platform],
  })
  return rows.length === 1
}

/** Null when it is not in the workspace or already disconnected. Its tokens are wiped by the worker, once no attempt is open. */
export async function disconnect(
  tx: Tx,
  workspaceId: string,
  mode: string,
  id: string,
): Promise<AccountRow | null> {
  const [row] = await tx.query<AccountRow>({
    name: 'disconnect-account',
    text: `
      with gone as (
        update accounts set status = 'disconnected', disconnected_at = vb_now(), run_at = vb_now(), updated_at = vb_now()
        where workspace_id = $1 and mode = $2 and id = $3 and status <> 'disconnected' returning *
      ) select ${columns} from gone a`,
    values: [workspaceId, mode, id],
  })
  return row ?? null
}

/**
 * Marks an active account dead. Null when it was not active: each death is told once. Null also when the account
 * changed hands meanwhile: `lease` is that of the refresh which learned of it; without one, a refresh that is under
 * way has the last word.
 */
export async function markDead(
  tx: Tx,
  dead: {
    id: string
    status: 'expired' | 'error' | 'suspended'
    error: PlatformError
    lease: string | null
    asOf: Date | null
  },
): Promise<AccountRow | null> {
  const [row] = await tx.query<AccountRow>({
    name: 'mark-account-dead',
    text: `
      with dead as (
        update accounts set status = $2, error = $3, run_at = 'infinity', lease_token = null, lease_until = null, worker_id = null, updated_at = vb_now()
        where id = $1 and status = 'active'
          and ($5::timestamptz is null or connected_at <= $5)
          and case when $4::uuid is null then lease_token is null or lease_until <= vb_now() else lease_token = $4 end
        returning *
      ) select ${columns} from dead a`,
    values: [dead.id, dead.status, JSON.stringify(dead.error), dead.lease, dead.asOf],
  })
  return row ?? null
}

/** SQL of what a target's account is to it: its page is the one that the target is for. */
export function dataForTarget(target: string, account: string): string {
  return `case when ${target}.page is null then ${account}.platform_data else ${account}.platform_data || jsonb_build_object('page', ${target}.page) end`
}

/** Brings an account back to life whose tokens turned out to work. Null: it was not dead. */
export async function revive(tx: Tx, id: string, refreshAt: Date | null): Promise<AccountRow | null> {
  const [row] = await tx.query<AccountRow>({
    name: 'revive-account',
    text: `
      with alive as (
        update accounts set status = 'active', error = null, run_at = coalesce($2, 'infinity'::timestamptz), tries = 0, updated_at = vb_now()
        where id = $1 and status not in ('active', 'disconnected') returning *
      ) select ${columns} from alive a`,
    values: [id, refreshAt],
  })
  return row ?? null
}

export type TokenState = { row: AccountRow; now: Date; isLeased: boolean }
type TokenRow = AccountRow & { now: Date; is_leased: boolean }

export const readTokens = gather(readTokensOf)

async function readTokensOf(db: Db, ids: readonly string[]): Promise<(TokenState | null)[]> {
  const rows = await db.query<TokenRow>({
    name: 'read-account-tokens',
    text: `select ${columns}, vb_now() as now, coalesce(a.lease_until > vb_now(), false) as is_leased from accounts a where a.id = any ($1)`,
    values: [ids],
  })
  const byId = new Map(rows.map((row) => [row.id, { row, now: row.now, isLeased: row.is_leased }]))
  return ids.map((id) => byId.get(id) ?? null)
}

/**
 * Takes the account for one refresh, committed before the network is called, and answers what is true under the
 * lease. Null: somebody else refreshes it, or it is not alive (`evenDead`: a person wants to know whether it still is).
 */
export async function leaseRefresh(
  db: Db,
  id: string,
  given: { token: string | null; evenDead: boolean },
): Promise<(TokenState & { lease: string }) | null> {
  const [row] = await db.query<TokenRow & { lease: string }>({
    name: 'lease-refresh',
    text: `
      with leased as (
        update accounts set lease_token = coalesce($2::uuid, gen_random_uuid()), lease_until = vb_now() + interval '60 seconds',
          run_at = greatest(run_at, vb_now() + interval '60 seconds')
        where id = $1 and (lease_until is null or lease_until <= vb_now() or lease_token = $2)
          and (status = 'active' or ($3 and status <> 'disconnected'))
        returning *
      ) select ${columns}, vb_now() as now, true as is_leased, a.lease_token as lease from leased a`,
    values: [id, given.token, given.evenDead],
  })
  return row === undefined ? null : { row, now: row.now, isLeased: true, lease: row.lease }
}

/** Lets go of a lease under which there was nothing to do. */
export async function releaseRefresh(db: Db, id: string, lease: string): Promise<void> {
  await db.query({
    name: 'release-refresh',
    text: 'update accounts set lease_token = null, lease_until = null, worker_id = null where id = $1 and lease_token = $2',
    values: [id, lease],
  })
}

/** For an account whose tokens end without being refreshed: nothing to do until then. */
export async function sleepUntil(db: Db, id: string, lease: string, at: Date | null): Promise<void> {
  await db.query({
    name: 'sleep-account',
    text: `update accounts set run_at = coalesce($3, 'infinity'::timestamptz), lease_token = null, lease_until = null, worker_id = null
           where id = $1 and lease_token = $2`,
    values: [id, lease, at],
  })
}

/**
 * Stores rotated tokens before anybody uses them; an account that was dead lives again. One that was disconnected
 * meanwhile keeps them only until they are wiped. False: the account has changed hands.
 */
export async function storeTokens(
  tx: Tx,
  refreshed: {
    id: string
    lease: string
    tokens: Buffer
    expiresAt: Date | null
    refreshAt: Date | null
    scopes: readonly string[] | null
  },
): Promise<boolean> {
  const rows = await tx.query({
    name: 'store-tokens',
    text: `update accounts set tokens = $3, token_expires_at = $4, scopes = coalesce($6, scopes), tries = 0, error = null,
             status = case when status = 'disconnected' then status else 'active' end,
             run_at = case when status = 'disconnected' then vb_now() else coalesce($5, 'infinity'::timestamptz) end,
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

/**
 * Wipes the tokens of a disconnected account once nothing needs them: no attempt is open, no lost answer has still
 * to be looked for. Null: something does, it is tried again later. Else the tokens as they were, for revoking.
 */
export async function wipeTokens(db: Db, id: string): Promise<{ tokens: Buffer | null } | null> {
  const [row] = await db.query<{ tokens: Buffer | null; wiped: boolean }>({
    name: 'wipe-tokens',
    text: `
      with given as materialized (
        select id, workspace_id, tokens from accounts where id = $1 and status = 'disconnected' for update
      ), needed as materialized (
        select 1 from given join targets t on t.workspace_id = given.workspace_id and t.account_id = given.id
        where (t.stage in ('look', 'check', 'proceed') and t.run_at < 'infinity')
          or exists (select from attempts x where x.target_id = t.id and x.ended_at is null)
          or exists (select from comments c where c.target_id = t.id and c.run_at < 'infinity'
                     and (c.stage = 'look' or c.deadline_at > vb_now()))
        limit 1
      ), wiped as (
        update accounts set tokens = case when exists (select from needed) then accounts.tokens end,
          token_expires_at = case when exists (select from needed) then token_expires_at end,
          run_at = case when exists (select from needed) then vb_now() + interval '30 seconds' else 'infinity' end,
          lease_token = null, lease_until = null, worker_id = null
        from given where accounts.id = given.id
      )
      select tokens, not exists (select from needed) as wiped from given`,
    values: [id],
  })
  return row?.wiped === true ? { tokens: row.tokens } : null
}

/** What the network says now about the account; `data` is merged into what is known. */
export async function saveIdentity(
  db: Db,
  account: { workspaceId: string; id: string },
  identity: {
    username: string | null
    displayName: string | null
    avatarUrl: string | null
    data: JsonObject
  },
): Promise<void> {
  await db.query({
    name: 'save-identity',
    text: `update accounts set username = $3, display_name = $4, avatar_url = $5, platform_data = platform_data || $6, updated_at = vb_now()
           where workspace_id = $1 and id = $2`,
    values: [
      account.workspaceId,
      account.id,
      identity.username,
      identity.displayName,
      identity.avatarUrl,
      JSON.stringify(identity.data),
    ],
  })
}
