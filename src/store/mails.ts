import type { Lease } from './claims.js'
import type { Db, Tx } from './database.js'

/** How long sent mails and their addresses are kept. */
const keptForDays = 30

export async function insertMails(
  tx: Tx,
  mails: readonly {
    id: string
    workspaceId: string
    recipient: string
    subject: string
    body: string
    sealedLink: Buffer | null
  }[],
): Promise<void> {
  await tx.query({
    name: 'insert-mails',
    text: `insert into mails (id, workspace_id, recipient, subject, body, sealed_link)
           select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bytea[])`,
    values: [
      mails.map((mail) => mail.id),
      mails.map((mail) => mail.workspaceId),
      mails.map((mail) => mail.recipient),
      mails.map((mail) => mail.subject),
      mails.map((mail) => mail.body),
      mails.map((mail) => mail.sealedLink),
    ],
  })
}

export type LeasedMail = {
  id: string
  recipient: string
  subject: string
  body: string
  sealed_link: Buffer | null
  tries: number
}

export async function readLeasedMail(db: Db, lease: Lease): Promise<LeasedMail | null> {
  const [row] = await db.query<LeasedMail>({
    name: 'read-leased-mail',
    text: `select id, recipient, subject, body, sealed_link, tries from mails where id = $1 and lease_token = $2`,
    values: [lease.id, lease.token],
  })
  return row ?? null
}

/** Records a try. `error` null: the server took it. `againInMs` null: it is not tried again, and its link forgotten. */
export async function recordMail(
  db: Db,
  lease: Lease,
  made: { error: string | null; againInMs: number | null },
): Promise<void> {
  await db.query({
    name: 'record-mail',
    text: `
      update mails set tries = tries + 1, error = $3,
        status = case when $3::text is null then 'sent' when $4::float8 is null then 'failed' else 'pending' end,
        sent_at = case when $3::text is null then vb_now() end,
        run_at = case when $3::text is null or $4::float8 is null then 'infinity' else vb_now() + $4 * interval '1 millisecond' end,
        sealed_link = case when $3::text is not null and $4::float8 is not null then sealed_link end,
        lease_token = null, lease_until = null, worker_id = null
      where id = $1 and lease_token = $2`,
    values: [lease.id, lease.token, made.error, made.againInMs],
  })
}

/** Forgets mails that went their way a while ago, some at a time. Answers how many. */
export async function purgeMails(db: Db, batch: number): Promise<number> {
  const rows = await db.query({
    name: 'purge-mails',
    text: `delete from mails where id = any (array(
             select id from mails where created_at < vb_now() - interval '${String(keptForDays)} days' and run_at = 'infinity'
             order by created_at limit $1)) returning 1`,
    values: [batch],
  })
  return rows.length
}
