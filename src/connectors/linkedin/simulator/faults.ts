import type { SimReply, SimRequest, Simulator, SimWorld } from '../../../sandbox/simulator.js'
import { breakPostsWith, failAsset, tooLarge } from './assets.js'
import { refreshRefused } from './oauth.js'
import { createPost, sayByHand } from './posts.js'
import { mediaOf } from './post-table.js'
import { apiHost, gatewayFailure, inputFailure, Refusal, throttled, webHost, wrongValue } from './replies.js'
import { bearerOf, revokeAccess, tokenExpired, tokenRevoked } from './tokens.js'

/** Undefined: the network never says so of this call. */
export function faultReply(
  fault: Parameters<Simulator['fault']>[0],
  request: SimRequest,
  retryAfter: number | undefined,
  world: SimWorld,
): SimReply | 'as usual' | undefined {
  const isPost = request.method === 'POST' && request.host === apiHost && request.path === '/rest/posts'
  const isRefresh = request.form?.get('grant_type') === 'refresh_token'
  const isSignedIn = bearerOf(request) !== undefined
  switch (fault) {
    case 'server_error':
      if (!isPost) return gatewayFailure(503, 'SERVICE_UNAVAILABLE', 'Service Unavailable')
      return timedOut(request, world)
    case 'rate_limited':
    case 'quota_exceeded':
      // The two look the same. The network names no time; a gateway in between may, where one is asked for.
      return {
        ...throttled(),
        ...(retryAfter === undefined ? {} : { headers: { 'retry-after': String(retryAfter) } }),
      }
    case 'content_rejected':
      return wrongValue(isPost ? 'commentary' : 'message/text', 'these words')
    case 'media_rejected':
      if (isPost) return filesOf(request).length > 0 ? notProcessed() : undefined
      return request.method === 'PUT' && request.host === webHost ? tooLarge() : undefined
    case 'duplicate':
      return isPost ? afterTheSame(request, world) : undefined
    case 'token_expired':
      if (isRefresh) return refreshRefused()
      return isSignedIn ? tokenExpired() : undefined
    case 'token_revoked':
      if (!isRefresh && !isSignedIn) return undefined
      revokeAccess(request, world)
      return isRefresh ? refreshRefused() : tokenRevoked()
    case 'processing_failed':
      return processingFailed(request, isPost, world)
  }
}

/** The cruel kind: the post is there, and the answer does not know. */
function timedOut(request: SimRequest, world: SimWorld): SimReply {
  try {
    createPost(request, world)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
  }
  return gatewayFailure(504, null, 'Gateway Timeout')
}

/** A post that is refused anyway is refused for that. */
function afterTheSame(request: SimRequest, world: SimWorld): 'as usual' {
  try {
    sayByHand(request, world)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
  }
  return 'as usual'
}

const notProcessed = (): SimReply =>
  inputFailure('MEDIA_ASSET_PROCESSING_FAILED', 'Media asset failed processing', { field: 'content' })

function filesOf(request: SimRequest): string[] {
  const { content } = (request.json ?? {}) as { content?: Parameters<typeof mediaOf>[0] }
  try {
    return mediaOf(content ?? null).map(({ id }) => id)
  } catch {
    // A body of another shape, which is refused when the call is answered.
    return []
  }
}

/** Told by whoever asks after the file, and by the post that would show it: a film's is taken and never comes out. */
function processingFailed(request: SimRequest, isPost: boolean, world: SimWorld): 'as usual' | undefined {
  const asked = /^\/rest\/(?:images|videos|documents)\/([^/]+)$/.exec(request.path)?.[1]
  const [id = ''] = isPost ? filesOf(request) : [decodeURIComponent(asked ?? '')]
  const isDone = (isPost && breakPostsWith(id, world)) || failAsset(id, world)
  return isDone ? 'as usual' : undefined
}
