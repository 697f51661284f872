import type { Refused } from '../connector.js'
import { refused, type Refusal } from '../outcomes.js'
import type { PlatformReply } from '../platform-http.js'
import { objectOf, textOf } from '../values.js'

const edit = (code: Refusal['code'], message: string): Refusal => ({ code, cure: 'edit', message })

const noAccess: Refusal = {
  code: 'ACCOUNT_DISCONNECTED',
  cure: 'reconnect',
  message: 'Reddit no longer accepts our access. Connect the account again.',
}
const noScope: Refusal = {
  code: 'PERMISSION_DENIED',
  cure: 'reconnect',
  message: 'Our access lacks a permission. Connect the account again with all permissions.',
}
export const suspended: Refusal = {
  code: 'ACCOUNT_SUSPENDED',
  cure: 'reconnect',
  message: 'Reddit has suspended the account. Settle that at Reddit, then connect again.',
}
const blocked = edit(
  'PERMISSION_DENIED',
  'Reddit blocks this server, or the name that it gives itself. Look at REDDIT_USERNAME and at the app, then retry.',
)
const notAllowed = edit(
  'PERMISSION_DENIED',
  'The account may not post in this subreddit. Choose another one, then retry.',
)
const notThere = edit(
  'PUBLISH_ERROR',
  'The subreddit, or what the post refers to, is not there or not shown to the account. Choose another one, then retry.',
)
const contentRefused = edit('CONTENT_REJECTED', 'Reddit does not accept this post. Change it as it says.')
const rulesBroken = edit('CONTENT_REJECTED', 'The post breaks a rule of the subreddit. Change it as it says.')
const linkRefused = edit('CONTENT_REJECTED', 'Reddit does not accept the link. Use another one.')
const mediaRefused = edit('MEDIA_REJECTED', 'Reddit does not accept a file of this post. Use another one.')
const badFlair = edit(
  'CONTENT_REJECTED',
  'The subreddit has no such flair. Choose one of those that its page lists (flairId).',
)
const flairNeeded = edit(
  'CONTENT_REJECTED',
  'The subreddit takes no post without a flair. Choose one of those that its page lists (flairId).',
)
const noComment = edit('PUBLISH_ERROR', 'Nothing can be said under this any more.')
const rateLimited: Refusal = {
  code: 'RATE_LIMITED',
  cure: 'wait',
  message: 'Reddit has had enough of this account for now.',
}
const quota: Refusal = {
  code: 'QUOTA_EXCEEDED',
  cure: 'wait',
  message: 'The account has posted as often as Reddit allows in an hour.',
}
const outOfOrder: Refusal = {
  code: 'PLATFORM_UNAVAILABLE',
  cure: 'wait',
  message: 'Reddit is out of order at the moment.',
}

const byStatus: Record<number, Refusal> = {
  400: contentRefused,
  401: noAccess,
  403: notAllowed,
  404: notThere,
  413: mediaRefused,
  429: rateLimited,
}

/** Said with HTTP 200, or as the reason of another status. Source: README.md, "Errors". */
const byCode: Record<string, Refusal> = {
  RATELIMIT: rateLimited,
  QUOTA_FILLED: quota,
  ALREADY_SUB: edit(
    'DUPLICATE_CONTENT',
    'The link is in this subreddit already. Post another one, or choose another subreddit.',
  ),
  SUBREDDIT_NOEXIST: edit('PUBLISH_ERROR', 'There is no such subreddit. Choose another one.'),
  SUBREDDIT_REQUIRED: edit('PUBLISH_ERROR', 'No subreddit is chosen. Name one.'),
  BAD_SR_NAME: edit('PUBLISH_ERROR', 'This is no name of a subreddit. Choose another one.'),
  SUBREDDIT_NOTALLOWED: notAllowed,
  BANNED_FROM_SUBREDDIT: edit(
    'PERMISSION_DENIED',
    'The subreddit has banned the account. Choose another one, then retry.',
  ),
  private: notAllowed,
  banned: notThere,
  NO_SELFS: edit('CONTENT_REJECTED', 'The subreddit takes no text posts. Post a link or a file.'),
  NO_LINKS: edit('CONTENT_REJECTED', 'The subreddit takes no links. Post a text.'),
  NO_IMAGES: edit('MEDIA_REJECTED', 'The subreddit takes no images. Choose another one.'),
  NO_POLLS: edit('CONTENT_REJECTED', 'The subreddit takes no polls. Post a text.'),
  NO_VIDEOS: edit('MEDIA_REJECTED', 'The subreddit takes no videos. Choose another one.'),
  GALLERIES_DISABLED: edit('MEDIA_REJECTED', 'The subreddit takes one image a post. Post a single one.'),
  MISSING_VIDEO_URLS: mediaRefused,
  NO_TEXT: edit('CONTENT_REJECTED', 'Something is missing in the post. Write it as Reddit says.'),
  TOO_LONG: edit('CONTENT_TOO_LONG', 'A text is longer than Reddit takes. Shorten it as it says.'),
  NO_URL: linkRefused,
  BAD_URL: linkRefused,
  DOMAIN_BANNED: edit('CONTENT_REJECTED', 'Reddit takes no links to this site. Use another one.'),
  INVALID_OPTION: contentRefused,
  BAD_FLAIR_TEMPLATE_ID: badFlair,
  SUBMIT_VALIDATION_FLAIR_REQUIRED: flairNeeded,
  THREAD_LOCKED: noComment,
  TOO_OLD: noComment,
  DELETED_COMMENT: noComment,
  DELETED_LINK: noComment,
  USER_REQUIRED: noAccess,
  IN_TIMEOUT: suspended,
}

type Said = { code?: string; message?: string }

/** The first of the errors that come with HTTP 200; null where there are none. */
function errorIn(reply: PlatformReply): Said | null {
  const { errors } = objectOf(objectOf(reply.json)['json'])
  if (reply.status !== 200 || !Array.isArray(errors) || errors.length === 0) return null
  const [first] = errors
  const [code, message] = Array.isArray(first) ? first.map((each) => textOf(each)) : []
  return { ...(code == null ? {} : { code }), ...(message == null ? {} : { message }) }
}

/** What another status says for itself. */
function wordsIn({ json }: PlatformReply): Said {
  const body = objectOf(json)
  const code = textOf(body['reason'])
  const message = textOf(body['explanation']) ?? textOf(body['message'])
  return { ...(code === null ? {} : { code }), ...(message === null ? {} : { message: message.trim() }) }
}

/** Whether an answer to a creating call is a refusal that we know, so that surely nothing was made. */
export function isRefusal(reply: PlatformReply): boolean {
  return byStatus[reply.status] !== undefined || errorIn(reply) !== null
}

/** A refusal of a call that surely created nothing. */
export function refusalOf(reply: PlatformReply): Refused {
  const said = errorIn(reply) ?? wordsIn(reply)
  const refusal = meaningOf(reply, said.code ?? '')
  return refused(refusal, reply, said, waitOf(refusal, reply, said.message ?? ''))
}

function meaningOf(reply: PlatformReply, code: string): Refusal {
  if (reply.status === 401) return noAccess
  if (reply.status === 403) {
    if (reply.headers['www-authenticate']?.includes('insufficient_scope') === true) return noScope
    // What is not JSON does not come from Reddit's own code, but from the proxies before it.
    if (reply.json === undefined) return blocked
  }
  const known = byCode[code] ?? (code.startsWith('SUBMIT_VALIDATION_') ? rulesBroken : undefined)
  const isOk = reply.status === 200 && errorIn(reply) !== null
  return known ?? (isOk ? contentRefused : byStatus[reply.status]) ?? outOfOrder
}

/** What a post will be refused with, before it is sent. */
export function foreseen(code: string): Refused {
  const { cure, ...error } = byCode[code] ?? contentRefused
  return { kind: 'refused', cure, error }
}

const unitMs: Record<string, number> = {
  millisecond: 1,
  second: 1_000,
  minute: 60_000,
  hour: 3_600_000,
}
const standardWaitMs = 60_000
const quotaWaitMs = 3_600_000

/** How long Reddit wants us to wait; undefined where the refusal is of another kind. */
function waitOf(refusal: Refusal, reply: PlatformReply, message: string): number | undefined {
  if (refusal === quota) return quotaWaitMs
  if (refusal !== rateLimited) return undefined
  const told = reply.status === 200 ? toldMs(reply, message) : resetInMs(reply)
  return told ?? standardWaitMs
}

/** As a number of seconds now and then, in words always. Both are rounded: a second more. */
function toldMs(reply: PlatformReply, message: string): number | null {
  const { ratelimit } = objectOf(objectOf(reply.json)['json'])
  if (typeof ratelimit === 'number') return Math.ceil(ratelimit) * 1_000 + 1_000
  const [, amount, unit] = /(\d+) (millisecond|second|minute|hour)s?/i.exec(message) ?? []
  if (amount === undefined || unit === undefined) return null
  return Number(amount) * (unitMs[unit.toLowerCase()] ?? 0) + 1_000
}

/** Seconds from now, under either name; null where it is not told. */
export function resetInMs({ headers }: Pick<PlatformReply, 'headers'>): number | null {
  const seconds = Number(headers['retry-after'] ?? headers['x-ratelimit-reset'] ?? NaN)
  return Number.isFinite(seconds) ? seconds * 1_000 : null
}
