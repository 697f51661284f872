import { describe, expect, it } from 'vitest'
import { startTestApp, type Reply } from '../support/app.js'
import { aWorkspace } from '../support/builders.js'

const app = await startTestApp()

type HashtagSet = { id: string; name: string; tags: string[]; updatedAt: string }
const setOf = (reply: Reply): HashtagSet => (reply.body as { data: HashtagSet }).data
const make = async (name: string, tags = ['bread']): Promise<HashtagSet> =>
  setOf(await app.api('POST', '/v1/hashtag-sets', { name, tags }))

describe('a hashtag set', () => {
  it('keeps its tags without #, trimmed, in lower case, each once', async () => {
    const made = await make(' Bakery ', [' #Bread', 'bread', 'Sourdough', 'Brötchen', '＃パン', 'c_3'])
    expect(made).toMatchObject({
      id: expect.stringMatching(/^c[a-z0-9]{23}$/) as string,
      name: 'Bakery',
      tags: ['bread', 'sourdough', 'brötchen', 'パン', 'c_3'],
    })
    expect(setOf(await app.api('GET', `/v1/hashtag-sets/${made.id}`))).toEqual(made)
  })

  it.each([
    ['a tag with a blank', { name: 'x', tags: ['two words'] }, 'tags.0'],
    ['an empty tag', { name: 'x', tags: ['#'] }, 'tags.0'],
    ['no tags', { name: 'x', tags: [] }, 'tags'],
    ['101 tags', { name: 'x', tags: Array.from({ length: 101 }, (_, n) => `t${String(n)}`) }, 'tags'],
    ['no name', { tags: ['bread'] }, 'name'],
    ['a blank name', { name: ' ', tags: ['bread'] }, 'name'],
    ['a long name', { name: 'x'.repeat(101), tags: ['bread'] }, 'name'],
    ['a control character in its name', { name: 'a\u0007b', tags: ['bread'] }, 'name'],
  ])('is refused with %s', async (_what, body, field) => {
    const reply = await app.api('POST', '/v1/hashtag-sets', body)
    expect(reply.body).toMatchObject({ error: { code: 'VALIDATION_ERROR', details: { field } } })
  })

  it('has a name that no other of its workspace has, also for two at once and by another spelling', async () => {
    const twice = await Promise.all(
      ['Twins', 'TWINS'].map((name) => app.api('POST', '/v1/hashtag-sets', { name, tags: ['bread'] })),
    )
    expect(twice.map(({ status }) => status).sort()).toEqual([201, 409])
    const other = await make('Single')
    const taken = await app.api('PATCH', `/v1/hashtag-sets/${other.id}`, { name: 'twins' })
    expect(taken.body).toMatchObject({ error: { code: 'CONFLICT', details: { field: 'name' } } })
    const own = await app.api('PATCH', `/v1/hashtag-sets/${other.id}`, { name: 'SINGLE' })
    expect(setOf(own)).toMatchObject({ name: 'SINGLE', tags: ['bread'] })
  })

  it('is replaced whole by PUT, and in part by PATCH', async () => {
    const { id } = await make('Parts', ['one'])
    expect(setOf(await app.api('PATCH', `/v1/hashtag-sets/${id}`, { tags: ['two'] }))).toMatchObject({
      name: 'Parts',
      tags: ['two'],
    })
    expect((await app.api('PUT', `/v1/hashtag-sets/${id}`, { name: 'Whole' })).status).toBe(400)
    expect(
      setOf(await app.api('PUT', `/v1/hashtag-sets/${id}`, { name: 'Whole', tags: ['three'] })),
    ).toMatchObject({ name: 'Whole', tags: ['three'] })
  })

  it('is listed with the last changed first, in pages that skip none', async () => {
    const home = await aWorkspace(app.db)
    const api = await app.apiOf({ home })
    const ids: string[] = []
    for (const name of ['a', 'b', 'c', 'd', 'e'])
      ids.push(setOf(await api('POST', '/v1/hashtag-sets', { name, tags: ['x'] })).id)
    const page = async (query: string): Promise<{ data: HashtagSet[]; pagination: { nextCursor: string } }> =>
      (await api('GET', `/v1/hashtag-sets?limit=2${query}`)).body as never
    const first = await page('')
    expect(first.data.map(({ name }) => name)).toEqual(['e', 'd'])
    // Changed between two pages: it moves to the front, and nothing behind it is skipped.
    await api('PATCH', `/v1/hashtag-sets/${ids[3] ?? ''}`, { tags: ['y'] })
    const second = await page(`&cursor=${first.pagination.nextCursor}`)
    expect(second.data.map(({ name }) => name)).toEqual(['c', 'b'])
    const third = await page(`&cursor=${second.pagination.nextCursor}`)
    expect([third.data.map(({ name }) => name), third.pagination.nextCursor]).toEqual([['a'], null])
    expect((await page('')).data[0]?.name).toBe('d')
  })

  it('is gone when it is deleted', async () => {
    const { id } = await make('Gone')
    expect((await app.api('DELETE', `/v1/hashtag-sets/${id}`)).body).toEqual({ success: true })
    expect((await app.api('GET', `/v1/hashtag-sets/${id}`)).status).toBe(404)
    expect((await app.api('DELETE', `/v1/hashtag-sets/${id}`)).status).toBe(404)
  })
})
