import { randomBytes } from 'node:crypto'
import { afterAll, inject } from 'vitest'
import { openDatabase, type Connection, type Database } from '../../src/store/database.js'
import { templateName } from './global-setup.js'

export type TestDatabase = Database & { readonly connection: Connection }

/** A fresh migrated database on the run's real server, dropped after the test file. */
export async function testDatabase(): Promise<TestDatabase> {
  const server = inject('postgres')
  const name = `test_${randomBytes(6).toString('hex')}`
  const admin = openDatabase(server, { maxConnections: 1, onError: () => undefined })
  await admin.query({ text: `create database ${name} template ${templateName}` })
  const connection = { ...server, database: name }
  const db = openDatabase(connection, { maxConnections: 12, onError: () => undefined })
  afterAll(async () => {
    await db.close()
    await admin.query({ text: `drop database ${name} with (force)` })
    await admin.close()
  })
  return { ...db, connection }
}
