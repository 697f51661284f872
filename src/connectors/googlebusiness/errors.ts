import type { Json, JsonObject } from '../../kit/json.js'
import type { Refused } from '../connector.js'
import { refused, type Refusal } from '../outcomes.js'
import type { PlatformReply } from '../platform-http.js'
import { listOf, objectOf, textOf } from '../values.js'
import { accounts, call, type Calls } from './api.js'

const edit = (code: Refusal['code'], message: string): Refusal => ({ code, cure: 'edit', message })
const content = (what: string): Refusal => edit('CONTENT_REJECTED', `Google does not accept ${what}.`)

const noAccess: Refusal = {
  code: 'ACCOUNT_DISCONNECTED',
  cure: 'reconnect',
  message: 'Google no longer accepts our access. Connect the account again.',
}
const noScope: Refusal = {
  code: 'PERMISSION_DENIED',
  cure: 'reconnect',
  message:
    'The person did not let us manage the business profiles. Connect the account again, with the permission ticked.',
}
const rateLimited: Refusal = {
  code: 'RATE_LIMITED',
  cure: 'wait',
  message: 'Google has had enough requests for this minute.',
}
const outOfOrder: Refusal = {
  code: 'PLATFORM_UNAVAILABLE',
  cure: 'wait',
  message: 'Google is out of order at the moment.',
}
const notAllowed = edit(
  'PERMISSION_DENIED',
  'The person may not do this at the location. Have them made its manager at business.google.com, or select another location.',
)
const notVerified = edit(
  'PERMISSION_DENIED',
  'Google does not let the location post: it is not verified, or suspended. Settle that at business.google.com, or select another location.',
)
const chain = edit(
  'PERMISSION_DENIED',
  'Google does not take posts for this location through apps, as for some chains. Select another location.',
)
const gone = edit(
  'PUBLISH_ERROR',
  'Google does not have the location under this account any more. List the locations of the account, and select one again.',
)
const notApproved = edit(
  'PUBLISH_ERROR',
  'Google has not approved the Cloud project of this server for the Business Profile APIs: its operator has to ask for access.',
)
const switchedOff = edit(
  'PUBLISH_ERROR',
  'The Cloud project of this server has not switched on one of the Business Profile APIs: its operator has to, under "APIs & Services".',
)
const tooLong = edit('CONTENT_TOO_LONG', 'The text is longer than the 1,500 characters that Google takes.')
/** Ours may have been away for a moment: it is fetched again before anybody is told. */
const notFetched: Refusal = {
  code: 'MEDIA_REJECTED',
  cure: 'wait',
  message:
    'Google could not fetch the photo. Look whether the public address of this server can be reached from outside, then retry.',
}
const badPhoto = edit(
  'MEDIA_REJECTED',
  'Google does not accept the photo: it takes JPEG and PNG from 10 KB to 5 MB, of 250 pixels and more each side.',
)
const noPhoto = edit(
  'MEDIA_REJECTED',
  'Google could not use the photo. It fetches it from this server, and takes JPEG and PNG from 10 KB to 5 MB, of 250 pixels and more each side.',
)
const notThere = edit(
  'PERMISSION_DENIED',
  'Google does not let this location post. Look at it at business.google.com, or select another one.',
)
const other = content('this post')

/** `ErrorCode` of v4, by its name. Source: README.md, "Errors". */
const byCode: Record<string, Refusal> = {
  PHOTO_FETCH_FAILED: notFetched,
  '1000': notFetched,
  PHOTO_UPLOAD_FAILED: badPhoto,
  OPERATION_UNSUPPORTED_UNDER_ACCOUNT_CONDITION: notVerified,
  '1301': notVerified,
  LOCATION_DISABLED_FOR_LOCAL_POST_API: chain,
  OPERATION_EXECUTION_ERROR: outOfOrder,
}

/** Of most codes the number is not told, but what the numbers from here to there are of. */
const byRange: readonly [first: number, last: number, refusal: Refusal][] = [
  [1_000, 1_099, noPhoto],
  [1_300, 1_399, notThere],
]

/** `ErrorInfo.reason` of google.rpc, which every Google API may add. */
const byReason: Record<string, Refusal> = {
  SERVICE_DISABLED: switchedOff,
  ACCESS_TOKEN_SCOPE_INSUFFICIENT: noScope,
}

/** Canonical statuses of google.rpc. */
const byStatus: Record<string, Refusal> = {
  INVALID_ARGUMENT: other,
  FAILED_PRECONDITION: notAllowed,
  UNAUTHENTICATED: noAccess,
  PERMISSION_DENIED: notAllowed,
  NOT_FOUND: gone,
  RESOURCE_EXHAUSTED: rateLimited,
}

/** What of a post a field of Google's is, for people. */
const parts: readonly [beginning: RegExp, refusal: Refusal][] = [
  [/media|source_?url/i, badPhoto],
  [/summary/i, content('the text')],
  [/event/i, content('the event: it has a title, and an end after its beginning')],
  [/offer/i, content('the offer')],
  [/call_?to_?action/i, content('the button: all but CALL have an address')],
  [/language/i, content('the languageCode')],
]

type Fault = {
  status: string | null
  message: string | null
  /** Names or numbers of v4's codes, as far as they stand somewhere. */
  codes: string[]
  field: string | null
  reason: string | null
  /** A project that is not approved has a quota of nothing. */
  hasNoQuota: boolean
  said: string
}

function faultIn(reply: PlatformReply): Fault {
  const error = objectOf(objectOf(reply.json)['error'])
  const details = listOf(error['details']).map(objectOf)
  const inner = details.flatMap((each) => [
    ...listOf(each['errorDetails']).map(objectOf),
    ...listOf(each['fieldViolations']).map(objectOf),
  ])
  const said = [error, ...inner].flatMap((each) => [
    textOf(each['message']) ?? '',
    textOf(each['description']) ?? '',
  ])
  return {
    status: textOf(error['status']),
    message: textOf(error['message']),
    codes: [...inner.flatMap(codeOf), ...namesIn(said)],
    field: inner.flatMap((each) => textOf(each['field']) ?? [])[0] ?? null,
    reason: details.flatMap((each) => textOf(each['reason']) ?? [])[0] ?? null,
    hasNoQuota: details.some((each) => isNought(objectOf(each['metadata'])['quota_limit_value'])),
    said: said.join('\n'),
  }
}

function codeOf({ code }: JsonObject): string[] {
  return typeof code === 'number' || typeof code === 'string' ? [String(code)] : []
}

function namesIn(said: readonly string[]): string[] {
  return said.flatMap((each) => each.match(/\b[A-Z]+(?:_[A-Z]+)+\b/g) ?? [])
}

function isNought(value: Json | undefined): boolean {
  return value === '0' || value === 0
}

function known(reply: PlatformReply): Refusal | undefined {
  const fault = faultIn(reply)
  if (fault.hasNoQuota) return notApproved
  const byName = [
    ...fault.codes.map((code) => byCode[code]),
    byReason[fault.reason ?? ''],
    ...fault.codes.map(rangeOf),
  ].find((each) => each !== undefined)
  if (byName !== undefined) return byName
  const refusal = byStatus[fault.status ?? '']
  if (refusal !== other) return refusal
  if (/summary/i.test(fault.field ?? fault.said) && /at most 1[,.]?500/.test(fault.said)) return tooLong
  return parts.find(([beginning]) => beginning.test(fault.field ?? ''))?.[1] ?? other
}

function rangeOf(code: string): Refusal | undefined {
  return byRange.find(([first, last]) => Number(code) >= first && Number(code) <= last)?.[2]
}

/** Whether an answer to a creating call is a refusal that we know, so that surely nothing was made. */
export function isRefusal(reply: PlatformReply): boolean {
  const refusal = known(reply)
  return reply.status >= 400 && reply.status < 500 && refusal !== undefined && refusal !== outOfOrder
}

const minuteMs = 60_000

/** A refusal of a call that surely created nothing the public can see. */
export function refusalOf(reply: PlatformReply, now: Date): Refused {
  const { status, message, codes, said } = faultIn(reply)
  const refusal = known(reply) ?? byHttp(reply.status)
  const [code = status] = codes
  const words = [...new Set(said.split('\n'))].filter((each) => each !== '').join(' ')
  return refused(
    refusal,
    reply,
    {
      ...(code === null ? {} : { code }),
      ...(message === null ? {} : { message: words }),
    },
    refusal === rateLimited ? waitMs(reply, now) : undefined,
  )
}

function byHttp(status: number): Refusal {
  if (status === 401) return noAccess
  if (status === 403) return notAllowed
  if (status === 404) return gone
  if (status === 429) return rateLimited
  return status === 409 || status >= 500 ? outOfOrder : other
}

/** Google counts by the minute. */
function waitMs({ headers }: PlatformReply, now: Date): number {
  const seconds = Number(headers['retry-after'])
  return seconds > 0 ? seconds * 1_000 : minuteMs - (now.getTime() % minuteMs)
}

/**
 * A refusal of v4. It answers 401 now and then while the access is good everywhere else: only where that is refused too
 * is it over.
 */
export async function refusalOfV4(reply: PlatformReply, ctx: Calls): Promise<Refused> {
  const refusal = refusalOf(reply, ctx.now)
  if (reply.status !== 401) return refusal
  const probe = await call(ctx, 'GET', `${accounts}/accounts`, { query: { pageSize: '1' } }).catch(() => null)
  if (probe?.status !== 200) return refusal
  return { ...refusal, cure: 'wait', error: { ...refusal.error, ...passing } }
}

const passing = {
  code: outOfOrder.code,
  message: 'Google did not accept our access for a moment, though it is good.',
} as const

/** What Google says of a post that it took and then did not show: its reasons are not in the API. */
export const rejected: Refused = {
  kind: 'refused',
  cure: 'edit',
  error: {
    code: 'CONTENT_REJECTED',
    message:
      'Google rejected the post when it reviewed it. Why stands in the Business Profile; often it is a telephone number in the text, or an offer of a hotel.',
    networkCode: 'REJECTED',
    networkMessage: 'REJECTED',
  },
}

export const removed: Refused = {
  kind: 'refused',
  cure: 'edit',
  error: {
    code: 'CONTENT_REJECTED',
    message: 'The post is at Google no more: it was removed before Google showed it.',
    networkCode: 'NOT_FOUND',
  },
}
