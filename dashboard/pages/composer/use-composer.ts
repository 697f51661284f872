import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { usePlatforms, type Platform } from '../../components/account.js'
import { accountsQuery, workspacesQuery } from '../../queries.js'
import { useMe } from '../../session.js'
import type { Account, Workspace } from '../../../sdk/index.js'
import type { Draft } from './draft.js'

/** Changes some fields; a function of the draft as it is by then where what is new depends on what was. */
export type Change = (patch: Partial<Draft> | ((draft: Draft) => Partial<Draft>)) => void

/** The accounts that are picked, in the order of the list, and their networks, each once. */
export function usePicked(draft: Draft): { accounts: Account[]; platforms: Platform[]; slugs: string[] } {
  const { data: accounts } = useQuery(accountsQuery)
  const { all } = usePlatforms()
  return useMemo(() => {
    const picked = (accounts ?? []).filter(({ id }) => draft.accountIds.includes(id))
    const platforms = all.filter(({ slug }) => picked.some(({ platform }) => platform === slug))
    return { accounts: picked, platforms, slugs: platforms.map(({ slug }) => slug) }
  }, [accounts, all, draft.accountIds])
}

export function useWorkspace(): { workspace: Workspace | undefined; timeZone: string } {
  const { workspaceId } = useMe()
  const workspace = useQuery(workspacesQuery).data?.data.find(({ id }) => id === workspaceId)
  const zone = workspace?.settings['timezone']
  return { workspace, timeZone: typeof zone === 'string' ? zone : 'UTC' }
}
