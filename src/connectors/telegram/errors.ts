import type { Refused } from '../connector.js'
import { refused, type Refusal } from '../outcomes.js'
import type { PlatformReply } from '../platform-http.js'
import { objectOf } from '../values.js'
import { descriptionOf } from './bot-api.js'

const noAccess: Refusal = {
  code: 'ACCOUNT_DISCONNECTED',
  cure: 'reconnect',
  message:
    'Telegram no longer knows the token of the bot. Take the one it has now from @BotFather and connect again.',
}
const notInChat: Refusal = {
  code: 'PERMISSION_DENIED',
  cure: 'reconnect',
  message: 'The bot is not in the chat any more, or the chat is gone. Add the bot again, then connect again.',
}
const noRights: Refusal = {
  code: 'PERMISSION_DENIED',
  cure: 'reconnect',
  message:
    'The bot may not post in the chat. Make it an administrator who may post messages, then connect again.',
}
const noRightsForKind: Refusal = {
  code: 'PERMISSION_DENIED',
  cure: 'edit',
  message:
    'The chat does not let the bot send messages of this kind. Allow it in the rights of the chat and retry, or post text.',
}
const tooLong: Refusal = {
  code: 'CONTENT_TOO_LONG',
  cure: 'edit',
  message: 'The text is longer than Telegram takes: 4,096 characters, under media 1,024.',
}
const contentRefused: Refusal = {
  code: 'CONTENT_REJECTED',
  cure: 'edit',
  message: 'Telegram does not accept this text. Where parseMode is set, look whether its marks are closed.',
}
const mediaRefused: Refusal = {
  code: 'MEDIA_REJECTED',
  cure: 'edit',
  message: 'Telegram does not accept a file of this post. Use another one.',
}
const processingFailed: Refusal = {
  code: 'PROCESSING_FAILED',
  cure: 'edit',
  message: 'Telegram could not process a file of this post. Use another one.',
}
const moved: Refusal = {
  code: 'PERMISSION_DENIED',
  cure: 'reconnect',
  message: 'The group has become a supergroup. Connect the supergroup.',
}
const rateLimited: Refusal = {
  code: 'RATE_LIMITED',
  cure: 'wait',
  message: 'The bot has sent as much as Telegram takes of it for now.',
}
const outOfOrder: Refusal = {
  code: 'PLATFORM_UNAVAILABLE',
  cure: 'wait',
  message: 'Telegram is out of order at the moment.',
}

/** There are no codes: only the words of the description tell failures apart. Source: README.md, "Errors". */
const byDescription: readonly (readonly [RegExp, Refusal])[] = [
  [/chat not found|bot is not a member|bot was (kicked|blocked)|group chat was deleted/i, notInChat],
  [/upgraded to a supergroup/i, moved],
  [/not enough rights to send (?!text messages)/i, noRightsForKind],
  [/not enough rights|need administrator rights|CHAT_WRITE_FORBIDDEN|CHAT_ADMIN_REQUIRED/i, noRights],
  [/message is too long|caption is too long|CAPTION_TOO_LONG/i, tooLong],
  [/message text is empty|can't parse entities/i, contentRefused],
  [/IMAGE_PROCESS_FAILED/, processingFailed],
  [
    /wrong file identifier|failed to get HTTP URL content|wrong type of the web page content|PHOTO_INVALID_DIMENSIONS|media of the specified type in the album|group send failed/i,
    mediaRefused,
  ],
]

const byStatus: Record<number, Refusal> = {
  400: {
    code: 'PUBLISH_ERROR',
    cure: 'edit',
    message: 'Telegram does not accept this post. Change it as it says.',
  },
  401: noAccess,
  403: notInChat,
  404: noAccess,
  409: { code: 'PUBLISH_ERROR', cure: 'edit', message: 'Telegram says that something else uses the bot.' },
  413: { ...mediaRefused, message: 'A file is too large for Telegram. Use a smaller one.' },
  429: rateLimited,
}

/** Said by a server that goes down with requests unanswered: what they asked for may have been done. */
const shutdownSeconds = 5
const standardWaitMs = 60_000

/** The messages of an album are made one by one: the answer to one that failed half-way tells nothing of the others. */
export function isHalfAlbum(reply: PlatformReply): boolean {
  return /failed to send message #/i.test(descriptionOf(reply) ?? '')
}

/** Whether an answer to a creating call is a refusal that we know, so that surely nothing was made. */
export function isRefusal(reply: PlatformReply): boolean {
  // Said before anything of a request is looked at, also by what stands in front of the Bot API.
  if (reply.status === 413) return true
  const isKnown = byStatus[reply.status] !== undefined && descriptionOf(reply) !== null
  return isKnown && !isHalfAlbum(reply) && !isShutdown(reply)
}

function isShutdown(reply: PlatformReply): boolean {
  return reply.status === 429 && retryAfterSeconds(reply) === shutdownSeconds
}

/** A file_id stands for nothing any more. */
export function isUploadGone(reply: PlatformReply): boolean {
  return /wrong file identifier/i.test(descriptionOf(reply) ?? '')
}

/** The files are sent to Telegram again, and then the message. */
export function uploadGone(reply: PlatformReply): Refused {
  const { error } = refusalOf(reply)
  const message = 'Telegram does not know an uploaded file any more; it is uploaded again.'
  return { kind: 'refused', cure: 'wait', error: { ...error, code: 'PLATFORM_UNAVAILABLE', message } }
}

/** A refusal of a call that surely created nothing the public can see. */
export function refusalOf(reply: PlatformReply): Refused {
  const description = descriptionOf(reply)
  const known = reply.status === 413 || description !== null ? byStatus[reply.status] : undefined
  const said = byDescription.find(([words]) => words.test(description ?? ''))?.[1]
  const refusal =
    (known === byStatus[400] || known === byStatus[403] ? said : undefined) ?? known ?? outOfOrder
  const code = /\b[A-Z0-9]+(?:_[A-Z0-9]+)+\b/.exec(description ?? '')?.[0]
  const network = {
    ...(code === undefined ? {} : { code }),
    ...(description === null ? {} : { message: description }),
  }
  const seconds = retryAfterSeconds(reply)
  const waitMs = seconds === null ? standardWaitMs : seconds * 1_000
  return refused(refusal, reply, network, known === rateLimited ? waitMs : undefined)
}

/** In the body as well as in the header; the same number. */
function retryAfterSeconds(reply: PlatformReply): number | null {
  const told = objectOf(objectOf(reply.json)['parameters'])['retry_after'] ?? reply.headers['retry-after']
  const seconds = Number(told)
  return Number.isFinite(seconds) && seconds > 0 ? seconds : null
}
