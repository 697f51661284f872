import { invalid, refuse, replyTo } from '../../../sandbox/graph-api/refusal.js'
import type { SimReply, SimRequest, Simulator, SimWorld } from '../../../sandbox/simulator.js'
import { tokenIn } from './call.js'
import { duplicatePost } from './feed.js'
import { Given } from './given.js'
import { removeApp } from './oauth.js'
import { replyOf } from './replies.js'
import { reelsUsedUp } from './reels.js'
import { uploadFailure } from './rupload.js'
import { findToken, refuseToken, renewPageToken, type Token } from './tokens.js'
import { tooMany, usageHeaders } from './usage.js'
import { breakVideo, findVideo, isLive } from './video-table.js'

/** Does the work of a call whose answer then says that it failed. */
type Work = (request: SimRequest) => void
type Fault = Parameters<Simulator['fault']>[0]
type Answer = SimReply | 'as usual' | undefined

/** Undefined: the network never says so of this call. */
export function faultReply(
  fault: Fault,
  request: SimRequest,
  { retryAfter, work }: { retryAfter: number | undefined; work: Work },
  world: SimWorld,
): Answer {
  try {
    return answer(fault, callIn(request, world), { retryAfter, work }, world)
  } catch (error) {
    return replyTo(error, replyOf)
  }
}

type Call = {
  request: SimRequest
  given: Given
  edge: string
  isPost: boolean
  /** The host that takes bytes has words of its own. */
  isUpload: boolean
  token: Token | undefined
}

function callIn(request: SimRequest, world: SimWorld): Call {
  const given = new Given(request)
  return {
    request,
    given,
    edge: request.path.split('/').at(-1) ?? '',
    isPost: request.method === 'POST',
    isUpload: request.host === 'rupload.facebook.com',
    token: findToken(tokenIn(request, given) || given.text('fb_exchange_token'), world),
  }
}

/** The call after which the public sees something. */
function isPublish({ edge, given, isPost }: Call): boolean {
  if (!isPost) return false
  const phase = given.text('upload_phase').toLowerCase()
  switch (edge) {
    case 'feed':
    case 'photo_stories':
      return true
    case 'video_reels':
    case 'video_stories':
      return phase === 'finish'
    case 'videos':
      return phase === 'finish' || phase === ''
    case 'photos':
      return given.flag('published', true)
    default:
      return false
  }
}

function answer(
  fault: Fault,
  call: Call,
  { retryAfter, work }: { retryAfter: number | undefined; work: Work },
  world: SimWorld,
): Answer {
  const { request, edge, isUpload, token } = call
  const isComment = call.isPost && edge === 'comments'
  switch (fault) {
    case 'server_error':
      // The cruel kind: the post is out, and the answer says that nothing went well.
      if (isPublish(call)) work(request)
      return refuse(2, 'Service temporarily unavailable', { status: 500, isTransient: true })
    case 'rate_limited':
      return token === undefined
        ? refuse(4, '(#4) Application request limit reached')
        : tooMany(token, retryAfter ?? 300, world)
    case 'quota_exceeded':
      if (!isPublish(call)) return undefined
      if (edge === 'video_reels') return reelsUsedUp(headersFor(token, retryAfter, world))
      return postedTooFast(headersFor(token, retryAfter, world))
    case 'content_rejected':
      return isPublish(call) || isComment
        ? invalid('Invalid parameter', 'This content goes against our Community Standards.', 1_404_102)
        : undefined
    case 'duplicate':
      return (edge === 'feed' && call.isPost) || isComment ? duplicatePost() : undefined
    case 'media_rejected':
      return mediaRejected(call) ?? broken(call, notSupported, world)
    case 'processing_failed':
      return isUpload
        ? uploadFailure('ProcessingFailedError', 'The video could not be processed')
        : broken(call, failed, world)
    case 'token_expired':
      if (isUpload) return uploadFailure('NotAuthorizedError', 'The access token has expired')
      if (token === undefined) return undefined
      // Who asks for the page's token now is given another.
      renewPageToken(token.token, world)
      return refuseToken(463)
    case 'token_revoked':
      if (token === undefined) return undefined
      removeApp(token.userId, token.appId, world)
      if (isUpload) return uploadFailure('NotAuthorizedError', 'The access token is not valid any more')
      return refuseToken(458)
  }
}

const notSupported = {
  code: 1_363_129,
  message: 'The frame rate of the video must be between 24 and 60 fps.',
}
const failed = { code: 1_363_047, message: 'The video could not be processed.' }

function headersFor(
  token: Token | undefined,
  seconds: number | undefined,
  world: SimWorld,
): Record<string, string> {
  if (token === undefined || seconds === undefined) return {}
  return usageHeaders(token, world, { percent: 100, minutes: Math.ceil(seconds / 60) })
}

function postedTooFast(headers: Record<string, string>): never {
  return refuse(368, 'The action attempted has been deemed abusive or is otherwise disallowed', {
    subcode: 1_390_008,
    headers,
    title: 'You Can’t Post Right Now',
    userMessage:
      'We limit how often you can post, comment or do other things in a given amount of time in order to help protect the community from spam. You can try again later.',
  })
}

/** Of a picture the call says so that brings it, of a film its last byte or what is made of it. */
function mediaRejected(call: Call): SimReply | undefined {
  const { edge, isPost, isUpload, given } = call
  if (isUpload) return uploadFailure('ProcessingFailedError', 'The format of the video is not supported')
  if (!isPost) return undefined
  if (edge === 'photos')
    return invalid(
      'Invalid parameter',
      'Your photos couldn’t be uploaded. Photos should be less than 4 MB and saved as JPG or PNG files.',
      1_366_046,
    )
  if (edge === 'videos' && given.text('upload_phase').toLowerCase() !== 'start')
    return invalid(
      'Invalid parameter',
      'The file you selected is in a format that we don’t support.',
      2_069_019,
    )
  if ((edge === 'video_reels' || edge === 'video_stories') && isPublish(call))
    return refuse(notSupported.code, `(#${String(notSupported.code)}) ${notSupported.message}`, {
      userMessage: notSupported.message,
    })
  if (edge === 'photo_stories')
    return invalid('Invalid parameter', 'This photo cannot be a story.', 1_349_125)
  return undefined
}

/** The film that is asked after ends badly; one that is out stays. */
function broken({ request, token }: Call, error: typeof failed, world: SimWorld): 'as usual' | undefined {
  if (request.method !== 'GET') return undefined
  const video = findVideo(request.params['id'] ?? '', world)
  // Without bytes there is nothing that could be wrong.
  const isWorkedOn = video?.uploadedAt != null && !isLive(video, world)
  if (!isWorkedOn || video.pageId !== token?.pageId) return undefined
  breakVideo(video, error, world)
  return 'as usual'
}
