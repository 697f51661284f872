import { describe, expect, it } from 'vitest'
import type { Json, JsonObject } from '../../kit/json.js'
import type { LostAttempt, MediaFile, PublishContext, RenderedItem } from '../connector.js'
import { find } from './find.js'

const page = 'urn:li:organization:1'
const startedAt = new Date('2026-01-01T00:00:00.000Z')
const at = (seconds: number) => startedAt.getTime() + seconds * 1_000
const post = (urn: string, seconds: number, more: JsonObject = {}): JsonObject => ({
  id: urn,
  author: page,
  commentary: 'Hello \\(again\\) {hashtag|\\#|menu}',
  createdAt: at(seconds),
  lastModifiedAt: at(seconds),
  ...more,
})

async function look(
  elements: JsonObject[],
  given: {
    plan?: Json
    item?: Partial<RenderedItem>
    claimed?: string[]
    author?: string
    status?: number
  } = {},
) {
  const asked: string[] = []
  const author = given.author ?? page
  const item: RenderedItem = {
    targetId: 'pp_1',
    sequence: 0,
    plannedAt: startedAt,
    text: 'Hello (again) #menu',
    media: [],
    options: {},
    contentType: null,
    previous: [],
    ...given.item,
  }
  const attempt: LostAttempt = {
    plan: given.plan === undefined ? { author, files: [] } : given.plan,
    startedAt,
    deadlineAt: startedAt,
    lookNumber: 1,
    claimed: new Set(given.claimed),
  }
  const ctx = {
    http: ({ url }: { url: string }) => {
      asked.push(url)
      const [start, count] = ['start', 'count'].map((name) =>
        Number(new URL(url).searchParams.get(name) ?? 99),
      )
      const json = { elements: elements.slice(start, (start ?? 0) + (count ?? 0)) }
      return Promise.resolve({ status: given.status ?? 200, headers: {}, json, text: '' })
    },
    app: {},
    tokens: { accessToken: 'token' },
    data: author === page ? { page: { urn: page } } : {},
    account: { id: 'acc_1', remoteId: 'ann', username: null, displayName: null },
  } as unknown as PublishContext
  return { found: await find(item, attempt, ctx), asked }
}

describe('section 6: after an unknown outcome', () => {
  it('1. a page’s post is found by its text', async () => {
    const { found, asked } = await look([
      post('urn:li:share:2', 5, { commentary: 'Other' }),
      post('urn:li:share:1', 1),
    ])
    expect(found).toEqual({
      kind: 'found',
      remoteId: 'urn:li:share:1',
      url: 'https://www.linkedin.com/feed/update/urn:li:share:1/',
      createdAt: new Date(at(1)),
      data: { author: page },
    })
    expect(asked[0]).toContain('posts?author=urn%3Ali%3Aorganization%3A1&q=author&')
  })

  it.each<[string, JsonObject]>([
    ['media', { media: { id: 'urn:li:video:7' } }],
    ['multiImage', { multiImage: { images: [{ id: 'urn:li:image:1' }, { id: 'urn:li:video:7' }] } }],
    ['article', { article: { thumbnail: 'urn:li:video:7' } }],
  ])('1. the URN of an upload in %s is proof, whatever the text became', async (_where, content) => {
    const plan = { author: page, files: ['urn:li:video:7'] }
    const same = post('urn:li:share:1', 1)
    const ours = post('urn:li:ugcPost:2', 1, { commentary: 'Changed', content })
    expect((await look([same, ours], { plan })).found).toMatchObject({ remoteId: 'urn:li:ugcPost:2' })
    expect((await look([same], { plan })).found).toEqual({ kind: 'absent' })
  })

  it.each<[string, JsonObject, JsonObject]>([
    [
      'a card',
      { article: { url: 'https://bistro.example/menu', title: 'Menu' } },
      { content: { article: { source: 'https://bistro.example/menu' } } },
    ],
    [
      'a poll',
      { poll: { question: 'Soup?', options: ['Yes', 'No'] } },
      { content: { poll: { question: 'Soup?' } } },
    ],
    ['a repost', { reshareOf: 'urn:li:share:5' }, { reshareContext: { parent: 'urn:li:share:5' } }],
  ])(
    '1. %s without a text is known by what it leads to; others without a text prove nothing',
    async (_what, options, own) => {
      const item = { text: '', options }
      const other = post('urn:li:share:2', 2, {
        commentary: '',
        reshareContext: { parent: 'urn:li:share:6' },
      })
      const ours = post('urn:li:share:1', 1, { commentary: '', ...own })
      expect((await look([other, ours], { item })).found).toMatchObject({ remoteId: 'urn:li:share:1' })
      expect((await look([other], { item })).found.kind).toBe('cannotTell')
    },
  )

  it('what is older, or another post’s, never is the one', async () => {
    expect((await look([post('urn:li:share:1', -61)])).found).toEqual({ kind: 'absent' })
    const claimed = ['urn:li:share:1']
    expect((await look([post('urn:li:share:1', 1)], { claimed })).found).toEqual({ kind: 'absent' })
  })

  it('posts are read to the attempt: an old one that was edited since is passed over', async () => {
    const edited = post('urn:li:share:9', -9_000, { lastModifiedAt: at(9) })
    const many = Array.from({ length: 60 }, (_, index) => ({
      ...edited,
      id: `urn:li:share:${String(100 + index)}`,
    }))
    const { found, asked } = await look([...many, post('urn:li:share:1', 1)])
    expect([found.kind, asked.length]).toEqual(['found', 2])
    expect((await look(Array<JsonObject>(300).fill(edited))).found.kind).toBe('cannotTell')
  })

  it('2. a person’s posts are shown to no app', async () => {
    const { found, asked } = await look([], { author: 'urn:li:person:ann' })
    expect([found.kind, asked]).toEqual(['cannotTell', []])
  })

  it('files alone are like any other once the database was put back', async () => {
    const media = [{ kind: 'image' } as MediaFile]
    const content = { media: { id: 'urn:li:image:1' } }
    const elements = [post('urn:li:share:1', 1, { commentary: '', content })]
    expect((await look(elements, { plan: null, item: { text: '', media } })).found.kind).toBe('cannotTell')
  })

  it.each([
    ['PUBLISH_FAILED', 'absent'],
    ['PUBLISH_REQUESTED', 'cannotTell'],
    ['PUBLISHED', 'found'],
  ])('6. a post that is %s: %s', async (lifecycleState, kind) => {
    expect((await look([post('urn:li:share:1', 1, { lifecycleState })])).found.kind).toBe(kind)
  })

  it('an answer that is none tells nothing', async () => {
    expect((await look([], { status: 503 })).found.kind).toBe('cannotTell')
  })

  it('5. a comment is found by who wrote it and its text', async () => {
    const previous = [{ remoteId: 'urn:li:share:1', url: null, data: { author: page } }]
    const item = { text: 'First (one)', previous }
    const comment = (actor: string, text: string): JsonObject => ({
      actor,
      message: { text },
      commentUrn: 'urn:li:comment:(urn:li:activity:1,2)',
      created: { time: at(2) },
    })
    const { found, asked } = await look([comment(page, 'First (one)')], { item })
    expect(found).toMatchObject({ kind: 'found', remoteId: 'urn:li:comment:(urn:li:activity:1,2)' })
    expect(asked).toEqual([
      'https://api.linkedin.com/rest/socialActions/urn%3Ali%3Ashare%3A1/comments?start=0&count=100',
    ])
    const others = Array.from({ length: 120 }, (_, index) => comment('urn:li:person:x', String(index)))
    expect((await look([...others, comment(page, 'First (one)')], { item })).found.kind).toBe('found')
    expect((await look([comment('urn:li:person:x', 'First (one)')], { item })).found.kind).toBe('absent')
    expect((await look([comment(page, 'Another')], { item })).found.kind).toBe('absent')
  })
})
