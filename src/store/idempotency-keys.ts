import type { Json } from '../kit/json.js'
import type { Db, Tx } from './database.js'

export type IdempotencyKey = {
  workspaceId: string
  method: string
  path: string
  key: string
  bodyHash: Buffer
}

/** `status` is null while the request that began it runs. */
export type StoredReply = { bodyHash: Buffer; status: number | null; reply: Json }

/** How long a reply is kept. */
export const keptForHours = 24

/** The number that stands for a key in the lock table. */
export const lockNumberSql = `hashtextextended($1 || ' ' || $2 || ' ' || $3 || ' ' || $4, 0)`

export async function tryLockKey(tx: Tx, key: IdempotencyKey): Promise<boolean> {
  const [row] = await tx.query<{ locked: boolean }>({
    name: 'try-lock-key',
    text: `select pg_try_advisory_xact_lock(${lockNumberSql}) as locked`,
    values: [key.workspaceId, key.method, key.path, key.key],
  })
  return row?.locked === true
}

export async function readStoredReply(db: Db, key: IdempotencyKey): Promise<StoredReply | null> {
  const [row] = await db.query<{ body_hash: Buffer; status: number | null; reply: Json }>({
    name: 'read-stored-reply',
    text: `select body_hash, status, reply from idempotency_keys
           where workspace_id = $1 and method = $2 and path = $3 and key = $4
             and created_at > vb_now() - interval '${String(keptForHours)} hours' and (status is not null or lease_until > vb_now())`,
    values: [key.workspaceId, key.method, key.path, key.key],
  })
  return row === undefined ? null : { bodyHash: row.body_hash, status: row.status, reply: row.reply }
}

export async function storeReply(
  tx: Tx,
  key: IdempotencyKey,
  reply: { status: number; body: Json },
): Promise<void> {
  await tx.query({
    name: 'store-reply',
    text: `
      insert into idempotency_keys (workspace_id, method, path, key, body_hash, status, reply) values ($1, $2, $3, $4, $5, $6, $7)
      on conflict (workspace_id, method, path, key) do update set body_hash = excluded.body_hash, status = excluded.status,
        reply = excluded.reply, lease_until = null, created_at = vb_now()`,
    values: [
      key.workspaceId,
      key.method,
      key.path,
      key.key,
      key.bodyHash,
      reply.status,
      JSON.stringify(reply.body),
    ],
  })
}

/** Marks a key as begun, for requests that call out before they know their reply. False: somebody else has it. */
export async function beginKey(db: Db, key: IdempotencyKey, leaseSeconds: number): Promise<boolean> {
  const rows = await db.query({
    name: 'begin-key',
    text: `
      insert into idempotency_keys (workspace_id, method, path, key, body_hash, lease_until)
      values ($1, $2, $3, $4, $5, vb_now() + $6 * interval '1 second')
      on conflict (workspace_id, method, path, key) do update set body_hash = excluded.body_hash, status = null, reply = null,
        lease_until = excluded.lease_until, created_at = vb_now()
      where (idempotency_keys.status is null and idempotency_keys.lease_until <= vb_now())
        or idempotency_keys.created_at <= vb_now() - interval '${String(keptForHours)} hours'
      returning key`,
    values: [key.workspaceId, key.method, key.path, key.key, key.bodyHash, leaseSeconds],
  })
  return rows.length === 1
}

/** Frees a key that was begun and came to nothing that is kept. */
export async function dropKey(db: Db, key: IdempotencyKey): Promise<void> {
  await db.query({
    name: 'drop-key',
    text: 'delete from idempotency_keys where workspace_id = $1 and method = $2 and path = $3 and key = $4 and status is null',
    values: [key.workspaceId, key.method, key.path, key.key],
  })
}

/** Deletes replies that are no longer replayed, in small batches. Answers how many. */
export async function purgeKeys(db: Db, batch: number): Promise<number> {
  const rows = await db.query({
    text: `delete from idempotency_keys where ctid = any (array(
             select ctid from idempotency_keys where created_at <= vb_now() - interval '${String(keptForHours)} hours' limit $1)) returning 1`,
    values: [batch],
  })
  return rows.length
}
