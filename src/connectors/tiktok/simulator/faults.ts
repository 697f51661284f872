import type { AnsweredFault, SimReply, SimRequest, SimWorld } from '../../../sandbox/simulator.js'
import { apiHost, bearerOf } from './call.js'
import { tooManyPosts } from './creator.js'
import { fail, findJob, keepJob } from './jobs.js'
import { invalidGrant } from './oauth.js'
import { revokeAccess } from './people.js'
import { doomNext } from './publish.js'
import { envelope, oauthFailure } from './replies.js'
import { isLast, jobIn, uploadHost } from './upload.js'

type Reply = SimReply | 'as usual' | undefined

/** Undefined: the network never says so of this call. */
export function faultReply(fault: AnsweredFault, request: SimRequest, world: SimWorld): Reply {
  if (request.host === uploadHost) return atUpload(fault, request, world)
  if (request.host !== apiHost) return undefined
  return request.path.startsWith('/v2/oauth/')
    ? atTokens(fault, request, world)
    : atApi(fault, request, world)
}

/** What moderation and processing find is said of the status, never by the call that brought it. */
const endings: Partial<Record<AnsweredFault, { video: string; photo: string }>> = {
  content_rejected: { video: 'spam_risk_text', photo: 'spam_risk_text' },
  duplicate: { video: 'spam_risk', photo: 'spam_risk' },
  media_rejected: { video: 'frame_rate_check_failed', photo: 'picture_size_check_failed' },
  processing_failed: { video: 'file_format_check_failed', photo: 'file_format_check_failed' },
  quota_exceeded: { video: 'spam_risk_too_many_posts', photo: 'spam_risk_too_many_posts' },
}

function atUpload(fault: AnsweredFault, request: SimRequest, world: SimWorld): Reply {
  const job = jobIn(request, world)
  if (job === undefined) return undefined
  if (fault === 'rate_limited') return { status: 429 }
  if (fault === 'server_error') {
    // The cruel kind at the end: the video is there, and the answer says that it is not.
    if (!isLast(request)) return { status: 503 }
    keepJob({ ...job, upload: { ...job.upload, isSilent: true } }, world)
    return 'as usual'
  }
  const doom = endings[fault]?.video
  // The first chunks of a video are looked at with the last.
  if (doom === undefined || (fault === 'quota_exceeded' && !isLast(request))) return undefined
  keepJob({ ...job, doom }, world)
  return 'as usual'
}

function atTokens(fault: AnsweredFault, { form }: SimRequest, world: SimWorld): Reply {
  switch (fault) {
    case 'server_error':
      return {
        ...oauthFailure('internal_error', 'Something went wrong. Please try again later.'),
        status: 500,
      }
    case 'rate_limited':
      return { ...oauthFailure('rate_limit_exceeded', 'The API rate limit was exceeded.'), status: 429 }
    case 'token_expired':
      return invalidGrant()
    case 'token_revoked':
      revokeAccess(form?.get('refresh_token') ?? '', world)
      return invalidGrant()
    default:
      return undefined
  }
}

const tokenInvalid = (): SimReply =>
  envelope(401, 'access_token_invalid', 'The access token is invalid or not found in the request.')

function atApi(fault: AnsweredFault, request: SimRequest, world: SimWorld): Reply {
  switch (fault) {
    case 'server_error':
      return envelope(500, 'internal_error', 'Something went wrong. Please try again later.')
    case 'rate_limited':
      return envelope(429, 'rate_limit_exceeded', 'The API rate limit was exceeded. Please try again later.')
    case 'token_expired':
      return tokenInvalid()
    case 'token_revoked':
      revokeAccess(bearerOf(request), world)
      return tokenInvalid()
    case 'quota_exceeded':
      return quotaExceeded(request)
    case 'content_rejected':
      return isInit(request) ? envelope(400, 'invalid_param', 'The post cannot be published.') : undefined
    case 'duplicate':
      return begun(fault, request, world)
    case 'media_rejected':
    case 'processing_failed':
      return request.path.endsWith('/status/fetch/')
        ? ended(fault, request, world)
        : begun(fault, request, world)
  }
}

function isInit({ path }: SimRequest): boolean {
  return path.endsWith('/init/')
}

function quotaExceeded(request: SimRequest): Reply {
  const { code, message } = tooManyPosts()
  const isInbox = request.path.includes('/inbox/') || memberOf(request, 'post_mode') === 'MEDIA_UPLOAD'
  if (request.path.endsWith('/creator_info/query/')) return envelope(200, code, message)
  if (!isInit(request)) return undefined
  return isInbox
    ? envelope(
        403,
        'spam_risk_too_many_pending_share',
        'There are 5 pending shares within the last 24 hours.',
      )
    : envelope(403, code, message)
}

/** What is begun with this call ends badly. Of processing a call that begins has nothing to say: the status has. */
function begun(fault: AnsweredFault, request: SimRequest, world: SimWorld): Reply {
  const doom = endings[fault]?.[request.path.endsWith('/content/init/') ? 'photo' : 'video']
  if (!isInit(request) || doom === undefined || fault === 'processing_failed') return undefined
  doomNext(bearerOf(request), doom, world)
  return 'as usual'
}

/** What is asked after ends badly, now, unless somebody was told of another end. */
function ended(fault: AnsweredFault, request: SimRequest, world: SimWorld): Reply {
  const job = findJob(memberOf(request, 'publish_id'), world)
  const failReason = job === undefined ? undefined : endings[fault]?.[job.kind]
  if (job === undefined || failReason === undefined || job.isTold) return undefined
  fail(job, failReason, world)
  return 'as usual'
}

function memberOf({ json }: SimRequest, name: string): string {
  const member = typeof json === 'object' && json !== null && !Array.isArray(json) ? json[name] : undefined
  return typeof member === 'string' ? member : ''
}
