import { openCursor, pageOf } from '../domain/pages.js'
import type { PostsCaller } from '../posts/deps.js'
import { presentPost, type Links } from '../posts/present-post.js'
import { countWaiting, waitingRounds } from '../store/approvals.js'
import type { Db } from '../store/database.js'
import { readPosts } from '../store/posts.js'
import { presentApproval, type PostInApproval } from './present-approval.js'

/** The posts that wait for approval, the longest first. `mine`: those of which an open step names the caller. */
export async function readQueue(
  { db, links }: { db: Db; links: Links },
  caller: PostsCaller,
  query: { mine?: boolean | undefined; limit: number; cursor?: string | undefined },
): Promise<{ items: PostInApproval[]; next: string | null }> {
  const rounds = await waitingRounds(db, caller, {
    askedOf: query.mine === true ? caller.userId : null,
    afterId: openCursor(query.cursor, /^apr_\w+$/),
    limit: query.limit + 1,
  })
  const { page, next } = pageOf(rounds, query.limit)
  const { workspaceId, mode } = caller
  const posts = await readPosts(
    db,
    page.map((round) => ({ workspaceId, mode, id: round.post_id })),
  )
  const items = page.flatMap((round, place) => {
    const post = posts[place] ?? null
    // Deleted, or decided, between the two reads.
    return post === null
      ? []
      : [{ ...presentPost(links, post), approval: presentApproval(caller, post, round) }]
  })
  return { items, next }
}

export function countQueue(db: Db, caller: PostsCaller, mine: boolean): Promise<number> {
  return countWaiting(db, caller, mine ? caller.userId : null)
}
