import type { Refused } from '../connector.js'
import { refused, type Refusal } from '../outcomes.js'
import type { PlatformReply } from '../platform-http.js'
import { objectOf, textOf } from '../values.js'

/** Template's codes, each as ours. Source: README.md, "Errors". */
const byCode: Record<string, Refusal> = {
  bad_token: {
    code: 'ACCOUNT_DISCONNECTED',
    cure: 'reconnect',
    message: 'Template no longer accepts our access. Connect the account again.',
  },
  missing_scope: {
    code: 'PERMISSION_DENIED',
    cure: 'reconnect',
    message: 'The account did not give every permission. Connect it again.',
  },
  text_refused: {
    code: 'CONTENT_REJECTED',
    cure: 'edit',
    message: 'Template does not accept this text. Change it as it says.',
  },
  text_too_long: {
    code: 'CONTENT_TOO_LONG',
    cure: 'edit',
    message: 'The text is longer than Template takes. Shorten it.',
  },
  media_refused: {
    code: 'MEDIA_REJECTED',
    cure: 'edit',
    message: 'Template does not accept this file. Use another one.',
  },
  slow_down: { code: 'RATE_LIMITED', cure: 'wait', message: 'Template has had enough requests for now.' },
}

const unheardOf: Refusal = {
  code: 'PUBLISH_ERROR',
  cure: 'edit',
  message: 'Template did not accept the request. Change the post as it says.',
}
const outOfOrder: Refusal = {
  code: 'PLATFORM_UNAVAILABLE',
  cure: 'wait',
  message: 'Template is out of order at the moment.',
}

/** Whether an answer to a creating call is a refusal that we know: anything else may have made the post. */
export function isRefusal(reply: PlatformReply): boolean {
  const code = textOf(objectOf(objectOf(reply.json)['error'])['code'])
  return reply.status >= 400 && reply.status < 500 && byCode[code ?? ''] !== undefined
}

/** A refusal of a call that surely created nothing. */
export function refusalOf(reply: PlatformReply): Refused {
  const error = objectOf(objectOf(reply.json)['error'])
  const code = textOf(error['code'])
  const message = textOf(error['message'])
  const refusal = byCode[code ?? ''] ?? (reply.status >= 500 ? outOfOrder : unheardOf)
  const seconds = Number(reply.headers['retry-after'])
  return refused(
    refusal,
    reply,
    { ...(code === null ? {} : { code }), ...(message === null ? {} : { message }) },
    refusal.code === 'RATE_LIMITED' && seconds > 0 ? seconds * 1_000 : undefined,
  )
}
