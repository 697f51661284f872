import { useEffect, useState } from 'react'
import { createClient } from '../sdk/index.js'
import { queryClient } from './api.js'

/** What a noun of the stream's is asked under, where that is not its own name: an approval is a post that waits. */
const keysOf: Record<string, readonly string[]> = {
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
    const told = new Set<string>()
    let timer: ReturnType<typeof setTimeout> | undefined
    const invalidate = (keys: readonly string[] | null): void => {
      for (const key of keys ?? ['*']) told.add(key)
      timer ??= setTimeout(() => {
        timer = undefined
        const isAll = told.has('*')
        const stale = new Set(told)
        told.clear()
        void queryClient.invalidateQueries({
          predicate: ({ queryKey: [noun] }) => isAll || stale.has(String(noun)),
        })
      }, gatherMs)
    }
    // The stream goes on by itself after a break; whether it has come is seen where it is asked for.
    const watched = createClient({
      fetch: async (input, init) => {
        try {
          const answer = await fetch(input, init)
          if (!leaving.signal.aborted) setLive(answer.ok)
          return answer
        } catch (error) {
          if (!leaving.signal.aborted) setLive(false)
          throw error
        }
      },
    })
    const follow = async (): Promise<void> => {
      for await (const message of watched.stream({ signal: leaving.signal })) {
        if (message.kind === 'reset') invalidate(null)
        else if (message.kind === 'change')
          invalidate(
            message.changed === null
              ? null
              : Object.keys(message.changed).flatMap((noun) => keysOf[noun] ?? [noun]),
          )
      }
    }
    // Refused for good: the session has ended, which every other request says too.
    follow().catch(() => setLive(false))
    return () => {
      leaving.abort()
      clearTimeout(timer)
    }
  }, [])
  return isLive
}
