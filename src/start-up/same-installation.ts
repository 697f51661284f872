import type { Config } from '../config.js'
import type { Seal } from '../kit/seal.js'
import type { Db } from '../store/database.js'
import { keepFact, readFacts } from '../store/instance.js'
import { StartFault } from './fault.js'

const purpose = 'key proof'

/** Refuses a secret key other than the one that sealed what is in the database. */
export async function checkSecretKey(db: Db, seal: Seal): Promise<void> {
  const { keyProof } = await readFacts(db)
  const proof =
    keyProof ?? (await keepFact(db, 'keyProof', seal.seal('voxburst', purpose).toString('base64')))
  try {
    seal.open(Buffer.from(proof, 'base64'), purpose)
  } catch {
    throw new StartFault(
      'The secret key is not the one this database was made with. Put back the file secret-key of the data folder, or set VOXBURST_SECRET_KEY to the same value for every process.',
    )
  }
}

/**
 * Whether live posts may leave. A copy of a live database, started elsewhere, must not publish what the original
 * publishes too: until somebody confirms the new address it claims nothing. Answers the address on record if so.
 */
export async function addressToConfirm(
  db: Db,
  config: Pick<Config, 'mode' | 'publicUrl'>,
): Promise<string | null> {
  if (config.mode !== 'live') return null
  const recorded = await keepFact(db, 'livePublicUrl', config.publicUrl)
  return recorded === config.publicUrl ? null : recorded
}
