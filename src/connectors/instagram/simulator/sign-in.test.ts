import { createHmac } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import {
  app,
  codesOf,
  dataOf,
  files,
  graph,
  instagramClient,
  refusalOf,
  shortToken,
  textOf,
  type Person,
} from '../../../../tests/support/instagram.js'
import { startSimulator } from '../../../../tests/support/simulator.js'
import type { JsonObject } from '../../../kit/json.js'
import { simulator } from './index.js'

/** Section 1 of the facts: both logins, what they grant, and how it ends. */
const client = await startSimulator(simulator, files)
const { call, get, consent, exchange, prolong, refresh, as, person } = instagramClient(client)
const { advance } = client.control
const hour = 3_600_000
beforeEach(() => client.control.reset())

describe.each(['instagram', 'facebook'] as const)('%s', (login) => {
  const page =
    login === 'instagram'
      ? 'https://www.instagram.com/oauth/authorize'
      : 'https://www.facebook.com/v25.0/dialog/oauth'
  const code = async (more = {}) => (await consent(login, more)).searchParams.get('code') ?? ''

  it('brings a person back who said no, with the documents’ words', async () => {
    const query = `client_id=990&redirect_uri=https%3A%2F%2Fapp.example%2F&response_type=code&state=s1&scope=${login === 'instagram' ? 'instagram_business_basic' : 'instagram_basic'}&_answer=deny`
    const back = new URL((await client.call('GET', `${page}?${query}`)).headers.get('location') ?? '')
    expect(Object.fromEntries(back.searchParams)).toMatchObject({
      error: 'access_denied',
      error_reason: 'user_denied',
      state: 's1',
    })
  })

  it.each([{ client_id: '' }, { redirect_uri: 'x' }, { scope: 'everything' }, { response_type: 'token' }])(
    'does not ask for consent with %j',
    async (more) => {
      expect((await consent(login, more)).href).toBe('about:blank')
    },
  )

  it.each([
    { client_id: '1' },
    { client_secret: '' },
    { redirect_uri: 'https://app.example/other' },
    { code: 'x' },
  ])('takes no code with %j', async (more) => {
    expect((await exchange(login, await code(), more)).status).toBe(400)
  })

  it('takes no code of the other login', async () => {
    const other = login === 'instagram' ? 'facebook' : 'instagram'
    expect((await exchange(other, await code())).status).toBe(400)
  })

  it('grants what the person grants', async () => {
    const basic = login === 'instagram' ? 'instagram_business_basic' : 'instagram_basic'
    const shy = await person(login, { scopes: [basic] })
    expect(refusalOf(await shy.post(`${shy.id}/media`, { image_url: 'x' }))).toEqual([403, 10, undefined])
    expect((await shy.get(shy.id)).status).toBe(200)
  })

  it('long-lived tokens last as long as was asked for', async () => {
    const who = await person(login, { tokenExpiresInSeconds: 7_200 })
    await advance(2 * hour - 1_000)
    expect((await who.get(who.id)).status).toBe(200)
    await advance(1_000)
    expect(refusalOf(await who.get(who.id))).toEqual([401, 190, 463])
  })
})

describe('Instagram’s login', () => {
  it('wants instagram_business_basic', async () => {
    expect((await consent('instagram', { scope: 'instagram_business_content_publish' })).href).toBe(
      'about:blank',
    )
  })

  it('prolongs a short token once, with the secret of its app', async () => {
    const who = await person('instagram')
    expect(codesOf(await prolong('instagram', who.token))).toEqual([100, undefined])
    const query = { grant_type: 'ig_exchange_token', client_secret: 'wrong', access_token: who.token }
    expect(codesOf(await get('https://graph.instagram.com/access_token', query))).toEqual([100, undefined])
  })
})

describe('7: long tokens, refreshing, #_ and codes that work once', () => {
  let ann: Person
  beforeEach(async () => {
    ann = await person('instagram')
  })

  it('the callback ends in #_ and the code works once', async () => {
    const back = await consent('instagram', { auto_user: ann.username })
    expect(back.hash).toBe('#_')
    expect(back.searchParams.get('state')).toBe('s1')
    const code = back.searchParams.get('code') ?? ''
    const answer = await exchange('instagram', code)
    expect(answer.status).toBe(200)
    expect((await exchange('instagram', code)).body).toEqual({
      error_type: 'OAuthException',
      code: 400,
      error_message: 'Matching code was not found or was already used',
    })
  })

  it('a code lives an hour', async () => {
    const code = (await consent('instagram')).searchParams.get('code') ?? ''
    await advance(hour)
    expect((await exchange('instagram', code)).status).toBe(400)
  })

  it('answers of the code come flat and wrapped by turns', async () => {
    const shapes = []
    for (let times = 0; times < 2; times += 1) {
      const code = (await consent('instagram')).searchParams.get('code') ?? ''
      const { body, text } = await exchange('instagram', code)
      shapes.push(
        Array.isArray((body as JsonObject)['data'])
          ? 'wrapped'
          : /"user_id":\d{17}/.test(text)
            ? 'flat'
            : '?',
      )
    }
    expect(shapes.sort()).toEqual(['flat', 'wrapped'])
  })

  it('short tokens live an hour, long ones sixty days', async () => {
    const code = (await consent('instagram', { auto_user: ann.username })).searchParams.get('code') ?? ''
    const short = shortToken(await exchange('instagram', code))
    const answer = await prolong('instagram', short)
    expect(answer.body).toMatchObject({ token_type: 'bearer', expires_in: 5_183_944 })
    const long = textOf(answer, 'access_token')
    await advance(hour)
    const me = (token: string) => as('instagram', token, ann).get('me')
    expect(refusalOf(await me(short))).toEqual([401, 190, 463])
    expect((await me(long)).status).toBe(200)
    await advance(60 * 24 * hour)
    expect(refusalOf(await me(long))).toEqual([401, 190, 463])
  })

  it('a refresh is refused before 24 hours and after expiry, and gives sixty new days between', async () => {
    expect(codesOf(await refresh(ann.token))).toEqual([100, undefined])
    await advance(24 * hour)
    const answer = await refresh(ann.token)
    expect(answer.body).toMatchObject({
      expires_in: 5_183_944,
      permissions: expect.stringContaining('basic') as string,
    })
    const next = textOf(answer, 'access_token')
    await advance(59.5 * 24 * hour)
    expect(refusalOf(await refresh(ann.token))).toEqual([401, 190, 463])
    expect((await refresh(next)).status).toBe(200)
    await advance(24 * hour)
    expect(refusalOf(await refresh(next))).toEqual([401, 190, 463])
  })
})

describe('Facebook’s login', () => {
  it('tells what was asked for and declined', async () => {
    const shy = await person('facebook', { scopes: ['instagram_basic', 'pages_show_list'] })
    const all = dataOf(await shy.get('me/permissions'))
    expect(all).toContainEqual({ permission: 'instagram_basic', status: 'granted' })
    expect(all).toContainEqual({ permission: 'instagram_content_publish', status: 'declined' })
    expect(refusalOf(await shy.get('me/businesses'))).toEqual([403, 10, undefined])
  })

  it('exchanges a living token for sixty new days, and a dead one never', async () => {
    const bob = await person('facebook', { username: 'bob' })
    await advance(59 * 24 * hour)
    const next = textOf(await prolong('facebook', bob.token), 'access_token')
    await advance(2 * 24 * hour)
    expect(refusalOf(await prolong('facebook', bob.token))).toEqual([401, 190, 463])
    expect((await as('facebook', next, bob).get('me')).status).toBe(200)
  })

  it('debug_token tells of tokens', async () => {
    const bob = await person('facebook', { username: 'bob' })
    const about = async (input_token: string) =>
      (
        (
          await get(`${graph.facebook}/debug_token`, {
            input_token,
            access_token: `${app.client_id}|${app.client_secret}`,
          })
        ).body as { data: JsonObject }
      ).data
    expect(await about(bob.token)).toMatchObject({ app_id: '990', type: 'USER', is_valid: true })
    const page = dataOf(await bob.get('me/accounts', { fields: 'access_token' }))[0]?.['access_token']
    expect(await about(String(page))).toMatchObject({ type: 'PAGE', expires_at: 0, is_valid: true })
    expect(await about('x')).toMatchObject({ is_valid: false })
  })

  it('a proof that is sent has to be right', async () => {
    const bob = await person('facebook', { username: 'bob' })
    const appsecret_proof = createHmac('sha256', app.client_secret).update(bob.token).digest('hex')
    expect((await bob.get('me', { appsecret_proof })).status).toBe(200)
    expect(codesOf(await bob.get('me', { appsecret_proof: 'ab' }))).toEqual([100, undefined])
  })

  it('businesses lead to the same pages', async () => {
    const bob = await person('facebook', { username: 'bob' })
    const [business] = dataOf(await bob.get('me/businesses', { fields: 'id,name' }))
    const id = String(business?.['id'])
    const pages = dataOf(await bob.get('me/accounts', { fields: 'id' }))
    expect(dataOf(await bob.get(`${id}/owned_pages`, { fields: 'id' }))).toEqual(pages.slice(0, 1))
    expect(dataOf(await bob.get(`${id}/client_pages`, { fields: 'id' }))).toEqual(pages.slice(1, 2))
    expect(codesOf(await (await person('facebook')).get(`${id}/owned_pages`))).toEqual([100, 33])
  })

  it('what a person takes back is over, pages’ tokens too', async () => {
    const bob = await person('facebook', { username: 'bob' })
    const page = String(dataOf(await bob.get('me/accounts', { fields: 'access_token' }))[0]?.['access_token'])
    expect((await bob.remove('me/permissions')).body).toEqual({ success: true })
    for (const token of [bob.token, page])
      expect(refusalOf(await as('facebook', token, bob).get(bob.id))).toEqual([401, 190, undefined])
  })
})

it('a token may come in a header, in a form, in JSON or in the query, with any version or none', async () => {
  const ann = await person('instagram')
  const bearer = { authorization: `Bearer ${ann.token}` }
  for (const base of [
    'https://graph.instagram.com',
    `${graph.instagram}`,
    'https://graph.instagram.com/v19.0',
  ])
    expect((await call('GET', `${base}/me`, undefined, bearer)).status).toBe(200)
  const json = { access_token: ann.token, image_url: 'x' }
  expect(codesOf(await client.call('POST', `${graph.instagram}/${ann.id}/media`, { json }))).toEqual([
    9_004, 2_207_052,
  ])
  expect((await client.call('GET', 'https://graph.instagram.com/vx/me')).body).toMatchObject({
    error: { code: 2_500 },
  })
})

it('our connect page is told the login: Facebook’s where pages are given', async () => {
  const answers = async (input: object) => (await client.control.createUser('instagram', input)).answers
  expect(await answers({})).toEqual({ login: 'instagram' })
  expect(await answers({ login: 'facebook' })).toEqual({ login: 'facebook' })
  expect(await answers({ pages: [{ id: '1', name: 'Soup' }] })).toEqual({ login: 'facebook' })
})
