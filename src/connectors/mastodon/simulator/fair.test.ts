import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { startSimulator, type Answer } from '../../../../tests/support/simulator.js'
import type { Json, JsonObject } from '../../../kit/json.js'
import { simulator } from './index.js'

const client = await startSimulator(simulator)
const redirect = 'https://voxburst.example/callback'
const scopes = 'read write:statuses write:media'
const file = (name: string) => readFile(new URL(`../../../../tests/fixtures/media/${name}`, import.meta.url))
const body = (answer: Answer) => answer.body as JsonObject
const said = (answer: Answer) => [answer.status, body(answer)['error']]

type App = { id: string; secret: string; host: string }
type Person = { host: string; token: string; call: Call; post: Post }
type Call = (method: string, path: string, options?: Parameters<typeof client.call>[2]) => Promise<Answer>
type Post = (fields: JsonObject, key?: string) => Promise<Answer>

async function register(host = 'mastodon.example', more: JsonObject = {}): Promise<App> {
  const json = { client_name: 'VoxBurst', redirect_uris: [redirect], scopes, ...more }
  const made = body(await client.call('POST', `https://${host}/api/v1/apps`, { json }))
  return { id: String(made['client_id']), secret: String(made['client_secret']), host }
}

async function consent(app: App, user: string, more: Record<string, string> = {}): Promise<URL> {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: app.id,
    redirect_uri: redirect,
    scope: scopes,
    auto_user: user,
    ...more,
  })
  const answer = await client.call('GET', `https://${app.host}/oauth/authorize?${query.toString()}`)
  return new URL(answer.headers.get('location') ?? 'about:blank')
}

const exchange = (app: App, code: string | null, more: Record<string, string> = {}) =>
  client.call('POST', `https://${app.host}/oauth/token`, {
    json: {
      grant_type: 'authorization_code',
      code: code ?? '',
      client_id: app.id,
      client_secret: app.secret,
      redirect_uri: redirect,
      ...more,
    },
  })

function holder(host: string, token: string): Person {
  const authorization = `Bearer ${token}`
  const call: Call = (method, path, options = {}) =>
    client.call(method, `https://${host}${path}`, {
      ...options,
      headers: { authorization, ...options.headers },
    })
  const post: Post = (fields, key) =>
    call('POST', '/api/v1/statuses', {
      json: fields,
      headers: key === undefined ? {} : { 'idempotency-key': key },
    })
  return { host, token, call, post }
}

async function signIn(user: string, host = 'mastodon.example', more: Record<string, string> = {}) {
  const app = await register(host)
  const code = (await consent(app, user, more)).searchParams.get('code')
  return holder(host, String(body(await exchange(app, code))['access_token']))
}

async function upload(person: Person, name: string): Promise<Answer> {
  const form = new FormData()
  form.append('file', new File([new Uint8Array(await file(name))], name))
  return person.call('POST', '/api/v2/media', { body: form })
}

describe('a fair simulator', () => {
  it('registers apps per instance, each with its secret', async () => {
    const [one, two] = [await register('one.example'), await register('two.example')]
    expect(one.secret).not.toBe(two.secret)
    const code = (await consent(one, 'ada')).searchParams.get('code')
    expect(said(await exchange({ ...one, host: 'two.example' }, code))).toEqual([401, 'invalid_client'])
    expect(said(await exchange({ ...one, secret: two.secret }, code))).toEqual([401, 'invalid_client'])
    expect((await exchange(one, code)).status).toBe(200)
    expect(said(await exchange(one, code))).toEqual([400, 'invalid_grant'])
  })

  it('checks PKCE', async () => {
    const app = await register()
    const verifier = 'a-verifier-that-is-long-enough-to-be-one-0123456789'
    const code_challenge = createHash('sha256').update(verifier).digest('base64url')
    const asked = { code_challenge, code_challenge_method: 'S256' }
    const code = async () => (await consent(app, 'ada', asked)).searchParams.get('code')
    expect(said(await exchange(app, await code(), { code_verifier: 'another' }))).toEqual([
      400,
      'invalid_grant',
    ])
    expect((await exchange(app, await code(), { code_verifier: verifier })).status).toBe(200)
    const plain = await consent(app, 'ada', { code_challenge, code_challenge_method: 'plain' })
    expect(plain.searchParams.get('error')).toBe('invalid_code_challenge_method')
  })

  it('gives tokens that do not expire', async () => {
    const person = await signIn('bo')
    await client.control.advance(400 * 86_400_000)
    expect((await person.call('GET', '/api/v1/accounts/verify_credentials')).status).toBe(200)
  })

  it('tells its limits at /api/v2/instance, and an instance may have others', async () => {
    const limits = async (host: string) => {
      const answer = body(await client.call('GET', `https://${host}/api/v2/instance`))
      return (answer['configuration'] as { statuses: JsonObject }).statuses['max_characters']
    }
    expect([await limits('mastodon.example'), await limits('max1000.example')]).toEqual([500, 1_000])
    const [usual, larger] = [await signIn('kim'), await signIn('kim', 'max1000.example')]
    expect((await usual.post({ status: 'a'.repeat(501) })).status).toBe(422)
    expect((await larger.post({ status: 'a'.repeat(1_000) })).status).toBe(200)
    expect((await larger.post({ status: 'a'.repeat(1_001) })).status).toBe(422)
  })

  it('answers 200 to an image, 202 to a video, 206 while it is processed, 200 then', async () => {
    const person = await signIn('lea')
    expect((await upload(person, 'portrait-4x5-1080x1350.jpg')).status).toBe(200)
    const video = await upload(person, 'landscape-1280x720-4s-moov-last.mp4')
    expect([video.status, body(video)['url']]).toEqual([202, null])
    const id = String(body(video)['id'])
    const again = () => person.call('GET', `/api/v1/media/${id}`)
    expect((await again()).status).toBe(206)
    expect((await person.post({ status: 'Too early', media_ids: [id] })).body).toMatchObject({
      error: expect.stringContaining('have not finished processing') as unknown,
    })
    await client.control.advance(2_000)
    expect((await again()).status).toBe(200)
    expect((await person.post({ status: 'In time', media_ids: [id] })).status).toBe(200)
  })

  it('counts graphemes, every address as 23 characters and a mention without its domain', async () => {
    const person = await signIn('max')
    const status = async (text: string) => (await person.post({ status: text })).status
    expect(await status('👩‍👩‍👧‍👦'.repeat(500))).toBe(200)
    expect(await status('👩‍👩‍👧‍👦'.repeat(501))).toBe(422)
    const link = `https://example.com/${'x'.repeat(300)} `
    expect(await status(link + 'a'.repeat(476))).toBe(200)
    expect(await status(link + 'a'.repeat(477))).toBe(422)
    const mention = '@ada@a-very-long-domain.example '
    expect(await status(mention + 'a'.repeat(495))).toBe(200)
    expect(await status(mention + 'a'.repeat(496))).toBe(422)
    const warned = await person.post({ status: 'a'.repeat(498), spoiler_text: 'abc' })
    expect(body(warned)['error']).toBe('Validation failed: Text character limit of 500 exceeded')
  })

  it('lets a media id be used once', async () => {
    const person = await signIn('nia')
    const id = String(body(await upload(person, 'card-1200x630.png'))['id'])
    expect((await person.post({ status: 'One', media_ids: [id] })).status).toBe(200)
    expect(said(await person.post({ status: 'Two', media_ids: [id] }))).toEqual([
      422,
      `Media ${id} not found or already attached to another post`,
    ])
    expect((await person.call('GET', `/api/v1/media/${id}`)).status).toBe(404)
  })

  it('replays an Idempotency-Key for an hour, whatever the body says', async () => {
    const person = await signIn('oli')
    const idOf = async (text: string, key: string) => body(await person.post({ status: text }, key))['id']
    const first = await idOf('First', 'key-1')
    expect(await idOf('Another text', 'key-1')).toBe(first)
    expect(await idOf('First', 'key-2')).not.toBe(first)
    // What was refused has used up nothing.
    expect((await person.post({ status: '' }, 'key-3')).status).toBe(422)
    expect((await person.post({ status: 'Now' }, 'key-3')).status).toBe(200)
    const stranger = await signIn('pia')
    expect(body(await stranger.post({ status: 'Mine' }, 'key-1'))['id']).not.toBe(first)
    await client.control.advance(3_600_000)
    expect(await idOf('First', 'key-1')).not.toBe(first)
  })

  it('answers 503 to a key whose first request is still being answered', async () => {
    const person = await signIn('quin')
    await client.control.addFault({
      platform: 'mastodon',
      accountId: null,
      fault: 'slow',
      times: 1,
      operation: 'publish',
      retryAfter: null,
      delayMs: 400,
    })
    const slow = person.post({ status: 'Slow' }, 'locked')
    await expect.poll(async () => (await client.control.listFaults()).length).toBe(0)
    expect(said(await person.post({ status: 'Slow' }, 'locked'))).toEqual([
      503,
      'There was a temporary problem serving your request, please try again',
    ])
    const { id } = body(await slow) as { id: string }
    expect(body(await person.post({ status: 'Slow' }, 'locked'))['id']).toBe(id)
  })

  it('tells the reset as an ISO time with microseconds', async () => {
    const person = await signIn('ria')
    const reset = (await person.post({ status: 'Hello' })).headers.get('x-ratelimit-reset') ?? ''
    expect(reset).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/)
    expect(Date.parse(reset) % 300_000).toBe(0)
  })

  it('shows content as HTML, the text as it was in the source', async () => {
    const person = await signIn('sam')
    const text = 'One < two & https://example.com/?a=1&b=2\n\nThree'
    const status = body(await person.post({ status: text }))
    expect(status['content']).toMatch(
      /^<p>One &lt; two &amp; <a href="[^"]+"[^>]*>.*<\/a><\/p><p>Three<\/p>$/,
    )
    const source = await person.call('GET', `/api/v1/statuses/${String(status['id'])}/source`)
    expect(body(source)['text']).toBe(text)
  })

  it('answers 404 to a second delete', async () => {
    const person = await signIn('tom')
    const id = String(body(await person.post({ status: 'Gone soon' }))['id'])
    const remove = () => person.call('DELETE', `/api/v1/statuses/${id}`)
    expect((await remove()).body).toMatchObject({ id, text: 'Gone soon' })
    expect(said(await remove())).toEqual([404, 'Record not found'])
  })

  it('pages by Link, newest first, through what was there before', async () => {
    const person = await signIn('uma')
    const me = String(body(await person.call('GET', '/api/v1/accounts/verify_credentials'))['id'])
    await person.post({ status: 'Newest' })
    const ids: string[] = []
    for (let path: string | undefined = `/api/v1/accounts/${me}/statuses?limit=40`; path !== undefined;) {
      const page: Answer = await person.call('GET', path)
      const found = page.body as JsonObject[]
      ids.push(...found.map(({ id }) => String(id)))
      path = /<https:\/\/[^/]+([^>]+)>; rel="next"/.exec(page.headers.get('link') ?? '')?.[1]
    }
    expect(ids).toHaveLength(91)
    expect(ids.map(BigInt)).toEqual([...ids.map(BigInt)].sort((a, b) => (a < b ? 1 : -1)))
  })
})

describe('an error of the network', () => {
  it('400: a parameter is missing', async () => {
    const { id, secret, host } = await register()
    const json = { client_id: id, client_secret: secret }
    const answer = await client.call('POST', `https://${host}/oauth/token`, { json })
    expect([answer.status, body(answer)['error_description']]).toEqual([
      400,
      'Missing required parameter: grant_type.',
    ])
  })

  it('401: the access token is invalid, was revoked, or expired', async () => {
    const app = await register()
    const person = await signIn('vic')
    expect(said(await holder(person.host, 'nonsense').post({ status: 'No' }))).toEqual([
      401,
      'The access token is invalid',
    ])
    const code = (await consent(app, 'vic')).searchParams.get('code')
    const token = String(body(await exchange(app, code))['access_token'])
    const json = { client_id: app.id, client_secret: app.secret, token }
    expect((await client.call('POST', `https://${app.host}/oauth/revoke`, { json })).status).toBe(200)
    expect(said(await holder(app.host, token).post({ status: 'No' }))).toEqual([
      401,
      'The access token was revoked',
    ])
    await client.control.createUser('mastodon', { username: 'short', tokenExpiresInSeconds: 60 })
    const brief = await signIn('short')
    await client.control.advance(60_000)
    expect(said(await brief.post({ status: 'No' }))).toEqual([401, 'The access token expired'])
  })

  it('401 invalid_client: the token endpoint does not know the app', async () => {
    const app = { id: 'unknown', secret: 'unknown', host: 'mastodon.example' }
    expect(said(await exchange(app, 'code'))).toEqual([401, 'invalid_client'])
  })

  it('403: outside the authorized scopes', async () => {
    const reader = await signIn('wim', undefined, { scope: 'read' })
    expect(said(await reader.post({ status: 'No' }))).toEqual([
      403,
      'This action is outside the authorized scopes',
    ])
  })

  it('403: the login is disabled', async () => {
    const person = await signIn('xia')
    await client.control.createUser('mastodon', { username: 'xia', suspended: true })
    expect(said(await person.post({ status: 'No' }))).toEqual([403, 'Your login is currently disabled'])
  })

  it('404 Record not found: another instance’s, another person’s, or none', async () => {
    const [one, two] = [await signIn('yan'), await signIn('zoe')]
    const id = String(body(await one.post({ status: 'Mine' }))['id'])
    const elsewhere = await signIn('yan', 'other.example')
    const path = `/api/v1/statuses/${id}`
    expect(said(await elsewhere.call('GET', path))).toEqual([404, 'Record not found'])
    expect(said(await two.call('DELETE', path))).toEqual([404, 'Record not found'])
    expect((await client.call('GET', 'https://mastodon.example/api/v9/nothing')).status).toBe(404)
  })

  it('422 Validation failed: blank, polls, visibility, media of the wrong kind or number', async () => {
    const person = await signIn('abe')
    const refusal = async (fields: JsonObject): Promise<Json | undefined> => {
      const answer = await person.post(fields)
      expect(answer.status).toBe(422)
      return body(answer)['error']
    }
    expect(await refusal({ status: ' ' })).toBe("Validation failed: Text can't be blank")
    expect(await refusal({ status: 'x', visibility: 'secret' })).toMatch(/^Validation failed: Visibility/)
    const poll = (options: string[], expires_in = 300) => ({ status: 'x', poll: { options, expires_in } })
    expect(await refusal(poll(['one']))).toMatch(/at least two/)
    expect(await refusal(poll(['1', '2', '3', '4', '5']))).toMatch(/more than 4/)
    expect(await refusal(poll(['a'.repeat(51), 'b']))).toMatch(/50 characters/)
    expect(await refusal(poll(['a', 'b'], 299))).toMatch(/duration/)
    const text = new FormData()
    text.append('file', new File(['<svg/>'], 'photo.jpg'))
    expect(body(await person.call('POST', '/api/v2/media', { body: text }))['error']).toMatch(
      /^Validation failed: File content type is invalid/,
    )
  })

  it('422: this method requires an authenticated user, not an app', async () => {
    const app = await register()
    const json = {
      grant_type: 'client_credentials',
      client_id: app.id,
      client_secret: app.secret,
      scope: 'write:statuses',
    }
    const granted = await client.call('POST', `https://${app.host}/oauth/token`, { json })
    const token = String(body(granted)['access_token'])
    expect(said(await holder(app.host, token).post({ status: 'No' }))).toEqual([
      422,
      'This method requires an authenticated user',
    ])
  })

  const faults = [
    ['rate_limited', 429, 'Too many requests'],
    ['server_error', 503, 'There was a temporary problem serving your request, please try again'],
    ['token_revoked', 401, 'The access token was revoked'],
    ['content_rejected', 422, 'Validation failed: Text contains forbidden content'],
  ] as const
  it.each(faults)('%s comes as %i %s, and nothing is public', async (fault, status, words) => {
    const person = await signIn(`fault-${fault}`)
    await client.fault(fault, 'publish', { retryAfter: 90 })
    const answer = await person.post({ status: `Not out: ${fault}` })
    expect(said(answer)).toEqual([status, words])
    const posts = await client.control.posts({ platform: 'mastodon', limit: 1_000 })
    expect(posts.filter(({ text }) => text === `Not out: ${fault}`)).toEqual([])
    if (status === 429) expect(answer.headers.get('x-ratelimit-remaining')).toBe('0')
  })
})

it('a conversation is read whole', async () => {
  const person = await signIn('ten')
  const root = String(body(await person.post({ status: 'Root' }))['id'])
  const two = String(body(await person.post({ status: 'Two', in_reply_to_id: root }))['id'])
  const three = String(body(await person.post({ status: 'Three', in_reply_to_id: two }))['id'])
  const context = body(await person.call('GET', `/api/v1/statuses/${root}/context`))
  expect((context['descendants'] as JsonObject[]).map(({ id }) => id)).toEqual([two, three])
  const shown = body(await person.call('GET', `/api/v1/statuses/${root}`))
  expect(shown['replies_count']).toBe(1)
})

it('publishing costs the same after many posts as after few', async () => {
  const person = await signIn('many')
  const rows = async (status: string) => {
    const before = client.rowsListed()
    expect((await person.post({ status }, status)).status).toBe(200)
    return client.rowsListed() - before
  }
  const first = await rows('The first')
  for (let each = 0; each < 30; each += 1) await rows(`Number ${String(each)}`)
  expect(await rows('The last')).toBe(first)
})
