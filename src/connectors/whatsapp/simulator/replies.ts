import type { JsonObject } from '../../../kit/json.js'
import { Refusal, type Detail } from '../../../sandbox/graph-api/refusal.js'
import { randomText } from '../../../sandbox/sandbox.js'
import type { SimReply } from '../../../sandbox/simulator.js'

/** The network's titles; a code that has none is Graph's own. */
const titles: Record<number, string> = {
  130403: 'Business has blocked this user',
  130429: 'Rate limit hit',
  130472: "User's number is part of an experiment",
  130497: 'Business account is restricted from messaging users in this country',
  131000: 'Something went wrong',
  131005: 'Access denied',
  131008: 'Required parameter is missing',
  131009: 'Parameter value is not valid',
  131016: 'Service unavailable',
  131021: 'Recipient cannot be sender',
  131026: 'Message undeliverable',
  131031: 'Business Account locked',
  131042: 'Business eligibility payment issue',
  131045: 'Incorrect certificate',
  131047: 'Re-engagement message',
  131048: 'Spam rate limit hit',
  131049: 'This message was not delivered to maintain healthy ecosystem engagement.',
  131050: 'User has stopped marketing messages from this business',
  131051: 'Unsupported message type',
  131053: 'Media upload error',
  131056: '(Business Account, Consumer Account) pair rate limit hit',
  131057: 'Account in maintenance mode',
  132000: 'Number of parameters does not match the expected number of params',
  132001: 'Template name does not exist in the translation',
  132005: 'Translated text too long',
  132007: 'Template content violates a policy',
  132012: 'Parameter format does not match format in the created template',
  132015: 'Template is paused',
  132016: 'Template is disabled',
}

/** As documented with each code; 400 where nothing else stands there. */
const statuses: Record<number, number> = {
  2: 503,
  10: 403,
  190: 401,
  200: 403,
  368: 403,
  131000: 500,
  131005: 403,
  131016: 503,
  131031: 403,
  131045: 500,
  131057: 503,
  132001: 404,
}

/** A code of Cloud API: its title is the message, `details` says what was wrong. */
export function refuse(code: number, details: string, more: Detail = {}): never {
  throw new Refusal(code, `(#${String(code)}) ${titleOf(code)}`, { details, ...more })
}

/** 100: a parameter that is not there, or is none. */
export function invalid(message: string, more: Detail = {}): never {
  throw new Refusal(100, `(#100) ${message}`, more)
}

/** What Graph says of ids that do not exist, are somebody else's, or are another kind of thing. */
export function noSuchObject(method: string, id: string): never {
  throw new Refusal(
    100,
    `Unsupported ${method.toLowerCase()} request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation.`,
    { subcode: 33, type: 'GraphMethodException' },
  )
}

function titleOf(code: number): string {
  return titles[code] ?? 'Invalid parameter'
}

/** One of a failed message's `errors`, as webhooks have them. */
export function errorOf(code: number, details: string): JsonObject {
  return {
    code,
    title: titleOf(code),
    message: titleOf(code),
    error_data: { details },
    href: 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/',
  }
}

export function replyOf({ code, message, detail }: Refusal): SimReply {
  const error: JsonObject = {
    message,
    type: detail.type ?? 'OAuthException',
    code,
    ...(detail.subcode === undefined ? {} : { error_subcode: detail.subcode }),
    ...(detail.details === undefined
      ? {}
      : { error_data: { messaging_product: 'whatsapp', details: detail.details } }),
    fbtrace_id: randomText(8),
  }
  return {
    status: detail.status ?? statuses[code] ?? 400,
    ...(detail.headers === undefined ? {} : { headers: detail.headers }),
    body: { error },
  }
}
