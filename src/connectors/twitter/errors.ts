import { refused, type Refusal } from '../outcomes.js'
import type { PlatformReply } from '../platform-http.js'
import type { Refused } from '../connector.js'
import { objectOf, textOf } from '../values.js'

const reconnect: Refusal = {
  code: 'ACCOUNT_DISCONNECTED',
  cure: 'reconnect',
  message: 'X no longer accepts our access. Connect the account again.',
}
const permission: Refusal = {
  code: 'PERMISSION_DENIED',
  cure: 'reconnect',
  message: 'Our access lacks a permission. Connect the account again with all permissions.',
}
const suspended: Refusal = {
  code: 'ACCOUNT_SUSPENDED',
  cure: 'reconnect',
  message: 'X has suspended or locked the account. Look at it on X, then connect it again.',
}
const quota: Refusal = {
  code: 'QUOTA_EXCEEDED',
  cure: 'wait',
  message: 'The app’s allowance at X is used up. Top it up, or wait for the next period.',
}
const dailyQuota: Refusal = { ...quota, message: 'The account has posted as often as X allows in a day.' }

/** By the last part of a problem's `type`. Source: README.md, "Errors". */
const byType: Record<string, Refusal> = {
  'unsupported-authentication': permission,
  'user-suspended': suspended,
  'client-forbidden': permission,
  'usage-capped': quota,
}

/** By the code of the older shape. */
const byCode: Record<string, Refusal> = {
  '32': reconnect,
  '89': reconnect,
  '185': dailyQuota,
  '186': { code: 'CONTENT_TOO_LONG', cure: 'edit', message: 'The text is too long for X.' },
  '187': {
    code: 'DUPLICATE_CONTENT',
    cure: 'edit',
    message: 'X says that the account has just posted this text. Change it.',
  },
  '226': {
    code: 'CONTENT_REJECTED',
    cure: 'edit',
    message: 'X takes this for automated. Change the text, or wait.',
  },
  '324': { code: 'MEDIA_REJECTED', cure: 'edit', message: 'X does not accept a file. Use another one.' },
  '325': {
    code: 'MEDIA_REJECTED',
    cure: 'edit',
    message: 'X does not know a file any more. Fix the post to upload it again.',
  },
  '326': suspended,
}

/** Some tell their reason in a sentence alone: these are the documented sentences, compared as a whole or by their beginning. */
const byDetail: readonly [begins: string, refusal: Refusal][] = [
  [
    'You are not allowed to create a Tweet with duplicate content',
    {
      code: 'DUPLICATE_CONTENT',
      cure: 'edit',
      message: 'X says that the account has just posted this text. Change it.',
    },
  ],
  [
    'You are not permitted to perform this action',
    {
      code: 'CONTENT_REJECTED',
      cure: 'edit',
      message: 'X does not take this post: the text may be too long, or the media may not go together.',
    },
  ],
  [
    'Your media IDs are invalid',
    {
      code: 'MEDIA_REJECTED',
      cure: 'edit',
      message: 'X does not accept a file of this post. Use another one, or fix the post to upload it again.',
    },
  ],
  [
    'Reply to this conversation is not allowed',
    { code: 'CONTENT_REJECTED', cure: 'edit', message: 'X does not let apps reply here.' },
  ],
]

const byStatus: Record<number, Refusal> = {
  400: {
    code: 'PUBLISH_ERROR',
    cure: 'edit',
    message: 'X found a fault in the request. Change the post as it says.',
  },
  401: reconnect,
  402: quota,
  403: {
    code: 'CONTENT_REJECTED',
    cure: 'edit',
    message: 'X does not accept this post. Change it as it says.',
  },
  429: { code: 'RATE_LIMITED', cure: 'wait', message: 'X has had enough requests of this account for now.' },
}

const outOfOrder: Refusal = {
  code: 'PLATFORM_UNAVAILABLE',
  cure: 'wait',
  message: 'X is out of order at the moment.',
}

/** Whether an answer to a creating call is a refusal that we know, so that surely nothing was made. */
export function isRefusal(reply: PlatformReply): boolean {
  return reply.status >= 400 && reply.status < 500 && knownRefusal(reply, wordsOf(reply)) !== undefined
}

type Words = { type: string; code: string | undefined; detail: string | null }

function wordsOf(reply: PlatformReply): Words {
  const body = objectOf(reply.json)
  const [first] = Array.isArray(body['errors']) ? body['errors'].map(objectOf) : []
  const type =
    String(body['type'] ?? '')
      .split('/')
      .pop() ?? ''
  const code = first?.['code'] === undefined ? undefined : String(first['code'])
  return { type, code, detail: textOf(first?.['message']) ?? textOf(body['detail']) ?? textOf(body['title']) }
}

function knownRefusal(reply: PlatformReply, { type, code, detail }: Words): Refusal | undefined {
  const said = byDetail.find(([begins]) => detail?.startsWith(begins))?.[1]
  return byType[type] ?? byCode[code ?? ''] ?? said ?? byHeader(reply) ?? byStatus[reply.status]
}

/** A refusal of a call that surely created nothing. `as` says better what a 400 is about. */
export function refusalOf(reply: PlatformReply, now: Date, as?: Partial<Refusal>): Refused {
  const words = wordsOf(reply)
  const { type, code, detail } = words
  const refusal = {
    ...(knownRefusal(reply, words) ?? outOfOrder),
    ...(reply.status === 400 ? as : undefined),
  }
  const network = {
    ...(code !== undefined ? { code } : type === '' || type === 'about:blank' ? {} : { code: type }),
    ...(detail === null ? {} : { message: detail }),
  }
  const hasEnd = refusal.code === 'RATE_LIMITED' || isDaily(reply)
  return refused(refusal, reply, network, hasEnd ? resetInMs(reply, now) : undefined)
}

/** How often a person or an app may post in a day has headers of its own, beside those of the window. */
function isDaily(reply: Pick<PlatformReply, 'status' | 'headers'>): boolean {
  return reply.status === 429 && reply.headers['x-user-limit-24hour-remaining'] === '0'
}

function byHeader(reply: PlatformReply): Refusal | undefined {
  return isDaily(reply) ? dailyQuota : undefined
}

/** Unix seconds; the daily limit's header wins where it is the one that is used up. There is no Retry-After. */
export function resetInMs(reply: Pick<PlatformReply, 'status' | 'headers'>, now: Date): number {
  const seconds = Number(reply.headers[isDaily(reply) ? 'x-user-limit-24hour-reset' : 'x-rate-limit-reset'])
  return Number.isFinite(seconds) && seconds > 0
    ? Math.max(1_000, seconds * 1_000 - now.getTime())
    : 15 * 60_000
}
