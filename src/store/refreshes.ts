import type { Db, Tx } from './database.js'

/** When an account is read, as a person who would have it read now finds it. */
export type Reading = {
  now: Date
  /** When its own numbers are read next: a day after they were asked for. */
  accountAt: Date
  /** When something of it is read next. */
  runAt: Date
  /** The network wants to be left alone until then. */
  restsUntil: Date | null
  /** When a person last had something of it read. */
  askedAt: Date | null
  /** How often in a row reading has failed. */
  tries: number
}

/** Locked until the transaction ends: two people ask one after the other. */
export async function lockReading(tx: Tx, accountId: string): Promise<Reading | null> {
  const [row] = await tx.query<Reading>({
    name: 'lock-reading',
    text: `select vb_now() as now, account_at as "accountAt", run_at as "runAt", rests_until as "restsUntil", asked_at as "askedAt", tries
           from measurements where id = $1 for update`,
    values: [accountId],
  })
  return row ?? null
}

/** Has something of an account read as soon as its network lets us; a run that is under way goes on with it. */
export async function readSoon(tx: Tx, accountId: string, what: 'account' | 'posts'): Promise<void> {
  await tx.query({
    name: 'read-soon',
    text: `update measurements set asked_at = vb_now(), account_at = case when $2 then least(account_at, vb_now()) else account_at end,
             run_at = case when lease_token is null then greatest(least(run_at, vb_now()), rests_until) else run_at end
           where id = $1`,
    values: [accountId, what === 'account'],
  })
}

/** When a target that is out was last read, and a person last asked for it. */
export type PostReading = { measuredAt: Date | null; askedAt: Date | null; isDue: boolean }

export async function postReading(
  db: Db,
  workspaceId: string,
  targetId: string,
): Promise<PostReading | null> {
  const [row] = await db.query<PostReading>({
    name: 'post-reading',
    text: `select measured_at as "measuredAt", asked_at as "askedAt", run_at <= vb_now() as "isDue"
           from measured_posts where workspace_id = $1 and target_id = $2 order by published_at desc limit 1`,
    values: [workspaceId, targetId],
  })
  return row ?? null
}

/** Makes a target that is out due to be read, also one that nobody has noticed yet, or that is not read any more. */
export async function readPostSoon(tx: Tx, targetId: string): Promise<void> {
  await tx.query({
    name: 'read-post-soon',
    text: `
      insert into measured_posts (workspace_id, account_id, remote_id, target_id, published_at, run_at, asked_at)
      select target.workspace_id, target.account_id, item.remote_id, target.id, item.published_at, vb_now(), vb_now()
      from targets as target join target_items as item on item.target_id = target.id and item.sequence = 0
      where target.id = $1 and item.remote_id is not null and item.published_at is not null
      on conflict (workspace_id, account_id, remote_id) do update
        set run_at = vb_now(), asked_at = vb_now(), target_id = excluded.target_id`,
    values: [targetId],
  })
}
