import type { Database } from '../store/database.js'
import { followLineage, readLineage } from '../store/restored.js'

/** Tells when the database is not where it was at the last start: what may have left since is looked for first. */
export async function restoredNotices(db: Database): Promise<string[]> {
  const restored = await followLineage(db, await readLineage(db))
  if (restored === null) return []
  return [
    `The database comes from another server or point in time than at the last start. What may have been published since (${String(restored.restoredTargets)} entries) is looked for before it is sent.`,
  ]
}
