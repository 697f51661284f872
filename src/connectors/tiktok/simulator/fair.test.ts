import { createHash } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../kit/json.js'
import {
  allScopes,
  api,
  at,
  dataOf,
  files,
  fixture,
  oneChunk,
  redirect,
  refusalOf,
  tiktokClient,
  type Creator,
} from '../../../../tests/support/tiktok.js'
import { startSimulator } from '../../../../tests/support/simulator.js'
import { simulator } from './index.js'

/** What a fair stand-in must do: sections 1, 2 and 9 of what is known of TikTok, line by line. */
const client = await startSimulator(simulator, files)
const { call, consent, exchange, refresh, token, signIn } = tiktokClient(client)
const film = await fixture('landscape-1280x720-4s-moov-last.mp4')
const day = 86_400_000
const advance = (ms: number): Promise<void> => client.control.advance(ms)

let ann: Creator
beforeEach(async () => {
  await client.control.reset()
  ann = await signIn({ username: 'ann' })
})

describe('9. uses client_key, comma scopes, rotating refresh tokens, short access tokens', () => {
  it('wants client_key, a state, a known response type and known scopes apart by commas', async () => {
    const page = 'https://www.tiktok.com/v2/auth/authorize/'
    const good = {
      client_key: 'app',
      response_type: 'code',
      scope: 'user.info.basic,video.publish',
      redirect_uri: redirect,
      state: 's',
      auto: '1',
    }
    const statusOf = async (more: Record<string, string>): Promise<number> =>
      (await client.call('GET', `${page}?${new URLSearchParams({ ...good, ...more }).toString()}`)).status
    expect(await statusOf({})).toBe(302)
    const wrong: Record<string, string>[] = [
      { client_key: '' },
      { response_type: 'token' },
      { state: '' },
      { scope: 'user.info.basic video.publish' },
      { scope: 'user.info.everything' },
      { disable_auto_auth: 'yes' },
      { redirect_uri: 'http://voxburst.example/callback' },
      { redirect_uri: `${redirect}?a=b` },
      { redirect_uri: `${redirect}#a` },
      { redirect_uri: `${redirect}/${'a'.repeat(512)}` },
      { redirect_uri: '/callback' },
      { code_challenge: 'abc', code_challenge_method: 'plain' },
    ]
    for (const more of wrong) expect([more, await statusOf(more)]).toEqual([more, 400])
    expect(await statusOf({ redirect_uri: 'http://localhost:3000/callback' })).toBe(302)
    const { status } = await client.call(
      'GET',
      `${page.slice(0, -1)}?${new URLSearchParams(good).toString()}`,
    )
    expect(status).toBe(404)
  })

  it('sends the code, the scopes that were ticked and the state back', async () => {
    await client.control.createUser('tiktok', { username: 'bea', scopes: ['user.info.basic'] })
    const { searchParams } = await consent({ auto_user: 'bea', state: 'a state' })
    expect(searchParams.get('state')).toBe('a state')
    expect(searchParams.get('scopes')).toBe('user.info.basic')
    const tokens = await exchange(searchParams.get('code'))
    expect(tokens.body).toMatchObject({
      scope: 'user.info.basic',
      token_type: 'Bearer',
      expires_in: 7_200,
      refresh_expires_in: 15_552_000,
    })
    expect(String((tokens.body as JsonObject)['open_id'])).not.toBe('')
  })

  it('takes a code once, from its app, with its redirect URI, for ten minutes', async () => {
    const codeOf = async (more = {}) => (await consent(more)).searchParams.get('code')
    for (const more of [{ redirect_uri: `${redirect}/` }, { client_key: 'another' }])
      expect(refusalOf(await exchange(await codeOf(), more))).toEqual([400, 'invalid_grant'])
    const code = await codeOf()
    expect((await exchange(code)).status).toBe(200)
    expect(refusalOf(await exchange(code))).toEqual([400, 'invalid_grant'])
    const old = await codeOf()
    await advance(600_000)
    expect(refusalOf(await exchange(old))).toEqual([400, 'invalid_grant'])
  })

  it('1. checks a challenge as hex of SHA-256', async () => {
    const code_challenge = createHash('sha256').update('the verifier').digest('hex')
    const asked = { code_challenge, code_challenge_method: 'S256' }
    const code = async () => (await consent(asked)).searchParams.get('code')
    expect(refusalOf(await exchange(await code()))).toEqual([400, 'invalid_grant'])
    expect((await exchange(await code(), { code_verifier: 'the verifier' })).status).toBe(200)
  })

  it('renews both tokens; the old refresh token is invalid_grant', async () => {
    const first = ann.tokens['refresh_token']
    expect(refusalOf(await refresh(first, { client_key: 'another' }))).toEqual([400, 'invalid_grant'])
    const next = (await refresh(first)).body as JsonObject
    expect(next['refresh_token']).not.toBe(first)
    expect(next['access_token']).not.toBe(ann.tokens['access_token'])
    expect(refusalOf(await refresh(first))).toEqual([400, 'invalid_grant'])
    await advance(180 * day)
    expect(refusalOf(await refresh(next['refresh_token']))).toEqual([400, 'invalid_grant'])
  })

  it('ends access after two hours, or as asked', async () => {
    const brief = await signIn({ username: 'brief', tokenExpiresInSeconds: 60 })
    expect(brief.tokens['expires_in']).toBe(60)
    await advance(60_000)
    expect(refusalOf(await brief.get('/user/info/?fields=open_id'))).toEqual([401, 'access_token_invalid'])
    await advance(7_139_000)
    expect((await ann.get('/user/info/?fields=open_id')).status).toBe(200)
    await advance(1_000)
    expect(refusalOf(await ann.get('/user/info/?fields=open_id'))).toEqual([401, 'access_token_invalid'])
  })

  it('has flat OAuth errors and trailing slashes', async () => {
    expect(refusalOf(await token({ grant_type: 'password' }))).toEqual([400, 'unsupported_grant_type'])
    expect(refusalOf(await refresh('rft.x', { client_secret: '' }))).toEqual([400, 'invalid_client'])
    const json = await call('POST', `${api}/oauth/token/`, { json: { client_key: 'app' } })
    expect(refusalOf(json)).toEqual([400, 'invalid_request'])
    expect((await client.call('POST', `${api}/oauth/token`)).status).toBe(404)
    expect((await ann.get('/user/info?fields=open_id')).status).toBe(404)
  })

  it('1. revokes: an empty 200, and all tokens of the app are dead', async () => {
    const form = { client_key: 'app', client_secret: 'secret', token: String(ann.tokens['access_token']) }
    expect((await call('POST', `${api}/oauth/revoke/`, { form })).text).toBe('')
    expect(refusalOf(await ann.get('/user/info/?fields=open_id'))).toEqual([401, 'access_token_invalid'])
    expect(refusalOf(await refresh(ann.tokens['refresh_token']))).toEqual([400, 'invalid_grant'])
    const { token: _token, ...rest } = form
    expect(refusalOf(await call('POST', `${api}/oauth/revoke/`, { form: rest }))).toEqual([
      400,
      'invalid_request',
    ])
  })
})

describe('2. who somebody is', () => {
  it('answers the fields that were asked for', async () => {
    const fields =
      'open_id,union_id,avatar_url,display_name,username,profile_deep_link,is_verified,follower_count'
    const { user } = dataOf(await ann.get(`/user/info/?fields=${fields}`)) as { user: JsonObject }
    expect(Object.keys(user)).toEqual(fields.split(','))
    expect(user).toMatchObject({ open_id: ann.id, username: 'ann' })
    expect(refusalOf(await ann.get('/user/info/?fields=shoe_size'))).toEqual([400, 'invalid_params'])
    expect(refusalOf(await ann.get('/user/info/'))).toEqual([400, 'invalid_params'])
  })

  it('fails where a field is outside the granted scopes', async () => {
    const bea = await signIn({ username: 'bea' }, 'app', ['user.info.basic'])
    expect((await bea.get('/user/info/?fields=open_id')).status).toBe(200)
    for (const field of ['username', 'likes_count'])
      expect(refusalOf(await bea.get(`/user/info/?fields=open_id,${field}`))).toEqual([
        400,
        'scope_permission_missed',
      ])
    const cleo = await signIn({ username: 'cleo' }, 'app', ['video.list'])
    expect(refusalOf(await cleo.get('/user/info/?fields=open_id'))).toEqual([401, 'scope_not_authorized'])
  })

  it('each call needs its scope', async () => {
    const inbox = { source_info: oneChunk(film) }
    const draft = { post_mode: 'MEDIA_UPLOAD' }
    const calls: [needed: string, (who: Creator) => Promise<{ status: number; body: unknown }>][] = [
      ['video.publish', (who) => who.post('/post/publish/creator_info/query/')],
      ['video.publish', (who) => who.initVideo(oneChunk(film))],
      ['video.publish', (who) => who.initPhotos([at('portrait-4x5-1080x1350.jpg')])],
      ['video.upload', (who) => who.initPhotos([at('portrait-4x5-1080x1350.jpg')], {}, draft)],
      ['video.upload', (who) => who.post('/post/publish/inbox/video/init/', inbox)],
      ['video.list', (who) => who.post('/video/list/?fields=id', {})],
      ['video.list', (who) => who.post('/video/query/?fields=id', { filters: { video_ids: ['1'] } })],
    ]
    for (const [index, [needed, make]] of calls.entries()) {
      const has = await signIn({}, 'app', [needed])
      expect([index, (await make(has)).status]).toEqual([index, 200])
      const lacks = await signIn(
        {},
        'app',
        allScopes.filter((scope) => scope !== needed),
      )
      const { status, body } = await make(lacks)
      expect([index, status, (body as { error: JsonObject }).error['code']]).toEqual([
        index,
        401,
        'scope_not_authorized',
      ])
    }
  })
})

it('9. API errors come in an envelope with a log_id', async () => {
  const answer = await client.call('GET', `${api}/user/info/?fields=open_id`)
  expect(answer.status).toBe(401)
  expect(answer.body).toEqual({
    data: {},
    error: {
      code: 'access_token_invalid',
      message: expect.any(String) as string,
      log_id: expect.stringMatching(/^\d{14}[0-9A-F]{20}$/) as string,
    },
  })
})

it('3. a body of another type, with a member that is not known, or none at all is invalid_param', async () => {
  const path = '/post/publish/video/init/'
  expect(refusalOf(await ann.post(path, {}, { 'content-type': 'text/plain' }))).toEqual([
    400,
    'invalid_param',
  ])
  expect(refusalOf(await ann.post(path))).toEqual([400, 'invalid_param'])
  expect(refusalOf(await ann.initVideo(oneChunk(film), { colour: 'red' }))).toEqual([400, 'invalid_param'])
  const list = await ann.post('/video/list/?fields=id', { max_count: 21 })
  expect(refusalOf(list)).toEqual([400, 'invalid_params'])
})

it('9. returns 200 for ok only, but for a creator who cannot post now', async () => {
  const banned = await signIn({ username: 'bea', suspended: true })
  const answer = await banned.post('/post/publish/creator_info/query/')
  expect(refusalOf(answer)).toEqual([200, 'spam_risk_user_banned_from_posting'])
})

it('a film that was taken is out, with a page of its own when everybody may see it', async () => {
  const id = await ann.video(film, { title: 'Soup #soup' })
  expect(await client.control.posts({ limit: 10 })).toEqual([])
  await advance(2_000)
  const [early] = await client.control.posts({ limit: 10 })
  expect(early).toMatchObject({ remoteId: id, url: null, text: 'Soup #soup' })
  await advance(20_000)
  const [post] = await client.control.posts({ limit: 10 })
  expect(post).toMatchObject({ media: [{ kind: 'video', width: 1280, height: 720, bytes: film.length }] })
  expect(post?.url).toBe(`https://www.tiktok.com/@ann/video/${post?.remoteId ?? ''}`)
  expect((await client.call('GET', post?.url ?? '')).text).toContain('Soup #soup')
  expect((await client.call('GET', (post?.url ?? '').replace('@ann', '@bea'))).status).toBe(404)
})
