import { describe, expect, it } from 'vitest'
import { aFile, anItem, scripted } from '../../../tests/support/scripted-network.js'
import type { Json } from '../../kit/json.js'
import type { MediaFile, RenderedItem } from '../connector.js'
import { NoAnswer, type PlatformReply } from '../platform-http.js'
import { prepare } from './prepare.js'
import { proceed, publish, urlOf } from './publish.js'

const picture = (change: Partial<MediaFile> = {}): MediaFile =>
  aFile({
    filename: 'boat.png',
    contentType: 'image/png',
    width: 100,
    height: 100,
    reencoded: () =>
      Promise.resolve({ bytes: new Uint8Array([9]), contentType: 'image/jpeg', width: 50, height: 50 }),
    ...change,
  })
const item = (...media: MediaFile[]): RenderedItem => anItem({ media })

type Answer = PlatformReply | Error

function context(...answers: Answer[]) {
  const logged: string[] = []
  const room = scripted(answers, {
    tokens: { accessToken: '1:token' },
    data: { chatId: -1_001_234, stagingChatId: -1_009 },
    account: { id: 'acc_1', remoteId: '-1001234', username: 'harbour', displayName: null },
    log: (message) => void logged.push(message),
  })
  return { ...room, logged }
}

function reply(status: number, json: Json): PlatformReply {
  return { status, headers: {}, json, text: JSON.stringify(json) }
}
const ok = (result: Json): PlatformReply => reply(200, { ok: true, result })
const failure = (status: number, description: string, parameters: Json = {}): PlatformReply =>
  reply(status, { ok: false, error_code: status, description, parameters })
const channel = { id: -1_001_234, type: 'channel', username: 'harbour' }
const sent = ok({ message_id: 7, chat: channel })

describe('a message that is out', () => {
  it('has its number and its public address', async () => {
    const { ctx, asked } = context(sent)
    expect(await publish(item(), null, ctx)).toEqual({
      kind: 'published',
      remoteId: '7',
      url: 'https://t.me/harbour/7',
      data: { messageIds: [7] },
    })
    expect(asked).toMatchObject([
      { method: 'POST', url: 'https://api.telegram.org/bot1:token/sendMessage', creating: true },
    ])
  })

  it('of an album has the address of its first, and all numbers', async () => {
    const { ctx } = context(
      ok([
        { message_id: 8, chat: channel },
        { message_id: 9, chat: channel },
      ]),
    )
    expect(await publish(item(picture(), picture()), { fileIds: ['a', 'b'] }, ctx)).toMatchObject({
      remoteId: '8',
      url: 'https://t.me/harbour/8',
      data: { messageIds: [8, 9] },
    })
  })

  it('without a number yet (a big video that the server put on its schedule) is out all the same', async () => {
    const { ctx } = context(ok({ message_id: 0, chat: channel }))
    expect(await publish(item(), null, ctx)).toEqual({ kind: 'published', remoteId: null, url: null })
  })

  it.each([
    ['-1001234', 'harbour', 'https://t.me/harbour/7'],
    ['-1001234', null, 'https://t.me/c/1234/7'],
    ['-1234', null, null],
  ])('in %s (%s) is at %s', (chatId, username, url) => {
    expect(urlOf(chatId, username, 7)).toBe(url)
  })

  it.each<[string, Json]>([
    ['no message', { ok: true, result: true }],
    ['an empty album', { ok: true, result: [] }],
    ['something else', 'ok'],
  ])('is not taken for one from an answer with %s', async (_what, json) => {
    const { ctx } = context(reply(200, json))
    expect((await publish(item(), null, ctx)).kind).toBe('unknown')
  })
})

it('a lost answer says why nobody can tell', async () => {
  const { ctx, asked } = context(new NoAnswer('No answer within 40 s'))
  expect(await publish(item(), null, ctx)).toMatchObject({
    kind: 'unknown',
    error: {
      code: 'OUTCOME_UNKNOWN',
      message: expect.stringMatching(/neither read .* No answer within 40 s/) as string,
    },
  })
  expect(asked).toHaveLength(1)
})

describe('a group that has become a supergroup', () => {
  const moved = failure(400, 'Bad Request: group chat was upgraded to a supergroup chat', {
    migrate_to_chat_id: -1_005_555,
  })

  it('is posted to where it is now, by a call of its own, with the files that are there', async () => {
    const group = { id: -1_005_555, type: 'supergroup', title: 'Crew' }
    const { ctx, asked } = context(moved, ok({ message_id: 3, chat: group }))
    const first = await publish(item(picture()), { fileIds: ['a'] }, ctx)
    expect(first).toEqual({ kind: 'halfway', resume: { chatId: -1_005_555, fileIds: ['a'] } })
    expect(asked).toHaveLength(1)
    const second = await proceed(item(picture()), (first as { resume: Json }).resume, ctx)
    // Numbers begin anew there: they must not meet those of the group.
    expect(second).toMatchObject({ remoteId: '-1005555:3', url: 'https://t.me/c/5555/3' })
    expect(asked[1]?.json).toEqual({ chat_id: -1_005_555, caption: 'Hello', photo: 'a' })
  })

  it('is followed once', async () => {
    const { ctx } = context(moved)
    expect(await proceed(item(), { chatId: -1_005_555, fileIds: null }, ctx)).toMatchObject({
      kind: 'refused',
      cure: 'reconnect',
    })
  })
})

describe('files', () => {
  const staged = (...ids: string[]): PlatformReply =>
    ok({ message_id: 1, photo: ids.map((file_id) => ({ file_id })) })

  it('go to the private channel first, once, and the post is a small request with their ids', async () => {
    const { ctx, asked } = context(
      staged('small', 'large'),
      staged('other'),
      ok([{ message_id: 8 }, { message_id: 9 }]),
    )
    const post = item(picture(), picture({ sha256: 'def' }))
    const prepared = await prepare(post, ctx)
    expect(prepared).toEqual({ kind: 'ready', plan: { fileIds: ['large', 'other'] } })
    expect(await prepare(post, ctx)).toEqual(prepared)
    expect(asked).toHaveLength(2)
    expect(asked[0]).not.toHaveProperty('creating')
    expect(asked[0]?.multipart).toMatchObject([
      { name: 'chat_id', value: '-1009' },
      { name: 'disable_notification', value: 'true' },
      { name: 'photo', filename: 'boat.png', contentType: 'image/png' },
    ])
    await publish(post, { fileIds: ['large', 'other'] }, ctx)
    expect(asked[2]?.json).toMatchObject({
      chat_id: -1_001_234,
      media: [{ media: 'large' }, { media: 'other' }],
    })
  })

  it('go along with the post where there is no such channel', async () => {
    const { ctx, asked } = context(sent)
    ctx.data['stagingChatId'] = null
    expect(await prepare(item(picture()), ctx)).toEqual({ kind: 'ready', plan: null })
    await publish(item(picture()), null, ctx)
    expect(asked[0]?.multipart).toMatchObject([
      { name: 'chat_id', value: '-1001234' },
      { name: 'caption', value: 'Hello' },
      { name: 'photo', filename: 'boat.png' },
    ])
  })

  it('go along as well when the private channel is gone, which does not end the account', async () => {
    const { ctx, logged } = context(failure(400, 'Bad Request: chat not found'))
    expect(await prepare(item(picture()), ctx)).toEqual({ kind: 'ready', plan: null })
    expect(logged).toEqual(['Files cannot be sent ahead'])
  })

  it.each<[string, Answer, object]>([
    [
      'a file that is refused',
      failure(400, 'Bad Request: PHOTO_INVALID_DIMENSIONS'),
      { error: { code: 'MEDIA_REJECTED' } },
    ],
    ['a token that is dead', failure(401, 'Unauthorized'), { cure: 'reconnect' }],
    ['a server that is out of order', failure(502, 'Bad Gateway'), { cure: 'wait' }],
    ['no answer', new NoAnswer('reset'), { cure: 'wait' }],
  ])('that cannot go ahead because of %s are told as what they are', async (_what, answer, refusal) => {
    const { ctx } = context(answer)
    expect(await prepare(item(picture()), ctx)).toMatchObject({ kind: 'refused', ...refusal })
  })

  it('that Telegram has forgotten are uploaded again', async () => {
    const forgotten = failure(400, 'Bad Request: wrong file identifier/HTTP URL specified')
    const { ctx, asked } = context(staged('old'), forgotten, staged('new'))
    await prepare(item(picture()), ctx)
    const outcome = await publish(item(picture()), { fileIds: ['old'] }, ctx)
    expect(outcome).toMatchObject({ kind: 'refused', cure: 'wait', error: { code: 'PLATFORM_UNAVAILABLE' } })
    expect(await prepare(item(picture()), ctx)).toMatchObject({ plan: { fileIds: ['new'] } })
    expect(asked).toHaveLength(3)
  })

  it.each([
    ['too many bytes', { sizeBytes: 10_000_001 }],
    ['sides that are too long', { width: 8_000, height: 2_001 }],
    ['a type that is no photo there', { contentType: 'image/webp', filename: 'boat.webp' }],
  ])('with %s become a JPEG, as photos only', async (_what, change) => {
    const { ctx, asked } = context(sent, sent)
    const post = item(picture({ filename: 'boat.png', ...change }))
    await publish(post, null, ctx)
    await publish({ ...post, options: { asFiles: true } }, null, ctx)
    expect(asked[0]?.multipart?.at(-1)).toMatchObject({
      filename: 'boat.jpg',
      contentType: 'image/jpeg',
      length: 1,
    })
    expect(asked[1]?.multipart?.at(-1)).toMatchObject({ name: 'document', filename: post.media[0]?.filename })
  })

  it('that cannot be read are never said to have perhaps been sent', async () => {
    const { ctx, asked } = context()
    const broken = picture({ sizeBytes: 10_000_001, reencoded: () => Promise.reject(new Error('torn')) })
    await expect(publish(item(broken), null, ctx)).rejects.toMatchObject({ name: 'NotSent' })
    expect(asked).toEqual([])
  })
})
