import type { z } from 'zod'
import type { getOptimalTimes } from '../../contract/account-history.js'
import { ApiError } from '../../contract/errors.js'
import { fewestPosts, generalTimes, optimalTimes, type Echo, type Slot } from '../domain/optimal-times.js'
import { accountsInScope, recentResponses, type Response } from '../store/analytics.js'
import type { Tenant } from '../store/posts.js'
import { findWorkspace } from '../store/workspaces.js'
import { chosenAccounts, type ChosenQuery } from './chosen-accounts.js'
import type { AnalyticsDeps } from './deps.js'

type Reply = z.output<typeof getOptimalTimes.reply>

const dayMs = 86_400_000
const historyMs = 90 * dayMs
/** How many posts, the newest of each account, tell when to post in a workspace: more say nothing new, and take their time. */
const postsOfWorkspace = 1_500
/** How many posts, the newest, tell when to post on an account; and of how many accounts beside each other in all. */
const postsOfAccount = 500
const postsOfSeveral = 25_000
/** Younger posts have not found all of their answer. */
const ripeMs = 2 * dayMs
const days = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const

/** When to post, by how the account's own posts did. Throws NOT_FOUND. */
export async function optimalTimesOf(
  { db, now }: Pick<AnalyticsDeps, 'db' | 'now'>,
  tenant: Tenant,
  accountId: string,
  { timezone, limit }: { timezone: string; limit: number },
): Promise<Reply> {
  const [account] = await accountsInScope(db, tenant, { ids: [accountId], platforms: null })
  if (account === undefined)
    throw new ApiError('NOT_FOUND', `There is no account ${accountId} in this workspace.`)
  const at = (await now()).getTime()
  const responses = await recentResponses(db, { ...tenant, accountIds: [accountId], ...historyOf(at) })
  return presentTimes(accountId, responses, { timezone, now: at, limit })
}

/** The same of several accounts, in the order of their ids. Throws ACCOUNT_NOT_FOUND for one of another workspace. */
export async function optimalTimesOfSeveral(
  deps: Pick<AnalyticsDeps, 'db' | 'now' | 'connectors'>,
  tenant: Tenant,
  query: ChosenQuery & { timezone?: string | undefined; limit: number },
): Promise<Reply[]> {
  const accounts = (await chosenAccounts(deps, tenant, query))
    .filter(({ status }) => query.accountIds !== undefined || status !== 'disconnected')
    .sort((one, other) => (one.id < other.id ? -1 : 1))

  const at = (await deps.now()).getTime()
  const { settings } = await findWorkspace(deps.db, tenant.workspaceId)
  const timezone = query.timezone ?? settings.timezone ?? 'UTC'
  const accountIds = accounts.map(({ id }) => id)
  const most = Math.min(postsOfAccount, Math.ceil(postsOfSeveral / Math.max(1, accountIds.length)))
  const scope = { workspaceId: tenant.workspaceId, accountIds, ...historyOf(at) }
  const byAccount = responsesByAccount(await recentResponses(deps.db, scope, most))
  return accountIds.map((id) =>
    presentTimes(id, byAccount.get(id) ?? [], { timezone, now: at, limit: query.limit }),
  )
}

function presentTimes(
  accountId: string,
  responses: readonly Response[],
  asked: { timezone: string; now: number; limit: number },
): Reply {
  const { metric, echoes } = comparable(responses)
  const own = optimalTimes(echoes, asked)
  const slots = (own ?? generalTimes(asked)).map(presentSlot)
  const period = historyOf(asked.now)
  return {
    accountId,
    timezone: asked.timezone,
    basis: own === null ? 'general' : 'account',
    message:
      own === null
        ? `Common advice: ${String(echoes.length)} posts of the last 90 days have numbers to compare, and ${String(fewestPosts)} that found any response are needed.`
        : `Drawn from ${String(echoes.length)} posts of the account.`,
    metric: own === null ? null : metric,
    postsAnalyzed: echoes.length,
    optimalTimes: slots,
    data: slots,
    periodStart: period.from.toISOString(),
    periodEnd: period.to.toISOString(),
  }
}

/** The posts that tell when to post: not so old that the account has changed, not so young that the answer is still coming. */
export function historyOf(now: number): { from: Date; to: Date } {
  return { from: new Date(now - historyMs), to: new Date(now - ripeMs) }
}

/**
 * The best time of a workspace as a whole, by its clocks: `tuesday 09:00`. Each account's posts count against its own
 * average, so that the largest one does not decide. Null where too little is known.
 */
export async function bestPostingTime(
  { db, now }: Pick<AnalyticsDeps, 'db' | 'now'>,
  { workspaceId }: Tenant,
  accountIds: readonly string[],
): Promise<string | null> {
  const at = (await now()).getTime()
  const perAccount = Math.ceil(postsOfWorkspace / Math.max(1, accountIds.length))
  const responses = await recentResponses(db, { workspaceId, accountIds, ...historyOf(at) }, perAccount)
  const echoes = [...responsesByAccount(responses).values()].flatMap((own) => {
    const { echoes: posts } = comparable(own)
    const mean = posts.reduce((sum, { response }) => sum + response, 0) / posts.length
    return posts.map((post) => ({ ...post, response: mean > 0 ? (post.response / mean) * 100 : 0 }))
  })
  const { settings } = await findWorkspace(db, workspaceId)
  const timezone = settings.timezone ?? 'UTC'
  const [best] = optimalTimes(echoes, { timezone, now: at, limit: 1 }) ?? []
  if (best === undefined) return null
  const { day, time } = presentSlot(best)
  return `${day} ${time}`
}

function responsesByAccount(responses: readonly Response[]): Map<string, Response[]> {
  const byAccount = new Map<string, Response[]>()
  for (const each of responses) {
    const own = byAccount.get(each.accountId)
    if (own === undefined) byAccount.set(each.accountId, [each])
    else own.push(each)
  }
  return byAccount
}

/** Engagements, where any are told; else how often posts were shown. */
export function comparable(responses: readonly Response[]): {
  metric: 'engagements' | 'impressions'
  echoes: Echo[]
} {
  const metric = responses.some(({ engagements }) => engagements !== null) ? 'engagements' : 'impressions'
  const echoes = responses.flatMap((each) => {
    const response = each[metric]
    return response === null ? [] : [{ at: each.at, response }]
  })
  return { metric, echoes }
}

function presentSlot({ hourOfWeek, nextAt, score, posts }: Slot): Reply['data'][number] {
  const dayOfWeek = Math.floor(hourOfWeek / 24)
  const hour = hourOfWeek % 24
  return {
    dayOfWeek,
    day: days[dayOfWeek] ?? 'sunday',
    hour,
    time: `${String(hour).padStart(2, '0')}:00`,
    nextAt: nextAt.toISOString(),
    score,
    posts,
  }
}
