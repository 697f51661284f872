import { useQueries } from '@tanstack/react-query'
import { client } from '../../api.js'
import type { Media } from '../../../sdk/index.js'

/** What is known of files, by id; asked again while the server still looks into them. */
export function useMedia(ids: readonly string[]): Record<string, Media> {
  const found = useQueries({
    queries: [...new Set(ids)].map((id) => ({
      queryKey: ['media', id],
      queryFn: ({ signal }: { signal: AbortSignal }) => client.media.get(id, { signal }),
      staleTime: 300_000,
      refetchInterval: ({ state }: { state: { data: Media | undefined } }) =>
        state.data?.status === 'PENDING' || state.data?.status === 'PROCESSING' ? 2_000 : false,
    })),
  })
  return Object.fromEntries(
    found.flatMap(({ data }) => (data === undefined ? [] : [[data.id, data] as const])),
  )
}
