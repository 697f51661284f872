import { beforeEach, describe, expect, it } from 'vitest'
import { startHouse } from '../../../tests/support/house.js'
import { options, pinterestRoom } from '../../../tests/support/pinterest-room.js'

/** How an account is connected, kept alive and given a board, through the public API and against the simulator. */
const house = await startHouse()
const { atPinterest, boardsOf, fault, media, pinsSent, problems, publish, shown, tokensOf } =
  pinterestRoom(house)

beforeEach(async () => {
  await house.call('DELETE', '/sandbox/faults')
})

describe('connecting', () => {
  it('leads through the consent page and back, to an account with its only board', async () => {
    const begun = await house.call<{ authorizationUrl: string }>('POST', '/v1/accounts/connect/pinterest', {})
    expect(begun.authorizationUrl).toContain('/sandbox/pinterest/www.pinterest.com/oauth/?client_id=')
    const consent = await fetch(begun.authorizationUrl)
    expect([consent.status, consent.headers.get('content-type')]).toEqual([
      200,
      expect.stringContaining('text/html'),
    ])
    const done = await fetch(`${begun.authorizationUrl}&auto_user=harbour`)
    expect(await done.text()).toContain('is connected')
    const { data } = await house.call<{ data: { username: string }[] }>(
      'GET',
      '/v1/accounts?platform=pinterest',
    )
    expect(data.find(({ username }) => username === 'harbour')).toMatchObject({
      status: 'active',
      board: { name: expect.any(String), privacy: 'PUBLIC' },
    })
  })

  it('tells businesses from people', async () => {
    const business = await house.account('pinterest', { accountType: 'business', displayName: 'Bistro' })
    expect(business).toMatchObject({ accountType: 'business', displayName: 'Bistro' })
    const person = await house.account('pinterest', { accountType: 'pinner', username: 'ann' })
    expect(person).toMatchObject({ accountType: 'personal', username: 'ann', displayName: 'ann' })
  })

  it('tells an account that Pinterest has suspended from one whose board is not its own', async () => {
    const { id } = await house.account('pinterest', { username: 'sue', suspended: true })
    const post = await publish(id, { content: 'From outside', media: await media('image') })
    expect(post).toMatchObject({ status: 'failed', platforms: [{ error: { code: 'ACCOUNT_SUSPENDED' } }] })
    expect(await house.call('GET', `/v1/accounts/${id}`)).toMatchObject({ status: 'suspended' })
    await house.account('pinterest', { username: 'sue', suspended: false })
    expect((await publish(id, { content: 'Back again', media: await media('image') })).status).toBe(
      'published',
    )
  })

  it('takes tokens that are held already', async () => {
    const made = await house.account('pinterest', { username: 'mover' })
    const credentials = await tokensOf(made.id)
    const { account } = await house.call<{ account: { id: string } }>(
      'POST',
      '/v1/accounts/connect/pinterest',
      { credentials: { accessToken: credentials.accessToken, refreshToken: credentials.refreshToken } },
    )
    expect(account.id).toBe(made.id)
  })

  it('refreshes with a token that is used up by it, and posts with the new ones', async () => {
    const { id } = await house.account('pinterest')
    const before = await tokensOf(id)
    await house.call('POST', `/v1/accounts/${id}/refresh`)
    const after = await tokensOf(id)
    expect(after.accessToken).not.toBe(before.accessToken)
    expect(after.refreshToken).not.toBe(before.refreshToken)
    expect((await publish(id, { content: 'Fresh', media: await media('image') })).status).toBe('published')
    await house.call('POST', `/v1/accounts/${id}/refresh`)
    expect(await house.call('GET', `/v1/accounts/${id}`)).toMatchObject({ status: 'active' })
  })

  it('refreshes by itself before the access ends, and again before that one does', async () => {
    const { id } = await house.account('pinterest', { tokenExpiresInSeconds: 3_600 })
    const tokens = [(await tokensOf(id)).accessToken]
    for (let times = 0; times < 2; times += 1) {
      await house.advance(56 * 60_000)
      await expect
        .poll(async () => (await tokensOf(id)).accessToken, { timeout: 10_000 })
        .not.toBe(tokens.at(-1))
      tokens.push((await tokensOf(id)).accessToken)
    }
    expect(await house.call('GET', `/v1/accounts/${id}`)).toMatchObject({ status: 'active' })
  })
})

describe('boards', () => {
  const pages = [
    { id: '7001', name: 'Soups' },
    { id: '7002', name: 'Pies' },
  ]

  it('are chosen by a person where there are several; until then a post says so', async () => {
    const { id } = await house.account('pinterest', { pages })
    const body = { accountIds: [id], content: 'Where to?', media: await media('image') }
    const refusal = await house.call<{ error: { code: string } }>('POST', '/v1/posts', body, { status: 400 })
    expect(refusal.error.code).toBe('PAGE_NOT_SELECTED')

    expect(await boardsOf(id)).toMatchObject([
      { id: '7001', name: 'Soups', type: 'board', privacy: 'PUBLIC' },
      { id: '7002', name: 'Pies' },
    ])
    await house.call('POST', `/v1/accounts/${id}/select-page`, { pageId: '7002' })
    expect(await house.call('GET', `/v1/accounts/${id}`)).toMatchObject({
      board: { id: '7002', name: 'Pies' },
    })
    expect((await publish(id, { ...body, content: 'A pie' })).status).toBe('published')
    expect(await pinsSent(id)).toMatchObject([{ body: { board_id: '7002' } }])
    const unknown = await house.call<{ error: { code: string } }>(
      'POST',
      `/v1/accounts/${id}/select-page`,
      { pageId: '7003' },
      { status: 400 },
    )
    expect(unknown.error.code).toBe('INVALID_PAGE_ID')
  })

  it('may be named by the post, with or without one that is chosen', async () => {
    const { id } = await house.account('pinterest', {
      pages: pages.map(({ name }, index) => ({ id: String(7_101 + index), name })),
    })
    const body = { content: 'A soup', media: await media('image') }
    expect((await publish(id, { ...body, ...options({ boardId: '7101' }) })).status).toBe('published')
    await house.call('POST', `/v1/accounts/${id}/select-page`, { pageId: '7102' })
    expect((await publish(id, { ...body, ...options({ boardId: '7101' }) })).status).toBe('published')
    expect((await pinsSent(id)).map(({ body: { board_id: board } }) => board)).toEqual(['7101', '7101'])
  })

  it('have sections, which a pin may be put in, and is found in', async () => {
    const { id } = await house.account('pinterest')
    const [board] = await boardsOf(id)
    const section = await atPinterest<{ id: string }>(id, 'POST', `/boards/${board?.id ?? ''}/sections`, {
      name: 'Cold',
    })
    expect((await boardsOf(id))[0]?.sections).toEqual([{ id: section.id, name: 'Cold' }])
    await fault('lost_response', { accountId: id })
    const post = await publish(id, {
      content: 'Cucumber',
      media: await media('image'),
      ...options({ boardSectionId: section.id }),
    })
    expect(post.status).toBe('published')
    expect(await shown(id)).toHaveLength(1)
    const pin = await atPinterest(id, 'GET', `/pins/${post.platforms[0]?.platformPostId ?? ''}`)
    expect(pin).toMatchObject({ board_section_id: section.id })
  })

  it('that are gone fail the post, not the account; with another one, retry sends it', async () => {
    const { id } = await house.account('pinterest', {
      pages: pages.map(({ name }, index) => ({ id: String(7_201 + index), name })),
    })
    await house.call('POST', `/v1/accounts/${id}/select-page`, { pageId: '7201' })
    await atPinterest(id, 'DELETE', '/boards/7201')
    const post = await publish(id, { content: 'Homeless', media: await media('image') })
    expect(post).toMatchObject({ status: 'failed', platforms: [{ error: { code: 'PUBLISH_ERROR' } }] })
    expect(post.platforms[0]?.error?.message).toMatch(
      /Select another one, or change the boardId of the post, then retry/,
    )
    expect(await house.call('GET', `/v1/accounts/${id}`)).toMatchObject({ status: 'active' })
    await house.call('POST', `/v1/accounts/${id}/select-page`, { pageId: '7202' })
    await house.call('POST', `/v1/posts/${post.id}/retry`)
    expect((await house.settled(post.id)).status).toBe('published')
    expect((await pinsSent(id)).map(({ body }) => body['board_id'])).toEqual(['7201', '7202'])
  })

  it('of somebody else are refused, and the account lives on', async () => {
    const other = await house.account('pinterest')
    const [board] = await boardsOf(other.id)
    const { id } = await house.account('pinterest')
    const post = await publish(id, {
      content: 'Not mine',
      media: await media('image'),
      ...options({ boardId: board?.id }),
    })
    expect(post).toMatchObject({ status: 'failed', platforms: [{ error: { code: 'PERMISSION_DENIED' } }] })
    expect(await house.call('GET', `/v1/accounts/${id}`)).toMatchObject({ status: 'active' })
  })
})

it('all of this is as the network’s own document says', async () => {
  expect(await problems()).toEqual([])
})
