import { queryOptions } from '@tanstack/react-query'
import { client } from '../../api.js'

/** While it publishes it is asked again: between two attempts no event tells of anything. */
export const postQuery = (id: string) =>
  queryOptions({
    queryKey: ['posts', id],
    queryFn: ({ signal }) => client.posts.get(id, { signal }),
    refetchInterval: ({ state }) => (state.data?.status === 'publishing' ? 3_000 : false),
  })

export const historyQuery = (id: string) =>
  queryOptions({
    queryKey: ['posts', id, 'history'],
    queryFn: ({ signal }) => client.approvals.getHistory(id, { signal }),
  })

/** The first weeks are what a post's curve is about. */
export const numbersQuery = (id: string) =>
  queryOptions({
    queryKey: ['analytics', 'post', id],
    queryFn: ({ signal }) => client.analytics.getPost(id, { since: '90d' }, { signal }),
  })
