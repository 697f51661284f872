import type { Json } from '../../../kit/json.js'
import type { SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { failure, ok } from './replies.js'
import { presentStatus, statusesOf, type Status } from './statuses.js'
import { signedIn, type User } from './users.js'

export const accountRoutes: readonly SimRoute[] = [
  {
    method: 'GET',
    path: '/api/v1/accounts/verify_credentials',
    operation: 'identity',
    handle: verifyCredentials,
  },
  { method: 'GET', path: '/api/v1/accounts/:id/statuses', operation: 'find', handle: listStatuses },
  {
    method: 'GET',
    path: '/api/v2/instance',
    operation: 'other',
    handle: (request, world) => ok(instance(request.host, world)),
  },
  {
    method: 'GET',
    path: '/api/v1/instance',
    operation: 'other',
    handle: (request, world) => ok(instance(request.host, world)),
  },
  { method: 'GET', path: '/health', operation: 'other', handle: () => ok('OK') },
]

/** Limits of an instance; a row in the table `limits` (by host) changes them. */
export function limitsOf(
  host: string,
  world: SimWorld,
): { maxCharacters: number; maxMedia: number; imageBytes: number; videoBytes: number } {
  const changed = world.table<{ maxCharacters?: number; maxMedia?: number }>('limits').get(host) ?? {}
  return { maxCharacters: 500, maxMedia: 4, imageBytes: 16_777_216, videoBytes: 103_809_024, ...changed }
}

function instance(host: string, world: SimWorld): Json {
  const limits = limitsOf(host, world)
  return {
    domain: host,
    title: host,
    version: '4.6.0',
    configuration: {
      statuses: {
        max_characters: limits.maxCharacters,
        max_media_attachments: limits.maxMedia,
        characters_reserved_per_url: 23,
      },
      media_attachments: {
        supported_mime_types: [
          'image/jpeg',
          'image/png',
          'image/gif',
          'image/webp',
          'image/avif',
          'video/webm',
          'video/mp4',
          'video/quicktime',
        ],
        description_limit: 1_500,
        image_size_limit: limits.imageBytes,
        image_matrix_limit: 33_177_600,
        video_size_limit: limits.videoBytes,
        video_frame_rate_limit: 120,
        video_matrix_limit: 8_294_400,
      },
      polls: {
        max_options: 4,
        max_characters_per_option: 50,
        min_expiration: 300,
        max_expiration: 2_629_746,
      },
    },
  }
}

export function presentAccount(user: User, world: SimWorld): Record<string, Json> {
  const statuses = statusesOf(user.id, world).length + world.pastOf(user.id).length
  return {
    id: user.id,
    username: user.username,
    acct: user.username,
    display_name: user.displayName,
    locked: false,
    bot: false,
    url: `https://${user.host}/@${user.username}`,
    uri: `https://${user.host}/users/${user.username}`,
    avatar: `https://${user.host}/avatars/original/missing.png`,
    followers_count: 412,
    following_count: 96,
    statuses_count: statuses,
    source: { privacy: 'public', sensitive: false, language: 'en' },
  }
}

function verifyCredentials(request: SimRequest, world: SimWorld): SimReply {
  const who = signedIn(request, 'read:accounts', world)
  return 'reply' in who ? who.reply : ok(presentAccount(who.user, world))
}

function listStatuses(request: SimRequest, world: SimWorld): SimReply {
  const who = signedIn(request, 'read:statuses', world)
  if ('reply' in who) return who.reply
  const user = world.table<User>('users').get(request.params['id'] ?? '')
  if (user?.host !== request.host) return failure(404, 'Record not found')
  const limit = Math.min(40, Number(request.query.get('limit') ?? 20))
  const maxId = request.query.get('max_id')
  const minId = request.query.get('min_id') ?? request.query.get('since_id')
  const past = world.pastOf(user.id).map((post, index): Status => pastStatus(post, index, user))
  const all = [...statusesOf(user.id, world), ...past].sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? 1 : -1))
  const chosen = all
    .filter(
      (status) =>
        (maxId === null || BigInt(status.id) < BigInt(maxId)) &&
        (minId === null || BigInt(status.id) > BigInt(minId)),
    )
    .slice(0, limit)
  const last = chosen.at(-1)
  const next =
    last === undefined
      ? undefined
      : `<https://${request.host}/api/v1/accounts/${user.id}/statuses?max_id=${last.id}&limit=${String(limit)}>; rel="next"`
  return {
    ...ok(chosen.map((status) => presentStatus(status, world))),
    ...(next === undefined ? {} : { headers: { link: next } }),
  }
}

function pastStatus(post: ReturnType<SimWorld['pastOf']>[number], index: number, user: User): Status {
  return {
    id: String(1_000_000_000 - index),
    userId: user.id,
    host: user.host,
    accountId: null,
    text: post.text,
    spoilerText: '',
    visibility: 'public',
    sensitive: false,
    language: 'en',
    inReplyToId: null,
    mediaIds: [],
    poll: null,
    app: 'Web',
    createdAt: post.createdAt.toISOString(),
    counts: { replies: post.comments, reblogs: post.shares, favourites: post.likes },
  }
}
