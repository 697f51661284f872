import type { Db } from './database.js'
import type { Tenant } from './posts.js'

export type AccountPast = {
  accountId: string
  /** When the access ends for good; null where it does not, or is renewed by itself. */
  accessEndsAt: Date | null
  /** The network answered for the account within 30 days. */
  isVerified: boolean
  /** Errors of the last ten targets that ended within 30 days, newest first; null of those that went out. */
  outcomes: ({ code: string; message: string } | null)[]
  /** The posts of the network account before and after a time: of any workspace that connects it. */
  neighbours: Date[]
  /** When the account last said the same text before that time or will first say it after, within a week. */
  sameAt: Date[]
}

/** What the past and the schedule tell of accounts, around a time. */
export function readAccountPasts(
  db: Db,
  tenant: Tenant,
  asked: { accountIds: readonly string[]; at: Date; content: string | null },
): Promise<AccountPast[]> {
  return db.query<AccountPast>({
    name: 'read-account-pasts',
    text: `
      select account.id as "accountId",
        case when account.run_at >= account.token_expires_at then account.token_expires_at end as "accessEndsAt",
        account.status = 'active' and (account.connected_at > since.month or exists (
          select from target_items where lane_id = account.lane_id and published_at > since.month)) as "isVerified",
        (select coalesce(json_agg(ended.error order by ended.updated_at desc), '[]') from (
          select error, updated_at from targets
          where workspace_id = $1 and account_id = account.id and status in ('published', 'failed') and updated_at > since.month
          order by post_id collate "C" desc limit 10) as ended) as outcomes,
        array_remove(array[
          (select max(published_at) from target_items where lane_id = account.lane_id and published_at <= $4 and published_at > since.week),
          (select min(published_at) from target_items where lane_id = account.lane_id and published_at >= $4),
          (select max(run_at) from targets where lane_id = account.lane_id and run_at <= $4 and run_at < 'infinity'),
          (select min(run_at) from targets where lane_id = account.lane_id and run_at >= $4 and run_at < 'infinity')
        ], null) as neighbours,
        case when $5::text is null then '{}' else array(
          select coalesce(own.published_at, own.due_at) from (
            select post_id, published_at, due_at from targets
            where workspace_id = $1 and account_id = account.id and (status = 'published' or run_at < 'infinity')
            order by post_id collate "C" desc limit 200
          ) as own join posts on posts.id = own.post_id
          where posts.content = $5 and coalesce(own.published_at, own.due_at) between $4::timestamptz - interval '7 days' and $4::timestamptz + interval '7 days'
        ) end as "sameAt"
      from accounts as account cross join (
        select vb_now() - interval '30 days' as month, $4::timestamptz - interval '7 days' as week
      ) as since
      where account.workspace_id = $1 and account.mode = $2 and account.id = any ($3)`,
    values: [tenant.workspaceId, tenant.mode, asked.accountIds, asked.at, asked.content],
  })
}
