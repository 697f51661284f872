import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { describe, expect, it, vi } from 'vitest'
import { startSimulator, type Answer } from '../../../../tests/support/simulator.js'
import type { Json, JsonObject } from '../../../kit/json.js'
import { simulator } from './index.js'

// Time moves when it is moved: how fast the machine is says nothing.
vi.useFakeTimers({ toFake: ['Date'] })
const client = await startSimulator(simulator)
const redirect = 'https://voxburst.example/callback'
const verifier = 'a-verifier-that-is-long-enough-to-be-one-0123456789'
const all = 'tweet.read tweet.write users.read media.write offline.access'
const file = (name: string) => readFile(new URL(`../../../../tests/fixtures/media/${name}`, import.meta.url))
const body = (answer: Answer) => answer.body as JsonObject
const data = (answer: Answer) => body(answer)['data'] as JsonObject
const detail = (answer: Answer) => [answer.status, body(answer)['detail']]
const duplicate = 'You are not allowed to create a Tweet with duplicate content.'
const notPermitted = 'You are not permitted to perform this action.'

async function consent(user: string, more: Record<string, string> = {}): Promise<string> {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: 'app',
    redirect_uri: redirect,
    scope: all,
    state: 'state',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    auto_user: user,
    ...more,
  })
  const answer = await client.call('GET', `https://x.com/i/oauth2/authorize?${query.toString()}`)
  return new URL(answer.headers.get('location') ?? 'about:blank').searchParams.get('code') ?? ''
}

const token = (form: Record<string, string>) =>
  client.call('POST', 'https://api.x.com/2/oauth2/token', {
    body: new URLSearchParams({ client_id: 'app', ...form }),
  })
const exchange = (code: string, more: Record<string, string> = {}) =>
  token({
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirect,
    code_verifier: verifier,
    ...more,
  })
const refresh = (refresh_token: string) => token({ grant_type: 'refresh_token', refresh_token })

type Options = Parameters<typeof client.call>[2]
async function signIn(user: string, more: Record<string, string> = {}) {
  const tokens = body(await exchange(await consent(user, more)))
  const authorization = `Bearer ${String(tokens['access_token'])}`
  const call = (method: string, path: string, options: Options = {}) =>
    client.call(method, `https://api.x.com${path}`, {
      ...options,
      headers: { authorization, ...options.headers },
    })
  const post = (fields: JsonObject) => call('POST', '/2/tweets', { json: fields })
  const { id } = data(await call('GET', '/2/users/me')) ?? {}
  const timeline = (query = '') => call('GET', `/2/users/${String(id)}/tweets?max_results=5${query}`)
  return { id: String(id), tokens, call, post, timeline }
}
type Person = Awaited<ReturnType<typeof signIn>>

async function image(person: Person): Promise<string> {
  const form = new FormData()
  form.append('media_category', 'tweet_image')
  form.append('media', new File([new Uint8Array(await file('card-1200x630.png'))], 'card.png'))
  return String(data(await person.call('POST', '/2/media/upload', { body: form }))['id'])
}

async function begin(person: Person, bytes: Buffer): Promise<string> {
  const json = { media_type: 'video/mp4', total_bytes: bytes.length, media_category: 'tweet_video' }
  return String(data(await person.call('POST', '/2/media/upload/initialize', { json }))['id'])
}

function append(person: Person, id: string, index: number, bytes: Buffer): Promise<Answer> {
  const form = new FormData()
  form.append('segment_index', String(index))
  form.append('media', new File([new Uint8Array(bytes)], 'part'))
  return person.call('POST', `/2/media/upload/${id}/append`, { body: form })
}

const finalize = (person: Person, id: string) => person.call('POST', `/2/media/upload/${id}/finalize`)
const state = async (person: Person, id: string) =>
  (
    data(await person.call('GET', `/2/media/upload?command=STATUS&media_id=${id}`))['processing_info'] as
      JsonObject | undefined
  )?.['state']

describe('a fair simulator', () => {
  it('1. wants the exact redirect_uri and the PKCE verifier, and takes a code once', async () => {
    expect((await exchange(await consent('ada'), { redirect_uri: `${redirect}/` })).status).toBe(400)
    expect((await exchange(await consent('ada'), { code_verifier: 'another' })).status).toBe(400)
    const code = await consent('ada')
    expect(body(await exchange(code))).toMatchObject({ token_type: 'bearer', expires_in: 7_200 })
    expect((await exchange(code)).status).toBe(400)
  })

  it('1. lets a code live for 30 seconds and an access token for 7,200', async () => {
    const code = await consent('bea')
    await client.control.advance(30_000)
    expect((await exchange(code)).status).toBe(400)
    const person = await signIn('bea')
    await client.control.advance(7_190_000)
    expect((await person.call('GET', '/2/users/me')).status).toBe(200)
    await client.control.advance(10_000)
    expect((await person.call('GET', '/2/users/me')).status).toBe(401)
  })

  it('1. takes a refresh token once; a second use ends the whole family', async () => {
    const { tokens } = await signIn('cy')
    const first = String(tokens['refresh_token'])
    const next = body(await refresh(first))
    expect(next['refresh_token']).not.toBe(first)
    expect((await refresh(first)).status).toBe(400)
    expect((await refresh(String(next['refresh_token']))).status).toBe(400)
    const authorization = `Bearer ${String(next['access_token'])}`
    const me = await client.call('GET', 'https://api.x.com/2/users/me', { headers: { authorization } })
    expect(me.status).toBe(401)
  })

  it('2. answers 201 with a string id that rises, and the text with short addresses', async () => {
    const person = await signIn('di')
    const one = await person.post({ text: 'See https://example.com/menu?a=1 & more' })
    const two = await person.post({ text: 'Later' })
    expect(one.status).toBe(201)
    expect(data(one)['text']).toMatch(/^See https:\/\/t\.co\/\w+ &amp; more$/)
    const [a, b] = [String(data(one)['id']), String(data(two)['id'])]
    expect(a).toMatch(/^\d{18,19}$/)
    expect(BigInt(b) > BigInt(a)).toBe(true)
    const shown = await person.call('GET', `/2/tweets?ids=${a}&tweet.fields=entities`)
    const [entity] = ((body(shown)['data'] as JsonObject[])[0]?.['entities'] as { urls: JsonObject[] }).urls
    expect(entity).toMatchObject({ start: 4, expanded_url: 'https://example.com/menu?a=1' })
  })

  it('2. appends a link to the text of a post with media', async () => {
    const person = await signIn('ed')
    const posted = await person.post({ text: 'Card', media: { media_ids: [await image(person)] } })
    expect(data(posted)['text']).toMatch(/^Card https:\/\/t\.co\/\w+$/)
  })

  it('3. weighs text: an address 23, an emoji and a wide letter 2; 280 is out at 281 with 403', async () => {
    const person = await signIn('fay')
    const status = async (text: string) => detail(await person.post({ text }))
    const link = `https://example.com/${'x'.repeat(200)} `
    const fits = ['a'.repeat(280), '日'.repeat(140), '👩‍👩‍👧‍👦'.repeat(140), link + 'a'.repeat(256)]
    for (const text of fits) expect((await status(text))[0]).toBe(201)
    for (const text of fits) expect(await status(`${text}a`)).toEqual([403, notPermitted])
  })

  it('3. answers 403 to the same text again, not to the same under another post or a day later', async () => {
    const person = await signIn('gus')
    const first = await person.post({ text: 'Twice' })
    expect(detail(await person.post({ text: 'Twice' }))).toEqual([403, duplicate])
    const reply = { in_reply_to_tweet_id: String(data(first)['id']) }
    expect((await person.post({ text: 'Twice', reply })).status).toBe(201)
    expect((await (await signIn('gil')).post({ text: 'Twice' })).status).toBe(201)
    await person.call('DELETE', `/2/tweets/${String(data(first)['id'])}`)
    expect((await person.post({ text: 'Twice' })).status).toBe(201)
    await client.control.advance(86_400_000)
    expect((await (await signIn('gus')).post({ text: 'Twice' })).status).toBe(201)
  })

  it('3. answers 400 to unknown fields, to a poll with media and to media ids that cannot be used', async () => {
    const person = await signIn('hal')
    const poll = { options: ['Yes', 'No'], duration_minutes: 60 }
    expect((await person.post({ text: 'Poll', poll })).status).toBe(201)
    const media = { media_ids: [await image(person)] }
    const wrong: JsonObject[] = [
      { text: 'a', colour: 'red' },
      { text: 'b', poll, media },
      { text: 'c', poll: { ...poll, options: ['One'] } },
      { text: 'd', poll: { ...poll, duration_minutes: 4 } },
      { text: 'e', media: { media_ids: ['1234567890'] } },
      { text: 'f', reply: { in_reply_to_tweet_id: '1234567890' } },
      {},
    ]
    for (const fields of wrong) expect([fields, (await person.post(fields)).status]).toEqual([fields, 400])
    const stranger = await signIn('hugo')
    expect((await stranger.post({ text: 'Not mine', media })).status).toBe(400)
  })

  it('4. media goes from pending over in_progress to succeeded, and can be used only then', async () => {
    const person = await signIn('ida')
    const bytes = await file('landscape-1280x720-4s-moov-last.mp4')
    const id = await begin(person, bytes)
    const half = Math.floor(bytes.length / 2)
    expect((await append(person, id, 0, bytes.subarray(0, half))).status).toBe(200)
    expect((await append(person, id, 1, bytes.subarray(half))).status).toBe(200)
    const whole = data(await finalize(person, id))
    expect(whole['processing_info']).toEqual({ state: 'pending', check_after_secs: 1 })
    const media = { media_ids: [id] }
    expect((await person.post({ text: 'Too early', media })).status).toBe(400)
    await client.control.advance(1_000)
    expect(await state(person, id)).toBe('in_progress')
    await client.control.advance(1_000)
    expect(await state(person, id)).toBe('succeeded')
    expect((await person.post({ text: 'In time', media })).status).toBe(201)
  })

  it('4. keeps book of segments: 400 to finalize while bytes are missing, a segment sent twice counts once', async () => {
    const person = await signIn('jo')
    const bytes = await file('landscape-1280x720-4s-moov-last.mp4')
    const id = await begin(person, bytes)
    await append(person, id, 0, bytes.subarray(0, 1_000))
    await append(person, id, 0, bytes.subarray(0, 1_000))
    expect((await finalize(person, id)).status).toBe(400)
    await append(person, id, 1, bytes.subarray(1_000))
    expect((await finalize(person, id)).status).toBe(200)
    expect((await append(person, id, 1_000, bytes)).status).toBe(400)
  })

  it('4. media that fails says why, and media of yesterday is gone', async () => {
    const person = await signIn('kay')
    const bytes = await file('landscape-1280x720-4s-moov-last.mp4')
    const id = await begin(person, bytes)
    await append(person, id, 0, bytes)
    await finalize(person, id)
    await client.fault('processing_failed', 'status')
    const failed = data(await person.call('GET', `/2/media/upload?command=STATUS&media_id=${id}`))
    expect(failed['processing_info']).toMatchObject({ state: 'failed', error: { name: 'InvalidMedia' } })
    const old = await image(person)
    await client.control.advance(86_400_000)
    const again = await signIn('kay')
    expect((await again.post({ text: 'Late', media: { media_ids: [old] } })).status).toBe(400)
  })

  it('5. every answer tells the limit and its reset in Unix seconds', async () => {
    const person = await signIn('lou')
    const { headers } = await person.post({ text: 'Counted' })
    const reset = Number(headers.get('x-rate-limit-reset'))
    expect(reset - Date.parse((await client.control.clock()).now) / 1_000).toBeLessThanOrEqual(900)
    expect(Number(headers.get('x-rate-limit-remaining'))).toBeGreaterThan(0)
  })

  it('5. knows both kinds of 429', async () => {
    const person = await signIn('mo')
    await client.fault('rate_limited', 'publish', { retryAfter: 60 })
    const limited = await person.post({ text: 'Limited' })
    expect([limited.status, limited.headers.get('x-rate-limit-remaining')]).toEqual([429, '0'])
    await client.fault('quota_exceeded', 'publish')
    const capped = await person.post({ text: 'Capped' })
    expect(capped.body).toMatchObject({ status: 429, title: 'UsageCapExceeded', period: 'Monthly' })
    expect(Number(capped.headers.get('x-rate-limit-remaining'))).toBeGreaterThan(0)
  })

  it('5. answers 503 after the post was stored', async () => {
    const person = await signIn('ned')
    await client.fault('server_error', 'publish')
    const answer = await person.post({ text: 'Out all the same' })
    expect(answer.body).toMatchObject({ status: 503, title: 'Service Unavailable' })
    const posts = await client.control.posts({ platform: 'twitter', limit: 1_000 })
    expect(posts.filter(({ text }) => text === 'Out all the same')).toHaveLength(1)
  })

  it('5. shows a post in the timeline a moment after it is public', async () => {
    const person = await signIn('ona')
    const id = data(await person.post({ text: 'Fresh' }))['id']
    const newest = async () => (body(await person.timeline())['data'] as JsonObject[])[0]?.['id']
    expect(await newest()).not.toBe(id)
    expect((await person.call('GET', `/2/tweets?ids=${String(id)}`)).body).toMatchObject({ data: [{ id }] })
    await client.control.advance(2_000)
    expect(await newest()).toBe(id)
  })

  it('6. leaves data out of an empty list', async () => {
    const person = await signIn('pat')
    const start = new Date(Date.parse((await client.control.clock()).now) + 1_000).toISOString()
    expect((await person.timeline(`&start_time=${start}`)).body).toEqual({ meta: { result_count: 0 } })
  })

  it('6. lists newest first, by since_id, start_time, exclude and pagination_token', async () => {
    const person = await signIn('ray')
    const one = String(data(await person.post({ text: 'One' }))['id'])
    await client.control.advance(1_000)
    const between = (await client.control.clock()).now
    const reply = { in_reply_to_tweet_id: one }
    const two = String(data(await person.post({ text: 'Two', reply }))['id'])
    await client.control.advance(2_000)
    const ids = async (query = '') =>
      ((body(await person.timeline(query))['data'] ?? []) as JsonObject[]).map(({ id }) => String(id))
    expect((await ids()).slice(0, 2)).toEqual([two, one])
    expect(await ids(`&since_id=${one}`)).toEqual([two])
    expect(await ids(`&start_time=${between}`)).toEqual([two])
    expect((await ids('&exclude=replies'))[0]).toBe(one)
    const seen = new Set<string>()
    for (let next: Json | undefined = ''; next !== undefined;) {
      const page = body(await person.timeline(next === '' ? '' : `&pagination_token=${String(next)}`)) as {
        data: JsonObject[]
        meta: JsonObject
      }
      for (const { id } of page.data) seen.add(String(id))
      next = page.meta['next_token']
    }
    expect(seen.size).toBe(92)
  })
})

describe('an error of the network', () => {
  it('400 invalid-request has the parameter and its type', async () => {
    const person = await signIn('sue')
    expect((await person.post({ text: 'a', colour: 'red' })).body).toMatchObject({
      title: 'Invalid Request',
      type: 'https://api.twitter.com/2/problems/invalid-request',
      errors: [{ message: expect.stringContaining('colour') as unknown }],
    })
  })

  it('401 Unauthorized: no token, or one that is none', async () => {
    for (const headers of [{}, { authorization: 'Bearer nonsense' }]) {
      const answer = await client.call('GET', 'https://api.x.com/2/users/me', { headers })
      expect(answer.body).toMatchObject({ status: 401, title: 'Unauthorized' })
    }
  })

  it('403 unsupported-authentication: a scope is missing', async () => {
    const reader = await signIn('tea', { scope: 'tweet.read users.read' })
    const answer = await reader.post({ text: 'No' })
    expect([answer.status, body(answer)['type']]).toEqual([
      403,
      'https://api.twitter.com/2/problems/unsupported-authentication',
    ])
  })

  it('403 duplicate content, as a fault and by itself', async () => {
    const person = await signIn('ula')
    await client.fault('duplicate', 'publish')
    expect(detail(await person.post({ text: 'Never said' }))).toEqual([403, duplicate])
    expect((await person.post({ text: 'Never said' })).status).toBe(201)
    expect(detail(await person.post({ text: 'Never said' }))).toEqual([403, duplicate])
  })

  it('403 not permitted: too long, or media that do not go together', async () => {
    const person = await signIn('vi')
    const media_ids = [await image(person), await image(person), await image(person), await image(person)]
    expect((await person.post({ text: 'Four', media: { media_ids } })).status).toBe(201)
    const five = [...media_ids, await image(person)]
    expect(detail(await person.post({ text: 'Five', media: { media_ids: five } }))).toEqual([
      403,
      notPermitted,
    ])
  })

  it('403 reply not allowed: the post is another person’s', async () => {
    const [author, stranger] = [await signIn('wes'), await signIn('xen')]
    const in_reply_to_tweet_id = String(data(await author.post({ text: 'Mine' }))['id'])
    const answer = await stranger.post({ text: 'Hello', reply: { in_reply_to_tweet_id } })
    expect([answer.status, body(answer)['detail']]).toEqual([
      403,
      expect.stringMatching(/^Reply to this conversation is not allowed/),
    ])
  })

  it('403 maximum of one cashtag', async () => {
    const person = await signIn('yu')
    expect((await person.post({ text: 'Buy $ONE' })).status).toBe(201)
    expect(detail(await person.post({ text: 'Buy $ONE and $TWO' }))).toEqual([
      403,
      expect.stringContaining('maximum of one cashtag'),
    ])
  })

  it('403 user-suspended and client-forbidden: the account or the app', async () => {
    const person = await signIn('zed')
    const quote = await person.post({ text: 'Look', quote_tweet_id: '1234567890' })
    expect([quote.status, body(quote)['type']]).toEqual([
      403,
      'https://api.twitter.com/2/problems/client-forbidden',
    ])
    await client.control.createUser('twitter', { username: 'zed', suspended: true })
    const answer = await person.post({ text: 'No' })
    expect([answer.status, body(answer)['type']]).toEqual([
      403,
      'https://api.twitter.com/2/problems/user-suspended',
    ])
  })

  it('429 usage-capped and 429 otherwise are told apart by their type', async () => {
    const person = await signIn('abby')
    await client.fault('quota_exceeded', 'publish')
    expect(body(await person.post({ text: 'a' }))['type']).toMatch(/usage-capped$/)
    await client.fault('rate_limited', 'publish')
    expect(body(await person.post({ text: 'a' }))['type']).toBe('about:blank')
  })
})

it('publishing costs the same after many posts as after few', async () => {
  const person = await signIn('many')
  const rows = async (text: string) => {
    const before = client.rowsListed()
    expect((await person.post({ text })).status).toBe(201)
    return client.rowsListed() - before
  }
  const first = await rows('The first')
  for (let each = 0; each < 30; each += 1) await rows(`Number ${String(each)}`)
  expect(await rows('The last')).toBe(first)
})
