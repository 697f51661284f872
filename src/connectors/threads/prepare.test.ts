import { describe, expect, it } from 'vitest'
import { aFile, anItem, scripted, type Scripted } from '../../../tests/support/scripted-network.js'
import type { PlatformRequest } from '../platform-http.js'
import type { Json } from '../../kit/json.js'
import { prepare } from './prepare.js'

const free = {
  data: [
    {
      quota_usage: 1,
      config: { quota_total: 250 },
      reply_quota_usage: 1,
      reply_config: { quota_total: 1_000 },
    },
  ],
}
const isCreation = ({ method }: PlatformRequest) => method === 'POST'
const isQuota = ({ url }: PlatformRequest) => url.endsWith('/threads_publishing_limit')
const missing = { error: { code: 100, error_subcode: 33, message: 'Unsupported get request.' } }

/** Containers c1, c2 …, each in the state that `status` says when it is asked. */
function network(status: (id: string, timesAsked: number) => Json, quota: Scripted = { json: free }) {
  let made = 0
  const times = new Map<string, number>()
  return scripted((request) => {
    if (isCreation(request)) return { json: { id: `c${String((made += 1))}` } }
    if (isQuota(request)) return quota
    const id = request.url.split('/').at(-1) ?? ''
    times.set(id, (times.get(id) ?? 0) + 1)
    const said = status(id, times.get(id) ?? 0)
    return typeof said === 'string' ? { json: { id, status: said } } : (said as Scripted)
  })
}
const forms = (asked: readonly PlatformRequest[]) =>
  asked
    .filter(isCreation)
    .map(({ form }) =>
      Object.fromEntries(
        Object.entries(form ?? {}).filter(([name, value]) => name !== 'access_token' && value !== undefined),
      ),
    )

describe('a container', () => {
  it('of a text is made once, waited for, and published from', async () => {
    const { ctx, asked } = network((_id, times) => (times < 3 ? 'IN_PROGRESS' : 'FINISHED'))
    expect(await prepare(anItem(), ctx)).toEqual({ kind: 'processing', checkInMs: 1_000 })
    expect(await prepare(anItem(), ctx)).toEqual({ kind: 'processing', checkInMs: 1_000 })
    expect(await prepare(anItem(), ctx)).toEqual({ kind: 'ready', plan: { containerId: 'c1' } })
    expect(forms(asked)).toEqual([{ media_type: 'TEXT', text: 'Hello' }])
    expect(asked[0]?.url).toBe('https://graph.threads.net/v1.0/7/threads')
  })

  it('is asked for after half as long as it has taken, a minute at most', async () => {
    const { ctx } = network(() => 'IN_PROGRESS')
    await prepare(anItem(), ctx)
    const after = async (seconds: number) =>
      prepare(anItem(), { ...ctx, now: new Date(ctx.now.getTime() + seconds * 1_000) })
    expect(await after(30)).toEqual({ kind: 'processing', checkInMs: 15_000 })
    expect(await after(600)).toEqual({ kind: 'processing', checkInMs: 60_000 })
  })

  it('of changed content is another one', async () => {
    const { ctx, asked } = network(() => 'FINISHED')
    await prepare(anItem(), ctx)
    await prepare(anItem({ text: 'Hello again' }), ctx)
    expect(forms(asked)).toHaveLength(2)
  })

  it.each([
    ['image', { media_type: 'IMAGE', image_url: 'https://post.example/media_1' }],
    ['video', { media_type: 'VIDEO', video_url: 'https://post.example/media_1' }],
  ] as const)('of one %s has its address, its alt text and the text', async (kind, fields) => {
    const { ctx, asked } = network(() => 'FINISHED')
    await prepare(anItem({ media: [aFile({ kind, altText: 'A boat' })] }), ctx)
    expect(forms(asked)).toEqual([{ ...fields, alt_text: 'A boat', text: 'Hello' }])
  })

  it('of a picture that is too large for Threads has the address of a smaller one', async () => {
    const { ctx, asked } = network(() => 'FINISHED')
    await prepare(anItem({ media: [aFile({ sizeBytes: 8_000_000 })] }), ctx)
    await prepare(anItem({ media: [aFile({ sizeBytes: 8_000_001, sha256: 'another' })] }), ctx)
    expect(forms(asked).map((form) => form['image_url'])).toEqual([
      'https://post.example/media_1',
      'https://post.example/media_1/8000000',
    ])
  })

  it('of several files follows when each of theirs is done', async () => {
    const media = [aFile({ id: 'm1', altText: 'A boat' }), aFile({ id: 'm2', kind: 'video' })]
    const { ctx, asked } = network((id, times) => (id === 'c2' && times < 2 ? 'IN_PROGRESS' : 'FINISHED'))
    const item = anItem({ media, options: { spoilerMedia: true } })
    expect((await prepare(item, ctx)).kind).toBe('processing')
    expect(forms(asked)).toHaveLength(2)
    expect(await prepare(item, ctx)).toEqual({ kind: 'ready', plan: { containerId: 'c3' } })
    expect(forms(asked)).toEqual([
      {
        media_type: 'IMAGE',
        image_url: 'https://post.example/m1',
        is_carousel_item: 'true',
        alt_text: 'A boat',
        is_spoiler_media: 'true',
      },
      {
        media_type: 'VIDEO',
        video_url: 'https://post.example/m2',
        is_carousel_item: 'true',
        is_spoiler_media: 'true',
      },
      { media_type: 'CAROUSEL', text: 'Hello', children: 'c1,c2', is_spoiler_media: 'true' },
    ])
    const before = asked.length
    await prepare(item, ctx)
    expect(asked.slice(before).map(({ url }) => url.split('/').at(-1))).toEqual([
      'c3',
      'threads_publishing_limit',
    ])
  })
})

describe('the options of a text', () => {
  it.each([
    [{ inReplyTo: '12' }, { reply_to_id: '12' }],
    [{ quote: '12' }, { quote_post_id: '12' }],
    [
      { replyControl: 'mentioned_only', replyApprovals: true },
      { reply_control: 'mentioned_only', enable_reply_approvals: 'true' },
    ],
    [{ topic: 'Soup' }, { topic_tag: 'Soup' }],
    [{ link: 'https://example.com/' }, { link_attachment: 'https://example.com/' }],
    [
      { poll: { options: ['Yes', 'No', 'Later'] } },
      { poll_attachment: '{"option_a":"Yes","option_b":"No","option_c":"Later"}' },
    ],
    [{ gif: { id: '16', provider: 'TENOR' } }, { gif_attachment: '{"gif_id":"16","provider":"TENOR"}' }],
    [
      { longText: { text: 'Long', link: 'https://example.com/' } },
      { text_attachment: '{"plaintext":"Long","link_attachment_url":"https://example.com/"}' },
    ],
    [
      { spoilers: [{ offset: 0, length: 4 }] },
      { text_entities: '[{"entity_type":"SPOILER","offset":0,"length":4}]' },
    ],
    [{ ghost: true }, { is_ghost_post: 'true' }],
    [{ countries: ['de', 'AT'] }, { allowlisted_country_codes: 'DE,AT' }],
    [{ ghost: false, replyApprovals: false }, {}],
  ])('%j', async (options, fields) => {
    const { ctx, asked } = network(() => 'FINISHED')
    await prepare(anItem({ options }), ctx)
    expect(forms(asked)).toEqual([{ media_type: 'TEXT', text: 'Hello', ...fields }])
  })

  it('stand on the first part of a thread, the next ones under the part before', async () => {
    const { ctx, asked } = network(() => 'FINISHED')
    const options = { topic: 'Soup', quote: '12', poll: { options: ['Yes', 'No'] }, inReplyTo: '13' }
    const previous = [
      { remoteId: '31', url: null, data: null },
      { remoteId: '32', url: null, data: null },
    ]
    await prepare(anItem({ sequence: 2, options, previous }), ctx)
    expect(forms(asked)).toEqual([{ media_type: 'TEXT', text: 'Hello', reply_to_id: '32' }])
  })
})

it('a thread stops where the id of the part before is not known, and nothing is guessed', async () => {
  const { ctx, asked } = network(() => 'FINISHED')
  const previous = [{ remoteId: '', url: null, data: null }]
  expect(await prepare(anItem({ sequence: 1, previous }), ctx)).toMatchObject({
    kind: 'refused',
    cure: 'edit',
  })
  expect(asked).toEqual([])
})

describe('9.3 what becomes of a container', () => {
  it('EXPIRED after 24 hours: another one is made', async () => {
    const { ctx } = network((id) => (id === 'c1' ? 'EXPIRED' : 'FINISHED'))
    expect((await prepare(anItem(), ctx)).kind).toBe('processing')
    expect(await prepare(anItem(), ctx)).toEqual({ kind: 'ready', plan: { containerId: 'c2' } })
  })

  it('ERROR with its reason: the post fails, and fix makes all of it anew', async () => {
    const failed = { json: { status: 'ERROR', error_message: 'FAILED_PROCESSING_VIDEO' } }
    const { ctx, asked, kept } = network((id) => (id === 'c2' ? failed : 'FINISHED'))
    const item = anItem({ media: [aFile({ id: 'm1' }), aFile({ id: 'm2', kind: 'video' })] })
    expect(await prepare(item, ctx)).toMatchObject({
      kind: 'refused',
      cure: 'edit',
      error: { code: 'PROCESSING_FAILED', networkCode: 'FAILED_PROCESSING_VIDEO' },
    })
    expect([...kept.keys()]).toEqual(['container-0-0'])
    expect((await prepare(item, ctx)).kind).toBe('ready')
    expect(forms(asked)).toHaveLength(4)
  })

  it('ERROR with UNKNOWN: another one is made, once', async () => {
    const { ctx } = network(() => ({ json: { status: 'ERROR', error_message: 'UNKNOWN' } }))
    expect((await prepare(anItem(), ctx)).kind).toBe('processing')
    expect(await prepare(anItem(), ctx)).toMatchObject({
      kind: 'refused',
      error: { code: 'PROCESSING_FAILED' },
    })
  })

  it('not there a moment after it was made: asked again; later another one is made', async () => {
    const { ctx } = network((id) => (id === 'c1' ? { status: 400, json: missing } : 'FINISHED'))
    expect((await prepare(anItem(), ctx)).kind).toBe('processing')
    const later = { ...ctx, now: new Date(ctx.now.getTime() + 90_000) }
    expect((await prepare(anItem(), later)).kind).toBe('processing')
    expect(await prepare(anItem(), later)).toEqual({ kind: 'ready', plan: { containerId: 'c2' } })
  })

  it('PUBLISHED already: it is not published again', async () => {
    const { ctx } = network(() => 'PUBLISHED')
    expect(await prepare(anItem(), ctx)).toEqual({ kind: 'ready', plan: { containerId: 'c1', isOut: true } })
  })
})

describe('9.8 the quota', () => {
  const full = {
    data: [
      {
        quota_usage: 250,
        config: { quota_total: 250 },
        reply_quota_usage: 3,
        reply_config: { quota_total: 1_000 },
      },
    ],
  }
  const previous = [{ remoteId: '31', url: null, data: null }]
  it('is read before a post goes out, posts and replies each by their own', async () => {
    const { ctx } = network(() => 'FINISHED', { json: full })
    expect(await prepare(anItem(), ctx)).toMatchObject({
      kind: 'refused',
      cure: 'wait',
      error: {
        code: 'QUOTA_EXCEEDED',
        message: expect.stringMatching(/250 posts in 24 hours.*room again .* a day old/) as string,
        details: { used: 250, total: 250 },
      },
    })
    expect((await prepare(anItem({ sequence: 1, previous }), ctx)).kind).toBe('ready')
  })

  it.each([
    ['is not told', { status: 500, json: {} }],
    ['is empty', { json: { data: [] } }],
    ['is something else', { json: { data: [{ quota_usage: null }] } }],
  ])('stands in nobody’s way where it %s', async (_how, quota) => {
    const { ctx } = network(() => 'FINISHED', quota)
    expect((await prepare(anItem(), ctx)).kind).toBe('ready')
  })
})
