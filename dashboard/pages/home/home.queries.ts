import { queryOptions } from '@tanstack/react-query'
import { client } from '../../api.js'
import { now } from '../../clock.js'

const day = 86_400_000

/** What did not go out as it should. */
export const troubleQuery = queryOptions({
  queryKey: ['posts', 'trouble'],
  queryFn: async ({ signal }) =>
    (await client.posts.list({ status: 'failed,partial', limit: 5 }, { signal })).data,
})

/** The next to go out, soonest first. */
export const nextQuery = queryOptions({
  queryKey: ['posts', 'next'],
  queryFn: async ({ signal }) => {
    const query = {
      status: 'scheduled,publishing,pending_approval,approved',
      from: new Date(now() - day).toISOString(),
      to: new Date(now() + 14 * day).toISOString(),
      limit: 100,
    }
    const { data } = await client.posts.list(query, { signal })
    const at = ({ scheduledFor, createdAt }: (typeof data)[number]): string => scheduledFor ?? createdAt
    return data.sort((one, other) => at(one).localeCompare(at(other))).slice(0, 5)
  },
  refetchInterval: ({ state }) =>
    state.data?.some(({ status }) => status === 'publishing') === true ? 3_000 : false,
})

export const outQuery = queryOptions({
  queryKey: ['posts', 'out'],
  queryFn: async ({ signal }) =>
    (await client.posts.list({ status: 'published,partial', limit: 5 }, { signal })).data,
})

/** Whoever has written anything has found the way; and what was written last is what the guide goes on with. */
export const latestQuery = queryOptions({
  queryKey: ['posts', 'latest'],
  queryFn: async ({ signal }) => (await client.posts.list({ limit: 1 }, { signal })).data[0] ?? null,
})

/** What people did with what went out lately, by post. */
export const numbersQuery = queryOptions({
  queryKey: ['analytics', 'home'],
  queryFn: async ({ signal }) => {
    const { topPerformingPosts } = await client.analytics.getAggregate(
      { since: '30d', limit: 100 },
      { signal },
    )
    const byPost = new Map<string, { impressions: number; engagements: number }>()
    for (const { postId, impressions, engagements } of topPerformingPosts) {
      if (postId === null) continue
      const known = byPost.get(postId) ?? { impressions: 0, engagements: 0 }
      byPost.set(postId, {
        impressions: known.impressions + impressions,
        engagements: known.engagements + engagements,
      })
    }
    return byPost
  },
})

export const myApprovalsQuery = queryOptions({
  queryKey: ['approvals', 'count', 'mine'],
  queryFn: ({ signal }) => client.approvals.countQueue({ mine: 'true' }, { signal }),
})
