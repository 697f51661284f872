import type { Json } from '../../kit/json.js'
import { refused, type Refusal } from '../outcomes.js'
import type { PlatformReply } from '../platform-http.js'
import type { Refused } from '../connector.js'
import { objectOf } from '../values.js'

/**
 * What instances answer, by status; a 422's text is the network's own words, which also go into the details.
 * Source: README.md, "Errors".
 */
const byStatus: Record<number, Refusal> = {
  400: { code: 'PUBLISH_ERROR', cure: 'edit', message: 'The instance did not understand the request.' },
  401: {
    code: 'ACCOUNT_DISCONNECTED',
    cure: 'reconnect',
    message: 'The instance no longer accepts our access. Connect the account again.',
  },
  403: {
    code: 'PERMISSION_DENIED',
    cure: 'reconnect',
    message: 'The account may not do this. Connect it again with all permissions.',
  },
  404: { code: 'PUBLISH_ERROR', cure: 'edit', message: 'What the post refers to is not there any more.' },
  413: {
    code: 'MEDIA_REJECTED',
    cure: 'edit',
    message: 'A file is too large for the instance. Use a smaller one.',
  },
  422: {
    code: 'CONTENT_REJECTED',
    cure: 'edit',
    message: 'The instance does not accept this post. Change it as it says.',
  },
  429: { code: 'RATE_LIMITED', cure: 'wait', message: 'The instance has had enough requests for now.' },
}

/** There is no code for it: that a 422 is about the files can only be told by these words of the server's source. */
const aboutFiles = /^(Validation failed: File |Cannot attach |Media .+ not found)/
const filesRefused: Refusal = {
  code: 'MEDIA_REJECTED',
  cure: 'edit',
  message: 'The instance does not accept a file of this post. Use another one.',
}

/** What the server says, with 403, of a login that a moderator or its owner has ended, or that is not complete. */
const aboutLogin = 'Your login is '
const suspended: Refusal = {
  code: 'ACCOUNT_SUSPENDED',
  cure: 'reconnect',
  message:
    'The instance has disabled the login, or waits for its confirmation. Look there, then connect again.',
}

/** Said with 422 of an image at once or of a video that was waited for, by some versions with 500. */
const notProcessed = 'Error processing '
const processingFailed: Refusal = {
  code: 'PROCESSING_FAILED',
  cure: 'edit',
  message: 'The instance could not process this file. Use another one.',
}

/** Of one thing alone: who blocks the account is not answered, say. Its access is as good as ever. */
const notAllowed: Refusal = {
  code: 'CONTENT_REJECTED',
  cure: 'edit',
  message: 'The instance does not let the account post this. Look what the post answers or mentions.',
}

/** A token of the app alone, with nobody behind it. */
const noUser: Refusal = {
  code: 'ACCOUNT_DISCONNECTED',
  cure: 'reconnect',
  message: 'The access belongs to no person. Connect the account again.',
}

/** What the server says of a record that its tables hold already. */
const duplicate: Refusal = {
  code: 'DUPLICATE_CONTENT',
  cure: 'edit',
  message:
    'The instance says that it has this post already. Look there before you change it and send it again.',
}

/** Calls are counted in windows of five minutes: a limit that lasts longer counts posts or files. */
const callsWindowMs = 5 * 60_000
/** Of calls of one user, which never counts anything else. The others are told apart by how long they last. */
const callsOfUser = '1500'
const uploadsInHalfAnHour = '30'
const quota: Refusal = {
  code: 'QUOTA_EXCEEDED',
  cure: 'wait',
  message: 'The account has posted as often as the instance allows in three hours.',
}
const uploadQuota: Refusal = {
  ...quota,
  message: 'The account has uploaded as many files as the instance allows in half an hour.',
}

const outOfOrder: Refusal = {
  code: 'PLATFORM_UNAVAILABLE',
  cure: 'wait',
  message: 'The instance is out of order at the moment.',
}

/** Whether an answer to a creating call is a refusal that we know, so that surely nothing was made. */
export function isRefusal(reply: PlatformReply): boolean {
  return byStatus[reply.status] !== undefined
}

/** A refusal of a call that surely created nothing. */
export function refusalOf(reply: PlatformReply, now: Date, as?: Partial<Refusal>): Refused {
  const message = objectOf(reply.json)['error']
  const waitMs = reply.status === 429 ? resetInMs(reply, now) : undefined
  const isProcessing = typeof message === 'string' && message.startsWith(notProcessed)
  const known = (waitMs === undefined ? null : quotaOf(reply, waitMs)) ?? knownOf(reply.status, message)
  const refusal = isProcessing ? processingFailed : { ...known, ...(reply.status === 422 ? as : undefined) }
  const network = typeof message === 'string' ? { message } : {}
  return refused(refusal, reply, network, waitMs)
}

/** Which allowance is used up; null where it is the one of calls. */
function quotaOf(reply: PlatformReply, waitMs: number): Refusal | null {
  const limit = reply.headers['x-ratelimit-limit']
  if (limit === callsOfUser || waitMs <= callsWindowMs) return null
  return limit === uploadsInHalfAnHour ? uploadQuota : quota
}

function knownOf(status: number, message: Json | undefined): Refusal {
  if (status === 422 && typeof message === 'string') {
    if (aboutFiles.test(message)) return filesRefused
    if (message === 'Duplicate record') return duplicate
    if (message === 'This method requires an authenticated user') return noUser
  }
  if (status === 403 && typeof message === 'string') {
    if (message.startsWith(aboutLogin)) return suspended
    if (message === 'This action is not allowed') return notAllowed
  }
  return byStatus[status] ?? outOfOrder
}

/** The reset is an ISO time with microseconds; there is no Retry-After. */
export function resetInMs({ headers }: Pick<PlatformReply, 'headers'>, now: Date): number {
  const at = Date.parse(headers['x-ratelimit-reset'] ?? '')
  return Number.isNaN(at) ? 5 * 60_000 : Math.max(1_000, at - now.getTime())
}
