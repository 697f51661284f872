import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { openDatabase, type ServerConnection } from '../../src/store/database.js'
import { startEmbedded } from '../../src/store/embedded/start-embedded.js'
import { migrate } from '../../src/store/migrate.js'

declare module 'vitest' {
  export interface ProvidedContext {
    /** One real server for the run; each test file has a database of its own on it. */
    postgres: ServerConnection
  }
}

/** Fixed name of the migrated database that test databases are copied from. */
export const templateName = 'voxburst_template'

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'vb-test-'))
  const server = await startEmbedded({
    dataDir,
    // Test files share processes, and each has pools of its own.
    settings: { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', max_connections: '400' },
  })
  const admin = openDatabase(server.connection, { maxConnections: 1, onError: () => undefined })
  await admin.query({ text: `create database ${templateName}` })
  await admin.close()
  const template = openDatabase(
    { ...server.connection, database: templateName },
    { maxConnections: 1, onError: () => undefined },
  )
  await migrate(template)
  await template.close()
  project.provide('postgres', server.connection)
  return async () => {
    await server.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}
