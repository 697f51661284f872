import { addUse, dayMs, usesIn } from '../../../sandbox/windows.js'
import type { Operation, SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { callerOf, checkedBody, dataHosts, flagOf, invalid, type Call, type Endpoint } from './call.js'
import { judgeFilm, typeOf } from './files.js'
import { begun, videoBody } from './metadata.js'
import { findUser, type User } from './people.js'
import { presentVideo, videoParts } from './present-video.js'
import { ok, Refusal, refuse, replyOf } from './replies.js'
import {
  beginSession,
  findSession,
  isLast,
  keepSession,
  rangeOf,
  sessionIn,
  type Range,
  type Session,
} from './sessions.js'
import { findVideo, makeVideo } from './video-table.js'
import { takeDoom } from './dooms.js'

const path = '/upload/youtube/v3/videos'
const unit = 262_144
const largestFile = 274_877_906_944
/** Of pieces smaller than this, nothing gets lost on the way. */
const certainBytes = 65_536
/** How many videos a channel may upload in 24 hours is not disclosed. */
const uploadsPerDay = 50

export const uploadEndpoints: readonly Endpoint[] = [
  {
    method: 'POST',
    path,
    operation: 'upload',
    scopes: ['youtube.upload', 'youtube', 'youtube.force-ssl'],
    bucket: 'uploads',
    cost: 1,
    parts: videoParts,
    parameters: ['uploadType', 'notifySubscribers', 'autoLevels', 'stabilize'],
    required: ['uploadType'],
    handle: begin,
  },
  {
    method: 'POST',
    path: '/youtube/v3/videos',
    operation: 'upload',
    scopes: ['youtube.upload', 'youtube', 'youtube.force-ssl'],
    bucket: 'uploads',
    cost: 1,
    parts: videoParts,
    parameters: ['uploadType', 'notifySubscribers', 'autoLevels', 'stabilize'],
    handle: () => refuse(400, 'mediaBodyRequired', 'The request does not include the video content.'),
  },
]

export const sessionRoutes: readonly SimRoute[] = dataHosts.map((host) => ({
  method: 'PUT',
  host,
  path,
  operation,
  handle: put,
}))

/** The last byte makes the video. */
function operation(request: SimRequest): Operation {
  if (rangeOf(request)?.kind === 'question') return 'find'
  return isLast(request) ? 'publish' : 'upload'
}

function begin({ user, token, parts, request, world }: Call): SimReply {
  const { headers, query } = request
  const type = headers['x-upload-content-type'] ?? ''
  const total = headers['x-upload-content-length']
  const slug = headers['slug']
  if (query.get('uploadType') !== 'resumable') invalid('uploadType', 'It has to be resumable.')
  if (!/^application\/json(;|$)/i.test(headers['content-type'] ?? ''))
    refuse(400, 'badRequest', 'The Content-Type has to be application/json; charset=UTF-8.')
  if (!isFilm(type))
    refuse(
      400,
      'badContent',
      `Media type '${type}' is not supported. Valid media types: [video/*, application/octet-stream]`,
    )
  if (total !== undefined && !/^\d+$/.test(total))
    refuse(400, 'badRequest', 'X-Upload-Content-Length has to be a number.')
  if (total === '0') refuse(400, 'mediaBodyRequired', 'The request does not include the video content.')
  if (Number(total ?? 0) > largestFile) refuse(413, 'uploadTooLarge', 'The file is too large.')
  if (slug !== undefined && (slug === '' || slug.length > 255 || /[/\\]/.test(slug)))
    refuse(400, 'invalidFilename', 'The video filename specified in the Slug header is invalid.')
  const metadata = begun(checkedBody(videoBody, request.json, parts), parts, world)
  if (user.kind === 'upload_limit' || usesIn(uploadsOfDay(user), world) >= uploadsPerDay)
    refuse(400, 'uploadLimitExceeded', 'The user has exceeded the number of videos they may upload.', {
      domain: 'youtube.video',
    })
  const isUnaudited = token.clientId.startsWith('unaudited')
  const { publishAt: _never, ...status } = metadata.status
  const session = beginSession(
    {
      channelId: user.id,
      accountId: request.accountId,
      // What an app that was not audited uploads is locked, whatever was asked.
      metadata: isUnaudited ? { ...metadata, status: { ...status, privacyStatus: 'private' } } : metadata,
      notifiesSubscribers: flagOf(request, 'notifySubscribers', true),
      parts,
      fileName: slug ?? null,
      total: total === undefined ? null : Number(total),
      doom: takeDoom(token.token, world),
    },
    world,
  )
  const location = new URL(request.url)
  location.searchParams.set('upload_id', session.id)
  return { status: 200, headers: { location: location.href } }
}

const isFilm = (type: string): boolean => /^(video\/[\w.+-]+|application\/octet-stream)(;|$)/i.test(type)
const uploadsOfDay = ({ id }: Pick<User, 'id'>) => ({ name: 'uploads in 24 h', key: id, ms: dayMs })

async function put(request: SimRequest, world: SimWorld): Promise<SimReply> {
  try {
    return await answer(request, world)
  } catch (error) {
    if (error instanceof Refusal) return replyOf(error)
    throw error
  }
}

async function answer(request: SimRequest, world: SimWorld): Promise<SimReply> {
  // First: from the moment a session is read until its bytes are kept, no other request may come between.
  const type = await typeOf(request.bytes)
  const session = sessionIn(request, world)
  if (session === undefined) return refuse(404, 'notFound', 'Upload session not found.')
  // The address is enough; a token that comes along has to be alive, and its owner's.
  if (
    request.headers['authorization'] !== undefined &&
    callerOf(request, world).user.id !== session.channelId
  )
    refuse(403, 'forbidden', 'The upload session belongs to another user.')
  if (session.videoId !== null) return done(session, 200, world)
  const range = rangeOf(request)
  if (range?.kind === 'question') {
    if (request.bytes.length > 0) return plain(400, 'A question about an upload has no body.')
    return session.received > 0 && session.received === session.total
      ? complete(session, 200, world)
      : isTotal(range, session)
        ? progress(session)
        : unsatisfiable()
  }
  return take({ ...session, type: session.pieces === 0 ? type : session.type }, range, request, world)
}

/** The size may be told with the bytes, once. */
const isTotal = ({ total }: Range, session: Session): boolean =>
  total === null || session.total === null || total === session.total

async function take(
  session: Session,
  range: (Range & { kind: 'bytes' }) | null,
  request: SimRequest,
  world: SimWorld,
): Promise<SimReply> {
  const { headers, bytes } = request
  if (headers['content-length'] === undefined) return plain(411, 'Length Required')
  if (range === null && headers['content-range'] !== undefined)
    return plain(400, 'Failed to parse Content-Range header.')
  if (headers['content-type'] !== undefined && !isFilm(headers['content-type']))
    return plain(400, 'The Content-Type is not that of a video.')
  const { first, last, total } = range ?? {
    first: 0,
    last: bytes.length - 1,
    total: bytes.length,
  }
  if (last - first + 1 !== bytes.length || bytes.length === 0)
    return plain(400, 'The Content-Range does not match the number of bytes.')
  if (first !== session.received || (total !== null && last >= total)) return unsatisfiable()
  if (range === null ? (session.total ?? total) !== total : !isTotal(range, session)) return unsatisfiable()
  const isEnd = last + 1 === total
  if (!isEnd && bytes.length % unit !== 0)
    return plain(
      400,
      `Invalid request. The number of bytes uploaded is required to be equal or greater than ${String(unit)}, except for the final request (it's recommended to be the exact multiple of ${String(unit)}). The received request contained ${String(bytes.length)} bytes, which does not meet this requirement.`,
    )
  const kept = bytes.subarray(0, keptOf(bytes.length, session, isEnd, world))
  world.keepFile(session.id, kept, {
    number: session.pieces,
    totalBytes: total ?? session.total ?? first + bytes.length,
  })
  const next: Session = {
    ...session,
    total: session.total ?? total,
    received: first + kept.length,
    pieces: session.pieces + 1,
    isSilent: false,
  }
  keepSession(next, world)
  const reply = next.received === next.total ? await complete(next, 201, world) : progress(next)
  return session.isSilent ? replyOf(new Refusal(503, 'backendError', 'Backend Error')) : reply
}

/** Whole units where there are any: of what a choppy line or a failing server takes, half gets lost. */
function keptOf(length: number, session: Session, isEnd: boolean, world: SimWorld): number {
  const isChoppy = findUser(session.channelId, world)?.kind === 'choppy' && length > certainBytes
  if (!isChoppy && (!session.isSilent || isEnd)) return length
  const half = Math.floor(length / 2)
  return half < unit ? half : half - (half % unit)
}

async function complete(session: Session, status: number, world: SimWorld): Promise<SimReply> {
  const user = findUser(session.channelId, world)
  const { file, end } = await judgeFilm(
    {
      id: session.id,
      bytes: world.keptFile(session.id),
      size: session.received,
      type: session.type,
    },
    user?.kind !== 'unverified',
  )
  // Somebody else may have brought it to its end meanwhile: one session makes one video.
  const now = findSession(session.id, world)
  if (now === undefined || now.videoId !== null) return done(now ?? session, status, world)
  const video = makeVideo(
    {
      ...session.metadata,
      channelId: session.channelId,
      accountId: session.accountId,
      fileName: session.fileName,
      notifiesSubscribers: session.notifiesSubscribers,
      file,
      end: now.doom ?? end,
    },
    world,
  )
  addUse(uploadsOfDay({ id: session.channelId }), world)
  const finished = { ...now, videoId: video.id }
  keepSession(finished, world)
  return done(finished, status, world)
}

function done({ videoId, parts }: Session, status: number, world: SimWorld): SimReply {
  const video = findVideo(videoId ?? '', world)
  if (video === undefined) return refuse(404, 'notFound', 'The video was deleted.')
  return ok(presentVideo(video, parts, world), status)
}

function progress({ received }: Session): SimReply {
  return { status: 308, headers: received === 0 ? {} : { range: `bytes=0-${String(received - 1)}` } }
}

const unsatisfiable = (): SimReply =>
  replyOf(new Refusal(416, 'requestedRangeNotSatisfiable', 'Requested range not satisfiable'))

/** The upload service speaks without an envelope. */
function plain(status: number, message: string): SimReply {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: message }
}
