import { beforeEach, describe, expect, it } from 'vitest'
import { startFrontDoor } from '../../../tests/support/front-door.js'
import { googlebusinessRoom, options } from '../../../tests/support/googlebusiness-room.js'
import { startHouse, type PostView } from '../../../tests/support/house.js'

/** What is this network's own, through the public API and against its simulator. What all networks share is in the kit. */
const frontDoor = await startFrontDoor()
const house = await startHouse({ VOXBURST_PUBLIC_URL: frontDoor.url })
frontDoor.opensTo(house)
const { fault, locations, media, problems, publish, select, sent, shown } = googlebusinessRoom(house)
const account = (more: Record<string, unknown> = {}) => house.account('googlebusiness', more)
const event = { title: 'Soup night', start: '2026-12-24T18:00', end: '2026-12-24T22:00' }
const url = 'https://example.com/soup'

beforeEach(async () => {
  frontDoor.isClosed = false
  await house.call('DELETE', '/sandbox/faults')
})

const creating = async (accountId: string) =>
  (await sent(accountId)).filter(({ call }) => /^POST .*\/localPosts$/.test(call))
const codesOf = (post: PostView) => post.platforms.map(({ error }) => error?.code)

describe('section 3: what can be posted', () => {
  it.each<[string, object, object, object]>([
    ['a text', {}, {}, { topicType: 'STANDARD' }],
    [
      'a button',
      { callToAction: { actionType: 'LEARN_MORE', url } },
      {},
      { topicType: 'STANDARD', callToAction: { actionType: 'LEARN_MORE', url } },
    ],
    [
      'a button that calls',
      { callToAction: { actionType: 'CALL' }, languageCode: 'en' },
      {},
      { languageCode: 'en', callToAction: { actionType: 'CALL' } },
    ],
    [
      'an event',
      { event },
      {},
      {
        topicType: 'EVENT',
        event: {
          title: 'Soup night',
          schedule: { startDate: { year: 2026, month: 12, day: 24 }, endTime: { hours: 22, minutes: 0 } },
        },
      },
    ],
    [
      'an offer',
      { event, offer: { couponCode: 'SOUP', redeemOnlineUrl: url, termsConditions: 'One each' } },
      {},
      {
        topicType: 'OFFER',
        offer: { couponCode: 'SOUP', redeemOnlineUrl: url, termsConditions: 'One each' },
      },
    ],
  ])('%s', async (_what, given, more, body) => {
    const { id } = await account()
    const post = await publish(id, { content: 'Crème brûlée 🍮', ...options(given), ...more })
    expect(post).toMatchObject({ status: 'published', platforms: [{ error: null, warnings: [] }] })
    expect((await creating(id)).map((each) => each.body)).toMatchObject([
      { summary: 'Crème brûlée 🍮', ...body },
    ])
    const [target] = post.platforms
    expect(await shown(id)).toMatchObject([{ remoteId: target?.platformPostId, text: 'Crème brûlée 🍮' }])
    expect(await (await fetch(target?.platformPostUrl ?? '')).text()).toContain('Crème brûlée')
  })

  it.each(['png', 'jpeg', 'webp'] as const)(
    'section 9, line 2: a photo that Google fetches: %s',
    async (name) => {
      const { id } = await account()
      const post = await publish(id, { content: 'Soup', media: await media(name) })
      expect(post).toMatchObject({ status: 'published', platforms: [{ error: null }] })
      expect(await shown(id)).toMatchObject([{ media: [{ kind: 'image' }] }])
      expect((await creating(id))[0]?.body).toMatchObject({
        media: [{ mediaFormat: 'PHOTO', sourceUrl: expect.stringContaining('/media/files/') as string }],
      })
    },
  )

  it('section 9, line 2: a video, a first comment, and what is scheduled at Google are refused or told', async () => {
    const { id } = await account()
    const refusal = async (body: object) =>
      (
        await house.call<{ error: { code: string; details: object } }>(
          'POST',
          '/v1/posts',
          { accountIds: [id], content: 'Soup', ...body },
          { status: 400 },
        )
      ).error
    expect(await refusal({ media: await media('video') })).toMatchObject({ code: 'VALIDATION_ERROR' })
    expect(await refusal(options({ scheduledTime: '2026-12-24T18:00:00Z' }))).toMatchObject({
      details: { field: 'platformMetadata.GOOGLEBUSINESS.scheduledTime' },
    })
    expect(await refusal(options({ topicType: 'EVENT' }))).toMatchObject({
      details: { field: 'platformMetadata.GOOGLEBUSINESS.event' },
    })
    expect(await sent(id).then((all) => all.filter(({ call }) => call.includes('localPosts')))).toEqual([])
  })

  it('google_business is another spelling of it', async () => {
    const { id } = await account()
    const post = await publish(id, {
      content: 'Soup',
      platformMetadata: { GOOGLE_BUSINESS: { callToAction: { actionType: 'CALL' } } },
    })
    expect(post).toMatchObject({ status: 'published', platforms: [{ platform: 'googlebusiness' }] })
    expect((await creating(id))[0]?.body).toMatchObject({ callToAction: { actionType: 'CALL' } })
  })
})

describe('section 2: locations', () => {
  it('an only one is chosen at connect, and shown', async () => {
    const { id } = await account()
    const [only, ...more] = await locations(id)
    expect(more).toEqual([])
    expect(only?.id).toMatch(/^accounts\/\d+\/locations\/\d+$/)
    expect(await house.call('GET', `/v1/accounts/${id}`)).toMatchObject({
      accountType: 'business',
      username: null,
      location: { id: only?.id, name: only?.name, isVerified: true },
      gmbLocationsConfigured: true,
    })
  })

  it('of several one has to be chosen; the post goes there, under the account that has it', async () => {
    const pages = [
      { id: '4711', name: 'Soup kitchen' },
      { id: '4712', name: 'Stew kitchen' },
    ]
    const { id } = await account({ pages })
    expect(await house.call('GET', `/v1/accounts/${id}`)).toMatchObject({ gmbLocationsConfigured: false })
    const refused = await house.call<{ error: { code: string } }>(
      'POST',
      '/v1/posts',
      { content: 'Soup', accountIds: [id] },
      { status: 400 },
    )
    expect(refused.error.code).toBe('PAGE_NOT_SELECTED')
    const all = await locations(id)
    expect(all.map(({ name }) => name)).toEqual(['Soup kitchen', 'Stew kitchen'])
    const stew = all[1]?.id ?? ''
    await select(id, stew)
    const post = await publish(id, { content: 'Stew' })
    expect(post.status).toBe('published')
    expect((await creating(id)).map(({ call }) => call)).toEqual([`POST /v4/${stew}/localPosts`])
    const other = { pageId: 'accounts/1/locations/1' }
    const answer = await house.call<{ error: { code: string } }>(
      'POST',
      `/v1/accounts/${id}/select-page`,
      other,
      { status: 400 },
    )
    expect(answer.error.code).toBe('INVALID_PAGE_ID')
  })

  it('section 9, line 5: page after page of accounts and locations', async () => {
    const { id } = await account({ accountType: 'agency' })
    const all = await locations(id)
    expect(all.length).toBeGreaterThan(100)
    expect(new Set(all.map((each) => each.id)).size).toBe(all.length)
  })

  it('section 9, line 5: an account without locations is connected, and cannot post', async () => {
    const { id } = await account({ accountType: 'no_locations' })
    expect(await locations(id)).toEqual([])
    const body = { content: 'Soup', accountIds: [id] }
    expect(await house.call('POST', '/v1/posts', body, { status: 400 })).toMatchObject({
      error: { code: 'PAGE_NOT_SELECTED' },
    })
  })

  it('section 9, line 5: a location without voice of merchant (1301) says so, and the account lives', async () => {
    const { id } = await account({ accountType: 'unverified' })
    expect(await locations(id)).toMatchObject([{ isVerified: false }])
    expect(await house.call('POST', `/v1/accounts/${id}/test`)).toMatchObject({ success: false })
    const post = await publish(id, { content: 'Soup' })
    expect(post.platforms[0]?.error).toMatchObject({
      code: 'PERMISSION_DENIED',
      message: expect.stringContaining('not verified') as string,
    })
    expect(await house.call('GET', `/v1/accounts/${id}`)).toMatchObject({ status: 'active' })
  })

  it('section 5: a chain’s location is refused, and told why', async () => {
    const { id } = await account({ accountType: 'chain' })
    const post = await publish(id, { content: 'Soup' })
    expect(post.platforms[0]?.error).toMatchObject({
      code: 'PERMISSION_DENIED',
      message: expect.stringContaining('does not let this location post') as string,
    })
  })
})

describe('section 3, states', () => {
  it('section 9, line 2: a post that Google rejects is not out, and fix sends another', async () => {
    const { id } = await account()
    const post = await publish(id, { content: 'Soup #rejected' })
    expect([post.status, ...codesOf(post)]).toEqual(['failed', 'CONTENT_REJECTED'])
    expect(await shown(id)).toEqual([])
    const target = post.platforms[0]?.postPlatformId ?? ''
    await house.call('POST', `/v1/posts/${post.id}/platforms/${target}/fix`, { content: 'Soup' })
    expect((await house.settled(post.id)).status).toBe('published')
    expect(await shown(id)).toMatchObject([{ text: 'Soup' }])
  })

  it('a hotel’s offer is rejected', async () => {
    const { id } = await account({ accountType: 'hotel' })
    expect(codesOf(await publish(id, { content: 'Room', ...options({ event, offer: {} }) }))).toEqual([
      'CONTENT_REJECTED',
    ])
  })

  it('a post that stays under review is told as that', async () => {
    const { id } = await account()
    const post = await publish(id, { content: 'Soup #processing' })
    expect(post).toMatchObject({
      status: 'published',
      platforms: [{ error: null, warnings: [{ code: 'UNDER_REVIEW' }] }],
    })
    expect(post.platforms[0]?.platformPostUrl).not.toBeNull()
  })
})

describe('section 6: a lost answer', () => {
  it('to a post that Google rejects ends as rejected, sent once', async () => {
    const { id } = await account()
    await fault('lost_response', { accountId: id, operation: 'publish' })
    const post = await publish(id, { content: 'Soup #rejected' })
    expect(codesOf(post)).toEqual(['CONTENT_REJECTED'])
    expect(await creating(id)).toHaveLength(1)
  })

  it('to an event with a photo finds the one of this attempt among equal ones', async () => {
    const { id } = await account()
    const body = { content: 'Soup', media: await media('jpeg'), ...options({ event }) }
    expect((await publish(id, body)).status).toBe('published')
    await fault('lost_response', { accountId: id, operation: 'publish' })
    const second = await publish(id, body)
    expect(second).toMatchObject({ status: 'published', platforms: [{ error: null }] })
    const out = await shown(id)
    expect(out).toHaveLength(2)
    expect(out.map(({ remoteId }) => remoteId)).toContain(second.platforms[0]?.platformPostId)
    expect(await creating(id)).toHaveLength(2)
  })

  it('to a request that never arrived: after three looks in two minutes it is sent again', async () => {
    const { id } = await account()
    await fault('lost_request', { accountId: id, operation: 'publish' })
    expect((await publish(id, { content: 'Soup' })).status).toBe('published')
    expect(await shown(id)).toHaveLength(1)
    const lists = (await sent(id)).filter(({ call }) => /^GET .*\/localPosts$/.test(call))
    expect(lists.length).toBeGreaterThanOrEqual(3)
  })
})

describe('section 5: refusals', () => {
  it('a rate is waited for until the next minute', async () => {
    const { id } = await account()
    await fault('quota_exceeded', { accountId: id, operation: 'publish' })
    expect(await publish(id, { content: 'Soup' })).toMatchObject({ status: 'published' })
  })

  it('a photo that Google does not take', async () => {
    const { id } = await account()
    await fault('media_rejected', { accountId: id, operation: 'publish' })
    const post = await publish(id, { content: 'Soup', media: await media('png') })
    expect(codesOf(post)).toEqual(['MEDIA_REJECTED'])
    expect(await creating(id)).toHaveLength(1)
  })

  it('a photo that could not be fetched: again for two minutes, then it says so', async () => {
    const { id } = await account()
    const photo = { content: 'Soup', media: await media('png') }
    frontDoor.isClosed = true
    const post = await publish(id, photo)
    expect(post.platforms[0]?.error).toMatchObject({
      code: 'MEDIA_REJECTED',
      message: expect.stringContaining('could not fetch') as string,
    })
    const times = (await creating(id)).length
    expect(times).toBeGreaterThan(3)

    const another = await house.call<PostView>('POST', '/v1/posts', { accountIds: [id], ...photo })
    await house.call('POST', `/v1/posts/${another.id}/publish`)
    await expect.poll(() => creating(id).then((all) => all.length)).toBeGreaterThan(times)
    frontDoor.isClosed = false
    expect(await house.settled(another.id)).toMatchObject({ status: 'published' })
    expect(await shown(id)).toHaveLength(1)
  })

  it('refresh, test and revocation', async () => {
    const { id } = await account()
    expect(await house.call('POST', `/v1/accounts/${id}/refresh`)).toEqual({ success: true })
    await fault('server_error', { accountId: id, operation: 'refresh' })
    const away = await house.call<{ error: { message: string } }>(
      'POST',
      `/v1/accounts/${id}/refresh`,
      undefined,
      { status: 503 },
    )
    expect(away.error.message).toMatch(/\w\. The old tokens stay; try again later\.$/)
    expect(await house.call('POST', `/v1/accounts/${id}/test`)).toMatchObject({ success: true })
    await fault('token_revoked', { accountId: id, operation: 'any' })
    expect(await house.call('POST', `/v1/accounts/${id}/test`)).toMatchObject({ success: false })
    expect(await house.call('GET', `/v1/accounts/${id}`)).toMatchObject({ status: 'expired' })
  })
})

it('every request and answer so far is one that the discovery documents allow', async () => {
  expect(await problems()).toEqual([])
})
