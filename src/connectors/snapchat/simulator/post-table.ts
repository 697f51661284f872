import { createHash } from 'node:crypto'
import type { SimWorld } from '../../../sandbox/simulator.js'
import type { FileFacts } from './file-facts.js'
import type { MediaType } from './media-table.js'
import { uuidOf } from './people.js'

export type PostKind = 'story' | 'spotlight' | 'saved_story'

export type Post = {
  id: string
  kind: PostKind
  profileId: string
  /** Our account id, when the creating request carried one. */
  accountId: string | null
  mediaId: string
  mediaType: MediaType
  facts: FileFacts | null
  /** A Spotlight's description, a saved story's title. */
  text: string
  locale: string | null
  savesToProfile: boolean
  createdAt: string
  /** Of a story. */
  expiresAt: string | null
  /** The review of a Spotlight is over sooner than it takes, by a fault. */
  isRejected: boolean
}

/** So long a post is under way: it is not in the lists before. */
export const postingMs = 3_000
const reviewMs = 30_000

const posts = (world: SimWorld) => world.table<Post>('posts')
const idsOf = (profileId: string, world: SimWorld) => world.table<boolean>(`posts of ${profileId}`)

export function keepPost(post: Post, world: SimWorld): void {
  if (posts(world).get(post.id) === undefined) idsOf(post.profileId, world).set(post.id, true)
  posts(world).set(post.id, post)
}

export function findPost(id: string, world: SimWorld): Post | undefined {
  return posts(world).get(id)
}

export function allPosts(world: SimWorld): Post[] {
  return posts(world).values()
}

export function postsOf(profileId: string, world: SimWorld): Post[] {
  return idsOf(profileId, world)
    .entries()
    .flatMap(([id]) => findPost(id, world) ?? [])
}

export function isGone({ expiresAt }: Pick<Post, 'expiresAt'>, world: SimWorld): boolean {
  return expiresAt !== null && expiresAt <= world.now().toISOString()
}

export type Review = 'SUBMITTED' | 'LIVE' | 'REJECTED'

/** Where a Spotlight stands; a description with `#rejected` asks for that end. */
export function reviewOf({ createdAt, text, isRejected }: Post, world: SimWorld): Review {
  if (isRejected) return 'REJECTED'
  if (world.now().getTime() < Date.parse(createdAt) + reviewMs) return 'SUBMITTED'
  return /#rejected\b/.test(text) ? 'REJECTED' : 'LIVE'
}

/** A Spotlight's is long and made of letters, as theirs; the others have UUIDs. The same name has the same id. */
export function postIdOf(kind: PostKind, name: string): string {
  if (kind !== 'spotlight') return uuidOf(name)
  return `W7_${createHash('sha512').update(name).digest('base64url').slice(0, 60)}`
}
