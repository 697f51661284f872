import { queryOptions } from '@tanstack/react-query'
import { client } from './api.js'
import { setClockBy } from './clock.js'

/**
 * What several pages ask. The first word of a key is the noun that live events speak of (see live.ts): a key that
 * begins with `posts` is asked again when a post changes.
 */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => setClockBy(() => client.system.me({ signal })),
  staleTime: Infinity,
})

export const workspacesQuery = queryOptions({
  queryKey: ['workspaces'],
  queryFn: ({ signal }) => client.workspaces.list({ signal }),
  staleTime: 300_000,
})

/** Of the networks: names, limits, options. They change with the server's version alone. */
export const platformsQuery = queryOptions({
  queryKey: ['platforms'],
  queryFn: ({ signal }) => client.system.listPlatforms({ signal }),
  staleTime: Infinity,
})

/** All accounts of the workspace: a workspace has tens of them, not thousands. */
export const accountsQuery = queryOptions({
  queryKey: ['accounts'],
  queryFn: async ({ signal }) => {
    const accounts = []
    for await (const account of client.accounts.list({ limit: 100 }, { signal })) accounts.push(account)
    return accounts
  },
})

export const pendingApprovalsQuery = queryOptions({
  queryKey: ['approvals', 'count'],
  queryFn: ({ signal }) => client.approvals.countQueue({}, { signal }),
})
