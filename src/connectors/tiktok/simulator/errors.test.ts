import { beforeEach, describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../kit/json.js'
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
import { startSimulator, type Answer } from '../../../../tests/support/simulator.js'
import { simulator } from './index.js'

/** A test for each row of the errors that are known, by its codes, met the way an app would meet it. */
const client = await startSimulator(simulator, files)
const { put, refresh, signIn } = tiktokClient(client)
const film = await fixture('landscape-1280x720-4s-moov-last.mp4')
const photo = at('portrait-4x5-1080x1350.jpg')
const advance = (ms: number): Promise<void> => client.control.advance(ms)

let ann: Creator
beforeEach(async () => {
  await client.control.reset()
  ann = await signIn({ username: 'ann' })
})
const init = (who = ann, more: JsonObject = {}) => who.initVideo(oneChunk(film), more)
const info = (who = ann) => who.post('/post/publish/creator_info/query/')
const draft = (who = ann) => who.post('/post/publish/inbox/video/init/', { source_info: oneChunk(film) })
const end = async (id: unknown, who = ann): Promise<JsonObject> => {
  await advance(2_000)
  return who.status(id as string)
}

it('auth, refresh once: 401 access_token_invalid', async () => {
  await client.fault('token_expired', 'publish')
  expect(refusalOf(await ann.initPhotos([photo]))).toEqual([401, 'access_token_invalid'])
  expect((await ann.initPhotos([photo])).status).toBe(200)
})

it('auth, reconnect: scope_not_authorized, scope_permission_missed, invalid_grant', async () => {
  const bea = await signIn({ username: 'bea' }, 'app', ['user.info.basic'])
  expect(refusalOf(await init(bea))).toEqual([401, 'scope_not_authorized'])
  expect(refusalOf(await bea.get('/user/info/?fields=username'))).toEqual([400, 'scope_permission_missed'])
  await client.fault('token_revoked', 'identity')
  expect(refusalOf(await ann.get('/user/info/?fields=open_id'))).toEqual([401, 'access_token_invalid'])
  expect(refusalOf(await info())).toEqual([401, 'access_token_invalid'])
  expect(refusalOf(await refresh(ann.tokens['refresh_token']))).toEqual([400, 'invalid_grant'])
})

it('auth, reconnect: auth_removed is said of what was on its way', async () => {
  const { publish_id } = dataOf(await init())
  await client.fault('token_revoked', 'identity')
  await ann.get('/user/info/?fields=open_id')
  const again = await signIn({ username: 'ann' })
  expect(await again.status(publish_id)).toMatchObject({ status: 'FAILED', fail_reason: 'auth_removed' })
})

it('rate limit: 429 rate_limit_exceeded, at the upload host without words', async () => {
  await client.fault('rate_limited', 'status')
  const asked = await ann.post('/post/publish/status/fetch/', { publish_id: 'x' })
  expect(refusalOf(asked)).toEqual([429, 'rate_limit_exceeded'])
  const { upload_url } = dataOf(await init())
  await client.fault('rate_limited', 'publish')
  expect((await put(upload_url, film)).status).toBe(429)
  expect((await put(upload_url, film)).status).toBe(201)
})

describe('quota, about a day', () => {
  it('403 spam_risk_too_many_posts, and 200 at creator_info', async () => {
    await client.fault('quota_exceeded', 'upload')
    expect(refusalOf(await init())).toEqual([403, 'spam_risk_too_many_posts'])
    await client.fault('quota_exceeded', 'any')
    expect(refusalOf(await info())).toEqual([200, 'spam_risk_too_many_posts'])
    const { publish_id, upload_url } = dataOf(await init())
    await client.fault('quota_exceeded', 'publish')
    expect((await put(upload_url, film)).status).toBe(201)
    expect(await end(publish_id)).toMatchObject({ fail_reason: 'spam_risk_too_many_posts' })
  })

  it('403 spam_risk_too_many_pending_share', async () => {
    await client.fault('quota_exceeded', 'upload')
    expect(refusalOf(await draft())).toEqual([403, 'spam_risk_too_many_pending_share'])
    await client.fault('quota_exceeded', 'publish')
    expect(refusalOf(await ann.initPhotos([photo], {}, { post_mode: 'MEDIA_UPLOAD' }))).toEqual([
      403,
      'spam_risk_too_many_pending_share',
    ])
  })

  it('403 reached_active_user_cap', async () => {
    const creators: Creator[] = []
    for (let count = 0; count < 6; count += 1)
      creators.push(await signIn({ accountType: 'private' }, 'unaudited'))
    const answers: Answer[] = []
    for (const who of creators) answers.push(await init(who, { privacy_level: 'SELF_ONLY' }))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 403])
    expect(refusalOf(answers[5] as Answer)).toEqual([403, 'reached_active_user_cap'])
  })
})

describe('content, fix', () => {
  it('400 invalid_param, and 403 privacy_level_option_mismatch', async () => {
    await client.fault('content_rejected', 'publish')
    expect(refusalOf(await ann.initPhotos([photo]))).toEqual([400, 'invalid_param'])
    expect(refusalOf(await init(ann, { privacy_level: 'EVERYBODY' }))).toEqual([400, 'invalid_param'])
    expect(refusalOf(await init(ann, { privacy_level: 'FOLLOWER_OF_CREATOR' }))).toEqual([
      403,
      'privacy_level_option_mismatch',
    ])
  })

  it.each([
    ['content_rejected', 'spam_risk_text'],
    ['duplicate', 'spam_risk'],
    ['media_rejected', 'frame_rate_check_failed'],
  ] as const)('%s at the last chunk is %s', async (fault, fail_reason) => {
    const { publish_id, upload_url } = dataOf(await init())
    await client.fault(fault, 'publish')
    expect((await put(upload_url, film)).status).toBe(201)
    expect(await end(publish_id)).toMatchObject({ status: 'FAILED', fail_reason })
    expect(await client.control.posts({ limit: 10 })).toEqual([])
  })

  it('of photos picture_size_check_failed and spam_risk', async () => {
    await client.fault('media_rejected', 'publish')
    const first = dataOf(await ann.initPhotos([photo]))['publish_id']
    await client.fault('duplicate', 'publish')
    const second = dataOf(await ann.initPhotos([photo]))['publish_id']
    const third = dataOf(await ann.initPhotos([photo]))['publish_id']
    expect(await end(first)).toMatchObject({ fail_reason: 'picture_size_check_failed' })
    expect(await end(second)).toMatchObject({ fail_reason: 'spam_risk' })
    expect(await end(third)).toMatchObject({ status: 'PUBLISH_COMPLETE' })
  })

  it('processing_failed is said once, of a post that nobody was told is out', async () => {
    const id = await ann.video(film)
    await advance(2_000)
    await client.fault('processing_failed', 'status')
    expect(await ann.status(id)).toMatchObject({ status: 'FAILED', fail_reason: 'file_format_check_failed' })
    expect(await client.control.posts({ limit: 10 })).toEqual([])
    const told = await ann.video(film)
    expect(await end(told)).toMatchObject({ status: 'PUBLISH_COMPLETE' })
    await client.fault('processing_failed', 'status')
    expect(await ann.status(told)).toMatchObject({ status: 'PUBLISH_COMPLETE' })
  })
})

it('media URL: video_pull_failed, photo_pull_failed', async () => {
  const pulled = await ann.initVideo({ source: 'PULL_FROM_URL', video_url: at('moved/film.mp4') })
  expect(await end(dataOf(pulled)['publish_id'])).toMatchObject({ fail_reason: 'video_pull_failed' })
  const photos = await ann.initPhotos([at('nothing.jpg')])
  expect(await end(dataOf(photos)['publish_id'])).toMatchObject({ fail_reason: 'photo_pull_failed' })
})

it('transient: 500 internal_error, which has done nothing', async () => {
  await client.fault('server_error', 'publish')
  expect(refusalOf(await ann.initPhotos([photo]))).toEqual([500, 'internal_error'])
  await advance(2_000)
  expect(await client.control.posts({ limit: 10 })).toEqual([])
})

it('9. scripted FAILED with each fail_reason: a caption asks for it', async () => {
  const reasons = [
    'file_format_check_failed',
    'duration_check_failed',
    'frame_rate_check_failed',
    'picture_size_check_failed',
    'internal',
    'video_pull_failed',
    'photo_pull_failed',
    'publish_cancelled',
    'auth_removed',
    'spam_risk_too_many_posts',
    'spam_risk_user_banned_from_posting',
    'spam_risk_text',
    'spam_risk',
  ]
  for (const reason of reasons) {
    await advance(11_000)
    const id = await ann.video(film, { title: `Soup #fail_${reason}` })
    expect(await end(id)).toMatchObject({ status: 'FAILED', fail_reason: reason })
  }
  expect(await end(await ann.video(film, { title: '#fail_better' }))).toMatchObject({
    status: 'PUBLISH_COMPLETE',
  })
})

it('app configuration: unaudited_client_can_only_post_to_private_accounts, url_ownership_unverified', async () => {
  const unaudited = [403, 'unaudited_client_can_only_post_to_private_accounts']
  const bea = await signIn({ username: 'bea' }, 'unaudited')
  const cleo = await signIn({ username: 'cleo', accountType: 'private' }, 'unaudited')
  expect(refusalOf(await init(bea, { privacy_level: 'SELF_ONLY' }))).toEqual(unaudited)
  expect(refusalOf(await init(cleo, { privacy_level: 'FOLLOWER_OF_CREATOR' }))).toEqual(unaudited)
  expect((await init(cleo, { privacy_level: 'SELF_ONLY' })).status).toBe(200)
  const wild = await ann.initPhotos(['https://unverified.example/a.jpg'])
  expect(refusalOf(wild)).toEqual([403, 'url_ownership_unverified'])
})

it('blocked account: spam_risk_user_banned_from_posting, at init and of what was on its way', async () => {
  const { publish_id } = dataOf(await init())
  await client.control.createUser('tiktok', { username: 'ann', suspended: true })
  expect(await ann.status(publish_id)).toMatchObject({ fail_reason: 'spam_risk_user_banned_from_posting' })
  for (const answer of [await init(), await draft(), await ann.initPhotos([photo])])
    expect(refusalOf(answer)).toEqual([403, 'spam_risk_user_banned_from_posting'])
  expect((await ann.get('/user/info/?fields=open_id')).status).toBe(200)
})

it('user action: 400 app_version_check_failed, for drafts of photos alone', async () => {
  const old = await signIn({ accountType: 'old_app' })
  const photos = await old.initPhotos([photo], {}, { post_mode: 'MEDIA_UPLOAD' })
  expect(refusalOf(photos)).toEqual([400, 'app_version_check_failed'])
  expect((await old.initPhotos([photo])).status).toBe(200)
})

it('8. cancel stops what is not out, and nothing else', async () => {
  const { publish_id, upload_url } = dataOf(await init())
  const cancel = (id: unknown) => ann.post('/post/publish/cancel/', { publish_id: id as string })
  expect((await cancel(publish_id)).status).toBe(200)
  expect(await ann.status(publish_id)).toMatchObject({ status: 'FAILED', fail_reason: 'publish_cancelled' })
  expect((await put(upload_url, film)).status).toBe(404)
  const id = await ann.video(film)
  await advance(2_000)
  expect(refusalOf(await cancel(id))).toEqual([400, 'publish_not_cancellable'])
})
