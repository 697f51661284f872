import type { Json } from '../../kit/json.js'
import type { Refused } from '../connector.js'
import { graphErrors, graphFaultIn } from '../graph-api.js'
import type { Refusal } from '../outcomes.js'
import type { PlatformReply } from '../platform-http.js'
import { objectOf, textOf } from '../values.js'

const noAccess: Refusal = {
  code: 'ACCOUNT_DISCONNECTED',
  cure: 'reconnect',
  message: 'Facebook no longer accepts our access. Connect the account again.',
}
const logInFirst: Refusal = {
  code: 'ACCOUNT_DISCONNECTED',
  cure: 'reconnect',
  message:
    'Facebook wants the person to log in at facebook.com and do what it asks there. Connect the account again afterwards.',
}
/** Not the end of the account: another page of the same person may well be posted to. */
const permission: Refusal = {
  code: 'PERMISSION_DENIED',
  cure: 'edit',
  message:
    'Our access lacks a permission, or the person a task on the page. Connect the account again with all permissions, or select another page.',
}
const pageAuthorization: Refusal = {
  code: 'PERMISSION_DENIED',
  cure: 'edit',
  message:
    'Facebook wants the person to complete the page publishing authorization first. Do so, then retry.',
}
const badApp: Refusal = {
  code: 'PUBLISH_ERROR',
  cure: 'edit',
  message: 'Facebook does not accept this server as the app. Compare FACEBOOK_CLIENT_SECRET with the app’s.',
}
const restricted: Refusal = {
  code: 'ACCOUNT_SUSPENDED',
  cure: 'reconnect',
  message:
    'Facebook has restricted what the account may do. Settle that at facebook.com, then test the connection or connect again.',
}
const rateLimited: Refusal = {
  code: 'RATE_LIMITED',
  cure: 'wait',
  message: 'Facebook has had enough requests for now.',
}
const tooManyReels: Refusal = {
  code: 'QUOTA_EXCEEDED',
  cure: 'wait',
  message:
    'The page has had the 30 reels that Facebook takes from programs in 24 hours. There is room again as soon as the oldest of them is a day old: retry then.',
}
const duplicate: Refusal = {
  code: 'DUPLICATE_CONTENT',
  cure: 'edit',
  message: 'Facebook has just had the same post. Change it, or leave it.',
}
const contentRefused: Refusal = {
  code: 'CONTENT_REJECTED',
  cure: 'edit',
  message: 'Facebook does not accept this post. Change it as it says.',
}
const againstRules: Refusal = {
  code: 'CONTENT_REJECTED',
  cure: 'edit',
  message: 'Facebook says that this post is against its Community Standards. Change it.',
}
const badLink: Refusal = {
  code: 'CONTENT_REJECTED',
  cure: 'edit',
  message: 'Facebook does not accept the link of this post. Use another one.',
}
const tooLong: Refusal = {
  code: 'CONTENT_TOO_LONG',
  cure: 'edit',
  message: 'The text is longer than Facebook takes. Shorten it.',
}
const mediaRefused: Refusal = {
  code: 'MEDIA_REJECTED',
  cure: 'edit',
  message: 'Facebook does not accept a file of this post. Use another one.',
}
const badRatio: Refusal = {
  code: 'ASPECT_RATIO_INVALID',
  cure: 'edit',
  message: 'Facebook takes reels from 16:9 to 9:16.',
}
const notThere: Refusal = {
  code: 'PUBLISH_ERROR',
  cure: 'edit',
  message: 'What the post refers to is not there, or may not be seen with our access.',
}
const outOfOrder: Refusal = {
  code: 'PLATFORM_UNAVAILABLE',
  cure: 'wait',
  message: 'Facebook is out of order at the moment.',
}
const notProcessed: Refusal = {
  code: 'PROCESSING_FAILED',
  cure: 'edit',
  message: 'Facebook could not process the video. Use another one.',
}
const uploadBroken: Refusal = {
  code: 'PLATFORM_UNAVAILABLE',
  cure: 'wait',
  message: 'The upload of the video did not succeed.',
}

/** Said as codes, as subcodes, and in the status of a video. Source: README.md, "Errors". */
const ofFilms: Record<string, Refusal> = {
  '1363040': badRatio,
  '1363127': mediaRefused,
  '1363128': mediaRefused,
  '1363129': mediaRefused,
  '2069019': mediaRefused,
}

/** Source: README.md, "Errors". */
export const { isRefusal, refusalOf, accountRefusalOf } = graphErrors({
  name: 'Facebook',
  byCode: {
    ...ofFilms,
    '3': permission,
    '4': rateLimited,
    '10': permission,
    '17': rateLimited,
    '32': rateLimited,
    '100': contentRefused,
    '102': noAccess,
    '104': badApp,
    '190': noAccess,
    '194': contentRefused,
    '197': contentRefused,
    '341': rateLimited,
    '368': restricted,
    '506': duplicate,
    '613': rateLimited,
    '803': notThere,
    '1500': badLink,
    '80001': rateLimited,
    '1609005': badLink,
  },
  bySubcode: {
    ...ofFilms,
    '459': logInFirst,
    '464': logInFirst,
    '1346003': againstRules,
    '1349125': contentRefused,
    '1366046': mediaRefused,
    '1366051': duplicate,
    '1390008': rateLimited,
    '1404006': restricted,
    '1404078': pageAuthorization,
    '1404102': againstRules,
    '1404112': restricted,
    '1609008': badLink,
    '2061006': badLink,
    '4854002': restricted,
  },
  byWords: [
    ['100', /appsecret_proof/i, badApp],
    ['100', /no permission to publish/i, permission],
    ['100', /parameter too long/i, tooLong],
    ['613', /\breels?\b/i, tooManyReels],
  ],
  passing: ['1363047', '1609010'],
  missing: notThere,
  permission,
  outOfOrder,
})

/** Our access with this token is over. */
export function isOver(reply: PlatformReply): boolean {
  return ['102', '190'].includes(graphFaultIn(reply)?.code ?? '')
}

/** One name in a list of metrics is none, or none any more: the whole call is refused for it. */
export function isDeadMetric(reply: PlatformReply): boolean {
  const fault = graphFaultIn(reply)
  return fault?.code === '100' && /valid insights metric/i.test(fault.message ?? '')
}

/** Why a video came to nothing, by what its status says: `errors: [{code, message}]`, or `error: {message}`. */
export function filmRefusal(errors: readonly Json[]): Refused {
  const [first] = errors.map(objectOf)
  const code = first?.['code'] === undefined ? null : String(first['code'])
  const said = textOf(first?.['message'])
  const refusal = ofFilms[code ?? ''] ?? notProcessed
  return {
    kind: 'refused',
    cure: refusal.cure,
    error: {
      code: refusal.code,
      message: refusal.message,
      ...(code === null ? {} : { networkCode: code }),
      ...(said === null ? {} : { networkMessage: said }),
    },
  }
}

/** A story is nothing but its file: what Facebook does not accept of it is that. */
export function ofStory({ error, ...rest }: Refused): Refused {
  const isContent = error.message === contentRefused.message
  const { code, message } = mediaRefused
  return { ...rest, error: isContent ? { ...error, code, message } : error }
}

/** What the host for bytes says of an upload, in words of its own. */
export function uploadFault(reply: PlatformReply): { type: string | null; refusal: Refused } {
  const debug = objectOf(objectOf(reply.json)['debug_info'])
  const [type, said] = [textOf(debug['type']), textOf(debug['message'])]
  const { code, cure, message } = type === 'ProcessingFailedError' ? mediaRefused : uploadBroken
  const error = {
    code,
    message,
    ...(type === null ? {} : { networkCode: type }),
    ...(said === null ? {} : { networkMessage: said }),
    httpStatus: reply.status,
  }
  return { type, refusal: { kind: 'refused', cure, error } }
}
