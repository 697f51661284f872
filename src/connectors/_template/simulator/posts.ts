import { pictureFacts } from '../../../sandbox/picture-facts.js'
import { responseTo } from '../../../sandbox/past.js'
import type {
  SimPost,
  SimReply,
  SimRequest,
  SimRoute,
  SimUser,
  SimWorld,
} from '../../../sandbox/simulator.js'
import { failure } from './replies.js'
import { signedIn } from './users.js'

type File = SimPost['media'][number] & { userId: string }
type Post = {
  id: string
  userId: string
  accountId: string | null
  text: string
  media: string[]
  createdAt: string
  /** Of the planted past; absent: what has come of it by now. */
  numbers?: Numbers
}
type Numbers = { views: number; likes: number; replies: number; shares: number }

const host = 'api.template.example'

export const postRoutes: readonly SimRoute[] = [
  { method: 'GET', host, path: '/v1/me', operation: 'identity', handle: me },
  { method: 'POST', host, path: '/v1/media', operation: 'upload', handle: upload },
  { method: 'POST', host, path: '/v1/posts', operation: 'publish', handle: create },
  { method: 'GET', host, path: '/v1/posts', operation: 'find', handle: list },
  { method: 'GET', host, path: '/v1/posts/numbers', operation: 'metrics', handle: numbers },
  { method: 'GET', host, path: '/v1/limits', operation: 'metrics', handle: limits },
  { method: 'GET', host: 'template.example', path: '/p/:id', operation: 'page', handle: publicPage },
]

function me(request: SimRequest, world: SimWorld): SimReply {
  const who = signedIn(request, 'profile', world)
  if ('reply' in who) return who.reply
  const { id, username, displayName: name } = who.user
  return { status: 200, body: { id, username, name, avatar: null, followers: 128 } }
}

async function upload(request: SimRequest, world: SimWorld): Promise<SimReply> {
  const who = signedIn(request, 'media', world)
  if ('reply' in who) return who.reply
  const file = request.multipart?.files.find((each) => each.name === 'file')
  const size = file === undefined ? undefined : await pictureFacts(file.bytes)
  if (file === undefined || size === undefined || file.bytes.length > 10_000_000)
    return failure(422, 'media_refused', 'This is no picture, or too large a one.')
  const id = `m${String(world.nextNumber('media'))}`
  world.table<File>('media').set(id, {
    userId: who.user.id,
    kind: 'image',
    altText: request.multipart?.fields['alt'] ?? null,
    width: size.width,
    height: size.height,
    bytes: file.bytes.length,
  })
  return { status: 201, body: { id } }
}

function create(request: SimRequest, world: SimWorld): SimReply {
  const who = signedIn(request, 'posts', world)
  if ('reply' in who) return who.reply
  const body = (request.json ?? {}) as { text?: unknown; media?: unknown }
  const text = typeof body.text === 'string' ? body.text : ''
  const media = Array.isArray(body.media) ? body.media.map(String) : []
  if (text === '' && media.length === 0) return failure(422, 'text_refused', 'There is nothing in it.')
  if ([...text].length > 280) return failure(422, 'text_too_long', 'At most 280 characters.')
  const files = media.map((id) => world.table<File>('media').get(id))
  if (media.length > 4 || files.some((file) => file?.userId !== who.user.id))
    return failure(422, 'media_refused', 'Up to four pictures of your own.')
  const post: Post = {
    id: `p${String(world.nextNumber('post'))}`,
    userId: who.user.id,
    accountId: request.accountId,
    text,
    media,
    createdAt: world.now().toISOString(),
  }
  world.table<Post>('posts').set(post.id, post)
  return { status: 201, body: shown(post) }
}

/** Newest first; `next` is the id before which the next page begins. */
function list(request: SimRequest, world: SimWorld): SimReply {
  const who = signedIn(request, 'posts', world)
  if ('reply' in who) return who.reply
  const all = postsOf(who.user.id, world)
  const before = all.findIndex((post) => post.id === request.query.get('before')) + 1
  const page = all.slice(before, before + Math.min(50, Number(request.query.get('limit') ?? 20)))
  const isLast = before + page.length === all.length
  const next = isLast ? null : (page.at(-1)?.id ?? null)
  return {
    status: 200,
    body: { posts: page.map((post) => ({ ...shown(post), ...numbersOf(post, world) })), next },
  }
}

function numbers(request: SimRequest, world: SimWorld): SimReply {
  const who = signedIn(request, 'posts', world)
  if ('reply' in who) return who.reply
  const ids = new Set((request.query.get('ids') ?? '').split(','))
  if (ids.size > 50) return failure(422, 'too_many', 'At most 50 posts at once.')
  const found = postsOf(who.user.id, world).filter((post) => ids.has(post.id))
  return { status: 200, body: { posts: found.map((post) => ({ id: post.id, ...numbersOf(post, world) })) } }
}

function limits(request: SimRequest, world: SimWorld): SimReply {
  const who = signedIn(request, 'posts', world)
  if ('reply' in who) return who.reply
  const since = new Date(world.now().getTime() - 86_400_000).toISOString()
  const used = postsOf(who.user.id, world).filter((post) => post.createdAt > since).length
  return { status: 200, body: { posts: { used, limit: 100 } } }
}

/** The planted past included, newest first. */
function postsOf(userId: string, world: SimWorld): Post[] {
  const own = world
    .table<Post>('posts')
    .values()
    .filter((post) => post.userId === userId)
  const past = world.pastOf(userId).map((post): Post => ({
    id: `${userId}-${post.id}`,
    userId,
    accountId: null,
    text: post.text,
    media: [],
    createdAt: post.createdAt.toISOString(),
    numbers: { views: post.impressions, likes: post.likes, replies: post.comments, shares: post.shares },
  }))
  return [...own, ...past].sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1))
}

function numbersOf(post: Post, world: SimWorld): Numbers {
  if (post.numbers !== undefined) return post.numbers
  const now = responseTo(post.id, new Date(post.createdAt), world.now())
  return { views: now.impressions, likes: now.likes, replies: now.comments, shares: now.shares }
}

function shown({ id, text, media, createdAt }: Post) {
  return { id, url: urlOf(id), text, media, createdAt }
}

function urlOf(id: string): string {
  return `https://template.example/p/${id}`
}

function publicPage(request: SimRequest, world: SimWorld): SimReply {
  const post = world.table<Post>('posts').get(request.params['id'] ?? '')
  const user = post === undefined ? undefined : world.table<SimUser>('users').get(post.userId)
  if (post === undefined || user === undefined) return failure(404, 'not_found', 'There is nothing here.')
  return world.postPage(asPublic(post, world), user, 'Template')
}

function asPublic(post: Post, world: SimWorld): SimPost {
  const files = post.media.map((id) => world.table<File>('media').get(id))
  return {
    accountId: post.accountId,
    userId: post.userId,
    remoteId: post.id,
    url: urlOf(post.id),
    text: post.text,
    media: files.flatMap((file) => {
      if (file === undefined) return []
      const { userId: _author, ...seen } = file
      return [seen]
    }),
    parentId: null,
    createdAt: post.createdAt,
  }
}

export function publicPosts(world: SimWorld): SimPost[] {
  return world
    .table<Post>('posts')
    .values()
    .map((post) => asPublic(post, world))
}
