import twitterText from 'twitter-text'
import type { Json } from '../../../kit/json.js'
import type { SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { isReady, objectOf, type Media } from './media.js'
import { dropPost, findPost, keepPost, lastSaid, type Post } from './post-table.js'
import { invalid, ok, problem } from './replies.js'
import { nextSnowflake } from './snowflake.js'
import { signedIn, type User } from './users.js'

const host = 'api.x.com'
const writeScopes = ['tweet.read', 'tweet.write', 'users.read'] as const
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
  { method: 'DELETE', host, path: '/2/tweets/:id', operation: 'other', handle: remove },
]

export function create(request: SimRequest, world: SimWorld): SimReply {
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
  const parent = replyTo === null ? undefined : findPost(replyTo, world)
  if (replyTo !== null && parent === undefined)
    return invalid('The post that is replied to does not exist.', { in_reply_to_tweet_id: [replyTo] })
  if (parent !== undefined && parent.userId !== who.user.id && !mentions(parent.text, who.user)) {
    return problem(
      403,
      'Forbidden',
      'Reply to this conversation is not allowed because you have not been mentioned or otherwise engaged by the author of the post you are replying to.',
    )
  }
  const last = mediaIds.length === 0 ? lastSaid(who.user.id, { replyTo, text }, world) : null
  const isDuplicate = last !== null && Date.parse(last) > world.now().getTime() - duplicateMs
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
  const id = nextSnowflake(world)
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
  }
  keepPost(post, world)
  return post
}

/** Apps may answer whoever mentioned the person; quotes, which would do as well, are not made here. */
function mentions(text: string, { username }: User): boolean {
  return twitterText.extractMentions(text).some((name) => name.toLowerCase() === username.toLowerCase())
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

function remove(request: SimRequest, world: SimWorld): SimReply {
  const who = signedIn(request, writeScopes, world)
  if ('reply' in who) return who.reply
  const post = findPost(request.params['id'] ?? '', world)
  if (post !== undefined && post.userId !== who.user.id)
    return problem(403, 'Forbidden', 'You are not authorized to delete this Tweet.')
  if (post !== undefined) dropPost(post, world)
  return ok({ deleted: post !== undefined })
}
