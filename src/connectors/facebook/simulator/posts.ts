import { responseTo } from '../../../sandbox/past.js'
import { numberOf } from '../../../sandbox/plain-name.js'
import type { PastPost, SimWorld } from '../../../sandbox/simulator.js'
import { findPage } from './people.js'

export type Post = {
  /** `{page}_{number}`; a story's is a number alone. */
  id: string
  pageId: string
  appId: string
  /** Our account id, when the publishing call carried one. */
  accountId: string | null
  kind: 'status' | 'photos' | 'video' | 'reel' | 'story'
  message: string
  link: string | null
  photoIds: string[]
  videoId: string | null
  isPublished: boolean
  notes: string[]
  /** When the public sees it; before that it is not there. */
  createdAt: string
  /** Of a planted post; null: as many as its age brings. */
  counts: Counts | null
}
export type Counts = {
  views: number
  reach: number
  likes: number
  comments: number
  shares: number
  clicks: number
}

const posts = (world: SimWorld) => world.table<Post>('posts')
/** Which posts a page has: nobody reads through all of them to answer. */
const idsOf = (pageId: string, world: SimWorld) => world.table<boolean>(`posts of ${pageId}`)
/** The last post of a page that was out at once, and the last that came out later. */
const lastIds = (world: SimWorld) => world.table<string>('last posts')
/** What is planted is made anew each time it is read. */
const changedPast = (world: SimWorld) => world.table<{ message: string } | null>('changed past')

/** Ids rise with time, one row of numbers for all kinds of things; 17 digits, beyond what a double holds. */
export function newId(world: SimWorld): string {
  return String(BigInt(world.now().getTime()) * 10_000n + BigInt(world.nextNumber('object') % 10_000))
}

export function keepPost(post: Post, world: SimWorld): void {
  if (post.counts !== null) {
    changedPast(world).set(post.id, { message: post.message })
    return
  }
  const isNew = posts(world).get(post.id) === undefined
  posts(world).set(post.id, post)
  idsOf(post.pageId, world).set(post.id, true)
  if (isNew && post.isPublished && post.kind !== 'story')
    lastIds(world).set(`${post.pageId} ${isOut(post, world) ? 'at once' : 'later'}`, post.id)
}

export function dropPost(post: Post, world: SimWorld): void {
  if (post.counts !== null) {
    changedPast(world).set(post.id, null)
    return
  }
  forgetPost(post.id, post.pageId, world)
}

/** The same for one that is not out yet. */
export function forgetPost(id: string, pageId: string, world: SimWorld): void {
  posts(world).delete(id)
  idsOf(pageId, world).delete(id)
}

function isOut(post: Post, world: SimWorld): boolean {
  return post.createdAt <= world.now().toISOString()
}

/** A post by its id, once it is there: one that came through the API, or one of a page's past. */
export function findPost(id: string, world: SimWorld): Post | undefined {
  const known = posts(world).get(id)
  if (known !== undefined) return isOut(known, world) || !known.isPublished ? known : undefined
  const [pageId = ''] = id.split('_')
  return findPage(pageId, world) === undefined
    ? undefined
    : pastOf(pageId, world).find((post) => post.id === id)
}

/** What the page shows, newest first, the past included; stories are elsewhere. */
export function postsOf(pageId: string, world: SimWorld): Post[] {
  const own = ownPosts(pageId, world).filter(({ kind, isPublished }) => kind !== 'story' && isPublished)
  return [...own, ...pastOf(pageId, world)].sort(newestFirst)
}

/** What the page shows first. Not looked for among all its posts: every new one asks. */
export function newestOf(pageId: string, world: SimWorld): Post | undefined {
  const [own] = ['at once', 'later']
    .flatMap((when) => findPost(lastIds(world).get(`${pageId} ${when}`) ?? '', world) ?? [])
    .sort(newestFirst)
  return own ?? pastOf(pageId, world)[0]
}

export function storiesOf(pageId: string, world: SimWorld): Post[] {
  return ownPosts(pageId, world).filter(({ kind }) => kind === 'story')
}

/** What came through the API and is out, newest first. */
function ownPosts(pageId: string, world: SimWorld): Post[] {
  return idsOf(pageId, world)
    .entries()
    .flatMap(([id]) => posts(world).get(id) ?? [])
    .filter((post) => isOut(post, world))
    .reverse()
    .sort(newestFirst)
}

function newestFirst(a: Post, b: Post): number {
  return a.createdAt === b.createdAt ? 0 : a.createdAt < b.createdAt ? 1 : -1
}

/** Everything that came through the API and that the public sees, oldest first. */
export function allPosts(world: SimWorld): Post[] {
  return posts(world)
    .values()
    .filter((post) => post.isPublished && isOut(post, world))
}

export const storySeconds = 86_400

export function isArchived(story: Post, world: SimWorld): boolean {
  return Date.parse(story.createdAt) + storySeconds * 1_000 <= world.now().getTime()
}

/** Addresses have the part behind the page's id. */
export function permalinkOf({ id, pageId, kind, videoId }: Post): string {
  const number = id.split('_').at(-1) ?? ''
  if (kind === 'story') return `https://www.facebook.com/stories/${id}/`
  if (kind === 'reel' || kind === 'video') return `https://www.facebook.com/reel/${videoId ?? ''}/`
  return `https://www.facebook.com/${pageId}/posts/${number}`
}

/** Counts of a planted post are as they were; a new post is seen over its first days. */
export function countsOf(post: Post, world: SimWorld): Counts {
  return post.counts ?? numbersOf(responseTo(post.id, new Date(post.createdAt), world.now()))
}

function numbersOf({ likes, comments, shares, impressions, clicks }: ReturnType<typeof responseTo>): Counts {
  return { views: impressions, reach: Math.floor(impressions * 0.7), likes, comments, shares, clicks }
}

function pastOf(pageId: string, world: SimWorld): Post[] {
  const first = 12_000_000_000_000_000n + numberOf(`past of ${pageId}`)
  return world
    .pastOf(pageId)
    .map((past, index) => asPost(past, `${pageId}_${String(first + BigInt(index))}`, pageId))
    .flatMap((post) => {
      const change = changedPast(world).get(post.id)
      return change === null ? [] : [{ ...post, ...change }]
    })
}

function asPost(past: PastPost, id: string, pageId: string): Post {
  return {
    id,
    pageId,
    appId: '',
    accountId: null,
    kind: 'status',
    message: past.text,
    link: null,
    photoIds: [],
    videoId: null,
    isPublished: true,
    notes: [],
    createdAt: past.createdAt.toISOString(),
    counts: numbersOf(past),
  }
}
