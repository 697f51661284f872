import { beforeEach, describe, expect, it } from 'vitest'
import { startSimulator } from '../../../../tests/support/simulator.js'
import {
  allScopes,
  facebookClient,
  files,
  fixture,
  graph,
  refusalOf,
  textOf,
  withFile,
  wordsOf,
  type Person,
} from '../../../../tests/support/facebook.js'
import type { Fault, FaultKind } from '../../../../contract/sandbox.js'
import { simulator } from './index.js'

/** Section 5 of the facts, row by row: how each refusal comes about, and what it looks like. */
const client = await startSimulator(simulator, files)
const { call, person, sendBytes } = facebookClient(client)
const { advance } = client.control
const posts = () => client.control.posts({ platform: 'facebook', limit: 1_000 })
const upright = await fixture('rotated-90-1280x720-4s.mp4')

let ann: Person
let page: Awaited<ReturnType<Person['asPage']>>
beforeEach(async () => {
  await client.control.reset()
  ann = await person()
  page = await ann.asPage()
})
const post = (fields: Record<string, string> = { message: 'Soup' }) => page.post(`${page.id}/feed`, fields)
const reel = async () => {
  const { body } = await page.post(`${page.id}/video_reels`, { upload_phase: 'start' })
  const { video_id: id, upload_url: url } = body as { video_id: string; upload_url: string }
  const send = () => sendBytes(url, page.token, upright)
  const finish = () =>
    page.post(`${page.id}/video_reels`, { upload_phase: 'finish', video_id: id, video_state: 'PUBLISHED' })
  return { id, send, finish }
}
const photo = () =>
  page.post(`${page.id}/photos`, { url: 'https://files.example/card-1200x630.png', published: 'false' })

it('every refusal has the Graph envelope, with status 400', async () => {
  const answer = await call('GET', `${graph}/me?access_token=x`)
  expect(answer.status).toBe(400)
  expect(answer.headers.get('content-type')).toBe('application/json; charset=UTF-8')
  expect(answer.body).toEqual({
    error: {
      message: expect.any(String) as string,
      type: 'OAuthException',
      code: 190,
      is_transient: false,
      fbtrace_id: expect.any(String) as string,
    },
  })
})

describe('1, 2, is_transient: the outcome of a publish is unknown', () => {
  it('a reel, a film, a comment: 500 code 2', async () => {
    const { send, finish } = await reel()
    await send()
    await client.fault('server_error', 'publish')
    expect((await finish()).body).toMatchObject({ error: { code: 2, is_transient: true } })
    await advance(3_000)
    expect(await posts()).toHaveLength(1)
    await client.fault('server_error', 'identity')
    expect(refusalOf(await ann.get('me'))).toEqual([500, 2, undefined])
  })
})

describe('4, 80001: rate limits, with the minutes to wait', () => {
  it.each([
    [undefined, 5],
    [61, 2],
  ])('of a page: %s s', async (retryAfter, minutes) => {
    await client.fault('rate_limited', 'publish', retryAfter === undefined ? {} : { retryAfter })
    const answer = await post()
    expect(refusalOf(answer)).toEqual([400, 80_001, undefined])
    expect(JSON.parse(answer.headers.get('x-business-use-case-usage') ?? '')).toMatchObject({
      [page.id]: [{ type: 'pages', call_count: 100, estimated_time_to_regain_access: minutes }],
    })
    expect(await posts()).toEqual([])
  })

  it('of a person: 4, with the app’s usage', async () => {
    await client.fault('rate_limited', 'identity', { retryAfter: 120 })
    const answer = await ann.get('me')
    expect(refusalOf(answer)).toEqual([400, 4, undefined])
    expect(JSON.parse(answer.headers.get('x-app-usage') ?? '')).toMatchObject({ call_count: 100 })
  })
})

describe('613: 30 reels a day; 1390008: posting too fast', () => {
  it.each([
    ['a reel', 613, undefined],
    ['a post', 368, 1_390_008],
  ])('%s', async (what, code, subcode) => {
    const { send, finish } = await reel()
    await send()
    await client.fault('quota_exceeded', 'publish', { retryAfter: 3_600 })
    const answer = await (what === 'a reel' ? finish() : post())
    expect(refusalOf(answer)).toEqual([400, code, subcode])
    expect(answer.headers.get('x-business-use-case-usage')).toContain('"estimated_time_to_regain_access":60')
    await advance(3_000)
    expect(await posts()).toEqual([])
  })
})

describe('10, 200, 283, "(#100) No permission to publish the video": permissions', () => {
  const without = async (scope: string) =>
    (await person({ scopes: allScopes.filter((each) => each !== scope) })).asPage()

  it.each(['pages_manage_posts', 'pages_read_engagement'])(
    'without %s nothing is published',
    async (scope) => {
      const careful = await without(scope)
      expect(refusalOf(await careful.post(`${careful.id}/feed`, { message: 'Soup' }))).toEqual([
        400,
        200,
        undefined,
      ])
      expect(refusalOf(await careful.post(`${careful.id}/photos`, { published: 'false' }))).toEqual([
        400,
        200,
        undefined,
      ])
      expect(wordsOf(await careful.post(`${careful.id}/videos`, { upload_phase: 'start' }))).toBe(
        '(#100) No permission to publish the video',
      )
    },
  )

  it('without pages_read_engagement nothing is read', async () => {
    const careful = await without('pages_read_engagement')
    const refused = await careful.get(`${careful.id}/published_posts`)
    expect([refusalOf(refused), wordsOf(refused)]).toEqual([
      [400, 10, undefined],
      expect.stringContaining('pages_read_engagement'),
    ])
  })

  it('without pages_manage_engagement nothing is commented', async () => {
    const careful = await without('pages_manage_engagement')
    const id = textOf(await careful.post(`${careful.id}/feed`, { message: 'Soup' }), 'id')
    expect(refusalOf(await careful.post(`${id}/comments`, { message: 'First' }))).toEqual([
      400,
      200,
      undefined,
    ])
  })
})

describe('100 and its subcodes: content', () => {
  it.each([
    ['publish', 1_404_102, () => post()],
    [
      'comment',
      1_404_102,
      async () => page.post(`${textOf(await post(), 'id')}/comments`, { message: 'First' }),
    ],
  ] as [Fault['operation'], number, () => Promise<Awaited<ReturnType<typeof post>>>][])(
    'what goes against the standards: %s',
    async (operation, subcode, act) => {
      await client.fault('content_rejected', operation)
      const refused = await act()
      expect(refusalOf(refused)).toEqual([400, 100, subcode])
      expect(refused.body).toMatchObject({ error: { error_user_msg: expect.any(String) as string } })
    },
  )

  it('a photo that does not do', async () => {
    await client.fault('media_rejected', 'upload')
    expect(refusalOf(await photo())).toEqual([400, 100, 1_366_046])
  })

  it('a film that does not do: of the piece, the bytes, the finish or the status', async () => {
    const film = await page.post(`${page.id}/videos`, { upload_phase: 'start', file_size: '70000' })
    await client.fault('media_rejected', 'upload')
    const piece = await page.post(
      `${page.id}/videos`,
      withFile(
        { upload_phase: 'transfer', upload_session_id: textOf(film, 'upload_session_id'), start_offset: '0' },
        'video_file_chunk',
        upright.subarray(0, 65_536),
      ),
    )
    expect(refusalOf(piece)).toEqual([400, 100, 2_069_019])
    const { id, send, finish } = await reel()
    await client.fault('media_rejected', 'upload')
    expect((await send()).body).toMatchObject({
      debug_info: { type: 'ProcessingFailedError', retriable: false },
    })
    await send()
    await client.fault('media_rejected', 'publish')
    expect(refusalOf(await finish())).toEqual([400, 1_363_129, undefined])
    await client.fault('media_rejected', 'status')
    expect((await page.get(id, { fields: 'status' })).body).toMatchObject({
      status: { video_status: 'error', processing_phase: { errors: [{ code: 1_363_129 }] } },
    })
    expect(refusalOf(await finish())).toEqual([400, 1_363_129, undefined])
  })
})

it('100/33: gone, never there, or somebody else’s', async () => {
  const theirs = await (await person()).asPage()
  const id = textOf(await theirs.post(`${theirs.id}/feed`, { message: 'Soup' }), 'id')
  for (const path of [id, '123', `${page.id}_1`, `${id}/insights?metric=post_clicks`, `${id}/comments`])
    expect([path, ...refusalOf(await page.get(...split(path)))]).toEqual([path, 400, 100, 33])
  expect(refusalOf(await page.get(`${theirs.id}/feed`))).toEqual([400, 283, undefined])
  expect(refusalOf(await page.remove(id))).toEqual([400, 100, 33])
})

function split(path: string): [string, Record<string, string>] {
  const [bare = '', query = ''] = path.split('?')
  return [bare, Object.fromEntries(new URLSearchParams(query))]
}

it('368: somebody who is blocked reads and publishes nothing', async () => {
  const id = textOf(await post(), 'id')
  await client.control.createUser('facebook', { username: ann.username, suspended: true })
  expect(refusalOf(await post({ message: 'More' }))).toEqual([400, 368, undefined])
  expect(refusalOf(await page.post(`${id}/comments`, { message: 'First' }))).toEqual([400, 368, undefined])
  expect((await page.get(id)).status).toBe(200)
})

it('506: a fault says that the same is there already', async () => {
  await client.fault('duplicate', 'publish')
  expect(refusalOf(await post())).toEqual([400, 506, undefined])
  expect(await posts()).toEqual([])
})

describe('the host of bytes has words of its own', () => {
  it.each([
    ['processing_failed', 400, 'ProcessingFailedError'],
    ['token_expired', 401, 'NotAuthorizedError'],
    ['token_revoked', 401, 'NotAuthorizedError'],
  ] as [FaultKind, number, string][])('%s', async (fault, status, type) => {
    const { send } = await reel()
    await client.fault(fault, 'upload')
    expect(await send()).toMatchObject({ status, body: { debug_info: { retriable: false, type } } })
  })
})
