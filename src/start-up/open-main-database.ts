import pg from 'pg'
import type { Config } from '../config.js'
import { openDatabase, sqlState, type Connection, type Database } from '../store/database.js'
import { startEmbedded } from '../store/embedded/start-embedded.js'
import { StartFault } from './fault.js'

const poolSize = 20
const oldestMajor = 15

export type MainDatabase = {
  db: Database
  /** For people: where it is, without its password. */
  where: string
  /** Closes our sessions, and stops the server where it is ours. */
  close: () => Promise<void>
}

/** The embedded server, started, or the external one, checked. */
export async function openMainDatabase(
  config: Pick<Config, 'database' | 'dataDir'>,
  tell: { onProgress: (what: string) => void; onError: (error: Error) => void },
): Promise<MainDatabase> {
  if (config.database.kind === 'external') {
    const url = config.database.url.reveal()
    const connection = { connectionString: url }
    await checkServer(connection, url)
    const db = openDatabase(connection, { maxConnections: poolSize, onError: tell.onError })
    return { db, where: describe(url), close: () => db.close() }
  }
  const embedded = await startEmbedded({
    dataDir: config.dataDir,
    onProgress: tell.onProgress,
    onRestart: (why) => tell.onError(new Error(`The embedded database ended and was started again. ${why}`)),
  })
  const db = openDatabase(embedded.connection, { maxConnections: poolSize, onError: tell.onError })
  return {
    db,
    where: 'PostgreSQL 18, embedded',
    async close() {
      await db.close()
      await embedded.stop()
    },
  }
}

/** Refuses servers that would break our promises: too old, without fsync, or behind a pooler that swaps sessions. */
async function checkServer(connection: Connection, url: string): Promise<void> {
  const client = await connect(connection, url)
  try {
    const { rows } = await client.query<{ version: string; fsync: string; pid: number }>(
      `select current_setting('server_version_num') as version, current_setting('fsync') as fsync, pg_backend_pid() as pid`,
    )
    const { version = '0', fsync = 'on', pid } = rows[0] ?? {}
    const major = Math.floor(Number(version) / 10_000)
    if (major < oldestMajor) {
      throw new StartFault(
        `The PostgreSQL server of DATABASE_URL is version ${String(major)}; ${String(oldestMajor)} or newer is needed.`,
      )
    }
    if (fsync !== 'on') {
      throw new StartFault(
        'The PostgreSQL server of DATABASE_URL runs with fsync = off and would lose acknowledged posts at a power cut. Switch fsync on.',
      )
    }
    // A direct session tells its own process id when it opens; behind a pooler the two differ.
    const told = (client as unknown as { processID: number | null }).processID
    if (told !== pid && (await swapsSessions(client, connection, url))) {
      throw new StartFault(
        'DATABASE_URL goes through a pooler in transaction mode, where locks and LISTEN do not hold. Use the direct address, or a pool in session mode.',
      )
    }
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** Whether the server behind our session changes when somebody else has a transaction open. */
async function swapsSessions(client: pg.Client, connection: Connection, url: string): Promise<boolean> {
  const pidOf = async (session: pg.Client): Promise<number | undefined> =>
    (await session.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid
  const other = await connect(connection, url)
  try {
    const before = await pidOf(client)
    await other.query('begin')
    const theirs = await pidOf(other)
    // A pool of one cannot answer while the other transaction is open.
    const after = await Promise.race([
      pidOf(client),
      new Promise<null>((resolve) => setTimeout(() => resolve(null), 3_000).unref()),
    ])
    return theirs === before || after !== before
  } finally {
    await other.end().catch(() => undefined)
  }
}

async function connect(connection: Connection, url: string): Promise<pg.Client> {
  let client: pg.Client
  try {
    client = new pg.Client({
      ...connection,
      application_name: 'voxburst start',
      connectionTimeoutMillis: 10_000,
    })
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException
    if (path !== undefined)
      throw new StartFault(`DATABASE_URL names the file ${path}, which cannot be read (${code ?? ''}).`)
    throw new StartFault(
      'DATABASE_URL cannot be read: it looks like postgres://user:password@host:5432/database, with special characters percent-encoded.',
    )
  }
  client.on('error', () => undefined)
  try {
    await client.connect()
    return client
  } catch (error) {
    await client.end().catch(() => undefined)
    throw new StartFault(`${whyNot(error, url)} Check DATABASE_URL.`)
  }
}

function whyNot(error: unknown, url: string): string {
  const where = describe(url)
  switch (sqlState(error)) {
    case '28P01':
    case '28000':
      return `The PostgreSQL server at ${where} does not accept the user name or password.`
    case '3D000':
      return `The PostgreSQL server at ${where} has no such database.`
    case '53300':
      return `The PostgreSQL server at ${where} has no free connection.`
    case '57P03':
      return `The PostgreSQL server at ${where} is just starting or stopping.`
    default: {
      const { code, message } = error as NodeJS.ErrnoException
      const why =
        code === 'ECONNREFUSED'
          ? 'nothing listens there'
          : code === 'ENOTFOUND' || code === 'EAI_AGAIN'
            ? 'the name is not known'
            : message === ''
              ? (code ?? 'no answer')
              : message
      return `The PostgreSQL server at ${where} cannot be reached: ${why}.`
    }
  }
}

/** Host, port and database of an address, never its password. */
function describe(url: string): string {
  try {
    const { hostname, port, pathname, searchParams } = new URL(url)
    const host = hostname === '' ? (searchParams.get('host') ?? 'localhost') : hostname
    return `${host}:${port === '' ? '5432' : port}${pathname}`
  } catch {
    return 'DATABASE_URL'
  }
}
