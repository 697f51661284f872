import type { Db, Tx } from './database.js'

export type CountedTry = { subject: string; count: number; seconds: number }

/**
 * Counts one more try for each subject, before what is tried, so that many at once count too. `seconds`: until the
 * subject's window ends, which its first try began.
 */
export async function countTries(
  db: Db,
  subjects: readonly string[],
  windowSeconds: number,
): Promise<CountedTry[]> {
  return db.query<CountedTry>({
    name: 'count-sign-in-tries',
    // In order of their names, as everybody counts, so that nobody waits in a circle.
    text: `
      insert into sign_in_tries as t (subject, count, ends_at)
      select subject, 1, vb_now() + $2 * interval '1 second' from unnest($1::text[]) as subject order by subject
      on conflict (subject) do update set
        count = case when t.ends_at <= vb_now() then 1 else t.count + 1 end,
        ends_at = case when t.ends_at <= vb_now() then excluded.ends_at else t.ends_at end
      returning subject, count, extract(epoch from ends_at - vb_now())::float8 as seconds`,
    values: [[...subjects], windowSeconds],
  })
}

/** A try that succeeded was none of these: `cleared` begins anew, `one` gets its last one back. */
export async function takeBackTry(db: Db, { cleared, one }: { cleared: string; one: string }): Promise<void> {
  await db.query({
    name: 'take-back-sign-in-try',
    text: `update sign_in_tries set count = case when subject = $1 then 0 else greatest(0, count - 1) end
           where subject in (select subject from sign_in_tries where subject in ($1, $2) order by subject for update)`,
    values: [cleared, one],
  })
}

/** Writes a count that stays as it is. */
export async function keepTry(tx: Tx, subject: string): Promise<void> {
  await tx.query({
    name: 'keep-sign-in-try',
    text: 'update sign_in_tries set count = count where subject = $1',
    values: [subject],
  })
}

/** Forgets windows that ended, some at a time. Answers how many. */
export async function purgeTries(db: Db, batch: number): Promise<number> {
  const rows = await db.query({
    name: 'purge-sign-in-tries',
    text: 'delete from sign_in_tries where subject in (select subject from sign_in_tries where ends_at <= vb_now() limit $1) returning 1',
    values: [batch],
  })
  return rows.length
}
