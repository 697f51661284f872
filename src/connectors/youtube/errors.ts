import { windowAt } from '../../domain/quota.js'
import type { JsonObject } from '../../kit/json.js'
import type { Refused } from '../connector.js'
import { refused, type Refusal } from '../outcomes.js'
import type { PlatformReply } from '../platform-http.js'
import { listOf, objectOf, textOf } from '../values.js'

const noAccess: Refusal = {
  code: 'ACCOUNT_DISCONNECTED',
  cure: 'reconnect',
  message: 'Google no longer accepts our access. Connect the account again.',
}
const noChannel: Refusal = {
  code: 'ACCOUNT_DISCONNECTED',
  cure: 'reconnect',
  message: 'The Google account has no YouTube channel. Make one at youtube.com, then connect it again.',
}
const noScope: Refusal = {
  code: 'PERMISSION_DENIED',
  cure: 'reconnect',
  message: 'Our access lacks a permission. Connect the account again, with all permissions ticked.',
}
const suspended: Refusal = {
  code: 'ACCOUNT_SUSPENDED',
  cure: 'reconnect',
  message: 'YouTube has closed or suspended the channel. Settle that with YouTube, then connect it again.',
}
const usedUp: Refusal = {
  code: 'QUOTA_EXCEEDED',
  cure: 'wait',
  message:
    'This server’s app has used up what YouTube allows it for today, all its channels together. It begins anew at midnight Pacific time.',
  details: { quotaOf: 'app' },
}
const enoughUploads: Refusal = {
  code: 'QUOTA_EXCEEDED',
  cure: 'wait',
  message: 'The channel has uploaded as many videos as YouTube takes in 24 hours. Retry tomorrow.',
}
const rateLimited: Refusal = {
  code: 'RATE_LIMITED',
  cure: 'wait',
  message: 'YouTube has had enough requests for now.',
}
const outOfOrder: Refusal = {
  code: 'PLATFORM_UNAVAILABLE',
  cure: 'wait',
  message: 'YouTube is out of order at the moment.',
}
const outOfStep: Refusal = {
  code: 'PLATFORM_UNAVAILABLE',
  cure: 'wait',
  message: 'YouTube has another part of the video than was thought: it is asked how far it is.',
}
const edit = (code: Refusal['code'], message: string): Refusal => ({ code, cure: 'edit', message })
const content = (what: string): Refusal => edit('CONTENT_REJECTED', `YouTube does not accept ${what}.`)
const other = content('this post')
const notAllowed = edit('PUBLISH_ERROR', 'YouTube does not allow the channel to do this.')

/** `error.errors[].reason`. Source: README.md, "Errors". */
const byReason: Record<string, Refusal> = {
  authError: noAccess,
  expired: noAccess,
  required: noAccess,
  authorizationRequired: noAccess,
  authenticatedUserNotChannel: noChannel,
  youtubeSignupRequired: noChannel,
  insufficientPermissions: noScope,
  authenticatedUserAccountClosed: suspended,
  authenticatedUserAccountSuspended: suspended,
  channelClosed: suspended,
  channelSuspended: suspended,
  quotaExceeded: usedUp,
  dailyLimitExceeded: usedUp,
  uploadLimitExceeded: enoughUploads,
  rateLimitExceeded: rateLimited,
  userRateLimitExceeded: rateLimited,
  servingLimitExceeded: rateLimited,
  uploadRateLimitExceeded: rateLimited,
  internalError: outOfOrder,
  backendError: outOfOrder,
  notReady: outOfOrder,
  requestedRangeNotSatisfiable: outOfStep,
  invalidTitle: content('the title: it has 1 to 100 characters, none of them < or >'),
  invalidDescription: content('the text: it has at most 5000 bytes, and neither < nor >'),
  invalidTags: content('the tags: together they have at most 500 characters'),
  invalidCategoryId: content('the categoryId: not every category is open to every country'),
  invalidPublishAt: content('the time of publishing'),
  invalidVideoMetadata: content('what the post says of the video'),
  invalidRecordingDetails: content('what the post says of the recording'),
  invalidVideoGameRating: content('the rating of a video game'),
  defaultLanguageNotSet: content('translations without a defaultLanguage'),
  invalidFilename: edit('MEDIA_REJECTED', 'YouTube does not accept the name of the file. Upload it again.'),
  mediaBodyRequired: edit('MEDIA_REJECTED', 'YouTube found no video in the file. Use another one.'),
  uploadTooLarge: edit('MEDIA_REJECTED', 'The file is larger than YouTube takes. Use a smaller one.'),
  invalidImage: edit('MEDIA_REJECTED', 'YouTube does not accept the picture. Use another JPEG or PNG.'),
  forbidden: notAllowed,
  forbiddenPrivacySetting: edit('PUBLISH_ERROR', 'YouTube does not take this privacyStatus for the channel.'),
  forbiddenLicenseSetting: edit('PUBLISH_ERROR', 'YouTube does not take this license for the channel.'),
  accessNotConfigured: edit(
    'PUBLISH_ERROR',
    'The Google Cloud project of this server has not switched this API on: its operator has to, under "APIs & Services".',
  ),
  wrongUrlForUpload: edit(
    'PUBLISH_ERROR',
    'The video was sent to the wrong address: a fault of this server.',
  ),
  videoNotFound: edit('PUBLISH_ERROR', 'YouTube does not have the video any more.'),
  playlistNotFound: edit('PUBLISH_ERROR', 'YouTube does not have the playlist any more. Choose another one.'),
  playlistContainsMaximumNumberOfVideos: edit('PUBLISH_ERROR', 'The playlist is full. Choose another one.'),
  playlistItemsNotAccessible: edit('PUBLISH_ERROR', 'The channel may not add to this playlist.'),
  nameTooLong: edit('PUBLISH_ERROR', 'The name of the captions is longer than 150 characters.'),
  contentRequired: edit('MEDIA_REJECTED', 'There are no captions in the file.'),
  invalidMetadata: edit('PUBLISH_ERROR', 'YouTube does not accept the language or the name of the captions.'),
  commentsDisabled: edit(
    'PUBLISH_ERROR',
    'Comments are off under this video: it is private or made for kids.',
  ),
  commentTextTooLong: edit('CONTENT_TOO_LONG', 'The comment is longer than YouTube takes.'),
}

const dayMs = 24 * 3_600_000
/** No header is documented. */
const standardWaitMs = 30_000

/** Days of YouTube's quotas. */
export const quotaDay = { dayIn: 'America/Los_Angeles' }

/** Why YouTube said no: only the reason is meant to be branched on. */
export function reasonIn(reply: PlatformReply): string | null {
  const [first] = listOf(errorIn(reply)['errors'])
  return textOf(objectOf(first)['reason'])
}

function errorIn(reply: PlatformReply): JsonObject {
  return objectOf(objectOf(reply.json)['error'])
}

/** Whether an answer to a creating call is a refusal that we know, so that surely nothing was made. */
export function isRefusal(reply: PlatformReply): boolean {
  return reply.status >= 400 && reply.status < 500 && byReason[reasonIn(reply) ?? ''] !== undefined
}

/** A refusal of a call that surely created nothing the public can see. */
export function refusalOf(reply: PlatformReply, now: Date): Refused {
  const reason = reasonIn(reply)
  const refusal = byReason[reason ?? ''] ?? byStatus(reply)
  const code = reason ?? textOf(errorIn(reply)['status'])
  const message = textOf(errorIn(reply)['message'])
  return refused(
    refusal,
    reply,
    { ...(code === null ? {} : { code }), ...(message === null ? {} : { message }) },
    waitMs(refusal, reply, now),
  )
}

function byStatus({ status }: PlatformReply): Refusal {
  if (status === 401) return noAccess
  if (status === 416) return outOfStep
  if (status === 429) return rateLimited
  if (status === 413) return byReason['uploadTooLarge'] ?? other
  return status >= 500 ? outOfOrder : status === 403 ? notAllowed : other
}

function waitMs(refusal: Refusal, { headers }: PlatformReply, now: Date): number | undefined {
  if (refusal === usedUp) return windowAt(quotaDay, now).to.getTime() - now.getTime()
  if (refusal === enoughUploads) return dayMs
  const seconds = Number(headers['retry-after'])
  if (refusal.cure === 'wait' && seconds > 0) return seconds * 1_000
  return refusal === rateLimited ? standardWaitMs : undefined
}

/** `failureReason` and `rejectionReason` of a video. Source: README.md, "Errors". */
const byOutcome: Record<string, Refusal> = {
  conversion: edit('PROCESSING_FAILED', 'YouTube could not process the video. Use another file.'),
  uploadAborted: edit('PROCESSING_FAILED', 'The upload broke off at YouTube. Retry it.'),
  invalidFile: edit('MEDIA_REJECTED', 'YouTube takes the file for no video. Use another one.'),
  emptyFile: edit('MEDIA_REJECTED', 'YouTube found nothing in the file. Use another one.'),
  tooSmall: edit('MEDIA_REJECTED', 'The file is too small to be a video. Use another one.'),
  codec: edit('MEDIA_REJECTED', 'YouTube does not read how the video is coded. Use H.264 in MP4.'),
  length: edit(
    'MEDIA_REJECTED',
    'The video is too long: a channel without a verified phone number may upload 15 minutes. Verify it at youtube.com/verify, or use a shorter video.',
  ),
  duplicate: edit('DUPLICATE_CONTENT', 'YouTube says that the channel has this video already.'),
  copyright: content('the video: others hold rights in it'),
  claim: content('the video: others claim rights in it'),
  trademark: content('the video: it violates a trademark'),
  legal: content('the video, on legal grounds'),
  inappropriate: content('the video: it finds it inappropriate'),
  termsOfUse: content('the video: it violates the terms of use'),
  uploaderAccountSuspended: suspended,
  uploaderAccountClosed: suspended,
}

/** What became of a video that YouTube had taken and then did not keep. */
export function failureOf(reason: string | null): Refused {
  const { code, cure, message } = byOutcome[reason ?? ''] ?? content('the video')
  return {
    kind: 'refused',
    cure,
    error: { code, message, ...(reason === null ? {} : { networkCode: reason, networkMessage: reason }) },
  }
}
