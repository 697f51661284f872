import { connectors } from '../app.js'
import { ConfigFault, readEnvironment, type Config } from '../config.js'
import { openDatabase, type Database } from '../store/database.js'
import { EmbeddedFault } from '../store/embedded/fault.js'
import { runningEmbedded } from '../store/embedded/start-embedded.js'
import { migrate } from '../store/migrate.js'
import { StartFault } from './fault.js'
import { openMainDatabase } from './open-main-database.js'
import { createScreen } from './screen.js'

/** Runs a command on the database, beside a server that runs or by itself, and ends the process. */
export async function command(work: (db: Database, config: Config) => Promise<string[]>): Promise<void> {
  const screen = createScreen(process.stdout)
  try {
    const config = readEnvironment(connectors)
    const { db, close } = await open(config)
    try {
      await migrate(db)
      for (const line of await work(db, config)) process.stdout.write(`  ${line}\n`)
    } finally {
      await close()
    }
  } catch (error) {
    if (error instanceof ConfigFault) screen.problem(error.problems)
    else if (error instanceof StartFault || error instanceof EmbeddedFault) screen.problem([error.message])
    else throw error
    process.exitCode = 1
  }
}

async function open(config: Config): Promise<{ db: Database; close: () => Promise<void> }> {
  const running = config.database.kind === 'embedded' ? await runningEmbedded(config.dataDir) : null
  const tell = { onProgress: () => undefined, onError: () => undefined }
  if (running === null) return openMainDatabase(config, tell)
  const db = openDatabase(running, { maxConnections: 2, onError: tell.onError })
  return { db, close: () => db.close() }
}

/** The first workspace: the one that the first start made. */
export async function homeOf(db: Database): Promise<string> {
  const [home] = await db.query<{ id: string }>({ text: 'select id from workspaces order by id limit 1' })
  if (home === undefined) throw new StartFault('There is no workspace yet. Start the server once: npm start')
  return home.id
}
