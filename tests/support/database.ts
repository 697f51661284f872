import { randomBytes } from 'node:crypto'
import { afterAll, inject } from 'vitest'
import { openDatabase, type Connection, type Database } from '../../src/store/database.js'
import { templateName } from './global-setup.js'

export type TestDatabase = Database & { readonly connection: Connection; readonly name: string }

/**
 * A fresh migrated database on the run's real server, dropped after the test file. `copyOf`: with all that is in
 * another one, as a copy of it would be put back; sessions there are ended, and new ones have to wait.
 */
export async function testDatabase(copyOf?: TestDatabase): Promise<TestDatabase> {
  const server = inject('postgres')
  const name = `test_${randomBytes(6).toString('hex')}`
  const admin = openDatabase(server, { maxConnections: 1, onError: () => undefined })
  const template = copyOf?.name ?? templateName
  if (copyOf !== undefined) {
    await admin.query({ text: `alter database ${template} allow_connections false` })
    await admin.query({
      text: 'select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = $1',
      values: [template],
    })
  }
  await admin.query({ text: `create database ${name} template ${template}` })
  if (copyOf !== undefined) {
    await admin.query({ text: `alter database ${template} allow_connections true` })
    await admin.query({ text: `alter database ${name} allow_connections true` })
  }
  const connection = { ...server, database: name }
  const db = openDatabase(connection, { maxConnections: 12, onError: () => undefined })
  afterAll(async () => {
    await db.close()
    await admin.query({ text: `drop database ${name} with (force)` })
    await admin.close()
  })
  return { ...db, connection, name }
}
