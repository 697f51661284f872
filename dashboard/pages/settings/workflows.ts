import { queryOptions } from '@tanstack/react-query'
import { client } from '../../api.js'

export const workflowsQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: ['workflows', workspaceId],
    queryFn: ({ signal }) => client.approvals.listWorkflows(workspaceId, { signal }),
  })

export const membersQuery = queryOptions({
  queryKey: ['members'],
  queryFn: ({ signal }) => client.members.list({ signal }),
})

/** What a member is called, for people. */
export function memberName({ name, email }: { name: string | null; email: string | null }): string {
  return name ?? email ?? ''
}
