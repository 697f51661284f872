import { beforeEach, describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../kit/json.js'
import { scope } from '../../../../tests/support/google-oauth.js'
import { startSimulator } from '../../../../tests/support/simulator.js'
import {
  api,
  fixture,
  padded,
  refusalOf,
  sessionOf,
  unit,
  uploads,
  youtubeClient,
  type Creator,
} from '../../../../tests/support/youtube.js'
import { simulator } from './index.js'
import { pacificDay, pacificMidnight, nextPacificDay } from './pacific.js'

/** A test for each class of errors that is known, by its reasons, met the way an app would meet it; and the quotas. */
const client = await startSimulator(simulator)
const { call, refresh, signIn } = youtubeClient(client)
const film = await fixture('landscape-1280x720-4s-moov-last.mp4')
const picture = await fixture('card-1200x630.png')
const advance = (ms: number): Promise<void> => client.control.advance(ms)

let ann: Creator
beforeEach(async () => {
  await client.control.reset()
  ann = await signIn({ username: 'ann' })
})
const identity = (who = ann) => who.get('channels', { part: 'id', mine: 'true' })
const session = async (who = ann): Promise<string> => sessionOf(await who.begin(film.length))
const statusOf = async (id: unknown): Promise<unknown> => {
  await advance(500)
  return (await ann.about(String(id), 'status'))?.['status']
}
const put = async (who = ann) => who.put(await session(who), film)
const comment = (videoId: string) =>
  ann.call('POST', `${api}/commentThreads?part=snippet`, {
    json: { snippet: { videoId, topLevelComment: { snippet: { textOriginal: 'More' } } } },
  })
const thumbnail = (videoId: string) =>
  ann.call('POST', `${uploads}/thumbnails/set?videoId=${videoId}&uploadType=media`, {
    bytes: picture,
    headers: { 'content-type': 'image/png' },
  })

it('auth, refresh once: 401 authError, and required without a token', async () => {
  for (const operation of ['identity', 'upload', 'publish'] as const) {
    const made = operation === 'publish' ? await session() : ''
    await client.fault('token_expired', operation)
    const answer =
      operation === 'identity'
        ? await identity()
        : operation === 'upload'
          ? await ann.begin(1_000)
          : await ann.put(made, film)
    expect(refusalOf(answer)).toEqual([401, 'authError'])
  }
  expect((await identity()).status).toBe(200)
  expect(refusalOf(await call('GET', `${api}/channels?part=id&mine=true`))).toEqual([401, 'required'])
})

it('auth, reconnect: invalid_grant once the grant was revoked', async () => {
  await client.fault('token_revoked', 'identity')
  expect(refusalOf(await identity())).toEqual([401, 'authError'])
  expect(refusalOf(await identity())).toEqual([401, 'authError'])
  expect(refusalOf(await refresh(ann.tokens['refresh_token']))).toEqual([400, 'invalid_grant'])
})

it('auth, reconnect: 401 youtubeSignupRequired, 403 authenticatedUserAccountSuspended', async () => {
  const bea = await signIn({ username: 'bea', accountType: 'no_channel' })
  expect(refusalOf(await bea.begin(1_000))).toEqual([401, 'youtubeSignupRequired'])
  await client.control.createUser('youtube', { username: 'ann', suspended: true })
  expect(refusalOf(await identity())).toEqual([403, 'authenticatedUserAccountSuspended'])
})

describe('9. enforce scopes per method (403 insufficientPermissions)', () => {
  const calls: Record<string, (who: Creator) => ReturnType<typeof identity>> = {
    'videos.insert': (who) => who.begin(1_000),
    'thumbnails.set': (who) => who.call('POST', `${uploads}/thumbnails/set?videoId=x&uploadType=media`),
    'channels.list': identity,
    'videos.list': (who) => who.get('videos', { part: 'id', id: 'x' }),
    'playlists.list': (who) => who.get('playlists', { part: 'id', mine: 'true' }),
    'playlistItems.list': (who) =>
      who.get('playlistItems', { part: 'id', playlistId: who.id.replace(/^UC/, 'UU') }),
    'playlists.insert': (who) => who.call('POST', `${api}/playlists?part=snippet`, { json: {} }),
    'playlistItems.insert': (who) => who.call('POST', `${api}/playlistItems?part=snippet`, { json: {} }),
    'videos.update': (who) => who.call('PUT', `${api}/videos?part=snippet`, { json: {} }),
    'videos.delete': (who) => who.call('DELETE', `${api}/videos?id=x`),
    'captions.insert': (who) => who.call('POST', `${uploads}/captions?part=snippet&uploadType=multipart`),
    'commentThreads.insert': (who) => who.call('POST', `${api}/commentThreads?part=snippet`, { json: {} }),
    'commentThreads.list': (who) => who.get('commentThreads', { part: 'id', videoId: 'x' }),
    'reports.query': (who) =>
      who.call(
        'GET',
        'https://youtubeanalytics.googleapis.com/v2/reports?ids=channel==MINE&startDate=2026-01-01&endDate=2026-01-02&metrics=views',
      ),
  }
  const reading = ['channels.list', 'videos.list', 'playlists.list', 'playlistItems.list']
  const writing = ['playlists.insert', 'playlistItems.insert', 'videos.update', 'videos.delete']
  const uploading = ['videos.insert', 'thumbnails.set']
  const talking = ['captions.insert', 'commentThreads.insert', 'commentThreads.list']

  it.each([
    ['youtube.upload', uploading],
    ['youtube.readonly', [...reading, 'reports.query']],
    ['youtube', [...uploading, ...reading, ...writing, 'reports.query']],
    ['youtube.force-ssl', [...uploading, ...reading, ...writing, ...talking]],
    ['yt-analytics.readonly', ['reports.query']],
  ])('%s is enough for %s', async (name, allowed) => {
    const bea = await signIn({ username: 'bea' }, { scope: scope(name) })
    const open: string[] = []
    for (const [method, ask] of Object.entries(calls)) {
      const answer = await ask(bea)
      const isRefused = answer.status === 403 && refusalOf(answer)[1] === 'insufficientPermissions'
      if (!isRefused) open.push(method)
    }
    expect(open.sort()).toEqual([...allowed].sort())
  })
})

it('9. require part; answer 400 missingRequiredParameter', async () => {
  for (const path of [
    'channels',
    'videos',
    'playlists',
    'playlistItems',
    'captions',
    'commentThreads',
    'videoCategories',
  ])
    expect([path, refusalOf(await ann.get(path, {}))]).toEqual([path, [400, 'missingRequiredParameter']])
  expect(refusalOf(await ann.get('channels', { part: 'id,everything', mine: 'true' }))).toEqual([
    400,
    'unknownPart',
  ])
  expect(refusalOf(await ann.get('channels', { part: 'id', me: 'true' }))).toEqual([
    400,
    'unexpectedParameter',
  ])
  expect(refusalOf(await ann.get('channels', { part: 'id' }))).toEqual([400, 'missingRequiredParameter'])
  expect(refusalOf(await ann.get('videos', { part: 'id' }))).toEqual([400, 'missingRequiredParameter'])
  expect(refusalOf(await ann.get('nothing', { part: 'id' }))).toEqual([404, 'notFound'])
})

it('content, fix: 400 mediaBodyRequired without a file', async () => {
  const answer = await ann.call('POST', `${api}/videos?part=snippet`, { json: {} })
  expect(refusalOf(answer)).toEqual([400, 'mediaBodyRequired'])
})

describe('quota, next midnight Pacific: 403 quotaExceeded', () => {
  const untilMidnight = async (): Promise<number> => {
    const now = new Date((await client.control.clock()).now)
    return pacificMidnight(nextPacificDay(pacificDay(now))).getTime() - now.getTime()
  }

  it('9. charge quota per project per Pacific day with the separate upload bucket', async () => {
    // Early on a Pacific day: none of this is to happen around its midnight.
    await advance((await untilMidnight()) + 3_600_000)
    ann = await signIn({ username: 'ann' })
    for (let count = 0; count < 99; count += 1) expect((await ann.begin(1_000)).status).toBe(200)
    // What is refused is a call too.
    expect(refusalOf(await ann.begin(1_000, { snippet: { title: '' } }))).toEqual([400, 'invalidTitle'])
    expect(refusalOf(await ann.begin(1_000))).toEqual([403, 'quotaExceeded'])
    const bea = await signIn({ username: 'bea' })
    const answer = await bea.begin(1_000)
    expect(answer.body).toMatchObject({ error: { errors: [{ domain: 'youtube.quota' }] } })
    // Units are counted apart, and so are projects.
    expect((await identity()).status).toBe(200)
    expect((await (await signIn({ username: 'bea' }, { client_id: 'other' })).begin(1_000)).status).toBe(200)
    await advance((await untilMidnight()) - 60_000)
    ann = await signIn({ username: 'ann' })
    expect(refusalOf(await ann.begin(1_000))).toEqual([403, 'quotaExceeded'])
    await advance(60_000)
    expect((await ann.begin(1_000)).status).toBe(200)
  })

  it('everything else shares 10,000 units: a write costs 50, captions 400, what is refused one', async () => {
    await advance((await untilMidnight()) + 3_600_000)
    ann = await signIn({ username: 'ann' })
    const captions = () => ann.call('POST', `${uploads}/captions?part=snippet&uploadType=multipart`)
    const make = () =>
      ann.call('POST', `${api}/playlists?part=snippet`, { json: { snippet: { title: 'Soups' } } })
    expect(refusalOf(await captions())).toEqual([400, 'badRequest'])
    expect((await identity()).status).toBe(200)
    for (let count = 0; count < 192; count += 1) expect((await make()).status).toBe(200)
    // 9,602 are used: captions would cost 400, a playlist 50.
    expect(refusalOf(await captions())).toEqual([403, 'quotaExceeded'])
    for (let count = 0; count < 7; count += 1) expect((await make()).status).toBe(200)
    expect(refusalOf(await make())).toEqual([403, 'quotaExceeded'])
    for (let count = 0; count < 48; count += 1) expect((await identity()).status).toBe(200)
    expect(refusalOf(await identity())).toEqual([403, 'quotaExceeded'])
    expect((await ann.begin(1_000)).status).toBe(200)
  })

  it('a project that begins with sandbox has asked for more', async () => {
    const bea = await signIn({ username: 'bea' }, { client_id: 'sandbox-1' })
    for (let count = 0; count < 101; count += 1) expect((await bea.begin(1_000)).status).toBe(200)
  })

  it('comes when it is asked for, at the last byte too, and the session lives on', async () => {
    const made = await session()
    await client.fault('quota_exceeded', 'publish')
    expect(refusalOf(await ann.put(made, film))).toEqual([403, 'quotaExceeded'])
    expect(await client.control.posts({ limit: 10 })).toEqual([])
    expect((await ann.put(made, film)).status).toBe(201)
  })
})

describe('quota, 24 h, this channel: 9. separate per-channel 400 uploadLimitExceeded', () => {
  it('fifty videos in 24 hours, through whatever project', async () => {
    const bea = await signIn({ username: 'bea' }, { client_id: 'other' })
    for (let count = 0; count < 50; count += 1) await bea.video(film)
    await advance(80_000_000)
    const after = await signIn({ username: 'bea' })
    const answer = await after.begin(1_000)
    expect(refusalOf(answer)).toEqual([400, 'uploadLimitExceeded'])
    expect(answer.body).toMatchObject({ error: { errors: [{ domain: 'youtube.video' }] } })
    expect((await (await signIn({ username: 'ann' })).begin(1_000)).status).toBe(200)
    await advance(6_400_000)
    expect((await (await signIn({ username: 'bea' })).begin(1_000)).status).toBe(200)
  })

  it('a channel that has uploaded enough', async () => {
    const bea = await signIn({ username: 'bea', accountType: 'upload_limit' })
    expect(refusalOf(await bea.begin(1_000))).toEqual([400, 'uploadLimitExceeded'])
  })
})

it('rate limit, backoff: 429 rateLimitExceeded, for thumbnails uploadRateLimitExceeded, with Retry-After when asked', async () => {
  const id = await ann.video(film)
  await client.fault('rate_limited', 'identity')
  const plain = await identity()
  expect(refusalOf(plain)).toEqual([429, 'rateLimitExceeded'])
  expect(plain.headers.has('retry-after')).toBe(false)
  await client.fault('rate_limited', 'upload', { retryAfter: 90 })
  const said = await thumbnail(id)
  expect(refusalOf(said)).toEqual([429, 'uploadRateLimitExceeded'])
  expect(said.headers.get('retry-after')).toBe('90')
})

it('transient: 503 backendError, with nothing done', async () => {
  await client.fault('server_error', 'upload')
  expect(refusalOf(await ann.begin(1_000))).toEqual([503, 'backendError'])
  const made = await session()
  await client.fault('server_error', 'find')
  expect(refusalOf(await ann.ask(made, film.length))).toEqual([503, 'backendError'])
  await client.fault('server_error', 'refresh')
  expect(refusalOf(await refresh(ann.tokens['refresh_token']))).toEqual([500, 'internal_failure'])
  const id = await ann.video(film)
  await client.fault('server_error', 'comment')
  expect(refusalOf(await comment(id))).toEqual([503, 'backendError'])
  expect(await client.control.posts({ limit: 10 })).toHaveLength(1)
})

describe('what is found out afterwards', () => {
  it.each([
    ['content_rejected', { uploadStatus: 'rejected', rejectionReason: 'inappropriate' }],
    ['duplicate', { uploadStatus: 'rejected', rejectionReason: 'duplicate' }],
    ['media_rejected', { uploadStatus: 'failed', failureReason: 'codec' }],
  ] as const)('%s at the last byte shows in the status', async (fault, end) => {
    await client.fault(fault, 'publish')
    const { status, body } = await put()
    expect(status).toBe(201)
    expect(await statusOf((body as JsonObject)['id'])).toMatchObject(end)
    expect(await client.control.posts({ limit: 10 })).toEqual([])
    expect(await statusOf(((await put()).body as JsonObject)['id'])).toMatchObject({
      uploadStatus: 'processed',
    })
  })

  it('media_rejected at the beginning is that of the video that is begun', async () => {
    await client.fault('media_rejected', 'upload')
    const { body } = await put()
    expect(await statusOf((body as JsonObject)['id'])).toMatchObject({ uploadStatus: 'failed' })
    expect(await statusOf(((await put()).body as JsonObject)['id'])).toMatchObject({
      uploadStatus: 'processed',
    })
  })

  it('processing_failed ends what nobody was told the end of', async () => {
    const [told, running] = [await ann.video(film), await ann.video(film)]
    await advance(500)
    await ann.about(told, 'status')
    await client.fault('processing_failed', 'status')
    expect(await ann.about(told, 'status')).toMatchObject({ status: { uploadStatus: 'processed' } })
    expect(await ann.about(running, 'status,processingDetails')).toMatchObject({
      status: { uploadStatus: 'failed', failureReason: 'conversion' },
      processingDetails: { processingStatus: 'failed', processingFailureReason: 'transcodeFailed' },
    })
    expect(await client.control.listFaults()).toEqual([])
  })
})

it('a fault that bytes of an upload cannot show waits for a call that can', async () => {
  const long = padded(film, unit + 1_000)
  const made = sessionOf(await ann.begin(long.length))
  await client.fault('quota_exceeded', 'upload')
  expect((await ann.put(made, long.subarray(0, unit), 0, long.length)).status).toBe(308)
  expect(await client.control.listFaults()).toHaveLength(1)
  await client.control.clearFaults()
  // Without a token there is none that could be dead.
  await client.fault('token_expired', 'publish')
  const headers = { 'content-range': `bytes ${String(unit)}-${String(unit + 999)}/${String(long.length)}` }
  expect((await call('PUT', made, { bytes: long.subarray(unit), headers })).status).toBe(201)
  expect(await client.control.listFaults()).toHaveLength(1)
  await client.control.clearFaults()
  // The video is there: nothing can be found out about it by sending it again.
  await client.fault('media_rejected', 'publish')
  const again = await ann.put(made, long.subarray(unit), unit, long.length)
  expect([again.status, (await client.control.listFaults()).length]).toEqual([200, 1])
})

it('content, fix: a comment that is refused, a picture that is', async () => {
  const id = await ann.video(film)
  await client.fault('content_rejected', 'comment')
  expect(refusalOf(await comment(id))).toEqual([400, 'commentTextTooLong'])
  expect((await comment(id)).status).toBe(200)
})
