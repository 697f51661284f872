import { beforeEach, describe, expect, it } from 'vitest'
import { startSimulator } from '../../../../tests/support/simulator.js'
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

/** A test for each line of what a fair simulator must do, by its name. */
const client = await startSimulator(simulator)
const { owner, url } = telegramClient(client)
const photo = await fixture('card-1200x630.png')
const film = await fixture('landscape-1280x720-4s-moov-last.mp4')
const posts = () => client.control.posts({ platform: 'telegram', limit: 100 })

let ann: Owner
beforeEach(async () => {
  await client.control.reset()
  ann = await owner()
})
const say = (text: string, more: JsonObject = {}) =>
  ann.call('sendMessage', { chat_id: ann.chatId, text, ...more })

describe('token in path with 401/404 forms', () => {
  it.each([
    ['/', 404, 'Not Found'],
    ['/botfather', 404, 'Not Found'],
    ['/bot1:x', 404, 'Not Found'],
    ['/botnonsense/getMe', 401, 'Unauthorized: invalid token specified'],
    ['/bot0:AAx/getMe', 401, 'Unauthorized: invalid token specified'],
    ['/bot7000000001:AAwrong/getMe', 401, 'Unauthorized'],
    ['/bot7000000001:AAwrong/getNothing', 401, 'Unauthorized'],
  ])('%s is %i %s', async (path, status, description) => {
    expect(refusalOf(await client.call('GET', `https://api.telegram.org${path}`))).toEqual([
      status,
      description,
    ])
  })

  it('the test environment has bots of its own', async () => {
    expect(refusalOf(await client.call('GET', url(ann.token, 'test/getMe')))).toEqual([401, 'Unauthorized'])
  })

  it('a method that there is not is 404, any case of one that there is works, by GET and POST', async () => {
    expect(refusalOf(await client.call('GET', url(ann.token, 'getNothing')))).toEqual([
      404,
      'Not Found: method not found',
    ])
    for (const [verb, name] of [
      ['GET', 'getMe'],
      ['POST', 'GETME'],
    ] as const)
      expect(resultOf(await client.call(verb, url(ann.token, name)))).toMatchObject({ id: ann.botId })
  })

  it('a token that was taken back is 401, and the next one is of the same bot', async () => {
    const old = await owner({ username: 'leaver' })
    await client.fault('token_revoked', 'identity')
    expect(refusalOf(await old.call('getMe'))).toEqual([401, 'Unauthorized'])
    expect(refusalOf(await old.call('getMe'))).toEqual([401, 'Unauthorized'])
    const again = await owner({ username: 'Leaver' })
    expect([again.chatId, again.botId]).toEqual([old.chatId, old.botId])
    expect(resultOf(await again.call('getMe'))['is_bot']).toBe(true)
  })

  it('after the sandbox was emptied a name is the chat and the bot that it was, and nobody else', async () => {
    const before = await owner({ username: 'leaver' })
    await client.control.reset()
    const other = await owner({ username: 'somebody' })
    const again = await owner({ username: 'leaver' })
    expect([again.number, again.botId]).toEqual([before.number, before.botId])
    expect(other.number).not.toBe(before.number)
  })

  it('another bot has no way into the chat', async () => {
    const ben = await owner()
    expect(refusalOf(await ben.call('sendMessage', { chat_id: ann.chatId, text: 'Hi' }))).toEqual([
      403,
      'Forbidden: bot is not a member of the channel chat',
    ])
    expect(refusalOf(await ben.call('getChat', { chat_id: Number(ann.filesChatId) }))[1]).toBe(
      'Bad Request: chat not found',
    )
  })
})

describe('JSON and multipart with attach://', () => {
  it('takes the same arguments as JSON, form, query and multipart', async () => {
    const given = { chat_id: ann.chatId, text: 'Same', disable_notification: 'true' }
    const at = url(ann.token, 'sendMessage')
    const form = new FormData()
    for (const [name, value] of Object.entries(given)) form.append(name, value)
    for (const answer of [
      await client.call('POST', at, { json: given }),
      await client.call('POST', at, { body: new URLSearchParams(given) }),
      await client.call('POST', at, { body: form }),
      await client.call('GET', `${at}?${new URLSearchParams(given).toString()}`),
    ])
      expect(resultOf(answer)['text']).toBe('Same')
  })

  it('takes a file under its field’s own name and under attach://name', async () => {
    const direct = await ann.send('sendPhoto', { chat_id: ann.chatId, caption: 'One' }, { photo })
    const named = await ann.send('sendPhoto', { chat_id: ann.chatId, photo: 'attach://f' }, { f: photo })
    for (const answer of [direct, named]) expect(resultOf(answer)['photo']).toHaveLength(4)
    expect((await posts()).map(({ media }) => media)).toEqual(
      Array(2).fill([{ kind: 'image', altText: null, width: 1200, height: 630, bytes: photo.length }]),
    )
  })

  it('refuses attach:// without its file, a missing file, and a body that is no object', async () => {
    const send = (given: JsonObject) => ann.send('sendPhoto', { chat_id: ann.chatId, ...given }, {})
    expect(refusalOf(await send({ photo: 'attach://f' }))[1]).toBe(
      'Bad Request: wrong file identifier/HTTP URL specified',
    )
    const empty = await client.call('POST', url(ann.token, 'sendPhoto'), { json: { chat_id: ann.chatId } })
    expect(refusalOf(empty)[1]).toBe('Bad Request: there is no photo in the request')
    const body = { body: '[1]', headers: { 'content-type': 'application/json' } }
    expect(refusalOf(await client.call('POST', url(ann.token, 'sendMessage'), body))[1]).toBe(
      'Bad Request: JSON object expected',
    )
  })
})

describe('ok/result envelopes', () => {
  it('every answer is one of the two that the Bot API describes', async () => {
    const chat = { chat_id: ann.chatId }
    const first = resultOf(await say('Hello @ann_and_co #soup https://example.com/a?b=1.'))
    const { message_id: id } = first
    expect(first).toMatchObject({
      chat: { id: ann.number, type: 'channel', username: ann.chatId.slice(1) },
      sender_chat: { id: ann.number },
      entities: [
        { type: 'mention', offset: 6, length: 11 },
        { type: 'hashtag', offset: 18, length: 5 },
        { type: 'url', offset: 24, length: 25 },
      ],
    })
    // Each of these is held against the description by `call`.
    await ann.call('getChat', chat)
    await ann.call('getChatMember', { ...chat, user_id: ann.botId })
    await ann.call('getChatAdministrators', chat)
    await ann.call('getChatMemberCount', chat)
    await ann.call('sendChatAction', { ...chat, action: 'typing' })
    const poll = resultOf(
      await ann.call('sendPoll', { ...chat, question: 'Soup?', options: [{ text: 'Yes' }, { text: 'No' }] }),
    )
    await ann.call('stopPoll', { ...chat, message_id: Number(poll['message_id']) })
    await ann.call('forwardMessage', {
      chat_id: Number(ann.filesChatId),
      from_chat_id: ann.chatId,
      message_id: Number(id),
    })
    await ann.call('copyMessage', {
      chat_id: ann.filesChatId,
      from_chat_id: ann.number,
      message_id: Number(id),
    })
    await ann.call('editMessageText', { ...chat, message_id: Number(id), text: 'Other words' })
    await ann.call('deleteMessages', { ...chat, message_ids: [Number(id), 999] })
    await ann.call('getWebhookInfo')
    await ann.call('getUpdates')
    expect(refusalOf(await say(''))).toEqual([400, 'Bad Request: message text is empty'])
  })
})

describe('increasing per-chat message_id, albums with one id per item and a shared media_group_id', () => {
  it('counts each chat on its own, whoever writes', async () => {
    const idOf = async (text: string) => resultOf(await say(text))['message_id']
    const first = Number(await idOf('One'))
    await ann.call('sendMessage', { chat_id: ann.filesChatId, text: 'Elsewhere' })
    await inApp(client, ann.number, 'post', 'By hand')
    expect(await idOf('Two')).toBe(first + 2)
  })

  it('gives an album a number for each of its items', async () => {
    const media = [
      { type: 'photo', media: 'attach://a', caption: 'Both' },
      { type: 'video', media: 'attach://b' },
    ]
    const sent = await ann.send('sendMediaGroup', { chat_id: ann.chatId, media }, { a: photo, b: film })
    const [one, two] = resultOf(sent) as unknown as [JsonObject, JsonObject]
    expect([two['message_id'], two['media_group_id']]).toEqual([
      Number(one['message_id']) + 1,
      one['media_group_id'],
    ])
    expect([one['caption'], two['caption']]).toEqual(['Both', undefined])
    expect(await posts()).toMatchObject([
      {
        remoteId: String(one['message_id']),
        text: 'Both',
        media: [{ kind: 'image' }, { kind: 'video', width: 1280, height: 720 }],
      },
    ])
  })
})

describe('4096/1024 checks after entity parsing', () => {
  it('takes the longest and refuses one more, in UTF-16 units', async () => {
    expect(resultOf(await say('a'.repeat(4_096)))['text']).toHaveLength(4_096)
    expect(refusalOf(await say('a'.repeat(4_097)))[1]).toBe('Bad Request: message is too long')
    expect(refusalOf(await say(`${'a'.repeat(4_095)}😀`))[1]).toBe('Bad Request: message is too long')
  })

  it('does not count what only formats', async () => {
    const html = `<b>${'a'.repeat(4_095)}</b>&amp;`
    expect(resultOf(await say(html, { parse_mode: 'HTML' }))).toMatchObject({
      text: `${'a'.repeat(4_095)}&`,
      entities: [{ type: 'bold', offset: 0, length: 4_095 }],
    })
    expect(refusalOf(await say(html))[1]).toBe('Bad Request: message is too long')
    expect(refusalOf(await say('<b> </b>', { parse_mode: 'HTML' }))[1]).toBe(
      'Bad Request: message text is empty',
    )
  })

  it('holds captions to 1024, in albums too', async () => {
    const caption = (length: number) => ({ chat_id: ann.chatId, caption: 'a'.repeat(length) })
    resultOf(await ann.send('sendPhoto', caption(1_024), { photo }))
    const tooLong = [400, 'Bad Request: message caption is too long']
    expect(refusalOf(await ann.send('sendPhoto', caption(1_025), { photo }))).toEqual(tooLong)
    const media = ['a', 'b'].map((name) => ({
      type: 'photo',
      media: `attach://${name}`,
      caption: 'a'.repeat(1_025),
    }))
    const album = await ann.send('sendMediaGroup', { chat_id: ann.chatId, media }, { a: photo, b: photo })
    expect(refusalOf(album)).toEqual(tooLong)
  })
})

describe('429 with both parameters.retry_after and Retry-After', () => {
  it('says the same in both', async () => {
    await client.fault('rate_limited', 'publish', { retryAfter: 35 })
    const answer = await say('Too soon')
    expect(answer.body).toEqual({
      ok: false,
      error_code: 429,
      description: 'Too Many Requests: retry after 35',
      parameters: { retry_after: 35 },
    })
    expect(answer.headers.get('retry-after')).toBe('35')
  })
})

describe('per-chat 1/s and 20/min buckets', () => {
  const until429 = async (chat: Owner): Promise<[number, number]> => {
    for (let sent = 0; ; sent += 1) {
      const answer = await chat.call('sendMessage', { chat_id: chat.chatId, text: 'Again' })
      if (answer.status === 429) return [sent, Number(answer.headers.get('retry-after'))]
    }
  }

  it('lets a burst into a channel, then one message a second', async () => {
    const [sent, wait] = await until429(ann)
    expect([sent >= 20 && sent <= 22, wait]).toEqual([true, 1])
    await client.control.advance(1_000)
    resultOf(await say('After a second'))
    // Another chat of the same bot is not held up.
    resultOf(await ann.call('sendMessage', { chat_id: ann.filesChatId, text: 'Elsewhere' }))
  })

  it('lets 20 into a group, then one each three seconds', async () => {
    const group = await owner({ accountType: 'supergroup' })
    expect(await until429(group)).toEqual([20, 3])
    await client.control.advance(60_000)
    expect((await until429(group))[0]).toBe(20)
  })

  it('counts an album as its items', async () => {
    const ids = await Promise.all(
      [0, 1].map(async () => {
        const sent = await ann.send('sendPhoto', { chat_id: ann.filesChatId }, { photo })
        return (resultOf(sent)['photo'] as { file_id: string }[]).at(-1)?.file_id ?? ''
      }),
    )
    const media = Array.from({ length: 10 }, (_, index) => ({ type: 'photo', media: ids[index % 2] ?? '' }))
    const album = () => ann.call('sendMediaGroup', { chat_id: ann.chatId, media })
    resultOf(await album())
    resultOf(await album())
    const third = await album()
    expect([third.status, Number(third.headers.get('retry-after')) >= 8]).toEqual([429, true])
  })

  it('what is refused for other reasons takes no room', async () => {
    for (let times = 0; times < 30; times += 1) expect((await say('')).status).toBe(400)
    resultOf(await say('Still room'))
  })
})

describe('migrate_to_chat_id', () => {
  it('a group that was upgraded names the supergroup, which takes the message', async () => {
    const group = await owner({ accountType: 'group' })
    const text = { chat_id: group.number, text: 'Hello' }
    resultOf(await group.call('sendMessage', text))
    await inApp(client, group.number, 'upgrade')
    const refused = await group.call('sendMessage', text)
    expect(refusalOf(refused)).toEqual([400, 'Bad Request: group chat was upgraded to a supergroup chat'])
    const { migrate_to_chat_id: to } = (refused.body as { parameters: JsonObject }).parameters
    expect(String(to)).toMatch(/^-100\d+$/)
    expect(resultOf(await group.call('sendMessage', { ...text, chat_id: Number(to) }))['chat']).toMatchObject(
      {
        id: to,
        type: 'supergroup',
      },
    )
  })
})

describe('album partial failure', () => {
  it('leaves the other items in the chat and tells nobody their numbers', async () => {
    await client.fault('processing_failed', 'publish')
    const media = ['a', 'b', 'c'].map((name) => ({ type: 'photo', media: `attach://${name}` }))
    const album = () =>
      ann.send('sendMediaGroup', { chat_id: ann.chatId, media }, { a: photo, b: photo, c: photo })
    const answer = await album()
    expect(refusalOf(answer)).toEqual([
      400,
      'Bad Request: failed to send message #2 with the error message "IMAGE_PROCESS_FAILED"',
    ])
    expect(JSON.stringify(answer.body)).not.toContain('message_id')
    expect((await posts()).map(({ media: shown }) => shown.length)).toEqual([2])
    resultOf(await album())
  })

  it('comes of a bad picture by itself', async () => {
    const media = ['a', 'b'].map((name) => ({ type: 'photo', media: `attach://${name}` }))
    const bad = await fixture('truncated.jpg')
    const answer = await ann.send('sendMediaGroup', { chat_id: ann.chatId, media }, { a: photo, b: bad })
    expect(refusalOf(answer)[1]).toMatch(/^Bad Request: failed to send message #2 /)
    expect(await posts()).toHaveLength(1)
  })
})

describe('"response lost after send" mode', () => {
  it('the message is there, and its answer never comes; a lost request left nothing', async () => {
    await client.fault('lost_request', 'publish')
    await expect(say('Never arrived')).rejects.toThrow()
    await client.fault('lost_response', 'publish')
    await expect(say('Arrived')).rejects.toThrow()
    expect((await posts()).map(({ text }) => text)).toEqual(['Arrived'])
  })

  it('the message can be looked for by its number, as far as the network lets one look', async () => {
    const known = Number(resultOf(await say('Known'))['message_id'])
    await client.fault('lost_response', 'publish')
    await expect(say('Lost')).rejects.toThrow()
    const forward = (id: number) =>
      ann.call('forwardMessage', {
        chat_id: Number(ann.filesChatId),
        from_chat_id: ann.chatId,
        message_id: id,
      })
    expect(resultOf(await forward(known + 1))).toMatchObject({
      text: 'Lost',
      forward_origin: { type: 'channel', message_id: known + 1, chat: { id: ann.number } },
    })
    expect(refusalOf(await forward(known + 2))[1]).toBe('Bad Request: message to forward not found')
    const touch = (id: number) => ann.call('editMessageReplyMarkup', { chat_id: ann.chatId, message_id: id })
    expect(refusalOf(await touch(known + 1))[1]).toMatch(/^Bad Request: message is not modified/)
    expect(refusalOf(await touch(known + 2))[1]).toBe('Bad Request: message to edit not found')
    // What is forwarded to the files is not public.
    expect((await posts()).map(({ text }) => text)).toEqual(['Lost', 'Known'])
  })
})

describe('own posts not echoed in updates', () => {
  it('a bot hears what the owner writes and nothing of its own', async () => {
    resultOf(await say('By the bot'))
    await inApp(client, ann.number, 'post', 'By hand')
    const heard = resultOf(await ann.call('getUpdates')) as unknown as JsonObject[]
    expect(heard).toMatchObject([{ channel_post: { text: 'By hand' } }])
    const next = Number(heard[0]?.['update_id']) + 1
    expect(resultOf(await ann.call('getUpdates', { offset: next }))).toEqual([])
    // The sandbox tells of what came through us.
    expect((await posts()).map(({ text }) => text)).toEqual(['By the bot'])
  })
})
