import { parametersOf, type Given } from '../../../sandbox/graph-api/given.js'
import { newId } from '../../../sandbox/graph-api/ids.js'
import { invalid, noSuchObject, ok, refuse } from '../../../sandbox/graph-api/refusal.js'
import type { SimReply, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { api, type Call } from './call.js'
import { createContainer, findContainer, keepContainer, statusOf, type Container } from './containers.js'
import { inSeconds, type User } from './people.js'
import { dropPost, findPost, keepPost, type Post } from './posts.js'
import { readQuota, takeQuota } from './quota.js'
import { mediaNotFound } from './replies.js'

const publishing = 'threads_content_publish'
const scopeOfContainer = (given: Given): string =>
  given.has('reply_to_id') ? 'threads_manage_replies' : publishing

export const publishRoutes: readonly SimRoute[] = [
  ...api(
    {
      method: 'POST',
      path: '/:id/threads',
      operation: (request) => (parametersOf(request).flag('auto_publish_text') ? 'publish' : 'upload'),
      scope: scopeOfContainer,
    },
    create,
  ),
  ...api({ method: 'POST', path: '/:id/threads_publish', operation: 'publish', scope: publishing }, publish),
  ...api({ method: 'POST', path: '/:id/repost', operation: 'publish', scope: publishing }, repost),
  ...api({ method: 'DELETE', path: '/:id', operation: 'other', scope: 'threads_delete' }, remove),
  ...api(
    { method: 'POST', path: '/:id/manage_reply', operation: 'other', scope: 'threads_manage_replies' },
    manageReply,
  ),
  ...api(
    { method: 'GET', path: '/:id/threads_publishing_limit', operation: 'other', scope: publishing },
    (call) => {
      isOneself(call)
      return readQuota(call)
    },
  ),
]

/** The user in the path is the caller, by id or as `me`. */
export function isOneself({ id, user, request }: Call): void {
  if (id !== user.id) noSuchObject(request.method, id)
}

async function create(call: Call): Promise<SimReply> {
  isOneself(call)
  notRestricted(call.user)
  const container = await createContainer(call)
  if (!call.given.flag('auto_publish_text')) return ok({ id: container.id })
  return ok({ id: makePublic(container, call).id })
}

export function publish(call: Call): SimReply {
  isOneself(call)
  notRestricted(call.user)
  const { given, user, world } = call
  if (!given.has('creation_id')) invalid('The parameter creation_id is required.')
  const container = findContainer(given.text('creation_id'), user, world)
  if (container === undefined || statusOf(container, world) !== 'FINISHED') return mediaNotFound()
  if (container.isCarouselItem) invalid('An item of a carousel cannot be published by itself.')
  return ok({ id: makePublic(container, call).id })
}

/** A person whom the network has restricted reads, and publishes nothing. */
function notRestricted(user: User): void {
  if (user.isRestricted)
    refuse(24, 'The user is restricted', {
      subcode: 4_279_013,
      title: 'User is restricted',
      userMessage: 'You are restricted from publishing for now.',
    })
}

function makePublic(container: Container, { user, request, world }: Call): Post {
  const parent = container.replyToId === null ? undefined : findPost(container.replyToId, world)
  if (container.replyToId !== null && parent === undefined) return mediaNotFound()
  takeQuota(parent === undefined ? 'post' : 'reply', user.id, world)
  const id = newId(world)
  const children = container.childIds.flatMap((child) => findContainer(child, user, world) ?? [])
  const base = { id, accountId: request.accountId, rootId: parent?.rootId ?? parent?.id ?? null }
  const post: Post = {
    ...asPost(container, base, world),
    files: [container, ...children].flatMap(({ file, altText }) =>
      file === null ? [] : [{ file, altText }],
    ),
    childIds: children.map(() => newId(world)),
  }
  for (const [index, child] of children.entries()) {
    const childId = post.childIds[index] ?? ''
    keepPost({ ...asPost(child, { ...base, id: childId }, world), carouselId: id }, world)
    keepContainer({ ...child, publishedId: childId }, world)
  }
  keepPost(post, world)
  keepContainer({ ...container, publishedId: id }, world)
  return post
}

const mediaTypes = { TEXT: 'TEXT_POST', IMAGE: 'IMAGE', VIDEO: 'VIDEO', CAROUSEL: 'CAROUSEL_ALBUM' } as const

function asPost(
  container: Container,
  base: Pick<Post, 'id' | 'accountId' | 'rootId'>,
  world: SimWorld,
): Post {
  const { userId, text, file, altText, replyToId, quotedId, topic, link, poll, replyAudience, notes } =
    container
  return {
    ...base,
    userId,
    mediaType: mediaTypes[container.mediaType],
    text,
    files: file === null ? [] : [{ file, altText }],
    childIds: [],
    carouselId: null,
    replyToId,
    quotedId,
    repostedId: null,
    topic,
    link,
    poll: poll === null ? null : { options: poll, endsAt: inSeconds(86_400, world) },
    replyAudience,
    notes,
    isHidden: false,
    createdAt: world.now().toISOString(),
    counts: null,
  }
}

function repost({ id, user, request, world }: Call): SimReply {
  notRestricted(user)
  const reposted = findPost(id, world)
  if (reposted === undefined || reposted.carouselId !== null || reposted.mediaType === 'REPOST_FACADE')
    return noSuchObject(request.method, id)
  takeQuota('post', user.id, world)
  const post: Post = {
    ...reposted,
    id: newId(world),
    userId: user.id,
    accountId: request.accountId,
    mediaType: 'REPOST_FACADE',
    text: '',
    files: [],
    childIds: [],
    replyToId: null,
    rootId: null,
    quotedId: null,
    repostedId: reposted.id,
    poll: null,
    link: null,
    notes: ['Reposted'],
    createdAt: world.now().toISOString(),
    counts: null,
  }
  keepPost(post, world)
  return ok({ id: post.id })
}

function remove({ id, user, request, world }: Call): SimReply {
  const post = findPost(id, world)
  if (post === undefined || post.userId !== user.id || post.carouselId !== null)
    return noSuchObject(request.method, id)
  takeQuota('delete', user.id, world)
  dropPost(post, world)
  return ok({ success: true, deleted_id: id })
}

function manageReply({ id, user, given, request, world }: Call): SimReply {
  const reply = findPost(id, world)
  const root = reply?.rootId == null ? undefined : findPost(reply.rootId, world)
  if (reply === undefined || root?.userId !== user.id) return noSuchObject(request.method, id)
  if (!given.has('hide')) invalid('Param hide is required')
  keepPost({ ...reply, isHidden: given.flag('hide') }, world)
  return ok({ success: true })
}
