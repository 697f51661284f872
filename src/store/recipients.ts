import type { PlatformError } from '../domain/outcome.js'
import type { TargetLease } from './claims.js'
import type { Tx } from './database.js'

/** A recipient is not sent the post in this run any more; the others are. False: the lease was lost. */
export async function setAside(
  tx: Tx,
  lease: TargetLease,
  sequence: number,
  error: PlatformError,
): Promise<boolean> {
  const rows = await tx.query({
    name: 'set-aside',
    text: `
      with own as (
        update targets set stage = 'send', resume = null where id = $1 and lease_token = $2 returning id
      )
      update target_items set error = $4, is_aside = true from own where target_id = own.id and sequence = $3 returning sequence`,
    values: [lease.id, lease.token, sequence, JSON.stringify(error)],
  })
  return rows.length === 1
}

/** A new run: those who were set aside are sent the post again. Whose answer was lost only where a person decided so. */
export async function takeUpAgain(
  tx: Tx,
  targetIds: readonly string[],
  { lostToo }: { lostToo: boolean },
): Promise<void> {
  await tx.query({
    name: 'take-up-again',
    text: `update target_items set is_aside = false
           where target_id = any ($1::text[]) and is_aside and ($2 or error ->> 'code' <> 'OUTCOME_UNKNOWN')`,
    values: [targetIds, lostToo],
  })
}
