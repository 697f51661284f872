import type { SimReply, SimRequest, SimRoute, Simulator, SimWorld } from '../../../sandbox/simulator.js'
import { appRoutes } from './apps.js'
import { failMedia, mediaRoutes } from './media.js'
import { publicPosts, statusRoutes } from './statuses.js'
import { accountRoutes } from './accounts.js'
import { instanceRoutes } from './instance.js'
import { allUsers, createUser, revokeAccess } from './users.js'
import { bodyOf, failure, withLimits } from './replies.js'

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
  name: 'Mastodon',
  routes,
  unknownPath: () => failure(404, 'Record not found'),
  fault(fault, request, settings, world) {
    const reply = faultReply(fault, request, settings.retryAfter, world)
    return reply === undefined || reply === 'as usual' ? reply : withLimits(reply, request, world)
  },
  createUser,
  connectAnswers: (user) => ({ instance: user.host ?? 'mastodon.example' }),
  posts: publicPosts,
  users: allUsers,
}

/** Undefined: an instance never says so of this call. */
function faultReply(
  fault: Parameters<Simulator['fault']>[0],
  request: SimRequest,
  retryAfter: number | undefined,
  world: SimWorld,
): SimReply | 'as usual' | undefined {
  const isPost = request.method === 'POST' && request.path === '/api/v1/statuses'
  const isMedia = request.path.startsWith('/api/v1/media/') || request.path === '/api/v2/media'
  const isUpload = isMedia && request.method === 'POST'
  const isSignedIn = /^Bearer /i.test(request.headers['authorization'] ?? '')
  switch (fault) {
    case 'server_error':
      return failure(503, 'There was a temporary problem serving your request, please try again')
    case 'rate_limited':
      return tooMany(perUser, retryAfter ?? 300, world)
    case 'quota_exceeded':
      // Statuses and uploads are counted apart from calls; the answer differs in the limit that it names.
      if (isPost) return tooMany(statusesIn3Hours, retryAfter ?? 10_800, world)
      return isUpload ? tooMany(uploadsInHalfAnHour, retryAfter ?? 1_800, world) : undefined
    case 'content_rejected':
      return failure(422, 'Validation failed: Text contains forbidden content')
    case 'media_rejected':
      if (isPost) {
        const ids = bodyOf(request)['media_ids']
        const named = Array.isArray(ids) && ids.length > 0 ? ids.join(', ') : '0'
        return failure(422, `Media ${named} not found or already attached to another post`)
      }
      return isUpload
        ? failure(422, 'Validation failed: File content type is invalid, File is invalid')
        : undefined
    case 'token_expired':
      return isSignedIn ? failure(401, 'The access token expired') : undefined
    case 'token_revoked':
      if (!isSignedIn) return undefined
      revokeAccess(request, world)
      return failure(401, 'The access token was revoked')
    case 'processing_failed':
      if (isUpload) return failure(422, 'Error processing thumbnail for uploaded media')
      return isMedia && failMedia(request, world) ? 'as usual' : undefined
    case 'duplicate':
      // Mastodon does not compare texts: this is what it says of anything that its tables hold already.
      return failure(422, 'Duplicate record')
  }
}

/** The limits of the server's source: calls of a user in five minutes, statuses in three hours, uploads in half an hour. */
const perUser = 1_500
const statusesIn3Hours = 300
const uploadsInHalfAnHour = 30

function tooMany(limit: number, seconds: number, world: SimWorld): SimReply {
  const reset = new Date(world.now().getTime() + seconds * 1_000)
  return {
    ...failure(429, 'Too many requests'),
    headers: {
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': reset.toISOString().replace('Z', '000Z'),
    },
  }
}
