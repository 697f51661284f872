import pg from 'pg'
import { newId, type IdPrefix } from '../src/kit/ids.js'
import type { Database, Db, Statement } from '../src/store/database.js'
import { hammer } from './figures.js'
import type { House } from './house.js'

/** Lets a verb run once and keeps the statements that it sent. */
export async function recordStatements(
  db: Database,
  verb: (db: Database) => Promise<unknown>,
): Promise<Statement[]> {
  const kept: Statement[] = []
  const recording = <D extends Db>(inner: D): D => ({
    ...inner,
    query: (statement: Statement) => {
      kept.push(statement)
      return inner.query(statement)
    },
  })
  await verb({ ...recording(db), transaction: (work) => db.transaction((tx) => work(recording(tx))) })
  return kept
}

/** The raw limit of a verb: its own statements over bare sessions of the driver, each time with ids of their own. */
export async function hammerStatements(
  house: House,
  statements: readonly Statement[],
  given: { atOnce: number; forMs: number },
): Promise<{ perSecond: number; times: number[] }> {
  const idle: pg.Client[] = []
  for (let index = 0; index < given.atOnce; index += 1) {
    const client = new pg.Client(house.connection)
    await client.connect()
    await client.query('set synchronous_commit = on')
    idle.push(client)
  }
  const clients = [...idle]
  const result = await hammer(given, async () => {
    const client = idle.pop()
    if (client === undefined) throw new Error('More at once than sessions')
    for (const statement of freshIds(statements))
      await client.query({ ...statement, values: [...(statement.values ?? [])] })
    idle.push(client)
  })
  await Promise.all(clients.map((client) => client.end()))
  return result
}

const idsOfNewRows = /\b(post|pp|evt|dlv|aud)_c[a-z0-9]{23}\b|\bbench-key-[a-z0-9]+\b/g

/** The same statements for another post: ids of rows that they insert are new ones, the same one for the same. */
function freshIds(statements: readonly Statement[]): Statement[] {
  const known = new Map<string, string>()
  const fresh = (text: string): string =>
    text.replace(idsOfNewRows, (id, prefix: IdPrefix | undefined) => {
      const present =
        known.get(id) ??
        (prefix === undefined ? `bench-key-${Math.random().toString(36).slice(2)}` : newId(prefix))
      known.set(id, present)
      return present
    })
  const renewed = (value: unknown): unknown => {
    if (typeof value === 'string') return fresh(value)
    if (Array.isArray(value)) return value.map(renewed)
    return value
  }
  return statements.map((statement) => ({ ...statement, values: (statement.values ?? []).map(renewed) }))
}
