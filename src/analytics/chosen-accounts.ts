import { ApiError } from '../../contract/errors.js'
import { platformSlug } from '../connectors/platform-slug.js'
import { wordsOf } from '../kit/words-of.js'
import { accountsInScope, type AccountInScope } from '../store/analytics.js'
import type { Tenant } from '../store/posts.js'
import type { AnalyticsDeps } from './deps.js'

export type ChosenQuery = { accountIds?: string | undefined; platforms?: string | undefined }

/** The accounts that a query names, by their ids and networks. Throws ACCOUNT_NOT_FOUND for one of another workspace. */
export async function chosenAccounts(
  { db, connectors }: Pick<AnalyticsDeps, 'db' | 'connectors'>,
  tenant: Tenant,
  query: ChosenQuery,
): Promise<AccountInScope[]> {
  const ids = wordsOf(query.accountIds) ?? null
  const platforms = wordsOf(query.platforms)?.map((each) => platformSlug(connectors, each, 'platforms'))
  const accounts = await accountsInScope(db, tenant, { ids, platforms: platforms ?? null })
  const known = new Set(
    (ids === null ? [] : await accountsInScope(db, tenant, { ids, platforms: null })).map(({ id }) => id),
  )
  const unknown = ids?.find((id) => !known.has(id))
  if (unknown !== undefined)
    throw new ApiError(
      'ACCOUNT_NOT_FOUND',
      `There is no account ${unknown.slice(0, 64)} in this workspace.`,
      {
        field: 'accountIds',
      },
    )
  return accounts
}
