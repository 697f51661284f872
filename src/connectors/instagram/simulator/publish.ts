import { newId } from '../../../sandbox/graph-api/ids.js'
import { invalid, ok } from '../../../sandbox/graph-api/refusal.js'
import type { SimReply, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { accountOf, api, mayAct, requireNeed, type Call } from './call.js'
import { createContainer, findContainer, keepContainer, statusOf, type Container } from './containers.js'
import { dropMedia, keepMedia, type Media } from './media-table.js'
import { ownMedia } from './own-media.js'
import { findUser, type User } from './people.js'
import { readQuota, takePost } from './quota.js'
import { noSuchContainer, notReady, rejected } from './replies.js'
import { uploadUri } from './upload.js'

export const publishRoutes: readonly SimRoute[] = [
  ...api({ method: 'POST', path: '/:id/media', operation: 'upload', need: 'publish' }, create),
  ...api({ method: 'POST', path: '/:id/media_publish', operation: 'publish', need: 'publish' }, publish),
  ...api(
    { method: 'GET', path: '/:id/content_publishing_limit', operation: 'metrics', need: 'publish' },
    readQuota,
  ),
  ...api({ method: 'DELETE', path: '/:id', operation: 'other', only: 'facebook', need: 'contents' }, remove),
]

async function create(call: Call): Promise<SimReply> {
  const user = accountOf(call)
  mayAct(call, user)
  const container = await createContainer(call, user)
  const { id } = container
  return ok(
    container.upload === null ? { id } : { id, uri: uploadUri(container, call.request.params['version']) },
  )
}

export function publish(call: Call): SimReply {
  const user = accountOf(call)
  mayAct(call, user)
  const { given, world } = call
  const id = given.text('creation_id')
  if (id === '') invalid('The parameter creation_id is required.')
  const container = findContainer(id, world)
  if (container?.userId !== user.id) return noSuchContainer(id)
  if (container.isCarouselItem) invalid('An item of a carousel cannot be published by itself.')
  switch (statusOf(container, world)) {
    case 'IN_PROGRESS':
      return notReady()
    case 'PUBLISHED':
      return noSuchContainer(id)
    case 'ERROR':
      return rejected(24, 2_207_006, `The media with ${id} cannot be found`, 'Media not found')
    case 'EXPIRED':
      return rejected(-2, 2_207_020, 'The media you are trying to access has expired.', 'Media expired')
    case 'FINISHED':
      return ok({ id: makePublic(container, user, call).id })
  }
}

/** By turns, so that whoever publishes three times meets all of it. */
const firstSeen = ['whole', 'hidden', 'bare'] as const

function makePublic(container: Container, user: User, { request, world }: Call): Media {
  takePost(user, world)
  const id = newId(world)
  const children = container.childIds.flatMap((child) => findContainer(child, world) ?? [])
  const media: Media = {
    ...asMedia(container, { id, accountId: request.accountId }, world),
    files: [container, ...children].flatMap(({ file, altText }) =>
      file === null ? [] : [{ file, altText }],
    ),
    notes: [container, ...children].flatMap(({ notes }) => notes),
    childIds: children.map(() => newId(world)),
    firstSeen: firstSeen[world.nextNumber('published') % firstSeen.length] ?? 'whole',
  }
  for (const [index, child] of children.entries()) {
    const childId = media.childIds[index] ?? ''
    keepMedia(
      { ...asMedia(child, { id: childId, accountId: request.accountId }, world), carouselId: id },
      world,
    )
    keepContainer({ ...child, publishedId: childId }, world)
  }
  keepMedia(media, world)
  keepContainer({ ...container, publishedId: id }, world)
  return media
}

const kinds = {
  IMAGE: 'image',
  VIDEO: 'reel',
  REELS: 'reel',
  STORIES: 'story',
  CAROUSEL: 'carousel',
} as const

function asMedia(container: Container, base: Pick<Media, 'id' | 'accountId'>, world: SimWorld): Media {
  const { userId, caption, file, altText, collaborators, isShownInFeed, notes } = container
  return {
    ...base,
    userId,
    kind: kinds[container.mediaType],
    caption,
    files: file === null ? [] : [{ file, altText }],
    childIds: [],
    carouselId: null,
    collaborators,
    isShownInFeed,
    isCommentEnabled: true,
    firstSeen: 'whole',
    notes,
    createdAt: world.now().toISOString(),
    counts: null,
  }
}

function remove(call: Call): SimReply {
  const media = ownMedia(call)
  // The documents say that some kinds cannot be deleted, and not which.
  if (media.carouselId !== null) rejected(-1, 2_207_073, 'Media Type Not Supported', 'Media not deleted')
  dropMedia(media, call.world)
  return ok({ success: true, deleted_id: media.id })
}

/** Switches the comments of a post on or off. */
export function updateMedia(call: Call): SimReply {
  requireNeed(call, 'comments')
  const media = ownMedia(call)
  const user = findUser(media.userId, call.world)
  if (user !== undefined) mayAct(call, user)
  if (!call.given.has('comment_enabled')) invalid('The parameter comment_enabled is required')
  keepMedia({ ...media, isCommentEnabled: call.given.flag('comment_enabled') }, call.world)
  return ok({ success: true })
}
