import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  fixture,
  itemsOf,
  saidOf,
  savedStory,
  seal,
  snapchatClient,
  spotlight,
  type Snapchatter,
} from '../../../../tests/support/snapchat.js'
import { startSimulator } from '../../../../tests/support/simulator.js'
import type { JsonObject } from '../../../kit/json.js'
import { simulator } from './index.js'

/** A test for each row of the errors that are known, met the way an app would meet it. */
// Time moves when it is moved: how fast the machine is says nothing.
vi.useFakeTimers({ toFake: ['Date'] })
afterAll(() => vi.useRealTimers())
const client = await startSimulator(simulator)
const { signIn, refresh, exchange, consent } = snapchatClient(client)
const film = await fixture('portrait-540x960-6s.mp4')
const photo = await fixture('portrait-4x5-1080x1350.jpg')
const advance = (ms: number): Promise<void> => client.control.advance(ms)

let ann: Snapchatter
beforeEach(async () => {
  await client.control.reset()
  ann = await signIn({ username: 'ann' })
})
const mine = (who = ann) => who.at('GET', '/v1/public_profiles/my_profile')
const shown = () => client.control.posts({ limit: 9 })

describe('5. 401', () => {
  it('an expired token is renewed once, a revoked one is not', async () => {
    await client.fault('token_expired', 'identity')
    expect(saidOf(await mine())).toEqual([401, 'ERROR', 'UNAUTHORIZED'])
    expect((await mine()).status).toBe(200)
    await client.fault('token_revoked', 'identity')
    expect((await mine()).status).toBe(401)
    expect((await mine()).status).toBe(401)
    expect(saidOf(await refresh(ann.tokens['refresh_token']))).toEqual([400, undefined, 'invalid_grant'])
  })

  it('uploads and lists want the token too', async () => {
    const { add_path } = await ann.upload(seal(film))
    const authorization = 'Bearer none'
    const add = { multipart: { action: 'ADD', part_number: '1', file: film }, headers: { authorization } }
    expect((await ann.at('POST', add_path, add)).status).toBe(401)
    const list = `/v1/public_profiles/${ann.id}/stories`
    expect((await ann.at('GET', list, { headers: { authorization: 'none' } })).status).toBe(401)
  })
})

describe('5. 403', () => {
  it('somebody who has lost the role: posting is denied, and my_profile shows none', async () => {
    const media_id = await ann.media(film)
    await client.control.createUser('snapchat', { username: 'ann', suspended: true })
    expect(saidOf(await ann.post('/stories', { media_id }))).toEqual([
      403,
      'ERROR',
      'AUTHORIZATION_PERMISSION_DENIED',
    ])
    expect((await mine()).body).toMatchObject({ request_status: 'SUCCESS', public_profiles: [] })
    await client.control.createUser('snapchat', { username: 'ann', suspended: false })
    expect((await ann.post('/stories', { media_id })).status).toBe(200)
  })

  it('somebody else’s profile, media and upload are out of reach', async () => {
    const bea = await signIn({ username: 'bea' }, 'other')
    expect((await bea.at('GET', `/v1/public_profiles/${ann.id}`)).status).toBe(403)
    const { media_id, finalize_path } = await ann.upload(seal(film))
    await advance(2_000)
    expect((await bea.post('/stories', { media_id })).status).toBe(400)
    expect((await bea.send(finalize_path, { action: 'FINALIZE' })).status).toBe(404)
    expect(await shown()).toEqual([])
  })
})

it('5. 400 other, content: each with a sentence for people, and nothing is posted', async () => {
  const media_id = await ann.media(film)
  const wrong: [string, JsonObject][] = [
    ['/stories', { media_id, caption: 'Soup' }],
    ['/stories', { media_id: 'none' }],
    ['/stories', { media_id, customized_ttl: 'FOREVER' }],
    ['/spotlights', spotlight(media_id, { description: 'x'.repeat(161) })],
    ['/spotlights', spotlight(media_id, { locale: 'english' })],
    ['/spotlights', { media_id, description: 'No locale' }],
    ['/saved_stories', { saved_stories: [] }],
    ['/saved_stories', { saved_stories: [{ title: 'Soup', snap_sources: [] }] }],
  ]
  for (const [path, body] of wrong) {
    const answer = await ann.post(path, body)
    expect([path, body, ...saidOf(answer)]).toEqual([path, body, 400, 'ERROR', 'INVALID_REQUEST'])
    expect((answer.body as JsonObject)['display_message']).toMatch(/\w/)
  }
  await client.fault('content_rejected', 'publish')
  expect(saidOf(await ann.post('/spotlights', spotlight(media_id)))[0]).toBe(400)
  expect(await shown()).toEqual([])
  expect((await ann.post('/spotlights', spotlight(media_id, { description: 'x'.repeat(160) }))).status).toBe(
    200,
  )
})

it('5. sub-results: what is wrong with a saved story is said of it, with 200', async () => {
  const media_id = await ann.media(film)
  const square = await ann.media(await fixture('card-1200x630.png'), 'IMAGE')
  for (const body of [savedStory(media_id, 'x'.repeat(46)), savedStory(media_id, ''), savedStory(square)])
    expect(await ann.post('/saved_stories', body)).toMatchObject({
      status: 200,
      body: {
        request_status: 'ERROR',
        saved_stories: [
          { sub_request_status: 'ERROR', sub_request_error_reason: expect.any(String) as string },
        ],
      },
    })
  expect(await shown()).toEqual([])
  const made = await ann.post('/saved_stories', savedStory(media_id, 'x'.repeat(45)))
  const { saved_stories } = made.body as { saved_stories: { saved_story: JsonObject }[] }
  await advance(3_000)
  expect(itemsOf(await ann.get('/saved_stories?limit=1'))).toMatchObject([
    { id: saved_stories[0]?.saved_story['id'], title: 'x'.repeat(45) },
  ])
})

describe('5. 429', () => {
  it('ten calls a second of one token, twenty of one app', async () => {
    const hasty = await signIn({ username: 'ann' }, 'hasty', false)
    const bea = await signIn({ username: 'bea' }, 'hasty', false)
    const col = await signIn({ username: 'col' }, 'hasty', false)
    const many = async (who: Snapchatter, count: number) =>
      (await Promise.all(Array.from({ length: count }, () => mine(who)))).map(({ status }) => status)
    const ten = Array.from({ length: 10 }, () => 200)
    expect((await many(hasty, 11)).sort()).toEqual([...ten, 429])
    expect((await many(bea, 10)).sort()).toEqual(ten)
    expect(await many(col, 1)).toEqual([429])
    await advance(1_000)
    expect((await mine(col)).status).toBe(200)
  })

  it('the sandbox’s own app is not counted: its answers come faster than any network’s', async () => {
    const bea = await signIn({ username: 'bea' }, 'sandbox-snapchat_client_id', false)
    for (let calls = 0; calls < 21; calls += 1) expect((await mine(bea)).status).toBe(200)
  })

  it('says when to come again where something before it does', async () => {
    await client.fault('rate_limited', 'publish', { retryAfter: 30 })
    const { status, headers } = await ann.post('/stories', { media_id: 'x' })
    expect([status, headers.get('retry-after')]).toEqual([429, '30'])
  })
})

it('5. 5xx: nothing has happened', async () => {
  const media_id = await ann.media(photo, 'IMAGE')
  await client.fault('server_error', 'publish')
  expect(saidOf(await ann.post('/stories', { media_id }))[0]).toBe(503)
  expect(await shown()).toEqual([])
})

describe('a file that fails in processing', () => {
  it.each(['processing_failed', 'media_rejected'] as const)(
    '%s at FINALIZE is said at the post',
    async (fault) => {
      await client.fault(fault, 'upload')
      const media_id = await ann.media(film)
      expect(saidOf(await ann.post('/spotlights', spotlight(media_id)))).toEqual([
        400,
        'ERROR',
        'INVALID_MEDIA',
      ])
      expect(await shown()).toEqual([])
    },
  )

  it('a review may end badly when it is asked for, and stays so', async () => {
    const { body } = await ann.post('/spotlights', spotlight(await ann.media(film)))
    const path = `/spotlights/${String((body as JsonObject)['spotlight_id'])}`
    await advance(3_000)
    await client.fault('processing_failed', 'status')
    for (let times = 0; times < 2; times += 1)
      expect(itemsOf(await ann.get(path))).toMatchObject([{ status: 'REJECTED' }])
    expect(await shown()).toEqual([])
  })
})

describe('1. signing in', () => {
  it('sends a code back that works once, for the app and the address that asked', async () => {
    const sent = await consent({ state: 'a b' })
    const code = sent.searchParams.get('code')
    expect([sent.origin, sent.searchParams.get('state')]).toEqual(['https://voxburst.example', 'a b'])
    const invalid = [400, undefined, 'invalid_grant']
    expect(saidOf(await exchange(code, { client_id: 'other' }))).toEqual(invalid)
    expect(saidOf(await exchange(code, { redirect_uri: 'https://elsewhere.example/' }))).toEqual(invalid)
    expect((await exchange(code)).body).toMatchObject({
      token_type: 'Bearer',
      scope: 'snapchat-profile-api',
      refresh_token: expect.any(String) as string,
    })
    expect(saidOf(await exchange(code))).toEqual(invalid)
    const late = (await consent()).searchParams.get('code')
    await advance(600_000)
    expect(saidOf(await exchange(late))).toEqual(invalid)
  })

  it.each([
    ['another scope', { scope: 'snapchat-marketing-api' }],
    ['an address without https', { redirect_uri: 'http://voxburst.example/callback' }],
    ['another kind of answer', { response_type: 'token' }],
  ])('does not ask for %s', async (_what, wrong) => {
    expect((await consent(wrong)).href).toBe('about:blank')
  })

  it('brings a new refresh token every second time, and ends the old one', async () => {
    const first = ann.tokens['refresh_token']
    expect((await refresh(first)).body).not.toHaveProperty('refresh_token')
    const { body } = await refresh(first)
    const second = (body as JsonObject)['refresh_token']
    expect([typeof second, second === first]).toEqual(['string', false])
    expect(saidOf(await refresh(first))).toEqual([400, undefined, 'invalid_grant'])
    expect((await refresh(second)).status).toBe(200)
    expect(saidOf(await refresh(second, { client_id: 'other' }))[0]).toBe(400)
  })

  it('2. shows the profile alone, in a list, and in its organization; and none to whoever has none', async () => {
    const profile = {
      id: ann.id,
      snap_user_name: 'ann',
      internal_profile_category: 'BUSINESS',
      subscriber_count: '1873',
    }
    const own = await mine()
    expect(own.body).toMatchObject({ public_profile: profile })
    const { organization_id } = (own.body as { public_profile: JsonObject }).public_profile
    const listed = { public_profiles: [{ sub_request_status: 'SUCCESS', public_profile: profile }] }
    expect((await ann.get('')).body).toMatchObject(listed)
    const organization = (id: string) => ann.at('GET', `/v1/organizations/${id}/public_profiles`)
    expect((await organization(String(organization_id))).body).toMatchObject(listed)
    expect((await organization('00000000-0000-4000-a000-000000000000')).status).toBe(403)
    const bea = await signIn({ username: 'bea', accountType: 'no_profile' }, 'other')
    expect((await mine(bea)).body).toMatchObject({ public_profiles: [] })
    expect((await bea.get('/stories')).status).toBe(403)
  })
})
