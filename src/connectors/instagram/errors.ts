import type { Refused } from '../connector.js'
import { graphErrors, graphFaultIn, isGraphMissing } from '../graph-api.js'
import type { Refusal } from '../outcomes.js'
import type { PlatformReply } from '../platform-http.js'

const noAccess: Refusal = {
  code: 'ACCOUNT_DISCONNECTED',
  cure: 'reconnect',
  message: 'Instagram no longer accepts our access. Connect the account again.',
}
const permission: Refusal = {
  code: 'PERMISSION_DENIED',
  cure: 'reconnect',
  message:
    'Our access lacks a permission, or a role on the page. Connect the account again with all permissions.',
}
const restricted: Refusal = {
  code: 'ACCOUNT_SUSPENDED',
  cure: 'reconnect',
  message: 'Instagram has restricted the account. Settle that in its app, then connect again.',
}
const rateLimited: Refusal = {
  code: 'RATE_LIMITED',
  cure: 'wait',
  message: 'Instagram has had enough requests for now.',
}
const quota: Refusal = {
  code: 'QUOTA_EXCEEDED',
  cure: 'wait',
  message:
    'The account has made as many posts as Instagram allows in 24 hours. There is room again as soon as the oldest of them is a day old: retry then.',
}
const spam: Refusal = {
  code: 'CONTENT_REJECTED',
  cure: 'edit',
  message:
    'Instagram takes this for spam and holds the account back. Look at it in the app before you send anything again.',
}
const contentRefused: Refusal = {
  code: 'CONTENT_REJECTED',
  cure: 'edit',
  message: 'Instagram does not accept this post. Change it as it says.',
}
const tooLong: Refusal = {
  code: 'CONTENT_TOO_LONG',
  cure: 'edit',
  message: 'The caption is too long: 2,200 characters, 30 hashtags and 20 mentions are allowed.',
}
const tooManyTags: Refusal = {
  code: 'CONTENT_REJECTED',
  cure: 'edit',
  message: 'Too many accounts are tagged or mentioned: 20 are allowed.',
}
const carouselCount: Refusal = {
  code: 'MEDIA_REJECTED',
  cure: 'edit',
  message: 'A carousel takes 2 to 10 files.',
}
const thumbOffset: Refusal = {
  code: 'CONTENT_REJECTED',
  cure: 'edit',
  message: 'thumbOffsetMs lies behind the end of the video.',
}
const noTrials: Refusal = {
  code: 'CONTENT_REJECTED',
  cure: 'edit',
  message: 'Instagram offers no trial reels to this account. Leave trial out.',
}
/** Ours may have been away for a moment: it is fetched again before anybody is told. */
const notFetched: Refusal = {
  code: 'MEDIA_REJECTED',
  cure: 'wait',
  message:
    'Instagram could not fetch a file. Look whether the public address of this server can be reached from outside, then retry.',
}
const tooSlow: Refusal = {
  code: 'PLATFORM_UNAVAILABLE',
  cure: 'wait',
  message: 'It takes Instagram too long to fetch a file from this server.',
}
const tooLarge: Refusal = {
  code: 'MEDIA_REJECTED',
  cure: 'edit',
  message: 'A picture is larger than the 8 MB that Instagram takes. Use a smaller one.',
}
const imageFormat: Refusal = {
  code: 'MEDIA_REJECTED',
  cure: 'edit',
  message: 'Instagram does not take a picture of this post: it takes JPEG alone. Use another one.',
}
const videoFormat: Refusal = {
  code: 'MEDIA_REJECTED',
  cure: 'edit',
  message:
    'Instagram does not take a video of this post: it takes MP4 and MOV with H.264 or HEVC. Use another one.',
}
const aspectRatio: Refusal = {
  code: 'ASPECT_RATIO_INVALID',
  cure: 'edit',
  message: 'A picture is too wide or too tall for Instagram: it takes 4:5 to 1.91:1.',
}
const notThere: Refusal = {
  code: 'PUBLISH_ERROR',
  cure: 'edit',
  message: 'What the post refers to is not there, or the account may not see it.',
}
/** Nothing was published: the container is not ready. */
const notReady: Refusal = {
  code: 'PLATFORM_UNAVAILABLE',
  cure: 'wait',
  message: 'Instagram is not done with the post yet.',
}
/** Nothing was published: the container is gone, or was spoiled. */
const gone: Refusal = {
  code: 'PLATFORM_UNAVAILABLE',
  cure: 'wait',
  message: 'Instagram has lost what was prepared for the post. It is prepared again.',
}
const outOfOrder: Refusal = {
  code: 'PLATFORM_UNAVAILABLE',
  cure: 'wait',
  message: 'Instagram is out of order at the moment.',
}
const notProcessed: Refusal = {
  code: 'PROCESSING_FAILED',
  cure: 'edit',
  message: 'Instagram could not process a file of this post. Use another one.',
}

/** Say more than the codes that they come with. Source: README.md, "Errors". */
const bySubcode: Record<string, Refusal> = {
  '2207003': tooSlow,
  '2207004': tooLarge,
  '2207005': imageFormat,
  '2207006': gone,
  '2207008': gone,
  '2207009': aspectRatio,
  '2207010': tooLong,
  '2207020': gone,
  '2207023': contentRefused,
  '2207026': videoFormat,
  '2207027': notReady,
  '2207028': carouselCount,
  '2207035': contentRefused,
  '2207036': contentRefused,
  '2207037': contentRefused,
  '2207040': tooManyTags,
  '2207042': quota,
  '2207050': restricted,
  '2207051': spam,
  '2207052': notFetched,
  '2207053': gone,
  '2207057': thumbOffset,
  '2207077': notFetched,
  '2207081': noTrials,
}

/** Passes by itself: another container, made of the same, may do. */
const passing = ['2207001', '2207003', '2207020', '2207032', '2207053', '2207082']

export const { isRefusal, refusalOf, accountRefusalOf } = graphErrors({
  name: 'Instagram',
  bySubcode,
  byWords: [
    ['10', /not an Instagram Business/i, permission],
    ['100', /not an Instagram Business/i, permission],
  ],
  byCode: {
    '3': permission,
    '4': rateLimited,
    '9': quota,
    '10': permission,
    '17': rateLimited,
    '24': gone,
    '25': restricted,
    '32': rateLimited,
    '100': contentRefused,
    '102': noAccess,
    '190': noAccess,
    '341': rateLimited,
    '352': videoFormat,
    '368': spam,
    '613': rateLimited,
    '9004': notFetched,
    '9007': notReady,
    '36000': tooLarge,
    '36001': imageFormat,
    '36003': aspectRatio,
    '36004': tooLong,
    '80002': rateLimited,
  },
  passing,
  missing: notThere,
  permission,
  outOfOrder,
})

/** The container is still being made. */
export function isNotReady(reply: PlatformReply): boolean {
  return graphFaultIn(reply)?.code === '9007'
}

/** What was asked for is not there. Said now and then of what was made a moment ago. */
export function isMissing(reply: PlatformReply): boolean {
  const fault = graphFaultIn(reply)
  return isGraphMissing(fault) || fault?.code === '24'
}

/**
 * A read of numbers that are not told, of which the rest of the account knows nothing. Code 100: the media is older
 * than the account's being professional, say. Code 10: fewer than five people have seen the story.
 */
export function isWithheld(reply: PlatformReply): boolean {
  const fault = graphFaultIn(reply)
  const words = `${fault?.message ?? ''} ${fault?.userMessage ?? ''}`
  return fault?.code === '100' || (fault?.code === '10' && /not enough viewers/i.test(words))
}

/**
 * Why a container came to nothing, by what its status says: the subcode stands in a sentence. `isPassing`: it is worth
 * another try.
 */
export function failureOf(said: string | null): { refused: Refused; isPassing: boolean } {
  const subcode = /\b2207\d{3}\b/.exec(said ?? '')?.[0] ?? ''
  const isPassing = passing.includes(subcode)
  const { code, cure, message } = (isPassing ? undefined : bySubcode[subcode]) ?? notProcessed
  const network = {
    ...(subcode === '' ? {} : { networkCode: subcode }),
    ...(said === null ? {} : { networkMessage: said }),
  }
  return { refused: { kind: 'refused', cure, error: { code, message, ...network } }, isPassing }
}
