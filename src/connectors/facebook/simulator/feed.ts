import type { Json } from '../../../kit/json.js'
import { invalid, refuse } from '../../../sandbox/graph-api/refusal.js'
import type { SimReply, SimRoute } from '../../../sandbox/simulator.js'
import { answerCreated, api, publishes, type PageCall } from './call.js'
import { maxFeedPhotoBytes, photoRefused } from './files.js'
import { findPhoto, isUsed, keepPhoto, type Photo } from './photos.js'
import { postNode } from './post-node.js'
import { keepPost, newestOf, newId, type Post } from './posts.js'
import { noSuchObject } from './replies.js'
import { checkLink, checkMessage } from './text-rules.js'

export const feedRoutes: readonly SimRoute[] = api(
  { method: 'POST', path: '/:id/feed', operation: 'publish' },
  publishes(createPost),
)

const minute = 60_000
const day = 86_400_000

function createPost(call: PageCall): SimReply {
  const { given, page, request, token, world } = call
  const message = given.text('message')
  if (given.isSent('message') && message.trim() === '') emptyPost()
  const link = given.has('link') ? given.text('link') : null
  const attached = photosIn(call)
  if (message === '' && link === null && attached.length === 0) emptyPost()
  checkMessage(message)
  if (link !== null) checkLink(link)
  if (link !== null && attached.length > 0) invalid('Only one of link and attached_media may be specified')
  const notes = extrasIn(call, message !== '' && link === null && attached.length === 0)
  const { isPublished, at } = timeIn(call)
  const post: Post = {
    id: `${page.id}_${newId(world)}`,
    pageId: page.id,
    appId: token.appId,
    accountId: request.accountId,
    kind: attached.length > 0 ? 'photos' : 'status',
    message,
    link,
    photoIds: attached.map(({ id }) => id),
    videoId: null,
    isPublished,
    notes,
    createdAt: at,
    counts: null,
  }
  if (isPublished && isLikeTheLast(post, call)) duplicatePost()
  keepPost(post, world)
  for (const photo of attached) keepPhoto({ ...photo, postId: post.id }, world)
  return answerCreated(postNode(post, call), call)
}

function emptyPost(): never {
  return refuse(197, '(#197) The post is empty. Please enter a message to share.')
}

export function duplicatePost(): never {
  return refuse(506, '(#506) Duplicate status message', {
    title: 'Duplicate Status Update',
    userMessage:
      'This status update is identical to the last one you posted. Try posting something different, or delete your previous update.',
  })
}

/** Identical posts may not follow one another; photos are never the same. */
function isLikeTheLast(post: Post, { page, world }: PageCall): boolean {
  const last = newestOf(page.id, world)
  return (
    post.photoIds.length === 0 &&
    last !== undefined &&
    last.photoIds.length === 0 &&
    last.videoId === null &&
    last.message === post.message &&
    last.link === post.link
  )
}

/** What is attached: photos of the page that no post has shown. */
function photosIn({ given, page, request, world }: PageCall): Photo[] {
  const ids = given.list('attached_media').map(idIn)
  if (new Set(ids).size < ids.length) photosPosted()
  return ids.map((id) => {
    const photo = findPhoto(id, world)
    if (photo?.pageId !== page.id) return noSuchObject(request.method, id)
    if (isUsed(photo)) photosPosted()
    return photo.file.bytes > maxFeedPhotoBytes ? photoRefused() : photo
  })
}

function idIn(item: Json): string {
  const id =
    typeof item === 'object' && item !== null && !Array.isArray(item) ? item['media_fbid'] : undefined
  return typeof id === 'string' && /^\d+$/.test(id)
    ? id
    : invalid('Param attached_media must be an array of objects with a media_fbid')
}

function photosPosted(): never {
  return invalid('Invalid parameter', 'These photos were already posted.', 1_366_051)
}

/** Now, or at a time between ten minutes and 75 days ahead; a post that is not published has no time of its own. */
export function timeIn({ given, world }: PageCall): { isPublished: boolean; at: string } {
  const now = world.now().getTime()
  const scheduled = given.time('scheduled_publish_time')
  const isPublished = given.flag('published', true)
  if (scheduled === null) return { isPublished, at: new Date(now).toISOString() }
  if (isPublished) invalid('You cannot specify a scheduled publish time on a published post')
  if (scheduled < now + 10 * minute || scheduled > now + 75 * day)
    invalid('The specified scheduled publish time is invalid.')
  return { isPublished: true, at: new Date(scheduled).toISOString() }
}

/** What a page says of the extras of a post; what they must look like is checked on the way. */
function extrasIn({ given }: PageCall, isTextAlone: boolean): string[] {
  const notes: string[] = []
  for (const name of ['targeting', 'feed_targeting']) {
    const value = given.json(name)
    if (value === undefined) continue
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      invalid(`Param ${name} must be a valid targeting spec`)
    notes.push(`Shown to: ${JSON.stringify(value)}`)
  }
  if (given.has('place')) {
    if (!/^\d+$/.test(given.text('place'))) invalid('Param place must be a valid place tag ID')
    notes.push(`At place ${given.text('place')}`)
  }
  const tags = given.has('tags') ? taggedIn(given.text('tags')) : []
  if (tags.length > 0 && !given.has('place')) invalid('You cannot specify user_ids without a place')
  if (tags.length > 0) notes.push(`With ${tags.join(', ')}`)
  if (given.time('backdated_time') !== null) notes.push(`Of ${given.text('backdated_time')}`)
  if (given.has('text_format_preset_id')) {
    const isLong = [...given.text('message')].length > 130
    if (!isTextAlone || isLong || !/^\d{6,20}$/.test(given.text('text_format_preset_id')))
      invalid('Param text_format_preset_id must be a valid preset of a short text')
    notes.push('On a coloured background')
  }
  return notes
}

function taggedIn(list: string): string[] {
  const ids = list.replace(/[[\]"\s]/g, '').split(',')
  return ids.every((id) => /^\d+$/.test(id)) ? ids : invalid('Param tags must be a list of ids')
}
