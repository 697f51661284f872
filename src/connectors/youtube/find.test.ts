import { describe, expect, it } from 'vitest'
import { aFile, anItem, aReply, scripted, type Scripted } from '../../../tests/support/scripted-network.js'
import type { Json } from '../../kit/json.js'
import type { LostAttempt } from '../connector.js'
import { comment } from './comment.js'
import { find } from './find.js'
import { fileNameOf } from './session.js'

const address = 'https://www.googleapis.com/upload/youtube/v3/videos?uploadType=resumable&upload_id=x'
const plan = { address, startedAt: '2026-01-01T00:00:00.000Z', stored: 0, videoId: null }
const video = aFile({ kind: 'video', contentType: 'video/mp4', width: 1_280, height: 720, durationMs: 4_000 })
const film = anItem({ media: [video] })
const attempt = (change: Partial<LostAttempt> = {}): LostAttempt => ({
  plan,
  startedAt: new Date('2026-01-01T00:00:00.000Z'),
  deadlineAt: new Date('2026-01-01T00:00:05.000Z'),
  lookNumber: 1,
  claimed: new Set(),
  ...change,
})
const soon = '2026-01-01T00:05:04.000Z'
const late = '2026-01-01T00:05:05.000Z'
const no = (status: number, reason: string) =>
  aReply(status, { error: { code: status, message: 'No.', errors: [{ reason }] } })
const list = (...items: object[]) => aReply(200, { kind: 'youtube#list', items } as Json)
const data = { uploads: 'UU7' }

describe('section 6: a lost answer to the end of a video', () => {
  const looked = (answers: (Scripted | Error)[], change: Partial<LostAttempt> = {}, now = soon) =>
    find(film, attempt(change), scripted(answers, { data, now: new Date(now) }).ctx)

  it('line 2: the session itself is asked', async () => {
    const { ctx, asked } = scripted([aReply(308)])
    expect(await find(film, attempt(), ctx)).toEqual({ kind: 'absent' })
    expect(asked).toEqual([
      {
        method: 'PUT',
        url: address,
        headers: { authorization: 'Bearer token', 'content-range': 'bytes */3' },
      },
    ])
  })

  it('line 2: it made the video: what belongs to it goes on', async () => {
    const answer = aReply(200, { id: 'dQw4', snippet: { publishedAt: '2026-01-01T00:00:03Z' } })
    expect(await looked([answer])).toEqual({
      kind: 'found',
      remoteId: 'dQw4',
      url: 'https://www.youtube.com/watch?v=dQw4',
      createdAt: new Date('2026-01-01T00:00:03.000Z'),
      resume: { videoId: 'dQw4', since: soon, asked: 0 },
    })
    expect(await looked([], { plan: { ...plan, videoId: 'dQw4' } })).toMatchObject({ remoteId: 'dQw4' })
  })

  it.each([no(503, 'backendError'), no(401, 'authError')])('line 2: %j tells nothing', async (answer) => {
    expect(await looked([answer])).toMatchObject({ kind: 'cannotTell' })
  })

  const listed = (change: { snippet?: object; fileDetails?: object } = {}) => ({
    id: 'dQw4',
    snippet: { title: 'Hello', publishedAt: '2026-01-01T00:00:03Z', ...change.snippet },
    fileDetails: { fileName: fileNameOf(film, video), fileSize: '3', ...change.fileDetails },
  })
  const uploads = (...videos: object[]) => {
    const items = videos.map(() => ({ contentDetails: { videoId: 'dQw4' } }))
    return [aReply(404), list(...items), ...(videos.length === 0 ? [] : [list(...videos)])]
  }

  it.each<[string, object]>([
    ['the name of its file', listed({ fileDetails: { fileSize: '4' }, snippet: { title: 'Bye' } })],
    ['its size and title', listed({ fileDetails: { fileName: 'other.mp4' } })],
    ['its size and title, a minute before', listed({ snippet: { publishedAt: '2025-12-31T23:59:00Z' } })],
  ])('line 3: where the session is gone, the video is found by %s', async (_what, found) => {
    expect(await looked(uploads(found))).toMatchObject({ kind: 'found', remoteId: 'dQw4', resume: {} })
  })

  it('line 3: what is asked for: the uploads, and what only their owner is told', async () => {
    const { ctx, asked } = scripted(uploads(listed()), { data })
    await find(film, attempt(), ctx)
    expect(asked[1]).toMatchObject({
      url: 'https://www.googleapis.com/youtube/v3/playlistItems',
      query: { part: 'contentDetails', playlistId: 'UU7', maxResults: '50' },
    })
    expect(asked[2]?.query).toEqual({ part: 'snippet,fileDetails', id: 'dQw4' })
  })

  it('line 3: also where nobody knows of the session: the database was put back', async () => {
    const [, ...answers] = uploads(listed())
    expect(await looked(answers, { plan: null })).toMatchObject({ kind: 'found' })
  })

  const other = { fileDetails: { fileName: 'other.mp4' } }
  it.each<[string, object[], Partial<LostAttempt>]>([
    ['nothing', [], {}],
    ['another title', [listed({ ...other, snippet: { title: 'Bye' } })], {}],
    ['another size', [listed({ fileDetails: { fileName: 'other.mp4', fileSize: '4' } })], {}],
    ['an older one', [listed({ snippet: { publishedAt: '2025-12-31T23:58:59Z' } })], {}],
    ['one of another post of ours', [listed()], { claimed: new Set(['dQw4']) }],
  ])('line 3: %s there is absent, but only after five minutes', async (_what, videos, change) => {
    expect(await looked(uploads(...videos), change)).toMatchObject({ kind: 'cannotTell' })
    expect(await looked(uploads(...videos), change, late)).toEqual({ kind: 'absent' })
  })

  it('line 3: two that may be it', async () => {
    const two = [listed(other), { ...listed(other), id: 'dQw5' }]
    expect(await looked(uploads(...two), {}, late)).toMatchObject({ kind: 'cannotTell' })
  })

  it('line 3: page by page, back to the attempt', async () => {
    const page = (next: string) =>
      aReply(200, { kind: 'k', items: [{ contentDetails: { videoId: 'x' } }], nextPageToken: next })
    const newer = list({ ...listed({ ...other, snippet: { title: 'Bye' } }), id: 'x' })
    const { ctx, asked } = scripted([aReply(404), page('n'), newer, page('m'), list(listed())], { data })
    expect(await find(film, attempt(), ctx)).toMatchObject({ kind: 'found' })
    expect(asked[3]?.query).toMatchObject({ pageToken: 'n' })
  })

  it('line 3: no further than the attempt', async () => {
    const page = aReply(200, { kind: 'k', items: [{ contentDetails: { videoId: 'x' } }], nextPageToken: 'n' })
    const older = list(listed({ snippet: { publishedAt: '2025-12-31T23:58:59Z' } }))
    const { ctx, asked } = scripted([aReply(404), page, older], { data, now: new Date(late) })
    expect(await find(film, attempt(), ctx)).toEqual({ kind: 'absent' })
    expect(asked).toHaveLength(3)
  })

  it.each([no(403, 'insufficientPermissions'), no(403, 'quotaExceeded'), aReply(502)])(
    'line 3: a list that is not told tells nothing: %j',
    async (answer) => {
      expect(await looked([aReply(404), answer], {}, late)).toMatchObject({ kind: 'cannotTell' })
    },
  )

  it('a channel whose uploads are not known is asked for them', async () => {
    const channel = list({ id: 'UC7', contentDetails: { relatedPlaylists: { uploads: 'UU7' } } })
    const { ctx } = scripted([aReply(404), channel, list(), list()], { now: new Date(late) })
    expect(await find(film, attempt(), ctx)).toEqual({ kind: 'absent' })
  })
})

describe('section 3l: a first comment', () => {
  const under = { remoteId: 'dQw4', url: null, data: null }
  const item = anItem({ previous: [under], sequence: 1_000 })

  it('is one call', async () => {
    const { ctx, asked } = scripted([aReply(200, { id: 'Ugx' })])
    expect(await comment(item, under, ctx)).toEqual({
      kind: 'published',
      remoteId: 'Ugx',
      url: 'https://www.youtube.com/watch?v=dQw4&lc=Ugx',
    })
    expect(asked).toMatchObject([
      {
        method: 'POST',
        url: 'https://www.googleapis.com/youtube/v3/commentThreads',
        query: { part: 'snippet' },
        json: { snippet: { videoId: 'dQw4', topLevelComment: { snippet: { textOriginal: 'Hello' } } } },
        creating: true,
      },
    ])
  })

  it.each<[Scripted, object]>([
    [no(403, 'commentsDisabled'), { kind: 'refused', cure: 'edit' }],
    [no(503, 'backendError'), { kind: 'unknown' }],
    [aReply(403), { kind: 'unknown' }],
  ])('%j', async (answer, outcome) => {
    expect(await comment(item, under, scripted([answer]).ctx)).toMatchObject(outcome)
  })

  const thread = (change: object = {}) => ({
    id: 'Ugx',
    snippet: {
      topLevelComment: {
        snippet: {
          authorChannelId: { value: '7' },
          textOriginal: 'Hello',
          publishedAt: '2026-01-01T00:00:03Z',
          ...change,
        },
      },
    },
  })
  const looked = (answers: Scripted[], change: Partial<LostAttempt> = {}, now = late) =>
    find(item, attempt(change), scripted(answers, { now: new Date(now) }).ctx)

  it('whose answer was lost is found among the newest', async () => {
    const { ctx, asked } = scripted([list(thread())])
    expect(await find(item, attempt(), ctx)).toEqual({
      kind: 'found',
      remoteId: 'Ugx',
      url: 'https://www.youtube.com/watch?v=dQw4&lc=Ugx',
      createdAt: new Date('2026-01-01T00:00:03.000Z'),
    })
    expect(asked[0]?.query).toEqual({
      part: 'snippet',
      videoId: 'dQw4',
      order: 'time',
      maxResults: '100',
      pageToken: undefined,
    })
  })

  it.each<[string, object[], Partial<LostAttempt>]>([
    ['none', [], {}],
    ['another’s', [thread({ authorChannelId: { value: '8' } })], {}],
    ['other words', [thread({ textOriginal: 'Bye' })], {}],
    ['an older one', [thread({ publishedAt: '2025-12-31T23:58:59Z' })], {}],
    ['another of ours', [thread()], { claimed: new Set(['Ugx']) }],
  ])('%s: it is absent, after a minute', async (_what, threads, change) => {
    expect(await looked([list(...threads)], change)).toEqual({ kind: 'absent' })
    expect(await looked([list(...threads)], change, '2026-01-01T00:01:04.000Z')).toMatchObject({
      kind: 'cannotTell',
    })
  })

  it('page by page, back to the attempt', async () => {
    const page = (...items: object[]) => aReply(200, { kind: 'k', items, nextPageToken: 'n' } as Json)
    expect(await looked([page(thread({ textOriginal: 'Bye' })), list(thread())])).toMatchObject({
      kind: 'found',
    })
    const older = thread({ publishedAt: '2025-12-31T23:58:59Z' })
    expect(await looked([page(older)])).toEqual({ kind: 'absent' })
  })

  it('a list that is not told tells nothing', async () => {
    expect(await looked([no(403, 'commentsDisabled')])).toMatchObject({ kind: 'cannotTell' })
  })
})
