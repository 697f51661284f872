import type { Refused } from '../connector.js'
import { refused, type Refusal } from '../outcomes.js'
import type { PlatformReply } from '../platform-http.js'
import { objectOf, textOf } from '../values.js'

const noAccess: Refusal = {
  code: 'ACCOUNT_DISCONNECTED',
  cure: 'reconnect',
  message: 'Pinterest no longer accepts our access. Connect the account again.',
}
const noScope: Refusal = {
  code: 'PERMISSION_DENIED',
  cure: 'reconnect',
  message: 'Our access lacks a permission. Connect the account again with all permissions.',
}
/** Of one board or pin: the access of the account is as good as ever. */
const notOurs: Refusal = {
  code: 'PERMISSION_DENIED',
  cure: 'edit',
  message:
    'The account may not pin to this board. Select another one, or change the boardId of the post, then retry.',
}
const suspended: Refusal = {
  code: 'ACCOUNT_SUSPENDED',
  cure: 'reconnect',
  message:
    'Pinterest shows nothing of the account: it is suspended, or closed. Look there, then connect it again.',
}
const contentRefused: Refusal = {
  code: 'CONTENT_REJECTED',
  cure: 'edit',
  message: 'Pinterest does not accept this pin. Change it as it says.',
}
const mediaRefused: Refusal = {
  code: 'MEDIA_REJECTED',
  cure: 'edit',
  message: 'Pinterest does not accept a file of this pin. Use another one.',
}
/** This server may have been away for a moment: the pin is sent again before anybody is told. */
const notReached: Refusal = {
  code: 'MEDIA_REJECTED',
  cure: 'wait',
  message:
    'Pinterest could not fetch a picture. Look whether its address, or the public address of this server, can be reached from outside, then retry.',
}
const spam: Refusal = {
  code: 'CONTENT_REJECTED',
  cure: 'edit',
  message: 'Pinterest takes this for spam. Change the text and the link, and wait before you retry.',
}
const gone: Refusal = {
  code: 'PUBLISH_ERROR',
  cure: 'edit',
  message:
    'The board or the section is not there any more. Select another one, or change the boardId of the post, then retry.',
}
const busy: Refusal = {
  code: 'PLATFORM_UNAVAILABLE',
  cure: 'wait',
  message: 'Somebody else changes the board at this moment.',
}
const conflict: Refusal = {
  code: 'PUBLISH_ERROR',
  cure: 'edit',
  message: 'Pinterest says that the pin contradicts what is there. Change it as it says.',
}
const rateLimited: Refusal = {
  code: 'RATE_LIMITED',
  cure: 'wait',
  message: 'Pinterest has had enough requests of this account for now.',
}
const quota: Refusal = {
  code: 'QUOTA_EXCEEDED',
  cure: 'wait',
  message: 'The app has asked as often as Pinterest allows in a day. Apps with standard access may ask more.',
}
const outOfOrder: Refusal = {
  code: 'PLATFORM_UNAVAILABLE',
  cure: 'wait',
  message: 'Pinterest is out of order at the moment.',
}

const byStatus: Record<number, Refusal> = {
  400: contentRefused,
  401: noAccess,
  403: notOurs,
  404: gone,
  409: conflict,
  413: { ...mediaRefused, message: 'The files are too large for Pinterest. Use smaller ones.' },
  429: rateLimited,
}

/** Status and code, where the code says more than the status. Source: README.md, "Errors". */
const byCode: Record<string, Refusal> = {
  '401 7': notOurs,
  '401 29': notOurs,
  '401 403': notOurs,
  '403 2': noAccess,
  '403 3': noScope,
}

/** Of the same status and code: only the words tell. */
const byWords: readonly [status: number, words: RegExp, refusal: Refusal][] = [
  [400, /unable to reach the url/i, notReached],
  [400, /\b(image|video|media|cover)/i, mediaRefused],
  [403, /not authorized to access the user account/i, suspended],
  [409, /exclusive access/i, busy],
  // `SpamException`: more of the same is what it is about.
  [429, /spam/i, spam],
]

const standardWaitMs = 60_000
/** Other allowances are of a second or a minute: who waits longer has used up a day's. */
const longestOfOthersMs = 3_600_000
/** Larger than any wait: the header tells a point in time after all. */
const longestWaitSeconds = 366 * 86_400

/** Whether an answer to a creating call is a refusal that we know, so that surely nothing was made. */
export function isRefusal(reply: PlatformReply): boolean {
  return byStatus[reply.status] !== undefined
}

/** A refusal of a call that surely created nothing. */
export function refusalOf(reply: PlatformReply, now: Date): Refused {
  const body = objectOf(reply.json)
  const code = typeof body['code'] === 'number' ? String(body['code']) : undefined
  const words = [textOf(body['message']), textOf(body['message_detail'])].filter((each) => each !== null)
  const message = words.join(' ')
  const said = byWords.find(([status, pattern]) => status === reply.status && pattern.test(message))?.[2]
  const refusal =
    said ?? byCode[`${String(reply.status)} ${code ?? ''}`] ?? byStatus[reply.status] ?? outOfOrder
  const network = {
    ...(code === undefined ? {} : { code }),
    ...(message === '' ? {} : { message }),
  }
  if (refusal !== rateLimited) return withRequestId(refused(refusal, reply, network), reply)
  const inMs = resetInMs(reply, now)
  const limit = inMs > longestOfOthersMs ? quota : rateLimited
  return withRequestId(refused(limit, reply, network, inMs), reply)
}

/** What Pinterest's support asks for. */
function withRequestId(outcome: Refused, { headers }: PlatformReply): Refused {
  const requestId = headers['x-pinterest-rid']
  if (requestId === undefined) return outcome
  return { ...outcome, error: { ...outcome.error, details: { networkRequestId: requestId } } }
}

/** `x-ratelimit-reset` or `Retry-After`, in seconds; a minute where neither is there. */
export function resetInMs({ headers }: PlatformReply, now: Date): number {
  const told = [headers['x-ratelimit-reset'], headers['retry-after']].map(Number)
  const seconds = Math.max(0, ...told.filter(Number.isFinite))
  if (seconds === 0) return standardWaitMs
  return seconds > longestWaitSeconds ? seconds * 1_000 - now.getTime() : seconds * 1_000
}
