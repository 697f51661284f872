import type { SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { actAs, readAs, type Need } from './acting.js'
import { findAsset } from './assets.js'
import { blank, readCommentary, readContent, readReshare } from './compose.js'
import { bodyOf, listAt, membersOf, textAt } from './members.js'
import {
  changePost,
  dropPost,
  duplicateOf,
  findPost,
  keepPost,
  lifecycleOf,
  mediaOf,
  postsBy,
  type NewPost,
  type Post,
} from './post-table.js'
import {
  apiHost as host,
  badQuery,
  gatewayFailure,
  inputFailure,
  notFound,
  refuse,
  wrongValue,
} from './replies.js'
import { enter, needsMethod, pageOf, textParameter, urnInPath, versionOf } from './restli.js'

export const postRoutes: readonly SimRoute[] = [
  { method: 'POST', host, path: '/rest/posts', operation: 'publish', handle: createPost },
  { method: 'GET', host, path: '/rest/posts', operation: 'find', handle: list },
  { method: 'GET', host, path: '/rest/posts/:urn', operation: 'find', handle: read },
  { method: 'POST', host, path: '/rest/posts/:urn', operation: 'other', dawdles: true, handle: edit },
  { method: 'DELETE', host, path: '/rest/posts/:urn', operation: 'other', handle: remove },
]

const writing: Omit<Need, 'resource'> = {
  person: ['w_member_social'],
  organization: ['w_organization_social'],
}
/** `r_member_social`, which would read a person's posts, is closed. */
const reading: Omit<Need, 'resource'> = { person: [], organization: ['r_organization_social'] }
const resource = (method: string, request: SimRequest) =>
  `partnerApiPostsExternal.${method}.${versionOf(request)}`

export function createPost(request: SimRequest, world: SimWorld): SimReply {
  const post = compose(request, world)
  const twin = duplicateOf(post, world)
  if (twin !== undefined) return duplicate(twin)
  return { status: 201, headers: { 'x-restli-id': keepPost(post, world).urn } }
}

/** As public incident reports show it: the code is inside, and the only word of the other post is in the message. */
function duplicate(urn: string): SimReply {
  const message = `com.linkedin.content.common.exception.BadRequestResponseException: Content is a duplicate of ${urn}`
  return inputFailure('DUPLICATE_POST', message, { status: 422 })
}

/** Somebody has just said the same by hand, in the network's own app. */
export function sayByHand(request: SimRequest, world: SimWorld): void {
  keepPost({ ...compose(request, world), accountId: null, isElsewhere: true }, world)
}

function compose(request: SimRequest, world: SimWorld): NewPost {
  const caller = enter(request, world)
  const body = bodyOf(
    request,
    ['author', 'commentary', 'visibility', 'distribution', 'lifecycleState'],
    ['content', 'isReshareDisabledByAuthor', 'reshareContext'],
  )
  const need = { resource: resource('CREATE', request), ...writing }
  const author = actAs(caller, textAt(body, 'author'), 'author', need, world)
  checkAudience(body, author.kind)
  const commentary = textAt(body, 'commentary')
  const content = readContent(body['content'], author.urn, world)
  const reshareOf = readReshare(body['reshareContext'], world)
  if (reshareOf !== null && content !== null) return refuse(wrongValue('reshareContext', reshareOf))
  if (commentary.trim() === '' && content === null && reshareOf === null) return refuse(blank('commentary'))
  return {
    author: author.urn,
    accountId: request.accountId,
    commentary,
    ...readCommentary(commentary, world),
    content,
    reshareOf,
    visibility: textAt(body, 'visibility'),
    distribution: body['distribution'] ?? null,
    isReshareDisabled: body['isReshareDisabledByAuthor'] === true,
    isElsewhere: false,
    isBroken: mediaOf(content).some(({ id }) => findAsset(id, world)?.breaksPosts),
    numbers: null,
  }
}

function checkAudience(body: ReturnType<typeof bodyOf>, kind: 'person' | 'organization'): void {
  const visibility = textAt(body, 'visibility')
  // A container is a group, and none of these posts is in one.
  const seenBy = kind === 'organization' ? ['PUBLIC'] : ['PUBLIC', 'CONNECTIONS', 'LOGGED_IN']
  if (!seenBy.includes(visibility)) refuse(wrongValue('visibility', visibility))
  if (body['lifecycleState'] !== 'PUBLISHED') refuse(wrongValue('lifecycleState', body['lifecycleState']))
  const isDisabled = body['isReshareDisabledByAuthor'] ?? false
  if (typeof isDisabled !== 'boolean') refuse(wrongValue('isReshareDisabledByAuthor', isDisabled))
  const lists = ['targetEntities', 'thirdPartyDistributionChannels']
  const distribution = membersOf(body['distribution'], 'distribution', ['feedDistribution'], lists)
  if (!['MAIN_FEED', 'NONE'].includes(textAt(distribution, 'feedDistribution')))
    refuse(wrongValue('distribution/feedDistribution', distribution['feedDistribution']))
  for (const name of lists)
    if (distribution[name] !== undefined) listAt(distribution, name, `distribution/${name}`)
}

function list(request: SimRequest, world: SimWorld): SimReply {
  const caller = enter(request, world)
  needsMethod(request, 'FINDER')
  if (textParameter(request, 'q') !== 'author') return badQuery()
  const need = { resource: resource('FINDER-author', request), ...reading }
  const { urn } = readAs(caller, textParameter(request, 'author') ?? '', 'author', need, world)
  const sortBy = textParameter(request, 'sortBy') ?? 'LAST_MODIFIED'
  if (!['LAST_MODIFIED', 'CREATED'].includes(sortBy)) return badQuery()
  const at = (post: Post): number => (sortBy === 'CREATED' ? post.createdAt : post.modifiedAt)
  const newestFirst = postsBy(urn, world).sort((a, b) => at(b) - at(a))
  const { elements, paging } = pageOf(newestFirst, request)
  return { status: 200, body: { paging, elements: elements.map((post) => present(post, world)) } }
}

function read(request: SimRequest, world: SimWorld): SimReply {
  const caller = enter(request, world)
  const post = findPost(urnInPath(request).text, world)
  if (post === undefined) return notFound()
  readAs(caller, post.author, 'author', { resource: resource('GET', request), ...reading }, world)
  return { status: 200, body: present(post, world) }
}

function present(post: Post, world: SimWorld) {
  const { urn, author, commentary, content, reshareOf, visibility, distribution } = post
  const lifecycleState = lifecycleOf(post, world)
  return {
    id: urn,
    author,
    commentary,
    ...(content === null ? {} : { content }),
    ...(reshareOf === null ? {} : { reshareContext: { parent: reshareOf } }),
    visibility,
    distribution,
    createdAt: post.createdAt,
    lastModifiedAt: post.modifiedAt,
    ...(lifecycleState === 'PUBLISHED' ? { publishedAt: post.publishedAt } : {}),
    lifecycleState,
    isReshareDisabledByAuthor: post.isReshareDisabled,
  }
}

const beingWritten = new Set<string>()

/** Only the words change. Who writes while another write is on its way is told to write again. */
async function edit(request: SimRequest, world: SimWorld): Promise<SimReply> {
  const caller = enter(request, world)
  needsMethod(request, 'PARTIAL_UPDATE')
  const post = findPost(urnInPath(request).text, world)
  if (post === undefined) return notFound()
  actAs(caller, post.author, 'author', { resource: resource('PARTIAL_UPDATE', request), ...writing }, world)
  const { $set } = membersOf(bodyOf(request, ['patch'])['patch'], 'patch', ['$set'])
  const commentary = textAt(membersOf($set, 'patch/$set', ['commentary']), 'commentary')
  if (commentary.trim() === '' && post.content === null) return blank('commentary')
  const words = readCommentary(commentary, world)
  if (beingWritten.has(post.urn))
    return gatewayFailure(409, 'CONFLICT', 'A write conflict occurred. Retry the request.')
  beingWritten.add(post.urn)
  try {
    await request.dawdle?.()
    changePost(post, { commentary, ...words, modifiedAt: world.now().getTime() }, world)
  } finally {
    beingWritten.delete(post.urn)
  }
  return { status: 204 }
}

/** The same again is as well. */
function remove(request: SimRequest, world: SimWorld): SimReply {
  const caller = enter(request, world)
  needsMethod(request, 'DELETE')
  const post = findPost(urnInPath(request).text, world)
  if (post === undefined) return { status: 204 }
  actAs(caller, post.author, 'author', { resource: resource('DELETE', request), ...writing }, world)
  dropPost(post, world)
  return { status: 204 }
}
