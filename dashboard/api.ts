import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { createClient, VoxBurstError } from '../sdk/index.js'

/** The public API, with the session's cookie: the dashboard can do what any client can, and nothing else. */
export const client = createClient({ maxRetries: 1 })

let isLost = false
const watching = new Set<() => void>()

/** Notes that the server knows nobody here any more, or somebody again. */
export function setSessionLost(next: boolean): void {
  if (isLost === next) return
  isLost = next
  for (const draw of watching) draw()
}

export function useSessionLost(): boolean {
  return useSyncExternalStore(
    (draw) => {
      watching.add(draw)
      return () => watching.delete(draw)
    },
    () => isLost,
  )
}

/** Hears of an answer that says so, whoever got it. */
export function noteError(error: unknown): void {
  if (error instanceof VoxBurstError && error.status === 401) setSessionLost(true)
}

/** What the server told, kept for as long as it is shown. Live events say when something of it is no longer true. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 30_000, retry: false, refetchOnWindowFocus: true },
  },
  queryCache: new QueryCache({ onError: noteError }),
  mutationCache: new MutationCache({ onError: noteError }),
})
