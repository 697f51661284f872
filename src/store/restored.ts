import type { Database, Db, Tx } from './database.js'
import { noLooks } from '../domain/next-step.js'
import type { PlatformError } from '../domain/outcome.js'
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

const putBack: PlatformError = {
  code: 'OUTCOME_UNKNOWN',
  message: 'The database was put back to an earlier state.',
}

/**
 * Marks every target that could have been attempted since the state which was put back. Whatever can still be sent
 * could: a draft or a later time may have been published at once, what failed may have been sent again. Nothing that
 * is written down is newer than that state, so its newest entry is the moment from which nothing is known. A comment
 * whose time has come is looked for likewise.
 */
export async function markRestored(tx: Tx): Promise<number> {
  const targets = await tx.query({
    text: `
      with known as materialized (
        select greatest((select max(created_at) from events), (select max(updated_at) from posts), (select max(updated_at) from targets),
          (select max(started_at) from attempts)) as until
      )
      update targets set restored_at = vb_now(), restored_from = least(restored_from, known.until), updated_at = vb_now(),
        sent_unless_found = targets.status = 'pending' and first_try_at is null and coalesce(due_at, 'infinity') > vb_now()
          and (restored_at is null or sent_unless_found)
      from posts, known
      where posts.id = targets.post_id and posts.status in ('draft', 'pending_approval', 'approved', 'scheduled', 'publishing', 'partial', 'failed')
        and targets.status in ('pending', 'publishing', 'failed')
      returning targets.id`,
  })
  await lookForComments(tx, `run_at <= vb_now()`, [])
  return targets.length
}

/** The comment of a target that left while the database knew nothing of it: it may have left too. */
export async function lookForCommentOf(tx: Tx, targetId: string): Promise<void> {
  await lookForComments(tx, 'target_id = $2', [targetId])
}

async function lookForComments(tx: Tx, which: string, values: readonly string[]): Promise<void> {
  await tx.query({
    text: `update comments set stage = 'look', resume = $1, deadline_at = vb_now(),
             first_try_at = coalesce(first_try_at, (select restored_from from targets where targets.id = comments.target_id), planned_at)
           where status = 'pending' and stage = 'send' and ${which}`,
    values: [JSON.stringify({ looks: noLooks(putBack) }), ...values],
  })
}
