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
import type { JsonObject } from '../../../kit/json.js'
import { simulator } from './index.js'

/** A test for each line of what a fair stand-in must do, by its name. */
const client = await startSimulator(simulator, files)
const { person } = threadsClient(client)
const { advance } = client.control
const hour = 3_600_000
const posts = () => client.control.posts({ platform: 'threads', limit: 2_000 })
const statusOf = async (who: Person, id: string) =>
  (await who.get(id, { fields: 'id,status,error_message' })).body as JsonObject
const text = (words: string, more: Record<string, string> = {}) => ({
  media_type: 'TEXT',
  text: words,
  ...more,
})
const notFound = [400, 24, 4_279_009]

let ann: Person
beforeEach(async () => {
  await client.control.reset()
  ann = await person({ username: 'ann' })
})

describe('2: a container is FINISHED late', () => {
  it('publish at once is 400 code 24/4279009, and later it is out once', async () => {
    const film = { media_type: 'VIDEO', video_url: at('landscape-1280x720-4s-moov-last.mp4'), text: 'Soup' }
    const creation_id = await ann.container(film)
    const publish = () => ann.post('me/threads_publish', { creation_id })
    expect(refusalOf(await publish())).toEqual(notFound)
    expect((await statusOf(ann, creation_id))['status']).toBe('IN_PROGRESS')
    await advance(2_000)
    expect((await statusOf(ann, creation_id))['status']).toBe('FINISHED')
    const id = textOf(await publish(), 'id')
    expect(id).not.toBe(creation_id)
    expect(refusalOf(await publish())).toEqual(notFound)
    expect(await posts()).toMatchObject([{ remoteId: id, text: 'Soup' }])
  })

  it('a container that never was, or is somebody else’s, is not found', async () => {
    const creation_id = await (await person()).container(text('Theirs'))
    await advance(300)
    expect(refusalOf(await ann.post('me/threads_publish', { creation_id }))).toEqual(notFound)
    expect(refusalOf(await ann.post('me/threads_publish', { creation_id: '1' }))).toEqual(notFound)
    expect(refusalOf(await ann.get(creation_id))).toEqual([400, 100, 33])
  })
})

describe('3: statuses; media are fetched by the server', () => {
  it('EXPIRED after 24 h, and can no longer be published', async () => {
    const creation_id = await ann.container(text('Old soup'))
    await advance(24 * hour)
    expect(await statusOf(ann, creation_id)).toEqual({ id: creation_id, status: 'EXPIRED' })
    expect(refusalOf(await ann.post('me/threads_publish', { creation_id }))).toEqual(notFound)
  })

  it('PUBLISHED stays, after a day too', async () => {
    const creation_id = await ann.container(text('Soup'))
    await advance(300)
    await ann.post('me/threads_publish', { creation_id })
    await advance(25 * hour)
    expect((await statusOf(ann, creation_id))['status']).toBe('PUBLISHED')
  })

  it.each([
    ['wrong-codec-mpeg4-2s.mp4', 'FAILED_PROCESSING_VIDEO'],
    ['truncated.mp4', 'FAILED_PROCESSING_VIDEO'],
    ['landscape-640x360-2s.webm', 'FAILED_PROCESSING_VIDEO'],
    ['not-there.mp4', 'FAILED_DOWNLOADING_VIDEO'],
  ])('ERROR with error_message: %s is %s', async (name, error_message) => {
    const id = await ann.container({ media_type: 'VIDEO', video_url: at(name) })
    expect((await statusOf(ann, id))['status']).toBe('IN_PROGRESS')
    await advance(2_001)
    expect(await statusOf(ann, id)).toEqual({ id, status: 'ERROR', error_message })
    expect(refusalOf(await ann.post('me/threads_publish', { creation_id: id }))).toEqual(notFound)
  })

  it.each(['not-there.png', 'truncated.jpg', 'svg-named.jpg', 'captions.srt'])(
    'refuses the container of the picture %s: it could not be fetched from this URI',
    async (name) => {
      const refused = await ann.post('me/threads', { media_type: 'IMAGE', image_url: at(name) })
      expect(refusalOf(refused)).toEqual([400, 100, 2_207_052])
      expect(wordsOf(refused)).toContain(`The media could not be fetched from this URI: ${at(name)}`)
    },
  )

  it.each(['photo-1200x900.webp', 'animated-480x270-2s.gif'])('takes no %s for a picture', async (name) => {
    const refused = await ann.post('me/threads', { media_type: 'IMAGE', image_url: at(name) })
    expect(refusalOf(refused)).toEqual([400, 100, 2_207_005])
  })

  it('publishes a picture and a film with their alt texts', async () => {
    const image_url = at('portrait-4x5-1080x1350.jpg')
    const video_url = at('landscape-1280x720-4s-moov-last.mp4')
    const picture = await ann.publish({ media_type: 'IMAGE', image_url, alt_text: 'A boat' })
    const film = await ann.publish({ media_type: 'VIDEO', video_url, text: 'At sea' })
    expect((await posts()).reverse()).toMatchObject([
      {
        remoteId: picture,
        text: '',
        media: [{ kind: 'image', altText: 'A boat', width: 1_080, height: 1_350 }],
      },
      { remoteId: film, text: 'At sea', media: [{ kind: 'video', altText: null, width: 1_280 }] },
    ])
    const read = await ann.get(picture, { fields: 'id,media_type,media_url,alt_text,permalink' })
    expect(read.body).toMatchObject({ media_type: 'IMAGE', alt_text: 'A boat' })
    const permalink = textOf(read, 'permalink')
    expect((await client.call('GET', permalink)).status).toBe(200)
    expect((await client.call('GET', permalink.replace('@ann', '@bob'))).status).toBe(404)
    expect((await client.call('GET', textOf(read, 'media_url'))).headers.get('content-type')).toBe(
      'image/jpeg',
    )
  })
})

describe('4: a lost publish answer', () => {
  it('leaves a container PUBLISHED, and the post listed under another id', async () => {
    const creation_id = await ann.container(text('Lost soup'))
    await advance(300)
    await client.fault('lost_response', 'publish')
    await expect(ann.post('me/threads_publish', { creation_id })).rejects.toThrow()
    expect(await statusOf(ann, creation_id)).toEqual({ id: creation_id, status: 'PUBLISHED' })
    const [newest] = dataOf(await ann.get('me/threads', { fields: 'id,text', limit: '1' }))
    expect(newest).toMatchObject({ text: 'Lost soup' })
    expect(newest?.['id']).not.toBe(creation_id)
  })

  it('a server error hides a post that is out', async () => {
    const creation_id = await ann.container(text('Hidden soup'))
    await advance(300)
    await client.fault('server_error', 'publish')
    const answer = await ann.post('me/threads_publish', { creation_id })
    expect(answer.body).toMatchObject({ error: { code: 2, is_transient: true } })
    expect((await statusOf(ann, creation_id))['status']).toBe('PUBLISHED')
    expect(await posts()).toHaveLength(1)
  })
})

describe('5: lists', () => {
  it('me/threads has no replies and me/replies nothing else, newest first', async () => {
    const one = await ann.publish(text('One'))
    const two = await ann.publish(text('Two', { reply_to_id: one }))
    const three = await ann.publish(text('Three', { reply_to_id: two }))
    const four = await ann.publish(text('Four'))
    const fields = 'id,replied_to,root_post'
    expect(dataOf(await ann.get('me/threads', { limit: '2' }))).toEqual([{ id: four }, { id: one }])
    expect(dataOf(await ann.get(`${ann.id}/replies`, { fields }))).toEqual([
      { id: three, replied_to: { id: two }, root_post: { id: one } },
      { id: two, replied_to: { id: one }, root_post: { id: one } },
    ])
    // Under a post: its direct answers, or all that came of it.
    expect(dataOf(await ann.get(`${one}/replies`))).toEqual([{ id: two }])
    expect(dataOf(await ann.get(`${one}/conversation`, { reverse: 'false' }))).toEqual([
      { id: two },
      { id: three },
    ])
  })

  it('since and until count in whole seconds, and times are told so', async () => {
    const soup = await ann.publish(text('Soup'))
    const told = textOf(await ann.get(soup, { fields: 'timestamp' }), 'timestamp')
    expect(told).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000$/)
    const second = Date.parse(told) / 1_000
    const listed = async (query: Record<string, string>) =>
      dataOf(await ann.get('me/threads', query)).filter(({ id }) => id === soup).length
    expect(await listed({ since: String(second), until: String(second) })).toBe(1)
    expect(await listed({ since: String(second + 1) })).toBe(0)
    expect(await listed({ until: String(second - 1) })).toBe(0)
    expect(await listed({ since: told })).toBe(1)
    expect(refusalOf(await ann.get('me/threads', { since: 'soon' }))).toEqual([400, 100, undefined])
  })

  it('cursors lead through everything, 90 days of past included, each post once', async () => {
    await ann.publish(text('Soup'))
    const seen: string[] = []
    let after = ''
    for (;;) {
      const page = await ann.get('me/threads', {
        fields: 'id',
        limit: '40',
        ...(after === '' ? {} : { after }),
      })
      const data = dataOf(page)
      if (data.length === 0) break
      seen.push(...data.map(({ id }) => String(id)))
      after = (page.body as { paging: { cursors: { after: string } } }).paging.cursors.after
    }
    expect([seen.length, new Set(seen).size]).toEqual([91, 91])
    const permalink = textOf(await ann.get(seen.at(-1) ?? '', { fields: 'permalink' }), 'permalink')
    expect((await client.call('GET', permalink)).status).toBe(200)
    const back = await ann.get('me/threads', { before: after, limit: '100' })
    expect(dataOf(back)).toHaveLength(90)
    expect(refusalOf(await ann.get('me/threads', { before: after, after }))).toEqual([400, 100, undefined])
  })

  it('gives the fields that were asked for, and knows no others', async () => {
    const soup = await ann.publish(text('Soup'))
    expect((await ann.get(soup)).body).toEqual({ id: soup })
    expect((await ann.get(soup, { fields: 'id,text,is_quote_post' })).body).toEqual({
      id: soup,
      text: 'Soup',
      is_quote_post: false,
    })
    expect(wordsOf(await ann.get(soup, { fields: 'id,colour' }))).toContain('(colour)')
  })
})

describe('6: reply_to_id', () => {
  it.each(['missing', 'foreign', 'container'])('of a %s post is an error', async (kind) => {
    const stranger = await person()
    const reply_to_id = {
      missing: () => Promise.resolve('17900000000000001'),
      foreign: () => stranger.publish(text('Mine')),
      container: () => ann.container(text('Not out')),
    }[kind]
    const given = text('Answer', { reply_to_id: (await reply_to_id?.()) ?? '' })
    expect(refusalOf(await ann.post('me/threads', given))).toEqual([400, 100, undefined])
  })

  it('without threads_manage_replies is code 10', async () => {
    const careful = await person({ scopes: ['threads_basic', 'threads_content_publish'] })
    const reply_to_id = await careful.publish(text('Head'))
    expect(refusalOf(await careful.post('me/threads', text('Answer', { reply_to_id })))).toEqual([
      403,
      10,
      undefined,
    ])
  })

  it('of a post that went away meanwhile cannot be published', async () => {
    const reply_to_id = await ann.publish(text('Head'))
    const creation_id = await ann.container(text('Answer', { reply_to_id }))
    await ann.remove(reply_to_id)
    await advance(300)
    expect(refusalOf(await ann.post('me/threads_publish', { creation_id }))).toEqual(notFound)
  })
})

describe('8: the edge of the quota, with counters apart', () => {
  const counters = async () =>
    dataOf(
      await ann.get('me/threads_publishing_limit', {
        fields: 'quota_usage,config,reply_quota_usage,reply_config,delete_quota_usage,delete_config',
      }),
    )[0]

  it('counts posts, replies and deletes in the last 24 hours', async () => {
    const one = await ann.publish(text('One'))
    await ann.publish(text('Two', { reply_to_id: one }))
    await ann.post(`${one}/repost`)
    await ann.remove(one)
    expect(await counters()).toEqual({
      quota_usage: 2,
      config: { quota_total: 250, quota_duration: 86_400 },
      reply_quota_usage: 1,
      reply_config: { quota_total: 1_000, quota_duration: 86_400 },
      delete_quota_usage: 1,
      delete_config: { quota_total: 100, quota_duration: 86_400 },
    })
    await advance(24 * hour)
    expect(await counters()).toMatchObject({ quota_usage: 0, reply_quota_usage: 0, delete_quota_usage: 0 })
  })

  it('refuses the 251st post, publishes its replies, and posts a day later', async () => {
    const head = await ann.publish(text('Head'))
    await Promise.all(Array.from({ length: 249 }, () => ann.post(`${head}/repost`)))
    const last = await ann.container(text('Too much'))
    await advance(300)
    const refused = await ann.post('me/threads_publish', { creation_id: last })
    expect(refusalOf(refused)).toEqual([400, 9, 2_207_042])
    expect(await counters()).toMatchObject({ quota_usage: 250, reply_quota_usage: 0 })
    await ann.publish(text('Answer', { reply_to_id: head }))
    expect(await counters()).toMatchObject({ quota_usage: 250, reply_quota_usage: 1 })
    // What was refused has not used its container up.
    expect((await statusOf(ann, last))['status']).toBe('FINISHED')
    await advance(24 * hour)
    await ann.publish(text('Next day'))
    expect(await counters()).toMatchObject({ quota_usage: 1, reply_quota_usage: 0 })
  })
})

describe('9: insights in three shapes', () => {
  it('of a post: values', async () => {
    const soup = await ann.publish(text('Soup'))
    await advance(48 * hour)
    const metric = 'views,likes,replies,reposts,quotes,shares'
    const data = dataOf(await ann.get(`${soup}/insights`, { metric }))
    expect(data.map(({ name }) => name).join()).toBe(metric)
    expect(data[0]).toMatchObject({ period: 'lifetime', id: `${soup}/insights/views/lifetime` })
    // The one metric that is called otherwise in its id.
    expect(data[2]).toMatchObject({ name: 'replies', id: `${soup}/insights/thread_replies/lifetime` })
    expect((data[0]?.['values'] as { value: number }[])[0]?.value).toBeGreaterThan(100)
    expect(refusalOf(await ann.get(`${soup}/insights`, { metric: 'colour' }))).toEqual([400, 100, undefined])
  })

  it('of a repost: nothing', async () => {
    const soup = await ann.publish(text('Soup'))
    const repost = textOf(await ann.post(`${soup}/repost`), 'id')
    expect((await ann.get(`${repost}/insights`, { metric: 'views' })).body).toEqual({ data: [] })
    expect((await ann.get(repost, { fields: 'media_type' })).body).toEqual({ media_type: 'REPOST_FACADE' })
  })

  it('of an account: values by day, total_value, link_total_values, which agree with its posts', async () => {
    const until = Math.floor(Date.parse((await client.control.clock()).now) / 1_000)
    const since = until - 30 * 86_400
    const range = { since: String(since), until: String(until) }
    const data = dataOf(
      await ann.get('me/threads_insights', { metric: 'views,likes,clicks,followers_count', ...range }),
    )
    const [views, likes, clicks, followers] = data
    const past = dataOf(await ann.get('me/threads', { ...range, limit: '100' }))
    const each = await Promise.all(
      past.map(({ id }) => ann.get(`${String(id)}/insights`, { metric: 'views,likes' })),
    )
    type Value = { value: number; end_time: string }
    const sumOf = (values: Value[]): number => values.reduce((total, { value }) => total + value, 0)
    const sum = (index: number): number =>
      sumOf(each.flatMap((answer) => dataOf(answer)[index]?.['values'] as Value[]))
    const daily = views?.['values'] as Value[]
    expect(sumOf(daily)).toBe(sum(0))
    expect(daily.every(({ end_time }) => end_time.endsWith('T07:00:00+0000'))).toBe(true)
    expect(daily.length).toBeGreaterThanOrEqual(30)
    expect(likes?.['total_value']).toEqual({ value: sum(1) })
    expect(clicks?.['link_total_values']).toMatchObject([{ link_url: expect.any(String) as string }])
    expect(followers?.['total_value']).toEqual({ value: 412 })
  })

  it('of an account, of days to come: none', async () => {
    const metric = 'views'
    const [views] = dataOf(await ann.get('me/threads_insights', { metric, until: '99999999999999' }))
    expect((views?.['values'] as unknown[]).length).toBeLessThanOrEqual(4)
  })

  it('of followers: by one breakdown', async () => {
    const metric = 'follower_demographics'
    const [told] = dataOf(await ann.get('me/threads_insights', { metric, breakdown: 'country' }))
    expect(told?.['total_value']).toMatchObject({ breakdowns: [{ dimension_keys: ['country'] }] })
    expect(refusalOf(await ann.get('me/threads_insights', { metric }))).toEqual([400, 100, undefined])
  })

  it('counts nothing before 13 April 2024, and only for whom insights were granted', async () => {
    const early = { metric: 'likes', since: '1712991599', until: '1713078000' }
    expect(refusalOf(await ann.get('me/threads_insights', early))).toEqual([400, 100, undefined])
    const careful = await person({ scopes: allScopes.filter((scope) => !scope.includes('insights')) })
    expect(refusalOf(await careful.get('me/threads_insights', { metric: 'likes' }))).toEqual([
      403,
      10,
      undefined,
    ])
  })
})

it('answers what it does not know as Graph does', async () => {
  expect(refusalOf(await client.call('GET', 'https://graph.threads.net/v1.0/a/b/c'))).toEqual([
    400,
    2_500,
    undefined,
  ])
  expect(refusalOf(await client.call('GET', `${graph}/me`))).toEqual([401, 104, undefined])
  expect(refusalOf(await client.call('GET', `${graph}/me?access_token=THx`))).toEqual([401, 190, undefined])
  expect(refusalOf(await ann.get((await person()).id))).toEqual([400, 100, 33])
})
