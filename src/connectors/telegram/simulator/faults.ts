import type { SimReply, SimRequest, Simulator, SimWorld } from '../../../sandbox/simulator.js'
import { breakNextAlbum } from './albums.js'
import { Arguments } from './arguments.js'
import { findChat } from './chats.js'
import { botOf, revokeToken } from './people.js'
import { failure, tooMany } from './replies.js'

/** Undefined: the network never says so of this call. */
export function faultReply(
  fault: Parameters<Simulator['fault']>[0],
  request: SimRequest,
  retryAfter: number | undefined,
  world: SimWorld,
): SimReply | 'as usual' | undefined {
  const token = request.params['token']
  if (token === undefined) return undefined
  const method = (request.params['method'] ?? '').toLowerCase()
  const isSend = /^(send(?!chataction)|forward|copy)/.test(method)
  const isFile = /^send(photo|video|animation|document|mediagroup)$/.test(method)
  switch (fault) {
    case 'server_error':
      return failure(500, 'Internal Server Error')
    case 'rate_limited':
      return tooMany(retryAfter ?? 35)
    case 'quota_exceeded':
      // Only messages are counted, 20 a minute in a group.
      return isSend ? tooMany(retryAfter ?? 60) : undefined
    case 'content_rejected':
      return failure(400, `Bad Request: can't parse entities: Unsupported start tag "x" at byte offset 0`)
    case 'media_rejected':
      return isFile ? mediaRejected(method) : undefined
    case 'token_expired':
      return failure(401, 'Unauthorized')
    case 'token_revoked':
      if (botOf(token, world) !== undefined) revokeToken(token, world)
      return failure(401, 'Unauthorized')
    case 'processing_failed':
      return isFile ? processingFailed(method, request, world) : undefined
    case 'duplicate':
      // The same words twice are two messages.
      return undefined
  }
}

function mediaRejected(method: string): SimReply {
  if (method === 'sendmediagroup')
    return failure(400, "Bad Request: can't use the media of the specified type in the album")
  return failure(
    400,
    method === 'sendphoto'
      ? 'Bad Request: PHOTO_INVALID_DIMENSIONS'
      : 'Bad Request: wrong file identifier/HTTP URL specified',
  )
}

/** Films and files go out as they came; only pictures are worked on. Of an album one item is lost. */
function processingFailed(
  method: string,
  request: SimRequest,
  world: SimWorld,
): SimReply | 'as usual' | undefined {
  if (method === 'sendphoto') return failure(400, 'Bad Request: IMAGE_PROCESS_FAILED')
  const chat = method === 'sendmediagroup' ? findChat(chatNamed(request), world) : undefined
  if (chat === undefined) return undefined
  breakNextAlbum(chat.id, world)
  return 'as usual'
}

function chatNamed(request: SimRequest): string {
  try {
    return new Arguments(request).text('chat_id').trim()
  } catch {
    return ''
  }
}
