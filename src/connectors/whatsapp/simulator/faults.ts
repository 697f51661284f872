import { Refusal, replyTo } from '../../../sandbox/graph-api/refusal.js'
import type { SimReply, SimRequest, Simulator, SimWorld } from '../../../sandbox/simulator.js'
import { revokeTokens } from './businesses.js'
import { deadToken, tokenIn } from './call.js'
import { invalid, refuse, replyOf } from './replies.js'
import { mark } from './send.js'

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
    return replyTo(error, replyOf)
  }
}

function answer(
  fault: Parameters<Simulator['fault']>[0],
  request: SimRequest,
  retryAfter: number | undefined,
  world: SimWorld,
): SimReply | 'as usual' | undefined {
  const { method, path } = request
  const isSend = method === 'POST' && /\/(marketing_)?messages$/.test(path)
  const isUpload = method === 'POST' && path.endsWith('/media')
  const isSignedIn = tokenIn(request) !== ''
  switch (fault) {
    case 'server_error':
      // The cruel kind: the message is on its way, and the answer says that nothing went well.
      if (!isSend) return refuse(131_000, 'Something went wrong.')
      mark(request, 'denied')
      return 'as usual'
    case 'rate_limited':
      return tooMany(isSend, retryAfter)
    case 'quota_exceeded':
      return isSend
        ? refuse(
            131_048,
            'Message failed to send because there are restrictions on how many messages can be sent from this phone number.',
          )
        : undefined
    case 'content_rejected':
      return refuse(131_009, 'The content of the message is not allowed.')
    case 'media_rejected':
      if (isUpload) return invalid('Media upload error: the file is not of the type that it is said to be.')
      return isSend && hasMedia(request) ? doomed(131_053, request) : undefined
    case 'processing_failed':
      return isSend ? doomed(131_026, request) : undefined
    case 'duplicate':
      // The same message twice is two messages.
      return undefined
    case 'token_expired':
      return isSignedIn ? replyOf(deadToken('Session has expired.', 463)) : undefined
    case 'token_revoked':
      if (!isSignedIn) return undefined
      revokeTokens(tokenIn(request), world)
      return replyOf(
        deadToken('The session has been invalidated because the user changed the password.', 460),
      )
  }
}

function hasMedia({ json }: SimRequest): boolean {
  return /"(image|video|audio|document|sticker)":\{/.test(JSON.stringify(json ?? null))
}

/** Accepted, and failed afterwards. */
function doomed(code: number, request: SimRequest): 'as usual' {
  mark(request, { doom: code })
  return 'as usual'
}

/** Cloud API has no header for it; one that stands between may. */
function tooMany(isSend: boolean, retryAfter: number | undefined): never {
  const headers = retryAfter === undefined ? {} : { 'retry-after': String(Math.ceil(retryAfter)) }
  if (isSend)
    refuse(
      130_429,
      'Message failed to send because there were too many messages sent from this phone number.',
      { headers },
    )
  throw new Refusal(80_007, '(#80007) Rate limit issues', { headers })
}
