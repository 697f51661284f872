import type { AnsweredFault, SimReply, SimRequest, SimWorld } from '../../../sandbox/simulator.js'
import { apiHost, bearerOf } from './call.js'
import { keepMedia, mediaOfUpload } from './media-table.js'
import { accountsHost, invalidGrant } from './oauth.js'
import { revokeAccess } from './people.js'
import { findPost, keepPost } from './post-table.js'
import { alreadyInProgress, refusedInList } from './posts.js'
import { failure, oauthFailure, Refusal } from './replies.js'

type Reply = SimReply | 'as usual' | undefined

const serverError = new Refusal(503, 'SERVICE_UNAVAILABLE', 'Something went wrong. Please try again later.')
const rateLimited = new Refusal(429, 'RATE_LIMIT_EXCEEDED', 'Too many requests. Please try again later.')
const unauthorized = new Refusal(
  401,
  'UNAUTHORIZED',
  'The access token is missing, not valid or has expired.',
)
const badContent = new Refusal(400, 'INVALID_REQUEST', 'This content cannot be posted.')
const badMedia = new Refusal(400, 'INVALID_MEDIA', 'The media does not meet the requirements.')
const brokenMedia = 'The media could not be processed.'

/** Undefined: the network never says so of this call. How much may be posted in a day is not limited. */
export function faultReply(fault: AnsweredFault, request: SimRequest, world: SimWorld): Reply {
  switch (request.host) {
    case accountsHost:
      return atTokens(fault, request, world)
    case apiHost:
      return atApi(fault, request, world)
    default:
      return undefined
  }
}

function atTokens(fault: AnsweredFault, { form }: SimRequest, world: SimWorld): Reply {
  switch (fault) {
    case 'server_error':
      return { ...oauthFailure('server_error', serverError.message), status: 503 }
    case 'rate_limited':
      return { ...oauthFailure('slow_down', rateLimited.message), status: 429 }
    case 'token_expired':
      return invalidGrant()
    case 'token_revoked':
      revokeAccess(form?.get('refresh_token') ?? '', world)
      return invalidGrant()
    default:
      return undefined
  }
}

function atApi(fault: AnsweredFault, request: SimRequest, world: SimWorld): Reply {
  switch (fault) {
    case 'server_error':
      return failure(serverError)
    case 'rate_limited':
      return failure(rateLimited)
    case 'token_expired':
      return failure(unauthorized)
    case 'token_revoked':
      revokeAccess(bearerOf(request), world)
      return failure(unauthorized)
    case 'content_rejected':
      return atPost(badContent, request)
    case 'duplicate':
      return isPost(request) ? failure(alreadyInProgress) : undefined
    case 'media_rejected':
      return atPost(badMedia, request) ?? atUpload(badMedia.message, request, world)
    case 'processing_failed':
      return atReview(request, world) ?? atUpload(brokenMedia, request, world)
    case 'quota_exceeded':
      return undefined
  }
}

function isPost({ method, path }: SimRequest): boolean {
  return method === 'POST' && /\/(stories|spotlights|saved_stories)$/.test(path)
}

function atPost(refusal: Refusal, request: SimRequest): Reply {
  if (!isPost(request)) return undefined
  return request.path.endsWith('/saved_stories') ? refusedInList(refusal) : failure(refusal)
}

/** What is wrong with a file is said when it is posted. */
function atUpload(doom: string, { path, params }: SimRequest, world: SimWorld): Reply {
  const media = path.endsWith('/multipart-upload/end')
    ? mediaOfUpload(params['upload'] ?? '', world)
    : undefined
  if (media === undefined) return undefined
  keepMedia({ ...media, doom }, world)
  return 'as usual'
}

/** The review of a Spotlight ends badly, now. */
function atReview({ path, params }: SimRequest, world: SimWorld): Reply {
  const post = /\/spotlights\/[^/]+$/.test(path) ? findPost(params['asset'] ?? '', world) : undefined
  if (post === undefined) return undefined
  keepPost({ ...post, isRejected: true }, world)
  return 'as usual'
}
