import { numberOf } from '../../../sandbox/plain-name.js'
import type { SimWorld } from '../../../sandbox/simulator.js'
import { findUser } from './users.js'

export type Picture = {
  asset: string
  /** `png`, `jpg`, `gif`, `mp4` or `mov`. */
  extension: string
  width: number | null
  height: number | null
  bytes: number
  caption: string
  outboundUrl: string
}
export type Kind = 'self' | 'link' | 'image' | 'video' | 'videogif' | 'gallery' | 'poll' | 'crosspost'
export type Figures = { ups: number; comments: number; crossposts: number }
export type Post = {
  /** Base 36, without `t3_`. */
  id: string
  userId: string
  accountId: string | null
  /** As the community writes its name. */
  subreddit: string
  kind: Kind
  title: string
  text: string
  /** Null: the post's own page. */
  url: string | null
  flair: { id: string; text: string } | null
  over18: boolean
  isSpoiler: boolean
  pictures: Picture[]
  film: { seconds: number } | null
  poll: { options: string[]; endsAt: string } | null
  /** Full id of what a crosspost shows. */
  crosspostOf: string | null
  /** From then on it is there; until then it is being made. */
  createdAt: string
  /** It will never be there: its file could not be used. */
  hasFailed: boolean
  removedBy: 'automod_filtered' | 'deleted' | null
  editedAt: string | null
  /** What a post from before we came has come to; null: one that finds its answer as it grows older. */
  planted: Figures | null
}
export type Comment = {
  id: string
  userId: string
  accountId: string | null
  subreddit: string
  /** Id of the post, without `t3_`. */
  postId: string
  /** Full id. */
  parent: string
  body: string
  createdAt: string
  editedAt: string | null
  isDeleted: boolean
}

/** Lists are kept for a moment: what is new is not in them at once. */
const cacheMs = 2_000

const posts = (world: SimWorld) => world.table<Post>('posts')
const comments = (world: SimWorld) => world.table<Comment>('comments')
/** What somebody wrote, and where: nobody reads through everything to answer. */
const postsOf = (userId: string, world: SimWorld) => world.table<boolean>(`posts of ${userId}`)
const postsIn = (subreddit: string, world: SimWorld) => world.table<boolean>(`posts in ${subreddit}`)
const commentsOf = (userId: string, world: SimWorld) => world.table<boolean>(`comments of ${userId}`)
const commentsUnder = (postId: string, world: SimWorld) => world.table<boolean>(`comments under ${postId}`)

/** Ids rise with time. */
export function nextId(at: Date, world: SimWorld): string {
  return idAt(at, world.nextNumber('thing'))
}

function idAt(at: Date, number: number): string {
  return (Math.floor(at.getTime() / 1_000) * 1_024 + (number % 1_024)).toString(36)
}

export function keepPost(post: Post, world: SimWorld): Post {
  posts(world).set(post.id, post)
  postsOf(post.userId, world).set(post.id, true)
  postsIn(post.subreddit, world).set(post.id, true)
  return post
}

export function keepComment(comment: Comment, world: SimWorld): Comment {
  comments(world).set(comment.id, comment)
  commentsOf(comment.userId, world).set(comment.id, true)
  commentsUnder(comment.postId, world).set(comment.id, true)
  return comment
}

export function findComment(id: string, world: SimWorld): Comment | undefined {
  return comments(world).get(id)
}

/** Everything that came through the API, oldest first, what is still being made included. */
export const allPosts = (world: SimWorld): Post[] => posts(world).values()
export const allComments = (world: SimWorld): Comment[] => comments(world).values()

function isThere({ createdAt, hasFailed }: Post, world: SimWorld): boolean {
  return !hasFailed && createdAt <= world.now().toISOString()
}

function isListed({ createdAt }: { createdAt: string }, world: SimWorld): boolean {
  return Date.parse(createdAt) + cacheMs <= world.now().getTime()
}

/** A post that is there, by its id without `t3_`; of what was posted before we came, somebody's own. */
export function findPost(id: string, userId: string, world: SimWorld): Post | undefined {
  const post = posts(world).get(id) ?? pastPosts(userId, world).find((past) => past.id === id)
  return post !== undefined && isThere(post, world) ? post : undefined
}

/** Somebody's posts as lists show them, newest first, with what they posted before we came. */
export function listedPostsOf(userId: string, world: SimWorld): Post[] {
  const own = known(postsOf(userId, world).entries(), posts(world).get)
  return newestFirst([...shown(own, world), ...pastPosts(userId, world)])
}

export function listedPostsIn(subreddit: string, world: SimWorld): Post[] {
  return newestFirst(shown(known(postsIn(subreddit, world).entries(), posts(world).get), world))
}

/** Whatever stands of it in lists: has this address been posted there since? */
export function hasLink(subreddit: string, url: string, since: Date, world: SimWorld): boolean {
  return known(postsIn(subreddit, world).entries(), posts(world).get).some(
    (post) => post.kind === 'link' && post.url === url && post.createdAt >= since.toISOString(),
  )
}

export function listedCommentsOf(userId: string, world: SimWorld): Comment[] {
  const own = known(commentsOf(userId, world).entries(), comments(world).get)
  return newestFirst(own.filter((comment) => isListed(comment, world) && !comment.isDeleted))
}

export function commentsOn(postId: string, world: SimWorld): Comment[] {
  return known(commentsUnder(postId, world).entries(), comments(world).get)
}

/** When somebody wrote last. */
export function lastWriting(userId: string, world: SimWorld): string {
  const [post] = known(postsOf(userId, world).entries(), posts(world).get).slice(-1)
  const [comment] = known(commentsOf(userId, world).entries(), comments(world).get).slice(-1)
  return [post?.createdAt ?? '', comment?.createdAt ?? ''].sort().at(-1) ?? ''
}

function shown(list: readonly Post[], world: SimWorld): Post[] {
  return list.filter((post) => isThere(post, world) && isListed(post, world) && post.removedBy !== 'deleted')
}

function known<T>(entries: readonly [string, boolean][], get: (id: string) => T | undefined): T[] {
  return entries.map(([id]) => get(id)).filter((each) => each !== undefined)
}

function newestFirst<T extends { id: string; createdAt: string }>(list: T[]): T[] {
  return list.sort((a, b) =>
    a.createdAt === b.createdAt ? (a.id < b.id ? 1 : -1) : a.createdAt < b.createdAt ? 1 : -1,
  )
}

/** What was posted before we came, on the user's own profile. */
function pastPosts(userId: string, world: SimWorld): Post[] {
  const name = findUser(userId, world)?.name
  if (name === undefined) return []
  return world.pastOf(userId).map((past) => ({
    id: idAt(past.createdAt, Number(numberOf(userId) % 1_024n)),
    userId,
    accountId: null,
    subreddit: `u_${name}`,
    kind: 'self' as const,
    title: past.text,
    text: '',
    url: null,
    flair: null,
    over18: false,
    isSpoiler: false,
    pictures: [],
    film: null,
    poll: null,
    crosspostOf: null,
    createdAt: past.createdAt.toISOString(),
    hasFailed: false,
    removedBy: null,
    editedAt: null,
    planted: { ups: past.likes, comments: past.comments, crossposts: past.shares },
  }))
}
