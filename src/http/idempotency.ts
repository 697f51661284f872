import { createHash } from 'node:crypto'
import { ApiError } from '../../contract/errors.js'
import { canonical, type Json } from '../kit/json.js'
import {
  readStoredReply,
  storeReply,
  tryLockKey,
  type IdempotencyKey,
  type StoredReply,
} from '../store/idempotency-keys.js'
import type { Tx } from '../store/database.js'

/** Letters, digits and the punctuation of UUIDs, slugs and paths; 1 to 255 characters. */
const keyFormat = /^[A-Za-z0-9_.:/=+@-]{1,255}$/

/**
 * The key a request carries, with the hash of its parsed body, so that spacing and the order of members do not
 * matter. No body and `{}` are the same.
 */
export function readIdempotencyKey(
  header: string | string[] | undefined,
  request: { workspaceId: string; method: string; path: string; body: unknown },
): IdempotencyKey | null {
  if (header === undefined) return null
  if (typeof header !== 'string' || !keyFormat.test(header)) {
    throw new ApiError(
      'IDEMPOTENCY_INVALID_KEY',
      'Idempotency-Key takes 1 to 255 letters, digits and _ . : / = + @ -',
      { field: 'Idempotency-Key' },
    )
  }
  const bodyHash = createHash('sha256')
    .update(canonical(request.body ?? {}))
    .digest()
  return {
    workspaceId: request.workspaceId,
    method: request.method,
    path: request.path,
    key: header,
    bodyHash,
  }
}

/** What a stored reply means for a request with the same key: the reply again, or a conflict. */
export function replayOrConflict(stored: StoredReply, key: IdempotencyKey): { status: number; body: Json } {
  if (!stored.bodyHash.equals(key.bodyHash)) {
    throw new ApiError(
      'IDEMPOTENCY_CONFLICT',
      'This Idempotency-Key was used with another body. Use a new key for a new request.',
      { key: key.key },
    )
  }
  if (stored.status === null) throw inProgress(key.key)
  return { status: stored.status, body: stored.reply }
}

export function inProgress(key: string): ApiError {
  return new ApiError(
    'IDEMPOTENCY_IN_PROGRESS',
    'The first request with this Idempotency-Key is still running. Try again in a moment.',
    { key },
    1,
  )
}

/** How a reply is turned into what is stored, and back. */
export type Keeping = { hide: (body: Json) => Json; show: (kept: Json) => Json }

/**
 * Runs a change once per key: the lock, the change and its reply are one transaction. Whoever comes while it runs
 * is told so; whoever comes later gets the stored reply.
 */
export async function oncePerKey(
  tx: Tx,
  key: IdempotencyKey,
  change: () => Promise<{ status: number; body: Json }>,
  { hide, show }: Keeping,
): Promise<{ status: number; body: Json; replayed: boolean }> {
  if (!(await tryLockKey(tx, key))) throw inProgress(key.key)
  const stored = await readStoredReply(tx, key)
  if (stored !== null) {
    const { status, body } = replayOrConflict(stored, key)
    return { status, body: show(body), replayed: true }
  }
  const reply = await change()
  await storeReply(tx, key, { status: reply.status, body: hide(reply.body) })
  return { ...reply, replayed: false }
}
