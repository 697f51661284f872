import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { JsonObject } from '../../../kit/json.js'
import { scope } from '../../../../tests/support/google-oauth.js'
import {
  accountsApi,
  businessClient,
  listIn,
  locationsApi,
  performanceApi,
  plain,
  postsApi,
  refusalOf,
} from '../../../../tests/support/googlebusiness.js'
import { startSimulator } from '../../../../tests/support/simulator.js'
import { simulator } from './index.js'

/** What section 9 of the sheet asks of a fair stand-in: hosts, names, lists, rates, and who may post. */
const client = await startSimulator(simulator)
const { call, consent, exchange, refresh, revoke, signIn } = businessClient(client)
const minute = 60_000

// Only `advance` moves time: what is counted by the minute is counted the same on a slow machine.
vi.useFakeTimers({ toFake: ['Date'] })
afterAll(() => void vi.useRealTimers())
beforeEach(() => client.control.reset())

describe('signing in', () => {
  it('renews without a new refresh token, and revoking ends the grant', async () => {
    const { tokens, accounts } = await signIn()
    const renewed = (await refresh(tokens['refresh_token'])).body as JsonObject
    expect(renewed).toMatchObject({ expires_in: 3_599, scope: scope('business.manage') })
    expect(renewed).not.toHaveProperty('refresh_token')
    expect(await accounts()).toHaveLength(1)
    expect((await revoke(tokens['refresh_token'])).status).toBe(200)
    expect((await refresh(tokens['refresh_token'])).body).toMatchObject({ error: 'invalid_grant' })
    await expect(accounts()).rejects.toThrow('UNAUTHENTICATED')
  })

  it('knows business.manage and who somebody is, and not the scopes of Google’s other networks', async () => {
    const { searchParams } = await consent({ scope: `${scope('business.manage')} openid email` })
    expect(searchParams.get('code')).not.toBeNull()
    expect((await consent({ scope: scope('youtube.upload') })).href).toBe('about:blank')
  })

  it('without the scope no API answers', async () => {
    const { searchParams } = await consent({ scope: 'openid' })
    const { access_token: token } = (await exchange(searchParams.get('code'))).body as JsonObject
    const headers = { authorization: `Bearer ${String(token)}` }
    expect(refusalOf(await call('GET', `${accountsApi}/accounts`, { headers }))).toEqual([
      403,
      'PERMISSION_DENIED',
      'ACCESS_TOKEN_SCOPE_INSUFFICIENT',
    ])
  })
})

describe('9. be four hosts with different name forms', () => {
  it('each has its own paths, and says 404 to those of the others', async () => {
    const { get, locations } = await signIn()
    const [location = ''] = await locations()
    const [, account, , id] = location.split('/')
    const there = [
      `${accountsApi}/accounts/${account ?? ''}`,
      `${locationsApi}/locations/${id ?? ''}?readMask=name`,
      `${postsApi}/${location}/localPosts`,
    ]
    for (const url of there) expect([url, (await get(url)).status]).toEqual([url, 200])
    const elsewhere = [
      `${postsApi}/accounts`,
      `${accountsApi}/${location}`,
      `${locationsApi}/${location}/localPosts`,
      `${performanceApi}/${location}/localPosts`,
      `${performanceApi}/locations/${id ?? ''}`,
    ]
    for (const url of elsewhere) expect([url, ...refusalOf(await get(url))]).toEqual([url, 404, 'NOT_FOUND'])
  })

  it('the same location has its account in v4 and none in the others', async () => {
    const { get, locations } = await signIn()
    const [location = ''] = await locations()
    const bare = location.replace(/^accounts\/\d+\//, '')
    const { body } = await get(`${locationsApi}/${bare}`, { readMask: 'name' })
    expect(body).toEqual({ name: bare })
  })
})

describe('9. require readMask', () => {
  it('in the list and of one, with known fields, and answers those alone', async () => {
    const { get, accounts, locations } = await signIn({ displayName: 'Corner Shop' })
    const [{ name = '' } = {}] = await accounts()
    const [location = ''] = await locations()
    const list = `${locationsApi}/${String(name)}/locations`
    const one = `${locationsApi}/locations/${location.split('/')[3] ?? ''}`
    for (const url of [list, one]) {
      expect(refusalOf(await get(url))).toEqual([400, 'INVALID_ARGUMENT', 'read_mask'])
      expect(refusalOf(await get(url, { readMask: 'name,colour' }))).toEqual([
        400,
        'INVALID_ARGUMENT',
        'read_mask',
      ])
    }
    const { body } = await get(one, { readMask: 'name,title,metadata' })
    expect(body).toEqual({
      name: expect.stringMatching(/^locations\/\d+$/) as unknown,
      title: 'Corner Shop',
      metadata: {
        hasVoiceOfMerchant: true,
        placeId: expect.any(String) as unknown,
        mapsUri: expect.stringContaining('cid=') as unknown,
        newReviewUri: expect.any(String) as unknown,
      },
    })
  })
})

describe('9. 404 on v4 names without the account part', () => {
  it('and on another’s account or location', async () => {
    const [ann, bea] = [await signIn({ username: 'ann' }), await signIn({ username: 'bea' })]
    const [own = ''] = await ann.locations()
    const [others = ''] = await bea.locations()
    const [, account, , location] = own.split('/')
    const names = [
      `locations/${location ?? ''}`,
      others,
      `accounts/${account ?? ''}/locations/${others.split('/')[3] ?? ''}`,
      `${others.replace(/locations.*/, '')}locations/${location ?? ''}`,
    ]
    for (const name of names) {
      const said = [
        await ann.get(`${postsApi}/${name}/localPosts`),
        await ann.call('POST', `${postsApi}/${name}/localPosts`, { json: plain }),
        await ann.get(`${postsApi}/${name}/media`),
      ]
      expect([name, ...said.map(({ status }) => status)]).toEqual([name, 404, 404, 404])
    }
    const metrics = `${performanceApi}/locations/${others.split('/')[3] ?? ''}:getDailyMetricsTimeSeries`
    expect((await ann.get(metrics, { dailyMetric: 'CALL_CLICKS' })).status).toBe(404)
    expect(
      (await ann.get(`${locationsApi}/locations/${others.split('/')[3] ?? ''}?readMask=name`)).status,
    ).toBe(404)
    expect((await ann.get(`${accountsApi}/accounts/${others.split('/')[1] ?? ''}`)).status).toBe(404)
  })
})

describe('9. page with nextPageToken', () => {
  it('accounts twenty at a time, the personal one first', async () => {
    const { get } = await signIn({ accountType: 'agency' })
    const first = await get(`${accountsApi}/accounts`)
    const { nextPageToken: pageToken } = first.body as { nextPageToken: string }
    const second = await get(`${accountsApi}/accounts`, { pageSize: '20', pageToken })
    const all = [...listIn(first, 'accounts'), ...listIn(second, 'accounts')]
    expect([listIn(first, 'accounts').length, all.length]).toEqual([20, 23])
    expect(new Set(all.map(({ name }) => name)).size).toBe(23)
    expect(all.map(({ type }) => type).indexOf('PERSONAL')).toBe(0)
    expect(second.body).not.toHaveProperty('nextPageToken')
    const groups = await get(`${accountsApi}/accounts`, { filter: 'type=PERSONAL' })
    expect(listIn(groups, 'accounts')).toHaveLength(1)
  })

  it('locations ten at a time or up to a hundred, posts twenty or up to a hundred', async () => {
    const { get, locations } = await signIn({ accountType: 'agency' })
    const { nextPageToken: more } = (await get(`${accountsApi}/accounts`)).body as { nextPageToken: string }
    const last = listIn(await get(`${accountsApi}/accounts`, { pageToken: more }), 'accounts').at(-1)
    const account = String(last?.['name'])
    const list = `${locationsApi}/${account}/locations`
    const readMask = 'name'
    expect(listIn(await get(list, { readMask }), 'locations')).toHaveLength(10)
    const first = await get(list, { readMask, pageSize: '100' })
    const { nextPageToken: pageToken } = first.body as { nextPageToken: string }
    const second = await get(list, { readMask, pageSize: '100', pageToken })
    expect([first, second].map((each) => listIn(each, 'locations').length)).toEqual([100, 19])
    const [location = ''] = await locations()
    const posts = `${postsApi}/${location}/localPosts`
    expect(listIn(await get(posts), 'localPosts')).toHaveLength(20)
    expect(listIn(await get(posts, { pageSize: '100' }), 'localPosts')).toHaveLength(90)
  })

  it('takes no larger page, no token of its own making and no parameter that it does not know', async () => {
    const { get, locations } = await signIn()
    const [location = ''] = await locations()
    const posts = `${postsApi}/${location}/localPosts`
    const refused: [string, Record<string, string>, string][] = [
      [posts, { pageSize: '101' }, 'page_size'],
      [posts, { pageSize: '0' }, 'page_size'],
      [posts, { pageToken: 'x' }, 'page_token'],
      [posts, { page_size: '5' }, 'page_size'],
      [posts, { orderBy: 'createTime' }, 'orderBy'],
      [`${accountsApi}/accounts`, { pageSize: '21' }, 'page_size'],
      [`${accountsApi}/accounts`, { filter: 'name=x' }, 'filter'],
      [
        `${locationsApi}/${location.split('/').slice(0, 2).join('/')}/locations`,
        { readMask: 'name', pageSize: '101' },
        'page_size',
      ],
    ]
    for (const [url, query, field] of refused)
      expect([query, ...refusalOf(await get(url, query))]).toEqual([query, 400, 'INVALID_ARGUMENT', field])
  })
})

describe('9. accounts without locations', () => {
  it('have a list without a member', async () => {
    const { get, accounts } = await signIn({ accountType: 'no_locations' })
    const [{ name = '' } = {}] = await accounts()
    const { status, body } = await get(`${locationsApi}/${String(name)}/locations`, { readMask: 'name' })
    expect([status, body]).toEqual([200, {}])
  })

  it('a personal one lists what it owns itself, not what lies in a group', async () => {
    const pages = [
      { id: '7001', name: 'North' },
      { id: '7002', name: 'South' },
    ]
    const { accounts, locations } = await signIn({ pages })
    const [own, group] = await accounts()
    expect([own?.['type'], group?.['type']]).toEqual(['PERSONAL', 'LOCATION_GROUP'])
    expect(await locations()).toEqual([
      `${String(group?.['name'])}/locations/7001`,
      `${String(group?.['name'])}/locations/7002`,
    ])
    expect(await (await signIn({ accountType: 'group' })).locations()).toHaveLength(1)
  })

  it('are listed by their titles where that is asked', async () => {
    const pages = [
      { id: '7001', name: 'North' },
      { id: '7002', name: 'East' },
    ]
    const { accounts, get } = await signIn({ pages })
    const [, group] = await accounts()
    const titles = async (orderBy: string) =>
      listIn(
        await get(`${locationsApi}/${String(group?.['name'])}/locations`, { readMask: 'title', orderBy }),
        'locations',
      ).map(({ title }) => title)
    expect(await titles('title')).toEqual(['East', 'North'])
    expect(await titles('title desc')).toEqual(['North', 'East'])
    const [own] = await accounts()
    const of = (parentAccount: string) => get(`${accountsApi}/accounts`, { parentAccount })
    expect((await of(String(own?.['name']))).body).toEqual({})
  })
})

describe('9. locations without voice of merchant (create → 403/1301)', () => {
  it('say so beforehand, and those of a chain when somebody posts', async () => {
    const unverified = await signIn({ accountType: 'unverified' })
    const [location = ''] = await unverified.locations()
    const { body } = await unverified.get(`${locationsApi}/locations/${location.split('/')[3] ?? ''}`, {
      readMask: 'metadata',
    })
    expect(body).toEqual({ metadata: { hasVoiceOfMerchant: false } })
    expect(refusalOf(await unverified.post())).toEqual([403, 'PERMISSION_DENIED', '1301 name'])
    const chain = await signIn({ accountType: 'chain' })
    expect(refusalOf(await chain.post())).toEqual([403, 'PERMISSION_DENIED', '1302 name'])
    expect((await client.control.posts({ limit: 10 })).length).toBe(0)
  })
})

describe('9. enforce 300/min and 10 edits/min per profile', () => {
  it('ten posts in any minute, changes and removals counted with them, what was refused not', async () => {
    const {
      call: ask,
      locations,
      post,
    } = await signIn({
      pages: [
        { id: '7001', name: 'N' },
        { id: '7002', name: 'S' },
      ],
    })
    expect((await post({ summary: 'x'.repeat(1_501) })).status).toBe(400)
    const { name } = (await post()).body as { name: string }
    const patched = await ask('PATCH', `${postsApi}/${name}?updateMask=summary`, {
      json: { summary: 'Rolls' },
    })
    expect([patched.status, (await ask('DELETE', `${postsApi}/${name}`)).status]).toEqual([200, 200])
    for (let count = 3; count < 10; count += 1) expect((await post()).status).toBe(200)
    const limited = await post()
    expect(refusalOf(limited)).toEqual([429, 'RESOURCE_EXHAUSTED', 'RATE_LIMIT_EXCEEDED'])
    expect(JSON.stringify(limited.body)).toContain('"quota_limit_value":"10"')
    // The other profile has its own ten.
    const [, south = ''] = await locations()
    expect((await ask('POST', `${postsApi}/${south}/localPosts`, { json: plain })).status).toBe(200)
    await client.control.advance(minute)
    expect((await post()).status).toBe(200)
  })

  it('three hundred requests a minute of a project and an API, whoever asks', async () => {
    const [ann, bea] = [await signIn({ username: 'ann' }), await signIn({ username: 'bea' })]
    const [location = ''] = await bea.locations()
    const asked =
      1 + (await Promise.all(Array.from({ length: 299 }, () => ann.get(`${accountsApi}/accounts`)))).length
    expect(asked).toBe(300)
    expect(refusalOf(await bea.get(`${accountsApi}/accounts`))).toEqual([
      429,
      'RESOURCE_EXHAUSTED',
      'RATE_LIMIT_EXCEEDED',
    ])
    expect((await bea.get(`${postsApi}/${location}/localPosts`)).status).toBe(200)
    await client.control.advance(minute)
    expect((await bea.get(`${accountsApi}/accounts`)).status).toBe(200)
  })

  it('not of a project that has asked for more', async () => {
    const { post } = await signIn({}, { client_id: 'sandbox-app' })
    for (let count = 0; count < 12; count += 1) expect((await post()).status).toBe(200)
  })
})

describe('a project', () => {
  it('that is not approved has a quota of nothing, and one that has not switched an API on hears so', async () => {
    const unapproved = await signIn({}, { client_id: 'unapproved-1' })
    const limited = await unapproved.get(`${accountsApi}/accounts`)
    expect(refusalOf(limited)).toEqual([429, 'RESOURCE_EXHAUSTED', 'RATE_LIMIT_EXCEEDED'])
    expect(JSON.stringify(limited.body)).toContain('"quota_limit_value":"0"')
    const disabled = await signIn({}, { client_id: 'disabled-1' })
    expect(refusalOf(await disabled.get(`${accountsApi}/accounts`))).toEqual([
      403,
      'PERMISSION_DENIED',
      'SERVICE_DISABLED',
    ])
  })
})

describe('the pictures of a location', () => {
  it('say which is its logo', async () => {
    const { get, locations } = await signIn()
    const [location = ''] = await locations()
    const all = listIn(await get(`${postsApi}/${location}/media`, { pageSize: '100' }), 'mediaItems')
    const logo = all.find(({ locationAssociation: of }) => (of as JsonObject)['category'] === 'LOGO')
    expect(logo).toMatchObject({
      mediaFormat: 'PHOTO',
      googleUrl: expect.stringMatching(/^https:/) as unknown,
    })
  })
})
