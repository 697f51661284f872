import { describe, expect, it } from 'vitest'
import { aFile, anItem, aReply, scripted, type Scripted } from '../../../tests/support/scripted-network.js'
import type { Json } from '../../kit/json.js'
import type { MediaFile, RenderedItem } from '../connector.js'
import { check } from './check.js'
import { prepare } from './prepare.js'
import { publish } from './publish.js'

const unit = 262_144
const address = 'https://www.googleapis.com/upload/youtube/v3/videos?uploadType=resumable&upload_id=x'
const video = (change: Partial<MediaFile> = {}): MediaFile =>
  aFile({ kind: 'video', contentType: 'video/mp4', width: 1_280, height: 720, durationMs: 4_000, ...change })
const film = (change: Partial<RenderedItem> = {}) => anItem({ media: [video()], ...change })
const long = film({ media: [video({ sizeBytes: 3 * unit })] })

const begun = aReply(200, undefined, { location: address })
const created = aReply(201, { kind: 'youtube#video', id: 'dQw4' })
const stored = (bytes: number) =>
  aReply(308, undefined, bytes === 0 ? {} : { range: `bytes=0-${String(bytes - 1)}` })
const no = (status: number, reason: string) =>
  aReply(status, { error: { code: status, message: 'No.', errors: [{ reason }] } })
const ready = (bytes: number, videoId: string | null = null) => ({
  kind: 'ready',
  plan: { address, startedAt: '2026-01-01T00:00:10.000Z', stored: bytes, videoId },
})
const rangesOf = (asked: { headers?: Record<string, string> }[]) =>
  asked.flatMap(({ headers }) => headers?.['content-range'] ?? [])

describe('section 3a: a session is begun', () => {
  it('with what is said of the video, before any byte', async () => {
    const { ctx, asked } = scripted([begun])
    const options = {
      title: 'Soup',
      tags: ['soup', 'of the day'],
      categoryId: '26',
      privacyStatus: 'unlisted',
      madeForKids: false,
      containsSyntheticMedia: true,
      notifySubscribers: false,
      embeddable: false,
      publicStatsViewable: true,
      license: 'creativeCommon',
      language: 'fr',
    }
    const item = film({ text: 'All of it', options, targetId: 'pp_1' })
    expect(await prepare(item, ctx)).toEqual(ready(0))
    expect(asked).toEqual([
      {
        method: 'POST',
        url: 'https://www.googleapis.com/upload/youtube/v3/videos',
        query: { uploadType: 'resumable', part: 'snippet,status', notifySubscribers: 'false' },
        headers: {
          authorization: 'Bearer token',
          'content-type': 'application/json; charset=UTF-8',
          'x-upload-content-length': '3',
          'x-upload-content-type': 'video/mp4',
          slug: expect.stringMatching(/^pp_1-[0-9a-f]{8}\.mp4$/) as string,
        },
        json: {
          snippet: {
            title: 'Soup',
            description: 'All of it',
            categoryId: '26',
            tags: ['soup', 'of the day'],
            defaultLanguage: 'fr',
          },
          status: {
            privacyStatus: 'unlisted',
            selfDeclaredMadeForKids: false,
            embeddable: false,
            license: 'creativeCommon',
            publicStatsViewable: true,
            containsSyntheticMedia: true,
          },
        },
      },
    ])
  })

  it('where nothing is chosen: public, People & Blogs, and titled by the first line', async () => {
    const { ctx, asked } = scripted([begun])
    await prepare(film({ text: 'Soup\nof the day' }), ctx)
    expect(asked[0]).toMatchObject({
      query: { notifySubscribers: 'true' },
      json: {
        snippet: { title: 'Soup', description: 'Soup\nof the day', categoryId: '22' },
        status: { privacyStatus: 'public' },
      },
    })
  })

  it('whose address is kept: prepared again, it is asked how far it is, and nothing is begun', async () => {
    const { ctx, asked, kept } = scripted([begun, stored(0)])
    expect(await prepare(film(), ctx)).toEqual(ready(0))
    expect(await prepare(film(), ctx)).toEqual(ready(0))
    expect(kept.get('session')?.value).toMatchObject({ address })
    expect(rangesOf(asked)).toEqual(['bytes */3'])
  })

  it('anew for other words or another file', async () => {
    const { ctx, asked } = scripted([begun, begun, begun])
    await prepare(film(), ctx)
    await prepare(film({ text: 'Other words' }), ctx)
    await prepare(film({ text: 'Other words', media: [video({ sha256: 'other' })] }), ctx)
    const names = asked.flatMap(({ headers }) => headers?.['slug'] ?? [])
    expect([names.length, new Set(names).size]).toEqual([3, 3])
  })

  it.each<[Scripted, object]>([
    [no(400, 'invalidTitle'), { cure: 'edit', error: { code: 'CONTENT_REJECTED' } }],
    [no(400, 'uploadLimitExceeded'), { cure: 'wait', error: { code: 'QUOTA_EXCEEDED' } }],
    [no(503, 'backendError'), { cure: 'wait', error: { code: 'PLATFORM_UNAVAILABLE' } }],
  ])('or refused, and nothing is kept: %j', async (answer, refusal) => {
    const { ctx, kept } = scripted([answer])
    expect(await prepare(film(), ctx)).toMatchObject({ kind: 'refused', ...refusal })
    expect([...kept]).toEqual([])
  })

  it('under the file’s own ending, and not without the address of the session', async () => {
    const { ctx, asked } = scripted([begun])
    await prepare(film({ media: [video({ contentType: 'video/quicktime' })] }), ctx)
    expect(asked[0]?.headers?.['slug']).toMatch(/\.mov$/)
    await expect(prepare(film(), scripted([aReply(200)]).ctx)).rejects.toThrow(/without its address/)
  })

  it('not without a video, and a comment needs none', async () => {
    const { ctx } = scripted([])
    expect(await prepare(anItem(), ctx)).toMatchObject({ error: { code: 'MEDIA_REJECTED' } })
    const previous = [{ remoteId: 'dQw4', url: null, data: null }]
    expect(await prepare(anItem({ previous }), ctx)).toEqual({ kind: 'ready', plan: null })
  })
})

describe('section 3b: all but the last part go ahead', () => {
  it('in parts of whole 256 KiB', async () => {
    const { ctx, asked } = scripted([begun, stored(2 * unit)])
    expect(await prepare(long, ctx)).toEqual(ready(2 * unit))
    expect(rangesOf(asked)).toEqual([`bytes 0-${String(2 * unit - 1)}/${String(3 * unit)}`])
    expect(asked[1]).toMatchObject({ url: address, body: { length: 2 * unit, contentType: 'video/mp4' } })
    expect(asked.every(({ creating }) => creating !== true)).toBe(true)
  })

  it('from where YouTube says it stands, whatever was sent', async () => {
    const { ctx, asked } = scripted([begun, stored(unit + 5), stored(2 * unit + 5)])
    expect(await prepare(long, ctx)).toEqual(ready(2 * unit + 5))
    expect(rangesOf(asked)[1]).toMatch(new RegExp(`^bytes ${String(unit + 5)}-${String(2 * unit + 4)}/`))
  })

  it.each<[string, Scripted, object]>([
    ['nothing kept', stored(0), { cure: 'wait' }],
    ['out of step', no(416, 'requestedRangeNotSatisfiable'), { cure: 'wait' }],
    ['out of order', aReply(502), { cure: 'wait' }],
    ['no access', no(401, 'authError'), { cure: 'reconnect' }],
    ['a file too large', aReply(413), { cure: 'edit', error: { code: 'MEDIA_REJECTED' } }],
  ])('%s', async (_what, answer, refusal) => {
    const { ctx, kept } = scripted([begun, answer])
    expect(await prepare(long, ctx)).toMatchObject({ kind: 'refused', ...refusal })
    expect(kept.has('session')).toBe(true)
  })

  it.each([404, 410])('a session that is gone (%i) is begun anew', async (status) => {
    const { ctx, asked } = scripted([begun, aReply(status), begun, stored(2 * unit)])
    expect(await prepare(long, ctx)).toMatchObject({ kind: 'processing' })
    expect(await prepare(long, ctx)).toEqual(ready(2 * unit))
    expect(asked.filter(({ method }) => method === 'POST')).toHaveLength(2)
  })
})

describe('section 3c: a session is asked how far it is', () => {
  it.each<[Scripted, object]>([
    [stored(2 * unit), ready(2 * unit)],
    [aReply(200, { id: 'dQw4' }), ready(3 * unit, 'dQw4')],
    [no(503, 'backendError'), { kind: 'refused', cure: 'wait' }],
    [aReply(404), { kind: 'processing' }],
  ])('%j', async (answer, outcome) => {
    const { ctx, kept } = scripted([begun, stored(2 * unit), answer])
    await prepare(long, ctx)
    expect(await prepare(long, ctx)).toMatchObject(outcome)
    expect(kept.has('session')).toBe(answer.status !== 404)
  })
})

describe('section 3b: the last part', () => {
  const end = (bytes: number, videoId: string | null = null): Json => ready(bytes, videoId).plan

  it('makes the video; what YouTube makes of it follows', async () => {
    const { ctx, asked } = scripted([created])
    expect(await publish(long, end(2 * unit), ctx)).toEqual({
      kind: 'processing',
      resume: { videoId: 'dQw4', since: '2026-01-01T00:00:10.000Z', asked: 0 },
      checkInMs: 250,
    })
    expect(asked).toMatchObject([{ method: 'PUT', url: address, creating: true, body: { length: unit } }])
    expect(rangesOf(asked)).toEqual([`bytes ${String(2 * unit)}-${String(3 * unit - 1)}/${String(3 * unit)}`])
  })

  it('is not sent for a video that is there', async () => {
    const { ctx, asked } = scripted([])
    expect(await publish(long, end(3 * unit, 'dQw4'), ctx)).toMatchObject({ resume: { videoId: 'dQw4' } })
    expect(asked).toEqual([])
  })

  it.each<[string, Scripted, object]>([
    ['not kept whole', stored(2 * unit), { kind: 'refused', cure: 'wait', retryAfterMs: 1_000 }],
    ['out of step', no(416, 'requestedRangeNotSatisfiable'), { kind: 'refused', cure: 'wait' }],
    ['refused', no(403, 'quotaExceeded'), { kind: 'refused', error: { code: 'QUOTA_EXCEEDED' } }],
    ['an outage', no(503, 'backendError'), { kind: 'unknown' }],
    ['a gateway', aReply(408), { kind: 'unknown' }],
    ['a session that is gone', aReply(404), { kind: 'unknown' }],
    ['an answer without a video', aReply(200, {}), { kind: 'unknown' }],
  ])('%s', async (_what, answer, outcome) => {
    expect(await publish(long, end(2 * unit), scripted([answer]).ctx)).toMatchObject(outcome)
  })
})

describe('section 3d: what YouTube makes of it', () => {
  const resume = { videoId: 'dQw4', since: '2026-01-01T00:00:10.000Z', asked: 0 }
  const status = (given: object) =>
    aReply(200, { kind: 'youtube#videoListResponse', items: [{ id: 'dQw4', status: given }] } as Json)
  const done = status({ uploadStatus: 'processed', privacyStatus: 'public', madeForKids: false })
  const checked = (answers: (Scripted | Error)[], item = film(), now = '2026-01-01T00:00:11.000Z') =>
    check(item, resume, scripted(answers, { now: new Date(now) }).ctx)
  const later = '2026-01-01T00:05:10.000Z'

  it('processed: it is published, at its address', async () => {
    expect(await checked([done])).toEqual({
      kind: 'published',
      remoteId: 'dQw4',
      url: 'https://www.youtube.com/watch?v=dQw4',
    })
    const upright = film({ media: [video({ width: 720, height: 1_280 })] })
    expect(await checked([done], upright)).toMatchObject({ url: 'https://www.youtube.com/shorts/dQw4' })
  })

  it.each<[string, Scripted | Error]>([
    ['not yet', status({ uploadStatus: 'uploaded' })],
    ['not to be seen yet', aReply(200, { kind: 'youtube#videoListResponse', items: [] })],
    ['an outage', no(503, 'backendError')],
    ['no answer', new Error('gone')],
    ['no permission to ask', no(403, 'insufficientPermissions')],
  ])('%s: it is asked again, and out after five minutes whatever it says', async (_what, answer) => {
    expect(await checked([answer])).toMatchObject({
      kind: 'processing',
      resume: { videoId: 'dQw4', asked: 1 },
      checkInMs: 1_000,
    })
    expect(await checked([answer], film(), later)).toMatchObject({ kind: 'published', remoteId: 'dQw4' })
  })

  it.each<[object, string]>([
    [{ uploadStatus: 'failed', failureReason: 'conversion' }, 'PROCESSING_FAILED'],
    [{ uploadStatus: 'failed', failureReason: 'codec' }, 'MEDIA_REJECTED'],
    [{ uploadStatus: 'rejected', rejectionReason: 'inappropriate' }, 'CONTENT_REJECTED'],
    [{ uploadStatus: 'rejected', rejectionReason: 'duplicate' }, 'DUPLICATE_CONTENT'],
  ])('%j is %s, and another try begins anew', async (given, code) => {
    const { ctx, kept } = scripted([begun, status(given)])
    await prepare(film(), ctx)
    expect(await check(film(), resume, ctx)).toMatchObject({ kind: 'refused', error: { code } })
    expect(kept.has('session')).toBe(false)
  })

  it('what YouTube decided otherwise is told', async () => {
    const codes = async (given: object, options: object = {}) => {
      const answer = status({ uploadStatus: 'processed', ...given })
      const outcome = await checked([answer], film({ options: options as never }))
      return outcome.kind === 'published' ? outcome.warnings?.map(({ code }) => code) : outcome
    }
    expect(await codes({ privacyStatus: 'private' })).toEqual(['PRIVACY_CHANGED'])
    expect(await codes({ privacyStatus: 'private' }, { privacyStatus: 'unlisted' })).toEqual([
      'PRIVACY_CHANGED',
    ])
    expect(await codes({ privacyStatus: 'private' }, { privacyStatus: 'private' })).toBeUndefined()
    expect(await codes({ madeForKids: true }, { madeForKids: false })).toEqual(['MADE_FOR_KIDS'])
    expect(await codes({ madeForKids: true })).toBeUndefined()
  })
})
