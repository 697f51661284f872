import { refused, type Refusal } from '../outcomes.js'
import type { PlatformReply } from '../platform-http.js'
import type { Refused } from '../connector.js'
import { objectOf, textOf } from '../values.js'
import { errorName } from './xrpc.js'

const reconnect: Refusal = {
  code: 'ACCOUNT_DISCONNECTED',
  cure: 'reconnect',
  message: 'Bluesky no longer accepts our access. Connect the account again with a new app password.',
}
const suspended: Refusal = {
  code: 'ACCOUNT_SUSPENDED',
  cure: 'reconnect',
  message: 'The account is deactivated or suspended. Look at it in the Bluesky app, then connect it again.',
}
const tooLarge: Refusal = {
  code: 'MEDIA_REJECTED',
  cure: 'edit',
  message: 'A file is too large for the account’s server. Use a smaller one.',
}
const rateLimited: Refusal = {
  code: 'RATE_LIMITED',
  cure: 'wait',
  message: 'Bluesky has had enough requests of this account for now.',
}

const quota: Refusal = {
  code: 'QUOTA_EXCEEDED',
  cure: 'wait',
  message: 'The account has written as much as Bluesky takes in a day.',
}
/** The video service counts for itself, and does not say when there is more. */
export const videoQuota: Refusal = {
  ...quota,
  message: 'The account has uploaded as much video as Bluesky takes in a day.',
}

/** By the name of the error. Source: README.md, "Errors". */
const byName: Record<string, Refusal> = {
  ExpiredToken: reconnect,
  InvalidToken: reconnect,
  AuthMissing: reconnect,
  AuthenticationRequired: reconnect,
  AccountTakedown: suspended,
  AccountDeactivated: suspended,
  RepoTakendown: suspended,
  RepoDeactivated: suspended,
  RepoSuspended: suspended,
  AccountNotFound: {
    code: 'PERMISSION_DENIED',
    cure: 'reconnect',
    message: 'The server does not know the account any more. It may have moved: connect it again.',
  },
  InvalidRequest: {
    code: 'CONTENT_REJECTED',
    cure: 'edit',
    message: 'Bluesky does not accept this post. Change it as it says.',
  },
  InvalidMimeType: {
    code: 'MEDIA_REJECTED',
    cure: 'edit',
    message: 'Bluesky does not take a file of this type. Use another one.',
  },
  BlobTooLarge: tooLarge,
  PayloadTooLarge: tooLarge,
  // The upload was not used in time and is gone: the connector drops it, the next try uploads again.
  BlobNotFound: {
    code: 'PLATFORM_UNAVAILABLE',
    cure: 'wait',
    message: 'Bluesky does not know an uploaded file any more; it is uploaded again.',
  },
  RateLimitExceeded: rateLimited,
  daily_limit: videoQuota,
}

const daySeconds = 86_400

/** `InvalidRequest` tells its reason in the message alone; this much of the documented sentence is about a file. */
const aboutFiles = 'blob too big'

const byStatus: Record<number, Refusal> = { 413: tooLarge, 429: rateLimited }

const outOfOrder: Refusal = {
  code: 'PLATFORM_UNAVAILABLE',
  cure: 'wait',
  message: 'Bluesky is out of order at the moment.',
}

/** Whether an answer to a creating call is a refusal that we know, so that surely nothing was made. */
export function isRefusal(reply: PlatformReply): boolean {
  if (reply.status < 400 || reply.status >= 500) return false
  return byStatus[reply.status] !== undefined || byName[errorName(reply) ?? ''] !== undefined
}

/** A refusal of a call that surely created nothing. `as` says better what an InvalidRequest is about. */
export function refusalOf(reply: PlatformReply, now: Date, as?: Partial<Refusal>): Refused {
  const name = errorName(reply)
  const message = textOf(objectOf(reply.json)['message'])
  const isClient = reply.status >= 400 && reply.status < 500
  const said = name === 'InvalidRequest' && message?.includes(aboutFiles) === true ? tooLarge : undefined
  const known = said ?? byName[name ?? ''] ?? byStatus[reply.status]
  const limit = known === rateLimited && windowSeconds(reply) >= daySeconds ? quota : known
  const refusal = {
    ...((isClient ? limit : undefined) ?? outOfOrder),
    ...(name === 'InvalidRequest' && said === undefined ? as : undefined),
  }
  const network = {
    ...(name === null ? {} : { code: name }),
    ...(message === null ? {} : { message }),
  }
  return refused(refusal, reply, network, known === rateLimited ? resetInMs(reply, now) : undefined)
}

/** `ratelimit-policy` is the limit and its window: `35000;w=86400` counts a day's writing. */
function windowSeconds(reply: PlatformReply): number {
  return Number(/;w=(\d+)/.exec(reply.headers['ratelimit-policy'] ?? '')?.[1] ?? 0)
}

/** Unix seconds; no Retry-After has been seen. */
export function resetInMs({ headers }: Pick<PlatformReply, 'headers'>, now: Date): number {
  const seconds = Number(headers['ratelimit-reset'])
  return Number.isFinite(seconds) && seconds > 0
    ? Math.max(1_000, seconds * 1_000 - now.getTime())
    : 5 * 60_000
}
