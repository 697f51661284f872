import { createHash } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Simulator } from '../../src/sandbox/simulator.js'
import { startSimulator } from '../support/simulator.js'

/** A network that answers whatever it is told to: what is tested is the record of it. */
let answer: ReturnType<Simulator['unknownPath']> = { status: 200 }
const network: Simulator = {
  slug: 'acme',
  name: 'Acme',
  routes: [],
  unknownPath: () => answer,
  fault: () => undefined,
  createUser: () => ({ id: '1', username: 'ann', displayName: 'Ann' }),
  connectAnswers: () => ({}),
  posts: () => [],
}
const { call, control } = await startSimulator(network)
const connector = { 'x-voxburst-sender': 'connector', 'x-voxburst-account': 'acc_1' }

beforeEach(async () => {
  answer = { status: 200 }
  await control.reset()
})

async function recorded(...given: Parameters<typeof call>) {
  const [method, url, options = {}] = given
  await call(method, url, { ...options, headers: { ...connector, ...options.headers } }).catch(
    () => undefined,
  )
  const [newest] = await control.requests({ limit: 1 })
  if (newest === undefined) throw new Error('Nothing was recorded')
  return newest
}

describe('a record', () => {
  it('says when the request began, for how long it took, whose it was and how it was answered', async () => {
    answer = { status: 418, headers: { 'X-Tea': 'yes' }, body: { short: 'and stout' } }
    const before = Date.now()
    const entry = await recorded('PUT', 'https://api.acme.example/pot', { headers: { 'X-Cup': 'Blue' } })
    expect(entry).toMatchObject({
      platform: 'acme',
      accountId: 'acc_1',
      method: 'PUT',
      status: 418,
      headers: { 'x-cup': 'Blue', host: 'api.acme.example' },
      responseHeaders: { 'x-tea': 'yes', 'content-type': 'application/json; charset=utf-8' },
      response: { short: 'and stout' },
    })
    expect(entry.at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    expect(Date.parse(entry.at)).toBeGreaterThanOrEqual(before)
    expect(Number.isInteger(entry.durationMs)).toBe(true)
    expect(JSON.stringify(entry)).not.toContain('x-voxburst')
  })

  it('has the network’s own address, with its percent-encoding as it was sent', async () => {
    const url = 'https://api.acme.example/a%2Fb/c%20d?x=1%2C2&y=a+b&z=%C3%A4&empty='
    expect((await recorded('GET', url)).url).toBe(url)
  })

  it('keeps what JSON says, integers beyond 2^53 as strings', async () => {
    const json =
      '{"id": 12345678901234567890, "small": 9007199254740991, "deep": [{"n": -98765432109876543210}]}'
    answer = {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: '{"id":12345678901234567890}',
    }
    const entry = await recorded('POST', 'https://api.acme.example/', {
      headers: { 'content-type': 'application/json' },
      body: json,
    })
    expect(entry.body).toEqual({
      id: '12345678901234567890',
      small: 9_007_199_254_740_991,
      deep: [{ n: '-98765432109876543210' }],
    })
    expect(entry.response).toEqual({ id: '12345678901234567890' })
  })

  it('shows a form as an object, a repeated name as a list', async () => {
    const body = new URLSearchParams([
      ['id', '1'],
      ['tag', 'a b'],
      ['tag', 'c&d'],
    ])
    expect((await recorded('POST', 'https://api.acme.example/', { body })).body).toEqual({
      id: '1',
      tag: ['a b', 'c&d'],
    })
  })

  it('shows multipart as fields and files, in order', async () => {
    const body = new FormData()
    body.append('note', 'one')
    body.append('file', new File(['12345'], 'a "b".png', { type: 'image/png' }))
    body.append('note', 'two')
    body.append('other', new File([new Uint8Array([0, 255])], 'c.bin'))
    expect((await recorded('POST', 'https://api.acme.example/', { body })).body).toEqual({
      fields: { note: ['one', 'two'] },
      files: [
        { name: 'file', filename: 'a "b".png', contentType: 'image/png', bytes: 5 },
        { name: 'other', filename: 'c.bin', contentType: 'application/octet-stream', bytes: 2 },
      ],
    })
  })

  it('of other bytes is their number and hash, of none null', async () => {
    const bytes = Buffer.from([0, 1, 2, 254, 255])
    const seen = { bytes: 5, sha256: createHash('sha256').update(bytes).digest('hex') }
    answer = { status: 200, body: bytes }
    const entry = await recorded('POST', 'https://api.acme.example/', {
      headers: { 'content-type': 'image/png' },
      body: bytes,
    })
    expect([entry.body, entry.response]).toEqual([seen, seen])
    answer = { status: 204 }
    const empty = await recorded('POST', 'https://api.acme.example/')
    expect([empty.body, empty.response]).toEqual([null, null])
  })

  it('has the size and hash of a file that goes along as base64, and a long text whole', async () => {
    const file = Buffer.alloc(40_000, 'a file')
    const json = { source: { items: [{ data: file.toString('base64') }] }, text: 'words '.repeat(10_000) }
    expect((await recorded('POST', 'https://api.acme.example/', { json })).body).toEqual({
      source: {
        items: [{ data: { bytes: 40_000, sha256: createHash('sha256').update(file).digest('hex') } }],
      },
      text: json.text,
    })
  })

  it('is newest first, with ids that rise in order of beginning', async () => {
    for (const path of ['a', 'b', 'c']) await recorded('GET', `https://api.acme.example/${path}`)
    const entries = await control.requests({ limit: 2 })
    expect(entries.map(({ url }) => url.at(-1))).toEqual(['c', 'b'])
    expect((entries[0]?.id ?? 0) - (entries[1]?.id ?? 0)).toBe(1)
  })

  it('of a connection that was cut has no status', async () => {
    await control.addFault({
      platform: 'acme',
      accountId: null,
      fault: 'lost_request',
      times: 1,
      operation: 'any',
      retryAfter: null,
      delayMs: null,
    })
    expect(await recorded('GET', 'https://api.acme.example/')).toMatchObject({ status: null, response: null })
  })
})

describe('a secret is three stars and its last four characters', () => {
  const secret = 'a-very-secret-thing-1234'

  it.each(['access_token', 'code', 'client_secret', 'code_verifier', 'password'])(
    'as %s in an address',
    async (name) => {
      const { url } = await recorded('GET', `https://api.acme.example/x?a=1&${name}=${secret}&b=2`)
      expect(url).toBe(`https://api.acme.example/x?a=1&${name}=***1234&b=2`)
    },
  )

  it('as a bot’s token in a path', async () => {
    const { url } = await recorded('POST', 'https://api.acme.example/bot123456:AAbbCCdd_e-f/sendMessage')
    expect(url).toBe('https://api.acme.example/bot***_e-f/sendMessage')
  })

  it('in headers, whose scheme stays', async () => {
    const { headers } = await recorded('GET', 'https://api.acme.example/', {
      headers: { authorization: `DPoP ${secret}`, dpop: secret, 'x-else': `is ${secret}` },
    })
    expect(headers).toMatchObject({ authorization: 'DPoP ***1234', dpop: '***1234', 'x-else': 'is ***1234' })
  })

  it('in JSON, forms and multipart, at any depth', async () => {
    const url = 'https://api.acme.example/'
    const json = { user: { appPassword: secret, list: [{ refresh_token: secret }] } }
    expect((await recorded('POST', url, { json })).body).toEqual({
      user: { appPassword: '***1234', list: [{ refresh_token: '***1234' }] },
    })
    const body = new URLSearchParams({ code: secret, kept: 'yes' })
    expect((await recorded('POST', url, { body })).body).toEqual({ code: '***1234', kept: 'yes' })
    const form = new FormData()
    form.append('client_secret', secret)
    form.append('x-amz-signature', secret)
    expect((await recorded('POST', url, { body: form })).body).toMatchObject({
      fields: { client_secret: '***1234', 'x-amz-signature': '***1234' },
    })
  })

  it('as what a file is encrypted with, and not as any other key', async () => {
    const url = 'https://api.acme.example/'
    const cipher = { key: secret, iv: secret.slice(4) }
    expect((await recorded('POST', url, { json: { file: cipher, key: 'uploads/photo.jpg' } })).body).toEqual({
      file: { key: '***1234', iv: '***1234' },
      key: 'uploads/photo.jpg',
    })
  })

  it('in answers, where a code is the name of an error', async () => {
    answer = {
      status: 400,
      headers: { 'set-cookie': secret },
      body: { error: { code: 'bad_request' }, token: secret },
    }
    const entry = await recorded('GET', 'https://api.acme.example/')
    expect(entry.response).toEqual({ error: { code: 'bad_request' }, token: '***1234' })
    expect(entry.responseHeaders['set-cookie']).toBe('***1234')
  })

  it('wherever else the same one stands, and a person’s words stay whole', async () => {
    const json = { token: secret, text: `https://shop.example/?code=SUMMER is on, ${secret} is not` }
    expect((await recorded('POST', 'https://api.acme.example/', { json })).body).toEqual({
      token: '***1234',
      text: 'https://shop.example/?code=SUMMER is on, ***1234 is not',
    })
  })
})
