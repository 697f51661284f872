import { describe, expect, it } from 'vitest'
import { aFile, anItem, scripted, type Scripted } from '../../../tests/support/scripted-network.js'
import type { JsonObject } from '../../kit/json.js'
import { find } from './find.js'

const startedAt = new Date('2026-01-01T00:00:00.000Z')
const attempt = {
  plan: { poster: '1784', containerId: '99' },
  startedAt,
  deadlineAt: new Date('2026-01-01T00:00:30.000Z'),
  lookNumber: 1,
  claimed: new Set<string>(),
}
const picture = anItem({ text: 'Hello ', media: [aFile()] })
const film = anItem({ media: [aFile({ kind: 'video' })] })
const missing = { status: 400, json: { error: { code: 100, error_subcode: 33, message: 'No such object' } } }
const media = (id: string, more: JsonObject = {}) => ({
  id,
  caption: 'Hello',
  media_type: 'IMAGE',
  media_product_type: 'FEED',
  permalink: `https://www.instagram.com/p/${id}/`,
  timestamp: '2026-01-01T00:00:05+0000',
  ...more,
})
const out = (id: string, kind = 'image') => ({
  kind: 'found',
  remoteId: id,
  url: `https://www.instagram.com/p/${id}/`,
  createdAt: new Date('2026-01-01T00:00:05.000Z'),
  data: { kind },
})

/** A container in a state, and the pages of what the account has published. */
function network(status: string | Scripted, ...pages: (JsonObject[] | Scripted)[]) {
  return scripted(({ query, url }) => {
    if (url.endsWith('/99')) return typeof status === 'string' ? { json: { status_code: status } } : status
    const number = Number(query?.['after'] ?? 0)
    const page = pages[number] ?? []
    if (!Array.isArray(page)) return page
    const cursors = { after: String(number + 1) }
    return {
      json: { data: page, ...(number + 1 < pages.length ? { paging: { cursors, next: 'https://x' } } : {}) },
    }
  })
}

describe('6.2 what the container says', () => {
  it.each(['FINISHED', 'ERROR', 'EXPIRED'])('%s: nothing is out', async (status) => {
    const { ctx, asked } = network(status)
    expect(await find(picture, attempt, ctx)).toEqual({ kind: 'absent' })
    expect(asked).toHaveLength(1)
  })

  it('IN_PROGRESS, or no answer: it cannot be told', async () => {
    for (const status of ['IN_PROGRESS', { status: 500 }])
      expect((await find(picture, attempt, network(status).ctx)).kind).toBe('cannotTell')
  })

  it('9.4 PUBLISHED: it is out, as the one post like it, whose id is another', async () => {
    const { ctx, asked } = network('PUBLISHED', [media('17')])
    expect(await find(picture, attempt, ctx)).toEqual(out('17'))
    expect(asked[1]).toMatchObject({
      url: 'https://graph.instagram.com/v25.0/1784/media',
      query: { fields: 'id,caption,media_type,media_product_type,permalink,timestamp' },
    })
  })

  it('PUBLISHED and not listed: it is waited for, and after three minutes out under no id', async () => {
    const { ctx } = network('PUBLISHED', [])
    expect((await find(picture, attempt, ctx)).kind).toBe('cannotTell')
    const late = { ...ctx, now: new Date(attempt.deadlineAt.getTime() + 181_000) }
    expect(await find(picture, attempt, late)).toMatchObject({ kind: 'found', remoteId: null, url: null })
  })

  it('nothing, as it is gone or not known: the account’s posts tell', async () => {
    expect(await find(picture, attempt, network(missing, [media('17')]).ctx)).toEqual(out('17'))
    expect(await find(picture, attempt, network(missing, []).ctx)).toEqual({ kind: 'absent' })
    const noPlan = { ...attempt, plan: null }
    const { ctx, asked } = network('FINISHED', [])
    expect(await find(picture, noPlan, ctx)).toEqual({ kind: 'absent' })
    expect(asked[0]?.url).toBe('https://graph.instagram.com/v25.0/7/media')
  })
})

describe('6.3 the post that is like it', () => {
  const look = (item: typeof picture, ...pages: JsonObject[][]) =>
    find(item, attempt, network('PUBLISHED', ...pages).ctx)

  it.each([
    ['has another caption', { caption: 'Hello!' }],
    ['is a video', { media_type: 'VIDEO' }],
    ['is a carousel', { media_type: 'CAROUSEL_ALBUM' }],
    ['is a story', { media_product_type: 'STORY' }],
    ['is older', { timestamp: '2025-12-31T23:58:00+0000' }],
  ])('is not one that %s', async (_what, more) => {
    expect((await look(picture, [media('17', more)])).kind).toBe('cannotTell')
  })

  it('is not one that belongs to another post of ours', async () => {
    const claimed = new Set(['17'])
    const { ctx } = network('PUBLISHED', [media('17'), media('18')])
    expect(await find(picture, { ...attempt, claimed }, ctx)).toEqual(out('18'))
  })

  it('is asked for its address where the list does not tell it yet', async () => {
    const [{ permalink, ...bare }, asked] = [media('17'), [] as string[]]
    const { ctx } = scripted(({ url }) => {
      asked.push(url)
      if (url.endsWith('/99')) return { json: { status_code: 'PUBLISHED' } }
      return { json: url.endsWith('/17') ? { id: '17', permalink } : { data: [bare] } }
    })
    expect(await find(picture, attempt, ctx)).toEqual(out('17'))
    expect(asked).toHaveLength(3)
  })

  it('is not guessed among two', async () => {
    expect((await look(picture, [media('17'), media('18')])).kind).toBe('cannotTell')
  })

  it('is looked for on further pages, until they are older', async () => {
    const other = media('16', { caption: 'Other' })
    expect(await look(picture, [other], [media('17')])).toEqual(out('17'))
    const old = media('15', { timestamp: '2025-12-31T00:00:00+0000' })
    const { ctx, asked } = network('PUBLISHED', [old], [media('17')])
    expect((await find(picture, attempt, ctx)).kind).toBe('cannotTell')
    expect(asked).toHaveLength(2)
  })

  it('is a reel, a carousel or a story where the item is', async () => {
    const reel = media('17', { media_type: 'VIDEO', media_product_type: 'REELS' })
    expect(await look(film, [reel])).toEqual(out('17', 'reel'))
    const album = media('17', { media_type: 'CAROUSEL_ALBUM' })
    const two = anItem({ media: [aFile({ id: 'a' }), aFile({ id: 'b' })] })
    expect(await look(two, [album])).toEqual(out('17', 'carousel'))
  })

  it('of a story is among the stories, by its kind and time alone', async () => {
    const story = { ...film, contentType: 'STORY' }
    const still = media('16', { media_product_type: 'STORY', caption: null })
    const moving = media('17', { media_type: 'VIDEO', media_product_type: 'STORY', caption: null })
    const { ctx, asked } = network('PUBLISHED', [still, moving])
    expect(await find(story, attempt, ctx)).toEqual(out('17', 'story'))
    expect(asked[1]?.url).toBe('https://graph.instagram.com/v25.0/1784/stories')
  })

  it('is not there for certain only where the list could be read', async () => {
    expect((await find(picture, attempt, network(missing, { status: 503 }).ctx)).kind).toBe('cannotTell')
  })
})

describe('6.5 a comment', () => {
  const item = anItem({
    sequence: 1_000,
    text: 'First',
    previous: [{ remoteId: '31', url: null, data: null }],
  })
  const said = (id: string, more: JsonObject = {}) => ({
    id,
    text: 'First',
    username: 'ann',
    timestamp: '2026-01-01T00:00:05+0000',
    ...more,
  })
  const look = async (comments: JsonObject[], data: JsonObject = {}) => {
    const { ctx, asked } = network('FINISHED', comments)
    return { look: await find(item, { ...attempt, plan: null }, { ...ctx, data }), asked }
  }

  it('is the one under its post with its text, by the account itself', async () => {
    const others = [said('40', { username: 'bob' }), said('41', { text: 'Second' })]
    const { look: found, asked } = await look([...others, said('42')])
    expect(found).toMatchObject({ kind: 'found', remoteId: '42', url: null })
    expect(asked[0]?.url).toBe('https://graph.instagram.com/v25.0/31/comments')
    expect((await look(others)).look).toEqual({ kind: 'absent' })
  })

  it('is by the account behind the chosen page, after login with Facebook', async () => {
    const data = { login: 'facebook', page: { id: '1784', username: 'Bakery' } }
    const { look: found } = await look([said('40'), said('42', { username: 'bakery' })], data)
    expect(found).toMatchObject({ remoteId: '42' })
  })
})
