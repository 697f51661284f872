import type { Json } from '../kit/json.js'
import type { Db } from './database.js'

/** What the database knows of the installation it belongs to. */
export type InstanceFacts = {
  /** Sealed at the first start: opens only with the same secret key. */
  keyProof?: string
  /** The public address that live posts were last published under. */
  livePublicUrl?: string
  /** System identifier and timeline of the server at the last start. */
  lineage?: string
}

export async function readFacts(db: Db): Promise<InstanceFacts> {
  const [row] = await db.query<{ facts: InstanceFacts }>({ text: 'select facts from instance' })
  return row?.facts ?? {}
}

/** Keeps a fact if there is none of that name; answers the one that holds. */
export async function keepFact<Name extends keyof InstanceFacts>(
  db: Db,
  name: Name,
  value: NonNullable<InstanceFacts[Name]>,
): Promise<NonNullable<InstanceFacts[Name]>> {
  const [row] = await db.query<{ facts: InstanceFacts }>({
    text: 'update instance set facts = jsonb_build_object($1::text, $2::jsonb) || facts returning facts',
    values: [name, JSON.stringify(value satisfies Json)],
  })
  return row?.facts[name] ?? value
}

export async function replaceFact<Name extends keyof InstanceFacts>(
  db: Db,
  name: Name,
  value: NonNullable<InstanceFacts[Name]>,
): Promise<void> {
  await db.query({
    text: 'update instance set facts = facts || jsonb_build_object($1::text, $2::jsonb)',
    values: [name, JSON.stringify(value satisfies Json)],
  })
}
