import type { Json, JsonObject } from '../../kit/json.js'
import type { AccountContext } from '../connector.js'
import type { PlatformReply } from '../platform-http.js'
import { objectOf } from '../values.js'
import { rest } from './rest.js'

export const postsPerPage = 50

/** Posts of a page, by their last change, the newest first. */
export function readPosts(ctx: AccountContext, author: string, start: number): Promise<PlatformReply> {
  const query = `author=${encodeURIComponent(author)}&q=author&count=${String(postsPerPage)}&start=${String(start)}&sortBy=LAST_MODIFIED`
  return rest(ctx, { method: 'GET', path: `posts?${query}`, headers: { 'x-restli-method': 'FINDER' } })
}

/** Whether posts that come after these were last changed before a time, or there are none. */
export function isLastPage(posts: readonly JsonObject[], sinceMs: number): boolean {
  const last = posts.at(-1)
  return posts.length < postsPerPage || Number(last?.['lastModifiedAt'] ?? last?.['createdAt']) < sinceMs
}

/** `elements` of an answer; null where it is none. */
export function elementsIn(reply: PlatformReply): JsonObject[] | null {
  const elements: Json | undefined = objectOf(reply.json)['elements']
  return reply.status === 200 && Array.isArray(elements) ? elements.map(objectOf) : null
}
