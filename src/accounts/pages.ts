import { ApiError } from '../../contract/errors.js'
import type { JsonObject } from '../kit/json.js'
import { saveIdentity } from '../store/accounts.js'
import { beginMeasuring } from '../store/measurements.js'
import { getAccount } from './account-verbs.js'
import { connectContext, type AccountsDeps } from './deps.js'
import { freshTokens } from './fresh-tokens.js'
import { databaseNow } from './save-connection.js'
import { told } from './told.js'

/** The pages, boards, locations or chats the account can post to, as the connector shows them; none where it has none. */
export async function pagesOf(deps: AccountsDeps, workspaceId: string, id: string): Promise<JsonObject[]> {
  const account = await getAccount(deps, workspaceId, id)
  const connector = deps.connectors.get(account.platform)
  const { destinations } = connector
  if (destinations === undefined) return []
  if (account.status !== 'active')
    throw new ApiError('CONFLICT', 'The account is not connected any more. Connect it again.', {
      status: account.status,
    })
  const fresh = await freshTokens(deps, id, { force: false })
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
  const now = await databaseNow(deps)
  const given = { accountId: id, now, tokens: fresh.tokens, data: account.platform_data }
  return told(() => destinations(connectContext(deps, connector, given)))
}

/** Keeps the choice of a page as `data.page`, as the network describes it now; an empty id clears it. */
export async function selectPage(
  deps: AccountsDeps,
  workspaceId: string,
  id: string,
  choice: { pageId: string; pageName: string | null },
): Promise<void> {
  const account = await getAccount(deps, workspaceId, id)
  const connector = deps.connectors.get(account.platform)
  if (connector.destinations === undefined)
    throw new ApiError('PAGE_SELECTION_NOT_SUPPORTED', `${connector.name} accounts have no pages to select.`)
  const page = choice.pageId === '' ? null : await reachable(deps, workspaceId, id, choice.pageId)
  const identity = {
    username: account.username,
    displayName: account.display_name,
    avatarUrl: account.avatar_url,
    data: { page: page === null ? null : { ...page, name: page['name'] ?? choice.pageName } },
  }
  await deps.db.transaction(async (tx) => {
    await saveIdentity(tx, { workspaceId, id }, identity)
    if (page !== null) await beginMeasuring(tx, id, true)
  })
}

/** A page by its own id, or by `pageId` where that is another. */
async function reachable(
  deps: AccountsDeps,
  workspaceId: string,
  id: string,
  pageId: string,
): Promise<JsonObject> {
  const pages = await pagesOf(deps, workspaceId, id)
  const page = pages.find((each) => each['pageId'] === pageId) ?? pages.find((each) => each['id'] === pageId)
  if (page !== undefined) return page
  throw new ApiError(
    'INVALID_PAGE_ID',
    'This page cannot be reached with the account. List its pages again.',
    {
      field: 'pageId',
    },
  )
}
