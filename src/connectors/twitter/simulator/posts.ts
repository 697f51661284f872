import twitterText from 'twitter-text'
import type { Json } from '../../../kit/json.js'
import type { SimPost, SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { isReady, objectOf, type Media } from './media.js'
import { invalid, ok, problem } from './replies.js'
import { signedIn, type User } from './users.js'

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
  metrics: { likes: number; replies: number; reposts: number; impressions: number }
}

const host = 'api.x.com'
const readScopes = ['tweet.read', 'users.read'] as const
const writeScopes = ['tweet.read', 'tweet.write', 'users.read'] as const
const epochMs = 1_288_834_974_657n
/** The network does not say how long it remembers the same text; a day here. */
const duplicateMs = 86_400_000

const known = new Set([
  'text',
  'media',
  'poll',
  'reply',
  'reply_settings',
  'made_with_ai',
  'paid_partnership',
  'edit_options',
  'community_id',
  'geo',
  'for_super_followers_only',
  'nullcast',
  'card_uri',
  'share_with_followers',
  'quote_tweet_id',
])

export const postRoutes: readonly SimRoute[] = [
  { method: 'POST', host, path: '/2/tweets', operation: 'publish', handle: create },
  { method: 'GET', host, path: '/2/tweets', operation: 'metrics', handle: lookUp },
  { method: 'DELETE', host, path: '/2/tweets/:id', operation: 'other', handle: remove },
  { method: 'GET', host, path: '/2/users/me', operation: 'identity', handle: me },
  { method: 'GET', host, path: '/2/users/:id/tweets', operation: 'find', handle: timeline },
  { method: 'GET', host: 'x.com', path: '/:user/status/:id', operation: 'other', handle: publicPage },
]

function create(request: SimRequest, world: SimWorld): SimReply {
  const who = signedIn(request, writeScopes, world)
  if ('reply' in who) return who.reply
  const body = objectOf(request.json)
  const unknown = Object.keys(body).find((name) => !known.has(name))
  if (unknown !== undefined)
    return invalid(
      `$.${unknown}: is not defined in the schema and the schema does not allow additional properties`,
    )
  const text = typeof body['text'] === 'string' ? body['text'] : ''
  const mediaIds = idsOf(objectOf(body['media'])['media_ids'])
  const poll = readPoll(body['poll'])
  if (poll !== null && 'reply' in poll) return poll.reply
  if (text === '' && mediaIds.length === 0) return invalid('One of text or media is required.', { text: [] })
  if (poll !== null && mediaIds.length > 0) return invalid('media and poll are mutually exclusive.', {})
  if (body['quote_tweet_id'] !== undefined)
    return problem(
      403,
      'Forbidden',
      'Quoting needs another access level.',
      'https://api.twitter.com/2/problems/client-forbidden',
    )
  const badMedia = checkMedia(mediaIds, who.user, world)
  if (badMedia !== null) return badMedia
  if (text !== '' && !twitterText.parseTweet(text).valid)
    return problem(403, 'Forbidden', 'You are not permitted to perform this action.')
  if ((text.match(/(?:^|\s)\$[A-Za-z]{1,6}\b/g) ?? []).length > 1)
    return problem(403, 'Forbidden', 'Posts can contain a maximum of one cashtag.')
  const replyTo = replyOf(body['reply'])
  const parent = replyTo === null ? undefined : world.table<Post>('posts').get(replyTo)
  if (replyTo !== null && parent === undefined)
    return invalid('The post that is replied to does not exist.', { in_reply_to_tweet_id: [replyTo] })
  if (parent !== undefined && parent.userId !== who.user.id) {
    return problem(
      403,
      'Forbidden',
      'Reply to this conversation is not allowed because you have not been mentioned or otherwise engaged by the author of the post you are replying to.',
    )
  }
  const since = new Date(world.now().getTime() - duplicateMs).toISOString()
  const isDuplicate = postsOf(who.user.id, world).some(
    (post) =>
      post.text === text &&
      post.replyTo === replyTo &&
      post.createdAt > since &&
      mediaIds.length === 0 &&
      post.mediaIds.length === 0,
  )
  if (isDuplicate)
    return problem(403, 'Forbidden', 'You are not allowed to create a Tweet with duplicate content.')
  const post = store(
    request,
    who.user,
    { text, mediaIds, replyTo, poll, conversationId: parent?.conversationId ?? null },
    world,
  )
  return ok({ id: post.id, text: post.shownText, edit_history_tweet_ids: [post.id] }, 201)
}

function store(
  request: SimRequest,
  user: User,
  given: Pick<Post, 'text' | 'mediaIds' | 'replyTo' | 'poll'> & { conversationId: string | null },
  world: SimWorld,
): Post {
  const now = world.now()
  const id = String(((BigInt(now.getTime()) - epochMs) << 22n) + BigInt(world.nextNumber('post') % 4_194_304))
  const urls: Post['urls'] = []
  const shorten = (expanded: string): string => {
    const url = `https://t.co/${id.slice(-8)}${String(urls.length)}`
    urls.push({ url, expanded })
    return url
  }
  let shownText = given.text
  for (const { url } of twitterText.extractUrlsWithIndices(given.text))
    shownText = shownText.replace(url, () => shorten(/^https?:/.test(url) ? url : `http://${url}`))
  if (given.mediaIds.length > 0)
    shownText = `${shownText} ${shorten(`https://x.com/${user.username}/status/${id}/photo/1`)}`.trim()
  const post: Post = {
    id,
    userId: user.id,
    accountId: request.accountId,
    shownText: shownText.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;'),
    urls,
    ...given,
    conversationId: given.conversationId ?? id,
    createdAt: now.toISOString(),
    metrics: { likes: 0, replies: 0, reposts: 0, impressions: 0 },
  }
  world.table<Post>('posts').set(id, post)
  return post
}

function idsOf(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.map(String) : []
}

function replyOf(value: Json | undefined): string | null {
  const id = objectOf(value)['in_reply_to_tweet_id']
  return typeof id === 'string' ? id : null
}

function readPoll(
  value: Json | undefined,
): { options: string[]; minutes: number } | { reply: SimReply } | null {
  if (value === undefined) return null
  const { options, duration_minutes: minutes } = objectOf(value)
  const list = Array.isArray(options) ? options.map(String) : []
  const isValid =
    list.length >= 2 &&
    list.length <= 4 &&
    list.every((option) => option.length >= 1 && option.length <= 25) &&
    Number(minutes) >= 5 &&
    Number(minutes) <= 10_080
  return isValid
    ? { options: list, minutes: Number(minutes) }
    : { reply: invalid('poll is not valid.', { 'poll.options': list }) }
}

function checkMedia(ids: readonly string[], user: User, world: SimWorld): SimReply | null {
  const files = ids.map((id) => world.table<Media>('media').get(id))
  const isUsable = files.every(
    (file) =>
      file !== undefined &&
      file.userId === user.id &&
      file.expiresAt > world.now().toISOString() &&
      isReady(file, world),
  )
  if (!isUsable) return invalid('Your media IDs are invalid.', { 'media.media_ids': [...ids] })
  const isMixed = files.some((file) => file?.category !== 'tweet_image') && files.length > 1
  if (files.length > 4 || isMixed)
    return problem(403, 'Forbidden', 'You are not permitted to perform this action.')
  return null
}

function postsOf(userId: string, world: SimWorld): Post[] {
  return world
    .table<Post>('posts')
    .values()
    .filter((post) => post.userId === userId)
}

function past(user: User, world: SimWorld): Post[] {
  return world.pastOf(user.id).map((each) => {
    const id = String((BigInt(each.createdAt.getTime()) - epochMs) << 22n)
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
      },
    }
  })
}

function me(request: SimRequest, world: SimWorld): SimReply {
  const who = signedIn(request, readScopes, world)
  if ('reply' in who) return who.reply
  const { user } = who
  const wanted = (request.query.get('user.fields') ?? '').split(',')
  const more: Record<string, Json> = {
    profile_image_url: `https://pbs.twimg.com/profile_images/${user.id}/photo_normal.jpg`,
    verified: false,
    verified_type: 'none',
    subscription_type: 'None',
    protected: false,
    public_metrics: {
      followers_count: 1_204,
      following_count: 310,
      tweet_count: postsOf(user.id, world).length + 90,
      listed_count: 12,
    },
  }
  return ok({
    id: user.id,
    name: user.displayName,
    username: user.username,
    ...Object.fromEntries(Object.entries(more).filter(([name]) => wanted.includes(name))),
  })
}

/** Both spellings of fields, old and new. */
function present(post: Post, request: SimRequest, world: SimWorld): Json {
  const fields = (request.query.get('tweet.fields') ?? request.query.get('post.fields') ?? '').split(',')
  const keys = post.mediaIds.map((id) => world.table<Media>('media').get(id)?.key ?? '')
  const replies = world
    .table<Post>('posts')
    .values()
    .filter((other) => other.replyTo === post.id).length
  const more: Record<string, Json> = {
    created_at: post.createdAt,
    conversation_id: post.conversationId,
    ...(post.replyTo === null
      ? {}
      : { in_reply_to_user_id: post.userId, referenced_tweets: [{ type: 'replied_to', id: post.replyTo }] }),
    ...(keys.length === 0 ? {} : { attachments: { media_keys: keys } }),
    ...(post.urls.length === 0
      ? {}
      : {
          entities: {
            urls: post.urls.map(({ url, expanded }) => ({
              url,
              expanded_url: expanded,
              display_url: expanded.replace(/^https?:\/\//, ''),
            })),
          },
        }),
    public_metrics: {
      retweet_count: post.metrics.reposts,
      reply_count: post.metrics.replies + replies,
      like_count: post.metrics.likes,
      quote_count: 0,
      bookmark_count: 0,
      impression_count: post.metrics.impressions,
    },
  }
  return {
    id: post.id,
    text: post.shownText,
    edit_history_tweet_ids: [post.id],
    ...Object.fromEntries(Object.entries(more).filter(([name]) => fields.includes(name))),
  }
}

function timeline(request: SimRequest, world: SimWorld): SimReply {
  const who = signedIn(request, readScopes, world)
  if ('reply' in who) return who.reply
  const user = world.table<User>('users').get(request.params['id'] ?? '')
  if (user === undefined)
    return {
      status: 200,
      body: {
        errors: [
          {
            title: 'Not Found Error',
            detail: 'Could not find user.',
            type: 'https://api.twitter.com/2/problems/resource-not-found',
          },
        ],
      },
    }
  const max = Number(request.query.get('max_results') ?? 10)
  if (!(max >= 5 && max <= 100))
    return invalid('The `max_results` query parameter value is not between 5 and 100.', {
      max_results: [String(max)],
    })
  const start = request.query.get('start_time')
  const sinceId = request.query.get('since_id')
  const before = request.query.get('pagination_token')
  const all = [...postsOf(user.id, world), ...past(user, world)].sort((a, b) =>
    BigInt(a.id) < BigInt(b.id) ? 1 : -1,
  )
  const matching = all.filter(
    (post) =>
      (start === null || post.createdAt >= new Date(start).toISOString()) &&
      (sinceId === null || BigInt(post.id) > BigInt(sinceId)) &&
      (before === null || BigInt(post.id) < BigInt(before)) &&
      !((request.query.get('exclude') ?? '').includes('replies') && post.replyTo !== null),
  )
  const shown = matching.slice(0, max)
  const last = shown.at(-1)
  if (last === undefined) return { status: 200, body: { meta: { result_count: 0 } } }
  const more = matching.length > shown.length ? { next_token: last.id } : {}
  return ok(
    shown.map((post) => present(post, request, world)),
    200,
    { meta: { result_count: shown.length, newest_id: shown[0]?.id ?? '', oldest_id: last.id, ...more } },
  )
}

function lookUp(request: SimRequest, world: SimWorld): SimReply {
  const who = signedIn(request, readScopes, world)
  if ('reply' in who) return who.reply
  const ids = (request.query.get('ids') ?? '').split(',').slice(0, 100)
  const found = ids.map((id) => world.table<Post>('posts').get(id)).filter((post) => post !== undefined)
  return found.length === 0
    ? { status: 200, body: { errors: ids.map((id) => ({ resource_id: id, title: 'Not Found Error' })) } }
    : ok(found.map((post) => present(post, request, world)))
}

function remove(request: SimRequest, world: SimWorld): SimReply {
  const who = signedIn(request, writeScopes, world)
  if ('reply' in who) return who.reply
  const posts = world.table<Post>('posts')
  const post = posts.get(request.params['id'] ?? '')
  if (post !== undefined && post.userId !== who.user.id)
    return problem(403, 'Forbidden', 'You are not authorized to delete this Tweet.')
  if (post !== undefined) posts.delete(post.id)
  return ok({ deleted: post !== undefined })
}

function publicPage(request: SimRequest, world: SimWorld): SimReply {
  const post = world.table<Post>('posts').get(request.params['id'] ?? '')
  const user = post === undefined ? undefined : world.table<User>('users').get(post.userId)
  if (post === undefined || user === undefined) return problem(404, 'Not Found', 'This page doesn’t exist.')
  return world.postPage(asPost(post, world), user, 'X')
}

function asPost(post: Post, world: SimWorld): SimPost {
  const files = post.mediaIds
    .map((id) => world.table<Media>('media').get(id))
    .filter((file) => file !== undefined)
  const kindOf = (file: Media): 'image' | 'gif' | 'video' =>
    file.category === 'tweet_gif' ? 'gif' : file.category === 'tweet_video' ? 'video' : 'image'
  return {
    accountId: post.accountId,
    remoteId: post.id,
    url: `https://x.com/${world.table<User>('users').get(post.userId)?.username ?? 'i'}/status/${post.id}`,
    text: post.text,
    media: files.map((file) => ({
      kind: kindOf(file),
      altText: file.altText,
      width: file.width,
      height: file.height,
      bytes: file.totalBytes,
    })),
    parentId: post.replyTo,
    createdAt: post.createdAt,
  }
}

export function publicPosts(world: SimWorld): SimPost[] {
  return world
    .table<Post>('posts')
    .values()
    .map((post) => asPost(post, world))
}
