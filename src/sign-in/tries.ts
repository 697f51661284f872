import { ApiError } from '../../contract/errors.js'
import { countTries, keepTry, takeBackTry } from '../store/sign-in-tries.js'
import type { Db, Tx } from '../store/database.js'
import type { Client, SignInDeps } from './deps.js'

type Limits = { kind: string; perEmail: number; perAddress: number; seconds: number }

/** Wrong passwords. The address has more, because an office shares one. */
const passwords: Limits = { kind: 'password', perEmail: 10, perAddress: 50, seconds: 15 * 60 }
/** Mails that somebody may not have asked for. */
const resets: Limits = { kind: 'reset', perEmail: 3, perAddress: 20, seconds: 60 * 60 }

/** Comparisons of passwords that wait or run in this process; each takes a third of a second and 128 MB. */
let comparing = 0
const mostComparing = 40

/**
 * Compares a password by `compare`, as often as the limits allow: counted before, in the database, so that guesses at
 * the same moment count too, and taken back where it was right. The count knows no difference between an e-mail address
 * of a user and any other. A wrong one is noted by `noteWrong`.
 */
export async function tryPassword(
  { db, seal }: Pick<SignInDeps, 'db' | 'seal'>,
  email: string,
  client: Client,
  { compare, noteWrong }: { compare: () => Promise<boolean>; noteWrong: (tx: Tx) => Promise<void> },
): Promise<boolean> {
  if (comparing >= mostComparing)
    throw new ApiError(
      'SERVICE_UNAVAILABLE',
      'Too many sign in at this moment. Try again in 5 s.',
      undefined,
      5,
    )
  comparing += 1
  try {
    const subjects = await count(db, seal, passwords, email, client)
    const isRight = await compare()
    if (isRight) await takeBackTry(db, { cleared: subjects.email, one: subjects.address })
    else
      await db.transaction(async (tx) => {
        // Writes in any case: that nothing was noted must not be seen by the time it took.
        await keepTry(tx, subjects.email)
        await noteWrong(tx)
      })
    return isRight
  } finally {
    comparing -= 1
  }
}

/** Counts a wish for a mail. */
export async function countReset(
  db: Db,
  { seal }: Pick<SignInDeps, 'seal'>,
  email: string,
  client: Client,
): Promise<void> {
  await count(db, seal, resets, email, client)
}

type Subjects = { email: string; address: string }

async function count(
  db: Db,
  seal: SignInDeps['seal'],
  { kind, perEmail, perAddress, seconds }: Limits,
  email: string,
  client: Client,
): Promise<Subjects> {
  const subjects = {
    email: seal.sign(`${kind} e-mail ${email.toLowerCase()}`, 'tries'),
    address: seal.sign(`${kind} address ${client.address}`, 'tries'),
  }
  const counted = await countTries(db, [subjects.email, subjects.address], seconds)
  const over = counted.filter(
    (each) => each.count > (each.subject === subjects.email ? perEmail : perAddress),
  )
  if (over.length === 0) return subjects
  const wait = Math.max(1, Math.ceil(Math.max(...over.map((each) => each.seconds))))
  throw new ApiError('RATE_LIMITED', `Too many tries. Try again in ${String(wait)} s.`, undefined, wait)
}
