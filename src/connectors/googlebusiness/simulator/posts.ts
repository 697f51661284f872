import { randomInt } from 'node:crypto'
import { randomText } from '../../../sandbox/sandbox.js'
import type { SimReply } from '../../../sandbox/simulator.js'
import { hosts, page, type Call, type Endpoint } from './call.js'
import { parsePost, problemsOf, type Given } from './local-post.js'
import { findLocation, type Location } from './people.js'
import { fetchPhotos } from './photos.js'
import { findPost, isOut, keepPost, postsOf, removePost, reviewOf, type Post } from './post-table.js'
import { presentPost } from './present-post.js'
import { countEdit } from './rates.js'
import { malformed, notFound, refuseOperation, refuseValues } from './replies.js'

const host = hosts.posts
export const postsPath = '/v4/accounts/:account/locations/:location/localPosts'
const path = `${postsPath}/:post`

export const postEndpoints: readonly Endpoint[] = [
  { method: 'POST', host, path: postsPath, operation: 'publish', handle: create },
  {
    method: 'GET',
    host,
    path: postsPath,
    operation: 'find',
    parameters: ['pageSize', 'pageToken'],
    handle: list,
  },
  { method: 'GET', host, path, operation: 'status', handle: get },
  { method: 'PATCH', host, path, operation: 'other', parameters: ['updateMask'], handle: patch },
  { method: 'DELETE', host, path, operation: 'other', handle: remove },
]

/** Only with its account; nothing is said of others' locations. */
export function locationIn({ request: { params }, user, world }: Call): Location {
  const name = { accountId: params['account'] ?? '', id: params['location'] ?? '' }
  return findLocation(name, user, world) ?? notFound()
}

function postIn(call: Call): Post {
  return findPost(locationIn(call), call.request.params['post'] ?? '', call.world) ?? notFound()
}

/** Equal posts are as welcome as others. */
async function create(call: Call): Promise<SimReply> {
  const { user, token, request, world } = call
  const location = locationIn(call)
  const given = bodyIn(call)
  if (user.kind === 'unverified')
    refuseOperation(
      'OPERATION_UNSUPPORTED_UNDER_ACCOUNT_CONDITION',
      'The location has no voice of merchant: it is unverified or suspended.',
    )
  if (user.kind === 'chain')
    refuseOperation(
      'LOCATION_DISABLED_FOR_LOCAL_POST_API',
      'Local posts of this location cannot be made by the API.',
    )
  check(given, world.now())
  countEdit(token.clientId, location.id, world)
  const { media = [], ...words } = given
  const photos = await fetchPhotos(media, () => `AF1Qip${randomText(24)}`, world)
  const now = world.now()
  const kept = withoutIdleButton(words)
  const post = keepPost(
    {
      id: String(randomInt(2 ** 47)).padStart(19, '4'),
      location,
      forAccount: request.accountId,
      given: kept,
      photos,
      createdAt: now.toISOString(),
      updatedAt: now.toISOString(),
      ...reviewOf(kept, user, now),
      isTold: false,
    },
    world,
  )
  return { status: 200, body: presentPost(post, world) }
}

function bodyIn({ request }: Call): Given {
  if (!/^application\/json(;|$)/i.test(request.headers['content-type'] ?? ''))
    malformed('local_post', 'The Content-Type has to be application/json.')
  return parsePost(request.json)
}

function check(given: Given, now: Date): void {
  const problems = problemsOf(given, now)
  if (problems.length > 0) refuseValues(problems)
}

/** An offer has its own. */
function withoutIdleButton({ callToAction, ...words }: Post['given']): Post['given'] {
  return words.topicType === 'OFFER' || callToAction === undefined ? words : { ...words, callToAction }
}

function list(call: Call): SimReply {
  const { request, world } = call
  const { rows, around } = page(request, postsOf(locationIn(call), world), { most: 100, usual: 20 })
  const localPosts = rows.map((post) => presentPost(post, world))
  return { status: 200, body: { ...(rows.length === 0 ? {} : { localPosts }), ...around } }
}

function get(call: Call): SimReply {
  const { world } = call
  const post = postIn(call)
  if (!post.isTold && isOut(post, world)) keepPost({ ...post, isTold: true }, world)
  return { status: 200, body: presentPost(post, world) }
}

const changeable = ['languageCode', 'summary', 'callToAction', 'event', 'offer', 'scheduledTime'] as const
type Changeable = (typeof changeable)[number]

/** Changes what the mask names, and has it looked at again. */
function patch(call: Call): SimReply {
  const { user, token, request, world } = call
  const post = postIn(call)
  const given = bodyIn(call)
  const mask = (request.query.get('updateMask') ?? '').split(',').filter((each) => each !== '')
  if (mask.length === 0) malformed('update_mask', 'Field mask is required')
  const fixed = mask.find((each) => !changeable.includes(each as Changeable))
  if (fixed !== undefined) malformed('update_mask', `It cannot be changed: ${fixed}`)
  const among = (words: Post['given'], isNamed: boolean): Post['given'] =>
    Object.fromEntries(Object.entries(words).filter(([name]) => mask.includes(name) === isNamed))
  const changed = withoutIdleButton({ ...among(post.given, false), ...among(given, true) })
  const media = post.photos.map(({ sourceUrl }) => ({ mediaFormat: 'PHOTO' as const, sourceUrl }))
  check({ ...changed, media }, world.now())
  countEdit(token.clientId, post.location.id, world)
  const now = world.now()
  const next = { ...post, given: changed, updatedAt: now.toISOString(), isTold: false }
  return {
    status: 200,
    body: presentPost(keepPost({ ...next, ...reviewOf(changed, user, now) }, world), world),
  }
}

function remove(call: Call): SimReply {
  const post = postIn(call)
  countEdit(call.token.clientId, post.location.id, call.world)
  removePost(post, call.world)
  return { status: 200, body: {} }
}
