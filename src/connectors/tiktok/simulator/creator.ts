import type { JsonObject } from '../../../kit/json.js'
import type { SimReply, SimWorld } from '../../../sandbox/simulator.js'
import { fieldsIn, type Call, type Endpoint } from './call.js'
import { hasPostedEnough, type Privacy } from './jobs.js'
import type { Token, User } from './people.js'
import { envelope, ok, Refusal, refuse } from './replies.js'
import { countVideos, likesOf } from './videos.js'
import { dayMs } from '../../../sandbox/windows.js'

const scopeOfField = {
  open_id: 'user.info.basic',
  union_id: 'user.info.basic',
  avatar_url: 'user.info.basic',
  avatar_url_100: 'user.info.basic',
  avatar_large_url: 'user.info.basic',
  display_name: 'user.info.basic',
  username: 'user.info.profile',
  bio_description: 'user.info.profile',
  profile_deep_link: 'user.info.profile',
  is_verified: 'user.info.profile',
  follower_count: 'user.info.stats',
  following_count: 'user.info.stats',
  likes_count: 'user.info.stats',
  video_count: 'user.info.stats',
} as const
type Field = keyof typeof scopeOfField
const knownFields = Object.keys(scopeOfField) as Field[]

export const creatorEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/v2/user/info/',
    operation: ({ query }) =>
      /\b(likes_count|video_count)\b/.test(query.get('fields') ?? '') ? 'metrics' : 'identity',
    scopes: ['user.info.basic', 'user.info.profile', 'user.info.stats'],
    perMinute: 600,
    handle: userInfo,
  },
  {
    method: 'POST',
    path: '/v2/post/publish/creator_info/query/',
    operation: 'other',
    scopes: ['video.publish'],
    perMinute: 20,
    handle: creatorInfo,
  },
]

function userInfo({ user, token, request, world }: Call): SimReply {
  const fields = fieldsIn(request, knownFields)
  const missing = fields.find((field) => !token.scopes.includes(scopeOfField[field]))
  if (missing !== undefined)
    refuse(400, 'scope_permission_missed', `The field ${missing} needs the scope ${scopeOfField[missing]}.`)
  const avatar = `https://p16-sign.tiktokcdn-us.com/avatar/${user.id}.jpeg`
  const all: Record<Field, string | number | boolean> = {
    open_id: user.id,
    union_id: `union${user.id}`,
    avatar_url: avatar,
    avatar_url_100: avatar,
    avatar_large_url: avatar,
    display_name: user.displayName,
    username: user.username,
    bio_description: '',
    profile_deep_link: `https://vm.tiktok.com/${user.username}`,
    is_verified: false,
    follower_count: 1_873,
    following_count: 212,
    likes_count: likesOf(user, world),
    video_count: countVideos(user, world),
  }
  const shown: JsonObject = Object.fromEntries(fields.map((field) => [field, all[field]]))
  return ok({ user: shown })
}

export function optionsOf({ isPrivate }: User): Privacy[] {
  return [isPrivate ? 'FOLLOWER_OF_CREATOR' : 'PUBLIC_TO_EVERYONE', 'MUTUAL_FOLLOW_FRIENDS', 'SELF_ONLY']
}

/** That the creator cannot post now comes with 200. */
function creatorInfo({ user, token, world }: Call): SimReply {
  const obstacle = obstacleTo(user, token, world)
  if (obstacle !== null) return envelope(200, obstacle.code, obstacle.message)
  return ok({
    creator_avatar_url: `https://p16-sign.tiktokcdn-us.com/avatar/${user.id}.jpeg`,
    creator_username: user.username,
    creator_nickname: user.displayName,
    privacy_level_options: optionsOf(user),
    comment_disabled: user.isQuiet,
    duet_disabled: user.isQuiet || user.isPrivate,
    stitch_disabled: user.isQuiet || user.isPrivate,
    max_video_post_duration_sec: user.maxSeconds,
  })
}

/** Why nothing can be posted for this creator now. */
export function obstacleTo(user: User, token: Token, world: SimWorld): Refusal | null {
  if (user.isBanned)
    return new Refusal(403, 'spam_risk_user_banned_from_posting', 'The user is banned from making new posts.')
  if (hasPostedEnough(user.id, world)) return tooManyPosts()
  if (isAudited(token) || isPosting(user, token, world)) return null
  const posting = posters(token, world)
    .entries()
    .filter(([, at]) => at > world.now().getTime() - dayMs)
  return posting.length < usersPerDay
    ? null
    : new Refusal(
        403,
        'reached_active_user_cap',
        'The daily quota for active publishing users from this client is reached.',
      )
}

export const tooManyPosts = (): Refusal =>
  new Refusal(
    403,
    'spam_risk_too_many_posts',
    'The daily post cap from the API is reached for the current user.',
  )

const usersPerDay = 5

/** An app is audited unless its key begins with `unaudited`. */
export function isAudited({ clientKey }: Token): boolean {
  return !clientKey.startsWith('unaudited')
}

/** Who has posted through an app, and when last. */
const posters = ({ clientKey }: Token, world: SimWorld) => world.table<number>(`posters of ${clientKey}`)

function isPosting(user: User, token: Token, world: SimWorld): boolean {
  return (posters(token, world).get(user.id) ?? 0) > world.now().getTime() - dayMs
}

export function countPoster(user: User, token: Token, world: SimWorld): void {
  if (!isAudited(token)) posters(token, world).set(user.id, world.now().getTime())
}
