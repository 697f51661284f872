import { parametersOf, tokenIn } from '../../../sandbox/graph-api/given.js'
import { invalid, Refusal, refuse, replyOf, replyTo } from '../../../sandbox/graph-api/refusal.js'
import type { SimReply, SimRequest, Simulator, SimWorld } from '../../../sandbox/simulator.js'
import { callOf } from './call.js'
import { findContainer, keepContainer, statusOf, type Container } from './containers.js'
import { revokeAccess, type Token } from './people.js'
import { publish } from './publish.js'
import { fillQuota, quotaReached } from './quota.js'

/** Undefined: the network never says so of this call. */
export function faultReply(
  fault: Parameters<Simulator['fault']>[0],
  request: SimRequest,
  retryAfter: number | undefined,
  world: SimWorld,
): SimReply | 'as usual' | undefined {
  try {
    return answer(fault, request, retryAfter, world)
  } catch (error) {
    return replyTo(error)
  }
}

function answer(
  fault: Parameters<Simulator['fault']>[0],
  request: SimRequest,
  retryAfter: number | undefined,
  world: SimWorld,
): SimReply | 'as usual' | undefined {
  const { method, path } = request
  const isPublish = method === 'POST' && /\/(threads_publish|repost)\/?$/.test(path)
  const isCreate = method === 'POST' && /\/threads\/?$/.test(path)
  const isSignedIn = tokenIn(request) !== ''
  switch (fault) {
    case 'server_error':
      // The cruel kind: the post is out, and the answer says that nothing went well.
      if (isPublish) publishUnseen(request, world)
      return refuse(2, 'An unexpected error has occurred. Please retry your request later.', {
        status: 500,
        isTransient: true,
      })
    case 'rate_limited':
      return tooMany(request, retryAfter ?? 300, world)
    case 'quota_exceeded':
      if (!isPublish) return undefined
      fillQuota(userOf(request, world), retryAfter ?? 3_600, world)
      return quotaReached()
    case 'content_rejected':
      return invalid('Invalid parameter', 'This post cannot be shared.')
    case 'duplicate':
      // Texts are not compared. What comes nearest is the block of what looks like spam.
      return refuse(4, 'We restrict certain activity to protect our community.', {
        subcode: 2_207_051,
        title: 'Action is blocked',
        userMessage: 'We restrict certain activity to protect our community.',
      })
    case 'media_rejected':
      return isCreate ? mediaRejected(request) : broken(request, rejectedWords, world)
    case 'processing_failed':
      return isCreate ? undefined : broken(request, failedWords, world)
    case 'token_expired':
      return isSignedIn
        ? refuse(190, 'Error validating access token: Session has expired.', { status: 401, subcode: 463 })
        : undefined
    case 'token_revoked':
      if (!isSignedIn) return undefined
      revokeAccess(tokenIn(request), world)
      return refuse(190, 'Error validating access token: The user has not authorized the application.', {
        status: 401,
        subcode: 458,
      })
  }
}

function publishUnseen(request: SimRequest, world: SimWorld): void {
  try {
    publish(callOf(request, 'threads_content_publish', world))
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
  }
}

function userOf(request: SimRequest, world: SimWorld): string {
  return world.table<Token>('tokens').get(tokenIn(request))?.userId ?? ''
}

/** Too many calls of this app for this person; the header, in whole minutes, is Graph's general rule. */
function tooMany(request: SimRequest, seconds: number, world: SimWorld): SimReply {
  const usage = {
    type: 'threads',
    call_count: 100,
    total_cputime: 25,
    total_time: 25,
    estimated_time_to_regain_access: Math.ceil(seconds / 60),
  }
  return {
    ...replyOf(new Refusal(4, '(#4) Application request limit reached', { status: 403 })),
    headers: { 'x-business-use-case-usage': JSON.stringify({ [userOf(request, world)]: [usage] }) },
  }
}

function mediaRejected(request: SimRequest): SimReply | undefined {
  const given = parametersOf(request)
  const url = given.text('image_url') || given.text('video_url')
  if (url === '') return undefined
  return invalid('Invalid parameter', 'The image format is not supported.', 2_207_005)
}

type Words = Record<'IMAGE' | 'VIDEO' | 'CAROUSEL', string>
const rejectedWords: Words = {
  IMAGE: 'INVALID_ASPEC_RATIO',
  VIDEO: 'INVALID_FRAME_RATE',
  CAROUSEL: 'INVALID_ASPEC_RATIO',
}
const failedWords: Words = {
  IMAGE: 'INVALID_ASPEC_RATIO',
  VIDEO: 'FAILED_PROCESSING_VIDEO',
  CAROUSEL: 'FAILED_PROCESSING_VIDEO',
}

/** The container that is asked after ends badly; one of words alone has nothing that could. */
function broken(request: SimRequest, words: Words, world: SimWorld): 'as usual' | undefined {
  const container = containerAsked(request, world)
  if (container === undefined || container.mediaType === 'TEXT' || statusOf(container, world) === 'PUBLISHED')
    return undefined
  keepContainer({ ...container, error: words[container.mediaType], readyAt: container.createdAt }, world)
  return 'as usual'
}

function containerAsked(request: SimRequest, world: SimWorld): Container | undefined {
  return request.method === 'GET'
    ? findContainer(request.params['id'] ?? '', { id: userOf(request, world) }, world)
    : undefined
}
