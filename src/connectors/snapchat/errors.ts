import type { ConnectContext, Refused } from '../connector.js'
import { refused, type Refusal } from '../outcomes.js'
import type { PlatformReply } from '../platform-http.js'
import { askProfile, profileIn, refusedItemIn, saidIn, successIn } from './api.js'

const noAccess: Refusal = {
  code: 'ACCOUNT_DISCONNECTED',
  cure: 'reconnect',
  message: 'Snapchat no longer accepts our access. Connect the account again.',
}
const noRole: Refusal = {
  code: 'PERMISSION_DENIED',
  cure: 'reconnect',
  message:
    'The person who connected the account may not post to its Public Profile any more. Get the role back at Snapchat, or let somebody who has it connect the account.',
}
const notListed: Refusal = {
  code: 'PUBLISH_ERROR',
  cure: 'edit',
  message:
    'Snap has not allow-listed the app of this server for its Public Profile API. The operator of this server has to ask Snap for that; retry afterwards.',
}
export const noProfile: Refusal = {
  code: 'PERMISSION_DENIED',
  cure: 'reconnect',
  message:
    'The person has no Public Profile at Snapchat. Create a Public Profile first, then connect the account.',
}
const rateLimited: Refusal = {
  code: 'RATE_LIMITED',
  cure: 'wait',
  message: 'Snapchat has had enough requests for now.',
}
const outOfOrder: Refusal = {
  code: 'PLATFORM_UNAVAILABLE',
  cure: 'wait',
  message: 'Snapchat is out of order at the moment.',
}
const contentRefused: Refusal = {
  code: 'CONTENT_REJECTED',
  cure: 'edit',
  message: 'Snapchat does not accept this post. Change it as it says.',
}
export const mediaRefused: Refusal = {
  code: 'MEDIA_REJECTED',
  cure: 'edit',
  message: 'Snapchat does not accept this file. Use another one, as it says.',
}
export const rejected: Refusal = {
  code: 'CONTENT_REJECTED',
  cure: 'edit',
  message:
    'Snapchat looked at the Spotlight and rejected it. Make it fit its guidelines for Spotlight, then send it again.',
}

/** Codes that say what a file is like; no list of them is published. */
const ofFiles = /MEDIA|VIDEO|IMAGE|DURATION|RESOLUTION|DIMENSION|ASPECT/
const ofFaults = /INTERNAL|UNEXPECTED|UNAVAILABLE|TIMEOUT/
const standardWaitMs = 30_000

/** Snapchat lost what was uploaded, or its 24 hours are over. */
export function isExpired(reply: PlatformReply): boolean {
  return saidIn(reply).code === 'MEDIA_EXPIRED'
}

/** Whether an answer to the call that makes a post says for certain that none was made. */
export function isRefusal(reply: PlatformReply): boolean {
  const { code } = saidIn(reply)
  if (code === 'MEDIA_POSTING_ALREADY_IN_PROGRESS' || ofFaults.test(code ?? '')) return false
  const isOwnNo = reply.status < 300 && code !== null && successIn(reply) === null
  return (
    isOwnNo ||
    refusedItemIn(reply) !== null ||
    [400, 401, 403, 404, 413, 415, 422, 429].includes(reply.status)
  )
}

/** A refusal of a call that surely created nothing. `what`: what a refusal without a code of its own is about. */
export function refusalOf(reply: PlatformReply, what: 'file' | 'post' = 'post'): Refused {
  return told(refusalFor(reply, what), reply)
}

export function told(refusal: Refusal, reply: PlatformReply): Refused {
  const { code, message, requestId } = saidIn(reply)
  const isLimit = refusal === rateLimited
  const outcome = refused(
    refusal,
    reply,
    { ...(code === null ? {} : { code }), ...(message === null ? {} : { message }) },
    isLimit ? waitMs(reply) : undefined,
  )
  if (requestId === null) return outcome
  return { ...outcome, error: { ...outcome.error, details: { networkRequestId: requestId } } }
}

function refusalFor(reply: PlatformReply, what: 'file' | 'post'): Refusal {
  const { status } = reply
  const { code, message } = saidIn(reply)
  if (status === 401) return noAccess
  if (status === 403) return notListed
  if (status === 429) return rateLimited
  if (status >= 500 || ofFaults.test(code ?? '')) return outOfOrder
  const isOfFile = what === 'file' || ofFiles.test(code ?? '') || ofFiles.test((message ?? '').toUpperCase())
  return isOfFile ? mediaRefused : contentRefused
}

/** Documented only for the Ads API; obeyed where it is sent. */
function waitMs({ headers }: PlatformReply): number {
  const seconds = Number(headers['retry-after'])
  return seconds > 0 ? seconds * 1_000 : standardWaitMs
}

type Access = Pick<ConnectContext, 'http' | 'tokens'>

/**
 * What a 403 means Snapchat does not say: whether our app is not allow-listed, so that nothing works, or the person has
 * lost the role at this one profile. What is asked is whose profile the access is for.
 */
export async function whyForbidden(reply: PlatformReply, profileId: string, ctx: Access): Promise<Refused> {
  const own = await askProfile(ctx).catch(() => null)
  if (own === null || own.status === 429 || own.status >= 500) return told(outOfOrder, reply)
  if (own.status === 401) return told(noAccess, own)
  if (successIn(own) === null) return told(notListed, reply)
  return told(profileIn(own)?.['id'] === profileId ? notListed : noRole, reply)
}
