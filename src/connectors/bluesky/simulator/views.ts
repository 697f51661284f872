import type { Json } from '../../../kit/json.js'
import type { SimReply, SimRequest, SimWorld } from '../../../sandbox/simulator.js'
import { roleOf } from './hosts.js'
import { onPdsAndAppview, pageSize, type Method } from './method.js'
import { presentPost } from './present-post.js'
import { isIndexed, postCollection, recordAt, recordsOf, repliesTo, type StoredRecord } from './records.js'
import { failure, invalid, ok } from './replies.js'
import { signedIn } from './sessions.js'
import { avatarOf, userOf } from './users.js'

const view = {
  kind: 'query',
  at: onPdsAndAppview,
} as const

/** The network's views, which come a moment after the records. A PDS asks for them with the caller's session. */
export const viewMethods: readonly Method[] = [
  {
    ...view,
    nsid: 'app.bsky.actor.getProfile',
    operation: 'identity',
    required: ['actor'],
    handle: getProfile,
  },
  { ...view, nsid: 'app.bsky.feed.getPosts', operation: 'metrics', required: ['uris'], handle: getPosts },
  {
    ...view,
    nsid: 'app.bsky.feed.getPostThread',
    operation: 'metrics',
    required: ['uri'],
    handle: getPostThread,
  },
  {
    ...view,
    nsid: 'app.bsky.feed.getAuthorFeed',
    operation: 'metrics',
    required: ['actor'],
    handle: getAuthorFeed,
  },
]

type Sees = (record: StoredRecord) => boolean

/** Through a PDS, the caller's own newest records are mixed in; `getPosts` is not. */
function reader(
  request: SimRequest,
  world: SimWorld,
  isSmoothed: boolean,
): { sees: Sees } | { reply: SimReply } {
  const indexed: Sees = (record) => isIndexed(record, world)
  if (roleOf(request.host) === 'appview' && request.headers['authorization'] === undefined)
    return { sees: indexed }
  const who = signedIn(request, world)
  if ('reply' in who) return who
  return { sees: (record) => (isSmoothed && record.did === who.user.id) || indexed(record) }
}

function getProfile(request: SimRequest, world: SimWorld): SimReply {
  const reading = reader(request, world, true)
  if ('reply' in reading) return reading.reply
  const user = userOf(request.query.get('actor') ?? '', world)
  if (user === undefined) return invalid('Profile not found')
  if (user.state === 'takendown') return failure(400, 'AccountTakedown', 'Account has been suspended')
  if (user.state === 'deactivated') return failure(400, 'AccountDeactivated', 'Account is deactivated')
  return ok({
    did: user.id,
    handle: user.username,
    displayName: user.displayName,
    avatar: avatarOf(user),
    description: 'Made up, and glad about it.',
    followersCount: 318,
    followsCount: 142,
    postsCount: recordsOf(user, postCollection, world).filter(reading.sees).length,
    createdAt: user.createdAt,
    indexedAt: user.createdAt,
    labels: [],
  })
}

function getPosts(request: SimRequest, world: SimWorld): SimReply {
  const reading = reader(request, world, false)
  if ('reply' in reading) return reading.reply
  const uris = request.query.getAll('uris')
  if (uris.length > 25) return invalid('Error: uris must not have more than 25 elements')
  if (uris.some((uri) => !uri.startsWith('at://'))) return invalid('Error: uris/0 must be a valid at-uri')
  const found = uris.map((uri) => recordAt(uri, world)).filter((record) => record !== undefined)
  return ok({ posts: found.filter(reading.sees).map((record) => presentPost(record, world)) })
}

function getPostThread(request: SimRequest, world: SimWorld): SimReply {
  const reading = reader(request, world, true)
  if ('reply' in reading) return reading.reply
  const uri = request.query.get('uri') ?? ''
  const post = recordAt(uri, world)
  if (post === undefined || !reading.sees(post)) return failure(400, 'NotFound', `Post not found: ${uri}`)
  const depth = Number(request.query.get('depth') ?? 6)
  const height = Number(request.query.get('parentHeight') ?? 80)
  const above = parentsOf(post, height, reading.sees, world)
  return ok({ thread: { ...below(post, depth, reading.sees, world), ...above } })
}

function below(post: StoredRecord, depth: number, sees: Sees, world: SimWorld): { [name: string]: Json } {
  const replies =
    depth <= 0
      ? []
      : repliesTo(post.uri, world)
          .entries()
          .map(([uri]) => recordAt(uri, world))
          .filter((record) => record !== undefined)
          .filter(sees)
  return {
    $type: 'app.bsky.feed.defs#threadViewPost',
    post: presentPost(post, world),
    replies: replies.map((reply) => below(reply, depth - 1, sees, world)),
  }
}

function parentsOf(
  post: StoredRecord,
  height: number,
  sees: Sees,
  world: SimWorld,
): { parent?: { [name: string]: Json } } {
  if (height <= 0 || post.parentUri === null) return {}
  const parent = recordAt(post.parentUri, world)
  if (parent === undefined || !sees(parent))
    return {
      parent: { $type: 'app.bsky.feed.defs#notFoundPost', uri: post.parentUri, notFound: true },
    }
  return {
    parent: {
      $type: 'app.bsky.feed.defs#threadViewPost',
      post: presentPost(parent, world),
      ...parentsOf(parent, height - 1, sees, world),
    },
  }
}

const filters: Record<string, (record: StoredRecord) => boolean> = {
  posts_with_replies: () => true,
  posts_no_replies: (record) => record.value['reply'] === undefined,
  posts_with_media: (record) => embedType(record) !== '' && embedType(record) !== 'app.bsky.embed.record',
  posts_and_author_threads: () => true,
  posts_with_video: (record) => embedType(record) === 'app.bsky.embed.video',
}

function embedType({ value }: StoredRecord): string {
  const embed = value['embed']
  const type = typeof embed === 'object' && embed !== null && !Array.isArray(embed) ? embed['$type'] : ''
  return typeof type === 'string' ? type : ''
}

function getAuthorFeed(request: SimRequest, world: SimWorld): SimReply {
  const reading = reader(request, world, true)
  if ('reply' in reading) return reading.reply
  const user = userOf(request.query.get('actor') ?? '', world)
  if (user === undefined) return invalid('Profile not found')
  const page = pageSize(request)
  if ('reply' in page) return page.reply
  const filter = filters[request.query.get('filter') ?? 'posts_with_replies']
  if (filter === undefined) return invalid('Error: filter must be one of the known values')
  const cursor = request.query.get('cursor')
  const matching = recordsOf(user, postCollection, world)
    .filter(reading.sees)
    .filter(filter)
    .map((record) => ({ record, at: String(record.value['createdAt']) }))
    .sort((a, b) => (a.at < b.at ? 1 : -1))
    .filter(({ at }) => cursor === null || at < cursor)
  const shown = matching.slice(0, page.size)
  const last = shown.at(-1)
  return ok({
    ...(last === undefined || matching.length === shown.length ? {} : { cursor: last.at }),
    feed: shown.map(({ record }) => ({ post: presentPost(record, world) })),
  })
}
