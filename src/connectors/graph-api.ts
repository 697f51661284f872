import { createHmac } from 'node:crypto'
import { parseJson } from '../kit/parse-json.js'
import type { Json, JsonObject } from '../kit/json.js'
import type { ConnectContext, Refused } from './connector.js'
import type { PlatformError } from '../domain/outcome.js'
import { refused, type Refusal } from './outcomes.js'
import type { PlatformReply } from './platform-http.js'
import { objectOf, textOf } from './values.js'

/**
 * What Meta's networks have in common: the Graph API's lists, errors and proofs. An error is told by its code, then by
 * its subcode, then by `is_transient`; its HTTP status says little.
 * Source: developers.facebook.com/docs/graph-api/guides/error-handling.
 */
export type GraphFault = {
  code: string
  subcode: string | null
  /** For developers; `userMessage` is for people, in the language of the account. */
  message: string | null
  userMessage: string | null
  isTransient: boolean
  /** By which Meta's support finds the call. */
  traceId: string | null
}

/** What Graph says of a failure; null where the answer is not Graph's. */
export function graphFaultIn(reply: PlatformReply): GraphFault | null {
  const error = objectOf(objectOf(reply.json)['error'])
  const code = asId(error['code'])
  if (code === null) return null
  return {
    code,
    subcode: asId(error['error_subcode']),
    message: textOf(error['message']),
    userMessage: textOf(error['error_user_msg']),
    isTransient: error['is_transient'] === true || code === '1' || code === '2',
    traceId: textOf(error['fbtrace_id']),
  }
}

/** An id, or a code, be it written as a text or as a number. */
export function asId(value: Json | undefined): string | null {
  return typeof value === 'number' ? String(value) : textOf(value)
}

/** What was asked for is not there, or not ours to see. Said now and then of what was made a moment ago. */
export function isGraphMissing(fault: GraphFault | null): boolean {
  return fault?.code === '100' && fault.subcode === '33'
}

/** All that was said, once. */
function wordsOf({ message, userMessage }: GraphFault): string {
  return [...new Set([message, userMessage])].filter((each) => each !== null).join(' ')
}

/** A network's own table: what its codes and subcodes mean for us. */
export type GraphTable = {
  /** The network, as people call it. */
  name: string
  /** Says more than the code that it comes with. */
  bySubcode: Record<string, Refusal>
  /** Where a code alone does not tell what is wrong. */
  byWords: readonly (readonly [code: string, pattern: RegExp, refusal: Refusal])[]
  byCode: Record<string, Refusal>
  /** Subcodes of what passes by itself, whatever the code. */
  passing?: readonly string[]
  /** 100 with subcode 33: what is referred to is not there. */
  missing: Refusal
  /** Codes 200 to 299. */
  permission: Refusal
  /** What is said where nothing of it fits. */
  outOfOrder: Refusal
}

export type GraphErrors = {
  /** Whether an answer to a creating call is a refusal that we know, so that surely nothing was made. */
  isRefusal: (reply: PlatformReply) => boolean
  /** A refusal of a call that surely created nothing the public can see. */
  refusalOf: (reply: PlatformReply) => Refused
  /** The same of a call about an account, where no post is that one could change. */
  accountRefusalOf: (reply: PlatformReply) => Refused
}

export function graphErrors(table: GraphTable): GraphErrors {
  const known = (fault: GraphFault): Refusal | undefined => {
    const bySubcode = table.bySubcode[fault.subcode ?? '']
    if (bySubcode !== undefined) return bySubcode
    if (fault.isTransient || table.passing?.includes(fault.subcode ?? '') === true) return undefined
    if (isGraphMissing(fault)) return table.missing
    const words = wordsOf(fault)
    const said = table.byWords.find(([code, pattern]) => code === fault.code && pattern.test(words))
    const number = Number(fault.code)
    const byRange = number >= 200 && number < 300 ? table.permission : undefined
    return said?.[2] ?? table.byCode[fault.code] ?? byRange
  }
  const about: Refusal = {
    code: 'PUBLISH_ERROR',
    cure: 'edit',
    message: `${table.name} does not accept what it was asked about the account. Connect it again if that does not pass.`,
  }
  // Graph says so of whatever was asked for.
  const ofAnything = [table.byCode['100'], table.missing]
  const ofAccount = (refusal: Refusal): Refusal =>
    refusal.cure === 'edit' && ofAnything.includes(refusal) ? about : refusal
  const refusalOf = (reply: PlatformReply, as = (refusal: Refusal): Refusal => refusal): Refused => {
    const fault = graphFaultIn(reply)
    if (fault === null) return refused(table.outOfOrder, reply, {})
    const refusal = as(known(fault) ?? table.outOfOrder)
    const { code, subcode, traceId } = fault
    const words = wordsOf(fault)
    const network = {
      code: subcode === null ? code : `${code}/${subcode}`,
      ...(words === '' ? {} : { message: words }),
    }
    const waitMs = refusal.code === 'RATE_LIMITED' ? (regainMs(reply) ?? standardWaitMs) : undefined
    const answer = refused(refusal, reply, network, waitMs)
    return traceId === null ? answer : withDetails(answer, { fbtraceId: traceId })
  }
  return {
    isRefusal(reply) {
      const fault = graphFaultIn(reply)
      return reply.status >= 400 && reply.status < 500 && fault !== null && known(fault) !== undefined
    },
    refusalOf: (reply) => refusalOf(reply),
    accountRefusalOf: (reply) => refusalOf(reply, ofAccount),
  }
}

function withDetails(answer: Refused, details: JsonObject): Refused {
  return { ...answer, error: { ...answer.error, details } }
}

const standardWaitMs = 5 * 60_000

/**
 * Graph tells in minutes, under the id of what is limited, when calls are taken again; null where it does not say.
 * Source: developers.facebook.com/docs/graph-api/overview/rate-limiting.
 */
export function regainMs(reply: PlatformReply): number | null {
  const minutes = usagesIn(reply).map((usage) => Number(usage['estimated_time_to_regain_access'] ?? 0))
  const longest = Math.max(0, ...minutes.filter(Number.isFinite))
  return longest > 0 ? longest * 60_000 : null
}

const slowFrom = 80
const standardRestMs = 15 * 60_000

/** Publishing comes first: the last fifth of what Graph lets us ask is left to it. For `restMs` of a read. */
export function restOf(reply: PlatformReply): { restMs?: number } {
  const ofApp = objectOf(parseJson(reply.headers['x-app-usage'] ?? ''))
  const used = [ofApp, ...usagesIn(reply)].flatMap((usage) =>
    ['call_count', 'total_time', 'total_cputime'].map((name) => Number(usage[name] ?? 0)),
  )
  return Math.max(...used.filter(Number.isFinite)) > slowFrom
    ? { restMs: regainMs(reply) ?? standardRestMs }
    : {}
}

function usagesIn(reply: PlatformReply): JsonObject[] {
  const byBusiness = objectOf(parseJson(reply.headers['x-business-use-case-usage'] ?? ''))
  return Object.values(byBusiness).flatMap((usages) => (Array.isArray(usages) ? usages.map(objectOf) : []))
}

/** With `access_token`: it comes from who knows the app's secret. Source: docs/graph-api/guides/secure-requests. */
export function appSecretProof(accessToken: string, appSecret: string): string {
  return createHmac('sha256', appSecret).update(accessToken).digest('hex')
}

/** The id that an answer carries, be it written as a text or as a number; null where it has none. */
export function idIn(reply: PlatformReply): string | null {
  return reply.status === 200 ? idOf(reply.json) : null
}

export function idOf(value: Json | undefined): string | null {
  return asId(objectOf(value)['id'])
}

/** A time as Graph writes it, without a colon in its zone. */
export function timeIn(value: Json | undefined): Date {
  return new Date(String(value).replace(/([+-]\d\d)(\d\d)$/, '$1:$2'))
}

/** What a list answers. */
export function dataIn(reply: PlatformReply): JsonObject[] | null {
  const { data } = objectOf(reply.json)
  return reply.status === 200 && Array.isArray(data) ? data.map(objectOf) : null
}

/** Where the next page of a list begins, of a network that tells whether there is one (`paging.next`). */
export function nextIn(reply: PlatformReply): string | null {
  const { next } = objectOf(objectOf(reply.json)['paging'])
  return textOf(next) === null ? null : cursorIn(reply)
}

/** Where the list goes on, of a network whose last page does not say that it is the last. */
export function cursorIn(reply: PlatformReply): string | null {
  return textOf(objectOf(objectOf(objectOf(reply.json)['paging'])['cursors'])['after'])
}

/**
 * Whether a token is a page's: the page is `me` to it, and looks like a person. Asked with the app's own token at
 * `address`, that of `debug_token`.
 */
export async function isTokenOfPage(
  { http, tokens }: Pick<ConnectContext, 'http' | 'tokens'>,
  address: string,
  app: { id: string; secret: string },
): Promise<boolean> {
  const reply = await http({
    method: 'GET',
    url: address,
    query: { input_token: tokens.accessToken, access_token: `${app.id}|${app.secret}` },
  })
  return objectOf(objectOf(reply.json)['data'])['type'] === 'PAGE'
}

export const notOfPerson: PlatformError = {
  code: 'PERMISSION_DENIED',
  message:
    'This is the token of a page. Bring the long-lived token of the person who runs it, then select the page.',
}
