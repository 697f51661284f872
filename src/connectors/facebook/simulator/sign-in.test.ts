import { beforeEach, describe, expect, it } from 'vitest'
import { startSimulator } from '../../../../tests/support/simulator.js'
import {
  allScopes,
  appId,
  dataOf,
  facebookClient,
  graph,
  host,
  proofOf,
  refusalOf,
  textOf,
  wordsOf,
} from '../../../../tests/support/facebook.js'
import type { JsonObject } from '../../../kit/json.js'
import { simulator } from './index.js'

/** Sections 1 and 2 of the facts: the dialog, tokens, permissions, people and their pages. */
const client = await startSimulator(simulator)
const { as, call, consent, debug, exchange, get, person, prolong } = facebookClient(client)
const { advance } = client.control
const day = 86_400_000
const codeIn = (url: URL): string => url.searchParams.get('code') ?? ''

beforeEach(() => client.control.reset())

describe('the dialog', () => {
  it('goes back with a code, the state and #_=_', async () => {
    const back = await consent()
    expect(back.origin + back.pathname).toBe('https://app.example/callback')
    expect([back.searchParams.get('state'), back.hash]).toEqual(['s1', '#_=_'])
    expect(codeIn(back)).not.toBe('')
  })

  it('a cancel goes back with access_denied', async () => {
    const query = new URLSearchParams({
      client_id: appId,
      redirect_uri: 'https://app.example/callback',
      response_type: 'code',
      state: 's1',
      _answer: 'deny',
    })
    const answer = await client.call('GET', `https://www.facebook.com/v25.0/dialog/oauth?${query.toString()}`)
    const { searchParams } = new URL(answer.headers.get('location') ?? '')
    expect(Object.fromEntries(searchParams)).toEqual({
      error_reason: 'user_denied',
      error: 'access_denied',
      error_description: 'Permissions error',
      state: 's1',
    })
  })

  it.each([
    { redirect_uri: 'http://app.example/callback' },
    { redirect_uri: 'nowhere' },
    { scope: 'pages_show_list,pages_do_everything' },
    { response_type: 'token' },
    { client_id: '' },
  ])('shows what is wrong with %j', async (wrong) => {
    expect((await consent(wrong as Record<string, string>)).href).toBe('about:blank')
  })

  it('an app in development goes back to one’s own machine, and a config_id stands for scopes', async () => {
    const local = 'http://127.0.0.1:8080/callback'
    expect((await consent({ redirect_uri: local })).origin).toBe('http://127.0.0.1:8080')
    const code = codeIn(await consent({ scope: '', config_id: '1' }))
    const token = textOf(await exchange(code), 'access_token')
    expect((await debug(token))['scopes']).toEqual(expect.arrayContaining(['pages_manage_posts']))
  })
})

describe('tokens', () => {
  it('a code holds once, for its app and its redirect_uri, for ten minutes', async () => {
    const code = codeIn(await consent())
    const other = await exchange(code, { redirect_uri: 'https://app.example/callback/' })
    expect([refusalOf(other), wordsOf(other)]).toEqual([
      [400, 100, undefined],
      expect.stringContaining('redirect_uri is identical'),
    ])
    expect(refusalOf(await exchange(code, { client_id: '991' }))).toEqual([400, 100, undefined])
    expect((await exchange(code)).body).toEqual({
      access_token: expect.stringMatching(/^EAA/) as string,
      token_type: 'bearer',
      expires_in: 3_600,
    })
    expect(wordsOf(await exchange(code))).toContain('has been used')
    const late = codeIn(await consent())
    await advance(600_000)
    expect(wordsOf(await exchange(late))).toContain('has expired')
  })

  it('short ones live for an hour, long ones for 60 days, and each can be exchanged while it lives', async () => {
    const short = textOf(await exchange(codeIn(await consent())), 'access_token')
    const long = await prolong(short)
    expect(long.body).toMatchObject({ token_type: 'bearer', expires_in: 60 * 86_400 - 56 })
    await advance(3_600_000)
    expect(refusalOf(await as(short).get('me'))).toEqual([400, 190, 463])
    expect(refusalOf(await prolong(short))).toEqual([400, 190, 463])
    await advance(58 * day)
    const longer = textOf(await prolong(textOf(long, 'access_token')), 'access_token')
    await advance(2 * day)
    expect(refusalOf(await as(textOf(long, 'access_token')).get('me'))).toEqual([400, 190, 463])
    expect((await as(longer).get('me')).status).toBe(200)
  })

  it('a page’s lives as long as the short one that it was made from, and cannot be exchanged', async () => {
    const short = as(textOf(await exchange(codeIn(await consent())), 'access_token'))
    const [mine] = dataOf(await short.get('me/accounts', { fields: 'access_token' }))
    const token = String(mine?.['access_token'])
    expect((await as(token).get('me')).status).toBe(200)
    expect(wordsOf(await prolong(token))).toContain('Only access tokens of persons can be exchanged')
    await advance(3_600_000)
    expect(refusalOf(await as(token).get('me'))).toEqual([400, 190, 463])
  })

  it('debug_token tells of a person’s and of a page’s', async () => {
    const ann = await person()
    const page = await ann.asPage()
    const now = Math.floor(Date.parse((await client.control.clock()).now) / 1_000)
    const ofAnn = await debug(ann.token)
    expect(ofAnn).toMatchObject({
      app_id: appId,
      type: 'USER',
      is_valid: true,
      user_id: ann.id,
      scopes: ['public_profile', ...allScopes],
    })
    expect(Number(ofAnn['expires_at']) - now).toBeGreaterThan(59 * 86_400)
    // From the consent, which a second may lie behind.
    const lasts = Number(ofAnn['data_access_expires_at']) - Number(ofAnn['issued_at'])
    expect([90 * 86_400, 90 * 86_400 - 1]).toContain(lasts)
    expect(ofAnn['granular_scopes']).toContainEqual({
      scope: 'pages_manage_posts',
      target_ids: expect.arrayContaining([page.id]) as string[],
    })
    expect(await debug(page.token)).toMatchObject({ type: 'PAGE', profile_id: page.id, expires_at: 0 })
    expect(await debug('EAAnobody')).toMatchObject({ is_valid: false, error: { code: 190 } })
    const stranger = await get('debug_token', { input_token: ann.token, access_token: `${appId}|wrong` })
    expect(refusalOf(stranger)).toEqual([400, 190, undefined])
  })

  it('a call without one is 104, with a strange one 190', async () => {
    expect(refusalOf(await call('GET', `${graph}/me`))).toEqual([400, 104, undefined])
    expect(refusalOf(await as('EAAnobody').get('me'))).toEqual([400, 190, undefined])
  })

  it('every call needs the proof of the app’s secret, made of its own token', async () => {
    const ann = await person()
    const page = await ann.asPage()
    const me = (proof: string) => call('GET', `${graph}/me?access_token=${ann.token}${proof}`)
    expect(wordsOf(await me(''))).toContain('require an appsecret_proof')
    expect(wordsOf(await me(`&appsecret_proof=${proofOf(page.token)}`))).toContain('Invalid appsecret_proof')
    expect((await me(`&appsecret_proof=${proofOf(ann.token)}`)).status).toBe(200)
  })

  it('stand in the query, in a form or in the authorization', async () => {
    const ann = await person()
    const url = `${graph}/me?appsecret_proof=${proofOf(ann.token)}`
    expect((await call('GET', url, undefined, { authorization: `Bearer ${ann.token}` })).status).toBe(200)
  })
})

describe('permissions', () => {
  it('tell what was granted and what was not, in a dialog asked for again too', async () => {
    const ann = await person({ scopes: ['pages_show_list'] })
    const listed = dataOf(await ann.get('me/permissions'))
    expect(listed).toContainEqual({ permission: 'pages_show_list', status: 'granted' })
    expect(listed).toContainEqual({ permission: 'pages_manage_posts', status: 'declined' })
    const again = await person({ username: ann.username, scopes: allScopes })
    expect(dataOf(await again.get('me/permissions', { permission: 'pages_manage_posts' }))).toEqual([
      { permission: 'pages_manage_posts', status: 'granted' },
    ])
  })

  it('one is taken back: calls that need it are refused from then on', async () => {
    const ann = await person()
    const page = await ann.asPage()
    expect((await ann.remove('me/permissions', { permission: 'pages_manage_posts' })).body).toEqual({
      success: true,
    })
    expect(refusalOf(await page.post(`${page.id}/feed`, { message: 'Soup' }))).toEqual([400, 200, undefined])
    expect((await page.get(page.id)).status).toBe(200)
  })

  it('all are taken back: the tokens of the person and of the pages are dead, 458', async () => {
    const ann = await person()
    const page = await ann.asPage()
    expect((await ann.remove(`${ann.id}/permissions`)).body).toEqual({ success: true })
    for (const who of [ann, page]) expect(refusalOf(await who.get('me'))).toEqual([400, 190, 458])
    expect((await (await person({ username: ann.username })).get('me')).status).toBe(200)
  })
})

describe('people and pages', () => {
  const fields = 'id,name,username,access_token,category,tasks,picture.type(large),followers_count'

  it('a person has a name and a picture, and no user name', async () => {
    const ann = await person({ displayName: 'Ann Soup' })
    expect((await ann.get('me', { fields: 'id,name,picture' })).body).toEqual({
      id: ann.id,
      name: 'Ann Soup',
      picture: { data: { height: 50, width: 50, is_silhouette: false, url: expect.any(String) as string } },
    })
    expect((await ann.get('me', { fields: 'video_upload_limits' })).body).toMatchObject({
      video_upload_limits: { length: 14_400, size: 10_737_418_240 },
    })
    expect(wordsOf(await ann.get('me', { fields: 'username' }))).toContain(
      'nonexisting field (username) on node type (User)',
    )
  })

  it('pages come two at a time over paging.next, whatever the limit', async () => {
    const pages = ['Bakery', 'Bar', 'Farm'].map((name, index) => ({
      id: `90071992547409${String(91 + index)}0`,
      name,
    }))
    const ann = await person({ pages })
    const first = await ann.get('me/accounts', { fields, limit: '100' })
    const found = dataOf(first)
    expect(found).toHaveLength(2)
    let answer = first.body as { paging?: { next?: string } }
    while (answer.paging?.next !== undefined) {
      const url = `${answer.paging.next}&appsecret_proof=${proofOf(ann.token)}`
      const next = await call('GET', url)
      found.push(...dataOf(next))
      answer = next.body as typeof answer
    }
    expect(found.slice(0, 3).map(({ id, name }) => ({ id, name }))).toEqual(pages)
    expect(found.map(({ tasks }) => (tasks as string[] | undefined)?.includes('CREATE_CONTENT'))).toEqual([
      true,
      true,
      true,
      false,
      undefined,
    ])
    expect(found.map((page) => typeof page['access_token'])).toEqual([
      'string',
      'string',
      'string',
      'string',
      'undefined',
    ])
  })

  it('without pages_show_list there are none', async () => {
    const ann = await person({ scopes: ['pages_manage_posts'] })
    expect((await ann.get('me/accounts')).body).toEqual({ data: [] })
  })

  it('stand under businesses too, for who may look there', async () => {
    const ann = await person()
    const [page] = dataOf(await ann.get('me/accounts'))
    const [business] = dataOf(await ann.get('me/businesses', { fields: 'id,name' }))
    const id = business?.['id'] as string
    expect(dataOf(await ann.get(`${id}/owned_pages`))).toEqual([page])
    expect(dataOf(await ann.get(`${id}/client_pages`, { fields: 'name,access_token' }))).toEqual([
      { name: expect.stringContaining('Garden') as string, id: expect.any(String) as string },
    ])
    const careful = await person({ scopes: ['pages_show_list'] })
    expect(refusalOf(await careful.get('me/businesses'))).toEqual([400, 100, undefined])
  })

  it('a page reads itself, its picture included', async () => {
    const ann = await person({ pages: [{ id: '61550000000000001', name: 'Bakery' }] })
    const page = await ann.asPage()
    expect((await page.get('me', { fields: 'id,name,link,fan_count,is_published' })).body).toMatchObject({
      id: '61550000000000001',
      name: 'Bakery',
      is_published: true,
    })
    expect((await page.get(`${page.id}/picture`, { type: 'large', redirect: '0' })).body).toMatchObject({
      data: { width: 200, is_silhouette: false },
    })
    expect(wordsOf(await page.get(page.id, { fields: 'id,colour' }))).toContain(
      'nonexisting field (colour) on node type (Page)',
    )
  })

  it('of somebody else are there, and give no token', async () => {
    const theirs = await (await person()).asPage()
    const ann = await person()
    expect((await ann.get(theirs.id, { fields: 'name,access_token' })).body).toEqual({
      name: expect.any(String) as string,
      id: theirs.id,
    })
  })

  it('a dead version, or none, is served by the oldest that lives', async () => {
    const ann = await person()
    const query = `access_token=${ann.token}&appsecret_proof=${proofOf(ann.token)}`
    const versions = await Promise.all(
      [`${host}/v25.0/me`, `${host}/v3.1/me`, `${host}/me`].map(async (url) =>
        (await call('GET', `${url}?${query}`)).headers.get('facebook-api-version'),
      ),
    )
    expect(versions).toEqual(['v25.0', 'v23.0', 'v23.0'])
    expect((await call('GET', `${host}/me?${query}`)).headers.get('x-fb-trace-id')).toMatch(/./)
    expect(
      ((await client.call('GET', `${host}/v25.0/me/feed/more`)).body as { error: JsonObject }).error,
    ).toMatchObject({
      code: 2_500,
    })
  })
})
