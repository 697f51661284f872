import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import {
  allScopes,
  bodyOf,
  fixture,
  itemsOf,
  pinterestClient,
  refusalOf,
  type Pinner,
} from '../../../../tests/support/pinterest.js'
import { startSimulator, type Answer } from '../../../../tests/support/simulator.js'
import type { JsonObject } from '../../../kit/json.js'
import { simulator } from './index.js'

const client = await startSimulator(simulator)
const { signIn } = pinterestClient(client)

let ann: Pinner
beforeEach(async () => {
  await client.control.reset()
  ann = await signIn({ username: 'ann' })
})

const idOf = (answer: Answer): string => {
  expect(answer.status).toBe(201)
  return String(bodyOf(answer)['id'])
}

describe('3. boards', () => {
  it('are listed with their sections, page after page', async () => {
    for (const name of ['One', 'Two', 'Three']) await ann.call('POST', '/boards', { json: { name } })
    const first = await ann.call('GET', '/boards?page_size=3')
    const rest = await ann.call('GET', `/boards?page_size=3&bookmark=${String(bodyOf(first)['bookmark'])}`)
    const names = [...itemsOf(first), ...itemsOf(rest)].map(({ name }) => name)
    expect(names).toEqual(['Favourites', 'One', 'Two', 'Three'])
    expect(bodyOf(rest)['bookmark']).toBe(null)
    expect(refusalOf(await ann.call('GET', '/boards?page_size=251'))).toEqual([400, 1])
    expect(refusalOf(await ann.call('GET', '/boards?bookmark=other'))).toEqual([400, 1])
    const sections = `/boards/${ann.board}/sections`
    const made = await ann.call('POST', sections, { json: { name: 'Salads' } })
    expect(itemsOf(await ann.call('GET', sections))).toEqual([{ id: idOf(made), name: 'Salads' }])
  })

  it('are given to somebody by name, and their ids are decimal', async () => {
    const pages = [
      { id: '777', name: 'By number' },
      { id: 'soups', name: 'By word' },
    ]
    const bea = await signIn({ username: 'bea', pages })
    const ids = async () => itemsOf(await bea.call('GET', '/boards')).map(({ id }) => String(id))
    const given = await ids()
    expect(given).toEqual(['777', expect.stringMatching(/^\d+$/)])
    await signIn({ username: 'bea', pages })
    expect(await ids()).toEqual(given)
    // A number that is somebody else's is not taken away.
    const cy = await signIn({ username: 'cy', pages: [{ id: '777', name: 'Mine' }] })
    expect(cy.board).not.toBe('777')
  })

  it('that are secret show only with the scopes for them', async () => {
    const made = await ann.call('POST', '/boards', { json: { name: 'Secret', privacy: 'SECRET' } })
    const id = idOf(made)
    expect(itemsOf(await ann.call('GET', '/boards?privacy=SECRET'))).toMatchObject([{ id }])
    const open = allScopes.filter((scope) => !scope.endsWith('_secret'))
    const plain = await signIn({ username: 'ann' }, 'app', open)
    expect(itemsOf(await plain.call('GET', '/boards')).map(({ name }) => name)).toEqual(['Favourites'])
    expect(refusalOf(await plain.pin({ board_id: id }))).toEqual([404, 404])
    const blind = await signIn({ username: 'ann' }, 'app', [...open, 'boards:read_secret'])
    expect(refusalOf(await blind.pin({ board_id: id }))).toEqual([403, 3])
    const pinned = idOf(await ann.pin({ board_id: id }))
    const listed = async (pinner: Pinner) =>
      itemsOf(await pinner.call('GET', '/pins?page_size=250')).map(({ id }) => id)
    expect(await listed(ann)).toContain(pinned)
    expect(await listed(plain)).not.toContain(pinned)
  })
})

describe('3. a pin', () => {
  it('9. is 201 on create, with a time without zone, and 204 on delete', async () => {
    const fields = {
      title: ' Title ',
      description: 'Words\nand more',
      alt_text: 'A card',
      link: 'https://example.com/?a=1',
      dominant_color: '#6E7874',
    }
    const made = await ann.pin(fields)
    const now = Date.parse((await client.control.clock()).now)
    const body = bodyOf(made)
    expect([made.status, body]).toEqual([
      201,
      expect.objectContaining({
        ...fields,
        title: 'Title',
        dominant_color: '#6e7874',
        board_id: ann.board,
        board_section_id: null,
        board_owner: { username: 'ann' },
        creative_type: 'REGULAR',
        is_owner: true,
        pin_metrics: null,
        id: expect.stringMatching(/^\d+$/) as string,
      }),
    ])
    expect(body['media']).toMatchObject({
      media_type: 'image',
      images: {
        '600x': { width: 600, height: 315, url: expect.stringContaining('i.pinimg.com/600x/') as string },
      },
    })
    expect(body['created_at']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/)
    expect(Math.abs(Date.parse(`${String(body['created_at'])}Z`) - now)).toBeLessThan(5_000)
    const path = `/pins/${idOf(made)}`
    expect(bodyOf(await ann.call('GET', path))).toEqual(body)
    expect((await ann.call('DELETE', path)).status).toBe(204)
    expect(refusalOf(await ann.call('GET', path))).toEqual([404, 50])
    expect(await client.control.posts({ limit: 10 })).toEqual([])
  })

  it('4. takes 100, 800, 500 and 2,048 characters, and not one more', async () => {
    const most: Record<string, number> = { title: 100, description: 800, alt_text: 500 }
    for (const [name, length] of Object.entries(most)) {
      expect((await ann.pin({ [name]: '🍲'.repeat(length) })).status).toBe(201)
      expect(refusalOf(await ann.pin({ [name]: '🍲'.repeat(length + 1) }))).toEqual([400, 1])
    }
    const link = `https://example.com/${'a'.repeat(2_028)}`
    expect((await ann.pin({ link })).status).toBe(201)
    expect(refusalOf(await ann.pin({ link: `${link}a` }))).toEqual([400, 1])
  })

  it('9. validates the ^\\d+$ id pattern, the link and the colour', async () => {
    const wrong: JsonObject[] = [
      { board_id: 'menu' },
      { board_id: 5 },
      { board_id: null },
      { board_section_id: 'soups' },
      { parent_pin_id: '12a' },
      { link: 'javascript:alert(1)' },
      { dominant_color: 'red' },
      { title: 5 },
      { media_source: null },
    ]
    for (const fields of wrong)
      expect([fields, ...refusalOf(await ann.pin(fields))]).toEqual([fields, 400, 1])
    for (const path of ['/pins/abc', '/boards/abc/pins', '/media/abc'])
      expect([path, ...refusalOf(await ann.call('GET', path))]).toEqual([path, 400, 1])
  })

  it('stands in a section of its own board only, and in the lists of both', async () => {
    const make = async (board: string) =>
      idOf(await ann.call('POST', `/boards/${board}/sections`, { json: { name: 'Soups' } }))
    const other = idOf(await ann.call('POST', '/boards', { json: { name: 'Other' } }))
    const [here, there] = [await make(ann.board), await make(other)]
    expect(refusalOf(await ann.pin({ board_section_id: there }))).toEqual([404, 404])
    const id = idOf(await ann.pin({ board_section_id: here }))
    for (const path of [`/boards/${ann.board}/pins`, `/boards/${ann.board}/sections/${here}/pins`])
      expect(itemsOf(await ann.call('GET', path))[0]).toMatchObject({ id, board_section_id: here })
    expect(itemsOf(await ann.call('GET', `/boards/${other}/pins`))).toEqual([])
  })

  it('9. is created as often as it is sent, and listed newest first with a bookmark', async () => {
    const ids: string[] = []
    for (let times = 0; times < 3; times += 1) {
      ids.unshift(idOf(await ann.pin({ title: 'The same', description: 'Again' })))
      await client.control.advance(1_000)
    }
    expect(new Set(ids).size).toBe(3)
    for (const path of ['/pins', `/boards/${ann.board}/pins`]) {
      const first = await ann.call('GET', `${path}?page_size=2`)
      const rest = await ann.call(
        'GET',
        `${path}?page_size=250&bookmark=${String(bodyOf(first)['bookmark'])}`,
      )
      const listed = [...itemsOf(first), ...itemsOf(rest)]
      expect(listed.slice(0, 3).map(({ id }) => id)).toEqual(ids)
      // The 90 days before are behind them.
      expect(listed).toHaveLength(93)
      const times = listed.map(({ created_at }) => String(created_at))
      expect(times).toEqual([...times].sort().reverse())
    }
  })

  it('is listed by what is asked for: saved from another, or on a protected board', async () => {
    const made = idOf(await ann.pin())
    const saved = idOf(await ann.pin({ parent_pin_id: made }))
    const board = idOf(await ann.call('POST', '/boards', { json: { name: 'Link', privacy: 'PROTECTED' } }))
    const hidden = idOf(await ann.pin({ board_id: board }))
    const listed = async (query: string) =>
      itemsOf(await ann.call('GET', `/pins?page_size=250&${query}`)).map(({ id }) => id)
    expect((await listed('')).slice(0, 2)).toEqual([saved, made])
    expect((await listed('include_protected_pins=true'))[0]).toBe(hidden)
    expect(await listed('pin_filter=exclude_native')).toEqual([saved])
    expect((await listed('pin_filter=exclude_repins'))[0]).toBe(made)
    expect(refusalOf(await ann.call('GET', '/pins?pin_filter=best'))).toEqual([400, 1])
  })

  it('is on its public page, with its title, its link and its board', async () => {
    const fields = { title: 'Soup of the day', description: 'Hot & good', link: 'https://example.com/soup' }
    const id = idOf(await ann.pin({ ...fields, alt_text: 'A bowl' }))
    const page = await client.call('GET', `https://www.pinterest.com/pin/${id}/`)
    expect(page.status).toBe(200)
    for (const words of [
      'Soup of the day',
      'Hot &#38; good',
      'https://example.com/soup',
      'A bowl',
      'Favourites',
    ])
      expect(page.body).toContain(words)
    expect(await client.control.posts({ limit: 10 })).toMatchObject([
      {
        remoteId: id,
        url: `https://www.pinterest.com/pin/${id}/`,
        text: 'Hot & good',
        media: [{ kind: 'image', altText: 'A bowl', width: 1_200, height: 630 }],
      },
    ])
    const plain = idOf(await ann.pin({ title: 'Without a link' }))
    const other = await client.call('GET', `https://www.pinterest.com/pin/${plain}/`)
    expect(other.body).toContain('Without a link')
    expect((await client.call('GET', 'https://www.pinterest.com/pin/1/')).status).toBe(404)
  })

  it('8. is neither changed nor measured in bulk: these are beta', async () => {
    const id = idOf(await ann.pin())
    const changed = await ann.call('PATCH', `/pins/${id}`, { json: { title: 'Other' } })
    expect(refusalOf(changed)).toEqual([403, 29])
    const days = 'start_date=2026-01-01&end_date=2026-01-02&metric_types=SAVE'
    const bulk = await ann.call('GET', `/pins/analytics?pin_ids=${id}&${days}`)
    expect(refusalOf(bulk)).toEqual([403, 29])
  })
})

describe('4. what an app may do', () => {
  it('9. counts calls per category: 100 writes a minute and user, and says so in headers', async () => {
    const write = () => ann.call('POST', '/media', { json: { media_type: 'video' } })
    const first = await write()
    expect(first.headers.get('x-ratelimit-limit')).toBe('100')
    expect(first.headers.get('x-ratelimit-remaining')).toBe('99')
    expect(first.headers.get('x-pinterest-rid')).toMatch(/^\d+$/)
    for (let times = 1; times < 100; times += 1) await write()
    const refused = await write()
    expect(refusalOf(refused)).toEqual([429, 8])
    const reset = Number(refused.headers.get('x-ratelimit-reset'))
    expect([refused.headers.get('x-ratelimit-remaining'), reset > 0 && reset <= 60]).toEqual(['0', true])
    // Reading is counted apart, and so is everybody else.
    expect((await ann.call('GET', '/boards')).headers.get('x-ratelimit-limit')).toBe('1000')
    expect((await (await signIn({ username: 'bea' })).pin()).status).toBe(201)
    await client.control.advance(60_000)
    expect((await write()).status).toBe(201)
  })

  it('9. with Trial access: 300 writes a day and app, and pins that only their creator sees', async () => {
    const trial = await signIn({ username: 'tia' }, 'trial app')
    const made = await trial.pin({ description: 'Only mine' })
    expect(made.headers.get('x-ratelimit-limit')).toBe('300')
    expect(Number(made.headers.get('x-ratelimit-reset'))).toBeGreaterThan(86_000)
    const page = await client.call('GET', `https://www.pinterest.com/pin/${idOf(made)}/`)
    expect(page.body).toContain('only its creator sees this pin')
    const write = (pinner: Pinner) => pinner.call('POST', '/media', { json: { media_type: 'video' } })
    for (let times = 1; times < 300; times += 1) await write(trial)
    expect(refusalOf(await write(trial))).toEqual([429, 8])
    // The budget is the app's, whoever uses it.
    const uma = await signIn({ username: 'uma' }, 'trial app')
    expect(refusalOf(await write(uma))).toEqual([429, 8])
    await client.control.advance(86_400_000)
    expect((await write(uma)).status).toBe(201)
  })
})

const server = createServer((request, response) => {
  const [, status = '200', name = ''] = (request.url ?? '').split('/')
  void fixture(name).then((bytes) => response.writeHead(Number(status)).end(bytes))
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
afterAll(() => server.close())
const base = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
const fetching = await startSimulator(simulator, async (url) => {
  const answer = await fetch(url)
  const contentType = answer.headers.get('content-type') ?? ''
  return { status: answer.status, contentType, bytes: Buffer.from(await answer.arrayBuffer()) }
})

describe('9. an image_url is fetched for real', () => {
  it('and fails on what cannot be reached or is no image', async () => {
    const bea = await pinterestClient(fetching).signIn()
    const pin = (url: string) => bea.pin({ media_source: { source_type: 'image_url', url } })
    for (const name of ['card-1200x630.png', 'photo-1200x900.webp', 'animated-480x270-2s.gif'])
      expect([name, (await pin(`${base}/200/${name}`)).status]).toEqual([name, 201])
    for (const url of [`${base}/404/card-1200x630.png`, 'http://127.0.0.1:1/card.png', 'nowhere']) {
      const answer = await pin(url)
      expect(refusalOf(answer)).toEqual([400, 1])
      expect(bodyOf(answer)['message']).toContain('Unable to reach the URL')
    }
    for (const name of ['html-named.jpg', 'truncated.jpg', 'svg-named.jpg'])
      expect([name, ...refusalOf(await pin(`${base}/200/${name}`))]).toEqual([name, 400, 1])
    expect(await fetching.control.posts({ limit: 10 })).toHaveLength(3)
  })
})

it('what is not there is 404 in the same envelope', async () => {
  expect(refusalOf(await ann.call('GET', '/idea_pins'))).toEqual([404, 404])
})
