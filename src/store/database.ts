import pg from 'pg'

/** Anything that runs a statement: the pool, or a transaction. */
export type Db = {
  /**
   * Runs one statement. `name` makes it a prepared one: give it to everything hot, one name per text.
   * bigint and numeric come back as strings, timestamptz as Date, jsonb parsed.
   */
  query: <Row extends object = Record<string, unknown>>(statement: Statement) => Promise<Row[]>
}

export type Statement = { name?: string; text: string; values?: readonly unknown[] }

/** A transaction. Functions that must be part of one take a `Tx`, so that forgetting it does not compile. */
export type Tx = Db & { readonly inTransaction: true }

export type Database = Db & {
  /** Runs `work` in one transaction at READ COMMITTED; commits when it resolves, rolls back when it throws. */
  transaction: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>
  /** A session of its own, for LISTEN and advisory locks. The caller ends it. */
  session: () => Promise<pg.Client>
  readonly pool: pg.Pool
  close: () => Promise<void>
}

/** A transaction in the place of the database: what opens one of its own joins this one. */
export function within(tx: Tx): Pick<Database, 'query' | 'transaction'> {
  return { query: (statement) => tx.query(statement), transaction: (work) => work(tx) }
}

/** How to reach PostgreSQL: an URL, or the embedded server's socket folder. */
export type Connection = { connectionString: string } | ServerConnection

export type ServerConnection = {
  host: string
  port: number
  user: string
  password?: string
  database: string
}

/** Without jit: what is estimated of JSON is so high that compiling would take longer than any statement of ours. */
const sessionSettings = `set synchronous_commit = on; set timezone = 'UTC'; set jit = off; set statement_timeout = '60s'; set idle_in_transaction_session_timeout = '60s'`

export function openDatabase(
  connection: Connection,
  settings: { maxConnections: number; onError: (error: Error) => void },
): Database {
  const pool = new pg.Pool({
    ...connection,
    max: settings.maxConnections,
    application_name: 'voxburst',
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    onConnect: async (client) => {
      await client.query(sessionSettings)
    },
  })
  let isClosing = false
  pool.on('error', (error) => {
    // While closing, sessions end one after the other; that the server ended the last ones is no news.
    if (!isClosing) settings.onError(error)
  })

  const run = async <Row extends object>(
    client: pg.Pool | pg.PoolClient,
    statement: Statement,
  ): Promise<Row[]> => {
    const result = await client.query<Row>({
      text: statement.text,
      values: statement.values as unknown[],
      ...(statement.name === undefined ? {} : { name: statement.name }),
    })
    return result.rows
  }

  return {
    pool,
    query: (statement) => run(pool, statement),
    async transaction(work) {
      const client = await pool.connect()
      // A session that is cut off between two statements says so here; the next statement then fails.
      client.on('error', settings.onError)
      let ended = false
      const tx: Tx = {
        inTransaction: true,
        query: (statement) => {
          if (ended) throw new Error('A statement was sent after its transaction had ended')
          return run(client, statement)
        },
      }
      try {
        await client.query('begin')
        const result = await work(tx)
        await client.query('commit')
        ended = true
        client.off('error', settings.onError)
        client.release()
        return result
      } catch (error) {
        ended = true
        // A client whose rollback fails is in an unknown state: it leaves the pool.
        await client.query('rollback').then(
          () => client.off('error', settings.onError).release(),
          (rollbackError: Error) => client.release(rollbackError),
        )
        throw error
      }
    },
    async session() {
      const client = new pg.Client({ ...connection, application_name: 'voxburst session', keepAlive: true })
      client.on('error', settings.onError)
      await client.connect()
      await client.query(`set timezone = 'UTC'`)
      return client
    },
    close() {
      isClosing = true
      return pool.end()
    },
  }
}

/** SQLSTATE of a database error; undefined for anything else. */
export function sqlState(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError ? error.code : undefined
}

/** Whether a statement named a row that is gone. */
export function isLostReference(error: unknown): boolean {
  return sqlState(error) === '23503'
}

/** A deadlock's victim gets another go; nothing was committed. */
export async function retried<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work()
    } catch (error) {
      if (tries === 4 || !/^(40001|40P01)$/.test(sqlState(error) ?? '')) throw error
    }
  }
}

/** Whether the same statement may well succeed in a moment: the server is away, restarting, or chose us as a deadlock's victim. */
export function isPassingDatabaseFault(error: unknown): boolean {
  const state = sqlState(error)
  if (state !== undefined) return /^(08|57P0|53|40001|40P01|25P0[23]|55P03)/.test(state)
  if (!(error instanceof Error)) return false
  const code = 'code' in error ? String(error.code) : ''
  if (/^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOENT|EAI_AGAIN)$/.test(code)) return true
  return /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Query read timeout|Connection ended)/.test(
    error.message,
  )
}
