import { beforeEach, describe, expect, it } from 'vitest'
import { awayFromMidnight, startHouse } from '../../../tests/support/house.js'
import { options, youtubeRoom, type File } from '../../../tests/support/youtube-room.js'

/** What is YouTube’s own, through the public API and against its simulator. What all networks share is in the kit. */
const house = await startHouse()
const { fault, media, problems, publish, sent, shown } = youtubeRoom(house)

beforeEach(async () => {
  await house.call('DELETE', '/sandbox/faults')
})

const session = 'POST /upload/youtube/v3/videos'
const bytes = 'PUT /upload/youtube/v3/videos'
const status = 'GET /youtube/v3/videos'
const thumbnail = 'POST /upload/youtube/v3/thumbnails/set'
const captions = 'POST /upload/youtube/v3/captions'
const place = 'POST /youtube/v3/playlistItems'

type Playlists = { playlists: { id: string; title: string }[]; requiresReauth?: boolean }
const playlistsOf = (id: string): Promise<Playlists> =>
  house.call<Playlists>('GET', `/v1/accounts/${id}/youtube/playlists`)
const warningsOf = (post: { platforms: { warnings: { code: string }[] }[] }): string[] =>
  post.platforms.flatMap(({ warnings }) => warnings.map(({ code }) => code))

describe('section 3: what can be posted', () => {
  const kinds: [what: string, names: File[], calls: string[], path: RegExp][] = [
    ['an MP4', ['video'], [session, bytes, status], /watch\?v=/],
    ['a MOV, square: a Short', ['mov'], [session, bytes, status], /shorts\//],
    ['a WebM', ['webm'], [session, bytes, status], /watch\?v=/],
    ['a video in parts', ['long'], [session, bytes, status], /watch\?v=/],
    ['a video with thumbnail', ['video', 'picture'], [session, bytes, status, thumbnail], /watch\?v=/],
    ['a video with SubRip captions', ['video', 'srt'], [session, bytes, status, captions], /watch\?v=/],
    ['all of them', ['vtt', 'photo', 'video'], [session, bytes, status, thumbnail, captions], /watch\?v=/],
  ]
  it.each(kinds)('%s', async (_what, names, calls, path) => {
    const account = await house.account('youtube')
    const post = await publish(account.id, {
      content: 'Crème brûlée 🍮\n#soup https://example.com/?a=1&b=2',
      media: await media(...names),
    })
    expect(post).toMatchObject({ status: 'published', platforms: [{ error: null, warnings: [] }] })
    const [target] = post.platforms
    const url = target?.platformPostUrl ?? ''
    expect(url).toMatch(path)
    expect(url).toContain(target?.platformPostId)
    const made = (await sent(account.id)).map(({ call }) => call)
    expect([...new Set(made.filter((call) => /upload|PUT|videos|playlistItems/.test(call)))].sort()).toEqual(
      [...calls].sort(),
    )
    const [out] = await shown(account.id)
    expect(out).toMatchObject({
      text: 'Crème brûlée 🍮\n#soup https://example.com/?a=1&b=2',
      remoteId: target?.platformPostId,
    })
    expect(await (await fetch(url)).text()).toContain('Crème brûlée')
  })

  it('section 9, line 3: a video goes in parts, the last of them with the post’s own attempt', async () => {
    const { id } = await house.account('youtube')
    const post = await publish(id, { content: 'Long', media: await media('long') })
    expect(post.status).toBe('published')
    const puts = (await sent(id)).filter(({ method }) => method === 'PUT')
    expect(puts.map((each) => each.status)).toEqual([308, 308, 201])
    expect(puts.at(-1)?.headers['content-length']).toMatch(/^\d{1,6}$/)
    expect(JSON.stringify(puts)).not.toMatch(/upload_id=[^&"*]{12}/)
  })

  it('section 9, line 3: a network that keeps half of every part gets the whole', async () => {
    const { id } = await house.account('youtube', { accountType: 'choppy' })
    const post = await publish(id, { content: 'Half', media: await media('long') })
    expect(post).toMatchObject({ status: 'published', platforms: [{ error: null }] })
    expect(await shown(id)).toHaveLength(1)
  })

  it('settings go along', async () => {
    const { id } = await house.account('youtube')
    const given = {
      title: 'Soup',
      tags: ['soup', 'of the day'],
      categoryId: '26',
      privacyStatus: 'unlisted',
      madeForKids: false,
      containsSyntheticMedia: true,
      notifySubscribers: false,
      embeddable: false,
      publicStatsViewable: false,
      license: 'creativeCommon',
      language: 'fr',
    }
    const post = await publish(id, { content: 'All', media: await media('video'), ...options(given) })
    expect(post).toMatchObject({ status: 'published', platforms: [{ warnings: [] }] })
    const begun = (await sent(id)).find(({ call }) => call === session)
    expect(new URL(begun?.url ?? '').searchParams.get('notifySubscribers')).toBe('false')
    expect(begun?.body).toMatchObject({
      snippet: { title: 'Soup', description: 'All', defaultLanguage: 'fr' },
      status: { privacyStatus: 'unlisted', license: 'creativeCommon', selfDeclaredMadeForKids: false },
    })
  })

  it('section 3j: into a playlist of the channel, and into one that is made', async () => {
    const { id } = await house.account('youtube')
    const [first] = (await playlistsOf(id)).playlists
    const body = { content: 'Listed', media: await media('video') }
    const post = await publish(id, { ...body, ...options({ playlistId: first?.id }) })
    expect(post).toMatchObject({ status: 'published', platforms: [{ warnings: [] }] })
    for (let times = 0; times < 2; times += 1)
      expect(await publish(id, { ...body, ...options({ playlistTitle: 'Soups of the day' }) })).toMatchObject(
        { status: 'published', platforms: [{ warnings: [] }] },
      )
    const made = (await playlistsOf(id)).playlists.filter(({ title }) => title === 'Soups of the day')
    expect(made).toHaveLength(1)
    const places = (await sent(id)).filter(({ call }) => call === place)
    expect(places.map(({ status: answered }) => answered)).toEqual([200, 200, 200])
    expect(JSON.stringify(places.map((each) => each.body))).toContain(made[0]?.id)
  })

  it('section 3l: a first comment under it', async () => {
    const { id } = await house.account('youtube')
    const post = await publish(id, {
      content: 'Soup',
      media: await media('video'),
      firstComment: 'With bread',
    })
    expect(post.status).toBe('published')
    await expect.poll(async () => (await shown(id)).length, { timeout: 10_000 }).toBe(2)
    expect((await shown(id)).find(({ text }) => text === 'With bread')).toMatchObject({
      parentId: post.platforms[0]?.platformPostId,
    })
  })

  it('section 3g, 3l: under a video that YouTube takes for made for kids the comment fails, and is told', async () => {
    const { id } = await house.account('youtube', { accountType: 'kids' })
    const post = await publish(id, {
      content: 'Soup',
      media: await media('video'),
      firstComment: 'With bread',
      ...options({ madeForKids: false }),
    })
    expect(post.status).toBe('published')
    const warnings = async () => warningsOf(await house.call('GET', `/v1/posts/${post.id}`))
    await expect.poll(warnings, { timeout: 10_000 }).toEqual(['MADE_FOR_KIDS', 'FIRST_COMMENT_FAILED'])
  })

  it('section 3i: a channel that may have no thumbnails of its own gets its video, and a warning', async () => {
    const { id } = await house.account('youtube', { accountType: 'unverified' })
    const post = await publish(id, { content: 'Soup', media: await media('video', 'picture') })
    expect(post).toMatchObject({ status: 'published', platforms: [{ error: null }] })
    expect(warningsOf(post)).toEqual(['THUMBNAIL_FAILED'])
  })

  it('a playlist that is gone is a warning', async () => {
    const { id } = await house.account('youtube')
    const body = { content: 'Soup', media: await media('video'), ...options({ playlistId: 'PLgone' }) }
    const post = await publish(id, body)
    expect([post.status, warningsOf(post)]).toEqual(['published', ['PLAYLIST_FAILED']])
  })

  it('is refused without a video, and with what YouTube does not take', async () => {
    const { id } = await house.account('youtube')
    const refusal = async (body: object): Promise<unknown> =>
      (
        await house.call<{ error: { code: string; details: { issue?: string } } }>(
          'POST',
          '/v1/posts',
          { accountIds: [id], ...body },
          { status: 400 },
        )
      ).error
    expect(await refusal({ content: 'Soup' })).toMatchObject({ code: 'MEDIA_REQUIRED' })
    expect(await refusal({ content: 'Soup', media: await media('picture') })).toMatchObject({
      code: 'MEDIA_REQUIRED',
    })
    expect(await refusal({ content: '<b>', media: await media('video') })).toMatchObject({
      details: { issue: 'CHARACTERS_NOT_ALLOWED' },
    })
    const given = { content: 'Soup', media: await media('video'), ...options({ publishAt: 'tomorrow' }) }
    expect(await refusal(given)).toMatchObject({ details: { field: 'platformMetadata.YOUTUBE.publishAt' } })
  })
})

describe('section 5: refusals', () => {
  it('quota, next midnight Pacific: it fails and says until when', async () => {
    await awayFromMidnight(house)
    const { id } = await house.account('youtube')
    await fault('quota_exceeded', { accountId: id, operation: 'upload' })
    const post = await publish(id, { content: 'Soup', media: await media('video') })
    const [target] = post.platforms
    expect(target?.error).toMatchObject({
      code: 'QUOTA_EXCEEDED',
      details: { networkCode: 'quotaExceeded', retryAt: expect.stringMatching(/T0[78]:00:00/) as string },
    })
    // It is the app's: whoever writes the next for another channel is told.
    const other = await house.account('youtube')
    const next = { content: 'Salad', media: await media('video'), accountIds: [other.id] }
    expect(await house.call('POST', '/v1/posts/validate', next)).toMatchObject({
      warnings: [{ code: 'QUOTA_EXCEEDED' }],
    })
  })

  it('quota, 24 h, this channel', async () => {
    const { id } = await house.account('youtube', { accountType: 'upload_limit' })
    const post = await publish(id, { content: 'Soup', media: await media('video') })
    expect(post.platforms[0]?.error).toMatchObject({
      code: 'QUOTA_EXCEEDED',
      details: { networkCode: 'uploadLimitExceeded' },
    })
  })

  it.each([
    ['#failed_conversion', 'PROCESSING_FAILED'],
    ['#failed_codec', 'MEDIA_REJECTED'],
    ['#rejected_copyright', 'CONTENT_REJECTED'],
    ['#rejected_duplicate', 'DUPLICATE_CONTENT'],
  ])('section 9, line 5: a video that ends %s is %s', async (tag, code) => {
    const { id } = await house.account('youtube')
    const post = await publish(id, { content: `Soup ${tag}`, media: await media('video') })
    expect(post).toMatchObject({ status: 'failed', platforms: [{ error: { code } }] })
    expect(await shown(id)).toEqual([])
  })

  it('a suspended account', async () => {
    const { id } = await house.account('youtube', { username: 'suspended-later' })
    await house.account('youtube', { username: 'suspended-later', suspended: true }).catch(() => undefined)
    const post = await publish(id, { content: 'Soup', media: await media('video') })
    expect(post.platforms[0]?.error?.code).toBe('ACCOUNT_SUSPENDED')
  })
})

describe('playlists of an account', () => {
  it('are listed as the contract says', async () => {
    const pages = [{ id: 'PLtutorials0000000', name: 'My Tutorial Series' }]
    const { id } = await house.account('youtube', { pages })
    const answer = await playlistsOf(id)
    expect(Object.keys(answer)).toEqual(['playlists'])
    expect(answer.playlists).toContainEqual({ id: 'PLtutorials0000000', title: 'My Tutorial Series' })
    expect(await house.call('GET', `/v1/accounts/${id}`)).toMatchObject({
      needsPlaylistReauth: false,
      accountType: 'creator',
    })
    expect(await house.call('GET', `/v1/accounts/${id}/YouTube/playlists`)).toEqual(answer)
  })

  it('need the person to connect again who did not allow them', async () => {
    const scopes = ['youtube.upload', 'youtube.force-ssl']
    const { id } = await house.account('youtube', { scopes, username: 'careful' })
    expect(await playlistsOf(id)).toEqual({ playlists: [], requiresReauth: true })
    expect(await house.call('GET', `/v1/accounts/${id}`)).toMatchObject({ needsPlaylistReauth: true })
    const all = [...scopes, 'youtube.readonly']
    expect((await house.account('youtube', { scopes: all, username: 'careful' })).id).toBe(id)
    expect(await playlistsOf(id)).not.toHaveProperty('requiresReauth')
    expect(await house.call('GET', `/v1/accounts/${id}`)).toMatchObject({ needsPlaylistReauth: false })
  })

  it('end the account where YouTube says that the access is over; a token that it ended early is renewed', async () => {
    const { id } = await house.account('youtube')
    const status = async () => (await house.call<{ status: string }>('GET', `/v1/accounts/${id}`)).status
    await fault('token_expired', { accountId: id, operation: 'any' })
    expect((await playlistsOf(id)).playlists).not.toEqual([])
    expect(await status()).toBe('active')
    await fault('token_revoked', { accountId: id, operation: 'any' })
    await house.call('GET', `/v1/accounts/${id}/youtube/playlists`, undefined, { status: 409 })
    expect(await status()).toBe('expired')
  })

  it('are not there for accounts of other platforms, or under the name of another', async () => {
    const { id } = await house.account('mastodon')
    const mine = await house.account('youtube')
    for (const path of [`${id}/youtube`, `${id}/mastodon`, `${mine.id}/mastodon`, `${mine.id}/nobody`]) {
      const answer = await house.call<{ error: { code: string } }>(
        'GET',
        `/v1/accounts/${path}/playlists`,
        undefined,
        { status: 404 },
      )
      expect(answer.error.code).toBe('NOT_FOUND')
    }
  })

  it('cannot be had while YouTube is away, or has had enough', async () => {
    const { id } = await house.account('youtube')
    for (const kind of ['server_error', 'rate_limited', 'refused_connection', 'lost_response']) {
      await fault(kind, { accountId: id, operation: 'any' })
      await house.call('GET', `/v1/accounts/${id}/youtube/playlists`, undefined, { status: 503 })
    }
    await house.call('DELETE', `/v1/accounts/${id}`)
    await house.call('GET', `/v1/accounts/${id}/youtube/playlists`, undefined, { status: 409 })
  })
})

describe('connecting', () => {
  it('a Google account without a channel is refused, and told what to do', async () => {
    const answer = await house.call<{ error: { message: string } }>(
      'POST',
      '/sandbox/accounts',
      { platform: 'youtube', accountType: 'no_channel' },
      { status: 400 },
    )
    expect(answer.error.message).toMatch(/no YouTube channel/)
  })

  it('refresh, test and revocation', async () => {
    const { id } = await house.account('youtube')
    expect(await house.call('POST', `/v1/accounts/${id}/refresh`)).toEqual({ success: true })
    expect(await house.call('POST', `/v1/accounts/${id}/test`)).toMatchObject({ success: true })
    await fault('token_revoked', { accountId: id, operation: 'any' })
    expect(await house.call('POST', `/v1/accounts/${id}/test`)).toMatchObject({ success: false })
    expect(await house.call('GET', `/v1/accounts/${id}`)).toMatchObject({ status: 'expired' })
  })

  it('six uploads a day are seen in the sandbox, of all channels together', async () => {
    const { id } = await house.account('youtube')
    const other = await house.account('youtube')
    const used = async () =>
      (await house.call<{ quotas: { limit: number; used: number }[] }>('GET', `/v1/accounts/${id}`)).quotas
    await house.advance(24 * 3_600_000)
    expect(await used()).toMatchObject([{ name: 'uploads a day', limit: 6, used: 0 }])
    await publish(other.id, { content: 'Soup', media: await media('video') })
    expect(await used()).toMatchObject([{ used: 1 }])
  })
})

it('every request and answer so far is one that the discovery documents allow', async () => {
  expect(await problems()).toEqual([])
})
