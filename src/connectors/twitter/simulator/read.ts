import type { Json } from '../../../kit/json.js'
import { portraitRoute } from '../../../sandbox/portrait.js'
import type { SimPost, SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import type { Media } from './media.js'
import {
  allPosts,
  countPosts,
  countReplies,
  countsOf,
  findPost,
  pastPosts,
  postsOf,
  type Post,
} from './post-table.js'
import { invalid, ok, problem } from './replies.js'
import { findUser, signedIn, type User } from './users.js'

const host = 'api.x.com'
const readScopes = ['tweet.read', 'users.read'] as const
/** A post is public at once and in its author's timeline a moment later. */
const timelineLagMs = 2_000

export const readRoutes: readonly SimRoute[] = [
  { method: 'GET', host, path: '/2/tweets', operation: 'metrics', handle: lookUp },
  { method: 'GET', host, path: '/2/users/me', operation: 'identity', handle: me },
  { method: 'GET', host, path: '/2/users/:id/tweets', operation: 'find', handle: timeline },
  { method: 'GET', host: 'x.com', path: '/:user/status/:id', operation: 'page', handle: publicPage },
  portraitRoute(
    { host: 'pbs.twimg.com', path: '/profile_images/:id/photo_normal.jpg' },
    ({ id = '' }, world) => findUser(id, world)?.displayName,
  ),
]

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
      tweet_count: countPosts(user.id, world) + 90,
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
function fieldsOf(request: SimRequest): string[] {
  return (request.query.get('tweet.fields') ?? request.query.get('post.fields') ?? '').split(',')
}

/** Some numbers are told to the author alone, and for 30 days. */
function isPrivate(post: Post, user: User, world: SimWorld): boolean {
  return post.userId === user.id && world.now().getTime() - Date.parse(post.createdAt) < 30 * 86_400_000
}

function present(post: Post, request: SimRequest, user: User, world: SimWorld): Json {
  const fields = fieldsOf(request)
  const counts = countsOf(post, world)
  const keys = post.mediaIds.map((id) => world.table<Media>('media').get(id)?.key ?? '')
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
              ...placeOf(url, post.shownText),
              url,
              expanded_url: asUri(expanded),
              display_url: expanded.replace(/^https?:\/\//, ''),
            })),
          },
        }),
    public_metrics: {
      retweet_count: counts.reposts,
      reply_count: counts.replies + countReplies(post.id, world),
      like_count: counts.likes,
      quote_count: 0,
      bookmark_count: 0,
      impression_count: counts.impressions,
    },
    ...(isPrivate(post, user, world)
      ? {
          non_public_metrics: {
            impression_count: counts.impressions,
            url_link_clicks: counts.clicks,
            user_profile_clicks: Math.floor(counts.clicks / 4),
            engagements: counts.likes + counts.replies + counts.reposts + counts.clicks,
          },
        }
      : {}),
  }
  return {
    id: post.id,
    text: post.shownText,
    edit_history_tweet_ids: [post.id],
    ...Object.fromEntries(Object.entries(more).filter(([name]) => fields.includes(name))),
  }
}

/** The document wants a URI, which has ASCII only. */
function asUri(address: string): string {
  return address.toWellFormed().replace(/[^\p{ASCII}]+/gu, encodeURIComponent)
}

/** Counted in characters, the end not included. */
function placeOf(url: string, text: string): { start: number; end: number } {
  const start = [...text.slice(0, text.indexOf(url))].length
  return { start, end: start + url.length }
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
  const now = world.now().getTime()
  const listed = postsOf(user.id, world).filter((post) => Date.parse(post.createdAt) + timelineLagMs <= now)
  const all = [...listed, ...pastPosts(user, world)].sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? 1 : -1))
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
    shown.map((post) => present(post, request, who.user, world)),
    200,
    { meta: { result_count: shown.length, newest_id: shown[0]?.id ?? '', oldest_id: last.id, ...more } },
  )
}

function lookUp(request: SimRequest, world: SimWorld): SimReply {
  const who = signedIn(request, readScopes, world)
  if ('reply' in who) return who.reply
  const ids = (request.query.get('ids') ?? '').split(',')
  if (ids.length > 100)
    return invalid(
      'The number of values in the `ids` query parameter list [' +
        String(ids.length) +
        '] is not between 1 and 100',
      {
        ids: [ids.join(',')],
      },
    )
  const found = ids.map((id) => findPost(id, world)).filter((post) => post !== undefined)
  const errors = [
    ...ids.filter((id) => !found.some((post) => post.id === id)).map(notFound),
    ...(fieldsOf(request).includes('non_public_metrics')
      ? found.filter((post) => !isPrivate(post, who.user, world)).map(({ id }) => notAuthorized(id))
      : []),
  ]
  const media = mediaOf(found, request, world)
  return {
    status: 200,
    body: {
      ...(found.length === 0 ? {} : { data: found.map((post) => present(post, request, who.user, world)) }),
      ...(media.length === 0 ? {} : { includes: { media } }),
      ...(errors.length === 0 ? {} : { errors }),
    },
  }
}

function notFound(id: string): Json {
  return {
    value: id,
    detail: `Could not find tweet with ids: [${id}].`,
    title: 'Not Found Error',
    resource_type: 'tweet',
    parameter: 'ids',
    resource_id: id,
    type: 'https://api.twitter.com/2/problems/resource-not-found',
  }
}

function notAuthorized(id: string): Json {
  return {
    resource_id: id,
    resource_type: 'tweet',
    field: 'non_public_metrics',
    section: 'data',
    title: 'Field Authorization Error',
    detail: `Sorry, you are not authorized to access 'non_public_metrics' on the Tweet with ids : [${id}].`,
    type: 'https://api.twitter.com/2/problems/not-authorized-for-field',
  }
}

/** The files of posts, where the request asks for them. */
function mediaOf(posts: readonly Post[], request: SimRequest, world: SimWorld): Json[] {
  if (!(request.query.get('expansions') ?? '').split(',').includes('attachments.media_keys')) return []
  const isCounted = (request.query.get('media.fields') ?? '').split(',').includes('public_metrics')
  return posts.flatMap((post) =>
    post.mediaIds.flatMap((id): Json[] => {
      const file = world.table<Media>('media').get(id)
      if (file === undefined) return []
      if (file.category !== 'tweet_video')
        return [{ media_key: file.key, type: file.category === 'tweet_gif' ? 'animated_gif' : 'photo' }]
      const views = Math.floor(countsOf(post, world).impressions / 2)
      return [
        {
          media_key: file.key,
          type: 'video',
          ...(isCounted ? { public_metrics: { view_count: views } } : {}),
        },
      ]
    }),
  )
}

function publicPage(request: SimRequest, world: SimWorld): SimReply {
  const post = findPost(request.params['id'] ?? '', world)
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
    userId: post.userId,
    remoteId: post.id,
    url: `https://x.com/${world.table<User>('users').get(post.userId)?.username ?? 'i'}/status/${post.id}`,
    text: post.text,
    media: files.map((file) => ({
      kind: kindOf(file),
      altText: file.altText,
      width: file.width,
      height: file.height,
      bytes: file.totalBytes,
      file: file.id,
    })),
    parentId: post.replyTo,
    createdAt: post.createdAt,
    ...(post.poll === null ? {} : { poll: post.poll.options }),
  }
}

export function publicPosts(world: SimWorld): SimPost[] {
  return allPosts(world).map((post) => asPost(post, world))
}
