import { describe, expect, it } from 'vitest'
import { aFile, anItem, aReply, scripted } from '../../../tests/support/scripted-network.js'
import type { JsonObject } from '../../kit/json.js'
import type { Look, LostAttempt, RenderedItem } from '../connector.js'
import { find } from './find.js'
import { check } from './publish.js'

const startedAt = new Date('2026-01-01T12:00:00.000Z')
const at = (seconds: number): Date => new Date(startedAt.getTime() + seconds * 1_000)
const none = { subreddit: 'test', files: [], poster: null }
const lost: LostAttempt = {
  plan: none,
  startedAt,
  deadlineAt: startedAt,
  lookNumber: 1,
  claimed: new Set(),
}
const item = anItem({ text: 'A  title\nFish & chips' })

/** A post as it is listed, `seconds` after the attempt. */
const post = (seconds: number, more: JsonObject = {}): JsonObject => ({
  name: `t3_${String(seconds + 100)}`,
  created_utc: at(seconds).getTime() / 1_000,
  permalink: `/r/Test/comments/${String(seconds + 100)}/a_title/`,
  subreddit: 'Test',
  title: 'A title',
  selftext: 'Fish & chips',
  is_self: true,
  is_video: false,
  url: 'https://www.reddit.com/r/test/comments/x/',
  ...more,
})
const link = { is_self: false, url: 'https://example.com/a' }
const gallery = (...ids: string[]): JsonObject => ({
  is_self: false,
  is_gallery: true,
  gallery_data: { items: ids.map((media_id) => ({ media_id })) },
})
const planOf = (...ids: string[]) => ({
  ...none,
  files: ids.map((assetId) => ({ assetId, url: `https://store.example/${assetId}` })),
})

async function look(
  pages: JsonObject[][],
  { of = item, now = at(60), ...attempt }: Partial<LostAttempt> & { of?: RenderedItem; now?: Date } = {},
): Promise<{ found: Look; urls: string[] }> {
  const replies = pages.map((things, index) =>
    aReply(200, {
      data: {
        children: things.map((data) => ({ kind: 't3', data })),
        after: index + 1 < pages.length ? `t3_p${String(index)}` : null,
      },
    }),
  )
  const { ctx, asked } = scripted(replies, { now })
  const found = await find(of, { ...lost, ...attempt }, ctx)
  return { found, urls: asked.map(({ url, query }) => `${url.slice(24)} ${query?.['after'] ?? ''}`.trim()) }
}
const kindOf = async (...of: Parameters<typeof look>): Promise<string> => (await look(...of)).found.kind

describe('section 6, a post', () => {
  it('is found on the second page of the account’s own, whatever the case of the subreddit', async () => {
    const many = Array.from({ length: 3 }, (_none, index) => post(50 - index, { title: 'Another' }))
    const { found, urls } = await look([many, [post(1)]])
    expect(found).toEqual({
      kind: 'found',
      remoteId: 't3_101',
      url: 'https://www.reddit.com/r/Test/comments/101/a_title/',
      createdAt: at(1),
    })
    expect(urls).toEqual(['/user/ann/submitted', '/user/ann/submitted t3_p0'])
  })

  it.each<[string, JsonObject]>([
    ['in another subreddit', { subreddit: 'other' }],
    ['with another title', { title: 'A titles' }],
    ['with another text', { selftext: 'Fish' }],
    ['of another kind', link],
    ['that is a poll', { poll_data: { options: [] } }],
    ['made more than a minute before', { created_utc: at(-61).getTime() / 1_000 }],
  ])('%s is another one', async (_what, more) => {
    expect(await kindOf([[post(1, more)]])).toBe('absent')
  })

  it('made in the minute before is it: clocks differ', async () => {
    expect(await kindOf([[post(-59)]])).toBe('found')
  })

  it('that another one of ours has is not it', async () => {
    expect(await kindOf([[post(1)]], { claimed: new Set(['t3_101']) })).toBe('absent')
  })

  it('that is there twice is a person’s to settle', async () => {
    expect(await kindOf([[post(2), post(1)]])).toBe('cannotTell')
  })

  it('is not told absent where Reddit does not answer, or there are too many since', async () => {
    const { ctx } = scripted([aReply(503)])
    expect((await find(item, lost, ctx)).kind).toBe('cannotTell')
    const page = [post(1, { title: 'Another' })]
    expect(await kindOf([page, page, page, page])).toBe('cannotTell')
  })

  it('with a link leads where ours does', async () => {
    const of = { ...item, options: { url: 'https://example.com/a' } }
    expect(await kindOf([[post(1, link)]], { of })).toBe('found')
    expect(await kindOf([[post(1, { ...link, url: 'https://example.com/b' })]], { of })).toBe('absent')
  })

  it('that is a crosspost is one of the same post', async () => {
    const of = anItem({ text: 'Look', options: { crosspostOf: 't3_abc' } })
    const shared = { title: 'Look', selftext: '', is_self: false, crosspost_parent: 't3_abc' }
    expect(await kindOf([[post(1, shared)]], { of })).toBe('found')
    expect(await kindOf([[post(1, { ...shared, crosspost_parent: 't3_b' })]], { of })).toBe('absent')
  })
})

describe('section 6, the ids of files are proof', () => {
  const image = { ...item, media: [aFile()], options: { subreddit: 'test' } }
  const several = { ...item, media: [aFile(), aFile()] }
  const video = { ...item, media: [aFile({ kind: 'video' })] }

  it.each<[string, RenderedItem, string[], JsonObject, string]>([
    ['an image', image, ['8xj'], { url: 'https://i.redd.it/8xj.png', title: 'Changed' }, 'found'],
    ['another image', image, ['8xj'], { url: 'https://i.redd.it/8xjg.png' }, 'absent'],
    ['an address elsewhere', image, ['8xj'], { url: 'https://i.example/8xj.png' }, 'absent'],
    ['a video', video, ['aw0'], { url: 'https://v.redd.it/aw0', is_video: true }, 'found'],
    ['a gallery', several, ['a', 'b'], gallery('a', 'b'), 'found'],
    ['a gallery of one other file', several, ['a', 'b'], gallery('a', 'c'), 'absent'],
    ['a gallery of more', several, ['a', 'b'], gallery('a', 'b', 'c'), 'absent'],
  ])('%s', async (_what, of, ids, more, kind) => {
    const found = await kindOf([[post(1, more)]], { of, plan: planOf(...ids), now: at(3_600) })
    expect(found).toBe(kind)
  })

  it('where they are not known, such a post is a person’s to settle', async () => {
    const shown = post(1, { is_self: false, url: 'https://i.redd.it/8xj.png' })
    expect(await kindOf([[shown]], { of: image, plan: null })).toBe('cannotTell')
    expect(await kindOf([[]], { of: image, plan: null })).toBe('absent')
  })

  it('a video may be worked on for ten minutes', async () => {
    const given = { of: video, plan: planOf('aw0') }
    expect(await kindOf([[]], { ...given, now: at(599) })).toBe('cannotTell')
    expect(await kindOf([[]], { ...given, now: at(600) })).toBe('absent')
  })
})

describe('a comment', () => {
  const under = { remoteId: 't3_1', url: null, data: null }
  const of = anItem({ text: 'More below', previous: [under] })
  const comment = (more: JsonObject = {}): JsonObject =>
    post(1, { name: 't1_9', parent_id: 't3_1', body: 'More below', ...more })

  it('is found among the account’s comments, by what it answers and says', async () => {
    const { found, urls } = await look([[comment()]], { of })
    expect(found).toMatchObject({ kind: 'found', remoteId: 't1_9' })
    expect(urls).toEqual(['/user/ann/comments'])
    expect(await kindOf([[comment({ parent_id: 't3_2' })]], { of })).toBe('absent')
    expect(await kindOf([[comment({ body: 'More' })]], { of })).toBe('absent')
  })
})

describe('asking whether an image has become a post', () => {
  const resume = { plan: planOf('8xj'), since: startedAt.toISOString() }
  const answer = (things: JsonObject[]) =>
    aReply(200, { data: { children: things.map((data) => ({ data })), after: null } })

  it.each([
    [0, 5_000],
    [20, 5_000],
    [400, 100_000],
  ])('after %i s it is asked again in %i ms', async (seconds, checkInMs) => {
    const { ctx } = scripted([answer([])], { now: at(seconds) })
    expect(await check(item, resume, ctx)).toEqual({ kind: 'processing', resume, checkInMs })
  })

  it('it is there: the post has its id and its address', async () => {
    const { ctx } = scripted([answer([post(1, { url: 'https://i.redd.it/8xj.png' })])], { now: at(5) })
    expect(await check(item, resume, ctx)).toMatchObject({ kind: 'published', remoteId: 't3_101' })
  })

  it.each([
    [1_800, 1],
    [1_801, 0],
  ])('after %i s of waiting, uploads that are kept for another try: %i', async (seconds, count) => {
    const { ctx, kept } = scripted([answer([])], { now: at(seconds) })
    await ctx.step('file 0', 'abc', () => Promise.resolve(null))
    await check(item, resume, ctx)
    expect(kept.size).toBe(count)
  })

  it('a read that fails tells nothing, even that the access is over', async () => {
    const { ctx } = scripted([aReply(401, { error: 401 })], { now: at(5) })
    expect((await check(item, resume, ctx)).kind).toBe('processing')
  })
})
