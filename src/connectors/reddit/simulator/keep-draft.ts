import { findSubreddit } from './subreddits.js'
import type { Call } from './endpoint.js'
import type { Draft } from './judge.js'
import { keepPost, nextId, type Kind, type Post } from './post-table.js'

/** How long a file is worked on before its post is there. */
export const processingMs: Partial<Record<Kind, number>> = { image: 5_000, video: 20_000, videogif: 20_000 }

/** Makes a post of what was found good. Some are removed at once, and nobody is told. */
export function keepDraft(
  { request, user, world }: Call,
  { kind, title, text, url }: Draft,
  more: Partial<Post> & Pick<Post, 'subreddit' | 'flair'>,
): Post {
  const createdAt = new Date(world.now().getTime() + (processingMs[kind] ?? 0))
  const word = findSubreddit(more.subreddit, world)?.removes
  const isRemoved = word != null && title.toLowerCase().includes(word)
  return keepPost(
    {
      id: nextId(createdAt, world),
      userId: user.id,
      accountId: request.accountId,
      kind,
      title,
      text,
      url,
      over18: false,
      isSpoiler: false,
      pictures: [],
      film: null,
      poll: null,
      crosspostOf: null,
      createdAt: createdAt.toISOString(),
      hasFailed: false,
      removedBy: isRemoved ? 'automod_filtered' : null,
      editedAt: null,
      planted: null,
      ...more,
    },
    world,
  )
}
