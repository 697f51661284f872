import { beforeEach, describe, expect, it } from 'vitest'
import {
  at,
  codesOf,
  dataOf,
  files,
  film,
  graph,
  instagramClient,
  photo,
  refusalOf,
  statusOf,
  textOf,
  wordsOf,
  type Person,
} from '../../../../tests/support/instagram.js'
import { startSimulator } from '../../../../tests/support/simulator.js'
import type { JsonObject } from '../../../kit/json.js'
import { simulator } from './index.js'

/** A test for each line of what a fair stand-in must do, by its number; 7 is in sign-in.test.ts, 10 in audio.test.ts. */
const client = await startSimulator(simulator, files)
const { get, as, person } = instagramClient(client)
const { advance } = client.control
const hour = 3_600_000
const posts = () => client.control.posts({ platform: 'instagram', limit: 2_000 })

let ann: Person
beforeEach(async () => {
  await client.control.reset()
  ann = await person('instagram', { username: 'ann' })
})
const publishing = (who: Person, creation_id: string) => who.post(`${who.id}/media_publish`, { creation_id })

describe('1: both hosts with tokens of their own kind', () => {
  it('a token of the other host is 401 code 190', async () => {
    const bob = await person('facebook', { username: 'bob' })
    expect(refusalOf(await get(`${graph.instagram}/me`, { access_token: bob.token }))).toEqual([
      401,
      190,
      undefined,
    ])
    expect(refusalOf(await get(`${graph.facebook}/me`, { access_token: ann.token }))).toEqual([
      401,
      190,
      undefined,
    ])
    expect((await bob.get(bob.id, { fields: 'username' })).body).toEqual({ username: 'bob' })
  })

  it('me at Instagram’s login has an id that is not the user_id, and only the latter leads further', async () => {
    const { body } = await ann.get('me', { fields: 'id,user_id,username,account_type' })
    expect(body).toMatchObject({ user_id: ann.id, username: 'ann', account_type: 'Business' })
    const { id } = body as { id: string }
    expect(id).not.toBe(ann.id)
    expect(refusalOf(await ann.get(`${id}/media`))).toEqual([400, 100, 33])
    expect((await ann.get(`${ann.id}/media`)).status).toBe(200)
    expect((await ann.get('me/media')).status).toBe(200)
  })

  it('the same account has the same id in both flavours', async () => {
    const same = await person('facebook', { username: 'ann' })
    const id = await ann.publish({ ...photo, caption: 'Soup' })
    expect((await same.get(`${ann.id}/media`, { fields: 'id,caption', limit: '1' })).body).toMatchObject({
      data: [{ id, caption: 'Soup' }],
    })
  })
})

describe('2: media are fetched by the server', () => {
  it.each([
    ['not-there.jpg', 9_004, 2_207_052],
    ['html-named.jpg', 9_004, 2_207_052],
    ['truncated.jpg', 9_004, 2_207_052],
    ['card-1200x630.png', 36_001, 2_207_005],
    ['photo-1200x900.webp', 36_001, 2_207_005],
  ])('a picture is refused while its container is made: %s is %i/%i', async (name, code, subcode) => {
    const refused = await ann.post(`${ann.id}/media`, { image_url: at(name) })
    expect(refusalOf(refused)).toEqual([400, code, subcode])
    expect(wordsOf(refused)).toMatch(/could not be fetched|not supported/)
  })

  it.each([
    ['wrong-codec-mpeg4-2s.mp4', 2_207_026],
    ['truncated.mp4', 2_207_026],
    ['landscape-640x360-2s.webm', 2_207_026],
    ['not-there.mp4', 2_207_077],
  ])('a film ends its container later: %s is ERROR with %i in its status', async (name, subcode) => {
    const id = await ann.container({ media_type: 'REELS', video_url: at(name) })
    expect((await statusOf(ann, id))[0]).toBe('IN_PROGRESS')
    await advance(2_001)
    expect(await statusOf(ann, id)).toEqual([
      'ERROR',
      `Error: Media upload has failed with error code ${String(subcode)}`,
    ])
  })

  it.each(['https://files.example/é.jpg', 'ftp://files.example/a.jpg', 'x'])(
    'an address has to be plain ASCII and public: %s',
    async (image_url) => {
      expect(codesOf(await ann.post(`${ann.id}/media`, { image_url }))).toEqual([9_004, 2_207_052])
    },
  )
})

describe('3: IN_PROGRESS, FINISHED, PUBLISHED, EXPIRED', () => {
  it('publishing too early is 9007/2207027, and later it is out once', async () => {
    const id = await ann.container(photo)
    expect(codesOf(await publishing(ann, id))).toEqual([9_007, 2_207_027])
    await advance(501)
    expect((await statusOf(ann, id))[0]).toBe('FINISHED')
    expect((await publishing(ann, id)).status).toBe(200)
    expect((await statusOf(ann, id))[0]).toBe('PUBLISHED')
    expect(codesOf(await publishing(ann, id))).toEqual([24, 2_207_008])
    expect(await posts()).toHaveLength(1)
  })

  it('EXPIRED after 24 hours, and can no longer be published', async () => {
    const id = await ann.container(photo)
    await advance(24 * hour)
    expect((await statusOf(ann, id))[0]).toBe('EXPIRED')
    expect(codesOf(await publishing(ann, id))).toEqual([-2, 2_207_020])
  })

  it('PUBLISHED stays, after a day too', async () => {
    const id = await ann.container(photo)
    await advance(501)
    await publishing(ann, id)
    await advance(25 * hour)
    expect((await statusOf(ann, id))[0]).toBe('PUBLISHED')
  })

  it('a container that never was, or is somebody else’s, is 24/2207008', async () => {
    const theirs = await (await person()).container(photo)
    await advance(501)
    for (const id of ['17900000000000000', theirs])
      expect(codesOf(await publishing(ann, id))).toEqual([24, 2_207_008])
    expect(codesOf(await ann.get(theirs, { fields: 'status_code' }))).toEqual([100, 33])
  })

  it('one in ERROR is 24/2207006', async () => {
    const id = await ann.container({ ...film, video_url: at('truncated.mp4') })
    await advance(2_001)
    expect(codesOf(await publishing(ann, id))).toEqual([24, 2_207_006])
  })
})

describe('4: published, and the answer lost', () => {
  it.each(['instagram', 'facebook'] as const)(
    'the container says PUBLISHED, the list has another id (%s)',
    async (login) => {
      const who = await person(login, { username: 'lou' })
      const id = await who.container({ ...photo, caption: 'Lost soup' })
      await advance(501)
      await client.fault('lost_response', 'publish')
      await expect(publishing(who, id)).rejects.toThrow()
      expect((await statusOf(who, id))[0]).toBe('PUBLISHED')
      const [newest] = dataOf(
        await who.get(`${who.id}/media`, { fields: 'id,caption,permalink', limit: '1' }),
      )
      expect(newest).toMatchObject({ caption: 'Lost soup' })
      expect(newest?.['id']).not.toBe(id)
    },
  )

  it('a server error hides a post that is out', async () => {
    const id = await ann.container(photo)
    await advance(501)
    await client.fault('server_error', 'publish')
    const answer = await publishing(ann, id)
    expect(answer).toMatchObject({ status: 500, body: { error: { code: 2, is_transient: true } } })
    expect((await statusOf(ann, id))[0]).toBe('PUBLISHED')
    expect(await posts()).toHaveLength(1)
  })

  it('a request that was lost has published nothing', async () => {
    const id = await ann.container(photo)
    await advance(501)
    await client.fault('lost_request', 'publish')
    await expect(publishing(ann, id)).rejects.toThrow()
    expect((await statusOf(ann, id))[0]).toBe('FINISHED')
    expect(await posts()).toEqual([])
  })
})

describe('5: the quota is counted at publish', () => {
  const quota = async (who: Person, more = {}): Promise<JsonObject | undefined> =>
    dataOf(await who.get(`${who.id}/content_publishing_limit`, { fields: 'quota_usage,config', ...more }))[0]

  it('containers count nothing, a carousel counts 1, and after a day it is gone', async () => {
    const children = [
      await ann.container({ ...photo, is_carousel_item: 'true' }),
      await ann.container({ ...photo, is_carousel_item: 'true' }),
    ]
    await advance(501)
    expect(await quota(ann)).toEqual({ quota_usage: 0, config: { quota_total: 50, quota_duration: 86_400 } })
    await ann.publish({ media_type: 'CAROUSEL', children: children.join(',') })
    expect(await quota(ann)).toMatchObject({ quota_usage: 1 })
    await advance(2_000)
    const now = Math.floor(Date.parse((await client.control.clock()).now) / 1_000)
    expect(await quota(ann, { since: String(now) })).toMatchObject({ quota_usage: 0 })
    expect(await quota(ann, { since: String(now - 60) })).toMatchObject({ quota_usage: 1 })
    await advance(24 * hour)
    expect(await quota(ann)).toMatchObject({ quota_usage: 0 })
  })

  it.each([
    ['business', 50],
    ['quota_100', 100],
  ])('of a %s account it is %i, and one more is 9/2207042', async (accountType, total) => {
    const who = await person('instagram', { accountType })
    const ids: string[] = []
    for (let index = 0; index <= total; index += 1) ids.push(await who.container(photo))
    await advance(501)
    for (const id of ids.slice(0, total)) expect((await publishing(who, id)).status).toBe(200)
    expect(await quota(who)).toMatchObject({ quota_usage: total, config: { quota_total: total } })
    expect(codesOf(await publishing(who, ids[total] ?? ''))).toEqual([9, 2_207_042])
    await advance(23.9 * hour)
    expect(await quota(who)).toMatchObject({ quota_usage: total })
  })

  it('400 containers in 24 hours', async () => {
    const film = { media_type: 'REELS', video_url: at('not-there.mp4') }
    await Promise.all(Array.from({ length: 400 }, () => ann.container(film)))
    expect(codesOf(await ann.post(`${ann.id}/media`, photo))).toEqual([9, 2_207_042])
    await advance(24 * hour)
    expect((await ann.post(`${ann.id}/media`, photo)).status).toBe(200)
  })
})

describe('6: fresh media', () => {
  it('some are 100/33 at first and some have no permalink yet; then all are whole', async () => {
    const containers: string[] = []
    for (let index = 0; index < 3; index += 1) containers.push(await ann.container(photo))
    await advance(501)
    const ids: string[] = []
    for (const id of containers) ids.push(textOf(await publishing(ann, id), 'id'))
    const seen = async () => {
      const answers = await Promise.all(ids.map((id) => ann.get(id, { fields: 'id,permalink,shortcode' })))
      return answers.map((answer) =>
        answer.status === 400
          ? codesOf(answer).join('/')
          : Object.keys(answer.body as object).length === 3
            ? 'whole'
            : 'bare',
      )
    }
    expect(new Set(await seen())).toEqual(new Set(['100/33', 'bare', 'whole']))
    expect(await seen()).toEqual(ids.map(() => 'whole'))
  })
})

describe('8: pages with and without an account', () => {
  it('lists pages over several answers, one of them without instagram_business_account', async () => {
    const pages = [
      { id: '11', name: 'Soup' },
      { id: '12', name: 'Bread' },
    ]
    const bob = await person('facebook', { username: 'bob', pages })
    const fields =
      'id,name,tasks,access_token,instagram_business_account{id,username},connected_instagram_account'
    const first = await bob.get('me/accounts', { fields, limit: '100' })
    const { paging } = first.body as { paging: { cursors: { after: string }; next?: string } }
    expect(paging.next).toContain('after=')
    const rest = await bob.get('me/accounts', { fields, limit: '100', after: paging.cursors.after })
    expect((rest.body as { paging: object }).paging).not.toHaveProperty('next')
    const found = [...dataOf(first), ...dataOf(rest)]
    expect(found.map(({ id, instagram_business_account: account }) => [id, account])).toEqual([
      ['11', { id: bob.id, username: 'bob' }],
      ['12', { id: expect.any(String) as string, username: 'bread' }],
      [expect.any(String), undefined],
      [expect.any(String), { id: expect.any(String) as string, username: 'bob_archive' }],
    ])
    expect(found.map(({ access_token: token }) => typeof token)).toEqual([
      'string',
      'string',
      'string',
      'undefined',
    ])
    expect(found.every((each) => each['connected_instagram_account'] !== undefined)).toBe(true)
  })

  it('a page’s token reaches its own account only, and does not end', async () => {
    const pages = [
      { id: '11', name: 'Soup' },
      { id: '12', name: 'Bread' },
    ]
    const bob = await person('facebook', { username: 'bob', pages })
    const fields = 'access_token,instagram_business_account'
    const [soup, bread] = await Promise.all(
      ['11', '12'].map(async (id) => (await bob.get(id, { fields })).body as JsonObject),
    )
    const [own, other] = [soup, bread].map(
      (page) => (page?.['instagram_business_account'] as { id: string }).id,
    )
    const page = as('facebook', String(soup?.['access_token']), bob)
    expect(own).toBe(bob.id)
    expect((await page.get(own ?? '', { fields: 'username' })).body).toEqual({ username: 'bob' })
    expect(codesOf(await page.get(other ?? ''))).toEqual([100, 33])
    expect((await bob.get(other ?? '')).status).toBe(200)
    await advance(61 * 24 * hour)
    expect((await page.get(own ?? '')).status).toBe(200)
    expect(refusalOf(await bob.get(own ?? ''))).toEqual([401, 190, 463])
  })

  it('who may only look at a page publishes nothing for its account', async () => {
    const bob = await person('facebook', { username: 'bob' })
    const after = (await bob.get('me/accounts')).body as { paging: { cursors: { after: string } } }
    const fields = 'tasks,instagram_business_account'
    const [archive] = dataOf(await bob.get('me/accounts', { fields, after: after.paging.cursors.after }))
    const { id } = archive?.['instagram_business_account'] as { id: string }
    expect(archive?.['tasks']).toEqual(['ANALYZE'])
    expect(refusalOf(await bob.post(`${id}/media`, photo))).toEqual([403, 200, undefined])
  })
})

describe('9: usage headers, insights, stories, deleting', () => {
  it('tells what of its calls an account has used', async () => {
    const usage = JSON.parse((await ann.get(ann.id)).headers.get('x-business-use-case-usage') ?? '') as object
    expect(usage).toEqual({
      [ann.id]: [
        {
          type: 'instagram',
          call_count: 0,
          total_cputime: 0,
          total_time: 0,
          estimated_time_to_regain_access: 0,
        },
      ],
    })
    const bob = await person('facebook', { username: 'bob' })
    expect((await bob.get('me/accounts')).headers.get('x-app-usage')).toContain('call_count')
  })

  it('one bad metric fails the call', async () => {
    const id = await ann.publish(photo)
    const read = (metric: string) => ann.get(`${id}/insights`, { metric })
    expect((await read('views,likes')).status).toBe(200)
    for (const bad of ['impressions', 'plays', 'ig_reels_avg_watch_time', 'replies'])
      expect(codesOf(await read(`views,${bad}`))).toEqual([100, undefined])
  })

  it('a story is listed by itself, for a day, and tells nothing of a few who saw it', async () => {
    const { image_url } = photo
    const id = await ann.publish({ media_type: 'STORIES', image_url })
    const insights = () => ann.get(`${id}/insights`, { metric: 'views,reach,replies,navigation' })
    const listed = async (edge: string) =>
      dataOf(await ann.get(`${ann.id}/${edge}`)).some((each) => each['id'] === id)
    expect([await listed('stories'), await listed('media')]).toEqual([true, false])
    expect((await ann.get(id, { fields: 'media_product_type,permalink' })).body).toEqual({
      media_product_type: 'STORY',
      permalink: `https://www.instagram.com/stories/ann/${id}`,
    })
    expect(refusalOf(await insights())).toEqual([400, 10, undefined])
    await advance(12 * hour)
    expect((await insights()).status).toBe(200)
    await advance(12 * hour)
    expect(await listed('stories')).toBe(false)
    expect(codesOf(await insights())).toEqual([100, undefined])
  })

  it('deletes at Facebook’s host with the scope, and nowhere else', async () => {
    const bob = await person('facebook', { username: 'bob' })
    const [mine, theirs] = [await ann.publish(photo), await bob.publish(photo)]
    expect((await ann.remove(mine)).status).toBe(400)
    expect(codesOf(await bob.remove(mine))).toEqual([100, 33])
    const shy = await person('facebook', { username: 'bob', scopes: ['instagram_basic', 'pages_show_list'] })
    expect(refusalOf(await shy.remove(theirs))).toEqual([403, 10, undefined])
    expect((await bob.remove(theirs)).body).toEqual({ success: true, deleted_id: theirs })
    expect((await posts()).map(({ remoteId }) => remoteId)).toEqual([mine])
  })
})
