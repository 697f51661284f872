import { beforeEach, describe, expect, it } from 'vitest'
import {
  accountsApi,
  bodyOf,
  businessClient,
  performanceApi,
  plain,
  postsApi,
  refusalOf,
  schedule,
  type Owner,
} from '../../../../tests/support/googlebusiness.js'
import { startSimulator } from '../../../../tests/support/simulator.js'
import { simulator } from './index.js'

/** A test for each row of section 5 of the sheet, met the way an app would meet it. */
const client = await startSimulator(simulator)
const { call, refresh, signIn } = businessClient(client)

let owner: Owner
beforeEach(async () => {
  await client.control.reset()
  owner = await signIn()
})

describe('5. auth: 401 UNAUTHENTICATED, invalid_grant', () => {
  it('without a token, with one that nobody knows, and with one that has expired', async () => {
    const url = `${accountsApi}/accounts`
    const unauthenticated = [401, 'UNAUTHENTICATED']
    expect(refusalOf(await call('GET', url))).toEqual(unauthenticated)
    const headers = { authorization: 'Bearer nonsense' }
    const answer = await call('GET', url, { headers })
    expect(refusalOf(answer)).toEqual(unauthenticated)
    expect(answer.headers.get('www-authenticate')).toContain('Bearer')
    await client.control.advance(3_599_000)
    expect(refusalOf(await owner.get(url))).toEqual(unauthenticated)
    expect(bodyOf(await refresh(owner.tokens['refresh_token']))).toHaveProperty('access_token')
  })

  it('of somebody who was suspended, at all four', async () => {
    const [location = ''] = await owner.locations()
    await client.control.createUser('googlebusiness', { username: owner.username, suspended: true })
    for (const url of [`${accountsApi}/accounts`, `${postsApi}/${location}/localPosts`])
      expect(refusalOf(await owner.get(url))).toEqual([401, 'UNAUTHENTICATED'])
    await client.control.createUser('googlebusiness', { username: owner.username, suspended: false })
    expect((await owner.get(`${accountsApi}/accounts`)).status).toBe(200)
  })

  it('a fault may end a token for once, or the grant for good', async () => {
    await client.fault('token_expired', 'publish')
    const [location = ''] = await owner.locations()
    const post = () => owner.call('POST', `${postsApi}/${location}/localPosts`, { json: plain })
    expect(refusalOf(await post())).toEqual([401, 'UNAUTHENTICATED'])
    // The other hosts were well all the time.
    expect((await owner.get(`${accountsApi}/accounts`)).status).toBe(200)
    expect((await post()).status).toBe(200)
    await client.fault('token_revoked', 'publish')
    expect((await post()).status).toBe(401)
    expect((await owner.get(`${accountsApi}/accounts`)).status).toBe(401)
    expect((await refresh(owner.tokens['refresh_token'])).body).toMatchObject({ error: 'invalid_grant' })
  })
})

describe('5. permission: 403 PERMISSION_DENIED', () => {
  it('with what My Business calls it, in the envelope of google.rpc', async () => {
    const unverified = await signIn({ accountType: 'unverified' })
    expect((await unverified.post()).body).toEqual({
      error: {
        code: 403,
        message: 'The caller does not have permission',
        status: 'PERMISSION_DENIED',
        details: [
          {
            '@type': 'type.googleapis.com/google.mybusiness.v4.ValidationError',
            errorDetails: [
              { code: 1301, field: 'name', message: expect.stringContaining('voice of merchant') as unknown },
            ],
          },
        ],
      },
    })
  })

  it('a location is what its person is now', async () => {
    await client.control.createUser('googlebusiness', { username: owner.username, accountType: 'unverified' })
    expect((await owner.post()).status).toBe(403)
    await client.control.createUser('googlebusiness', { username: owner.username, accountType: 'shop' })
    expect((await owner.post()).status).toBe(200)
  })
})

describe('5. content: 400 INVALID_ARGUMENT, PHOTO_FETCH_FAILED, REJECTED', () => {
  const media = [{ mediaFormat: 'PHOTO', sourceUrl: 'https://voxburst.example/a.jpg' }]

  it('all that is wrong is said at once', async () => {
    const answer = await owner.post({ topicType: 'EVENT', summary: 'x'.repeat(1_501), event: { schedule } })
    expect(refusalOf(answer)).toEqual([400, 'INVALID_ARGUMENT', '9 summary', '2 event.title'])
    expect(JSON.stringify(answer.body)).toContain('Must be at most 1500 characters')
  })

  it('a fault refuses the text, or the photo where there is one', async () => {
    await client.fault('content_rejected', 'publish')
    expect(refusalOf(await owner.post())).toEqual([400, 'INVALID_ARGUMENT', '3 summary'])
    await client.fault('media_rejected', 'publish')
    expect((await owner.post()).status).toBe(200)
    expect(refusalOf(await owner.post({ media }))).toEqual([
      400,
      'INVALID_ARGUMENT',
      '1001 media[0].source_url',
    ])
    expect(await client.control.listFaults()).toEqual([])
  })

  it('a fault ends a review, unless somebody was told that it went well', async () => {
    const [first, second] = [bodyOf(await owner.post()), bodyOf(await owner.post())]
    await client.control.advance(500)
    const state = async (post: typeof first) =>
      bodyOf(await owner.get(`${postsApi}/${String(post['name'])}`))['state']
    expect(await state(first)).toBe('LIVE')
    await client.fault('processing_failed', 'status')
    expect(await state(first)).toBe('LIVE')
    expect(await state(second)).toBe('REJECTED')
    expect(await state(second)).toBe('REJECTED')
    expect(await client.control.listFaults()).toEqual([])
    expect(await client.control.posts({ limit: 10 })).toHaveLength(1)
    // A change is reviewed anew.
    const change = `${postsApi}/${String(first['name'])}?updateMask=summary`
    bodyOf(await owner.call('PATCH', change, { json: { summary: 'Rolls' } }))
    await client.fault('processing_failed', 'status')
    expect(await state(first)).toBe('REJECTED')
  })
})

describe('5. gone: 404 NOT_FOUND', () => {
  it('of a post that is not there, and where nothing is', async () => {
    const [location = ''] = await owner.locations()
    for (const url of [
      `${postsApi}/${location}/localPosts/1`,
      `${postsApi}/${location}/reviews`,
      `${accountsApi}/x`,
    ])
      expect(refusalOf(await owner.get(url))).toEqual([404, 'NOT_FOUND'])
  })
})

describe('5. rate limit: 429 RESOURCE_EXHAUSTED', () => {
  it('with the time to wait only where a fault names one', async () => {
    await client.fault('rate_limited', 'find', { retryAfter: 30 })
    const [location = ''] = await owner.locations()
    const list = () => owner.get(`${postsApi}/${location}/localPosts`)
    const limited = await list()
    expect(refusalOf(limited)).toEqual([429, 'RESOURCE_EXHAUSTED', 'RATE_LIMIT_EXCEEDED'])
    expect(limited.headers.get('retry-after')).toBe('30')
    await client.fault('rate_limited', 'find')
    expect((await list()).headers.get('retry-after')).toBeNull()
    await client.fault('quota_exceeded', 'publish')
    const exceeded = await owner.post()
    expect(refusalOf(exceeded)).toEqual([429, 'RESOURCE_EXHAUSTED', 'RATE_LIMIT_EXCEEDED'])
    expect(JSON.stringify(exceeded.body)).toContain('"quota_limit_value":"10"')
  })
})

describe('5. transient: 500/503', () => {
  it('an answer that was lost has made its post, a request that was lost has not', async () => {
    await client.fault('server_error', 'publish', { retryAfter: 5 })
    const failed = await owner.post()
    expect([...refusalOf(failed), failed.headers.get('retry-after')]).toEqual([503, 'UNAVAILABLE', '5'])
    await client.fault('lost_request', 'publish')
    await expect(owner.post()).rejects.toThrow()
    await client.fault('lost_response', 'publish')
    await expect(owner.post()).rejects.toThrow()
    await client.control.advance(500)
    expect(await client.control.posts({ limit: 10 })).toHaveLength(1)
  })
})

describe('a request that is not one', () => {
  it('is refused with the field', async () => {
    const [location = ''] = await owner.locations()
    const metrics = `${performanceApi}/locations/${location.split('/')[3] ?? ''}:getDailyMetricsTimeSeries`
    expect(refusalOf(await owner.get(`${accountsApi}/accounts`, { alt: 'proto' }))).toEqual([
      400,
      'INVALID_ARGUMENT',
      'alt',
    ])
    expect(refusalOf(await owner.get(metrics))).toEqual([400, 'INVALID_ARGUMENT', 'dailyMetric'])
  })
})
