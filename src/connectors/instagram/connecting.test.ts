import { beforeEach, describe, expect, it } from 'vitest'
import { instagramRoom } from '../../../tests/support/instagram-room.js'
import { startHouse } from '../../../tests/support/house.js'

/** Both logins, and the choice of an account behind a page, through the public API. */
const house = await startHouse()
const { containers, files, options, publish, sent, shown } = instagramRoom(house)
const dayMs = 24 * 3_600_000
const two = [
  { id: '1001', name: 'Bakery' },
  { id: '1002', name: 'Harbour cafe' },
]

beforeEach(async () => {
  await house.call('DELETE', '/sandbox/faults')
})

type Page = { id: string; name: string; pageId: string; pageName: string; type: string; avatarUrl: string }
const account = (id: string) => house.call<Record<string, unknown>>('GET', `/v1/accounts/${id}`)
const pagesOf = async (id: string) =>
  (await house.call<{ pages: Page[] }>('GET', `/v1/accounts/${id}/pages`)).pages
const select = (id: string, pageId: string, status?: number) =>
  house.call(
    'POST',
    `/v1/accounts/${id}/select-page`,
    { pageId },
    ...(status === undefined ? [] : [{ status }]),
  )
const begin = (credentials?: Record<string, string>) =>
  house.call<{ authorizationUrl: string; account?: { id: string } }>(
    'POST',
    '/v1/accounts/connect/instagram',
    {
      callbackUrl: 'http://localhost:9999/back',
      ...(credentials === undefined ? {} : { credentials }),
    },
  )

describe('login with Instagram', () => {
  it('our page asks for the login; a program says it, and comes to the network’s page', async () => {
    const { authorizationUrl } = await begin()
    const page = await (await fetch(authorizationUrl)).text()
    expect(page).toContain('Log in with')
    expect((await begin({ login: 'instagram' })).authorizationUrl).toContain(
      '/sandbox/instagram/www.instagram.com/oauth/authorize?',
    )
    expect((await begin({ login: 'facebook' })).authorizationUrl).toContain(
      '/sandbox/instagram/www.facebook.com/v25.0/dialog/oauth?',
    )
    await expect(begin({ login: 'friendster' })).rejects.toThrow(/Write instagram or facebook/)
  })

  it('9.1 ends in the professional account itself, of 60 days, with no pages', async () => {
    const { id } = await house.account('instagram', { username: 'harbour', displayName: 'Harbour news' })
    const shownAccount = await account(id)
    expect(shownAccount).toMatchObject({
      status: 'active',
      username: 'harbour',
      displayName: 'Harbour news',
      accountType: 'business',
      oauthVersion: 'instagram_login',
    })
    const { now } = await house.call<{ now: string }>('GET', '/sandbox/clock')
    const days = (Date.parse(String(shownAccount['tokenExpiresAt'])) - Date.parse(now)) / dayMs
    expect(Math.round(days)).toBe(60)
    expect(await pagesOf(id)).toEqual([])
    for (const pageId of ['1001', ''])
      expect(await select(id, pageId, 400)).toMatchObject({
        error: { code: 'PAGE_SELECTION_NOT_SUPPORTED' },
      })
    await house.call('DELETE', `/v1/accounts/${id}`)
    expect(await pagesOf(id)).toEqual([])
  })

  it('tells a creator, and refuses a personal account', async () => {
    const { id } = await house.account('instagram', { accountType: 'creator' })
    expect(await account(id)).toMatchObject({ accountType: 'creator' })
    await expect(house.account('instagram', { accountType: 'personal' })).rejects.toThrow(
      /400.*ACCOUNT_TYPE_NOT_SUPPORTED/,
    )
  })

  it('9.7 keeps a token that is too young to be renewed, and renews an older one', async () => {
    const { id } = await house.account('instagram')
    const endsAt = async () => Date.parse(String((await account(id))['tokenExpiresAt']))
    const first = await endsAt()
    await house.call('POST', `/v1/accounts/${id}/refresh`)
    expect(await endsAt()).toBe(first)
    await house.advance(2 * dayMs)
    await house.call('POST', `/v1/accounts/${id}/refresh`)
    expect((await endsAt()) - first).toBeGreaterThan(dayMs)
    expect((await publish(id, { content: 'New', media: await files('photo') })).status).toBe('published')
  })

  it('options of the other login are refused when the post is made', async () => {
    const { id } = await house.account('instagram')
    const body = { accountIds: [id], content: 'Hi', media: await files('video') }
    const refused = house.call('POST', '/v1/posts', { ...body, ...options({ audio: { id: '5' } }) })
    await expect(refused).rejects.toThrow(/OPTION_NOT_AVAILABLE/)
  })
})

describe('login with Facebook', () => {
  it('chooses the one account behind the pages, and posts for it at Facebook’s host', async () => {
    const { id } = await house.account('instagram', { login: 'facebook', pages: two.slice(0, 1) })
    const [page] = await pagesOf(id)
    expect(page).toMatchObject({ pageId: '1001', pageName: 'Bakery', type: 'instagram' })
    expect(await account(id)).toMatchObject({
      oauthVersion: 'fb_login',
      username: page?.name.slice(1),
      instagramAccountId: page?.id,
      pageId: '1001',
      pageName: 'Bakery',
    })
    const post = await publish(id, { content: 'From the page', media: await files('photo') })
    expect(post.status).toBe('published')
    const made = (await sent(id)).find(({ call, method }) => call === 'media' && method === 'POST')
    expect(new URL(made?.url ?? '').host).toBe('graph.facebook.com')
    expect(made?.url).toContain(`/${String(page?.id)}/media`)
    expect(await shown(id)).toHaveLength(1)
  })

  it('9.8 asks for a choice where there are several, and lists neither pages without an account nor others', async () => {
    const { id } = await house.account('instagram', { login: 'facebook', pages: two })
    expect((await pagesOf(id)).map(({ pageId }) => pageId)).toEqual(['1001', '1002'])
    const body = { accountIds: [id], content: 'For whom?', media: await files('photo') }
    expect(await house.call('POST', '/v1/posts', body, { status: 400 })).toMatchObject({
      error: { code: 'PAGE_NOT_SELECTED' },
    })
    expect(await select(id, '9999', 400)).toMatchObject({ error: { code: 'INVALID_PAGE_ID' } })
    await select(id, '1002')
    expect(await account(id)).toMatchObject({ pageId: '1002', pageName: 'Harbour cafe' })
    expect((await publish(id, { content: 'For the cafe', media: body.media })).status).toBe('published')
    expect(await house.call('POST', `/v1/accounts/${id}/test`)).toMatchObject({ success: true })
  })

  it('a person none of whose pages has a professional account is refused', async () => {
    const personal = { login: 'facebook', accountType: 'personal' }
    await expect(house.account('instagram', personal)).rejects.toThrow(/400.*ACCOUNT_TYPE_NOT_SUPPORTED/)
  })

  it('music under a reel, and a paid partnership', async () => {
    const { id } = await house.account('instagram', { login: 'facebook' })
    const given = { audio: { id: '1870000000000000', volume: 80, videoVolume: 20 } }
    const paid = { paidPartnership: true, sponsors: ['17841400000000042'] }
    const media = await files('video')
    expect((await publish(id, { content: 'Sound', media, ...options(given) })).status).toBe('published')
    expect((await publish(id, { content: 'Paid', media, ...options(paid) })).status).toBe('published')
    expect((await containers(id)).slice(-2)).toMatchObject([
      { audio_configuration: '{"audio_id":"1870000000000000","audio_volume":80,"video_volume":20}' },
      { is_paid_partnership: 'true', branded_content_sponsor_ids: '["17841400000000042"]' },
    ])
  })

  it.each(['lost_response', 'lost_request'])('a lost answer leaves exactly one: %s', async (kind) => {
    const { id } = await house.account('instagram', { login: 'facebook' })
    await house.call('POST', '/sandbox/faults', { platform: 'instagram', fault: kind, accountId: id })
    const post = await publish(id, { content: 'Once', firstComment: 'Below', media: await files('photo') })
    expect(post.status).toBe('published')
    await expect
      .poll(async () => (await shown(id)).map(({ text }) => text), { timeout: 10_000 })
      .toEqual(['Below', 'Once'])
  })

  it('renews its token, and tells when the person has ended it', async () => {
    const { id } = await house.account('instagram', { login: 'facebook' })
    await house.advance(2 * dayMs)
    await house.call('POST', `/v1/accounts/${id}/refresh`)
    expect((await publish(id, { content: 'Then', media: await files('photo') })).status).toBe('published')
    await house.call('POST', '/sandbox/faults', {
      platform: 'instagram',
      fault: 'token_revoked',
      operation: 'identity',
      accountId: id,
    })
    expect(await house.call('POST', `/v1/accounts/${id}/test`)).toMatchObject({ success: false })
    expect(await account(id)).toMatchObject({ status: 'expired' })
  })
})

it('tokens that a program already holds are taken with their login', async () => {
  await expect(begin({ login: 'instagram', accessToken: 'made up' })).rejects.toThrow(/400.*does not accept/)
  await expect(begin({ login: 'facebook', accessToken: 'made up' })).rejects.toThrow(/400.*does not accept/)
})
