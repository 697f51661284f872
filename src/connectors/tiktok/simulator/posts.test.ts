import { beforeEach, describe, expect, it } from 'vitest'
import type { Json, JsonObject } from '../../../kit/json.js'
import {
  at,
  dataOf,
  files,
  fixture,
  oneChunk,
  refusalOf,
  tiktokClient,
  type Creator,
} from '../../../../tests/support/tiktok.js'
import { startSimulator } from '../../../../tests/support/simulator.js'
import { simulator } from './index.js'

/** Sections 3, 4, 7 and 9 of what is known of TikTok: posting, its limits, and what is read back. */
const client = await startSimulator(simulator, files)
const { put, signIn } = tiktokClient(client)
const film = await fixture('landscape-1280x720-4s-moov-last.mp4')
const photo = at('portrait-4x5-1080x1350.jpg')
const advance = (ms: number): Promise<void> => client.control.advance(ms)
const published = async () => (await client.control.posts({ limit: 100 })).length

let ann: Creator
beforeEach(async () => {
  await client.control.reset()
  ann = await signIn({ username: 'ann' })
})

describe('9. walks PROCESSING_* to PUBLISH_COMPLETE, the public id arriving later', () => {
  it('as a bare int64 beyond 2^53', async () => {
    const id = await ann.video(film)
    expect(await ann.status(id)).toEqual({ status: 'PROCESSING_UPLOAD', uploaded_bytes: film.length })
    await advance(2_000)
    expect(await ann.status(id)).toMatchObject({
      status: 'PUBLISH_COMPLETE',
      publicaly_available_post_id: [],
    })
    await advance(20_000)
    const answer = await ann.post('/post/publish/status/fetch/', { publish_id: id })
    const digits = /"publicaly_available_post_id":\[(\d+)\]/.exec(answer.text)?.[1] ?? ''
    expect(digits).toMatch(/^7\d{18}$/)
    expect(Number.isSafeInteger(Number(digits))).toBe(false)
    expect(await client.control.posts({ limit: 1 })).toMatchObject([{ remoteId: digits }])
  })

  it('with a pull as well, which is fetched for real', async () => {
    const video_url = at('landscape-1280x720-4s-moov-last.mp4')
    const answer = await ann.initVideo({ source: 'PULL_FROM_URL', video_url })
    expect(Object.keys(dataOf(answer))).toEqual(['publish_id'])
    const id = dataOf(answer)['publish_id']
    expect(String(id)).toMatch(/^v_pub_url~v2\.\d+$/)
    expect(await ann.status(id)).toEqual({ status: 'PROCESSING_DOWNLOAD', downloaded_bytes: film.length })
    await advance(2_000)
    expect(await ann.status(id)).toMatchObject({ status: 'PUBLISH_COMPLETE' })
  })

  it('never with an id where not everybody may see the post', async () => {
    const id = await ann.video(film, { privacy_level: 'SELF_ONLY' })
    await advance(3_600_000)
    expect(await ann.status(id)).toMatchObject({
      status: 'PUBLISH_COMPLETE',
      publicaly_available_post_id: [],
    })
    expect(await client.control.posts({ limit: 1 })).toMatchObject([{ remoteId: id, url: null }])
  })

  it('3e. a draft goes to the inbox, and no post is there', async () => {
    const init = await ann.post('/post/publish/inbox/video/init/', { source_info: oneChunk(film) })
    const { publish_id, upload_url } = dataOf(init)
    expect(String(publish_id)).toMatch(/^v_inbox_file~v2\./)
    expect((await put(upload_url, film)).status).toBe(201)
    const photos = dataOf(await ann.initPhotos([photo], {}, { post_mode: 'MEDIA_UPLOAD' }))
    await advance(2_000)
    for (const id of [publish_id, photos['publish_id']])
      expect(await ann.status(id)).toMatchObject({ status: 'SEND_TO_USER_INBOX' })
    expect(await published()).toBe(0)
  })

  it('3f. another creator’s, or no publish_id', async () => {
    const id = await ann.video(film)
    const bea = await signIn({ username: 'bea' })
    const ask = async (who: Creator, publish_id: string) =>
      refusalOf(await who.post('/post/publish/status/fetch/', { publish_id }))
    expect(await ask(bea, id)).toEqual([400, 'token_not_authorized_for_specified_publish_id'])
    expect(await ask(ann, 'v_pub_file~v2-1.1')).toEqual([400, 'invalid_publish_id'])
  })
})

describe('3d. photos are pulled', () => {
  const statusOf = async (...given: Parameters<Creator['initPhotos']>) => {
    const { publish_id } = dataOf(await ann.initPhotos(...given))
    await advance(2_000)
    return ann.status(publish_id)
  }

  it('one to thirty-five, JPEG and WebP, with a page when they are public', async () => {
    const said = await statusOf([photo, at('photo-1200x900.webp')], { description: 'All of it' })
    expect(said).toMatchObject({ status: 'PUBLISH_COMPLETE' })
    await advance(20_000)
    const [post] = await client.control.posts({ limit: 1 })
    expect(post).toMatchObject({
      text: 'Soup\n\nAll of it',
      media: [
        { kind: 'image', width: 1080, height: 1350 },
        { kind: 'image', width: 1200, height: 900 },
      ],
    })
    expect(post?.url).toMatch(/\/@ann\/photo\/\d{19}$/)
    expect((await client.call('GET', post?.url ?? '')).status).toBe(200)
    expect((await client.call('GET', (post?.url ?? '').replace('photo', 'video'))).status).toBe(404)
  })

  it.each([
    ['a PNG', 'card-1200x630.png', 'file_format_check_failed'],
    ['half a picture', 'truncated.jpg', 'file_format_check_failed'],
    ['what is not there', 'nothing.jpg', 'photo_pull_failed'],
    ['9. what has moved: no redirects on pulls', 'moved/x.jpg', 'photo_pull_failed'],
  ])('FAILED after %s', async (_what, name, fail_reason) => {
    expect(await statusOf([photo, at(name)])).toMatchObject({ status: 'FAILED', fail_reason })
    expect(await published()).toBe(0)
  })

  it.each<[string, string[], JsonObject, JsonObject]>([
    ['36 photos', Array<string>(36).fill(photo), {}, {}],
    ['no photos', [], {}, {}],
    ['a title of 91', [photo], { title: 'a'.repeat(91) }, {}],
    ['a description of 4001', [photo], { description: 'a'.repeat(4_001) }, {}],
    [
      'a cover that is not there',
      [photo],
      {},
      { source_info: { source: 'PULL_FROM_URL', photo_images: [photo], photo_cover_index: 1 } },
    ],
    ['an address without https', [photo.replace('https', 'http')], {}, {}],
    ['a video among photos', [photo], {}, { media_type: 'VIDEO' }],
    [
      'bytes',
      [photo],
      {},
      { source_info: { source: 'FILE_UPLOAD', photo_images: [photo], photo_cover_index: 0 } },
    ],
  ])('refuses %s', async (_what, ...given) => {
    expect(refusalOf(await ann.initPhotos(...given))).toEqual([400, 'invalid_param'])
  })

  it('and a direct post without a privacy level', async () => {
    const body = {
      media_type: 'PHOTO',
      post_mode: 'DIRECT_POST',
      post_info: {},
      source_info: { source: 'PULL_FROM_URL', photo_images: [photo], photo_cover_index: 0 },
    }
    expect(refusalOf(await ann.post('/post/publish/content/init/', body))).toEqual([400, 'invalid_param'])
  })

  it('9. from verified domains alone', async () => {
    const wild = 'https://cdn.unverified.example/a.jpg'
    expect(refusalOf(await ann.initPhotos([photo, wild]))).toEqual([403, 'url_ownership_unverified'])
    const bea = await signIn({ username: 'bea' }, 'unverified-app')
    expect(refusalOf(await bea.initPhotos([photo]))).toEqual([403, 'url_ownership_unverified'])
    const pull = { source: 'PULL_FROM_URL', video_url: at('landscape-640x360-2s.webm') }
    expect(refusalOf(await bea.initVideo(pull))).toEqual([403, 'url_ownership_unverified'])
  })
})

describe('4. limits', () => {
  it('captions have 2200 UTF-16 units', async () => {
    expect((await ann.initVideo(oneChunk(film), { title: '🍲'.repeat(1_100) })).status).toBe(200)
    const long = await ann.initVideo(oneChunk(film), { title: `${'🍲'.repeat(1_100)}a` })
    expect(refusalOf(long)).toEqual([400, 'invalid_param'])
  })

  it('films that are no films, of another codec, too long or too small end in FAILED', async () => {
    const short = await signIn({ username: 'short', accountType: 'short' })
    const cases: [Creator, Buffer, string][] = [
      [ann, await fixture('wrong-codec-mpeg4-2s.mp4'), 'file_format_check_failed'],
      [ann, await fixture('photo-1200x900.webp'), 'file_format_check_failed'],
      [ann, await fixture('truncated.mp4'), 'file_format_check_failed'],
      [short, film, 'duration_check_failed'],
    ]
    for (const [who, bytes, fail_reason] of cases) {
      const id = await who.video(bytes)
      expect(await who.status(id)).toMatchObject({ status: 'PROCESSING_UPLOAD' })
      await advance(2_000)
      expect(await who.status(id)).toMatchObject({ status: 'FAILED', fail_reason })
    }
    expect(await published()).toBe(0)
  })

  it('takes MP4, MOV and WebM', async () => {
    const kinds = [
      ['landscape-1280x720-4s-moov-last.mp4', 'video/mp4'],
      ['square-640-3s-silent.mov', 'video/quicktime'],
      ['landscape-640x360-2s.webm', 'video/webm'],
    ] as const
    for (const [name, type] of kinds) {
      const id = await ann.video(await fixture(name), {}, type)
      await advance(2_000)
      expect([name, await ann.status(id)]).toMatchObject([name, { status: 'PUBLISH_COMPLETE' }])
    }
  })

  it('9. enforces 6, 20 and 30 a minute, sliding', async () => {
    const calls: [number, () => Promise<{ status: number; body: Json }>][] = [
      [6, () => ann.initVideo(oneChunk(film))],
      [20, () => ann.post('/post/publish/creator_info/query/')],
      [30, () => ann.post('/post/publish/status/fetch/', { publish_id: 'x' })],
    ]
    for (const [most, make] of calls) {
      for (let count = 0; count < most; count += 1) expect((await make()).status).not.toBe(429)
      const { status, body } = await make()
      expect([most, status, body]).toMatchObject([most, 429, { error: { code: 'rate_limit_exceeded' } }])
    }
    const bea = await signIn({ username: 'bea' })
    expect((await bea.initVideo(oneChunk(film))).status).toBe(200)
    await advance(45_000)
    expect((await ann.initVideo(oneChunk(film))).status).toBe(429)
    await advance(15_000)
    expect((await ann.initVideo(oneChunk(film))).status).toBe(200)
  })

  it('9. enforces 15 posts in rolling 24 hours', async () => {
    const late = dataOf(await ann.initVideo(oneChunk(film)))
    for (let count = 0; count < 15; count += 1) {
      await advance(15_000)
      await ann.video(film)
    }
    expect(refusalOf(await ann.initVideo(oneChunk(film)))).toEqual([403, 'spam_risk_too_many_posts'])
    const info = await ann.post('/post/publish/creator_info/query/')
    expect(refusalOf(info)).toEqual([200, 'spam_risk_too_many_posts'])
    // What was begun before fails at its end.
    expect((await put(late['upload_url'], film)).status).toBe(201)
    await advance(2_000)
    expect(await ann.status(late['publish_id'])).toMatchObject({ fail_reason: 'spam_risk_too_many_posts' })
    await advance(7_000_000)
    expect(await published()).toBe(15)
  })

  it('9. enforces 5 pending shares in rolling 24 hours', async () => {
    const draft = () => ann.post('/post/publish/inbox/video/init/', { source_info: oneChunk(film) })
    for (let count = 0; count < 5; count += 1) expect((await draft()).status).toBe(200)
    expect(refusalOf(await draft())).toEqual([403, 'spam_risk_too_many_pending_share'])
    const photos = await ann.initPhotos([photo], {}, { post_mode: 'MEDIA_UPLOAD' })
    expect(refusalOf(photos)).toEqual([403, 'spam_risk_too_many_pending_share'])
  })

  it('9. enforces the cap of 5 users where the app is not audited', async () => {
    const post = (who: Creator) => who.initVideo(oneChunk(film), { privacy_level: 'SELF_ONLY' })
    const creators = []
    for (let count = 0; count < 6; count += 1)
      creators.push(await signIn({ accountType: 'private' }, 'unaudited-app'))
    for (const creator of creators.slice(0, 5)) expect((await post(creator)).status).toBe(200)
    const [first, sixth] = [creators[0], creators[5]] as [Creator, Creator]
    expect(refusalOf(await post(sixth))).toEqual([403, 'reached_active_user_cap'])
    const info = await sixth.post('/post/publish/creator_info/query/')
    expect(refusalOf(info)).toEqual([200, 'reached_active_user_cap'])
    expect((await post(first)).status).toBe(200)
  })
})

describe('3a. creator_info', () => {
  const info = async (who: Creator) => dataOf(await who.post('/post/publish/creator_info/query/'))

  it('9. rejects a privacy level not offered', async () => {
    expect(await info(ann)).toMatchObject({
      privacy_level_options: ['PUBLIC_TO_EVERYONE', 'MUTUAL_FOLLOW_FRIENDS', 'SELF_ONLY'],
      creator_username: 'ann',
      comment_disabled: false,
      max_video_post_duration_sec: 600,
    })
    const bea = await signIn({ username: 'bea', accountType: 'private' })
    expect((await info(bea))['privacy_level_options']).toEqual([
      'FOLLOWER_OF_CREATOR',
      'MUTUAL_FOLLOW_FRIENDS',
      'SELF_ONLY',
    ])
    const mismatch = [403, 'privacy_level_option_mismatch']
    expect(refusalOf(await ann.initVideo(oneChunk(film), { privacy_level: 'FOLLOWER_OF_CREATOR' }))).toEqual(
      mismatch,
    )
    expect(refusalOf(await bea.initVideo(oneChunk(film)))).toEqual(mismatch)
    const branded = { privacy_level: 'SELF_ONLY', brand_content_toggle: true }
    expect(refusalOf(await ann.initVideo(oneChunk(film), branded))).toEqual(mismatch)
  })

  it('says what a creator has switched off, and how long films may be', async () => {
    const quiet = await signIn({ accountType: 'comments_off' })
    expect(await info(quiet)).toMatchObject({
      comment_disabled: true,
      duet_disabled: true,
      stitch_disabled: true,
    })
    const short = await signIn({ accountType: 'short' })
    expect(await info(short)).toMatchObject({ max_video_post_duration_sec: 3 })
  })
})

describe('7. metrics', () => {
  type Listed = { videos: JsonObject[]; cursor: number; has_more: boolean }
  const list = async (body: JsonObject = {}): Promise<Listed> =>
    dataOf(
      await ann.post('/video/list/?fields=id,create_time,title,share_url,view_count', body),
    ) as unknown as Listed
  const query = async (...video_ids: string[]) =>
    dataOf(
      await ann.post('/video/query/?fields=id,like_count,comment_count,share_count,view_count,share_url', {
        filters: { video_ids },
      }),
    )['videos'] as JsonObject[]

  it('9. never includes a video in video/list until it is public, and no photos', async () => {
    const newest = async () => (await list({ max_count: 1 })).videos[0]?.['title']
    const before = await newest()
    await ann.video(film, { title: `Soup ${'a'.repeat(200)}` })
    await advance(12_000)
    expect(await newest()).toBe(before)
    await advance(10_000)
    expect(await newest()).toBe(`Soup ${'a'.repeat(145)}`)
    await ann.video(film, { privacy_level: 'SELF_ONLY', title: 'Secret' })
    await ann.initPhotos([photo], { title: 'Photos' })
    await advance(22_000)
    expect(await newest()).toBe(`Soup ${'a'.repeat(145)}`)
  })

  it('lists 90 days of the past, newest first, page by page', async () => {
    const all: JsonObject[] = []
    let page = await list({ max_count: 20 })
    for (let pages = 1; ; pages += 1) {
      all.push(...page.videos)
      if (!page.has_more || pages > 10) break
      page = await list({ max_count: 20, cursor: page.cursor })
    }
    expect(all).toHaveLength(90)
    expect(new Set(all.map(({ id }) => id)).size).toBe(90)
    const times = all.map((video) => Number(video['create_time']))
    expect(times).toEqual([...times].sort((a, b) => b - a))
    const url = String(all[0]?.['share_url'])
    expect((await client.call('GET', url)).status).toBe(200)
    expect((await list()).videos).toHaveLength(10)
  })

  it('tells the numbers of one’s own public posts, which grow', async () => {
    await ann.video(film)
    await ann.initPhotos([photo])
    await advance(22_000)
    const ids = (await client.control.posts({ limit: 2 })).map(({ remoteId }) => remoteId)
    for (const video of await query(...ids)) expect(Number(video['view_count'])).toBeLessThan(10)
    await advance(6 * 3_600_000)
    const bea = await signIn({ username: 'bea' })
    ann = await signIn({ username: 'ann' })
    for (const video of await query(...ids)) expect(Number(video['view_count'])).toBeGreaterThan(100)
    const others = await bea.post('/video/query/?fields=id', { filters: { video_ids: ids } })
    expect(dataOf(others)).toEqual({ videos: [] })
    const { videos } = await list({ max_count: 20 })
    const [past] = await query(String(videos.at(-1)?.['id']))
    expect(Number(past?.['like_count'])).toBeGreaterThan(0)
  })

  it('user.info.stats sums them up', async () => {
    const fields = 'follower_count,following_count,likes_count,video_count'
    const { user } = dataOf(await ann.get(`/user/info/?fields=${fields}`)) as { user: JsonObject }
    expect(user['video_count']).toBe(90)
    expect(Number(user['likes_count'])).toBeGreaterThan(90)
  })
})
