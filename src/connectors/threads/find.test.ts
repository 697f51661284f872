import { describe, expect, it } from 'vitest'
import { aFile, anItem, scripted, type Scripted } from '../../../tests/support/scripted-network.js'
import type { JsonObject } from '../../kit/json.js'
import type { LostAttempt, PublishContext } from '../connector.js'
import { find } from './find.js'

const startedAt = new Date('2026-01-01T12:00:00.000Z')
const lost: LostAttempt = {
  plan: { containerId: '99' },
  startedAt,
  deadlineAt: new Date(startedAt.getTime() + 40_000),
  lookNumber: 1,
  claimed: new Set(),
}
const missing = { error: { code: 100, error_subcode: 33, message: 'Unsupported get request.' } }

/** A post as Threads lists it: `number` rises with time, a second each. */
const post = (number: number, more: JsonObject = {}): JsonObject => ({
  id: String(number),
  text: 'Hello',
  media_type: 'TEXT_POST',
  permalink: `https://www.threads.net/@ann/post/${String(number)}`,
  timestamp: `2026-01-01T12:00:${String(number).padStart(2, '0')}+0000`,
  ...more,
})

/** An account whose container says `status`, with these posts and replies; two a page. */
function account(
  status: Scripted | string,
  listed: { threads?: JsonObject[]; replies?: JsonObject[] } = {},
  more: Partial<PublishContext> = {},
) {
  return scripted(
    ({ url, query = {} }) => {
      const list = url.endsWith('/me/threads')
        ? listed.threads
        : url.endsWith('/me/replies')
          ? listed.replies
          : null
      if (list === null) return typeof status === 'string' ? { json: { id: '99', status } } : status
      const from = Number(query['after'] ?? 0)
      const data = (list ?? []).slice(from, from + 2)
      const isLast = from + 2 >= (list ?? []).length
      return { json: { data, ...(isLast ? {} : { paging: { cursors: { after: String(from + 2) } } }) } }
    },
    { now: new Date(startedAt.getTime() + 60_000), ...more },
  )
}

describe('9.4 a lost answer: the container says what became of it', () => {
  it.each(['FINISHED', 'EXPIRED', 'ERROR'])(
    '%s: nothing was published, whatever else is there',
    async (status) => {
      const { ctx, asked } = account(status, { threads: [post(1)] })
      expect(await find(anItem(), lost, ctx)).toEqual({ kind: 'absent' })
      expect(asked).toHaveLength(1)
    },
  )

  it('IN_PROGRESS, and no word at all, tell nothing', async () => {
    expect((await find(anItem(), lost, account('IN_PROGRESS').ctx)).kind).toBe('cannotTell')
    expect((await find(anItem(), lost, account({ status: 500, json: {} }).ctx)).kind).toBe('cannotTell')
  })

  it('PUBLISHED: the post is listed under another id', async () => {
    const { ctx, asked } = account('PUBLISHED', {
      threads: [post(5, { text: 'Another' }), post(4), post(1, { text: 'Older' })],
    })
    expect(await find(anItem({ text: ' Hello \n' }), lost, ctx)).toEqual({
      kind: 'found',
      remoteId: '4',
      url: 'https://www.threads.net/@ann/post/4',
      createdAt: new Date('2026-01-01T12:00:04.000Z'),
    })
    expect(asked[1]?.query).toMatchObject({ since: String(startedAt.getTime() / 1_000 - 60), limit: '25' })
  })

  it('PUBLISHED, and not listed yet: asked again; after minutes it is out without an id', async () => {
    const young = account('PUBLISHED')
    expect((await find(anItem(), lost, young.ctx)).kind).toBe('cannotTell')
    const old = account('PUBLISHED', {}, { now: new Date(startedAt.getTime() + 5 * 60_000) })
    expect(await find(anItem(), lost, old.ctx)).toEqual({
      kind: 'found',
      remoteId: null,
      url: null,
      createdAt: null,
    })
  })

  it('of two that are alike none is taken, unless another of ours has one of them', async () => {
    const threads = [post(5), post(4)]
    expect((await find(anItem(), lost, account('PUBLISHED', { threads }).ctx)).kind).toBe('cannotTell')
    const claimed = new Set(['5'])
    expect(await find(anItem(), { ...lost, claimed }, account('PUBLISHED', { threads }).ctx)).toMatchObject({
      remoteId: '4',
    })
  })

  it.each([
    ['another text', { text: 'Hello?' }],
    ['other media', { media_type: 'IMAGE' }],
    ['an earlier time', { timestamp: '2026-01-01T11:58:00+0000' }],
  ])('a post of %s is not it', async (_what, more) => {
    const { ctx } = account('PUBLISHED', { threads: [post(4, more)] })
    expect((await find(anItem(), lost, ctx)).kind).toBe('cannotTell')
  })

  it.each([
    [[aFile()], 'IMAGE'],
    [[aFile({ kind: 'video' })], 'VIDEO'],
    [[aFile(), aFile()], 'CAROUSEL_ALBUM'],
  ] as const)('media without words are told by their kind', async (media, media_type) => {
    const { text: _none, ...silent } = post(4, { media_type })
    const { ctx } = account('PUBLISHED', { threads: [silent] })
    expect(await find(anItem({ text: '', media }), lost, ctx)).toMatchObject({ kind: 'found', remoteId: '4' })
  })
})

describe('9.5 replies are listed by themselves, newest first, in pages', () => {
  const previous = [{ remoteId: '31', url: null, data: null }]
  it('a part of a thread is looked for among them, under the part before', async () => {
    const replies = [
      post(9, { replied_to: { id: '30' } }),
      post(8, { text: 'Another', replied_to: { id: '31' } }),
      post(7, { replied_to: { id: '31' } }),
    ]
    const { ctx, asked } = account('PUBLISHED', { threads: [post(6)], replies })
    expect(await find(anItem({ sequence: 1, previous }), lost, ctx)).toMatchObject({
      kind: 'found',
      remoteId: '7',
    })
    expect(asked.slice(1).map(({ url }) => url.split('/').at(-1))).toEqual(['replies', 'replies'])
  })

  it('more pages than can be read tell nothing', async () => {
    const threads = Array.from({ length: 40 }, () => post(4, { text: 'Another' }))
    const { ctx } = account({ status: 400, json: missing }, { threads })
    expect((await find(anItem(), lost, ctx)).kind).toBe('cannotTell')
  })
})

it('where the container is gone, or was never known, the lists alone tell', async () => {
  const gone = { status: 400, json: missing }
  expect(await find(anItem(), lost, account(gone, { threads: [post(4)] }).ctx)).toMatchObject({
    remoteId: '4',
  })
  expect(await find(anItem(), lost, account(gone).ctx)).toEqual({ kind: 'absent' })
  const restored = account('ERROR', { threads: [post(4)] })
  expect(await find(anItem(), { ...lost, plan: null }, restored.ctx)).toMatchObject({ remoteId: '4' })
})
