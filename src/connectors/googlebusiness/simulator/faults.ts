import type { JsonObject } from '../../../kit/json.js'
import { revokeGrant } from '../../../sandbox/google-grants.js'
import { oauthFault } from '../../../sandbox/google-oauth.js'
import type { AnsweredFault, SimReply, SimRequest, SimWorld } from '../../../sandbox/simulator.js'
import { bearerOf, hosts } from './call.js'
import { findById, rejectNow } from './post-table.js'
import { editsExhausted, requestsExhausted } from './rates.js'
import { refusalOf, Refusal, replyOf, unauthenticated } from './replies.js'

type Reply = SimReply | 'as usual' | undefined

const apiHosts: readonly string[] = Object.values(hosts)

/** Undefined: Google never says so of this call. */
export function faultReply(
  fault: AnsweredFault,
  request: SimRequest,
  { retryAfter }: { retryAfter?: number },
  world: SimWorld,
): Reply {
  const reply = apiHosts.includes(request.host)
    ? atApi(fault, request, world)
    : oauthFault(fault, request, world)
  const isWait = (fault === 'rate_limited' || fault === 'server_error') && retryAfter !== undefined
  if (!isWait || typeof reply !== 'object') return reply
  return { ...reply, headers: { ...reply.headers, 'retry-after': String(retryAfter) } }
}

function atApi(fault: AnsweredFault, request: SimRequest, world: SimWorld): Reply {
  const { host, method, path, json } = request
  const isCreate = method === 'POST' && path.endsWith('/localPosts')
  switch (fault) {
    case 'server_error':
      return replyOf(new Refusal('UNAVAILABLE', 'The service is currently unavailable.'))
    case 'rate_limited':
      return replyOf(requestsExhausted(host))
    case 'token_expired':
      return replyOf(unauthenticated())
    case 'token_revoked':
      revokeGrant(bearerOf(request), world)
      return replyOf(unauthenticated())
    case 'quota_exceeded':
      return isCreate ? replyOf(editsExhausted()) : undefined
    case 'content_rejected':
      return isCreate
        ? replyOf(
            refusalOf([{ code: 'INVALID_VALUE', field: 'summary', message: 'The text is not allowed.' }]),
          )
        : undefined
    case 'media_rejected':
      return isCreate && sourceOf(json) !== null
        ? replyOf(
            refusalOf([
              {
                code: 'PHOTO_UPLOAD_FAILED',
                field: 'media[0].source_url',
                message: 'It has to be a JPG or PNG.',
              },
            ]),
          )
        : undefined
    case 'processing_failed':
      return rejected(request, world)
    case 'duplicate':
      // Equal posts are accepted twice.
      return undefined
  }
}

function sourceOf(json: SimRequest['json']): string | null {
  const [first] = ((json as JsonObject | undefined)?.['media'] ?? []) as { sourceUrl?: string }[]
  return first?.sourceUrl ?? null
}

/** What is asked after is rejected, now, unless somebody was told that it is out. */
function rejected({ method, path }: SimRequest, world: SimWorld): Reply {
  const [, id] = /\/localPosts\/(\d+)$/.exec(path) ?? []
  const post = findById(id ?? '', world)
  if (method !== 'GET' || post === undefined || post.isTold) return undefined
  rejectNow(post, world)
  return 'as usual'
}
