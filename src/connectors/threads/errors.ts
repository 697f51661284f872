import type { Refused } from '../connector.js'
import { graphErrors, graphFaultIn, isGraphMissing } from '../graph-api.js'
import type { Refusal } from '../outcomes.js'
import type { PlatformReply } from '../platform-http.js'

const noAccess: Refusal = {
  code: 'ACCOUNT_DISCONNECTED',
  cure: 'reconnect',
  message: 'Threads no longer accepts our access. Connect the account again.',
}
const permission: Refusal = {
  code: 'PERMISSION_DENIED',
  cure: 'reconnect',
  message: 'Our access lacks a permission. Connect the account again with all permissions.',
}
const restricted: Refusal = {
  code: 'ACCOUNT_SUSPENDED',
  cure: 'reconnect',
  message: 'Threads has restricted the account. Settle that in the app of Threads, then connect again.',
}
const rateLimited: Refusal = {
  code: 'RATE_LIMITED',
  cure: 'wait',
  message: 'Threads has had enough requests for now.',
}
const quota: Refusal = {
  code: 'QUOTA_EXCEEDED',
  cure: 'wait',
  message:
    'The account has made as many posts as Threads allows in 24 hours. There is room again as soon as the oldest of them is a day old: retry then.',
}
const spam: Refusal = {
  code: 'CONTENT_REJECTED',
  cure: 'edit',
  message:
    'Threads takes this for spam and holds the account back. Look at it in the app of Threads before you send anything again.',
}
const contentRefused: Refusal = {
  code: 'CONTENT_REJECTED',
  cure: 'edit',
  message: 'Threads does not accept this post. Change it as it says.',
}
const tooLong: Refusal = {
  code: 'CONTENT_TOO_LONG',
  cure: 'edit',
  message: 'The text is longer than the 500 characters that Threads takes; an emoji counts its bytes.',
}
const tooManyLinks: Refusal = {
  code: 'CONTENT_REJECTED',
  cure: 'edit',
  message: 'Threads takes five different links in a post.',
}
/** Ours may have been away for a moment: it is fetched again before anybody is told. */
const notFetched: Refusal = {
  code: 'MEDIA_REJECTED',
  cure: 'wait',
  message:
    'Threads could not fetch a file. Look whether the public address of this server can be reached from outside, then retry.',
}
const notThere: Refusal = {
  code: 'PUBLISH_ERROR',
  cure: 'edit',
  message: 'What the post refers to is not there, or the account may not see it.',
}
/** Nothing was published: the container is not ready, or gone. */
const notReady: Refusal = {
  code: 'PLATFORM_UNAVAILABLE',
  cure: 'wait',
  message: 'Threads is not done with the post yet.',
}
const outOfOrder: Refusal = {
  code: 'PLATFORM_UNAVAILABLE',
  cure: 'wait',
  message: 'Threads is out of order at the moment.',
}
const aspectRatio: Refusal = {
  code: 'ASPECT_RATIO_INVALID',
  cure: 'edit',
  message: 'A file is too wide or too tall for Threads: at most 10:1, videos 0.01:1 to 10:1.',
}
const notProcessed: Refusal = {
  code: 'PROCESSING_FAILED',
  cure: 'edit',
  message: 'Threads could not process a file of this post. Use another one.',
}
const mediaRefused: Refusal = {
  code: 'MEDIA_REJECTED',
  cure: 'edit',
  message: 'Threads does not accept a file of this post. Use another one.',
}

/** There is no official table: Graph's own codes, and what was seen. Source: README.md, "Errors". */
const byCode: Record<string, Refusal> = {
  '3': permission,
  '4': rateLimited,
  '9': quota,
  '10': permission,
  '17': rateLimited,
  '24': notThere,
  '32': rateLimited,
  '100': contentRefused,
  '102': noAccess,
  '190': noAccess,
  '341': rateLimited,
  '368': spam,
  '613': rateLimited,
}
/** Says more than the code that it comes with. */
const bySubcode: Record<string, Refusal> = {
  '2207004': mediaRefused,
  '2207005': mediaRefused,
  '2207042': quota,
  '2207051': spam,
  '4279009': notReady,
  '4279013': restricted,
}
/** Of code 100 only the words tell what is wrong. */
const byWords: readonly (readonly [string, RegExp, Refusal])[] = [
  ['100', /at most 500 characters/i, tooLong],
  ['100', /LINK_LIMIT_EXCEEDED/i, tooManyLinks],
  ['100', /could not be fetched from this URI/i, notFetched],
]
/** Why a container failed. Source: README.md, "Errors". */
const byFailure: Record<string, Refusal> = {
  FAILED_DOWNLOADING_VIDEO: notFetched,
  FAILED_PROCESSING_AUDIO: notProcessed,
  FAILED_PROCESSING_VIDEO: notProcessed,
  INVALID_ASPEC_RATIO: aspectRatio,
}

export const { isRefusal, refusalOf, accountRefusalOf } = graphErrors({
  name: 'Threads',
  byCode,
  bySubcode,
  byWords,
  missing: notThere,
  permission,
  outOfOrder,
})

/** The container is still being made, or gone. */
export function isNotReady(reply: PlatformReply): boolean {
  return graphFaultIn(reply)?.subcode === '4279009'
}

/** What was asked for is not there. Said now and then of what was made a moment ago. */
export function isMissing(reply: PlatformReply): boolean {
  const fault = graphFaultIn(reply)
  return fault?.code === '24' || isGraphMissing(fault)
}

/** What a container says it failed for, where no new one would fare better. */
export function failureOf(why: string | null): Refused {
  const { code, cure, message } = byFailure[why ?? ''] ?? (isAboutFile(why) ? mediaRefused : notProcessed)
  return { kind: 'refused', cure, error: { code, message, ...(why === null ? {} : { networkCode: why }) } }
}

function isAboutFile(why: string | null): boolean {
  return why?.startsWith('INVALID_') === true
}
