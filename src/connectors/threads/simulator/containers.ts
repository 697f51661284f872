import { fieldsIn, pick } from '../../../sandbox/graph-api/fields.js'
import type { Given } from '../../../sandbox/graph-api/given.js'
import { newId } from '../../../sandbox/graph-api/ids.js'
import { invalid, ok, refuse } from '../../../sandbox/graph-api/refusal.js'
import type { SimReply, SimWorld } from '../../../sandbox/simulator.js'
import { notesOf, pollIn } from './attachments.js'
import type { Call } from './call.js'
import { fetchImage, fetchVideo, notFetched, type File } from './files.js'
import { inSeconds, requireScope, type User } from './people.js'
import { findPost, type Post } from './posts.js'
import { mediaNotFound } from './replies.js'
import { checkText, linksIn, topicOf } from './text-rules.js'

export type Container = {
  id: string
  userId: string
  mediaType: 'TEXT' | 'IMAGE' | 'VIDEO' | 'CAROUSEL'
  text: string
  file: File | null
  altText: string | null
  isCarouselItem: boolean
  childIds: string[]
  replyToId: string | null
  replyAudience: string
  quotedId: string | null
  topic: string | null
  link: string | null
  poll: string[] | null
  notes: string[]
  createdAt: string
  readyAt: string
  error: string | null
  publishedId: string | null
}

const lifeSeconds = 24 * 3_600
const readySeconds = { TEXT: 0.25, IMAGE: 0.5, VIDEO: 2, CAROUSEL: 0.5 }
const audiences = [
  'everyone',
  'accounts_you_follow',
  'mentioned_only',
  'parent_post_author_only',
  'followers_only',
]

const containers = (world: SimWorld) => world.table<Container>('containers')

/** The caller's own. */
export function findContainer(id: string, user: Pick<User, 'id'>, world: SimWorld): Container | undefined {
  const container = containers(world).get(id)
  return container?.userId === user.id ? container : undefined
}

export function keepContainer(container: Container, world: SimWorld): void {
  containers(world).set(container.id, container)
}

export type Status = 'IN_PROGRESS' | 'FINISHED' | 'PUBLISHED' | 'ERROR' | 'EXPIRED'

export function statusOf(container: Container, world: SimWorld): Status {
  const now = world.now().toISOString()
  if (container.publishedId !== null) return 'PUBLISHED'
  if (Date.parse(container.createdAt) + lifeSeconds * 1_000 <= Date.parse(now)) return 'EXPIRED'
  if (container.readyAt > now) return 'IN_PROGRESS'
  return container.error === null ? 'FINISHED' : 'ERROR'
}

export function readContainer(container: Container, { given, world }: Call): SimReply {
  const status = statusOf(container, world)
  const node = {
    id: container.id,
    status,
    error_message: status === 'ERROR' ? (container.error ?? 'UNKNOWN') : undefined,
  }
  return ok(pick(node, fieldsIn(given, ['id', 'status']), 'ThreadsMediaContainer'))
}

/** Makes a container; what the words and parameters lack is said at once. */
export async function createContainer(call: Call): Promise<Container> {
  const { user, token, given, world } = call
  const mediaType = mediaTypeIn(given)
  const text = given.text('text').trim()
  const poll = pollIn(given)
  const link = given.has('link_attachment') ? given.text('link_attachment') : null
  checkCombination(mediaType, { given, text, poll, link })
  checkText(text, link)
  if (given.has('location_id')) requireScope(token, 'threads_location_tagging')
  if (given.flag('crossreshare_to_ig')) requireScope(token, 'threads_share_to_instagram')
  if (given.has('allowlisted_country_codes') && !user.isGeoGating)
    refuse(10, '(#10) This user is not eligible for geo-gating', { status: 403 })
  const id = newId(world)
  const container: Container = {
    id,
    userId: user.id,
    mediaType,
    text,
    altText: altTextIn(given),
    isCarouselItem: given.flag('is_carousel_item'),
    replyToId: repliedTo(given, user, world),
    replyAudience: audienceIn(given),
    quotedId: quotedIn(given, world),
    topic: topicOf(given.text('topic_tag'), text),
    link: link ?? (mediaType === 'TEXT' && poll === null ? (linksIn(text)[0] ?? null) : null),
    poll,
    notes: notesOf(given, mediaType === 'TEXT'),
    childIds: mediaType === 'CAROUSEL' ? childrenIn(given, user, world) : [],
    createdAt: world.now().toISOString(),
    publishedId: null,
    ...(await fileIn(given, mediaType, id, world)),
    readyAt: inSeconds(readySeconds[mediaType], world),
  }
  keepContainer(container, world)
  return container
}

function mediaTypeIn(given: Given): Container['mediaType'] {
  const named = given.text('media_type')
  const known = (['TEXT', 'IMAGE', 'VIDEO', 'CAROUSEL'] as const).find((type) => type === named)
  return known ?? invalid('Param media_type must be one of {TEXT, IMAGE, VIDEO, CAROUSEL}')
}

/** What goes together, by the documents' table of parameters. */
function checkCombination(
  mediaType: Container['mediaType'],
  { given, text, poll, link }: { given: Given; text: string; poll: string[] | null; link: string | null },
): void {
  const isText = mediaType === 'TEXT'
  if (isText && text === '' && link === null) invalid('Param text is required for text posts')
  if (!isText && link !== null) invalid('Param link_attachment is only available for text posts')
  if (!isText && poll !== null) invalid('Param poll_attachment is only available for text posts')
  if (poll !== null && (link !== null || given.has('text_attachment')))
    invalid('Param poll_attachment cannot be combined with other attachments')
  if (link !== null && !isAddress(link)) invalid('Param link_attachment must be a valid URL')
  if (given.flag('is_carousel_item')) {
    if (mediaType !== 'IMAGE' && mediaType !== 'VIDEO')
      invalid('Param is_carousel_item needs an image or a video')
    if (text !== '') invalid('Param text is not available for items of a carousel')
  }
  if (given.flag('auto_publish_text') && !isText)
    invalid('Param auto_publish_text is only available for text posts')
  if (given.has('children') && mediaType !== 'CAROUSEL')
    invalid('Param children is only available for carousels')
  if (given.has('alt_text') && mediaType !== 'IMAGE' && mediaType !== 'VIDEO')
    invalid('Param alt_text is only available for images and videos')
}

function isAddress(link: string): boolean {
  return /^https?:\/\//.test(link) && URL.canParse(link)
}

function altTextIn(given: Given): string | null {
  if (!given.has('alt_text')) return null
  const words = given.text('alt_text')
  return [...words].length > 1_000 ? invalid('Param alt_text must be at most 1000 characters long.') : words
}

function audienceIn(given: Given): string {
  const named = given.text('reply_control') || 'everyone'
  if (!audiences.includes(named)) invalid(`Param reply_control must be one of {${audiences.join(', ')}}`)
  return named.toUpperCase()
}

/** One's own posts, and what others wrote under them. */
function repliedTo(given: Given, user: User, world: SimWorld): string | null {
  if (!given.has('reply_to_id')) return null
  const post = findPost(given.text('reply_to_id'), world)
  const isMine =
    post !== undefined && [post, findPost(post.rootId ?? '', world)].some((each) => each?.userId === user.id)
  return isMine && isAnswerable(post)
    ? post.id
    : invalid('Invalid parameter', 'The post to reply to does not exist, or you cannot reply to it.')
}

function isAnswerable({ carouselId, mediaType }: Post): boolean {
  return carouselId === null && mediaType !== 'REPOST_FACADE'
}

function quotedIn(given: Given, world: SimWorld): string | null {
  if (!given.has('quote_post_id')) return null
  const post = findPost(given.text('quote_post_id'), world)
  return post !== undefined && isAnswerable(post)
    ? post.id
    : invalid('Invalid parameter', 'The post to quote does not exist.')
}

function childrenIn(given: Given, user: User, world: SimWorld): string[] {
  const ids = given
    .text('children')
    .replace(/[[\]"\s]/g, '')
    .split(',')
    .filter((id) => id !== '')
  if (ids.length < 2 || ids.length > 20) invalid('Param children must have 2 to 20 items')
  if (new Set(ids).size < ids.length) invalid('Param children must not repeat an item')
  for (const id of ids) {
    const child = findContainer(id, user, world)
    if (child?.isCarouselItem !== true) return invalid(`Param children: ${id} is no carousel item`)
    const status = statusOf(child, world)
    if (status === 'ERROR') invalid(`Param children: ${id} failed: ${child.error ?? 'UNKNOWN'}`)
    if (status !== 'FINISHED') mediaNotFound()
  }
  return ids
}

async function fileIn(
  given: Given,
  mediaType: Container['mediaType'],
  id: string,
  world: SimWorld,
): Promise<Pick<Container, 'file' | 'error'>> {
  if (mediaType !== 'IMAGE' && mediaType !== 'VIDEO') return { file: null, error: null }
  const name = mediaType === 'IMAGE' ? 'image_url' : 'video_url'
  if (!given.has(name)) invalid(`Param ${name} is required`)
  const url = given.text(name)
  if (!URL.canParse(url)) notFetched(url)
  return mediaType === 'IMAGE' ? fetchImage(id, url, world) : fetchVideo(id, url, world)
}
