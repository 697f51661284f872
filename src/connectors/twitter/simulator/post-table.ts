import { responseTo } from '../../../sandbox/past.js'
import { numberOf } from '../../../sandbox/plain-name.js'
import type { SimWorld } from '../../../sandbox/simulator.js'
import { epochMs } from './snowflake.js'
import { allUsers, type User } from './users.js'

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
  /** Of the planted past; absent: what has come of it by now. */
  metrics?: Counts
}

export type Counts = {
  likes: number
  replies: number
  reposts: number
  impressions: number
  clicks: number
}

type Said = { id: string; at: string }

const posts = (world: SimWorld) => world.table<Post>('posts')
/** Which posts a user has, which hang under a post, what a user said last: nobody reads through all posts to answer. */
const idsOf = (userId: string, world: SimWorld) => world.table<boolean>(`posts of ${userId}`)
const repliesTo = (id: string, world: SimWorld) => world.table<boolean>(`replies to ${id}`)
const saidBy = (userId: string, world: SimWorld) => world.table<Said>(`said by ${userId}`)

export function findPost(id: string, world: SimWorld): Post | undefined {
  const found = posts(world).get(id)
  if (found !== undefined || !/^\d{1,19}$/.test(id)) return found
  const owner = BigInt(id) & ownerBits
  return allUsers(world)
    .filter((user) => pastOwner(user.id) === owner)
    .flatMap((user) => pastPosts(user, world))
    .find((post) => post.id === id)
}

/** A planted post's id says who wrote it and when, as no table has it. */
const ownerBits = (1n << 22n) - 1n

function pastOwner(userId: string): bigint {
  return numberOf(`past ${userId}`) & ownerBits
}

export function pastPosts(user: User, world: SimWorld): Post[] {
  return world.pastOf(user.id).map((each) => {
    const id = String(((BigInt(each.createdAt.getTime()) - epochMs) << 22n) | pastOwner(user.id))
    return {
      id,
      userId: user.id,
      accountId: null,
      text: each.text,
      shownText: each.text,
      urls: [],
      mediaIds: [],
      replyTo: null,
      conversationId: id,
      poll: null,
      createdAt: each.createdAt.toISOString(),
      metrics: {
        likes: each.likes,
        replies: each.comments,
        reposts: each.shares,
        impressions: each.impressions,
        clicks: each.clicks,
      },
    }
  })
}

/** What has come of a post: known of a planted one, growing with its age of any other. */
export function countsOf({ id, createdAt, metrics }: Post, world: SimWorld): Counts {
  if (metrics !== undefined) return metrics
  const { likes, shares, impressions, clicks } = responseTo(id, new Date(createdAt), world.now())
  return { likes, replies: 0, reposts: shares, impressions, clicks }
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
