import { describe, expect, it } from 'vitest'
import type { Json } from '../../kit/json.js'
import { ConnectRefused, type Grant } from '../connector.js'
import type { PlatformReply, PlatformRequest } from '../platform-http.js'
import { auth, chatIn, tokenIn } from './auth.js'

const token = '123456:ABC-DEF_ghi'

it.each([
  ['@harbour', '@harbour'],
  [' harbour ', '@harbour'],
  ['https://t.me/harbour', '@harbour'],
  ['t.me/harbour/12', '@harbour'],
  ['https://t.me/c/1234567890/5', -1_001_234_567_890],
  ['-1001234567890', -1_001_234_567_890],
  ['-4411', -4_411],
  ['@7up', '@7up'],
])('understands the chat %j', (answer, chat) => {
  expect(chatIn(answer, 'chatId')).toBe(chat)
})

it.each(['', 'a b', 'https://example.com/harbour', '@', 'https://t.me/+abcdef', 'a'.repeat(65)])(
  'refuses the chat %j with its name',
  (answer) => {
    const refusal = refusalOf(() => chatIn(answer, 'stagingChatId'))
    expect(refusal).toMatchObject({ code: 'VALIDATION_ERROR', answer: 'stagingChatId' })
  },
)

it('takes nothing into an address that is no token', () => {
  expect(tokenIn(` ${token}\n`)).toBe(token)
  for (const answer of ['', 'abc', '123:', '123:a/../b', '123:a?b', 'bot123:abc'])
    expect(refusalOf(() => tokenIn(answer))).toMatchObject({ code: 'VALIDATION_ERROR', answer: 'botToken' })
})

function refusalOf(work: () => unknown): ConnectRefused {
  try {
    work()
  } catch (error) {
    if (error instanceof ConnectRefused) return error
    throw error
  }
  throw new Error('It was taken')
}

describe('the chat', () => {
  type Answers = Record<string, Json>
  const channel = { id: -1_001, type: 'channel', title: 'Harbour', username: 'harbour' }
  const files = { id: -1_002, type: 'channel', title: 'Files' }
  const admin = { status: 'administrator', can_post_messages: true, can_edit_messages: false }

  /** Connects against a network with these chats and rights, by the id that is asked for. */
  async function connect(
    chats: Answers,
    members: Answers,
    answers: Record<string, string> = {},
  ): Promise<Grant> {
    const http = ({ url, json }: PlatformRequest): Promise<PlatformReply> => {
      const method = url.split('/').at(-1)
      const id = String((json as { chat_id?: Json }).chat_id)
      const found =
        method === 'getMe'
          ? { id: 9, username: 'harbour_bot' }
          : method === 'getChat'
            ? chats[id]
            : members[id]
      const body: Json =
        found === undefined
          ? { ok: false, error_code: 400, description: 'Bad Request: chat not found' }
          : (found as { ok?: boolean }).ok === false
            ? found
            : { ok: true, result: found }
      return Promise.resolve({
        status: found === undefined || 'ok' in Object(found) ? 400 : 200,
        headers: {},
        json: body,
        text: '',
      })
    }
    const given = { code: null, redirectUri: '', codeVerifier: '', keep: {} }
    return auth.finish({ ...given, answers: { botToken: token, chatId: '@harbour', ...answers } }, {
      http,
    } as unknown as Parameters<typeof auth.finish>[1])
  }
  const refusal = async (...of: Parameters<typeof connect>): Promise<ConnectRefused> => {
    const error: unknown = await connect(...of).catch((reason: unknown) => reason)
    if (error instanceof ConnectRefused) return error
    throw new Error(`It was taken: ${JSON.stringify(error)}`)
  }

  it('is kept by its number, with the rights of the bot and where files go', async () => {
    const grant = await connect(
      { '@harbour': channel, '-1002': files },
      { '-1001': admin, '-1002': admin },
      { stagingChatId: '-1002' },
    )
    expect(grant).toEqual({
      tokens: { accessToken: token },
      scopes: ['can_post_messages'],
      data: { chatId: -1_001, stagingChatId: -1_002 },
    })
  })

  it('that the bot does not find is told by the answer at fault', async () => {
    expect(await refusal({}, {})).toMatchObject({ answer: 'chatId', code: 'INVALID_PARAM' })
    const found = { '@harbour': channel }
    expect(await refusal(found, { '-1001': admin }, { stagingChatId: '-1002' })).toMatchObject({
      answer: 'stagingChatId',
    })
  })

  it('of one person is refused as such', async () => {
    const person = { '@harbour': { id: 4, type: 'private', first_name: 'Ann' } }
    expect(await refusal(person, { '4': { status: 'member' } })).toMatchObject({
      code: 'ACCOUNT_TYPE_NOT_SUPPORTED',
      answer: 'chatId',
    })
  })

  it.each<[string, object, object | null, boolean]>([
    ['channel', { status: 'creator' }, null, true],
    ['channel', admin, null, true],
    ['channel', { status: 'administrator', can_post_messages: false }, null, false],
    ['channel', { status: 'member' }, null, false],
    ['channel', { status: 'left' }, null, false],
    ['supergroup', { status: 'administrator' }, null, true],
    ['supergroup', { status: 'member' }, { can_send_messages: true }, true],
    ['group', { status: 'member' }, null, true],
    ['supergroup', { status: 'member' }, { can_send_messages: false }, false],
    ['supergroup', { status: 'restricted', is_member: true, can_send_messages: true }, null, true],
    ['supergroup', { status: 'restricted', is_member: true, can_send_messages: false }, null, false],
    ['supergroup', { status: 'restricted', is_member: false, can_send_messages: true }, null, false],
    ['group', { status: 'kicked' }, null, false],
  ])('%s with %j, everybody %j: %j', async (type, member, permissions, mayPost) => {
    const chat = { ...channel, type, ...(permissions === null ? {} : { permissions }) } as Json
    const connecting = connect({ '@harbour': chat }, { '-1001': member as Json })
    if (mayPost) await expect(connecting).resolves.toMatchObject({ data: { chatId: -1_001 } })
    else await expect(connecting).rejects.toMatchObject({ code: 'INVALID_PARAM', answer: 'chatId' })
  })

  it('for files must be private, and another', async () => {
    const chats = { '@harbour': channel, '-1001': channel, '@open_files': { ...channel, id: -1_003 } }
    const members = { '-1001': admin, '-1003': admin }
    for (const stagingChatId of ['-1001', '@open_files'])
      expect(await refusal(chats, members, { stagingChatId })).toMatchObject({ answer: 'stagingChatId' })
  })

  it('that has become a supergroup is followed', async () => {
    const moved = {
      ok: false,
      error_code: 400,
      description: 'Bad Request: group chat was upgraded to a supergroup chat',
      parameters: { migrate_to_chat_id: -1_005 },
    }
    const chats = { '-44': moved, '-1005': { id: -1_005, type: 'supergroup', title: 'Crew' } }
    const grant = await connect(chats, { '-1005': { status: 'member' } }, { chatId: '-44' })
    expect(grant.data).toEqual({ chatId: -1_005, stagingChatId: null })
  })
})
