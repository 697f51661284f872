import { accountName, type Platform } from '../../components/account.js'
import type { Account } from '../../../sdk/index.js'

type Kind = 'image' | 'gif' | 'video' | 'document'
type OfKind = { max: number; mimeTypes?: readonly string[]; minRatio?: number; maxRatio?: number }

/** What the composer reads of a network's limits in /v1/platforms, or of an account's own. */
export type Limits = {
  text: { max: number }
  media: { required: boolean; max: number } & { [kind in Kind]?: OfKind }
  altText: { max: number } | null
  thread: { max: number } | null
  firstComment: boolean
  contentTypes: readonly string[]
}

/** Those of the account where it has its own. */
export function limitsOf({ limits }: Platform, account?: Account): Limits {
  return (account?.limits ?? limits) as unknown as Limits
}

/** A length that a text may have on a network; `names` are those of its accounts where they differ. */
export type Room = { platform: Platform; max: number; names: string | null }

/** How much the picked accounts of each network take: once where it is the same for all of them. */
export function roomsOf(platforms: readonly Platform[], accounts: readonly Account[]): Room[] {
  return platforms.flatMap((platform) => {
    const names = new Map<number, string[]>()
    for (const account of accounts.filter((each) => each.platform === platform.slug)) {
      const { max } = limitsOf(platform, account).text
      names.set(max, [...(names.get(max) ?? []), accountName(account)])
    }
    if (names.size === 0) return [{ platform, max: limitsOf(platform).text.max, names: null }]
    return [...names].map(([max, whose]) => ({
      platform,
      max,
      names: names.size === 1 ? null : whose.join(', '),
    }))
  })
}
