import { describe, expect, it } from 'vitest'
import { facebookRoom, options } from '../../../tests/support/facebook-room.js'
import { startHouse, type PostView } from '../../../tests/support/house.js'

/** What goes out to Facebook for what a person asked for, as the record of its simulator has it. */
const house = await startHouse()
const { account, fault, media, pages, person, problems, publish, select, sent, shown } = facebookRoom(house)
const two = [
  { id: '110506962309835', name: 'Bistro' },
  { id: '110506962309836', name: 'Bakery' },
]
const calls = async (id: string, pattern: RegExp) =>
  (await sent(id))
    .filter(({ call }) => pattern.test(call))
    .map(({ call, status }) => `${call} ${String(status)}`)

describe('section 9, line 1: whose page', () => {
  it('the only one that may be posted on is chosen at once', async () => {
    const id = await person()
    const listed = await pages(id)
    expect(listed).toHaveLength(1)
    expect(await account(id)).toMatchObject({
      status: 'active',
      accountType: 'business',
      page: { id: listed[0]?.id, name: listed[0]?.name },
    })
  })

  it('a person who may post on none is told so, with what to do', async () => {
    await expect(person({ pages: [] })).rejects.toThrow(/400.*ACCOUNT_TYPE_NOT_SUPPORTED.*Make a page/)
  })

  it('of two one has to be selected, and is posted on then', async () => {
    const id = await person({ pages: two })
    const refusal = await house.call<{ error: { code: string } }>(
      'POST',
      '/v1/posts',
      { content: 'For whom?', accountIds: [id] },
      { status: 400 },
    )
    expect(refusal.error.code).toBe('PAGE_NOT_SELECTED')
    expect((await pages(id)).map(({ name }) => name)).toEqual(['Bistro', 'Bakery'])
    await house.call('POST', `/v1/accounts/${id}/select-page`, { pageId: '1' }, { status: 400 })
    await select(id, '110506962309836')
    expect((await publish(id, { content: 'Fresh bread' })).target?.platformPostId).toMatch(
      /^110506962309836_\d+$/,
    )
  })

  it('no token is in what the API shows of it', async () => {
    const id = await person()
    const text = JSON.stringify([await account(id), await pages(id)])
    expect(text).not.toMatch(/access_?token|secret/i)
  })

  it('what was unticked is refused with the permission’s name', async () => {
    const id = await person({ scopes: ['pages_manage_posts'] })
    await expect(pages(id)).rejects.toThrow('pages_show_list')
  })
})

describe('section 3: what is posted', () => {
  it('3.1 a text with a card, and its page', async () => {
    const id = await person()
    const { target } = await publish(id, {
      content: 'See the menu',
      ...options({ link: 'https://example.com/menu', place: '110506962309899' }),
    })
    expect(target).toMatchObject({ status: 'published', error: null })
    const [feed] = (await sent(id)).filter(({ call }) => call.endsWith('/feed'))
    expect(feed?.body).toMatchObject({ message: 'See the menu', link: 'https://example.com/menu' })
    const page = await fetch(target?.platformPostUrl ?? '')
    expect(await page.text()).toContain('See the menu')
  })

  it('3.1 a card alone, without a text', async () => {
    const id = await person()
    const { target } = await publish(id, { content: '', ...options({ link: 'https://example.com/menu' }) })
    expect(target).toMatchObject({ status: 'published', error: null })
    const [feed] = (await sent(id)).filter(({ call }) => call.endsWith('/feed'))
    expect(feed?.body).not.toHaveProperty('message')
  })

  it('3.3 photos, GIF and WebP among them, in their order; section 9, line 5: unseen before', async () => {
    const id = await person()
    const files = await media('photo', 'webp', 'gif')
    const { target } = await publish(id, {
      content: 'Three',
      media: files.map((file, index) => ({ id: file, altText: `Alt ${String(index)}` })),
    })
    expect(target?.status).toBe('published')
    expect(await shown(id)).toMatchObject([
      { text: 'Three', media: [{ altText: 'Alt 0' }, { altText: 'Alt 1' }, { altText: 'Alt 2' }] },
    ])
    expect(await calls(id, /photos|feed/)).toHaveLength(4)
  })

  it('3.4 a video of the feed with its title, in parts', async () => {
    const id = await person()
    const { target } = await publish(id, {
      content: 'Moving',
      media: await media('video'),
      ...options({ title: 'The dish' }),
    })
    expect(target?.status).toBe('published')
    expect(await shown(id)).toMatchObject([{ remoteId: target?.platformPostId, media: [{ kind: 'video' }] }])
    const bytes = (await sent(id)).filter(({ url }) => url.startsWith('https://graph-video.facebook.com/'))
    expect(bytes.length).toBeGreaterThan(1)
  })

  it('3.5 a reel, which is waited for; section 9, line 3: its finish is not yet its publication', async () => {
    const id = await person()
    const { target } = await publish(id, {
      content: 'Upright',
      contentType: 'REEL',
      media: await media('upright'),
    })
    expect(target?.status).toBe('published')
    expect(target?.platformPostUrl).toMatch(/facebook\.com\/reel\/\d+/)
    expect(await shown(id)).toMatchObject([{ remoteId: target?.platformPostId, text: 'Upright' }])
    expect((await calls(id, /^GET \/\d+$/)).length).toBeGreaterThan(2)
  })

  it.each([['photo'], ['upright']] as const)('3.6 a story of a %s, with its address', async (file) => {
    const id = await person()
    const { target } = await publish(id, { content: '', contentType: 'STORY', media: await media(file) })
    expect(target).toMatchObject({ status: 'published', error: null })
    expect(target?.platformPostUrl).toContain('facebook.com/')
    expect(await shown(id)).toMatchObject([{ remoteId: target?.platformPostId }])
  })

  it.each([
    ['a text', []],
    ['a reel', ['upright']],
  ] as const)('3.7 a first comment under %s', async (_what, files) => {
    const id = await person()
    const { target } = await publish(id, {
      content: 'A post',
      firstComment: 'More below',
      media: await media(...files),
      ...(files.length > 0 ? { contentType: 'REEL' } : {}),
    })
    await expect.poll(async () => (await shown(id)).length, { timeout: 20_000 }).toBe(2)
    expect(await shown(id)).toMatchObject([
      { text: 'More below', parentId: target?.platformPostId },
      { text: 'A post' },
    ])
  })
})

describe('section 6: a lost answer', () => {
  it.each([
    ['lost_response', 'a text', {}, []],
    ['lost_request', 'a text', {}, []],
    ['server_error', 'a text', {}, []],
    ['lost_response', 'photos', {}, ['photo', 'webp']],
    ['lost_request', 'photos', {}, ['photo']],
    ['lost_response', 'a video', {}, ['video']],
    ['lost_request', 'a video', {}, ['video']],
    ['lost_response', 'a reel', { contentType: 'REEL' }, ['upright']],
    ['lost_request', 'a reel', { contentType: 'REEL' }, ['upright']],
    ['lost_response', 'a story of a photo', { contentType: 'STORY', content: '' }, ['photo']],
    ['lost_request', 'a story of a photo', { contentType: 'STORY', content: '' }, ['photo']],
    ['lost_response', 'a story of a video', { contentType: 'STORY', content: '' }, ['upright']],
    ['lost_request', 'a story of a video', { contentType: 'STORY', content: '' }, ['upright']],
  ] as const)('%s to the call that makes %s: it is out, once', async (kind, _what, body, files) => {
    const id = await person()
    await fault(id, kind)
    const { target } = await publish(id, { content: 'Once', media: await media(...files), ...body })
    expect([target?.status, target?.error]).toEqual(['published', null])
    expect(await shown(id)).toMatchObject([{ remoteId: target?.platformPostId }])
  })

  it.each([['lost_response'], ['lost_request']])('%s to a first comment: it is there, once', async (kind) => {
    const id = await person()
    await fault(id, kind, { operation: 'comment' })
    await publish(id, { content: 'A post', firstComment: 'Below' })
    for (let minutes = 0; minutes < 6 && (await shown(id)).length < 2; minutes += 1)
      await house.advance(60_000)
    await expect.poll(async () => (await shown(id)).length, { timeout: 20_000 }).toBe(2)
  })

  it('is looked for on the page that it was made for, whatever page is selected meanwhile', async () => {
    const id = await person({ pages: two })
    await select(id, two[0]?.id ?? '')
    await fault(id, 'lost_response')
    const post = await house.call<PostView>('POST', '/v1/posts', { content: 'Where?', accountIds: [id] })
    await house.call('POST', `/v1/posts/${post.id}/publish`)
    await expect.poll(async () => (await shown(id)).length, { timeout: 20_000 }).toBe(1)
    await select(id, two[1]?.id ?? '')
    const [target] = (await house.settled(post.id)).platforms
    expect([target?.status, await shown(id)]).toMatchObject([
      'published',
      [{ remoteId: target?.platformPostId }],
    ])
  })

  it('section 9, line 4: the same text that directly follows is a duplicate', async () => {
    const id = await person()
    await publish(id, { content: 'Daily special' })
    expect((await publish(id, { content: 'Daily special' })).target?.error?.code).toBe('DUPLICATE_CONTENT')
    await publish(id, { content: 'Something else' })
    expect((await publish(id, { content: 'Daily special' })).target?.status).toBe('published')
  })
})

describe('section 9, line 8: whose access is over', () => {
  it('a page whose role was lost fails the post, and not the account', async () => {
    const username = 'resigned'
    const id = await person({ username })
    await publish(id, { content: 'Before' })
    const post = await house.call<PostView>('POST', '/v1/posts', { content: 'After', accountIds: [id] })
    await house.call('POST', '/sandbox/accounts', {
      platform: 'facebook',
      username,
      accountType: 'role_lost',
    })
    await house.call('POST', `/v1/posts/${post.id}/publish`)
    expect((await house.settled(post.id)).platforms[0]?.error?.code).toBe('PERMISSION_DENIED')
    expect((await account(id)).status).toBe('active')
  })

  it('a login that ran out goes on publishing with the page’s token', async () => {
    const id = await person({ tokenExpiresInSeconds: 3_600 })
    await house.advance(2 * 3_600_000)
    expect((await publish(id, { content: 'Later' })).target?.status).toBe('published')
    expect((await account(id)).status).toBe('active')
    const tested = await house.call<{ success: boolean }>('POST', `/v1/accounts/${id}/test`)
    expect(tested.success).toBe(true)
  })
})

it('section 9, line 9: a reel for which a page has no room left is refused as such', async () => {
  const id = await person()
  await fault(id, 'quota_exceeded')
  const body = { content: 'One too many', contentType: 'REEL', media: await media('upright') }
  expect((await publish(id, body)).target?.error?.code).toBe('QUOTA_EXCEEDED')
  expect(await shown(id)).toEqual([])
})

it.each([
  ['STORY', 'MEDIA_REJECTED'],
  ['IMAGE', 'CONTENT_REJECTED'],
])('a photo that is uploaded and then refused: of a %s, %s', async (contentType, code) => {
  const id = await person()
  const body = { content: '', contentType, media: await media('photo') }
  await fault(id, contentType === 'STORY' ? 'media_rejected' : 'content_rejected', { operation: 'publish' })
  const { target } = await publish(id, body)
  expect(target).toMatchObject({ status: 'failed', error: { code } })
  expect(await shown(id)).toEqual([])
})

it('section 9, lines 2 and 6: every request and answer is one that Meta’s specifications allow', async () => {
  const id = await person()
  await publish(id, { content: 'With the page’s token' })
  expect(await problems()).toEqual([])
})
