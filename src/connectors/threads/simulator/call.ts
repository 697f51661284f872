import { parametersOf, tokenIn, type Given } from '../../../sandbox/graph-api/given.js'
import { replyTo } from '../../../sandbox/graph-api/refusal.js'
import type { SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { signedIn, type Token, type User } from './people.js'

/** A call with a token: whose it is, and what was asked. */
export type Call = {
  user: User
  token: Token
  given: Given
  request: SimRequest
  world: SimWorld
  /** The `:id` of the path; of `me` the caller's own. */
  id: string
}

type Route = {
  method: SimRoute['method']
  path: string
  operation: SimRoute['operation']
  /** Asked of the token, `threads_basic` apart. */
  scope?: string | ((given: Given) => string | undefined)
}

const hosts = ['graph.threads.net', 'graph.threads.com']
/** Without a version, Graph takes the oldest that lives. */
const versions = ['', '/v1.0']

/** One call of the API at all its addresses; refusals thrown on the way are its answer. */
export function api(route: Route, handle: (call: Call) => SimReply | Promise<SimReply>): SimRoute[] {
  return open(route, async (request, world) => handle(callOf(request, route.scope, world)))
}

/** Throws the network's refusal where the token is dead or lacks the scope. */
export function callOf(request: SimRequest, scope: Route['scope'], world: SimWorld): Call {
  const given = parametersOf(request)
  const needed = typeof scope === 'function' ? scope(given) : scope
  const { user, token } = signedIn(tokenIn(request, given), needed, world)
  const named = request.params['id'] ?? ''
  return { user, token, given, request, world, id: named === 'me' ? user.id : named }
}

/** The same for calls that bring no token of a user. */
export function open(
  { method, path, operation }: Route,
  handle: (request: SimRequest, world: SimWorld) => SimReply | Promise<SimReply>,
): SimRoute[] {
  const answer: SimRoute['handle'] = async (request, world) => {
    try {
      return await handle(request, world)
    } catch (error) {
      return replyTo(error)
    }
  }
  return hosts.flatMap((host) =>
    versions.flatMap((version) =>
      ['', '/'].map((slash) => ({
        method,
        host,
        path: `${version}${path}${slash}`,
        operation,
        handle: answer,
      })),
    ),
  )
}
