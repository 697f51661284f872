import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { createClient, VoxBurstError } from '../sdk/index.js'

/** The public API, with the session's cookie: the dashboard can do what any client can, and nothing else. */
export const client = createClient({ maxRetries: 1 })

const lost = new EventTarget()

/** Calls back when the server says that nobody is signed in any more; answers how to stop listening. */
export function onSessionLost(callback: () => void): () => void {
  lost.addEventListener('lost', callback)
  return () => lost.removeEventListener('lost', callback)
}

/** Hears of an answer that says so, whoever got it. */
export function noteError(error: unknown): void {
  if (error instanceof VoxBurstError && error.status === 401) lost.dispatchEvent(new Event('lost'))
}

/** What the server told, kept for as long as it is shown. Live events say when something of it is no longer true. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 30_000, retry: false, refetchOnWindowFocus: true },
  },
  queryCache: new QueryCache({ onError: noteError }),
  mutationCache: new MutationCache({ onError: noteError }),
})
