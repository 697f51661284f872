import { quotaStates } from '../accounts/quota-states.js'
import type { QuotaState } from '../domain/quota.js'
import type { AccountForPost } from '../store/posting-context.js'
import type { PostContent, PostWarning } from '../store/posts.js'
import type { PostsDeps } from './deps.js'

/**
 * Says which accounts have no room for the post at its time: their network's quota is used up, or what is scheduled
 * in its window will use it. A post without a time is held against now. Nothing is refused: others may make room.
 */
export function warnOfQuota(
  deps: Pick<PostsDeps, 'connectors' | 'appOf'>,
  accounts: readonly Pick<AccountForPost, 'platform' | 'data' | 'username' | 'quota'>[],
  post: {
    content: Pick<PostContent, 'threadPosts' | 'contentType' | 'overrides' | 'platformMetadata'>
    at: Date | null
    now: Date
  },
): PostWarning[] {
  const at = post.at === null || post.at < post.now ? post.now : post.at
  return accounts.flatMap((account) => {
    const { name, rules } = deps.connectors.get(account.platform)
    const parts = rules.limits.thread === null ? 0 : post.content.threadPosts.length
    const about = {
      who: account.username === null ? name : `${name} (${account.username})`,
      platform: account.platform.toUpperCase(),
      field: post.at === null ? 'accountIds' : 'scheduledFor',
    }
    const { contentType, overrides, platformMetadata } = post.content
    const platform = account.platform.toUpperCase()
    const kind = {
      contentType: overrides[platform]?.contentType ?? contentType,
      options: platformMetadata[platform] ?? {},
    }
    return quotaStates(deps, account, at, kind).flatMap((state) => warningOf(state, parts, about))
  })
}

function warningOf(
  { name, limit, used, scheduled, resetsAt, countsParts }: QuotaState,
  parts: number,
  { who, platform, field }: { who: string; platform: string; field: string },
): PostWarning[] {
  const needed = 1 + (countsParts ? parts : 0)
  if (used + scheduled + needed <= limit) return []
  const isUsed = used + needed > limit
  const room =
    resetsAt === null
      ? 'There is room again as they grow older.'
      : `There is room again at ${resetsAt.toISOString()}.`
  const state = isUsed
    ? `${String(used)} of ${String(limit)} ${name} are used.`
    : `${String(used)} of ${String(limit)} ${name} are used, and ${String(scheduled)} more are scheduled.`
  return [
    {
      code: isUsed ? 'QUOTA_EXCEEDED' : 'QUOTA_SHORT',
      message: `${who}: ${state} The network would refuse this post. ${room}`,
      field,
      platform,
    },
  ]
}
