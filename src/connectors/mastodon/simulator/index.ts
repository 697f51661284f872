import type { SimReply, SimRequest, SimRoute, Simulator, SimWorld } from '../../../sandbox/simulator.js'
import { appRoutes } from './apps.js'
import { mediaRoutes } from './media.js'
import { publicPosts, statusRoutes } from './statuses.js'
import { accountRoutes } from './accounts.js'
import { instanceRoutes } from './instance.js'
import { createUser, revokeAccess } from './users.js'
import { failure, withLimits } from './replies.js'

/** Any instance: every host has its own apps, users and statuses. Written from README.md's sources. */
const routes: readonly SimRoute[] = [
  ...appRoutes,
  ...instanceRoutes,
  ...accountRoutes,
  ...mediaRoutes,
  ...statusRoutes,
].map((route) => ({
  ...route,
  handle: async (request: SimRequest, world: SimWorld) =>
    withLimits(await route.handle(request, world), request, world),
}))

export const simulator: Simulator = {
  slug: 'mastodon',
  routes,
  unknownPath: () => failure(404, 'Record not found'),
  fault(fault, request, settings, world) {
    const reply = faultReply(fault, request, settings.retryAfter, world)
    return reply === undefined ? undefined : withLimits(reply, request, world)
  },
  createUser,
  connectAnswers: (user) => ({ instance: user.host ?? 'mastodon.example' }),
  posts: publicPosts,
}

function faultReply(
  fault: Parameters<Simulator['fault']>[0],
  request: SimRequest,
  retryAfter: number | undefined,
  world: SimWorld,
): SimReply | undefined {
  switch (fault) {
    case 'server_error':
      return failure(503, 'There was a temporary problem serving your request, please try again')
    case 'rate_limited':
      return tooMany(retryAfter ?? 300, world)
    case 'quota_exceeded':
      // 300 statuses in three hours; the answer differs from the other only in when it ends.
      return tooMany(retryAfter ?? 10_800, world)
    case 'content_rejected':
      return failure(422, 'Validation failed: Text contains forbidden content')
    case 'media_rejected':
      return failure(422, 'Validation failed: File content type is invalid, File is invalid')
    case 'token_expired':
      return failure(401, 'The access token expired')
    case 'token_revoked':
      revokeAccess(request, world)
      return failure(401, 'The access token was revoked')
    case 'processing_failed':
      return request.path.includes('/media')
        ? failure(422, 'Error processing thumbnail for uploaded media')
        : undefined
    case 'duplicate':
      // Mastodon does not compare texts: this is what it says of anything that its tables hold already.
      return failure(422, 'Duplicate record')
  }
}

function tooMany(seconds: number, world: SimWorld): SimReply {
  const reset = new Date(world.now().getTime() + seconds * 1_000)
  return {
    ...failure(429, 'Too many requests'),
    headers: {
      'x-ratelimit-limit': '300',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': reset.toISOString().replace('Z', '000Z'),
    },
  }
}
