import type { SimReply, SimRequest, SimRoute, Simulator, SimWorld } from '../../../sandbox/simulator.js'
import { failProcessing, mediaRoutes } from './media.js'
import { oauthRoutes } from './oauth.js'
import { create, postRoutes } from './posts.js'
import { publicPosts, readRoutes } from './read.js'
import { dailyLimit, invalid, problem, rateLimited, unauthorized, withLimits } from './replies.js'
import { allUsers, createUser, revokeAccess } from './users.js'

const routes: readonly SimRoute[] = [...oauthRoutes, ...mediaRoutes, ...postRoutes, ...readRoutes].map(
  (route) => ({
    ...route,
    handle: async (request: SimRequest, world: SimWorld) =>
      withLimits(await route.handle(request, world), request, world),
  }),
)

/** X's API v2 as its documents have it. Sources: README.md. */
export const simulator: Simulator = {
  slug: 'twitter',
  name: 'X',
  routes,
  unknownPath: () => problem(404, 'Not Found', 'Not Found'),
  fault(fault, request, settings, world) {
    const reply = faultReply(fault, request, settings.retryAfter, world)
    return reply === undefined ? undefined : withLimits(reply, request, world)
  },
  createUser,
  connectAnswers: () => ({}),
  posts: publicPosts,
  users: allUsers,
}

const badRefreshToken: SimReply = {
  status: 400,
  body: { error: 'invalid_request', error_description: 'Value passed for the token was invalid.' },
}

/** Undefined: the network never says so of this call. */
function faultReply(
  fault: Parameters<Simulator['fault']>[0],
  request: SimRequest,
  retryAfter: number | undefined,
  world: SimWorld,
): SimReply | undefined {
  const isToken = request.form?.get('grant_type') === 'refresh_token'
  const isSignedIn = /^Bearer /i.test(request.headers['authorization'] ?? '')
  switch (fault) {
    case 'server_error':
      // The cruel kind of this network: the post is stored, and the answer says that nothing went well.
      if (request.method === 'POST' && request.path === '/2/tweets') create(request, world)
      return problem(503, 'Service Unavailable', 'Service Unavailable')
    case 'rate_limited':
      return rateLimited(world, retryAfter)
    case 'quota_exceeded':
      // Signing in costs nothing.
      if (request.path === '/2/oauth2/token') return undefined
      // The person's posts of a day, where somebody says how long; else the app's of a month, which names no end.
      if (retryAfter !== undefined) return dailyLimit(world, retryAfter)
      return problem(
        429,
        'UsageCapExceeded',
        'Usage cap exceeded: Monthly product cap',
        'https://api.twitter.com/2/problems/usage-capped',
        { period: 'Monthly', scope: 'Product' },
      )
    case 'content_rejected':
      return problem(403, 'Forbidden', 'You are not permitted to perform this action.')
    case 'media_rejected':
      if (request.path === '/2/tweets')
        return invalid('Your media IDs are invalid.', { 'media.media_ids': [] })
      return request.method === 'GET'
        ? invalid('The media id is not valid.', { id: [request.query.get('media_id') ?? ''] })
        : invalid('media type unrecognized.', { media: [] })
    case 'duplicate':
      return problem(403, 'Forbidden', 'You are not allowed to create a Tweet with duplicate content.')
    case 'token_expired':
      if (isToken) return badRefreshToken
      return isSignedIn ? unauthorized() : undefined
    case 'token_revoked':
      if (!isToken && !isSignedIn) return undefined
      revokeAccess(request, world)
      return isToken ? badRefreshToken : unauthorized()
    case 'processing_failed':
      return failProcessing(request, world)
  }
}
