import { parametersOf, tokenIn } from '../../../sandbox/graph-api/given.js'
import { invalid, Refusal, refuse, replyOf, replyTo } from '../../../sandbox/graph-api/refusal.js'
import { oauthFailure } from '../../../sandbox/graph-api/sign-in.js'
import type { SimReply, SimRequest, Simulator, SimWorld } from '../../../sandbox/simulator.js'
import { callOf, hosts, requireNeed } from './call.js'
import { findContainer, keepContainer, statusOf, type Container } from './containers.js'
import { findUser } from './people.js'
import { publish } from './publish.js'
import { fillQuota, quotaReached } from './quota.js'
import { rejected } from './replies.js'
import { findToken, revokeAccess, type Token } from './tokens.js'
import { failed, notAuthorized, uploadHost, uploadToken } from './upload.js'
import { businessUsage } from './usage.js'

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
  const { method, path, host } = request
  if (host === uploadHost) return atUpload(fault, request, world)
  const isPublish = method === 'POST' && /\/media_publish\/?$/.test(path)
  const isCreate = method === 'POST' && /\/media\/?$/.test(path)
  const token = tokenOf(request, world)
  switch (fault) {
    case 'server_error':
      // The cruel kind: the post is out, and the answer says that nothing went well.
      if (isPublish) publishUnseen(request, world)
      if (host === 'api.instagram.com')
        return { ...oauthFailure('Service temporarily unavailable'), status: 500 }
      return refuse(2, 'An unexpected error has occurred. Please retry your request later.', {
        status: 500,
        isTransient: true,
      })
    case 'rate_limited':
      return tooMany(accountIn(request, token, world), retryAfter ?? 300)
    case 'quota_exceeded':
      if (!isPublish) return undefined
      // The account's in the path: a person of Facebook publishes for several.
      fillQuota(accountIn(request, token, world), retryAfter ?? 3_600, world)
      return quotaReached()
    case 'content_rejected':
      return invalid('Invalid parameter')
    case 'duplicate':
      // Captions are not compared. What comes nearest is the block of what looks like spam.
      return refuse(4, 'Application request limit reached', {
        subcode: 2_207_051,
        title: 'Action is blocked',
        userMessage: 'We restrict certain activity to protect our community.',
      })
    case 'media_rejected':
      return isCreate ? mediaRejected(request) : broken(request, 2_207_026, world)
    case 'processing_failed':
      return isCreate ? undefined : broken(request, 0, world)
    case 'token_expired':
      return token === undefined ? undefined : sessionExpired()
    case 'token_revoked':
      if (token === undefined) return undefined
      revokeAccess(token.userId, world)
      return refuse(190, 'Error validating access token: The user has not authorized the application.', {
        status: 401,
        subcode: 458,
      })
  }
}

function sessionExpired(): never {
  return refuse(190, 'Error validating access token: Session has expired.', { status: 401, subcode: 463 })
}

/** The host that takes bytes has its own envelope, and knows only some of this. */
function atUpload(
  fault: Parameters<Simulator['fault']>[0],
  request: SimRequest,
  world: SimWorld,
): SimReply | undefined {
  const token = uploadToken(request, world)
  switch (fault) {
    case 'server_error':
      return failed('ProcessingFailedError', 'Service temporarily unavailable', true, 500)
    case 'media_rejected':
      return failed('ProcessingFailedError', '{"success":false,"error":{"message":"invalid media"}}', false)
    case 'token_expired':
      return token === undefined ? undefined : notAuthorized()
    case 'token_revoked':
      if (token === undefined) return undefined
      revokeAccess(token.userId, world)
      return notAuthorized()
    default:
      return undefined
  }
}

/** Of a person; the token that is to be exchanged is one too. */
function tokenOf(request: SimRequest, world: SimWorld): Token | undefined {
  const given = parametersOf(request)
  return findToken(tokenIn(request, given) || given.text('fb_exchange_token'), world)
}

function accountIn(request: SimRequest, token: Token | undefined, world: SimWorld): string {
  return findUser(request.params['id'] ?? '', world)?.id ?? token?.userId ?? ''
}

function publishUnseen(request: SimRequest, world: SimWorld): void {
  try {
    const call = callOf(request, request.host === hosts.instagram ? 'instagram' : 'facebook', world)
    requireNeed(call, 'publish')
    publish(call)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
  }
}

/** Too many calls for this account. */
function tooMany(userId: string, seconds: number): SimReply {
  return {
    ...replyOf(new Refusal(80_002, '(#80002) There have been too many calls to this Instagram account')),
    headers: { 'x-business-use-case-usage': businessUsage(userId, 100, seconds) },
  }
}

function mediaRejected(request: SimRequest): SimReply | undefined {
  const given = parametersOf(request)
  if (given.has('image_url')) return rejected(36_001, 2_207_005, 'The image format is not supported.')
  if (given.has('video_url')) return rejected(352, 2_207_026, 'The video format is not supported.')
  return undefined
}

/** The container that is asked after ends badly; `code` 0: nothing says why. */
function broken(request: SimRequest, code: number, world: SimWorld): 'as usual' | undefined {
  const container = containerAsked(request, world)
  if (container === undefined || !['IN_PROGRESS', 'FINISHED'].includes(statusOf(container, world)))
    return undefined
  keepContainer({ ...container, error: code, readyAt: container.createdAt }, world)
  return 'as usual'
}

function containerAsked(request: SimRequest, world: SimWorld): Container | undefined {
  return request.method === 'GET' ? findContainer(request.params['id'] ?? '', world) : undefined
}
