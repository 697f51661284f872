import type { SimWorld } from '../../../sandbox/simulator.js'
import type { Given } from './local-post.js'
import { digitsOf, type Location, type User } from './people.js'
import type { Photo } from './photos.js'

export type Post = {
  id: string
  location: Location
  /** Our account id, when the request that made it carried one. */
  forAccount: string | null
  given: Omit<Given, 'media'>
  photos: Photo[]
  createdAt: string
  updatedAt: string
  /** When its review is over; null: never. */
  settledAt: string | null
  end: 'LIVE' | 'REJECTED'
  /** Somebody has asked, and was told that it is out. */
  isTold: boolean
}
export type State = 'SCHEDULED' | 'PROCESSING' | 'LIVE' | 'RECURRING' | 'REJECTED'

const reviewMs = 500

const keyOf = ({ accountId, id }: Pick<Location, 'accountId' | 'id'>, post: string): string =>
  `${accountId} ${id} ${post}`
const posts = (world: SimWorld) => world.table<Post>('posts')
const keysOf = ({ accountId, id }: Location, world: SimWorld) =>
  world.table<boolean>(`posts of ${accountId} ${id}`)
/** Of the planted past: they are there no more. */
const removed = (world: SimWorld) => world.table<boolean>('removed')
const byId = (world: SimWorld) => world.table<string>('posts by id')

export function keepPost(post: Post, world: SimWorld): Post {
  const key = keyOf(post.location, post.id)
  if (posts(world).get(key) === undefined) {
    keysOf(post.location, world).set(key, true)
    byId(world).set(post.id, key)
  }
  posts(world).set(key, post)
  return post
}

export function removePost({ location, id }: Post, world: SimWorld): void {
  const key = keyOf(location, id)
  posts(world).delete(key)
  removed(world).set(key, true)
  keysOf(location, world).delete(key)
}

export function findPost(location: Location, id: string, world: SimWorld): Post | undefined {
  return posts(world).get(keyOf(location, id)) ?? pastPosts(location, world).find((post) => post.id === id)
}

/** By its own id alone, as a page names it; of those that came through the API. */
export function findById(id: string, world: SimWorld): Post | undefined {
  return posts(world).get(byId(world).get(id) ?? '')
}

export function allPosts(world: SimWorld): Post[] {
  return posts(world).values()
}

/** Newest first: what came through the API and the planted past. */
export function postsOf(location: Location, world: SimWorld): Post[] {
  const own = keysOf(location, world)
    .entries()
    .flatMap(([key]) => posts(world).get(key) ?? [])
  return [...own.reverse(), ...pastPosts(location, world)].sort((a, b) =>
    a.createdAt < b.createdAt ? 1 : a.createdAt > b.createdAt ? -1 : 0,
  )
}

/** Without those that were changed since, or removed. */
function pastPosts(location: Location, world: SimWorld): Post[] {
  return world.pastOf(location.id).flatMap(({ text, createdAt }, index): Post[] => {
    const at = createdAt.toISOString()
    const past: Post = {
      id: digitsOf(`post ${String(index)} of ${location.accountId} ${location.id}`),
      location,
      forAccount: null,
      given: { languageCode: 'en', summary: text, topicType: 'STANDARD' },
      photos: [],
      createdAt: at,
      updatedAt: at,
      settledAt: at,
      end: 'LIVE',
      isTold: true,
    }
    const key = keyOf(location, past.id)
    const isOwn = posts(world).get(key) !== undefined || removed(world).get(key) !== undefined
    return isOwn ? [] : [past]
  })
}

/** How it will end, and when: its review begins with it, or at the time that was set for it. */
export function reviewOf(
  given: Post['given'],
  { kind }: Pick<User, 'kind'>,
  now: Date,
): Pick<Post, 'settledAt' | 'end'> {
  const { summary = '', topicType, scheduledTime } = given
  const begin = scheduledTime === undefined ? now.getTime() : Date.parse(scheduledTime)
  // support.google.com/business/answer/7213077 (2026-09).
  const isAgainstRules = hasPhoneNumber(summary) || (kind === 'hotel' && topicType === 'OFFER')
  return {
    settledAt: summary.includes('#processing') ? null : new Date(begin + reviewMs).toISOString(),
    end: isAgainstRules || summary.includes('#rejected') ? 'REJECTED' : 'LIVE',
  }
}

/** With a country’s code, or as Americans write them. */
export function hasPhoneNumber(text: string): boolean {
  return /(?<![\w+])(\+\d[\d ().-]{7,}\d|\(?\d{3}\)?[ .-]\d{3}[.-]\d{4})(?!\w)/.test(text)
}

export function stateOf({ given, settledAt, end }: Post, world: SimWorld): State {
  const now = world.now().toISOString()
  const { scheduledTime, event } = given
  if (scheduledTime !== undefined && Date.parse(scheduledTime) > world.now().getTime()) return 'SCHEDULED'
  if (settledAt === null || now < settledAt) return 'PROCESSING'
  if (end === 'REJECTED') return 'REJECTED'
  return event?.recurrenceInfo === undefined ? 'LIVE' : 'RECURRING'
}

export function isOut(post: Post, world: SimWorld): boolean {
  return ['LIVE', 'RECURRING'].includes(stateOf(post, world))
}

/** Google does not want it, from now on. */
export function rejectNow(post: Post, world: SimWorld): void {
  keepPost({ ...post, end: 'REJECTED', settledAt: world.now().toISOString() }, world)
}
