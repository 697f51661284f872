import { responseTo } from '../../../sandbox/past.js'
import type { PastPost, SimWorld } from '../../../sandbox/simulator.js'
import type { MediaType } from './media-table.js'
import type { User } from './people.js'
import {
  isGone,
  postIdOf,
  postingMs,
  postsOf,
  reviewOf,
  type Post,
  type PostKind,
  type Review,
} from './post-table.js'

/** What a profile shows: what came through the API, and the planted past. */
export type Asset = Pick<Post, 'id' | 'kind' | 'text' | 'locale' | 'createdAt' | 'expiresAt'> & {
  mediaType: MediaType
  review: Review
  /** Of the planted past. */
  planted: Counts | null
}

export type Counts = Pick<PastPost, 'likes' | 'comments' | 'shares' | 'impressions' | 'clicks'>

/** Newest first; neither stories that are gone nor what is still being posted. */
export function assetsOf(user: User, world: SimWorld, kind?: PostKind): Asset[] {
  const shownUntil = world.now().getTime() - postingMs
  const own = postsOf(user.id, world)
    .filter((post) => Date.parse(post.createdAt) <= shownUntil && !isGone(post, world))
    .map((post): Asset => ({ ...post, review: reviewOf(post, world), planted: null }))
  return [...own, ...pastOf(user, world)]
    .filter((asset) => kind === undefined || asset.kind === kind)
    .sort((a, b) => placeOf(b).localeCompare(placeOf(a), 'en'))
}

/** Where an asset stands in a list; later is greater. */
export const placeOf = ({ createdAt, id }: Pick<Asset, 'createdAt' | 'id'>): string => `${createdAt} ${id}`

/** Two Spotlights, then a saved story; a story of the past is gone. */
function pastOf(user: User, world: SimWorld): Asset[] {
  return world.pastOf(user.id).map((past, index) => {
    const kind = index % 3 === 2 ? 'saved_story' : 'spotlight'
    return {
      id: postIdOf(kind, `${user.id} ${past.id}`),
      kind,
      text: past.text,
      locale: kind === 'spotlight' ? 'en_US' : null,
      createdAt: past.createdAt.toISOString(),
      expiresAt: null,
      mediaType: 'VIDEO',
      review: 'LIVE',
      planted: past,
    }
  })
}

/** What had come of an asset at a moment, which may be yet to come; of the planted past it comes on the day itself. */
export function countsAt({ id, createdAt, planted }: Asset, at: Date, now: Date): Counts {
  const known = at < now ? at : now
  if (planted === null) return responseTo(id, new Date(createdAt), known)
  const isThere = known > new Date(createdAt)
  return isThere ? planted : { likes: 0, comments: 0, shares: 0, impressions: 0, clicks: 0 }
}
