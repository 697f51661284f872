import type { SimReply, SimRequest, SimRoute, Simulator, SimWorld } from '../../../sandbox/simulator.js'
import { Arguments } from './arguments.js'
import { appRoutes } from './app.js'
import type { Method } from './call.js'
import { copyMethods } from './copies.js'
import { editMethods } from './edits.js'
import { faultReply } from './faults.js'
import { identityMethods } from './identity.js'
import { pageRoutes, publicPosts } from './pages.js'
import { allUsers, botOf, connectAnswers, createUser } from './people.js'
import { failure, Refusal, refuse, replyOf } from './replies.js'
import { sendMethods } from './send.js'
import { updateMethods } from './updates.js'

const methods: Record<string, Method> = {
  ...identityMethods,
  ...sendMethods,
  ...copyMethods,
  ...editMethods,
  ...updateMethods,
}

const apiHost = 'api.telegram.org'
const paths = ['/bot:token/:method', '/bot:token/test/:method']
const apiRoutes: readonly SimRoute[] = (['GET', 'POST'] as const).flatMap((method) =>
  paths.map((path) => ({ method, host: apiHost, path, operation: operationOf, handle: answer })),
)

/**
 * The Bot API in front of made-up channels and groups, their public pages, and the app in which their owners do what
 * a bot cannot. Written from README.md's sources.
 */
export const simulator: Simulator = {
  slug: 'telegram',
  name: 'Telegram',
  routes: [...apiRoutes, ...pageRoutes, ...appRoutes],
  unknownPath: () => failure(404, 'Not Found'),
  fault: (fault, request, settings, world) => faultReply(fault, request, settings.retryAfter, world),
  createUser,
  connectAnswers,
  posts: publicPosts,
  users: allUsers,
}

/** The server knows methods in any case. */
function methodOf(request: SimRequest): Method | undefined {
  return methods[(request.params['method'] ?? '').toLowerCase()]
}

function operationOf(request: SimRequest, world: SimWorld): ReturnType<typeof goal> {
  return goal(methodOf(request), request, world)
}

function goal(method: Method | undefined, request: SimRequest, world: SimWorld) {
  if (method === undefined) return 'other'
  if (typeof method.operation !== 'function') return method.operation
  try {
    return method.operation(new Arguments(request), world)
  } catch {
    // A body that cannot be read is refused when the call is answered.
    return 'other'
  }
}

async function answer(request: SimRequest, world: SimWorld): Promise<SimReply> {
  try {
    const bot = signedIn(request, world)
    const method = methodOf(request)
    if (method === undefined) return refuse(404, 'method not found')
    return await method.handle({ given: new Arguments(request), bot, request, world })
  } catch (error) {
    if (error instanceof Refusal) return replyOf(error)
    throw error
  }
}

function signedIn(request: SimRequest, world: SimWorld) {
  const token = request.params['token'] ?? ''
  const [, id = ''] = /^(\d+):[^/]*$/.exec(token) ?? []
  const isPossible = id !== '' && !id.startsWith('0') && token.length <= 80 && Number(id) < 2 ** 54
  if (!isPossible) return refuse(401, 'invalid token specified')
  // The test environment has bots of its own, and none are known.
  const isTest = request.path.split('/').length > 3
  return (isTest ? undefined : botOf(token, world)) ?? unauthorized()
}

function unauthorized(): never {
  throw new Refusal(401, 'Unauthorized')
}
