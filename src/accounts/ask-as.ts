import { ApiError } from '../../contract/errors.js'
import {
  ConnectRefused,
  type AccountContext,
  type ReadAnswer,
  type Refused,
} from '../connectors/connector.js'
import type { AccountRow } from '../store/accounts.js'
import type { AccountsDeps } from './deps.js'
import { markAccountDead } from './fresh-tokens.js'
import { readingContext } from './reading-context.js'
import { isOver, renewedTokens } from './renewed-tokens.js'
import { told } from './told.js'

/**
 * Asks an account's network for somebody who waits. An access token that is refused is renewed, once; an access that is
 * over ends the account, and the refusal is answered. Throws what `readingContext` does, and what the connector throws
 * as `told` says it; `field` is as there.
 */
export async function askAs<T>(
  deps: AccountsDeps,
  account: AccountRow,
  read: (ctx: AccountContext) => Promise<ReadAnswer<T>>,
  field?: string,
): Promise<ReadAnswer<T>> {
  let ctx = await readingContext(deps, account)
  let answer = await told(() => attempt(read, ctx), field)
  if (isOver(answer)) {
    const connector = deps.connectors.get(account.platform)
    const renewed = await renewedTokens(deps, connector, account.id, ctx.tokens)
    if (renewed === 'dead') return answer
    if (renewed === 'later')
      throw new ApiError('SERVICE_UNAVAILABLE', 'The tokens could not be refreshed. Try again in a moment.')
    if (renewed !== null) {
      const again = { ...ctx, tokens: renewed.tokens, now: renewed.asOf }
      ctx = again
      answer = await told(() => attempt(read, again), field)
    }
  }
  if (isOver(answer) || isSuspended(answer)) {
    const { error } = answer
    await deps.db.transaction((tx) => markAccountDead(tx, account.id, error, { asOf: ctx.now }))
    deps.wake.due('deliveries')
    deps.wake.changed(account.workspace_id, 'accounts', account.id)
  }
  return answer
}

/** What somebody who waits is told of a refusal. CONFLICT: the account has to be connected again. */
export function refusalFor({ cure, error, retryAfterMs }: Refused): ApiError {
  if (cure === 'reconnect') return new ApiError('CONFLICT', error.message)
  const retryAfter = retryAfterMs === undefined ? undefined : retryAfterMs / 1_000
  return new ApiError('SERVICE_UNAVAILABLE', error.message, undefined, retryAfter)
}

/** What is thrown because the access is over is an answer. */
async function attempt<T>(
  read: (ctx: AccountContext) => Promise<ReadAnswer<T>>,
  ctx: AccountContext,
): Promise<ReadAnswer<T>> {
  try {
    return await read(ctx)
  } catch (error) {
    const refused = error instanceof ConnectRefused ? error.refused : null
    if (isOver(refused) || isSuspended(refused)) return refused
    throw error
  }
}

function isSuspended(answer: ReadAnswer<unknown> | null): answer is Refused {
  return (
    answer?.kind === 'refused' && answer.cure === 'reconnect' && answer.error.code === 'ACCOUNT_SUSPENDED'
  )
}
