import { describe, expect, it } from 'vitest'
import type { Scope } from '../../contract/endpoint.js'
import { errorEnvelope } from '../../contract/common.js'
import { insertApiKey, newApiKey } from '../../src/store/api-keys.js'
import { startHouse, type House } from '../support/house.js'

const house = await startHouse()
const { id: accountId } = await house.account('mastodon')
type Sent = {
  key?: string | null
  headers?: Record<string, string>
  raw?: string
  at?: House
  method?: string
}
type Message = {
  result?: { isError?: boolean; content?: { text: string }[]; serverInfo?: object; tools?: object[] }
  error?: { code: number; message: string }
}

const send = (
  message: unknown,
  { key = house.key, headers, raw, at = house, method = 'POST' }: Sent = {},
): Promise<Response> =>
  fetch(`${at.url}/mcp`, {
    method,
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      ...headers,
    },
    ...(method === 'POST' ? { body: raw ?? JSON.stringify(message) } : {}),
  })
const ask = (method: string, params: object = {}) => ({ jsonrpc: '2.0', id: 1, method, params })
const callOf = (name: string, given: object) => ask('tools/call', { name, arguments: given })

/** What a tool says, read as JSON. */
async function use(name: string, given: object, sent: Sent = {}): Promise<Record<string, unknown>> {
  const answer = await send(callOf(name, given), sent)
  const { result } = (await answer.json()) as Message
  expect(result?.content).toHaveLength(1)
  return { isError: result?.isError ?? false, ...(JSON.parse(result?.content?.[0]?.text ?? '') as object) }
}

async function keyWith(scopes: readonly Scope[]): Promise<string> {
  const me = await house.call<{ workspaceId: string; userId: string }>('GET', '/v1/auth/me')
  const secret = newApiKey()
  await house.db.transaction((tx) =>
    insertApiKey(tx, { ...me, name: 'Narrow', secret, scopes, expiresAt: null }),
  )
  return secret
}

describe('who may', () => {
  it('nobody without a key that holds', async () => {
    for (const key of [null, 'vb_live_unknown']) {
      const answer = await send(ask('tools/list'), { key })
      expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
      expect(errorEnvelope.parse(await answer.json()).error.code).toBe('UNAUTHORIZED')
    }
  })

  it('a key does what its scopes allow, tool by tool, and is told what to do otherwise', async () => {
    const key = await keyWith(['posts:read'])
    expect(await use('list_posts', {}, { key })).toMatchObject({
      isError: false,
      data: expect.any(Array) as [],
    })
    const post = { content: 'Not allowed', accountIds: [accountId] }
    expect(await use('create_post', post, { key })).toMatchObject({
      isError: true,
      error: 'FORBIDDEN',
      statusCode: 403,
      message: expect.stringContaining('posts:write') as string,
      details: { requiredScope: 'posts:write' },
      next: expect.stringContaining('Ask') as string,
    })
    expect(await use('list_accounts', {}, { key })).toMatchObject({ isError: true, error: 'FORBIDDEN' })
  })

  it('no page of another site, whatever name it gave this server', async () => {
    for (const origin of ['https://evil.example', 'http://evil.example:4000', 'null', 'nonsense']) {
      const answer = await send(ask('tools/list'), { headers: { origin } })
      expect([origin, answer.status]).toEqual([origin, 403])
      expect(errorEnvelope.parse(await answer.json()).error.code).toBe('FORBIDDEN')
    }
    for (const origin of [house.app.parts.config.publicUrl, 'http://localhost:6274'])
      expect((await send(ask('tools/list'), { headers: { origin } })).status).toBe(200)
  })

  it('the rate limit is the API’s, and says when to come back', async () => {
    const slow = await startHouse({ VOXBURST_RATE_LIMIT: '2' })
    const sent = { at: slow, key: slow.key }
    // Each call counts as what it asks of the API.
    for (const used of [1, 2])
      expect([used, await use('list_posts', {}, sent)]).toMatchObject([used, { isError: false }])
    const refused = await send(callOf('list_posts', {}), sent)
    expect([refused.status, Number(refused.headers.get('retry-after'))]).toEqual([429, expect.any(Number)])
  })
})

describe('what is no message', () => {
  it('is refused with a reason, never with a fault', async () => {
    const none = [
      '',
      '{',
      '[]',
      '[{"jsonrpc":"2.0","id":1,"method":"tools/list"}]',
      '"text"',
      '17',
      'null',
      '{}',
    ]
    const nearly = [
      '{"jsonrpc":"1.0","id":1,"method":"tools/list"}',
      '{"jsonrpc":"2.0","id":{},"method":"tools/list"}',
      '{"jsonrpc":"2.0","id":1}',
      '{"jsonrpc":"2.0","id":1,"method":"tools/call","__proto__":{"a":1}}',
    ]
    for (const raw of [...none, ...nearly]) {
      const answer = await send(null, { raw })
      expect([raw, answer.status]).toEqual([raw, 400])
      expect(await answer.json()).toMatchObject({
        error: { message: expect.stringMatching(/\w+ \w+/) as string },
      })
    }
    expect((await send(ask('tools/list'), { headers: { accept: 'text/plain' } })).status).toBe(406)
    expect((await send(ask('tools/list'), { headers: { 'content-type': 'text/plain' } })).status).toBe(415)
  })

  it('is answered as the protocol says where only method or parameters are wrong', async () => {
    for (const [message, code] of [
      [ask('no/such'), -32_601],
      [ask('resources/read', { uri: 'nothing://here' }), -32_002],
    ] as const) {
      const { error } = (await (await send(message)).json()) as Message
      expect(error?.code).toBe(code)
    }
    for (const params of [{}, { name: 17 }, { name: 'get_post', arguments: 'x' }]) {
      const { error } = (await (await send(ask('tools/call', params))).json()) as Message
      expect(error?.message).toEqual(expect.any(String))
    }
  })

  it('is cut off where it is larger than a request may be', async () => {
    const answer = await send(
      callOf('create_post', { content: 'x'.repeat(2_000_000), accountIds: [accountId] }),
    )
    expect(answer.status).toBe(413)
    expect(errorEnvelope.parse(await answer.json()).error.code).toBe('PAYLOAD_TOO_LARGE')
  })

  it('is a notification: taken, and not answered', async () => {
    const answer = await send({ jsonrpc: '2.0', method: 'notifications/initialized' })
    expect([answer.status, await answer.text()]).toEqual([202, ''])
  })

  it('has no streams and no sessions', async () => {
    for (const method of ['GET', 'DELETE']) {
      const answer = await send(null, { method })
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST'])
    }
  })
})

describe('what is asked of a tool', () => {
  it('does not lead to another path', async () => {
    for (const id of ['../accounts', '..%2Faccounts', 'x/../../accounts', 'post_1?limit=1', '%00', 'ä']) {
      for (const [tool, field] of [
        ['get_post', 'postId'],
        ['get_account', 'accountId'],
        ['delete_post', 'postId'],
      ] as const)
        expect(await use(tool, { [field]: id })).toMatchObject({
          isError: true,
          error: expect.stringMatching(/^(BAD_REQUEST|NOT_FOUND)$/) as string,
          next: expect.stringContaining('list_') as string,
        })
    }
  })

  it('is named where it is wrong', async () => {
    expect(await use('create_post', { accountIds: [] })).toMatchObject({
      error: 'INVALID_INPUT',
      message: expect.stringMatching(/content.*accountIds/) as string,
    })
    for (const name of ['constructor', 'toString', '__proto__', ''])
      expect(await use(name, {})).toMatchObject({ isError: true, error: 'UNKNOWN_TOOL' })
  })

  it('happens once where it comes again with the same Idempotency-Key', async () => {
    const post = { content: 'Once', accountIds: [accountId] }
    const headers = { 'idempotency-key': 'agent-once' }
    const [first, again] = [
      await use('create_post', post, { headers }),
      await use('create_post', post, { headers }),
    ]
    expect(again['id']).toBe(first['id'])
    expect((await use('create_post', post))['id']).not.toBe(first['id'])
  })
})
