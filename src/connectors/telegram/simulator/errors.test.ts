import { beforeEach, describe, expect, it } from 'vitest'
import { startSimulator, type Answer } from '../../../../tests/support/simulator.js'
import {
  fixture,
  inApp,
  refusalOf,
  resultOf,
  telegramClient,
  type Owner,
} from '../../../../tests/support/telegram.js'
import type { JsonObject } from '../../../kit/json.js'
import { simulator } from './index.js'

/** A test for each documented refusal, by its words, met the way a bot would meet it. */
const client = await startSimulator(simulator, () =>
  Promise.resolve({ status: 200, contentType: 'text/html', bytes: Buffer.from('<p>') }),
)
const { owner, url } = telegramClient(client)
const photo = await fixture('card-1200x630.png')

let ann: Owner
beforeEach(async () => {
  await client.control.reset()
  ann = await owner()
})
const say = (chat: Owner, text = 'Hello', more: JsonObject = {}) =>
  chat.call('sendMessage', { chat_id: chat.chatId, text, ...more })
const bad = (words: string) => [400, `Bad Request: ${words}`]
const idOf = (answer: Answer): number => Number(resultOf(answer)['message_id'])

it('401 Unauthorized / Unauthorized: invalid token specified', async () => {
  const me = (token: string) => client.call('POST', url(token, 'getMe'))
  expect(refusalOf(await me(`${String(ann.botId)}:AAwrong`))).toEqual([401, 'Unauthorized'])
  expect(refusalOf(await me('wrong'))).toEqual([401, 'Unauthorized: invalid token specified'])
})

it('404 Not Found (malformed token path or method) / Not Found: method not found', async () => {
  expect(refusalOf(await client.call('POST', 'https://api.telegram.org/getMe'))).toEqual([404, 'Not Found'])
  expect(refusalOf(await ann.call('sendSmoke'))).toEqual([404, 'Not Found: method not found'])
})

it('400 Bad Request: chat not found', async () => {
  for (const chat_id of ['@nobody_here', -1_001_234_567_890, '12'])
    expect(refusalOf(await ann.call('sendMessage', { chat_id, text: 'Hello' }))).toEqual(
      bad('chat not found'),
    )
  expect(refusalOf(await ann.call('getChat', { chat_id: '@nobody_here' }))).toEqual(bad('chat not found'))
  // What cannot be sent to any chat is refused before.
  const nothing = { chat_id: '@nobody_here', text: '' }
  expect(refusalOf(await ann.call('sendMessage', nothing))).toEqual(bad('message text is empty'))
})

it('400 group chat was upgraded to a supergroup chat + parameters.migrate_to_chat_id', async () => {
  const group = await owner({ accountType: 'group' })
  await inApp(client, group.number, 'upgrade')
  const { status, body } = await group.call('getChat', { chat_id: group.number })
  expect([status, body]).toEqual([
    400,
    {
      ok: false,
      error_code: 400,
      description: 'Bad Request: group chat was upgraded to a supergroup chat',
      parameters: { migrate_to_chat_id: expect.any(Number) as number },
    },
  ])
})

describe('400 not enough rights to send text messages to the chat, need administrator rights in the channel chat, CHAT_WRITE_FORBIDDEN, CHAT_ADMIN_REQUIRED', () => {
  it.each([
    ['channel', 'need administrator rights in the channel chat'],
    ['supergroup', 'not enough rights to send text messages to the chat'],
    ['group', 'CHAT_WRITE_FORBIDDEN'],
  ])('in a %s: %s, until the right is given back', async (accountType, words) => {
    const chat = await owner({ accountType })
    await inApp(client, chat.number, 'restrict')
    expect(refusalOf(await say(chat))).toEqual(bad(words))
    await chat.call('getChatMember', { chat_id: chat.chatId, user_id: chat.botId })
    await inApp(client, chat.number, 'restore')
    resultOf(await say(chat))
  })

  it('says what may not be sent', async () => {
    const group = await owner({ accountType: 'supergroup' })
    await inApp(client, group.number, 'restrict')
    const sent = await group.send('sendPhoto', { chat_id: group.chatId }, { photo })
    expect(refusalOf(sent)).toEqual(bad('not enough rights to send photos to the chat'))
  })

  it('of somebody who granted no right to post, and of members to a stranger', async () => {
    const careful = await owner({ scopes: ['can_edit_messages'] })
    expect(refusalOf(await say(careful))).toEqual(bad('need administrator rights in the channel chat'))
    const member = await careful.call('getChatMember', { chat_id: careful.chatId, user_id: careful.botId })
    expect(resultOf(member)).toMatchObject({ can_post_messages: false, can_edit_messages: true })
    const asked = await ann.call('getChatMember', { chat_id: careful.chatId, user_id: ann.botId })
    expect(refusalOf(asked)).toEqual(bad('CHAT_ADMIN_REQUIRED'))
  })
})

it.each([
  ['channel', 'leave', 'bot is not a member of the channel chat'],
  ['channel', 'kick', 'bot was kicked from the channel chat'],
  ['supergroup', 'kick', 'bot was kicked from the supergroup chat'],
  ['private', 'kick', 'bot was blocked by the user'],
  ['group', 'delete', 'the group chat was deleted'],
])('403 Forbidden in a %s after %s: %s', async (accountType, action, words) => {
  const chat = await owner({ accountType })
  resultOf(await say(chat))
  await inApp(client, chat.number, action)
  expect(refusalOf(await say(chat))).toEqual([403, `Forbidden: ${words}`])
})

it('403 Forbidden: bot was kicked, of somebody made so', async () => {
  const { chatId, call } = await owner({ username: 'gone', suspended: true })
  expect(refusalOf(await call('getChat', { chat_id: chatId }))[1]).toMatch('bot was kicked')
  await owner({ username: 'gone', suspended: false })
  resultOf(await call('getChat', { chat_id: chatId }))
})

describe("400 message is too long, message caption is too long / MEDIA_CAPTION_TOO_LONG, message text is empty, can't parse entities", () => {
  it('of texts and captions', async () => {
    expect(refusalOf(await say(ann, 'a'.repeat(4_097)))).toEqual(bad('message is too long'))
    for (const nothing of ['', ' \n'])
      expect(refusalOf(await say(ann, nothing))).toEqual(bad('message text is empty'))
    const caption = 'a'.repeat(1_025)
    const chat = { chat_id: ann.chatId }
    expect(refusalOf(await ann.send('sendPhoto', { ...chat, caption }, { photo }))).toEqual(
      bad('message caption is too long'),
    )
    const id = idOf(await ann.send('sendPhoto', chat, { photo }))
    expect(refusalOf(await ann.call('editMessageCaption', { ...chat, message_id: id, caption }))).toEqual(
      bad('MEDIA_CAPTION_TOO_LONG'),
    )
  })

  it.each([
    ['HTML', 'a < b', /Unclosed start tag at byte offset 2/],
    ['HTML', 'a < b > c', /Unsupported start tag "" at byte offset 2/],
    ['HTML', '<h1>a</h1>', /Unsupported start tag "h1" at byte offset 0/],
    ['HTML', '<b>a', /Can't find end tag corresponding to start tag "b"/],
    ['HTML', '<b>a</i>', /Unmatched end tag at byte offset 4, expected "<\/b>", found "<\/i>"/],
    ['MarkdownV2', 'Done!', /Character '!' is reserved and must be escaped with the preceding '\\'/],
    ['MarkdownV2', 'ü *a', /Can't find end of Bold entity at byte offset 3/],
  ])('%s %s: %s', async (parse_mode, text, words) => {
    const [status, said] = refusalOf(await say(ann, text, { parse_mode }))
    expect([status, said]).toEqual([400, expect.stringMatching(/^Bad Request: can't parse entities: /)])
    expect(said).toMatch(words)
  })

  it('takes what is marked as it should be', async () => {
    const text = 'a *b* _c_ __d__ ~e~ ||f|| `g.` [h](https://example.com/?a=1) \\!'
    const html =
      'a <b>b</b> <i>c</i> <u>d</u> <s>e</s> <tg-spoiler>f</tg-spoiler> <code>g.</code> <a href="https://example.com/?a=1">h</a> !'
    const [one, two] = [
      resultOf(await say(ann, text, { parse_mode: 'MarkdownV2' })),
      resultOf(await say(ann, html, { parse_mode: 'HTML' })),
    ]
    expect([one['text'], one['entities']]).toEqual(['a b c d e f g. h !', two['entities']])
    expect(one['entities']).toHaveLength(7)
    const entities = [{ type: 'bold', offset: 2, length: 1 }]
    expect(resultOf(await say(ann, 'a b', { entities }))['entities']).toEqual(entities)
  })

  it('refuses entities that are not in the text', async () => {
    const entities = [{ type: 'bold', offset: 2, length: 5 }]
    expect((await say(ann, 'a b', { entities })).status).toBe(400)
  })
})

describe('400 wrong file identifier/HTTP URL specified, failed to get HTTP URL content, wrong type of the web page content, PHOTO_INVALID_DIMENSIONS, IMAGE_PROCESS_FAILED, Can’t use the media of the specified type in the album, Group send failed', () => {
  const send = (given: JsonObject) => ann.call('sendPhoto', { chat_id: ann.chatId, ...given })
  const album = (items: JsonObject[], files: Record<string, Buffer>) =>
    ann.send('sendMediaGroup', { chat_id: ann.chatId, media: items }, files)

  it('of ids and addresses', async () => {
    expect(refusalOf(await send({ photo: 'AgACAgnobody' }))).toEqual(
      bad('wrong file identifier/HTTP URL specified'),
    )
    expect(refusalOf(await send({ photo: 'https://example.com/page' }))).toEqual(
      bad('wrong type of the web page content'),
    )
  })

  it('of pictures that are none', async () => {
    for (const name of ['truncated.jpg', 'html-named.jpg']) {
      const sent = await ann.send('sendPhoto', { chat_id: ann.chatId }, { photo: await fixture(name) })
      expect([name, ...refusalOf(sent)]).toEqual([name, ...bad('IMAGE_PROCESS_FAILED')])
    }
  })

  it('of albums', async () => {
    const two = (first: string, second: string) => [
      { type: first, media: 'attach://a' },
      { type: second, media: 'attach://b' },
    ]
    const files = { a: photo, b: photo }
    expect(refusalOf(await album(two('photo', 'document'), files))).toEqual(
      bad("can't use the media of the specified type in the album"),
    )
    const moving = { a: photo, b: await fixture('animated-480x270-2s.gif') }
    expect(refusalOf(await album(two('photo', 'video'), moving))).toEqual(
      bad("can't use the media of the specified type in the album"),
    )
    const broken = await fixture('truncated.jpg')
    expect(refusalOf(await album(two('photo', 'photo'), { a: broken, b: broken }))).toEqual(
      bad('group send failed'),
    )
  })
})

it('400 Failed to send message #N with the error message "…" (albums)', async () => {
  const media = [
    { type: 'photo', media: 'attach://a' },
    { type: 'photo', media: 'https://example.com/page' },
  ]
  const sent = await ann.send('sendMediaGroup', { chat_id: ann.chatId, media }, { a: photo })
  expect(refusalOf(sent)).toEqual(
    bad('failed to send message #2 with the error message "WEBPAGE_MEDIA_EMPTY"'),
  )
})

it("400 message is not modified…, message to edit not found, message can't be edited, message to delete not found", async () => {
  const at = (message_id: number) => ({ chat_id: ann.chatId, message_id })
  const id = idOf(await say(ann, 'Words'))
  const edit = (message: number, text: string) => ann.call('editMessageText', { ...at(message), text })
  expect(refusalOf(await edit(id, 'Words'))[1]).toMatch(/^Bad Request: message is not modified: /)
  expect(refusalOf(await edit(999, 'Words'))).toEqual(bad('message to edit not found'))
  expect(resultOf(await edit(id, 'Other words'))).toMatchObject({
    text: 'Other words',
    edit_date: expect.any(Number) as number,
  })
  expect(resultOf(await ann.call('deleteMessage', at(id)))).toBe(true)
  expect(refusalOf(await ann.call('deleteMessage', at(id)))).toEqual(bad('message to delete not found'))
  const guest = await owner({ accountType: 'supergroup' })
  await inApp(client, guest.number, 'post', 'Not the bot’s')
  const foreign = await guest.call('editMessageText', { chat_id: guest.chatId, message_id: 2, text: 'Mine' })
  expect(refusalOf(foreign)).toEqual(bad("message can't be edited"))
})

it('400 message can’t be deleted after 48 hours without the right to', async () => {
  const poster = await owner({ scopes: ['can_post_messages'] })
  const [one, two] = [idOf(await say(poster)), idOf(await say(poster))]
  const drop = (message_id: number) => poster.call('deleteMessage', { chat_id: poster.chatId, message_id })
  expect(resultOf(await drop(one))).toBe(true)
  await client.control.advance(49 * 3_600_000)
  expect(refusalOf(await drop(two))).toEqual(bad("message can't be deleted"))
})

it('409 Conflict: … (getUpdates/webhook only)', async () => {
  expect(resultOf(await ann.call('setWebhook', { url: 'https://bot.example/hook' }))).toBe(true)
  expect(resultOf(await ann.call('getWebhookInfo'))['url']).toBe('https://bot.example/hook')
  const [status, words] = refusalOf(await ann.call('getUpdates'))
  expect([status, words]).toEqual([
    409,
    expect.stringMatching(/^Conflict: can't use getUpdates method while webhook/),
  ])
  await ann.call('deleteWebhook')
  resultOf(await ann.call('getUpdates'))
})

it('413 Request Entity Too Large', async () => {
  const sent = await ann.send(
    'sendDocument',
    { chat_id: ann.chatId },
    { document: Buffer.alloc(52_428_801, 1) },
  )
  expect(refusalOf(sent)).toEqual([413, 'Request Entity Too Large'])
})

it('429: wait retry_after s', async () => {
  await client.fault('quota_exceeded', 'publish')
  const answer = await say(ann)
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '60'])
  expect((answer.body as JsonObject)['parameters']).toEqual({ retry_after: 60 })
})

it('500 Internal Server Error', async () => {
  await client.fault('server_error', 'publish')
  expect(refusalOf(await say(ann))).toEqual([500, 'Internal Server Error'])
})
