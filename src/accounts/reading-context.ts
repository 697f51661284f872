import { ApiError } from '../../contract/errors.js'
import type { AccountContext } from '../connectors/connector.js'
import type { AccountRow } from '../store/accounts.js'
import { connectContext, type AccountsDeps } from './deps.js'
import { freshTokens } from './fresh-tokens.js'
import { databaseNow } from './save-connection.js'

/** What a connector reads an account with while somebody waits. Throws CONFLICT where the account is not connected any more. */
export async function readingContext(deps: AccountsDeps, account: AccountRow): Promise<AccountContext> {
  if (account.status !== 'active')
    throw new ApiError('CONFLICT', 'The account is not connected any more. Connect it again.', {
      status: account.status,
    })
  const fresh = await freshTokens(deps, account.id, { force: false })
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
  const { id, remote_id: remoteId, username, display_name: displayName } = account
  const given = {
    accountId: id,
    now: await databaseNow(deps),
    tokens: fresh.tokens,
    data: account.platform_data,
  }
  return {
    ...connectContext(deps, deps.connectors.get(account.platform), given),
    account: { id, remoteId, username, displayName },
    scopes: account.scopes,
  }
}
