import { paginated, type Pagination } from '../../contract/common.js'
import { ApiError } from '../../contract/errors.js'
import { openCursor, pageOf } from '../domain/pages.js'
import { isPostStatus, postStatuses, type PostStatus } from '../../contract/post-status.js'
import { parseBound } from '../domain/post-dates.js'
import { listPosts as readPage, type Tenant } from '../store/posts.js'
import type { PostsDeps } from './deps.js'
import { wordsOf } from '../kit/words-of.js'
import { presentPost, type PostReply } from './present-post.js'
import { platformSlug } from '../connectors/platform-slug.js'

export type ListQuery = {
  status?: string | undefined
  platform?: string | undefined
  accountId?: string | undefined
  mediaId?: string | undefined
  from?: string | undefined
  to?: string | undefined
  limit: number
  cursor?: string | undefined
  offset?: number | undefined
}

export type PostsPage = {
  data: PostReply[]
  posts: PostReply[]
  pagination: Pagination
}

/** A page of posts, newest first. One row more than asked for tells whether there is another page. */
export async function listPosts(
  { db, connectors, links }: Pick<PostsDeps, 'db' | 'connectors' | 'links'>,
  tenant: Tenant,
  query: ListQuery,
): Promise<PostsPage> {
  const rows = await readPage(db, tenant, {
    statuses: readStatuses(query.status),
    platforms: wordsOf(query.platform)?.map((each) => platformSlug(connectors, each, 'platform')) ?? null,
    accountId: query.accountId ?? null,
    mediaId: query.mediaId ?? null,
    from: query.from === undefined ? null : parseBound(query.from, 'from'),
    to: query.to === undefined ? null : parseBound(query.to, 'to'),
    before: openCursor(query.cursor, /^post_\w+$/),
    offset: query.offset ?? 0,
    limit: query.limit + 1,
  })
  const { page, next } = pageOf(rows, query.limit)
  const data = page.map((post) => presentPost(links, post))
  return { data, posts: data, pagination: paginated(query.limit, next) }
}

function readStatuses(given: string | undefined): PostStatus[] | null {
  const names = wordsOf(given)?.map((name) => name.toLowerCase())
  if (names === undefined) return null
  if (names.includes('all')) return postStatuses
  return [...new Set(names)].map((name) => {
    if (isPostStatus(name)) return name
    throw new ApiError(
      'VALIDATION_ERROR',
      `${name.slice(0, 50)} is not a status of posts; known are ${postStatuses.join(', ')} and all.`,
      { field: 'status' },
    )
  })
}
