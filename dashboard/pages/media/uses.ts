import { useInfiniteQuery, type UseInfiniteQueryResult } from '@tanstack/react-query'
import { allows, isPostStatus, postStatuses } from '../../../contract/post-status.js'
import type { Post } from '../../../sdk/index.js'
import { client } from '../../api.js'

/** Still to go out: what the server keeps a file for. */
const waiting = new Set<string>(['publishing', 'scheduled', 'approved', 'pending_approval'])
const rest = postStatuses.filter((status) => !waiting.has(status))

export const isWaiting = ({ status }: Post): boolean => waiting.has(status)
/** Could still go out, and would do so without the file. */
export const isOpen = (post: Post): boolean =>
  !isWaiting(post) && isPostStatus(post.status) && allows(post.status, 'edit')

type Part = 'waiting' | 'rest'
type Place = { part: Part; cursor: string | null }

/** The posts that carry a file: those still to go out first, newest first in each part. */
export function usePostsOf(mediaId: string): UseInfiniteQueryResult<Post[]> {
  return useInfiniteQuery({
    queryKey: ['posts', 'of-media', mediaId],
    queryFn: async ({ signal, pageParam: { part, cursor } }) => {
      const page = async (of: Part, from: string | null): Promise<PostsPage> => {
        const status = (of === 'waiting' ? [...waiting] : rest).join(',')
        return client.posts.list(
          { mediaId, status, limit: 20, ...(from === null ? {} : { cursor: from }) },
          { signal },
        )
      }
      const { data, pagination } = await page(part, cursor)
      const isOver = pagination.next_cursor === null
      if (part === 'rest' || !isOver) return { data, on: placeAfter(part, pagination) }
      const after = await page('rest', null)
      return { data: [...data, ...after.data], on: placeAfter('rest', after.pagination) }
    },
    initialPageParam: { part: 'waiting', cursor: null } as Place,
    getNextPageParam: ({ on }) => on,
    select: ({ pages }) => pages.flatMap(({ data }) => data),
  })
}

type PostsPage = { data: Post[]; pagination: { next_cursor: string | null } }

function placeAfter(part: Part, { next_cursor: cursor }: PostsPage['pagination']): Place | null {
  return cursor === null ? null : { part, cursor }
}
