import { ApiError } from '../../contract/errors.js'
import type { Connector } from '../connectors/connector.js'
import type { JsonObject } from '../kit/json.js'
import { saveIdentity, type AccountRow } from '../store/accounts.js'
import { beginMeasuring } from '../store/measurements.js'
import { getAccount } from './account-verbs.js'
import { askAs, refusalFor } from './ask-as.js'
import type { AccountsDeps } from './deps.js'

/**
 * The pages, boards, locations or chats the account can post to, as the connector shows them; none where there is nothing
 * to choose, for all accounts of the network or for those of this kind.
 */
export async function pagesOf(deps: AccountsDeps, workspaceId: string, id: string): Promise<JsonObject[]> {
  const account = await getAccount(deps, workspaceId, id)
  const connector = deps.connectors.get(account.platform)
  const { destinations } = connector
  if (destinations === undefined || !hasChoice(connector, account)) return []
  const answer = await askAs(deps, account, async (ctx) => ({ kind: 'ok', pages: await destinations(ctx) }))
  if (answer.kind === 'ok') return answer.pages
  throw refusalFor(answer)
}

function hasChoice({ destinations, hasDestinations }: Connector, account: AccountRow): boolean {
  return destinations !== undefined && hasDestinations?.(account.platform_data) !== false
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
  if (!hasChoice(connector, account)) throw notSupported(connector)
  const page = choice.pageId === '' ? null : await reachable(deps, workspaceId, account, choice.pageId)
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
  account: AccountRow,
  pageId: string,
): Promise<JsonObject> {
  const pages = await pagesOf(deps, workspaceId, account.id)
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

function notSupported({ name }: Connector): ApiError {
  return new ApiError('PAGE_SELECTION_NOT_SUPPORTED', `This ${name} account has no pages to select.`)
}
