import type { Json, JsonObject } from '../../kit/json.js'
import type { PlatformError, Refused } from '../connector.js'
import { graphErrors } from '../graph-api.js'
import type { Refusal } from '../outcomes.js'
import type { PlatformReply } from '../platform-http.js'
import { objectOf, textOf } from '../values.js'

const noAccess: Refusal = {
  code: 'ACCOUNT_DISCONNECTED',
  cure: 'reconnect',
  message: 'WhatsApp no longer accepts our access. Connect the number again.',
}
const permission: Refusal = {
  code: 'PERMISSION_DENIED',
  cure: 'reconnect',
  message: 'Our access lacks a permission. Connect the number again with a token that has both permissions.',
}
const rateLimited: Refusal = {
  code: 'RATE_LIMITED',
  cure: 'wait',
  message: 'WhatsApp has had enough requests for now.',
}
const pairLimited: Refusal = {
  code: 'RATE_LIMITED',
  cure: 'wait',
  message: 'WhatsApp takes one message in six seconds to the same person.',
}
const quota: Refusal = {
  code: 'QUOTA_EXCEEDED',
  cure: 'wait',
  message:
    'WhatsApp lets this number send no more for now: look at its quality rating in the WhatsApp Manager.',
}
const enoughMarketing: Refusal = {
  code: 'QUOTA_EXCEEDED',
  cure: 'wait',
  message: 'WhatsApp thinks this person has had enough marketing for now. Wait a day at least.',
}
const locked: Refusal = {
  code: 'ACCOUNT_SUSPENDED',
  cure: 'reconnect',
  message:
    'WhatsApp has locked the business or its number. Settle that in the WhatsApp Manager, then connect again.',
}
const unpaid: Refusal = {
  code: 'ACCOUNT_SUSPENDED',
  cure: 'reconnect',
  message:
    'WhatsApp has a problem with the payment. Settle that in the WhatsApp Manager, then connect again.',
}
const notRegistered: Refusal = {
  code: 'ACCOUNT_SUSPENDED',
  cure: 'reconnect',
  message:
    'The number is not registered for sending, or its name is not approved. Settle that in the WhatsApp Manager, then connect again.',
}
const notAccepted: Refusal = {
  code: 'PUBLISH_ERROR',
  cure: 'edit',
  message: 'WhatsApp does not accept the message as it is built. Change it as it says.',
}
const contentRefused: Refusal = {
  code: 'CONTENT_REJECTED',
  cure: 'edit',
  message: 'WhatsApp does not accept a value of this message. Change it as it says.',
}
const mediaRefused: Refusal = {
  code: 'MEDIA_REJECTED',
  cure: 'edit',
  message: 'WhatsApp does not accept the file of this message. Use another one.',
}
const noTemplate: Refusal = {
  code: 'CONTENT_REJECTED',
  cure: 'edit',
  message: 'There is no approved template of this name in this language. Look into the WhatsApp Manager.',
}
const templateParameters: Refusal = {
  code: 'CONTENT_REJECTED',
  cure: 'edit',
  message:
    'The template takes other values than were given. Give it as many as it has places, and of their kind.',
}
const templateOff: Refusal = {
  code: 'CONTENT_REJECTED',
  cure: 'edit',
  message: 'WhatsApp has paused or disabled the template, or it breaks a rule. Use another one.',
}
const tooLong: Refusal = {
  code: 'CONTENT_TOO_LONG',
  cure: 'edit',
  message: 'With its values the template is longer than WhatsApp takes.',
}
const outsideWindow: Refusal = {
  code: 'CONTENT_REJECTED',
  cure: 'edit',
  message: 'This person has not written in the last 24 hours: only a template reaches them.',
}
const undeliverable: Refusal = {
  code: 'CONTENT_REJECTED',
  cure: 'edit',
  message: 'The number is not on WhatsApp, or its WhatsApp cannot take this message.',
}
const optedOut: Refusal = {
  code: 'CONTENT_REJECTED',
  cure: 'edit',
  message: 'This person wants no marketing from you. Take the number out of your list.',
}
const blocked: Refusal = {
  code: 'CONTENT_REJECTED',
  cure: 'edit',
  message: 'You have blocked this person, or this number is your own.',
}
const country: Refusal = {
  code: 'CONTENT_REJECTED',
  cure: 'edit',
  message: 'The business may not write to people in this country.',
}
const experiment: Refusal = {
  code: 'CONTENT_REJECTED',
  cure: 'edit',
  message: 'Meta keeps marketing from this person for an experiment. Do not try again at once.',
}
const maintenance: Refusal = {
  code: 'PLATFORM_UNAVAILABLE',
  cure: 'wait',
  message: 'The number is being maintained at WhatsApp.',
}
const outOfOrder: Refusal = {
  code: 'PLATFORM_UNAVAILABLE',
  cure: 'wait',
  message: 'WhatsApp is out of order at the moment.',
}
const notThere: Refusal = {
  code: 'PERMISSION_DENIED',
  cure: 'reconnect',
  message:
    'The number or the business is not there any more, or our access does not reach it. Connect it again.',
}

/** Source: README.md, "Errors". */
const byCode: Record<string, Refusal> = {
  '0': noAccess,
  '3': permission,
  '4': rateLimited,
  '10': permission,
  '33': notThere,
  '100': notAccepted,
  '190': noAccess,
  '368': locked,
  '80007': rateLimited,
  '80008': rateLimited,
  '130403': blocked,
  '130429': rateLimited,
  '130472': experiment,
  '130497': country,
  '131005': permission,
  '131008': notAccepted,
  '131009': contentRefused,
  '131021': blocked,
  '131026': undeliverable,
  '131031': locked,
  '131037': notRegistered,
  '131042': unpaid,
  '131045': notRegistered,
  '131047': outsideWindow,
  '131048': quota,
  '131049': enoughMarketing,
  '131050': optedOut,
  '131051': notAccepted,
  '131052': mediaRefused,
  '131053': mediaRefused,
  '131056': pairLimited,
  '131057': maintenance,
  '131063': {
    ...notAccepted,
    message: 'Marketing templates of this business go out as marketing messages only. Set marketing.',
  },
  '131064': quota,
  '132000': templateParameters,
  '132001': noTemplate,
  '132005': tooLong,
  '132007': templateOff,
  '132012': templateParameters,
  '132015': templateOff,
  '132016': templateOff,
  '132068': templateOff,
  '132069': rateLimited,
  '133016': rateLimited,
  '2494100': maintenance,
}

/** What is wrong with one person; the others are written to. */
const ofOnePerson: ReadonlySet<Refusal> = new Set([
  blocked,
  country,
  enoughMarketing,
  experiment,
  optedOut,
  outsideWindow,
  pairLimited,
  undeliverable,
])

const dayMs = 24 * 3_600_000
const pairMs = 6_000

const graph = graphErrors({
  name: 'WhatsApp',
  byCode,
  bySubcode: {},
  byWords: [],
  missing: notThere,
  permission,
  outOfOrder,
})

/**
 * Whether an answer to a creating call is a refusal that we know, so that surely nothing was sent. Its code decides,
 * whatever its HTTP status: a number that is not registered is told with 500. README.md, "Errors".
 */
export function isRefusal(reply: PlatformReply): boolean {
  return graph.isRefusal(reply.status >= 500 ? { ...reply, status: 400 } : reply)
}

/** An uploaded file is not kept any more: only the details tell. */
export function isUploadGone(reply: PlatformReply): boolean {
  const said = objectOf(objectOf(reply.json)['error'])
  const details = textOf(objectOf(said['error_data'])['details']) ?? ''
  return said['code'] === 131009 && /media.*(not exist|expired)/i.test(details)
}

export const { accountRefusalOf } = graph

/** The file is uploaded again, and then the message is sent. */
export function uploadGone(reply: PlatformReply): Refused {
  const { error } = refusalOf(reply)
  const message = 'WhatsApp does not know an uploaded file any more; it is uploaded again.'
  return { kind: 'refused', cure: 'wait', error: { ...error, code: 'PLATFORM_UNAVAILABLE', message } }
}

/** A refusal of a call that surely sent nothing. */
export function refusalOf(reply: PlatformReply): Refused {
  const answer = graph.refusalOf(reply)
  const said = objectOf(objectOf(reply.json)['error'])
  const refusal = byCode[String(said['code'])]
  const waitMs = waitOf(refusal, reply)
  return {
    ...answer,
    error: withDetails(answer.error, said),
    ...(waitMs === null ? {} : { retryAfterMs: waitMs }),
    ...(refusal !== undefined && ofOnePerson.has(refusal) ? { ofRecipient: true as const } : {}),
  }
}

function waitOf(refusal: Refusal | undefined, { headers }: PlatformReply): number | null {
  const seconds = Number(headers['retry-after'] ?? 0)
  if (refusal?.cure === 'wait' && seconds > 0) return seconds * 1_000
  if (refusal === enoughMarketing) return dayMs
  return refusal === pairLimited ? pairMs : null
}

/** What was told by itself of a message that did not arrive: the same codes, in an envelope of its own. */
export function failureOf(told: Json | undefined): PlatformError {
  const said = objectOf(told)
  const code = typeof said['code'] === 'number' ? String(said['code']) : null
  const { code: ours, message } = byCode[code ?? ''] ?? outOfOrder
  const networkMessage = textOf(said['message']) ?? textOf(said['title'])
  const error: PlatformError = {
    code: ours,
    message,
    ...(code === null ? {} : { networkCode: code }),
    ...(networkMessage === null ? {} : { networkMessage }),
  }
  return withDetails(error, said)
}

/** Meta's advice is to go by the code and by `details`, which says what the code does not. */
function withDetails(error: PlatformError, said: JsonObject): PlatformError {
  const details = textOf(objectOf(said['error_data'])['details'])
  const words = error.networkMessage ?? ''
  if (details === null || words.includes(details)) return error
  return { ...error, networkMessage: words === '' ? details : `${words}: ${details}` }
}
