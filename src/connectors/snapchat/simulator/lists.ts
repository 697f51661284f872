import type { JsonObject } from '../../../kit/json.js'
import type { SimReply, SimRequest } from '../../../sandbox/simulator.js'
import { assetsOf, placeOf, type Asset } from './assets.js'
import type { Call, Endpoint } from './call.js'
import { uuidOf } from './people.js'
import type { PostKind } from './post-table.js'
import { invalid, listed, ok, refuse } from './replies.js'

/** By the kind: its path, and what its items are called in an answer. */
export const kinds = {
  story: { path: 'stories', items: 'stories', present: presentStory },
  spotlight: { path: 'spotlights', items: 'spotlights', present: presentSpotlight },
  saved_story: { path: 'saved_stories', items: 'saved_stories', present: presentSavedStory },
} satisfies Record<PostKind, { path: string; items: string; present: (asset: Asset) => JsonObject }>

const allKinds = Object.keys(kinds) as PostKind[]

export const listEndpoints: readonly Endpoint[] = [
  ...allKinds.map((kind): Endpoint => ({
    method: 'GET',
    path: `/v1/public_profiles/:profile/${kinds[kind].path}`,
    operation: 'find',
    handle: (call) => list(call, kind),
  })),
  {
    method: 'GET',
    path: '/v1/public_profiles/:profile/spotlights/:asset',
    operation: 'status',
    handle: oneSpotlight,
  },
]

const most = 50

function list({ user, request, world }: Call, kind: PostKind): SimReply {
  const { limit, after } = pageIn(request)
  const { items, present } = kinds[kind]
  const older = assetsOf(user, world, kind).filter((asset) => after === null || placeOf(asset) < after)
  const page = older.slice(0, limit)
  const last = page.at(-1)
  const isEnd = last === undefined || older.length === page.length
  return ok({
    paging: isEnd ? {} : nextPage(last, request),
    [items]: listed(kind, page.map(present)),
  })
}

function nextPage(last: Asset, { url }: SimRequest): JsonObject {
  const next = new URL(url)
  const next_page_id = Buffer.from(placeOf(last)).toString('base64url')
  next.searchParams.set('cursor', next_page_id)
  return { next_page_id, next_link: next.href }
}

function pageIn({ query }: SimRequest): { limit: number; after: string | null } {
  const strange = [...query.keys()].find((name) => !['limit', 'cursor'].includes(name))
  if (strange !== undefined) invalid(`The parameter ${strange} is not known.`)
  const limit = Number(query.get('limit') ?? most)
  if (!Number.isInteger(limit) || limit < 1 || limit > most) invalid('limit has to be 1 to 50.')
  const cursor = query.get('cursor')
  const after = cursor === null ? null : Buffer.from(cursor, 'base64url').toString()
  if (after !== null && !/^\d{4}-\d\d-\d\dT\S+ \S+$/.test(after)) invalid('cursor is not a next_page_id.')
  return { limit, after }
}

function oneSpotlight({ user, request, world }: Call): SimReply {
  const found = assetsOf(user, world, 'spotlight').find(({ id }) => id === request.params['asset'])
  if (found === undefined) return refuse(404, 'NOT_FOUND', 'There is no such Spotlight.')
  return ok({ spotlights: listed('spotlight', [presentSpotlight(found)]) })
}

function presentStory({ id, mediaType, createdAt, expiresAt }: Asset): JsonObject {
  return { id, media_type: mediaType, created_at: createdAt, expires_at: expiresAt }
}

function presentSpotlight({ id, text, locale, review, createdAt }: Asset): JsonObject {
  return { id, description: text, locale, status: review, created_at: createdAt }
}

function presentSavedStory({ id, text, createdAt, mediaType }: Asset): JsonObject {
  return {
    id,
    title: text,
    created_at: createdAt,
    snaps: [{ id: uuidOf(`snap of ${id}`), media_type: mediaType }],
  }
}
