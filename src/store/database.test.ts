import { expect, it } from 'vitest'
import { testDatabase } from '../../tests/support/database.js'
import { isPassingDatabaseFault } from './database.js'

const db = await testDatabase()

it('a session that is cut off between two statements fails its transaction, not the process', async () => {
  const failing = db.transaction(async (tx) => {
    const [own] = await tx.query<{ pid: number }>({ text: 'select pg_backend_pid() as pid' })
    await db.query({ text: 'select pg_terminate_backend($1)', values: [own?.pid] })
    // The server has said so once its session is gone from the list.
    await expect
      .poll(() => db.query({ text: 'select from pg_stat_activity where pid = $1', values: [own?.pid] }))
      .toHaveLength(0)
    await tx.query({ text: 'select 1' })
  })
  const fault: unknown = await failing.catch((error: unknown) => error)
  expect(isPassingDatabaseFault(fault)).toBe(true)
  expect(await db.query({ text: 'select 1 as one' })).toEqual([{ one: 1 }])
})
