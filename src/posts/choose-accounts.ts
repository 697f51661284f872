import { ApiError } from '../../contract/errors.js'
import type { PostFields } from '../../contract/post-body.js'
import { lacksPage } from '../connectors/lacks-page.js'
import type { Registry } from '../connectors/registry.js'
import type { AccountForPost } from '../store/posting-context.js'
import type { PostContent, PostWarning } from '../store/posts.js'
import { platformSlug } from '../connectors/platform-slug.js'

/** What to look up for the accounts a caller named. `platforms` selects only where no ids are given. */
export function wantedAccounts(
  connectors: Registry,
  fields: Pick<PostFields, 'accountIds' | 'platforms'>,
): { accountIds: string[]; platforms: string[]; named: string[] } | null {
  const named = [
    ...new Set((fields.platforms ?? []).map((each) => platformSlug(connectors, each, 'platforms'))),
  ]
  if (fields.accountIds !== undefined) return { accountIds: fields.accountIds, platforms: [], named }
  return named.length === 0 ? null : { accountIds: [], platforms: named, named }
}

export function noAccounts(): ApiError {
  return new ApiError(
    'VALIDATION_ERROR',
    'A post needs accounts: give accountIds, or platforms to use the active accounts of these.',
    { field: 'accountIds' },
  )
}

/** The accounts a post goes to, in the caller's order. Refuses what can never post; warns about what cannot post now. */
export function chooseAccounts(
  found: readonly AccountForPost[],
  wanted: { accountIds: readonly string[]; platforms: readonly string[]; named: readonly string[] },
): { accounts: AccountForPost[]; warnings: PostWarning[] } {
  const accounts =
    wanted.platforms.length > 0 ? byPlatform(found, wanted.platforms) : byId(found, wanted.accountIds)
  if (wanted.platforms.length === 0 && wanted.named.length > 0) refuseContradiction(accounts, wanted.named)
  return { accounts, warnings: accounts.flatMap(warnOfAccount) }
}

function byPlatform(found: readonly AccountForPost[], platforms: readonly string[]): AccountForPost[] {
  return platforms.flatMap((platform) => {
    const own = found.filter((account) => account.platform === platform)
    if (own.length > 0) return own
    throw new ApiError(
      'ACCOUNT_NOT_FOUND',
      `No active account of ${platform.toUpperCase()} is connected. Connect one, or leave the platform out.`,
      { field: 'platforms', platform: platform.toUpperCase(), issue: 'not_found' },
    )
  })
}

function byId(found: readonly AccountForPost[], ids: readonly string[]): AccountForPost[] {
  return ids.map((id) => {
    const account = found.find((each) => each.id === id)
    if (account === undefined)
      throw new ApiError('ACCOUNT_NOT_FOUND', `No account ${id} in this workspace.`, {
        field: 'accountIds',
        accountId: id,
        issue: 'not_found',
      })
    if (account.status === 'disconnected')
      throw new ApiError(
        'ACCOUNT_NOT_FOUND',
        `The account ${account.username ?? id} is disconnected and cannot post. Connect it again; its id stays the same.`,
        {
          field: 'accountIds',
          accountId: id,
          platform: account.platform.toUpperCase(),
          accountStatus: account.status,
          issue: 'disconnected',
        },
      )
    return account
  })
}

function refuseContradiction(accounts: readonly AccountForPost[], named: readonly string[]): void {
  const stranger = accounts.find((account) => !named.includes(account.platform))
  const missing = named.find((platform) => !accounts.some((account) => account.platform === platform))
  if (stranger === undefined && missing === undefined) return
  throw new ApiError(
    'VALIDATION_ERROR',
    stranger === undefined
      ? `platforms names ${String(missing).toUpperCase()}, but none of accountIds is an account there.`
      : `The account ${stranger.id} is one of ${stranger.platform.toUpperCase()}, which platforms leaves out.`,
    { field: 'platforms' },
  )
}

/** Some networks post to a page, board or location, which must have been chosen, or be named by the post. */
export function refuseWithoutPage(
  connectors: Registry,
  accounts: readonly AccountForPost[],
  { platformMetadata }: Pick<PostContent, 'platformMetadata'>,
): void {
  for (const account of accounts) {
    const connector = connectors.get(account.platform)
    if (!lacksPage(connector, account.data, platformMetadata[account.platform.toUpperCase()] ?? {})) continue
    throw new ApiError(
      'PAGE_NOT_SELECTED',
      `The ${connector.name} account ${account.username ?? account.id} has no page selected. List its pages and select one first.`,
      { field: 'accountIds', accountId: account.id, platform: account.platform.toUpperCase() },
    )
  }
}

function warnOfAccount(account: AccountForPost): PostWarning[] {
  if (account.status === 'active') return []
  return [
    {
      code: 'ACCOUNT_NEEDS_RECONNECT',
      message: `The account ${account.username ?? account.id} is ${account.status}: connect it again before the post is due, or it will fail there.`,
      field: 'accountIds',
      platform: account.platform.toUpperCase(),
    },
  ]
}
