import { afterEach, describe, expect, it, vi } from 'vitest'
import { aFile, anItem, aReply, scripted } from '../../../tests/support/scripted-network.js'
import type { JsonObject } from '../../kit/json.js'
import type { Look, LostAttempt, RenderedItem } from '../connector.js'
import { find } from './find.js'

afterEach(() => {
  vi.unstubAllEnvs()
})

const startedAt = new Date('2026-01-01T12:00:00.000Z')
const item = anItem({ text: 'Soup of the day', media: [aFile()], options: { title: 'Soup' } })
const lost: LostAttempt = {
  plan: { boardId: '5', mediaId: null },
  startedAt,
  deadlineAt: startedAt,
  lookNumber: 1,
  claimed: new Set(),
}

/** A pin as it is listed, `seconds` after the attempt. */
const pin = (seconds: number, more: JsonObject = {}): JsonObject => ({
  id: String(1_000 + seconds),
  created_at: new Date(startedAt.getTime() + seconds * 1_000).toISOString().slice(0, 19),
  title: 'Another',
  description: 'Another',
  link: null,
  alt_text: null,
  board_section_id: null,
  media: { media_type: 'image' },
  ...more,
})
const ours = { title: 'Soup', description: 'Soup of the day' }

async function look(
  pages: JsonObject[][],
  { of = item, ...attempt }: Partial<LostAttempt> & { of?: RenderedItem } = {},
): Promise<{ found: Look; urls: string[] }> {
  const replies = pages.map((items, index) =>
    aReply(200, { items, bookmark: index + 1 < pages.length ? `after ${String(index)}` : null }),
  )
  const { ctx, asked } = scripted(replies)
  const found = await find(of, { ...lost, ...attempt }, ctx)
  return {
    found,
    urls: asked.map(
      ({ url, query }) =>
        `${url.slice(28)}?${new URLSearchParams(query as Record<string, string>).toString()}`,
    ),
  }
}
const kindOf = async (...of: Parameters<typeof look>): Promise<string> => (await look(...of)).found.kind
const many = (count: number, from = 1): JsonObject[] =>
  Array.from({ length: count }, (_none, index) => pin(from + count - index))

it('finds the pin on the second page of its board, its time in UTC wherever the server is', async () => {
  vi.stubEnv('TZ', 'Asia/Tokyo')
  const { found, urls } = await look([many(50, 2), [pin(1, ours)]])
  expect(found).toEqual({
    kind: 'found',
    remoteId: '1001',
    url: 'https://www.pinterest.com/pin/1001/',
    createdAt: new Date('2026-01-01T12:00:01.000Z'),
    data: { mediaType: 'image' },
  })
  expect(urls).toEqual(['/boards/5/pins?page_size=50', '/boards/5/pins?page_size=50&bookmark=after+0'])
})

it('reads the list of the section, where the pin is in one', async () => {
  const of = { ...item, options: { ...item.options, boardSectionId: '9' } }
  const { found, urls } = await look([[pin(1, ours), pin(2, { ...ours, board_section_id: '9' })]], { of })
  expect(found).toMatchObject({ kind: 'found', remoteId: '1002' })
  expect(urls).toEqual(['/boards/5/sections/9/pins?page_size=50'])
})

it('reads all pins of the account where nobody knows to which board it went', async () => {
  const { found, urls } = await look([[pin(1, ours)]], { plan: null })
  expect(found.kind).toBe('found')
  expect(urls).toEqual(['/pins?page_size=50&include_protected_pins=true'])
})

describe('is the pin', () => {
  it.each<[string, JsonObject, Partial<RenderedItem>, string]>([
    ['with blanks trimmed', { title: 'Soup', description: ' Soup  of the\nday ' }, {}, 'found'],
    ['with a link that was not sent', { ...ours, link: 'https://example.com' }, {}, 'found'],
    ['with another title', { ...ours, title: 'Stew' }, {}, 'absent'],
    ['with another text', { ...ours, description: 'Soup of the week' }, {}, 'absent'],
    ['in a section', { ...ours, board_section_id: '9' }, {}, 'absent'],
    ['of a video', { ...ours, media: { media_type: 'video' } }, {}, 'absent'],
    [
      'of several images',
      { ...ours, media: { media_type: 'multiple_images' } },
      { media: [aFile(), aFile()] },
      'found',
    ],
    ['of one image for several', ours, { media: [aFile(), aFile()] }, 'absent'],
    ['without the alt text that was sent', ours, { media: [aFile({ altText: 'A bowl' })] }, 'absent'],
    [
      'with the link that was sent',
      { ...ours, link: 'https://example.com/1' },
      { options: { title: 'Soup', link: 'https://example.com/1' } },
      'found',
    ],
    [
      'with another link',
      { ...ours, link: 'https://example.com/2' },
      { options: { title: 'Soup', link: 'https://example.com/1' } },
      'absent',
    ],
    [
      'that is silent, as it was sent',
      { title: null, description: null },
      { text: '', options: {} },
      'cannotTell',
    ],
    ['none, for a silent one', { media: { media_type: 'video' } }, { text: '', options: {} }, 'absent'],
  ])('one %s', async (_what, more, change, kind) => {
    expect(await kindOf([[pin(1, more)]], { of: { ...item, ...change } })).toBe(kind)
  })

  it('never one from more than a minute before the attempt, nor one that another post has', async () => {
    expect(await kindOf([[pin(-60, ours)]])).toBe('found')
    expect(await kindOf([[pin(-61, ours)]])).toBe('absent')
    expect(await kindOf([[pin(1, ours)]], { claimed: new Set(['1001']) })).toBe('absent')
    expect((await look([[pin(2, ours), pin(1, ours)]], { claimed: new Set(['1002']) })).found).toMatchObject({
      remoteId: '1001',
    })
  })

  it('nobody’s choice but a person’s where two are alike', async () => {
    expect(await kindOf([[pin(2, ours), pin(1, ours)]])).toBe('cannotTell')
  })
})

describe('absent is said', () => {
  it('once the list goes back to before the attempt, or is at its end', async () => {
    expect(await kindOf([[]])).toBe('absent')
    expect(await kindOf([many(50, 50), many(50)])).toBe('absent')
    expect(await kindOf([many(50), many(49, -60).concat(pin(-61)), []])).toBe('absent')
  })

  it('not where there are more pins since', async () => {
    expect(await kindOf([many(50, 50), many(50), []])).toBe('cannotTell')
  })

  it('not by a list in another order', async () => {
    expect(await kindOf([[pin(-90), ...many(49)], [pin(-100)], []])).toBe('cannotTell')
  })

  it('not when Pinterest does not answer as ever', async () => {
    const { ctx } = scripted([aReply(429, { code: 8, message: 'A rate limit' })])
    expect(await find(item, lost, ctx)).toEqual({ kind: 'cannotTell', reason: 'Pinterest answered 429' })
  })
})
