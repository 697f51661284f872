import type { JsonObject } from '../../kit/json.js'
import type { Refused } from '../connector.js'
import { refused, type Refusal } from '../outcomes.js'
import type { PlatformReply } from '../platform-http.js'
import { objectOf, textOf } from '../values.js'

const reconnect: Refusal = {
  code: 'ACCOUNT_DISCONNECTED',
  cure: 'reconnect',
  message: 'LinkedIn no longer accepts our access. Connect the account again.',
}
const permission: Refusal = {
  code: 'PERMISSION_DENIED',
  cure: 'reconnect',
  message:
    'LinkedIn does not let us do this: a permission is missing, or the person has no role on the page any more. Connect the account again with all permissions.',
}
const content: Refusal = {
  code: 'CONTENT_REJECTED',
  cure: 'edit',
  message: 'LinkedIn does not accept this post. Change it as it says.',
}
const ofOurs: Refusal = {
  code: 'PUBLISH_ERROR',
  cure: 'edit',
  message: 'LinkedIn did not understand the request. Change the post as it says.',
}
/** Nobody who posts can mend it, and no account is at fault: it goes out once the operator has. */
const version: Refusal = {
  code: 'PLATFORM_UNAVAILABLE',
  cure: 'wait',
  message:
    'LinkedIn no longer offers the version of its API that this server speaks. Its operator has to update the server, or to set LINKEDIN_API_VERSION.',
}
const file: Refusal = {
  code: 'MEDIA_REJECTED',
  cure: 'edit',
  message: 'LinkedIn does not accept this file. Use another one.',
}
export const processingFailed: Refusal = {
  code: 'PROCESSING_FAILED',
  cure: 'edit',
  message: 'LinkedIn could not process a file. Use another one.',
}
const notReady: Refusal = {
  code: 'PLATFORM_UNAVAILABLE',
  cure: 'wait',
  message: 'LinkedIn is still processing a file.',
}
const uploadGone: Refusal = {
  code: 'PLATFORM_UNAVAILABLE',
  cure: 'wait',
  message: 'LinkedIn no longer knows an upload: the file is uploaded again.',
}
const duplicate: Refusal = {
  code: 'DUPLICATE_CONTENT',
  cure: 'edit',
  message:
    'LinkedIn says that the same was just posted here. Look there before you change it and send it again.',
}
const limited: Refusal = {
  code: 'RATE_LIMITED',
  cure: 'wait',
  message: 'LinkedIn has had enough requests for now; its limits are counted by day and end at midnight UTC.',
}
const conflict: Refusal = {
  code: 'PLATFORM_UNAVAILABLE',
  cure: 'wait',
  message: 'Something else was written at the same moment.',
}
const outOfOrder: Refusal = {
  code: 'PLATFORM_UNAVAILABLE',
  cure: 'wait',
  message: 'LinkedIn is out of order at the moment.',
}

/** Source: README.md, "Errors". */
const byCode: Record<string, Refusal> = {
  VERSION_MISSING: version,
  NONEXISTENT_VERSION: version,
  FIELD_LENGTH_TOO_LONG: {
    code: 'CONTENT_TOO_LONG',
    cure: 'edit',
    message: 'The text is longer than LinkedIn takes. Shorten it.',
  },
  INVALID_VALUE_FOR_FIELD: content,
  INVALID_VALUE_BLANK_FIELD: content,
  MEDIA_ASSET_PROCESSING_FAILED: processingFailed,
  MEDIA_ASSET_WAITING_UPLOAD: notReady,
  INVALID_IMAGE_ID: uploadGone,
  EXPIRED_UPLOAD_URL: uploadGone,
  DUPLICATE_POST: duplicate,
}

const byStatus: Record<number, Refusal> = {
  400: ofOurs,
  401: reconnect,
  403: permission,
  404: { code: 'PUBLISH_ERROR', cure: 'edit', message: 'What the post refers to is not there any more.' },
  405: ofOurs,
  409: conflict,
  411: ofOurs,
  413: file,
  415: file,
  422: content,
  426: version,
  429: limited,
}

/** Said, without a code, of a post that was made a moment ago. */
const notIndexed = 'Unable to obtain activity'
const namedPost = /urn:li:(?:share|ugcPost|activity):\d+/

/** Whether an answer to a creating call is a refusal that we know, so that surely nothing was made. */
export function isRefusal(reply: PlatformReply): boolean {
  return byStatus[reply.status] !== undefined
}

/** LinkedIn does not know an upload of ours, or its address has ended: the file has to be uploaded anew. */
export function isUploadGone(reply: PlatformReply): boolean {
  return reply.status === 400 && knownOf(reply) === uploadGone
}

/** LinkedIn has taken a file and cannot use it. */
export function isUnusable(reply: PlatformReply): boolean {
  return reply.status === 400 && knownOf(reply) === processingFailed
}

/** A refusal of a call that surely created nothing. `as` says better what an answer without a code of its own is about. */
export function refusalOf(reply: PlatformReply, now: Date, as?: Partial<Refusal>): Refused {
  const { code, message } = wordsOf(reply)
  const isPlain = byCode[code ?? ''] === undefined && [400, 404, 413, 415, 422].includes(reply.status)
  const refusal = { ...knownOf(reply), ...(isPlain ? as : undefined) }
  const told = Number(reply.headers['retry-after'])
  const answer = refused(
    refusal,
    reply,
    { ...(code === null ? {} : { code }), ...(message === null ? {} : { message }) },
    refusal.code === 'RATE_LIMITED' && told > 0 ? told * 1_000 : undefined,
  )
  if (refusal.code !== 'RATE_LIMITED' || told > 0) return answer
  // It does not say which limit it is: after some tries of our own, only the day's can be left.
  return { ...answer, error: { ...answer.error, details: { retryAt: midnightAfter(now).toISOString() } } }
}

/** The post that LinkedIn takes this one for; null where it names none. */
export function duplicateOf(reply: PlatformReply): string | null {
  if (reply.status !== 422) return null
  return namedPost.exec(wordsOf(reply).message ?? '')?.[0] ?? null
}

function knownOf(reply: PlatformReply): Refusal {
  const { code, message } = wordsOf(reply)
  if (message?.startsWith(notIndexed) === true) return notReadyYet
  if (duplicateOf(reply) !== null) return duplicate
  return byCode[code ?? ''] ?? byStatus[reply.status] ?? outOfOrder
}

const notReadyYet: Refusal = { ...notReady, message: 'LinkedIn does not know its new post everywhere yet.' }

/** There are three shapes: with a code, with a number (`serviceErrorCode`), and with codes of the fields at fault. */
function wordsOf(reply: PlatformReply): { code: string | null; message: string | null } {
  const body = objectOf(reply.json)
  const inputErrors = objectOf(body['errorDetails'])['inputErrors']
  const [first]: JsonObject[] = Array.isArray(inputErrors) ? inputErrors.map(objectOf) : []
  const number = body['serviceErrorCode']
  return {
    code:
      textOf(first?.['code']) ?? textOf(body['code']) ?? (typeof number === 'number' ? String(number) : null),
    message: textOf(body['message']) ?? textOf(first?.['description']) ?? textOf(body['error_description']),
  }
}

/** Daily limits begin anew then. */
function midnightAfter(now: Date): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1))
}
