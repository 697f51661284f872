import { refuse, replyTo } from '../../../sandbox/graph-api/refusal.js'
import { randomText } from '../../../sandbox/sandbox.js'
import type { SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { parseFields, show, type Node } from './fields.js'
import { Given } from './given.js'
import { befall } from './befall.js'
import { findPage, mayPublish, type Page, type User } from './people.js'
import { noSuchObject, ok, replyOf } from './replies.js'
import { checkProof, livingToken, refuseToken, type Token } from './tokens.js'
import { countCall, usageHeaders } from './usage.js'

/** A call with a token: whose it is, and what was asked. */
export type Call = {
  token: Token
  user: User
  given: Given
  request: SimRequest
  world: SimWorld
  /** The `:id` of the path; of `me` the person's or the page's own. */
  id: string
}

/** A call that is made as a page, by somebody who may do it. */
export type PageCall = Call & { page: Page }

type Handle<C> = (call: C) => SimReply | Promise<SimReply>
type Route = Pick<SimRoute, 'method' | 'path' | 'operation'>

const hosts = ['graph.facebook.com', 'graph-video.facebook.com']
const living = ['v23.0', 'v24.0', 'v25.0', 'v26.0']

/** One call of the API at all its addresses; refusals thrown on the way are its answer. */
export function api(route: Route, handle: Handle<Call>): SimRoute[] {
  return open(route, async (request, world) => {
    const call = callOf(request, world)
    const reply = await handle(call)
    return { ...reply, headers: { ...reply.headers, ...usageHeaders(call.token, world) } }
  })
}

function callOf(request: SimRequest, world: SimWorld): Call {
  const given = new Given(request)
  const { token, user } = livingToken(tokenIn(request, given), world)
  checkProof(token, given.text('appsecret_proof'), world)
  countCall(token, world)
  const named = request.params['id'] ?? ''
  return { token, user, given, request, world, id: named === 'me' ? (token.pageId ?? user.id) : named }
}

/** The same for calls that bring no token of a person or page. */
export function open(
  { method, path, operation }: Route,
  handle: (request: SimRequest, world: SimWorld) => SimReply | Promise<SimReply>,
): SimRoute[] {
  const answer: SimRoute['handle'] = async (request, world) => {
    const version = request.params['version'] ?? ''
    const served = living.includes(`v${version}`) ? `v${version}` : (living[0] ?? '')
    const reply = await answered(() => handle(request, world))
    const trace = {
      'x-fb-trace-id': randomText(8),
      'x-fb-request-id': randomText(12),
      'x-fb-rev': '1029384756',
    }
    return { ...reply, headers: { 'facebook-api-version': served, ...trace, ...reply.headers } }
  }
  return hosts.flatMap((host) =>
    // Without a version, or with one that is dead, the oldest that lives answers.
    ['/v:version', ''].map((version) => ({
      method,
      host,
      path: `${version}${path}`,
      operation,
      handle: answer,
    })),
  )
}

async function answered(work: () => SimReply | Promise<SimReply>): Promise<SimReply> {
  try {
    return await work()
  } catch (error) {
    return replyTo(error, replyOf)
  }
}

export function tokenIn(request: SimRequest, given = new Given(request)): string {
  const bearer = /^(?:Bearer|OAuth)\s+(.+)$/i.exec(request.headers['authorization'] ?? '')?.[1]
  return given.text('access_token') || (bearer ?? '')
}

const publishing = ['pages_manage_posts', 'pages_read_engagement']
const publishingRefused =
  '(#200) If posting to a group, requires app being installed in the group, and either publish_to_groups permission with user token, or both pages_read_engagement and pages_manage_posts permission with page token; If posting to a page, requires both pages_read_engagement and pages_manage_posts as an admin with sufficient administrative permission'

/** A call that publishes on the page in the path: with that page's own token, by somebody who may. */
export function publishes(handle: Handle<PageCall>, refusal: () => never = noRight): Handle<Call> {
  return (call) => {
    const page = ownPage(call)
    const trouble = befall(call.user, call.world)
    if (trouble !== null) refuseToken(trouble)
    const mayPost =
      page !== undefined &&
      mayPublish(page.id, call.user.id, call.world) &&
      publishing.every((scope) => call.token.scopes.includes(scope))
    if (!mayPost) return refusal()
    notBlocked(call.user)
    return handle({ ...call, page })
  }
}

function noRight(): never {
  return refuse(200, publishingRefused)
}

/** What the edges of videos say. */
export function noRightToVideos(): never {
  return refuse(100, '(#100) No permission to publish the video')
}

/** A person whom the network has blocked reads, and does nothing else. */
export function notBlocked({ isBlocked }: User): void {
  if (isBlocked)
    refuse(368, 'The action attempted has been deemed abusive or is otherwise disallowed', {
      title: 'You’re Temporarily Blocked',
      userMessage: 'You can’t use this feature right now.',
    })
}

/** The page in the path, where the token is its own. Somebody else's, or none: it is not there. */
function ownPage({ id, token, request, world }: Call): Page | undefined {
  const page = findPage(id, world)
  if (page === undefined) return noSuchObject(request.method, id)
  return token.pageId === id ? page : undefined
}

/** A call that reads what is on the page in the path. */
export function readsPage(handle: Handle<PageCall>, scope = 'pages_read_engagement'): Handle<Call> {
  return (call) => {
    const page = ownPage(call) ?? refuse(283, `(#283) Requires ${scope} permission to manage the object`)
    requireScope(call.token, scope)
    return handle({ ...call, page })
  }
}

export function requireScope({ scopes }: Token, scope: string): void {
  if (!scopes.includes(scope))
    refuse(
      10,
      `(#10) This endpoint requires the '${scope}' permission or the 'Page Public Content Access' feature.`,
    )
}

/** Answers a node as `fields` asks for it. */
export function answerNode(node: Node, { given }: Call): SimReply {
  return ok(show(node, given.has('fields') ? parseFields(given.text('fields')) : []))
}

/** The answer of a creating call: the id, or what of the new node was asked for. */
export function answerCreated(node: Node, call: Call): SimReply {
  return call.given.has('fields') ? answerNode(node, call) : ok({ id: node.fields['id'] as string })
}
