import { describe, expect, it } from 'vitest'
import { anItem, aReply, scripted, type Scripted } from '../../../tests/support/scripted-network.js'
import type { Json, JsonObject } from '../../kit/json.js'
import type { LostAttempt, RenderedItem } from '../connector.js'
import { comment } from './comment.js'
import { find } from './find.js'

const tokens = { accessToken: 'person', extra: { pages: { '7': 'page' } } }
const app = { FACEBOOK_CLIENT_ID: 'app', FACEBOOK_CLIENT_SECRET: 'secret' }
const startedAt = new Date('2026-01-01T00:00:00.000Z')
const reply = (json: Json): Scripted => aReply(200, json)

function looked(
  plan: Json,
  answers: readonly Scripted[],
  { item = anItem(), claimed = [] }: { item?: RenderedItem; claimed?: string[] } = {},
) {
  const { ctx, asked } = scripted(answers, { tokens, app, data: { page: { id: '7' } } })
  const attempt: LostAttempt = {
    plan,
    startedAt,
    deadlineAt: new Date('2026-01-01T00:00:05.000Z'),
    lookNumber: 1,
    claimed: new Set(claimed),
  }
  return find(item, attempt, ctx).then((look) => ({ look, asked }))
}
const lookFor = async (...given: Parameters<typeof looked>) => (await looked(...given)).look

describe('section 6: /feed of a text', () => {
  const plan = { kind: 'text', pageId: '7' }
  const post = (change: JsonObject = {}): JsonObject => ({
    id: '7_8',
    message: 'Hello',
    created_time: '2026-01-01T00:00:02+0000',
    permalink_url: 'https://www.facebook.com/7/posts/8',
    application: { id: 'app' },
    ...change,
  })
  const list = (...posts: JsonObject[]) => reply({ data: posts })

  it('is the post since the attempt that says the same', async () => {
    expect(await lookFor(plan, [list(post({ id: '7_9', message: 'Else' }), post())])).toEqual({
      kind: 'found',
      remoteId: '7_8',
      url: 'https://www.facebook.com/7/posts/8',
      createdAt: new Date('2026-01-01T00:00:02Z'),
      data: { pageId: '7', kind: 'text' },
    })
  })

  it.each([
    ['older', post({ created_time: '2025-12-31T23:58:59+0000' })],
    ['of other words', post({ message: 'Hello!' })],
    ['of another app', post({ application: { id: 'other' } })],
    ['with a photo', post({ attachments: { data: [{ media_type: 'photo' }] } })],
  ])('is none that is %s', async (_what, other) => {
    expect(await lookFor(plan, [list(other)])).toEqual({ kind: 'absent' })
  })

  it('may have a card, and a post with files has files', async () => {
    const withCard = post({ attachments: { data: [{ media_type: 'link' }] } })
    expect(await lookFor(plan, [list(withCard)])).toMatchObject({ kind: 'found' })
    const withPhoto = post({ attachments: { data: [{ media_type: 'photo' }] } })
    const photos = { kind: 'photos', pageId: '7' }
    expect(await lookFor(photos, [list(post({ id: '7_9' }), withPhoto)])).toMatchObject({ remoteId: '7_8' })
  })

  it('is none that belongs to another post of ours, and may be one whose app is not told', async () => {
    expect(await lookFor(plan, [list(post())], { claimed: ['7_8'] })).toEqual({ kind: 'absent' })
    const { application: _application, ...bare } = post()
    expect(await lookFor(plan, [list(bare)])).toMatchObject({ kind: 'found' })
  })

  it('is left to a person where two are alike', async () => {
    expect((await lookFor(plan, [list(post(), post({ id: '7_9' }))])).kind).toBe('cannotTell')
  })

  it('is looked for on further pages, as far back as the attempt', async () => {
    const next = { paging: { cursors: { after: 'c' }, next: 'https://graph.facebook.com/next' } }
    const newer = Array.from({ length: 25 }, (_, index) =>
      post({ id: `7_${String(100 + index)}`, message: 'x' }),
    )
    const { look, asked } = await looked(plan, [reply({ data: newer, ...next }), list(post())])
    expect([look.kind, asked.map(({ query }) => query?.['after'])]).toEqual(['found', [undefined, 'c']])
    const old = post({ created_time: '2025-12-31T00:00:00+0000' })
    const second = await looked(plan, [reply({ data: [old], ...next })])
    expect([second.look.kind, second.asked.length]).toEqual(['absent', 1])
  })

  it('that cannot be read tells nothing', async () => {
    expect((await lookFor(plan, [aReply(400, { error: { code: 4 } })])).kind).toBe('cannotTell')
  })

  it('whose plan is lost is looked for by its words on the page that is chosen', async () => {
    expect(await lookFor(null, [list(post())])).toMatchObject({ kind: 'found' })
    expect((await lookFor(null, [], { item: anItem({ text: '' }) })).kind).toBe('cannotTell')
    // Reels are not in the list.
    expect((await lookFor({ kind: 'reel', pageId: '7' }, [])).kind).toBe('cannotTell')
  })
})

describe('section 6: /feed of photos', () => {
  const plan = { kind: 'photos', pageId: '7', photoIds: ['1', '2'] }

  it('is the post that a photo says it is in', async () => {
    const { look, asked } = await looked(plan, [reply({ id: '1', page_story_id: '7_8' })])
    expect(look).toMatchObject({ kind: 'found', remoteId: '7_8', createdAt: null })
    expect(asked[0]?.url).toMatch(/\/1$/)
  })

  it.each([
    ['that is in none', reply({ id: '1' }), 'absent'],
    ['that is gone', aReply(400, { error: { code: 100, error_subcode: 33 } }), 'absent'],
    ['of which Facebook does not tell', aReply(500, { error: { code: 2 } }), 'cannotTell'],
  ])('a photo %s', async (_what, answer, kind) => {
    expect((await lookFor(plan, [answer])).kind).toBe(kind)
  })
})

describe('section 6: the finish of a reel, or of a video', () => {
  const plan = { kind: 'reel', pageId: '7', videoId: '55' }
  const video = (publishing_phase: JsonObject, more: JsonObject = {}) =>
    reply({ id: '55', status: { video_status: 'ready', publishing_phase }, ...more })

  it.each([
    ['published', video({ status: 'complete', publish_status: 'published' }), 'found'],
    ['of which there is a post', video({ status: 'complete' }, { post_id: '8' }), 'found'],
    ['being published', video({ status: 'in_progress' }), 'cannotTell'],
    ['not begun', video({ status: 'not_started' }), 'absent'],
    ['failed', video({ status: 'error' }), 'absent'],
    ['gone', aReply(400, { error: { code: 100, error_subcode: 33 } }), 'absent'],
    ['that Facebook does not tell of', aReply(500), 'cannotTell'],
  ])('a video that is %s', async (_what, answer, kind) => {
    expect((await lookFor(plan, [answer])).kind).toBe(kind)
  })
})

describe('section 6: a story', () => {
  const plan = { kind: 'photoStory', pageId: '7', photoIds: ['1'] }
  const story = { post_id: '90', media_id: '1', creation_time: '1767225602', url: 'https://x/90' }

  it('is the one of our file', async () => {
    const { look, asked } = await looked(plan, [reply({ data: [{ ...story, media_id: '2' }, story] })])
    expect(look).toMatchObject({
      kind: 'found',
      remoteId: '90',
      url: 'https://x/90',
      createdAt: new Date('2026-01-01T00:00:02Z'),
    })
    expect(asked[0]?.query).toMatchObject({ since: '1767225540' })
  })

  it('is looked for to the end of the list', async () => {
    const paging = { cursors: { after: 'c' }, next: 'https://graph.facebook.com/next' }
    const others = reply({ data: [{ ...story, media_id: '2' }], paging })
    expect((await lookFor(plan, [others, reply({ data: [story] })])).kind).toBe('found')
  })

  it('is absent where none is of it, and unknown where the file is not known any more', async () => {
    expect((await lookFor(plan, [reply({ data: [{ ...story, media_id: '2' }] })])).kind).toBe('absent')
    expect((await lookFor({ kind: 'photoStory', pageId: '7' }, [])).kind).toBe('cannotTell')
  })
})

describe('section 6: a comment', () => {
  const previous = [{ remoteId: '7_8', url: null, data: { pageId: '7', kind: 'text' } }]
  const item = anItem({ sequence: 1, text: 'Below', previous })
  const ours = {
    id: '8_1',
    message: 'Below',
    from: { id: '7', name: 'Bistro' },
    created_time: '2026-01-01T00:00:03+0000',
  }

  it('is made by the page, and answers with its address', async () => {
    const address = 'https://www.facebook.com/7/posts/8?comment_id=1'
    const { ctx, asked } = scripted([reply({ id: '8_1', permalink_url: address })], { tokens, app })
    const [under = previous[0]] = previous
    expect(await comment(item, under ?? { remoteId: '', url: null, data: null }, ctx)).toEqual({
      kind: 'published',
      remoteId: '8_1',
      url: address,
    })
    expect(asked[0]).toMatchObject({
      creating: true,
      url: 'https://graph.facebook.com/v25.0/7_8/comments',
      form: { message: 'Below', access_token: 'page' },
    })
  })

  it('is the page’s own with these words since the attempt', async () => {
    const other = { ...ours, id: '8_2', from: { id: '9' } }
    const { look, asked } = await looked(null, [reply({ data: [other, ours] })], { item })
    expect(look).toMatchObject({ kind: 'found', remoteId: '8_1' })
    expect(asked[0]?.query).toMatchObject({ filter: 'stream', order: 'reverse_chronological' })
  })

  it.each([
    ['somebody else’s', { from: { id: '9' } }],
    ['older', { created_time: '2025-12-31T23:00:00+0000' }],
    ['of other words', { message: 'Above' }],
  ])('is none that is %s', async (_what, change) => {
    expect((await lookFor(null, [reply({ data: [{ ...ours, ...change }] })], { item })).kind).toBe('absent')
  })

  it('is none that belongs to another post of ours, and left to a person where two are alike', async () => {
    const list = reply({ data: [ours, { ...ours, id: '8_2' }] })
    expect(await lookFor(null, [list], { item, claimed: ['8_2'] })).toMatchObject({ remoteId: '8_1' })
    expect((await lookFor(null, [list], { item })).kind).toBe('cannotTell')
  })

  it('is looked for behind a hundred others', async () => {
    const others = Array.from({ length: 100 }, (_, index) => ({
      ...ours,
      id: `8_${String(index + 10)}`,
      from: { id: '9' },
    }))
    const paging = { cursors: { after: 'c' }, next: 'x' }
    const { look } = await looked(null, [reply({ data: others, paging }), reply({ data: [ours] })], { item })
    expect(look.kind).toBe('found')
  })
})
