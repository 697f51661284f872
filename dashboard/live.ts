import { useEffect, useState } from 'react'
import type { Query } from '@tanstack/react-query'
import { queryClient } from './api.js'
import { followTogether } from './shared-stream.js'

/** What a noun of the stream's is asked under, where that is not its own name: an approval is a post that waits. */
const keysOf: Record<string, readonly string[]> = {
  // What is past, and what is next.
  clock: ['me', 'posts', 'analytics', 'queue-slots'],
  // What one is called, and what one may do.
  auth: ['auth', 'me'],
  members: ['members', 'me'],
  workspaces: ['workspaces', 'me'],
  posts: ['posts', 'approvals'],
  'queue-slots': ['queue-slots', 'posts'],
}

/** Much that changes at once is asked for once. */
const gatherMs = 250

/** Says, for as long as the page is open, whether it hears of changes: what a page shows is asked again when it changed. */
export function useLive(): boolean {
  const [isLive, setLive] = useState(true)
  useEffect(() => {
    const leaving = new AbortController()
    const stale = new Set<Query>()
    let timer: ReturnType<typeof setTimeout> | undefined
    const hear = (changed: readonly string[] | null): void => {
      const keys = changed === null ? null : new Set(changed.flatMap((noun) => keysOf[noun] ?? [noun]))
      for (const query of queryClient.getQueryCache().getAll())
        if (keys === null ? query.state.data !== undefined : keys.has(String(query.queryKey[0])))
          stale.add(query)
      timer ??= setTimeout(() => {
        timer = undefined
        void askAgain(new Set(stale))
        stale.clear()
      }, gatherMs)
    }
    followTogether((heard) => {
      setLive(heard.isLive)
      if (heard.changed?.length !== 0) hear(heard.changed)
    }, leaving.signal)
    return () => {
      leaving.abort()
      clearTimeout(timer)
    }
  }, [])
  return isLive
}

async function askAgain(stale: ReadonlySet<Query>): Promise<void> {
  // What is asked for the first time is not asked anew by this, and its answer may be of before the change.
  const first = [...stale].filter(({ state }) => state.data === undefined && state.fetchStatus === 'fetching')
  await queryClient.invalidateQueries({ predicate: (query) => stale.has(query) })
  if (first.length > 0) await queryClient.invalidateQueries({ predicate: (query) => first.includes(query) })
}
