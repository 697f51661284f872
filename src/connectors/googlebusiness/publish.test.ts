import { describe, expect, it } from 'vitest'
import { aFile, anItem, aReply, scripted } from '../../../tests/support/scripted-network.js'
import type { JsonObject } from '../../kit/json.js'
import type { PublishOutcome } from '../connector.js'
import { prepare } from './prepare.js'
import { publish } from './publish.js'
import { check } from './review.js'

const location = 'accounts/1/locations/2'
const data = { page: { id: location, name: 'Soup kitchen', isVerified: true } }
const name = `${location}/localPosts/3`
const searchUrl = 'https://local.google.com/place?id=2&use=posts&lpsid=3'
const answered = (more: JsonObject = {}) => aReply(200, { name, searchUrl, state: 'PROCESSING', ...more })
const now = new Date('2026-01-01T00:00:10.000Z')
const later = (seconds: number) => new Date(now.getTime() + seconds * 1_000)

describe('prepare', () => {
  const plan = async (change: Parameters<typeof aFile>[0]) =>
    prepare(anItem({ media: [aFile(change)] }), scripted([], { data }).ctx)

  it.each([
    ['a JPEG as it is', {}, 'https://post.example/media_1'],
    ['a PNG as it is', { contentType: 'image/png' }, 'https://post.example/media_1'],
    ['a WebP as a JPEG', { contentType: 'image/webp' }, 'https://post.example/media_1/5000000'],
    ['a large one smaller', { sizeBytes: 5_000_001 }, 'https://post.example/media_1/5000000'],
    ['5 MB as they are', { sizeBytes: 5_000_000 }, 'https://post.example/media_1'],
  ])('section 4: Google is given %s', async (_what, change, sourceUrl) => {
    expect(await plan(change)).toEqual({ kind: 'ready', plan: { sourceUrl } })
  })

  it('a post without a photo needs nothing; one without a location cannot be sent', async () => {
    expect(await prepare(anItem(), scripted([], { data }).ctx)).toEqual({
      kind: 'ready',
      plan: { sourceUrl: null },
    })
    for (const none of [{}, { page: null }])
      expect(await prepare(anItem(), scripted([], { data: none }).ctx)).toMatchObject({
        kind: 'refused',
        cure: 'edit',
        error: { code: 'PUBLISH_ERROR' },
      })
  })
})

describe('section 3: publish', () => {
  const sent = async (...answers: Parameters<typeof scripted>[0] & object[]) => {
    const { ctx, asked } = scripted(answers, { data })
    const plan = { sourceUrl: 'https://post.example/a.jpg' }
    return { outcome: await publish(anItem({ media: [aFile()] }), plan, ctx), asked }
  }

  it('is one creating call, under the location’s full name', async () => {
    const { outcome, asked } = await sent(answered())
    expect(asked).toEqual([
      {
        method: 'POST',
        url: `https://mybusiness.googleapis.com/v4/${location}/localPosts`,
        json: {
          topicType: 'STANDARD',
          summary: 'Hello',
          media: [{ mediaFormat: 'PHOTO', sourceUrl: 'https://post.example/a.jpg' }],
        },
        creating: true,
        timeoutMs: 120_000,
        headers: { authorization: 'Bearer token' },
      },
    ])
    expect(outcome).toEqual({
      kind: 'processing',
      resume: { name, url: searchUrl, since: now.toISOString(), asked: 0 },
      checkInMs: 1_000,
    })
  })

  it.each<[string, ReturnType<typeof aReply>, object]>([
    ['LIVE at once', answered({ state: 'LIVE' }), { kind: 'published', remoteId: name, url: searchUrl }],
    ['RECURRING', answered({ state: 'RECURRING' }), { kind: 'published', remoteId: name }],
    [
      'REJECTED at once',
      answered({ state: 'REJECTED' }),
      { kind: 'refused', error: { code: 'CONTENT_REJECTED' } },
    ],
    ['200 without a name', aReply(200, {}), { kind: 'unknown' }],
    ['500', aReply(500, { error: { code: 500, status: 'INTERNAL', message: 'No' } }), { kind: 'unknown' }],
    ['504', aReply(504, { error: { code: 504, status: 'DEADLINE_EXCEEDED' } }), { kind: 'unknown' }],
    ['409', aReply(409, { error: { code: 409, status: 'ALREADY_EXISTS' } }), { kind: 'unknown' }],
    ['400 that nobody knows', aReply(400, {}), { kind: 'unknown' }],
    ['404', aReply(404, { error: { code: 404, status: 'NOT_FOUND' } }), { kind: 'refused', cure: 'edit' }],
    [
      '429',
      aReply(429, { error: { code: 429, status: 'RESOURCE_EXHAUSTED' } }),
      { kind: 'refused', cure: 'wait', retryAfterMs: 50_000 },
    ],
  ])('%s', async (_what, reply, expected) => {
    expect((await sent(reply)).outcome).toMatchObject(expected)
  })

  it('section 5: a 401 of v4 while v1 works is tried again', async () => {
    const refusal = aReply(401, { error: { code: 401, status: 'UNAUTHENTICATED' } })
    expect((await sent(refusal, aReply(200, { accounts: [] }))).outcome).toMatchObject({
      kind: 'refused',
      cure: 'wait',
      error: { code: 'PLATFORM_UNAVAILABLE' },
    })
  })

  it('nothing is sent without a location', async () => {
    const { ctx, asked } = scripted([])
    expect(await publish(anItem(), null, ctx)).toMatchObject({ kind: 'refused' })
    expect(asked).toEqual([])
  })
})

describe('section 3, states: 200 is not publication', () => {
  const resume = { name, url: searchUrl, since: now.toISOString(), asked: 0 }
  const asked = async (
    answer: ReturnType<typeof aReply> | Error,
    seconds: number,
    from: JsonObject = resume,
  ): Promise<PublishOutcome> => check(anItem(), from, scripted([answer], { data, now: later(seconds) }).ctx)

  it.each<[string, ReturnType<typeof aReply> | Error, number, object]>([
    ['LIVE', answered({ state: 'LIVE' }), 1, { kind: 'published', remoteId: name, url: searchUrl }],
    ['RECURRING', answered({ state: 'RECURRING' }), 1, { kind: 'published' }],
    [
      'LIVE without its address',
      aReply(200, { name, state: 'LIVE' }),
      1,
      { kind: 'published', url: searchUrl },
    ],
    [
      'REJECTED',
      answered({ state: 'REJECTED' }),
      1,
      { kind: 'refused', cure: 'edit', error: { code: 'CONTENT_REJECTED' } },
    ],
    [
      'PROCESSING',
      answered(),
      1,
      { kind: 'processing', checkInMs: 2_000, resume: { asked: 1, name, url: searchUrl } },
    ],
    ['SCHEDULED', answered({ state: 'SCHEDULED' }), 1, { kind: 'processing' }],
    ['no answer', new Error('away'), 1, { kind: 'processing', resume: { asked: 1 } }],
    ['401', aReply(401), 1, { kind: 'processing' }],
    ['503', aReply(503), 1, { kind: 'processing' }],
    ['404, not listed yet', aReply(404), 60, { kind: 'processing' }],
    ['404, removed', aReply(404), 61, { kind: 'refused', cure: 'edit', error: { code: 'CONTENT_REJECTED' } }],
    ['PROCESSING, short of 50 minutes', answered(), 2_999, { kind: 'processing' }],
    [
      'PROCESSING for 50 minutes: submitted, under review',
      answered(),
      3_000,
      { kind: 'published', remoteId: name, url: searchUrl, warnings: [{ code: 'UNDER_REVIEW' }] },
    ],
    [
      'no answer for 50 minutes',
      new Error('away'),
      3_000,
      { kind: 'published', warnings: [{ code: 'UNDER_REVIEW' }] },
    ],
  ])('%s', async (_what, answer, seconds, expected) => {
    expect(await asked(answer, seconds)).toMatchObject(expected)
  })

  it('is asked ever more seldom, at the post’s own name', async () => {
    const pauses: number[] = []
    for (let times = 0; times < 9; times += 1) {
      const outcome = await asked(answered(), 1, { ...resume, asked: times })
      pauses.push(outcome.kind === 'processing' ? outcome.checkInMs : 0)
    }
    expect(pauses).toEqual([2_000, 5_000, 15_000, 30_000, 60_000, 120_000, 300_000, 300_000, 300_000])
    const { ctx, asked: calls } = scripted([answered()], { data })
    await check(anItem(), resume, ctx)
    expect(calls).toMatchObject([{ method: 'GET', url: `https://mybusiness.googleapis.com/v4/${name}` }])
  })
})
