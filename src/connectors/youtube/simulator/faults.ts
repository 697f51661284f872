import { revokeGrant } from '../../../sandbox/google-grants.js'
import { oauthFault } from '../../../sandbox/google-oauth.js'
import type { AnsweredFault, SimReply, SimRequest, SimWorld } from '../../../sandbox/simulator.js'
import { analyticsHost } from './analytics.js'
import { bearerOf, dataHosts } from './call.js'
import { doomNext } from './dooms.js'
import type { End } from './files.js'
import { invalidCredentials, quotaExceeded, Refusal, replyOf } from './replies.js'
import { isLast, keepSession, rangeOf, sessionIn, type Session } from './sessions.js'
import { thumbnailPath } from './thumbnails.js'
import { endNow, findVideo } from './video-table.js'
import { partsAsked } from './videos.js'

const apiHosts: readonly string[] = [...dataHosts, analyticsHost]

type Reply = SimReply | 'as usual' | undefined

/** Undefined: the network never says so of this call. */
export function faultReply(
  fault: AnsweredFault,
  request: SimRequest,
  { retryAfter }: { retryAfter?: number },
  world: SimWorld,
): Reply {
  const { host, path, method } = request
  const reply =
    host === 'oauth2.googleapis.com'
      ? oauthFault(fault, request, world)
      : method === 'PUT' && path.startsWith('/upload/')
        ? atSession(fault, request, world)
        : apiHosts.includes(host)
          ? atApi(fault, request, world)
          : undefined
  const isWait = (fault === 'rate_limited' || fault === 'server_error') && retryAfter !== undefined
  if (!isWait || typeof reply !== 'object') return reply
  return { ...reply, headers: { ...reply.headers, 'retry-after': String(retryAfter) } }
}

/** What is found out afterwards is said of the video's status, never by the call that brought it. */
const ends: Partial<Record<AnsweredFault, End>> = {
  content_rejected: { status: 'rejected', reason: 'inappropriate' },
  duplicate: { status: 'rejected', reason: 'duplicate' },
  media_rejected: { status: 'failed', reason: 'codec' },
}

const backendError = (): SimReply => replyOf(new Refusal(503, 'backendError', 'Backend Error'))
const rateLimited = (reason = 'rateLimitExceeded'): SimReply =>
  replyOf(new Refusal(429, reason, 'The request was sent too often.', { domain: 'usageLimits' }))

function atSession(fault: AnsweredFault, request: SimRequest, world: SimWorld): Reply {
  const session = sessionIn(request, world)
  const isQuestion = rangeOf(request)?.kind === 'question'
  if (session === undefined) return undefined
  if (fault === 'server_error') {
    if (isQuestion) return backendError()
    // The cruel kind: bytes are taken, at the end all of them, and the answer says that they were not.
    keepSession({ ...session, isSilent: true }, world)
    return 'as usual'
  }
  const end = ends[fault]
  if (end !== undefined) return isQuestion ? undefined : doomed(session, end, world)
  // Without a token nothing can be wrong with it.
  if (fault.startsWith('token_') && request.headers['authorization'] === undefined) return undefined
  if (fault === 'quota_exceeded' && !isLast(request)) return undefined
  return atApi(fault, request, world)
}

function doomed(session: Session, doom: End, world: SimWorld): Reply {
  if (session.videoId !== null) return undefined
  keepSession({ ...session, doom }, world)
  return 'as usual'
}

function atApi(fault: AnsweredFault, request: SimRequest, world: SimWorld): Reply {
  const { path, method } = request
  switch (fault) {
    case 'server_error':
      return backendError()
    case 'rate_limited':
      return path === thumbnailPath ? rateLimited('uploadRateLimitExceeded') : rateLimited()
    case 'token_expired':
      return replyOf(invalidCredentials())
    case 'token_revoked':
      revokeGrant(bearerOf(request), world)
      return replyOf(invalidCredentials())
    case 'quota_exceeded':
      return replyOf(quotaExceeded())
    case 'content_rejected':
      return method === 'POST' && path.endsWith('/commentThreads')
        ? replyOf(
            new Refusal(400, 'commentTextTooLong', 'The comment contains too many characters.', {
              domain: 'youtube.commentThread',
            }),
          )
        : undefined
    case 'duplicate':
      return undefined
    case 'media_rejected':
      return mediaRejected(request, world)
    case 'processing_failed':
      return method === 'GET' && path.endsWith('/videos') ? ended(request, world) : undefined
  }
}

function mediaRejected(request: SimRequest, world: SimWorld): Reply {
  if (request.path === thumbnailPath)
    return replyOf(new Refusal(400, 'invalidImage', 'The provided image content is invalid.'))
  const end = ends.media_rejected
  if (end === undefined || request.method !== 'POST' || !request.path.endsWith('/upload/youtube/v3/videos'))
    return undefined
  doomNext(bearerOf(request), end, world)
  return 'as usual'
}

/** What is asked after ends badly, now, unless somebody was told of another end. */
function ended(request: SimRequest, world: SimWorld): Reply {
  const ids = (request.query.get('id') ?? '').split(',')
  const running = ids
    .flatMap((id) => findVideo(id, world) ?? [])
    .filter(({ isTold, end }) => !isTold && end === null)
  if (running.length === 0 || !partsAsked(request).includes('status')) return undefined
  for (const video of running) endNow(video, { status: 'failed', reason: 'conversion' }, world)
  return 'as usual'
}
