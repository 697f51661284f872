import type { SimWorld } from '../../../sandbox/simulator.js'

export type Post = {
  id: string
  userId: string
  accountId: string | null
  /** As given, and as the network shows it with its own short addresses. */
  text: string
  shownText: string
  urls: { url: string; expanded: string }[]
  mediaIds: string[]
  replyTo: string | null
  conversationId: string
  poll: { options: string[]; minutes: number } | null
  createdAt: string
  metrics: { likes: number; replies: number; reposts: number; impressions: number }
}

type Said = { id: string; at: string }

const posts = (world: SimWorld) => world.table<Post>('posts')
/** Which posts a user has, which hang under a post, what a user said last: nobody reads through all posts to answer. */
const idsOf = (userId: string, world: SimWorld) => world.table<boolean>(`posts of ${userId}`)
const repliesTo = (id: string, world: SimWorld) => world.table<boolean>(`replies to ${id}`)
const saidBy = (userId: string, world: SimWorld) => world.table<Said>(`said by ${userId}`)

export function findPost(id: string, world: SimWorld): Post | undefined {
  return posts(world).get(id)
}

export function keepPost(post: Post, world: SimWorld): void {
  posts(world).set(post.id, post)
  idsOf(post.userId, world).set(post.id, true)
  if (post.replyTo !== null) repliesTo(post.replyTo, world).set(post.id, true)
  if (post.mediaIds.length === 0)
    saidBy(post.userId, world).set(wordsOf(post), { id: post.id, at: post.createdAt })
}

export function dropPost(post: Post, world: SimWorld): void {
  posts(world).delete(post.id)
  idsOf(post.userId, world).delete(post.id)
  if (post.replyTo !== null) repliesTo(post.replyTo, world).delete(post.id)
  if (saidBy(post.userId, world).get(wordsOf(post))?.id === post.id)
    saidBy(post.userId, world).delete(wordsOf(post))
}

/** When the user last said the same in the same place, without media. */
export function lastSaid(
  userId: string,
  post: Pick<Post, 'replyTo' | 'text'>,
  world: SimWorld,
): string | null {
  return saidBy(userId, world).get(wordsOf(post))?.at ?? null
}

function wordsOf({ replyTo, text }: Pick<Post, 'replyTo' | 'text'>): string {
  return `${replyTo ?? ''} ${text}`
}

export function postsOf(userId: string, world: SimWorld): Post[] {
  return idsOf(userId, world)
    .entries()
    .map(([id]) => findPost(id, world))
    .filter((post) => post !== undefined)
}

export function countPosts(userId: string, world: SimWorld): number {
  return idsOf(userId, world).size
}

export function countReplies(id: string, world: SimWorld): number {
  return repliesTo(id, world).size
}

export function allPosts(world: SimWorld): Post[] {
  return posts(world).values()
}
