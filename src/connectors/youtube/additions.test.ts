import { describe, expect, it } from 'vitest'
import { aFile, anItem, aReply, scripted, type Scripted } from '../../../tests/support/scripted-network.js'
import type { Json } from '../../kit/json.js'
import type { RenderedItem } from '../connector.js'
import { check } from './check.js'

const video = aFile({ kind: 'video', contentType: 'video/mp4', width: 1_280, height: 720, durationMs: 4_000 })
const film = (change: Partial<RenderedItem> = {}) => anItem({ media: [video], ...change })
const resume = { videoId: 'dQw4', since: '2026-01-01T00:00:10.000Z', asked: 0 }
const later = '2026-01-01T00:05:10.000Z'

const no = (status: number, reason: string) =>
  aReply(status, { error: { code: status, message: 'No.', errors: [{ reason }] } })
const status = (given: object) =>
  aReply(200, { kind: 'youtube#videoListResponse', items: [{ id: 'dQw4', status: given }] } as Json)
const done = status({ uploadStatus: 'processed', privacyStatus: 'public', madeForKids: false })
const checked = (answers: (Scripted | Error)[], item = film(), now = '2026-01-01T00:00:11.000Z') =>
  check(item, resume, scripted(answers, { now: new Date(now) }).ctx)

describe('what belongs to it', () => {
  const picture = aFile({ id: 'media_2', contentType: 'image/png', sizeBytes: 2_097_152 })
  const captions = aFile({ id: 'media_3', kind: 'document', contentType: 'text/vtt' })
  const all = film({
    media: [video, picture, captions],
    options: { playlistId: 'PL1', captionsName: 'English', captionsLanguage: 'fr', language: 'de' },
  })
  const ok = aReply(200, { id: 'x' })

  it('sections 3i, 3j, 3k: thumbnail, captions and playlist, each once', async () => {
    const { ctx, asked } = scripted([status({ uploadStatus: 'uploaded' }), ok, ok, ok, done])
    expect(await check(all, resume, ctx)).toMatchObject({ kind: 'processing' })
    expect(await check(all, resume, ctx)).toMatchObject({ kind: 'published', remoteId: 'dQw4' })
    const [, thumbnail, track, place] = asked
    expect(asked).toHaveLength(5)
    expect(thumbnail).toMatchObject({
      method: 'POST',
      url: 'https://www.googleapis.com/upload/youtube/v3/thumbnails/set',
      query: { videoId: 'dQw4', uploadType: 'media' },
      body: { contentType: 'image/png', length: 3 },
    })
    expect(track).toMatchObject({
      url: 'https://www.googleapis.com/upload/youtube/v3/captions',
      query: { uploadType: 'multipart', part: 'snippet' },
    })
    const boundary = /^multipart\/related; boundary=(\w+)$/.exec(track?.body?.contentType ?? '')?.[1] ?? '?'
    const [, metadata, file] = Buffer.from(track?.body?.bytes as Uint8Array)
      .toString('latin1')
      .split(`--${boundary}`)
    expect(JSON.parse(metadata?.split('\r\n\r\n')[1] ?? '')).toEqual({
      snippet: { videoId: 'dQw4', language: 'fr', name: 'English', isDraft: false },
    })
    expect(file).toBe('\r\nContent-Type: text/vtt\r\n\r\n\x01\x02\x03\r\n')
    expect(place).toMatchObject({
      url: 'https://www.googleapis.com/youtube/v3/playlistItems',
      query: { part: 'snippet' },
      json: {
        snippet: { playlistId: 'PL1', resourceId: { kind: 'youtube#video', videoId: 'dQw4' } },
      },
    })
  })

  it('that is there already is there', async () => {
    const there = [ok, no(409, 'captionExists'), no(409, 'videoAlreadyInPlaylist')]
    const outcome = await checked([done, ...there], all)
    expect(outcome).toMatchObject({ kind: 'published' })
    expect(outcome).not.toHaveProperty('warnings')
  })

  it('that is refused is a warning, and not tried again', async () => {
    const refusals = [no(403, 'forbidden'), no(400, 'contentRequired'), no(404, 'playlistNotFound')]
    const outcome = await checked([done, ...refusals], all)
    expect(outcome.kind === 'published' && outcome.warnings?.map(({ code }) => code)).toEqual([
      'THUMBNAIL_FAILED',
      'CAPTIONS_FAILED',
      'PLAYLIST_FAILED',
    ])
  })

  it('that YouTube has in another way is not there', async () => {
    const outcome = await checked([done, ok, no(409, 'conflict'), ok], all)
    expect(outcome).toMatchObject({ warnings: [{ code: 'CAPTIONS_FAILED' }] })
  })

  it.each<[string, Scripted[]]>([
    ['listed', [no(403, 'insufficientPermissions')]],
    ['made', [aReply(200, { kind: 'youtube#playlistListResponse' }), no(403, 'forbidden')]],
  ])('a playlist that cannot be %s is a warning', async (_what, answers) => {
    const item = film({ options: { playlistTitle: 'Soups' } })
    expect(await checked([done, ...answers], item)).toMatchObject({
      warnings: [{ code: 'PLAYLIST_FAILED' }],
    })
  })

  it('that there is no quota for is a warning at once', async () => {
    const outcome = await checked([done, no(403, 'quotaExceeded'), ok, ok], all)
    expect(outcome).toMatchObject({ warnings: [{ code: 'THUMBNAIL_FAILED' }] })
  })

  it.each<[string, Scripted | Error]>([
    ['a rate limit', no(429, 'uploadRateLimitExceeded')],
    ['an outage', no(503, 'backendError')],
    ['no answer', new Error('gone')],
  ])('%s is waited for, the others go on, and after five minutes it is a warning', async (_what, fault) => {
    const { ctx, asked } = scripted([done, fault, ok, ok, done, ok])
    expect(await check(all, resume, ctx)).toMatchObject({ kind: 'processing' })
    expect(await check(all, resume, ctx)).toMatchObject({ kind: 'published' })
    expect(asked.filter(({ url }) => url.endsWith('/thumbnails/set'))).toHaveLength(2)
    expect(asked).toHaveLength(6)
    expect(await checked([done, fault, ok, ok], all, later)).toMatchObject({
      kind: 'published',
      warnings: [{ code: 'THUMBNAIL_FAILED' }],
    })
  })

  it('a thumbnail is made small enough, by a limit that can be set', async () => {
    const limits: number[] = []
    const large = aFile({
      sizeBytes: 2_097_153,
      reencoded: ({ maxBytes }) => {
        limits.push(maxBytes)
        return Promise.resolve({ bytes: new Uint8Array(2), contentType: 'image/jpeg', width: 1, height: 1 })
      },
    })
    const item = film({ media: [video, large] })
    await checked([done, ok], item)
    const app = { YOUTUBE_THUMBNAIL_BYTES: '52428800' }
    const { ctx, asked } = scripted([done, ok], { app })
    await check(item, resume, ctx)
    expect(limits).toEqual([2_097_152])
    expect(asked[1]?.body?.length).toBe(3)
  })

  it.each<[string, object[], string[]]>([
    ['is taken where there is one', [{ id: 'PL7', snippet: { title: 'Soups' } }], []],
    ['is made where there is none', [{ id: 'PL8', snippet: { title: 'Soup' } }], ['POST']],
  ])('a playlist by its title %s', async (_what, items, made) => {
    const listed = aReply(200, { kind: 'youtube#playlistListResponse', items } as Json)
    const answers = [done, listed, ...made.map(() => aReply(200, { id: 'PL7' })), ok]
    const { ctx, asked } = scripted(answers)
    const item = film({ options: { playlistTitle: 'Soups', privacyStatus: 'unlisted' } })
    expect(await check(item, resume, ctx)).toMatchObject({ kind: 'published' })
    expect(asked.at(-1)?.json).toMatchObject({ snippet: { playlistId: 'PL7' } })
    const [making] = asked.filter(({ url, method }) => method === 'POST' && url.endsWith('/playlists'))
    expect(making?.json).toEqual(
      made.length === 0 ? undefined : { snippet: { title: 'Soups' }, status: { privacyStatus: 'unlisted' } },
    )
  })
})
