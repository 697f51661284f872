import type { SimReply, SimRequest, Simulator, SimWorld } from '../../../sandbox/simulator.js'
import { failMedia, uploadHost } from './media.js'
import { invalidGrant } from './oauth.js'
import { failure, rateLimited, spam, unauthenticated } from './replies.js'
import { storageFailure, tooLarge } from './upload.js'
import { revokeAccess } from './users.js'

/** Undefined: the network never says so of this call. */
export function faultReply(
  fault: Parameters<Simulator['fault']>[0],
  request: SimRequest,
  retryAfter: number | undefined,
  world: SimWorld,
): SimReply | 'as usual' | undefined {
  if (request.host === uploadHost) return storageFault(fault)
  const isToken = request.path === '/v5/oauth/token'
  const isPin = request.method === 'POST' && request.path === '/v5/pins'
  switch (fault) {
    case 'server_error':
      return failure(500, 500, 'Something went wrong on our end.')
    case 'rate_limited':
      return rateLimited({ limit: 100, remaining: 0, resetSeconds: retryAfter ?? 60 })
    case 'quota_exceeded':
      // The day of an app with Trial access, in which signing in does not count.
      return isToken
        ? undefined
        : rateLimited({ limit: 1_000, remaining: 0, resetSeconds: retryAfter ?? 43_200 })
    case 'content_rejected':
      return isPin ? failure(400, 1, 'Invalid parameters.') : undefined
    case 'media_rejected':
      return isPin
        ? failure(400, 1, 'The image cannot be read, or is not of the kind that it is said to be.')
        : undefined
    case 'duplicate':
      // Nothing is compared: what repeats itself looks like spam.
      return isPin ? spam() : undefined
    case 'token_expired':
      return isToken ? invalidGrant() : unauthenticated()
    case 'token_revoked':
      revokeAccess(request, world)
      return isToken ? invalidGrant() : unauthenticated()
    case 'processing_failed':
      return request.method === 'GET' && failMedia(request, world) ? 'as usual' : undefined
  }
}

/** The storage knows neither tokens nor budgets. */
function storageFault(fault: Parameters<Simulator['fault']>[0]): SimReply | undefined {
  switch (fault) {
    case 'server_error':
    case 'rate_limited':
      return storageFailure(503, 'SlowDown', 'Please reduce your request rate.')
    case 'media_rejected':
      return tooLarge()
    default:
      return undefined
  }
}
