import { redirect } from '@tanstack/react-router'
import { useQuery } from '@tanstack/react-query'
import { rolesOf, type Role } from '../contract/roles.js'
import type { MeReply, Workspace } from '../sdk/index.js'
import { VoxBurstError } from '../sdk/errors.js'
import { client, queryClient, setSessionLost } from './api.js'
import { meQuery, workspacesQuery } from './queries.js'

/** Who is signed in, before a page of theirs is shown; leads to the sign-in page otherwise, and back from there. */
export async function requireSession(here: string): Promise<MeReply> {
  try {
    return await queryClient.ensureQueryData(meQuery)
  } catch (error) {
    if (error instanceof VoxBurstError && error.status === 401)
      throw redirect({ to: '/sign-in', search: here === '/' ? {} : { next: here } })
    throw error
  }
}

/** Who is signed in. Pages stand behind requireSession, so that it is known there. */
export function useMe(): MeReply {
  const { data } = useQuery(meQuery)
  if (data === undefined) throw new Error('useMe needs a page behind requireSession')
  return data
}

/** The workspace that the session acts in; absent until it is known. */
export function useWorkspace(): Workspace | undefined {
  const { workspaceId } = useMe()
  return useQuery(workspacesQuery).data?.data.find(({ id }) => id === workspaceId)
}

type Rights = Parameters<typeof rolesOf>[0]

/** Whether the person's role may use an endpoint, by the table that the server refuses by. */
export function useMay(): (endpoint: Rights) => boolean {
  const { role } = useMe()
  return (endpoint) => rolesOf(endpoint).includes(role as Role)
}

/** What a tab tells the others of the browser: they have one session. */
type Told = 'signed in' | 'signed out'
const tabs = new BroadcastChannel('voxburst.session')

/** Takes part in what happens to the session in other tabs. */
export function onOtherTab(hear: (told: Told) => void): void {
  tabs.onmessage = ({ data }: MessageEvent<Told>) => hear(data)
}

/** Forgets all that was seen: the next one at this browser may be somebody else. */
export async function signOut(): Promise<void> {
  await client.signIn.signOut()
  queryClient.clear()
  tabs.postMessage('signed out' satisfies Told)
}

/** Goes on in another workspace, in all tabs. */
export async function switchTo(workspaceId: string): Promise<void> {
  await client.signIn.switchWorkspace({ workspaceId })
  tabs.postMessage('signed in' satisfies Told)
  location.assign('/')
}

/** After somebody signed in, here or in another tab. What is shown stays where they are who they were. */
export async function begin(isHere: boolean): Promise<void> {
  const before = queryClient.getQueryData(meQuery.queryKey)
  const { userId, workspaceId } = await queryClient.fetchQuery({ ...meQuery, staleTime: 0 })
  if (isHere) tabs.postMessage('signed in' satisfies Told)
  setSessionLost(false)
  if (before === undefined) return
  if (before.userId === userId && before.workspaceId === workspaceId) await queryClient.invalidateQueries()
  else location.assign('/')
}

/** Where one wanted to go; an address of somebody else is not followed. */
export function pageOfOurs(next: string | undefined): string {
  if (next === undefined || !next.startsWith('/')) return '/'
  const url = new URL(next, location.origin)
  return url.origin === location.origin ? `${url.pathname}${url.search}` : '/'
}
