import { beforeEach, describe, expect, it } from 'vitest'
import { startSimulator } from '../../../../tests/support/simulator.js'
import {
  allScopes,
  dataOf,
  facebookClient,
  files,
  fixture,
  graph,
  proofOf,
  refusalOf,
  textOf,
  withFile,
  wordsOf,
  type Person,
} from '../../../../tests/support/facebook.js'
import type { JsonObject } from '../../../kit/json.js'
import { simulator } from './index.js'

/** A test for each line of what a fair stand-in must do, by its name. */
const agents = new Set<string | undefined>()
const client = await startSimulator(simulator, (url, headers) => {
  agents.add(headers?.['user-agent'])
  return files(url)
})
const { as, call, person, sendBytes } = facebookClient(client)
const { advance } = client.control
const posts = () => client.control.posts({ platform: 'facebook', limit: 1_000 })
const picture = await fixture('card-1200x630.png')
const upright = await fixture('rotated-90-1280x720-4s.mp4')

let ann: Person
let page: Awaited<ReturnType<Person['asPage']>>
beforeEach(async () => {
  await client.control.reset()
  ann = await person()
  page = await ann.asPage()
})
const post = (fields: Record<string, string>) => page.post(`${page.id}/feed`, fields)
const photo = async () =>
  textOf(await page.post(`${page.id}/photos`, withFile({ published: 'false' }, 'source', picture)), 'id')
const reel = async () => {
  const { body } = await page.post(`${page.id}/video_reels`, { upload_phase: 'start' })
  const { video_id: id, upload_url: url } = body as { video_id: string; upload_url: string }
  await sendBytes(url, page.token, upright)
  const finish = () =>
    page.post(`${page.id}/video_reels`, { upload_phase: 'finish', video_id: id, video_state: 'PUBLISHED' })
  return { id, finish }
}

describe('1: the dialog and the list of pages', () => {
  it('a page without CREATE_CONTENT cannot be posted to, one without a token not at all', async () => {
    const listed = dataOf(await ann.get('me/accounts', { fields: 'id,name,tasks,access_token' })) as {
      id: string
      name: string
      tasks: string[]
      access_token?: string
    }[]
    const looking = listed.find(({ tasks }) => !tasks.includes('CREATE_CONTENT'))
    const other = as(looking?.access_token ?? '')
    expect(refusalOf(await other.post(`${looking?.id ?? ''}/feed`, { message: 'Soup' }))).toEqual([
      400,
      200,
      undefined,
    ])
    expect((await other.get(`${looking?.id ?? ''}/published_posts`)).status).toBe(200)
  })
})

describe('2: a person’s token instead of the page’s', () => {
  it('is 200 where it publishes and 283 where it reads', async () => {
    expect(refusalOf(await ann.post(`${page.id}/feed`, { message: 'Soup' }))).toEqual([400, 200, undefined])
    expect(refusalOf(await ann.get(`${page.id}/published_posts`))).toEqual([400, 283, undefined])
    const film = await ann.post(`${page.id}/video_reels`, { upload_phase: 'start' })
    expect([refusalOf(film), wordsOf(film)]).toEqual([
      [400, 100, undefined],
      '(#100) No permission to publish the video',
    ])
    expect(await posts()).toEqual([])
  })
})

describe('3: files are fetched by the network itself', () => {
  it('under the name of its own program', async () => {
    agents.clear()
    await page.post(`${page.id}/photos`, {
      url: 'https://files.example/card-1200x630.png',
      published: 'false',
    })
    await page.post(`${page.id}/videos`, { file_url: 'https://files.example/rotated-90-1280x720-4s.mp4' })
    expect([...agents]).toEqual([expect.stringMatching(/^facebookexternalhit\/1\.1/)])
  })

  it('a reel is out after its finish was answered; one that fails says so of its publishing', async () => {
    await client.fault('processing_failed', 'status')
    const begun = await page.post(`${page.id}/video_reels`, { upload_phase: 'start' })
    // Of one without bytes it is not said yet.
    const { body: early } = await page.get(textOf(begun, 'video_id'), { fields: 'status' })
    expect(early).toMatchObject({ status: { video_status: 'processing' } })
    const { id, finish } = await reel()
    await finish()
    expect(await posts()).toEqual([])
    const { body } = await page.get(id, { fields: 'status' })
    expect((body as { status: JsonObject }).status).toMatchObject({
      video_status: 'error',
      publishing_phase: { status: 'error', errors: [{ code: 1_363_047 }] },
    })
    await advance(10_000)
    expect(await posts()).toEqual([])
  })
})

describe('4: no idempotency', () => {
  it('a post whose answer was lost is there, and sent again it is there twice', async () => {
    const fields = { attached_media: '[]', message: 'Soup' }
    await client.fault('lost_response', 'publish')
    await expect(post(fields)).rejects.toThrow()
    expect(await posts()).toHaveLength(1)
    // Something came between.
    await post({ message: 'Bread' })
    expect((await post(fields)).status).toBe(200)
    expect((await posts()).filter(({ text }) => text === 'Soup')).toHaveLength(2)
  })

  it('only one that is the same as the last is refused: 506', async () => {
    await post({ message: 'Soup' })
    expect(refusalOf(await post({ message: 'Soup' }))).toEqual([400, 506, undefined])
    expect((await post({ message: 'Soup', link: 'https://example.com/' })).status).toBe(200)
    expect((await post({ message: 'Soup' })).status).toBe(200)
  })

  it('a server error may have published', async () => {
    await client.fault('server_error', 'publish')
    expect(refusalOf(await post({ message: 'Soup' }))).toEqual([500, 2, undefined])
    expect(await posts()).toMatchObject([{ text: 'Soup' }])
  })
})

describe('5: photos that are not published', () => {
  it('are in no list; once attached they are not taken again', async () => {
    const id = await photo()
    const before = dataOf(await page.get(`${page.id}/published_posts`, { limit: '1' }))
    expect(before).toMatchObject([{ message: 'What we did 1 days before' }])
    const attached = { attached_media: JSON.stringify([{ media_fbid: id }]) }
    const out = textOf(await post(attached), 'id')
    expect((await page.get(id, { fields: 'page_story_id' })).body).toEqual({ page_story_id: out, id })
    expect(refusalOf(await post(attached))).toEqual([400, 100, 1_366_051])
    const twice = { attached_media: JSON.stringify([{ media_fbid: id }, { media_fbid: id }]) }
    expect(refusalOf(await post(twice))).toEqual([400, 100, 1_366_051])
  })
})

describe('6: lists', () => {
  it('are newest first, by cursors to the end', async () => {
    await post({ message: 'Newest' })
    const texts: string[] = []
    const times: string[] = []
    for (let after: string | undefined = ''; after !== undefined;) {
      const answer = await page.get(`${page.id}/published_posts`, {
        fields: 'message,created_time',
        limit: '40',
        ...(after === '' ? {} : { after }),
      })
      for (const each of dataOf(answer)) {
        texts.push(each['message'] as string)
        times.push(each['created_time'] as string)
      }
      const { paging } = answer.body as { paging: { cursors: { after: string }; next?: string } }
      after = paging.next === undefined ? undefined : paging.cursors.after
    }
    expect([texts[0], texts.length]).toEqual(['Newest', 91])
    expect(times).toEqual([...times].sort().reverse())
  })

  it('since and until bound them; a limit above 100 is too much', async () => {
    const { now } = await client.control.clock()
    await post({ message: 'Newest' })
    const since = String(Math.floor(Date.parse(now) / 1_000) - 1)
    expect(dataOf(await page.get(`${page.id}/published_posts`, { since }))).toMatchObject([
      { message: 'Newest' },
    ])
    expect(refusalOf(await page.get(`${page.id}/published_posts`, { limit: '101' }))).toEqual([
      400,
      100,
      undefined,
    ])
  })

  it('a field that is none is refused by its name, inside too', async () => {
    const ask = async (fields: string) => wordsOf(await page.get(`${page.id}/published_posts`, { fields }))
    expect(await ask('id,colour')).toBe(
      '(#100) Tried accessing nonexisting field (colour) on node type (PagePost)',
    )
    expect(await ask('attachments{target{id}},from{id,colour}')).toContain('(colour) on node type (Page)')
  })
})

describe('7: usage', () => {
  it('of a page’s token is told for the page, of a person’s for the app', async () => {
    const ofPage = (await page.get(page.id)).headers.get('x-business-use-case-usage') ?? ''
    expect(JSON.parse(ofPage)).toEqual({
      [page.id]: [
        { type: 'pages', call_count: 0, total_cputime: 0, total_time: 0, estimated_time_to_regain_access: 0 },
      ],
    })
    const ofApp = (await ann.get('me')).headers.get('x-app-usage') ?? ''
    expect(JSON.parse(ofApp)).toEqual({ call_count: 0, total_cputime: 0, total_time: 0 })
  })
})

describe('8: the death of tokens', () => {
  it.each([
    ['app_removed', 458, true],
    ['checkpoint', 459, true],
    ['password_changed', 460, true],
    ['unconfirmed', 464, true],
    ['logged_out', 467, true],
    ['role_lost', 492, false],
  ])('%s: 190/%i', async (accountType, subcode, isPersonToo) => {
    await client.control.createUser('facebook', { username: ann.username, accountType })
    expect(refusalOf(await post({ message: 'Soup' }))).toEqual([400, 190, subcode])
    expect(refusalOf(await ann.get('me'))[1]).toBe(isPersonToo ? 190 : undefined)
    if (![459, 464].includes(subcode)) return
    await client.control.createUser('facebook', { username: ann.username, accountType: 'personal' })
    expect((await post({ message: 'Soup' })).status).toBe(200)
  })

  it('463: the page’s token outlives the person’s', async () => {
    await advance(61 * 86_400_000)
    expect(refusalOf(await ann.get('me'))).toEqual([400, 190, 463])
    expect((await post({ message: 'Soup' })).status).toBe(200)
  })

  it('a fault says 463 once, and who asks for the page’s token then is given another', async () => {
    await client.fault('token_expired', 'publish')
    expect(refusalOf(await post({ message: 'Soup' }))).toEqual([400, 190, 463])
    const renewed = await ann.asPage()
    expect(renewed.token).not.toBe(page.token)
    expect((await renewed.post(`${page.id}/feed`, { message: 'Soup' })).status).toBe(200)
  })

  it('a fault takes the app away: everything is dead, until the next consent', async () => {
    await client.fault('token_revoked', 'publish')
    expect(refusalOf(await post({ message: 'Soup' }))).toEqual([400, 190, 458])
    expect(refusalOf(await ann.get('me'))).toEqual([400, 190, 458])
    expect((await (await person({ username: ann.username })).asPage()).id).toBe(page.id)
  })
})

describe('9: fields after writing, and 30 reels a day', () => {
  it('the 31st reel in 24 hours is refused at its finish, and taken when the day is over', async () => {
    for (let count = 0; count < 30; count += 1) expect((await (await reel()).finish()).status).toBe(200)
    const { finish } = await reel()
    const refused = await finish()
    expect([refusalOf(refused), wordsOf(refused)]).toEqual([
      [400, 613, undefined],
      expect.stringContaining('30 reels through the API in 24 hours'),
    ])
    await advance(86_400_000)
    expect((await finish()).status).toBe(200)
  })
})

describe('10: insights', () => {
  const many =
    'post_media_view,post_total_media_view_unique,post_reactions_by_type_total,post_clicks,post_clicks_by_type'
  it('of a post are told by name; one bad name fails all', async () => {
    const [old] = dataOf(await page.get(`${page.id}/published_posts`, { limit: '1' }))
    const id = old?.['id'] as string
    const told = dataOf(await page.get(`${id}/insights`, { metric: many }))
    expect(told.map(({ name }) => name)).toEqual(many.split(','))
    expect(told[0]).toMatchObject({ period: 'lifetime', id: `${id}/insights/post_media_view/lifetime` })
    expect((told[2]?.['values'] as { value: object }[])[0]?.value).toEqual({
      like: expect.any(Number) as number,
      love: expect.any(Number) as number,
    })
    const dead = await page.get(`${id}/insights`, { metric: `${many},post_impressions` })
    expect([refusalOf(dead), wordsOf(dead)]).toEqual([
      [400, 100, undefined],
      '(#100) The value must be a valid insights metric',
    ])
  })

  it('counts stand at the post; shares are missing when there are none', async () => {
    const fields = 'shares,comments.limit(0).summary(true),reactions.limit(0).summary(true)'
    const id = textOf(await post({ message: 'Soup' }), 'id')
    await page.post(`${id}/comments`, { message: 'First' })
    const read = async () => (await page.get(id, { fields })).body as JsonObject
    expect(await read()).toMatchObject({
      comments: { data: [], summary: { total_count: 1 } },
      reactions: { data: [], summary: { total_count: 0 } },
    })
    expect('shares' in (await read())).toBe(false)
    await advance(7 * 86_400_000)
    expect(await read()).toMatchObject({ shares: { count: expect.any(Number) as number } })
  })

  it('of a page come by days, 93 at most', async () => {
    const now = Math.floor(Date.parse((await client.control.clock()).now) / 1_000)
    const ask = (days: number) =>
      page.get(`${page.id}/insights`, {
        metric: 'page_media_view,page_follows,page_daily_follows',
        period: 'day',
        since: String(now - days * 86_400),
        until: String(now),
      })
    const [views, follows] = dataOf(await ask(90)) as { values: { value: JsonObject; end_time: string }[] }[]
    expect(views?.values).toHaveLength(90)
    expect(views?.values[0]?.end_time).toMatch(/T07:00:00\+0000$/)
    expect(views?.values.some(({ value }) => Number(value['organic']) > 0)).toBe(true)
    expect(follows?.values.at(-1)?.value).toBeLessThanOrEqual(5_400)
    expect(refusalOf(await ask(94))).toEqual([400, 100, undefined])
  })

  it('of a film and of a story have names of their own', async () => {
    const { id, finish } = await reel()
    await finish()
    await advance(86_400_000)
    const told = await page.get(`${id}/video_insights`, {
      metric: 'blue_reels_play_count,post_video_social_actions',
    })
    expect(dataOf(told)).toMatchObject([
      { name: 'blue_reels_play_count' },
      { name: 'post_video_social_actions' },
    ])
    const story = textOf(await page.post(`${page.id}/photo_stories`, { photo_id: await photo() }), 'post_id')
    expect((await page.get(`${story}/insights`, { metric: 'story_media_view' })).status).toBe(200)
    expect(refusalOf(await page.get(`${story}/insights`, { metric: 'post_media_view' }))).toEqual([
      400,
      100,
      undefined,
    ])
  })

  it('of a page that few like are empty', async () => {
    const small = await (await person({ accountType: 'small' })).asPage()
    const id = textOf(await small.post(`${small.id}/feed`, { message: 'Soup' }), 'id')
    for (const path of [
      `${id}/insights?metric=post_clicks`,
      `${small.id}/insights?metric=page_follows&period=day`,
    ]) {
      const query = `access_token=${small.token}&appsecret_proof=${proofOf(small.token)}`
      expect(dataOf(await call('GET', `${graph}/${path}&${query}`))).toEqual([])
    }
  })

  it('need read_insights', async () => {
    const careful = await (
      await person({ scopes: allScopes.filter((each) => each !== 'read_insights') })
    ).asPage()
    const refused = await careful.get(`${careful.id}/insights`, { metric: 'page_follows' })
    expect(refusalOf(refused)).toEqual([400, 10, undefined])
  })
})
