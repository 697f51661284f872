import type { Database, Db, Tx } from './database.js'
import type { LookState } from '../domain/next-step.js'
import { readFacts, replaceFact } from './instance.js'

/**
 * Which history of which server this database lives in. Another system identifier or timeline than last time means
 * that it was put back from a copy or an archive, or taken over by a standby: what was done since may be missing.
 * null where the server does not say.
 */
export async function readLineage(db: Db): Promise<string | null> {
  try {
    const [row] = await db.query<{ system: string; timeline: number }>({
      text: `select (select system_identifier from pg_control_system())::text as system,
               (select timeline_id from pg_control_checkpoint()) as timeline`,
    })
    return row === undefined ? null : `${row.system}/${String(row.timeline)}`
  } catch {
    return null
  }
}

/** Notes the lineage; where it is another than last time, everything that may have left since is looked for first. */
export async function followLineage(
  db: Database,
  lineage: string | null,
): Promise<{ restoredTargets: number } | null> {
  if (lineage === null) return null
  return db.transaction(async (tx) => {
    await tx.query({ text: 'select from instance for update' })
    const { lineage: former } = await readFacts(tx)
    if (former === lineage) return null
    await replaceFact(tx, 'lineage', lineage)
    return former === undefined ? null : { restoredTargets: await markRestored(tx) }
  })
}

/**
 * Marks every target that could have been attempted since the state which was put back: what is due or under way,
 * and what failed and may have been sent again. A comment whose time has come is looked for likewise.
 */
export async function markRestored(tx: Tx): Promise<number> {
  const targets = await tx.query({
    text: `
      update targets set restored_at = vb_now(), updated_at = vb_now() from posts
      where posts.id = targets.post_id and posts.status in ('scheduled', 'publishing', 'partial', 'failed')
        and targets.status in ('pending', 'publishing', 'failed')
        and (targets.status <> 'pending' or targets.run_at <= vb_now() or targets.first_try_at is not null)
      returning targets.id`,
  })
  const looks: LookState = {
    taken: 0,
    absent: 0,
    forMs: 0,
    error: { code: 'OUTCOME_UNKNOWN', message: 'The database was put back to an earlier state.' },
  }
  await tx.query({
    text: `update comments set stage = 'look', resume = $1, deadline_at = vb_now(), first_try_at = coalesce(first_try_at, planned_at)
           where status = 'pending' and stage = 'send' and run_at <= vb_now()`,
    values: [JSON.stringify({ looks })],
  })
  return targets.length
}
