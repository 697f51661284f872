import { queryOptions, useQuery } from '@tanstack/react-query'
import type { Account, OptimalTimes, Post } from '../../../sdk/index.js'
import { client } from '../../api.js'
import { accountsQuery } from '../../queries.js'
import type { Range } from './days.js'

/** What the address narrows the calendar to; an absent word narrows nothing. */
export type Filters = { account?: string; platform?: string; status?: string; tag?: string }

/** A calendar that shows more is read by nobody. */
const most = 1_000

export const postsIn = ({ from, to }: Range, { account, platform, status }: Filters) =>
  queryOptions({
    queryKey: ['posts', 'calendar', from, to, account, platform, status],
    queryFn: async ({ signal }) => {
      const posts: Post[] = []
      const query = { from, to, accountId: account, platform, status, limit: 100 }
      for await (const post of client.posts.list(query, { signal })) {
        posts.push(post)
        if (posts.length === most) break
      }
      return posts
    },
  })

/** Drafts that wait for somebody to give them a time. */
export const undatedQuery = ({ account, platform }: Filters) =>
  queryOptions({
    queryKey: ['posts', 'undated', account, platform],
    queryFn: async ({ signal }) => {
      const query = { status: 'draft', accountId: account, platform, limit: 100 }
      const { data } = await client.posts.list(query, { signal })
      return data.filter(({ scheduledFor }) => scheduledFor === null)
    },
  })

export const placesQuery = queryOptions({
  queryKey: ['posts', 'places'],
  queryFn: ({ signal }) => client.queueSlots.listQueuePlaces({ limit: 100 }, { signal }),
})

/** What people did with the posts that went out in a time, by post. */
export const resultsIn = ({ from, to }: Range, now: number) =>
  queryOptions({
    queryKey: ['analytics', 'calendar', from, to],
    enabled: Date.parse(from) < now,
    queryFn: async ({ signal }) => {
      const { topPerformingPosts } = await client.analytics.getAggregate(
        { startDate: from, endDate: to, limit: 100 },
        { signal },
      )
      const byPost = new Map<string, number>()
      for (const { postId, engagements } of topPerformingPosts)
        if (postId !== null) byPost.set(postId, (byPost.get(postId) ?? 0) + engagements)
      return byPost
    },
  })

/** An hour of the week that does well, and for whom: nobody where it is common advice. */
export type BestTime = { dayOfWeek: number; hour: number; accounts: Account[] }

/** The best hours of the accounts in question; common advice where none of them has posted enough. */
export function useBestTimes(zone: string, { account, platform }: Filters): BestTime[] {
  const accounts = useQuery(accountsQuery).data ?? []
  const asked = {
    timezone: zone,
    limit: 3,
    ...(account === undefined ? {} : { accountIds: account }),
    ...(platform === undefined ? {} : { platforms: platform }),
  }
  const times = useQuery({
    queryKey: ['analytics', 'best-times', asked],
    staleTime: 3_600_000,
    enabled: accounts.length > 0,
    queryFn: ({ signal }) => client.analytics.listOptimalTimes(asked, { signal }),
  })
  return merged(times.data?.data ?? [], accounts)
}

function merged(all: OptimalTimes[], accounts: Account[]): BestTime[] {
  const own = all.filter(({ basis }) => basis === 'account')
  const best = new Map<string, BestTime>()
  for (const { accountId, optimalTimes, basis } of own.length > 0 ? own : all.slice(0, 1))
    for (const { dayOfWeek, hour } of optimalTimes) {
      const key = `${String(dayOfWeek)} ${String(hour)}`
      const known = best.get(key) ?? { dayOfWeek, hour, accounts: [] }
      if (basis === 'account') known.accounts.push(...accounts.filter(({ id }) => id === accountId))
      best.set(key, known)
    }
  return [...best.values()]
}
