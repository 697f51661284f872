import { describe, expect, it } from 'vitest'
import { aFile, anItem, aReply, scripted } from '../../../tests/support/scripted-network.js'
import type { JsonObject } from '../../kit/json.js'
import type { Look, LostAttempt, RenderedItem } from '../connector.js'
import { find } from './find.js'

const location = 'accounts/1/locations/2'
const data = { page: { id: location } }
const startedAt = new Date('2026-01-01T12:00:00.000Z')
const address = 'https://post.example/media/files/m.jpg?expires=2&signature=b'
const item = anItem({ text: 'Soup of the day', media: [aFile()] })
const lost: LostAttempt = {
  plan: { sourceUrl: address },
  startedAt,
  deadlineAt: startedAt,
  lookNumber: 1,
  claimed: new Set(),
}

const post = (seconds: number, more: JsonObject = {}): JsonObject => ({
  name: `${location}/localPosts/${String(1_000 + seconds)}`,
  createTime: new Date(startedAt.getTime() + seconds * 1_000).toISOString(),
  state: 'LIVE',
  searchUrl: `https://local.google.com/place?lpsid=${String(seconds)}`,
  topicType: 'STANDARD',
  summary: 'Another',
  ...more,
})
const photo = (sourceUrl?: string): JsonObject => ({
  media: [{ mediaFormat: 'PHOTO', ...(sourceUrl === undefined ? {} : { sourceUrl }) }],
})
const ours = { summary: 'Soup of the day', ...photo(address) }

async function look(
  pages: JsonObject[][],
  { of = item, ...attempt }: Partial<LostAttempt> & { of?: RenderedItem } = {},
): Promise<{ found: Look; asked: unknown[] }> {
  const replies = pages.map((localPosts, index) =>
    aReply(200, {
      ...(localPosts.length === 0 ? {} : { localPosts }),
      ...(index + 1 < pages.length ? { nextPageToken: `after ${String(index)}` } : {}),
    }),
  )
  const { ctx, asked } = scripted(replies, { data })
  const found = await find(of, { ...lost, ...attempt }, ctx)
  return { found, asked: asked.map(({ url, query }) => [url, query]) }
}
const kindOf = async (...of: Parameters<typeof look>): Promise<string> => (await look(...of)).found.kind
const many = (count: number, from: number): JsonObject[] =>
  Array.from({ length: count }, (_none, index) => post(from + count - index))

it('section 6: finds the post on the third page', async () => {
  expect(await kindOf([many(100, 201), many(100, 101), [post(1, ours)]])).toBe('found')
})

it('section 6: finds the post on the second page of the location’s list', async () => {
  const { found, asked } = await look([many(100, 2), [post(1, ours)]])
  expect(found).toEqual({
    kind: 'found',
    remoteId: `${location}/localPosts/1001`,
    url: 'https://local.google.com/place?lpsid=1',
    createdAt: new Date('2026-01-01T12:00:01.000Z'),
  })
  const url = `https://mybusiness.googleapis.com/v4/${location}/localPosts`
  expect(asked).toEqual([
    [url, { pageSize: '100' }],
    [url, { pageSize: '100', pageToken: 'after 0' }],
  ])
})

it.each(['PROCESSING', 'REJECTED'])('section 6: one that is %s is found, and asked about', async (state) => {
  expect((await look([[post(1, { ...ours, state })]])).found).toMatchObject({
    kind: 'found',
    resume: { name: `${location}/localPosts/1001`, asked: 0, since: '2026-01-01T00:00:10.000Z' },
  })
})

describe('section 6: is the post', () => {
  const event = { title: 'Soup', start: '2026-12-24T00:00', end: '2026-12-24T22:00' }
  // Google leaves out noughts.
  const schedule = {
    startDate: { year: 2026, month: 12, day: 24 },
    startTime: {},
    endDate: { year: 2026, month: 12, day: 24 },
    endTime: { hours: 22 },
  }
  const toldEvent = { title: 'Soup', schedule }
  const offer = { couponCode: 'SOUP' }
  const action = { actionType: 'BOOK' as const, url: 'https://example.com/' }
  const text = (options: JsonObject = {}): Partial<RenderedItem> => ({ media: [], options })
  const words = { summary: 'Soup of the day' }
  it.each<[string, JsonObject, Partial<RenderedItem>, string]>([
    ['with the address of this attempt', ours, {}, 'found'],
    ['with that of another attempt', { ...words, ...photo(address.replace('b', 'a')) }, {}, 'found'],
    [
      'with that of another file',
      { ...words, ...photo('https://post.example/media/files/n.jpg') },
      {},
      'absent',
    ],
    ['with an address that is not told', { ...words, ...photo() }, {}, 'found'],
    ['without a photo', words, {}, 'absent'],
    ['with a photo that was not sent', ours, text(), 'absent'],
    ['of other words', { ...ours, summary: 'Soup of the week' }, {}, 'absent'],
    ['with blanks trimmed', { summary: ' Soup  of the\nday ' }, text(), 'found'],
    ['of another type', { ...words, topicType: 'ALERT' }, text(), 'absent'],
    ['with an event', { ...words, topicType: 'EVENT', event: toldEvent }, text({ event }), 'found'],
    [
      'with an event on another day',
      {
        ...words,
        topicType: 'EVENT',
        event: { ...toldEvent, schedule: { ...schedule, startDate: { year: 2026, month: 12, day: 23 } } },
      },
      text({ event }),
      'absent',
    ],
    [
      'with an event at another hour',
      {
        ...words,
        topicType: 'EVENT',
        event: { ...toldEvent, schedule: { ...schedule, startTime: { hours: 1 } } },
      },
      text({ event }),
      'absent',
    ],
    [
      'with an event of another title',
      { ...words, topicType: 'EVENT', event: { ...toldEvent, title: 'Stew' } },
      text({ event }),
      'absent',
    ],
    [
      'with an offer',
      { ...words, topicType: 'OFFER', event: toldEvent, offer },
      text({ event, offer }),
      'found',
    ],
    [
      'with another offer',
      { ...words, topicType: 'OFFER', event: toldEvent, offer: { couponCode: 'STEW' } },
      text({ event, offer }),
      'absent',
    ],
    ['with a button', { ...words, callToAction: action }, text({ callToAction: action }), 'found'],
    [
      'with another button',
      { ...words, callToAction: { ...action, actionType: 'SHOP' } },
      text({ callToAction: action }),
      'absent',
    ],
    ['without the button', words, text({ callToAction: action }), 'absent'],
    ['with a button that was not sent', { ...words, callToAction: action }, text(), 'absent'],
    [
      'with the number that Google adds to CALL',
      { ...words, callToAction: { actionType: 'CALL', url: 'tel:1' } },
      text({ callToAction: { actionType: 'CALL' } }),
      'found',
    ],
    ['without words, as it was sent', { summary: '', ...photo(address) }, { text: '' }, 'found'],
    ['with words that were not sent', ours, { text: '' }, 'absent'],
  ])('one %s', async (_what, more, change, kind) => {
    const plan = { sourceUrl: change.media === undefined ? address : null }
    expect(await kindOf([[post(1, more)]], { of: { ...item, ...change }, plan })).toBe(kind)
  })

  it('never one from more than a minute before the attempt, nor one that another post has', async () => {
    expect(await kindOf([[post(-60, ours)]])).toBe('found')
    expect(await kindOf([[post(-61, ours)]])).toBe('absent')
    expect(await kindOf([[post(1, ours)]], { claimed: new Set([`${location}/localPosts/1001`]) })).toBe(
      'absent',
    )
  })

  it('of two that are alike the one with the address of this attempt, else a person’s choice', async () => {
    const other = { ...words, ...photo(address.replace('b', 'a')) }
    expect((await look([[post(2, other), post(1, ours)]])).found).toMatchObject({
      remoteId: `${location}/localPosts/1001`,
    })
    expect(await kindOf([[post(2, other), post(1, other)]])).toBe('cannotTell')
    expect(await kindOf([[post(2, words), post(1, words)]], { of: { ...item, media: [] }, plan: null })).toBe(
      'cannotTell',
    )
  })

  it('found by its words where nobody knows the address any more', async () => {
    expect(await kindOf([[post(1, ours)]], { plan: null })).toBe('found')
  })
})

describe('section 6: absent is said', () => {
  it('once the list goes back to before the attempt, or is at its end', async () => {
    expect(await kindOf([[]])).toBe('absent')
    expect(await kindOf([many(100, 100), many(100, 0)])).toBe('absent')
    expect((await look([many(99, 0).concat(post(-61)), []])).asked).toHaveLength(1)
  })

  it('not where there are more posts since, nor by a list in another order', async () => {
    expect(await kindOf([many(100, 200), many(100, 100), many(100, 0), []])).toBe('cannotTell')
    const unordered = [post(-90), ...many(99, 0), post(-100)]
    expect(await kindOf([unordered, unordered, unordered, []])).toBe('cannotTell')
    expect(await kindOf([unordered, [post(1, ours)]])).toBe('found')
  })

  it('not when Google does not answer as ever, or no location is chosen', async () => {
    const { ctx } = scripted([aReply(429, { error: { status: 'RESOURCE_EXHAUSTED' } })], { data })
    expect(await find(item, lost, ctx)).toMatchObject({ kind: 'cannotTell' })
    expect(await find(item, lost, scripted([]).ctx)).toMatchObject({ kind: 'cannotTell' })
  })
})
