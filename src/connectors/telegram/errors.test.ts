import { describe, expect, it } from 'vitest'
import { outcomeOf as outcome } from '../../../tests/support/one-answer.js'
import type { Json } from '../../kit/json.js'
import type { PublishOutcome } from '../connector.js'
import { publish } from './publish.js'

type Answer = { status: number; json: Json; headers: Record<string, string> }

const outcomeOf = ({ status, json, headers }: Answer): Promise<PublishOutcome> =>
  outcome({ publish }, status, json, headers)

const failure = (
  status: number,
  description: string,
  parameters?: { [name: string]: Json },
  headers: Record<string, string> = {},
): Answer => {
  const more = parameters === undefined ? {} : { parameters }
  return { status, headers, json: { ok: false, error_code: status, description, ...more } }
}
const bad = (words: string): Answer => failure(400, `Bad Request: ${words}`)

/** Row by row, as the table of the README lists them. */
const rows: [row: string, reply: Answer, cure: string, code: string][] = [
  ['401 Unauthorized', failure(401, 'Unauthorized'), 'reconnect', 'ACCOUNT_DISCONNECTED'],
  [
    '401 Unauthorized: invalid token specified',
    failure(401, 'Unauthorized: invalid token specified'),
    'reconnect',
    'ACCOUNT_DISCONNECTED',
  ],
  ['404 Not Found (a token that is none)', failure(404, 'Not Found'), 'reconnect', 'ACCOUNT_DISCONNECTED'],
  ['400 chat not found', bad('chat not found'), 'reconnect', 'PERMISSION_DENIED'],
  [
    '400 not enough rights to send text messages to the chat',
    bad('not enough rights to send text messages to the chat'),
    'reconnect',
    'PERMISSION_DENIED',
  ],
  [
    '400 need administrator rights in the channel chat',
    bad('need administrator rights in the channel chat'),
    'reconnect',
    'PERMISSION_DENIED',
  ],
  ['400 CHAT_WRITE_FORBIDDEN', bad('CHAT_WRITE_FORBIDDEN'), 'reconnect', 'PERMISSION_DENIED'],
  ['400 CHAT_ADMIN_REQUIRED', bad('CHAT_ADMIN_REQUIRED'), 'reconnect', 'PERMISSION_DENIED'],
  [
    '403 bot is not a member of the channel chat',
    failure(403, 'Forbidden: bot is not a member of the channel chat'),
    'reconnect',
    'PERMISSION_DENIED',
  ],
  [
    '403 bot was kicked from the … chat',
    failure(403, 'Forbidden: bot was kicked from the supergroup chat'),
    'reconnect',
    'PERMISSION_DENIED',
  ],
  [
    '403 bot was blocked by the user',
    failure(403, 'Forbidden: bot was blocked by the user'),
    'reconnect',
    'PERMISSION_DENIED',
  ],
  [
    '403 the group chat was deleted',
    failure(403, 'Forbidden: the group chat was deleted'),
    'reconnect',
    'PERMISSION_DENIED',
  ],
  ['400 message is too long', bad('message is too long'), 'edit', 'CONTENT_TOO_LONG'],
  ['400 message caption is too long', bad('message caption is too long'), 'edit', 'CONTENT_TOO_LONG'],
  ['400 MEDIA_CAPTION_TOO_LONG', bad('MEDIA_CAPTION_TOO_LONG'), 'edit', 'CONTENT_TOO_LONG'],
  ['400 message text is empty', bad('message text is empty'), 'edit', 'CONTENT_REJECTED'],
  [
    "400 can't parse entities",
    bad("can't parse entities: Can't find end of the entity starting at byte offset 3"),
    'edit',
    'CONTENT_REJECTED',
  ],
  [
    '400 wrong file identifier/HTTP URL specified',
    bad('wrong file identifier/HTTP URL specified'),
    'edit',
    'MEDIA_REJECTED',
  ],
  ['400 failed to get HTTP URL content', bad('failed to get HTTP URL content'), 'edit', 'MEDIA_REJECTED'],
  [
    '400 wrong type of the web page content',
    bad('wrong type of the web page content'),
    'edit',
    'MEDIA_REJECTED',
  ],
  ['400 PHOTO_INVALID_DIMENSIONS', bad('PHOTO_INVALID_DIMENSIONS'), 'edit', 'MEDIA_REJECTED'],
  ['400 IMAGE_PROCESS_FAILED', bad('IMAGE_PROCESS_FAILED'), 'edit', 'PROCESSING_FAILED'],
  [
    "400 Can't use the media of the specified type in the album",
    bad("can't use the media of the specified type in the album"),
    'edit',
    'MEDIA_REJECTED',
  ],
  ['400 Group send failed', bad('group send failed'), 'edit', 'MEDIA_REJECTED'],
  ['400 of edits: message is not modified', bad('message is not modified'), 'edit', 'PUBLISH_ERROR'],
  ['400 an unknown code of Telegram', bad('TOPIC_CLOSED'), 'edit', 'PUBLISH_ERROR'],
  ['409 Conflict', failure(409, 'Conflict: terminated by other getUpdates request'), 'edit', 'PUBLISH_ERROR'],
  ['413 Request Entity Too Large', failure(413, 'Request Entity Too Large'), 'edit', 'MEDIA_REJECTED'],
]

describe('what Telegram answers to a send', () => {
  it.each(rows)('%s', async (_row, reply, cure, code) => {
    const { description } = reply.json as { description: string }
    expect(await outcomeOf(reply)).toMatchObject({
      kind: 'refused',
      cure,
      error: { code, httpStatus: reply.status, networkMessage: description },
    })
  })

  it('400 group chat was upgraded to a supergroup chat + migrate_to_chat_id goes on in that chat', async () => {
    const words = 'Bad Request: group chat was upgraded to a supergroup chat'
    const reply = failure(400, words, { migrate_to_chat_id: -1009 })
    expect(await outcomeOf(reply)).toEqual({ kind: 'halfway', resume: { chatId: -1009, fileIds: null } })
  })

  it('400 Failed to send message #N is no refusal: the other messages of the album may be there', async () => {
    const words = 'failed to send message #2 with the error message "PHOTO_INVALID_DIMENSIONS"'
    expect(await outcomeOf(bad(words))).toMatchObject({
      kind: 'unknown',
      error: { message: expect.stringContaining('one after the other') as string },
    })
  })

  it('429 waits as long as the body says, or the header', async () => {
    const words = 'Too Many Requests: retry after 35'
    const waits = { kind: 'refused', cure: 'wait', retryAfterMs: 35_000, error: { code: 'RATE_LIMITED' } }
    expect(await outcomeOf(failure(429, words, { retry_after: 35 }))).toMatchObject(waits)
    expect(await outcomeOf(failure(429, words, undefined, { 'retry-after': '35' }))).toMatchObject(waits)
  })

  it('429 retry after 5 is what a server says that goes down with the request unanswered: unknown', async () => {
    const reply = failure(429, 'Too Many Requests: retry after 5', { retry_after: 5 })
    expect((await outcomeOf(reply)).kind).toBe('unknown')
  })

  it.each([500, 502, 504])('%i is an answer from which nobody can tell', async (status) => {
    expect((await outcomeOf(failure(status, 'Internal Server Error'))).kind).toBe('unknown')
  })

  it('a code of Telegram’s own goes into the details', async () => {
    expect(await outcomeOf(bad('PHOTO_INVALID_DIMENSIONS'))).toMatchObject({
      error: { networkCode: 'PHOTO_INVALID_DIMENSIONS' },
    })
  })

  it.each([400, 401, 403, 404, 429])('%i that is not the Bot API’s is no refusal', async (status) => {
    const page = { status, headers: {}, json: '<html>proxy</html>' }
    expect((await outcomeOf(page)).kind).toBe('unknown')
  })

  it('rights for one kind of message leave the account alive', async () => {
    expect(await outcomeOf(bad('not enough rights to send photos to the chat'))).toMatchObject({
      cure: 'edit',
      error: { code: 'PERMISSION_DENIED' },
    })
  })
})
