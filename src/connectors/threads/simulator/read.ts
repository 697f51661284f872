import type { Json } from '../../../kit/json.js'
import { fieldsIn, pick } from '../../../sandbox/graph-api/fields.js'
import { shortcodeOf } from '../../../sandbox/graph-api/ids.js'
import { timeIn, timestamp, windowOf } from '../../../sandbox/graph-api/list.js'
import { noSuchObject, ok } from '../../../sandbox/graph-api/refusal.js'
import type { SimReply, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { api, type Call } from './call.js'
import { findContainer, readContainer } from './containers.js'
import { findUser, type User } from './people.js'
import { findPost, permalinkOf, postsOf, repliesTo, type Post } from './posts.js'
import { isOneself } from './publish.js'

const readingReplies = 'threads_read_replies'

export const readRoutes: readonly SimRoute[] = [
  ...api({ method: 'GET', path: '/:id/threads', operation: 'find' }, (call) => listOf(call, false)),
  ...api({ method: 'GET', path: '/:id/replies', operation: 'find', scope: readingReplies }, (call) =>
    call.id === call.user.id ? listOf(call, true) : listUnder(call, repliesTo(call.id, call.world)),
  ),
  ...api({ method: 'GET', path: '/:id/conversation', operation: 'find', scope: readingReplies }, (call) =>
    listUnder(call, below(call.id, call.world)),
  ),
  ...api(
    {
      method: 'GET',
      path: '/:id',
      // A post that was found, or is out, is read by its id: a fault meant for looking is not for that.
      operation: (request, world) => {
        const id = request.params['id'] ?? ''
        if (id === 'me' || findUser(id, world) !== undefined) return 'identity'
        return findPost(id, world) === undefined ? 'status' : 'other'
      },
    },
    read,
  ),
]

function read(call: Call): SimReply {
  const { id, user, given, request, world } = call
  if (id === user.id) return ok(pick(profile(user), fieldsIn(given, ['id']), 'ThreadsUser'))
  const container = findContainer(id, user, world)
  if (container !== undefined) return readContainer(container, call)
  const post = findPost(id, world)
  if (post?.userId !== user.id) return noSuchObject(request.method, id)
  return ok(pick(presentPost(post, call), fieldsIn(given, ['id']), 'ThreadsMedia'))
}

const pictureOf = ({ id }: User): string => `https://${mediaHost}/face/${id}`

function profile(user: User): Record<string, Json | undefined> {
  return {
    id: user.id,
    username: user.username,
    name: user.displayName,
    threads_profile_picture_url: pictureOf(user),
    threads_biography: 'Made up, and glad about it.',
    is_verified: false,
    recently_searched_keywords: [],
    is_eligible_for_geo_gating: user.isGeoGating,
  }
}

/** Posts without answers, or answers alone. */
function listOf(call: Call, replies: boolean): SimReply {
  isOneself(call)
  const all = postsOf(call.user.id, call.world).filter(({ replyToId }) => (replyToId !== null) === replies)
  const [since, until] = [timeIn(call.given, 'since'), timeIn(call.given, 'until')]
  const inTime = all.filter(({ createdAt }) => {
    const second = Math.floor(Date.parse(createdAt) / 1_000)
    return (since === null || second >= since) && (until === null || second <= until)
  })
  return page(call, inTime)
}

/** Under a post of one's own; newest first unless `reverse=false`. */
function listUnder(call: Call, found: readonly Post[]): SimReply {
  const { id, user, given, request, world } = call
  const post = findPost(id, world)
  const root = post?.rootId == null ? post : findPost(post.rootId, world)
  if (post === undefined || (post.userId !== user.id && root?.userId !== user.id))
    return noSuchObject(request.method, id)
  return page(call, given.text('reverse') === 'false' ? found : [...found].reverse())
}

function below(id: string, world: SimWorld): Post[] {
  return repliesTo(id, world).flatMap((reply) => [reply, ...below(reply.id, world)])
}

function page(call: Call, all: readonly Post[]): SimReply {
  const { shown, cursors } = windowOf(call.given, all)
  const fields = fieldsIn(call.given, ['id'])
  const data = shown.map((post) => pick(presentPost(post, call), fields, 'ThreadsMedia'))
  return ok({ data, ...(cursors === null ? {} : { paging: { cursors } }) })
}

function presentPost(post: Post, { user, world }: Call): Record<string, Json | undefined> {
  const author = findUser(post.userId, world)
  const [only] = post.mediaType === 'CAROUSEL_ALBUM' ? [] : post.files
  const isReply = post.replyToId !== null
  return {
    id: post.id,
    media_product_type: 'THREADS',
    media_type: post.mediaType,
    media_url: only === undefined ? undefined : mediaUrl(only.file.id),
    gif_url: undefined,
    thumbnail_url: only?.file.kind === 'video' ? mediaUrl(only.file.id) : undefined,
    permalink: permalinkOf(post, world),
    owner: { id: post.userId },
    username: author?.username,
    text: post.text === '' ? undefined : post.text,
    timestamp: timestamp(post.createdAt),
    shortcode: shortcodeOf(post.id),
    children: post.mediaType === 'CAROUSEL_ALBUM' ? { data: post.childIds.map((id) => ({ id })) } : undefined,
    is_quote_post: post.quotedId !== null,
    quoted_post: post.quotedId === null ? undefined : { id: post.quotedId },
    reposted_post: post.repostedId === null ? undefined : { id: post.repostedId },
    has_replies: repliesTo(post.id, world).length > 0,
    alt_text: only?.altText ?? undefined,
    link_attachment_url: post.link ?? undefined,
    poll_attachment: pollOf(post),
    location_id: undefined,
    topic_tag: post.topic ?? undefined,
    is_verified: false,
    profile_picture_url: pictureOf(user),
    is_reply: isReply,
    is_reply_owned_by_me: isReply ? post.userId === user.id : undefined,
    root_post: post.rootId === null ? undefined : { id: post.rootId },
    replied_to: post.replyToId === null ? undefined : { id: post.replyToId },
    hide_status: isReply ? (post.isHidden ? 'HIDDEN' : 'NOT_HUSHED') : undefined,
    reply_audience: post.replyAudience,
  }
}

function pollOf({ poll }: Post): Json | undefined {
  if (poll === null) return undefined
  const letters = ['a', 'b', 'c', 'd']
  return Object.fromEntries([
    ...poll.options.map((option, index) => [`option_${letters[index] ?? ''}`, option]),
    ...poll.options.map((_option, index) => [`option_${letters[index] ?? ''}_votes_percentage`, 0]),
    ['expiration_timestamp', timestamp(poll.endsAt)],
  ]) as Json
}

export const mediaHost = 'scontent.cdninstagram.com'

function mediaUrl(fileId: string): string {
  return `https://${mediaHost}/v/${fileId}`
}
