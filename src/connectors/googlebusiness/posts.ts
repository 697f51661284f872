import type { Refused } from '../connector.js'
import { call, pageIn, v4, type Calls } from './api.js'
import { refusalOfV4 } from './errors.js'
import { postIn, type LocalPost } from './review.js'

/** A page of the posts of a location, of whatever state, and where it goes on. */
export async function listPosts(
  location: string,
  cursor: string | null,
  ctx: Calls,
): Promise<{ posts: LocalPost[]; next: string | null } | Refused> {
  const query = { pageSize: '100', ...(cursor === null ? {} : { pageToken: cursor }) }
  const reply = await call(ctx, 'GET', `${v4}/${location}/localPosts`, { query })
  const page = pageIn(reply, 'localPosts')
  if (page === null) return refusalOfV4(reply, ctx)
  return { posts: page.items.flatMap((each) => postIn(each) ?? []), next: page.next }
}
