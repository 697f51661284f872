import { beforeEach, describe, expect, it } from 'vitest'
import { startHouse } from '../../../tests/support/house.js'
import { options, redditRoom, type File } from '../../../tests/support/reddit-room.js'

/** What is Reddit's own, through the public API and against its simulator. What all networks share is in the kit. */
const house = await startHouse()
const { creations, fault, media, problems, publish, sent, shown } = redditRoom(house)

beforeEach(async () => {
  await house.call('DELETE', '/sandbox/faults')
})

describe('section 1, connecting', () => {
  it('leads to the page of Reddit, for good, and ends in an account of an hour that is renewed', async () => {
    const begun = await house.call<{ authorizationUrl: string }>('POST', '/v1/accounts/connect/reddit', {
      callbackUrl: 'http://localhost:9999/back',
    })
    const url = new URL(begun.authorizationUrl)
    expect(url.pathname).toBe('/sandbox/reddit/www.reddit.com/api/v1/authorize')
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      duration: 'permanent',
      response_type: 'code',
      scope: 'identity submit read flair edit history mysubreddits',
    })
    const { id } = await house.account('reddit', { username: 'harbour', displayName: 'Harbour news' })
    const account = () => house.call<{ tokenExpiresAt: string }>('GET', `/v1/accounts/${id}`)
    const first = await account()
    expect(first).toMatchObject({ status: 'active', username: 'harbour', displayName: 'Harbour news' })
    const { now } = await house.call<{ now: string }>('GET', '/sandbox/clock')
    expect(Math.round((Date.parse(first.tokenExpiresAt) - Date.parse(now)) / 60_000)).toBe(60)
    await house.advance(3 * 3_600_000)
    expect((await publish(id, { content: 'Hours later' })).status).toBe('published')
  })

  it('keeps the new refresh token where Reddit gives one each time', async () => {
    const { id } = await house.account('reddit', { accountType: 'rotating' })
    for (const content of ['First', 'Second', 'Third']) {
      await house.advance(2 * 3_600_000)
      expect((await publish(id, { content })).status).toBe('published')
    }
  })

  it('9.1 says who asks in the form that Reddit wants, with every call', async () => {
    const { id } = await house.account('reddit')
    await publish(id, { content: 'Who asks?', media: await media('photo') })
    const calls = (await sent(id)).filter(({ url }) => !url.includes('amazonaws'))
    const agents = new Set(calls.map(({ headers }) => headers['user-agent']))
    expect([...agents]).toEqual([expect.stringMatching(/^web:[\w-]+:v[\d.]+ \(by \/u\/[\w-]+\)$/)])
  })

  it('lists the profile and the subscriptions, and posts to the one that is selected, with its flairs', async () => {
    const { id } = await house.account('reddit', {
      username: 'ann_s',
      pages: [{ id: 'boats', name: 'boats' }],
    })
    const pages = async () =>
      (await house.call<{ pages: { id: string; type: string }[] }>('GET', `/v1/accounts/${id}/pages`)).pages
    const listed = await pages()
    expect(listed[0]).toEqual({ id: 'u_ann_s', name: 'u/ann_s', type: 'profile' })
    expect(listed).toContainEqual(
      expect.objectContaining({ id: 'boats', name: 'r/boats', type: 'subreddit' }),
    )
    expect((await publish(id, { content: 'On the profile' })).status).toBe('published')
    await house.call('POST', `/v1/accounts/${id}/select-page`, { pageId: 'boats' })
    expect(await house.call('GET', `/v1/accounts/${id}`)).toMatchObject({ subreddit: { id: 'boats' } })
    await publish(id, { content: 'Among boats' })
    expect((await creations(id)).map(({ body }) => body?.['sr'])).toEqual(['u_ann_s', 'boats'])
  })

  it('an account that Reddit has suspended is told so', async () => {
    const { id } = await house.account('reddit', { username: 'loud' })
    await house.account('reddit', { username: 'loud', suspended: true }).catch(() => undefined)
    const post = await publish(id, { content: 'Anybody there?' })
    expect(post.platforms[0]?.error).toMatchObject({
      code: 'ACCOUNT_SUSPENDED',
      message: expect.stringContaining('suspended') as string,
    })
  })
})

type Row = [what: string, names: File[], given: Record<string, unknown>, call: string, body: object]
const url = 'https://example.com/menu?a=1&b=2'
const poll = { options: ['Yes', 'No', 'Soup'], durationDays: 3 }
const rows: Row[] = [
  ['a text', [], {}, '/api/submit', { kind: 'self', title: 'A title', text: 'And *more*' }],
  ['a link', [], { url }, '/api/submit', { kind: 'link', url, text: 'And *more*', resubmit: 'true' }],
  ['an image', ['photo'], {}, '/api/submit', { kind: 'image', text: 'And *more*' }],
  ['a WebP as JPEG', ['webp'], {}, '/api/submit', { kind: 'image' }],
  ['a GIF', ['gif'], {}, '/api/submit', { kind: 'image' }],
  ['a video', ['video'], {}, '/api/submit', { kind: 'video', text: 'And *more*' }],
  ['a video with its poster', ['film', 'card'], {}, '/api/submit', { kind: 'video' }],
  ['a loop', ['video'], { videoGif: true }, '/api/submit', { kind: 'videogif' }],
  ['a gallery', ['photo', 'card', 'gif'], {}, '/api/submit_gallery_post.json', { text: 'And *more*' }],
  ['a poll', [], { poll }, '/api/submit_poll_post', { options: poll.options, duration: 3 }],
]

describe('section 3, what can be posted', () => {
  it('a title alone, without a text', async () => {
    const { id } = await house.account('reddit')
    const post = await publish(id, { content: '', ...options({ subreddit: 'test', title: 'A title' }) })
    expect(post).toMatchObject({ status: 'published', platforms: [{ error: null }] })
    expect(await creations(id)).toMatchObject([{ body: { kind: 'self', title: 'A title' } }])
  })

  it.each(rows)('%s', async (_what, names, given, call, body) => {
    const { id } = await house.account('reddit')
    const post = await publish(id, {
      content: 'A title\n\nAnd *more*',
      media: await media(...names),
      ...options({ subreddit: 'test', ...given }),
    })
    expect(post).toMatchObject({ status: 'published', platforms: [{ error: null }] })
    const made = await creations(id)
    expect(made).toMatchObject([{ call: `POST ${call}`, body: { sr: 'test', title: 'A title', ...body } }])
    const [target] = post.platforms
    expect(target?.platformPostId).toMatch(/^t3_\w+$/)
    expect(await shown(id)).toMatchObject([{ text: 'And *more*', remoteId: target?.platformPostId }])
    const pictures = names.includes('video') || names.includes('film') ? 1 : names.length
    expect((await shown(id))[0]?.media).toHaveLength(pictures)
    expect(target?.platformPostUrl).toMatch(/www\.reddit\.com\/r\/test\/comments\/\w+\/a_title\/$/)
    expect(await (await fetch(target?.platformPostUrl ?? '')).text()).toContain('A title')
  })

  it('3.3 a gallery whose images say something and lead somewhere', async () => {
    const { id } = await house.account('reddit')
    const gallery = [{ caption: 'Bow', url: 'https://example.com/bow' }, { caption: 'Stern' }]
    const post = await publish(id, {
      content: 'Two',
      media: await media('photo', 'card'),
      ...options({ gallery }),
    })
    expect(post.status).toBe('published')
    expect((await creations(id))[0]?.body).toMatchObject({
      items: [
        { caption: 'Bow', outbound_url: 'https://example.com/bow' },
        { caption: 'Stern', outbound_url: '' },
      ],
    })
  })

  it('a crosspost of a post', async () => {
    const { id } = await house.account('reddit')
    const original = await publish(id, { content: 'The original' })
    const crosspostOf = original.platforms[0]?.platformPostId
    const post = await publish(id, { content: 'Look', ...options({ subreddit: 'test', crosspostOf }) })
    expect(post.status).toBe('published')
    expect((await creations(id))[1]?.body).toMatchObject({
      kind: 'crosspost',
      title: 'Look',
      crosspost_fullname: crosspostOf,
    })
  })

  it('title, flair, marks and inbox as options', async () => {
    const { id } = await house.account('reddit')
    await house.call('POST', `/v1/accounts/${id}/select-page`, { pageId: 'flaired' })
    const { pages } = await house.call<{
      pages: { id: string; flairs?: { id: string; text: string; editable: boolean }[] }[]
    }>('GET', `/v1/accounts/${id}/pages`)
    const flair = pages.find((page) => page.id === 'flaired')?.flairs?.find(({ editable }) => editable)
    const given = {
      title: 'Soup',
      flairId: flair?.id,
      flairText: 'Hot',
      nsfw: true,
      spoiler: true,
      sendReplies: false,
    }
    expect((await publish(id, { content: 'One\nTwo', ...options(given) })).status).toBe('published')
    expect((await creations(id))[0]?.body).toMatchObject({
      title: 'Soup',
      text: 'One\nTwo',
      flair_id: flair?.id,
      flair_text: 'Hot',
      nsfw: 'true',
      spoiler: 'true',
      sendreplies: 'false',
    })
  })

  it('3.5 a first comment under a video, which is a post only after a while', async () => {
    const { id } = await house.account('reddit')
    const post = await publish(id, {
      content: 'A film',
      media: await media('video'),
      firstComment: 'More below',
    })
    expect(post.status).toBe('published')
    await expect.poll(async () => (await shown(id)).length, { timeout: 10_000 }).toBe(2)
    expect((await shown(id)).find(({ text }) => text === 'More below')?.parentId).toBe(
      post.platforms[0]?.platformPostId,
    )
  })
})

describe('3.6 what a subreddit does not take is said before anything is uploaded', () => {
  it.each<[sr: string, names: File[], given: object, code: string, words: string]>([
    ['linksonly', [], {}, 'CONTENT_REJECTED', 'no text posts'],
    ['textonly', [], { url }, 'CONTENT_REJECTED', 'no links'],
    ['linksonly', ['photo'], {}, 'MEDIA_REJECTED', 'no images'],
    ['textonly', ['video'], {}, 'MEDIA_REJECTED', 'no videos'],
    ['textonly', ['photo', 'card'], {}, 'MEDIA_REJECTED', 'one image a post'],
    ['pictures', [], { poll }, 'CONTENT_REJECTED', 'no polls'],
    ['strict', [], { title: 'Short' }, 'CONTENT_REJECTED', 'at least 10 characters'],
    ['bodiless', [], {}, 'CONTENT_REJECTED', 'titles alone'],
    ['outcasts', [], {}, 'PERMISSION_DENIED', 'banned'],
    ['members', [], {}, 'PERMISSION_DENIED', 'may not post'],
    ['gone', [], {}, 'PUBLISH_ERROR', 'not there'],
    ['nosuchplace', [], {}, 'PUBLISH_ERROR', 'not there'],
    ['flaired', [], {}, 'CONTENT_REJECTED', 'flair'],
  ])('r/%s, %j %j: %s', async (subreddit, names, given, code, words) => {
    const { id } = await house.account('reddit')
    const post = await publish(id, {
      content: 'A title\nAnd more',
      media: await media(...names),
      ...options({ subreddit, ...given }),
    })
    expect(post.platforms[0]?.error).toMatchObject({
      code,
      message: expect.stringContaining(words) as string,
    })
    expect((await sent(id)).filter(({ call }) => /submit|asset/.test(call))).toEqual([])
    if (subreddit === 'flaired')
      expect(post.platforms[0]?.error?.details).toMatchObject({
        flairs: expect.arrayContaining([
          expect.objectContaining({ id: expect.any(String) as string }),
        ]) as object,
      })
    await expect(house.call('GET', `/v1/accounts/${id}`)).resolves.toMatchObject({ status: 'active' })
  })

  it.each<[sr: string, given: object, code: string]>([
    ['strict', { title: '[Soup] A giveaway of soup' }, 'SUBMIT_VALIDATION_TITLE_BLACKLISTED_STRING'],
    ['restricted', {}, 'SUBREDDIT_NOTALLOWED'],
    ['test', { flairId: 'no-such-flair' }, 'BAD_FLAIR_TEMPLATE_ID'],
    ['test', { url: 'https://banned.example/x' }, 'DOMAIN_BANNED'],
  ])('r/%s %j: Reddit says the rest itself, %s', async (subreddit, given, networkCode) => {
    const { id } = await house.account('reddit')
    const post = await publish(id, { content: 'A title\nAnd more', ...options({ subreddit, ...given }) })
    expect(post.platforms[0]?.error?.details).toMatchObject({ networkCode })
    expect(await shown(id)).toEqual([])
  })
})

describe('what Reddit refuses', () => {
  it('5 RATELIMIT is waited for as long as its words say', async () => {
    const { id } = await house.account('reddit', { accountType: 'newcomer' })
    expect((await publish(id, { content: 'One' })).status).toBe('published')
    expect((await publish(id, { content: 'Two' })).status).toBe('published')
    const [first, refused, last] = await creations(id)
    expect(JSON.stringify(refused?.response)).toContain('RATELIMIT')
    const waitedMs = Date.parse(last?.at ?? '') - Date.parse(first?.at ?? '')
    // Nine minutes are told, and rounded.
    expect(waitedMs).toBeGreaterThanOrEqual(540_000)
    expect(waitedMs).toBeLessThan(620_000)
    expect(await shown(id)).toHaveLength(2)
  })

  it('5 ALREADY_SUB: a link that is there already, where it may not be posted again', async () => {
    const { id } = await house.account('reddit')
    const given = { subreddit: 'test', url: 'https://example.com/once', resubmit: false }
    expect((await publish(id, { content: 'Once', ...options(given) })).status).toBe('published')
    const again = await publish(id, { content: 'Twice', ...options(given) })
    expect(again.platforms[0]?.error?.code).toBe('DUPLICATE_CONTENT')
    const allowed = await publish(id, { content: 'Thrice', ...options({ ...given, resubmit: true }) })
    expect(allowed.status).toBe('published')
  })

  it('9.10 a removal that nobody tells of leaves the post published', async () => {
    const { id } = await house.account('reddit')
    const post = await publish(id, { content: 'Please removeme', ...options({ subreddit: 'watched' }) })
    expect(post.status).toBe('published')
  })

  it('a file that cannot be processed never shows up: unknown after an hour, and fix uploads it anew', async () => {
    const { id } = await house.account('reddit')
    await fault('processing_failed', { accountId: id, operation: 'upload' })
    const post = await publish(id, { content: 'Lost', media: await media('photo') })
    expect(post.platforms[0]?.error).toMatchObject({ code: 'OUTCOME_UNKNOWN' })
    const target = post.platforms[0]?.postPlatformId ?? ''
    await house.call('POST', `/v1/posts/${post.id}/platforms/${target}/fix`, { content: 'Found' })
    expect((await house.settled(post.id)).status).toBe('published')
    const leases = (await sent(id)).filter(({ call }) => call === 'POST /api/media/asset.json')
    expect(leases).toHaveLength(2)
  }, 120_000)
})

it('every request and answer of these cases is one that was recorded, or is described', async () => {
  expect(await problems()).toEqual([])
})
