import { ApiError } from '../../contract/errors.js'
import type { AccountContext } from '../connectors/connector.js'
import type { AccountRow } from '../store/accounts.js'
import { awaitedTokens } from './awaited-tokens.js'
import { connectContext, type AccountsDeps } from './deps.js'
import { databaseNow } from './save-connection.js'

/** What a connector reads an account with while somebody waits. Throws CONFLICT where the account is not connected any more. */
export async function readingContext(deps: AccountsDeps, account: AccountRow): Promise<AccountContext> {
  if (account.status !== 'active')
    throw new ApiError('CONFLICT', 'The account is not connected any more. Connect it again.', {
      status: account.status,
    })
  // Before the tokens are read: who connects the account later is not told of these.
  const now = await databaseNow(deps)
  const fresh = await awaitedTokens(deps, account.id, { force: false })
  switch (fresh.kind) {
    case 'dead':
      throw new ApiError('CONFLICT', fresh.error.message, { status: 'expired' })
    case 'failed':
      throw new ApiError('SERVICE_UNAVAILABLE', fresh.error.message)
    case 'busy':
      throw new ApiError(
        'SERVICE_UNAVAILABLE',
        'The tokens are being refreshed at this moment.',
        undefined,
        1,
      )
    case 'ok':
      break
  }
  return accountContext(deps, account, { now, tokens: fresh.tokens })
}

/** What a connector reads an account with. */
export function accountContext(
  deps: AccountsDeps,
  account: AccountRow,
  given: Pick<Parameters<typeof connectContext>[2], 'now' | 'tokens' | 'operation'>,
): AccountContext {
  const { id, remote_id: remoteId, username, display_name: displayName, platform_data: data } = account
  return {
    ...connectContext(deps, deps.connectors.get(account.platform), { accountId: id, data, ...given }),
    account: { id, remoteId, username, displayName },
    scopes: account.scopes,
  }
}
