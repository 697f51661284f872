import { shortcodeOf } from '../../../sandbox/graph-api/ids.js'
import { responseTo } from '../../../sandbox/past.js'
import { numberOf } from '../../../sandbox/plain-name.js'
import type { PastPost, SimWorld } from '../../../sandbox/simulator.js'
import type { File } from './files.js'
import { findUser } from './people.js'

export type Post = {
  id: string
  userId: string
  /** Our account id, when the publishing call carried one. */
  accountId: string | null
  mediaType: 'TEXT_POST' | 'IMAGE' | 'VIDEO' | 'CAROUSEL_ALBUM' | 'REPOST_FACADE'
  text: string
  files: { file: File; altText: string | null }[]
  /** The media of a carousel have ids of their own. */
  childIds: string[]
  /** Set for a child: it is read by its id and listed nowhere. */
  carouselId: string | null
  replyToId: string | null
  rootId: string | null
  quotedId: string | null
  repostedId: string | null
  topic: string | null
  link: string | null
  poll: { options: string[]; endsAt: string } | null
  replyAudience: string
  notes: string[]
  isHidden: boolean
  createdAt: string
  counts: Counts | null
}
export type Counts = {
  views: number
  likes: number
  replies: number
  reposts: number
  quotes: number
  shares: number
  clicks: number
}

const posts = (world: SimWorld) => world.table<Post>('posts')
/** Which posts a person has, and which a post has under it: nobody reads through all of them to answer. */
const idsOf = (userId: string, world: SimWorld) => world.table<boolean>(`posts of ${userId}`)
const idsUnder = (id: string, world: SimWorld) => world.table<boolean>(`replies to ${id}`)

/** What is planted is made anew each time it is read. */
const deletedPast = (world: SimWorld) => world.table<boolean>('deleted past')

export function keepPost(post: Post, world: SimWorld): void {
  posts(world).set(post.id, post)
  if (post.carouselId !== null) return
  idsOf(post.userId, world).set(post.id, true)
  if (post.replyToId !== null) idsUnder(post.replyToId, world).set(post.id, true)
}

export function dropPost(post: Post, world: SimWorld): void {
  for (const id of [post.id, ...post.childIds]) posts(world).delete(id)
  if (post.counts !== null) deletedPast(world).set(post.id, true)
  idsOf(post.userId, world).delete(post.id)
  if (post.replyToId !== null) idsUnder(post.replyToId, world).delete(post.id)
}

/** A post by its id: one that came through the API, or one of somebody's past. */
export function findPost(id: string, world: SimWorld): Post | undefined {
  const known = posts(world).get(id)
  if (known !== undefined || !/^\d{17}$/.test(id)) return known
  const owner = pastOwners(world).get(String(BigInt(id) - (BigInt(id) % pastRow)))
  return owner === undefined ? undefined : pastOf(owner, world).find((post) => post.id === id)
}

/** The past of a person has ids in a row of its own: whose it is, by the first of them. */
const pastOwners = (world: SimWorld) => world.table<string>('past owners')
const pastRow = 128n

/** Newest first, the past included. */
export function postsOf(userId: string, world: SimWorld): Post[] {
  const own = [...idsOf(userId, world).entries()].flatMap(([id]) => posts(world).get(id) ?? [])
  return [...own.reverse(), ...pastOf(userId, world)].sort((a, b) =>
    a.createdAt === b.createdAt ? 0 : a.createdAt < b.createdAt ? 1 : -1,
  )
}

/** Direct answers, oldest first. */
export function repliesTo(id: string, world: SimWorld): Post[] {
  return idsUnder(id, world)
    .entries()
    .flatMap(([reply]) => posts(world).get(reply) ?? [])
}

export function allPosts(world: SimWorld): Post[] {
  return posts(world).values()
}

export function permalinkOf(post: Post, world: SimWorld): string {
  const username = findUser(post.userId, world)?.username ?? ''
  return `https://www.threads.net/@${username}/post/${shortcodeOf(post.id)}`
}

/** Counts of a planted post are as they were; a new post is seen over its first days. */
export function countsOf(post: Post, world: SimWorld): Counts {
  const replies = idsUnder(post.id, world).size
  if (post.counts !== null) return { ...post.counts, replies: post.counts.replies + replies }
  const { likes, shares, impressions, clicks } = responseTo(post.id, new Date(post.createdAt), world.now())
  return numbersOf({ likes, comments: replies, shares, impressions, clicks })
}

type Response = ReturnType<typeof responseTo>

/** The network tells reposts, quotes and shares apart. */
function numbersOf({ likes, comments, shares, impressions, clicks }: Response): Counts {
  return {
    views: impressions,
    likes,
    replies: comments,
    reposts: shares,
    quotes: Math.floor(shares / 3),
    shares: Math.floor(shares / 2),
    clicks,
  }
}

function pastOf(userId: string, world: SimWorld): Post[] {
  const first = 17_000_000_000_000_000n + (numberOf(`past of ${userId}`) / pastRow) * pastRow
  if (pastOwners(world).get(String(first)) === undefined) pastOwners(world).set(String(first), userId)
  return world
    .pastOf(userId)
    .map((past, index) => asPost(past, String(first + BigInt(index)), userId))
    .filter(({ id }) => deletedPast(world).get(id) === undefined)
}

function asPost(past: PastPost, id: string, userId: string): Post {
  return {
    id,
    userId,
    accountId: null,
    mediaType: 'TEXT_POST',
    text: past.text,
    files: [],
    childIds: [],
    carouselId: null,
    replyToId: null,
    rootId: null,
    quotedId: null,
    repostedId: null,
    topic: null,
    link: null,
    poll: null,
    replyAudience: 'EVERYONE',
    notes: [],
    isHidden: false,
    createdAt: past.createdAt.toISOString(),
    counts: numbersOf(past),
  }
}
