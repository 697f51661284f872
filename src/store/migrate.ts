import type { Database } from './database.js'
import { migrations } from './migrations/index.js'

const lockKey = 7_236_001

/**
 * Brings the database to this version, one migration per transaction, under a lock so that one process does it. Says
 * before what it does: one line for a new database, one for each change of an older one.
 */
export async function migrate(
  db: Database,
  onProgress: (what: string) => void = () => undefined,
): Promise<void> {
  await db.query({
    text: 'create table if not exists migrations (number integer primary key, name text not null, applied_at timestamptz not null default now())',
  })
  const [newest] = await db.query<{ number: number | null }>({
    text: 'select max(number) as number from migrations',
  })
  const known = migrations[migrations.length - 1]?.number ?? 0
  const present = newest?.number ?? 0
  if (present > known) {
    throw new Error(
      `The database was made by a newer version (migration ${String(present)}, this version knows ${String(known)}). Start that version.`,
    )
  }
  if (present === 0) onProgress('Making the tables')
  for (const migration of migrations.filter((each) => each.number > present)) {
    if (present > 0) onProgress(`Changing the tables: ${migration.name}`)
    await db.transaction(async (tx) => {
      await tx.query({ text: 'select pg_advisory_xact_lock($1)', values: [lockKey] })
      const applied = await tx.query({
        text: 'select 1 from migrations where number = $1',
        values: [migration.number],
      })
      if (applied.length > 0) return
      await tx.query({ text: migration.sql })
      await tx.query({
        text: 'insert into migrations (number, name) values ($1, $2)',
        values: [migration.number, migration.name],
      })
    })
  }
}
