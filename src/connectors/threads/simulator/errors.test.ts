import { beforeEach, describe, expect, it } from 'vitest'
import { startSimulator } from '../../../../tests/support/simulator.js'
import {
  allScopes,
  at,
  dataOf,
  files,
  graph,
  refusalOf,
  textOf,
  threadsClient,
  wordsOf,
  type Person,
} from '../../../../tests/support/threads.js'
import { simulator } from './index.js'

/** Section 5 of the facts, row by row: how each refusal comes about, and what it looks like. */
const client = await startSimulator(simulator, files)
const { person } = threadsClient(client)
const { advance } = client.control
const text = (words: string, more: Record<string, string> = {}) => ({
  media_type: 'TEXT',
  text: words,
  ...more,
})
const film = { media_type: 'VIDEO', video_url: at('landscape-1280x720-4s-moov-last.mp4') }
const picture = { media_type: 'IMAGE', image_url: at('card-1200x630.png') }

let ann: Person
beforeEach(async () => {
  await client.control.reset()
  ann = await person()
})
const ready = async (form: Record<string, string>) => {
  const creation_id = await ann.container(form)
  await advance(2_001)
  return { creation_id, publish: () => ann.post('me/threads_publish', { creation_id }) }
}
const publish = async () => (await ready(text('Soup'))).publish()

it('every refusal has the Graph envelope', async () => {
  const { body } = await client.call('GET', `${graph}/me?access_token=x`)
  expect(body).toEqual({
    error: {
      message: expect.stringContaining('Error validating access token') as string,
      type: 'OAuthException',
      code: 190,
      is_transient: false,
      fbtrace_id: expect.any(String) as string,
    },
  })
})

describe('190, "Error validating access token"', () => {
  it('of an expired token, 463: once by a fault, for ever at its end', async () => {
    await client.fault('token_expired', 'publish')
    const once = await publish()
    expect([refusalOf(once), wordsOf(once)]).toEqual([
      [401, 190, 463],
      expect.stringContaining('Session has expired'),
    ])
    expect((await publish()).status).toBe(200)
    const brief = await person({ tokenExpiresInSeconds: 60 })
    await advance(60_000)
    expect(refusalOf(await brief.get('me'))).toEqual([401, 190, 463])
  })

  it('of a consent that was taken back, 458; then all tokens are dead until the next', async () => {
    await client.fault('token_revoked', 'publish')
    expect(refusalOf(await publish())).toEqual([401, 190, 458])
    expect(refusalOf(await ann.get('me'))).toEqual([401, 190, undefined])
    const again = await person({ username: ann.username })
    expect([again.id, (await again.get('me')).status]).toEqual([ann.id, 200])
  })
})

it.each([
  ['threads_basic', (who: Person) => who.get('me')],
  ['threads_content_publish', (who: Person) => who.post('me/threads', text('Soup'))],
  ['threads_content_publish', (who: Person) => who.post('me/threads_publish', { creation_id: '1' })],
  ['threads_content_publish', (who: Person) => who.get('me/threads_publishing_limit')],
  ['threads_manage_replies', (who: Person) => who.post('1/manage_reply', { hide: 'true' })],
  ['threads_read_replies', (who: Person) => who.get('me/replies')],
  ['threads_manage_insights', (who: Person) => who.get('me/threads_insights', { metric: 'likes' })],
])('10: without %s', async (scope, use) => {
  const careful = await person({ scopes: allScopes.filter((each) => each !== scope) })
  const refused = await use(careful)
  expect([refusalOf(refused), wordsOf(refused)]).toEqual([
    [403, 10, undefined],
    expect.stringContaining(scope),
  ])
})

it('2, is_transient: a server error', async () => {
  await client.fault('server_error', 'identity')
  const answer = await ann.get('me')
  expect(answer).toMatchObject({ status: 500, body: { error: { code: 2, is_transient: true } } })
})

it.each([
  [undefined, 5],
  [61, 2],
])('4: too many calls, with the minutes to wait in a header', async (retryAfter, minutes) => {
  await client.fault('rate_limited', 'publish', retryAfter === undefined ? {} : { retryAfter })
  const answer = await publish()
  expect(refusalOf(answer)).toEqual([403, 4, undefined])
  expect(JSON.parse(answer.headers.get('x-business-use-case-usage') ?? '')).toMatchObject({
    [ann.id]: [{ type: 'threads', call_count: 100, estimated_time_to_regain_access: minutes }],
  })
})

it('4/2207051: the block of what looks like spam', async () => {
  await client.fault('duplicate', 'publish')
  expect(refusalOf(await publish())).toEqual([400, 4, 2_207_051])
})

it('24/4279009 "Media Not Found": not ready, gone, or used up', async () => {
  const creation_id = await ann.container(text('Soup'))
  const answer = await ann.post('me/threads_publish', { creation_id })
  expect(answer).toMatchObject({ body: { error: { error_user_title: 'Media Not Found' } } })
})

it('4279013: a restricted person reads, and publishes nothing', async () => {
  const { creation_id } = await ready(text('Soup'))
  await client.control.createUser('threads', { username: ann.username, suspended: true })
  const restricted = [400, 24, 4_279_013]
  expect(refusalOf(await ann.post('me/threads_publish', { creation_id }))).toEqual(restricted)
  expect(refusalOf(await ann.post('me/threads', text('Soup')))).toEqual(restricted)
  expect((await ann.get('me')).status).toBe(200)
})

describe('100', () => {
  it('content that may not be shared', async () => {
    await client.fault('content_rejected', 'publish')
    expect(refusalOf(await publish())).toEqual([400, 100, undefined])
  })

  it('media that could not be fetched from this URI', async () => {
    const refused = await ann.post('me/threads', { ...picture, image_url: 'http://127.0.0.1:1/soup.jpg' })
    expect([refusalOf(refused), wordsOf(refused)]).toEqual([
      [400, 100, 2_207_052],
      expect.stringContaining('The media could not be fetched from this URI'),
    ])
  })

  it('media that is refused; words alone leave the fault waiting', async () => {
    await client.fault('media_rejected', 'upload')
    await ann.container(text('Soup'))
    expect(refusalOf(await ann.post('me/threads', picture))).toEqual([400, 100, 2_207_005])
  })
})

it.each([
  ['processing_failed', film, 'FAILED_PROCESSING_VIDEO'],
  ['processing_failed', picture, 'INVALID_ASPEC_RATIO'],
  ['media_rejected', film, 'INVALID_FRAME_RATE'],
] as const)('a container’s error_message: %s of %j is %s', async (fault, form, error_message) => {
  const { creation_id, publish: send } = await ready(form)
  await client.fault(fault, 'status')
  const words = await ann.container(text('Soup'))
  const statusOf = async (id: string) => (await ann.get(id, { fields: 'status,error_message' })).body
  expect(await statusOf(words)).toEqual({ status: 'IN_PROGRESS' })
  expect(await statusOf(creation_id)).toEqual({ status: 'ERROR', error_message })
  expect(refusalOf(await send())).toEqual([400, 24, 4_279_009])
})

it('the quota has no documented code: the counters tell, for as long as was asked', async () => {
  await client.fault('quota_exceeded', 'publish', { retryAfter: 600 })
  expect(refusalOf(await publish())).toEqual([400, 9, 2_207_042])
  const used = async () => dataOf(await ann.get('me/threads_publishing_limit'))[0]?.['quota_usage']
  expect(await used()).toBe(250)
  expect(refusalOf(await publish())).toEqual([400, 9, 2_207_042])
  await advance(600_000)
  expect(await used()).toBe(0)
  expect(textOf(await publish(), 'id')).not.toBe('')
})
