import type { Refused } from '../connector.js'
import { refused, type Refusal } from '../outcomes.js'
import type { PlatformReply } from '../platform-http.js'
import { objectOf, textOf } from '../values.js'
import { codeIn } from './api.js'

const noAccess: Refusal = {
  code: 'ACCOUNT_DISCONNECTED',
  cure: 'reconnect',
  message: 'TikTok no longer accepts our access. Connect the account again.',
}
const noScope: Refusal = {
  code: 'PERMISSION_DENIED',
  cure: 'reconnect',
  message: 'Our access lacks a permission. Connect the account again with all permissions.',
}
const suspended: Refusal = {
  code: 'ACCOUNT_SUSPENDED',
  cure: 'reconnect',
  message: 'TikTok has suspended the account from posting. Settle that in TikTok, then connect it again.',
}
const rateLimited: Refusal = {
  code: 'RATE_LIMITED',
  cure: 'wait',
  message: 'TikTok has had enough requests of this account for now.',
}
const tooManyPosts: Refusal = {
  code: 'QUOTA_EXCEEDED',
  cure: 'wait',
  message:
    'The account has posted as often as TikTok allows programs in 24 hours, all of them together. Retry tomorrow.',
}
const tooManyDrafts: Refusal = {
  code: 'QUOTA_EXCEEDED',
  cure: 'wait',
  message:
    'Five drafts of the last 24 hours wait in the inbox of the account. Finish some in TikTok, or retry tomorrow.',
}
const tooManyUsers: Refusal = {
  code: 'QUOTA_EXCEEDED',
  cure: 'wait',
  message:
    'As many accounts have posted through our app as TikTok allows in 24 hours until it has audited it. Retry tomorrow.',
}
const contentRefused: Refusal = {
  code: 'CONTENT_REJECTED',
  cure: 'edit',
  message: 'TikTok does not accept this post. Change it as it says.',
}
const spam: Refusal = {
  code: 'CONTENT_REJECTED',
  cure: 'edit',
  message: 'TikTok takes this for spam. Change it before you retry.',
}
const privacy: Refusal = {
  code: 'PUBLISH_ERROR',
  cure: 'edit',
  message: 'The account does not offer this privacyLevel any more. Choose another one.',
}
const notAudited: Refusal = {
  code: 'PUBLISH_ERROR',
  cure: 'edit',
  message:
    'TikTok has not audited the app of this server: it may post for private accounts only, with privacyLevel SELF_ONLY. Its operator has to ask TikTok for the audit.',
}
const notOurDomain: Refusal = {
  code: 'PUBLISH_ERROR',
  cure: 'edit',
  message:
    'TikTok fetches pictures only from addresses that the app has proved to own. The operator of this server has to add its public address at TikTok ("URL properties").',
}
const oldApp: Refusal = {
  code: 'PUBLISH_ERROR',
  cure: 'edit',
  message: 'The person’s TikTok app is too old for drafts: it has to be 31.8 or newer.',
}
const outOfOrder: Refusal = {
  code: 'PLATFORM_UNAVAILABLE',
  cure: 'wait',
  message: 'TikTok is out of order at the moment.',
}
const notFetched: Refusal = {
  code: 'MEDIA_REJECTED',
  cure: 'edit',
  message:
    'TikTok could not fetch a file. Look whether the public address of this server can be reached from outside, then retry.',
}
const cancelled: Refusal = {
  code: 'PUBLISH_ERROR',
  cure: 'edit',
  message: 'The post was cancelled at TikTok.',
}

/** Source: README.md, "Errors". */
const byCode: Record<string, Refusal> = {
  access_token_invalid: noAccess,
  invalid_grant: noAccess,
  scope_not_authorized: noScope,
  scope_permission_missed: noScope,
  rate_limit_exceeded: rateLimited,
  spam_risk_too_many_posts: tooManyPosts,
  spam_risk_too_many_pending_share: tooManyDrafts,
  reached_active_user_cap: tooManyUsers,
  invalid_param: contentRefused,
  invalid_params: contentRefused,
  invalid_file_upload: { ...contentRefused, code: 'MEDIA_REJECTED' },
  privacy_level_option_mismatch: privacy,
  unaudited_client_can_only_post_to_private_accounts: notAudited,
  url_ownership_unverified: notOurDomain,
  spam_risk_user_banned_from_posting: suspended,
  spam_risk_text: spam,
  spam_risk: spam,
  app_version_check_failed: oldApp,
}

const media = (code: Refusal['code'], message: string): Refusal => ({ code, cure: 'edit', message })

/** Why a post failed while TikTok worked on it. Source: README.md, "Errors". */
const byReason: Record<string, Refusal> = {
  ...byCode,
  file_format_check_failed: media(
    'PROCESSING_FAILED',
    'TikTok could not process the file: it takes MP4, MOV and WebM, and JPEG and WebP. Use another one.',
  ),
  duration_check_failed: media('MEDIA_REJECTED', 'The video is longer, or shorter, than TikTok takes.'),
  frame_rate_check_failed: media('MEDIA_REJECTED', 'TikTok takes videos with 23 to 60 frames a second.'),
  picture_size_check_failed: media(
    'MEDIA_REJECTED',
    'The picture is too small or too large for TikTok: videos have 360 to 4096 pixels on a side, photos at most 1080p.',
  ),
  video_pull_failed: notFetched,
  photo_pull_failed: notFetched,
  internal: outOfOrder,
  auth_removed: noAccess,
  publish_cancelled: cancelled,
}

const standardWaitMs = 60_000

/** Whether an answer to a creating call is a refusal that we know, so that surely nothing was made. */
export function isRefusal(reply: PlatformReply): boolean {
  return reply.status < 500 && byCode[codeIn(reply) ?? ''] !== undefined
}

/** Whether what is asked for was not granted by the person. */
export function isScopeRefusal(reply: PlatformReply): boolean {
  return byCode[codeIn(reply) ?? ''] === noScope
}

/** A refusal of a call that surely created nothing the public can see. */
export function refusalOf(reply: PlatformReply): Refused {
  const code = codeIn(reply)
  const refusal = byCode[code ?? ''] ?? byStatus(reply)
  const message = textOf(objectOf(objectOf(reply.json)['error'])['message'])
  const outcome = refused(
    refusal,
    reply,
    { ...(code === null ? {} : { code }), ...(message === null ? {} : { message }) },
    refusal === rateLimited ? waitMs(reply) : undefined,
  )
  const logId = textOf(objectOf(objectOf(reply.json)['error'])['log_id'])
  return logId === null
    ? outcome
    : { ...outcome, error: { ...outcome.error, details: { networkRequestId: logId } } }
}

function byStatus({ status }: PlatformReply): Refusal {
  if (status === 401) return noAccess
  if (status === 429) return rateLimited
  return status >= 500 ? outOfOrder : contentRefused
}

/** What a post failed with that TikTok had taken. An unknown reason is the author's to mend. */
export function failureOf(reason: string | null): Refused {
  const { code, cure, message } = byReason[reason ?? ''] ?? contentRefused
  return {
    kind: 'refused',
    cure,
    error: {
      code,
      message,
      ...(reason === null ? {} : { networkCode: reason, networkMessage: reason }),
    },
  }
}

/** No header is documented; a gateway may send one. */
function waitMs({ headers }: PlatformReply): number {
  const seconds = Number(headers['retry-after'])
  return seconds > 0 ? seconds * 1_000 : standardWaitMs
}
