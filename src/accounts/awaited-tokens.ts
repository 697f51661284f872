import { setTimeout as pause } from 'node:timers/promises'
import { readTokens } from '../store/accounts.js'
import { openTokens, type AccountsDeps } from './deps.js'
import { freshTokens, type FreshTokens } from './fresh-tokens.js'

/** How long a refresh that another has begun is waited for. */
const patienceMs = 10_000
const lookEveryMs = 50

/**
 * As `freshTokens`, for those who have nothing better to do than to wait: of two who ask at once one calls the network,
 * and the other takes what it got. `busy` only where that takes longer than ten seconds.
 */
export async function awaitedTokens(
  deps: AccountsDeps,
  accountId: string,
  options: { force: boolean; used?: string; evenDead?: boolean },
): Promise<FreshTokens> {
  const sealed = (await readTokens(deps.db, accountId))?.row.tokens ?? null
  const now = sealed === null ? {} : { used: openTokens(deps.seal, accountId, sealed).accessToken }
  for (let waitedMs = 0; ; waitedMs += lookEveryMs) {
    const answer = await freshTokens(deps, accountId, { ...now, ...options })
    if (answer.kind !== 'busy' || waitedMs >= patienceMs) return answer
    await pause(lookEveryMs)
  }
}
