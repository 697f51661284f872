import { beforeEach, describe, expect, it } from 'vitest'
import {
  at,
  codesOf,
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
import type { Answer } from '../../../../tests/support/simulator.js'
import { simulator } from './index.js'

/** Section 5 of the facts, row by row: how each refusal comes about, and what it looks like. */
const client = await startSimulator(simulator, files)
const { person } = instagramClient(client)
const { advance } = client.control

let ann: Person
beforeEach(async () => {
  await client.control.reset()
  ann = await person('instagram', { username: 'ann' })
})
const create = (form: Record<string, string>, who = ann): Promise<Answer> => who.post(`${who.id}/media`, form)
const publishing = (creation_id: string, who = ann): Promise<Answer> =>
  who.post(`${who.id}/media_publish`, { creation_id })
const ready = async (form: Record<string, string> = photo): Promise<string> => {
  const id = await ann.container(form)
  await advance(2_001)
  return id
}
const spoken = async (answer: Answer | Promise<Answer>): Promise<[unknown, unknown, string]> => {
  const said = await answer
  return [...codesOf(said), wordsOf(said)]
}

it('every refusal has the Graph envelope', async () => {
  const answer = await create({ image_url: at('not-there.jpg') })
  expect(answer).toMatchObject({ status: 400 })
  expect(answer.body).toEqual({
    error: {
      message: 'Invalid parameter',
      type: 'OAuthException',
      code: 9_004,
      error_subcode: 2_207_052,
      is_transient: false,
      error_user_title: expect.any(String) as string,
      error_user_msg: `The media could not be fetched from this URI: ${at('not-there.jpg')}`,
      fbtrace_id: expect.any(String) as string,
    },
  })
})

it('9004/2207052: media that could not be fetched; of a cover too', async () => {
  expect(codesOf(await create({ ...film, cover_url: at('not-there.jpg') }))).toEqual([9_004, 2_207_052])
})

describe('content', () => {
  it('36001/2207005: format', async () => {
    expect(await spoken(create({ image_url: at('card-1200x630.png') }))).toEqual([
      36_001,
      2_207_005,
      expect.stringContaining('The image format png is not supported'),
    ])
  })

  it('36004/2207010: a caption of more than 2,200 characters or 30 hashtags', async () => {
    const tags = (count: number) =>
      Array.from({ length: count }, (_, index) => `#t${String(index)}`).join(' ')
    for (const caption of ['a'.repeat(2_200), tags(30)])
      expect((await create({ ...photo, caption })).status).toBe(200)
    for (const caption of ['a'.repeat(2_201), tags(31)])
      expect(codesOf(await create({ ...photo, caption }))).toEqual([36_004, 2_207_010])
  })

  it('100/2207040: more than 20 @ tags, in the caption or on the picture', async () => {
    const names = Array.from({ length: 21 }, (_, index) => `friend${String(index)}`)
    const user_tags = JSON.stringify(names.map((username) => ({ username, x: 0.5, y: 0.5 })))
    const mentions = (all: string[]) => all.map((name) => `@${name}`).join(' ')
    expect((await create({ ...photo, caption: mentions(names.slice(1)) })).status).toBe(200)
    expect(codesOf(await create({ ...photo, caption: mentions(names) }))).toEqual([100, 2_207_040])
    expect(codesOf(await create({ ...photo, user_tags }))).toEqual([100, 2_207_040])
  })

  it('100/2207028: a carousel of one, or of eleven', async () => {
    const child = () => ann.container({ ...photo, is_carousel_item: 'true' })
    const children: string[] = []
    for (let index = 0; index < 11; index += 1) children.push(await child())
    await advance(501)
    for (const some of [children.slice(1, 2), children, []])
      expect(codesOf(await create({ media_type: 'CAROUSEL', children: some.join(',') }))).toEqual([
        100, 2_207_028,
      ])
    expect(
      (await create({ media_type: 'CAROUSEL', children: JSON.stringify(children.slice(1)) })).status,
    ).toBe(200)
  })

  it('1/2207057: a thumb offset beyond the film', async () => {
    expect((await create({ ...film, thumb_offset: '3900' })).status).toBe(200)
    for (const thumb_offset of ['4100', '-1', 'x'])
      expect(codesOf(await create({ ...film, thumb_offset }))).toEqual([1, 2_207_057])
  })

  it('100/2207023: a media type that nobody knows', async () => {
    expect(await spoken(create({ ...photo, media_type: 'IMAGE' }))).toEqual([
      100,
      2_207_023,
      expect.stringContaining('The media type IMAGE is unknown'),
    ])
  })

  it('100/2207037: product tags of an account without a catalogue', async () => {
    expect(codesOf(await create({ ...photo, product_tags: '[{"product_id":"1","x":0.5,"y":0.5}]' }))).toEqual(
      [100, 2_207_037],
    )
  })

  it('-1/2207073: media of a kind that cannot be deleted', async () => {
    const bob = await person('facebook', { username: 'bob' })
    const children = [
      await bob.container({ ...photo, is_carousel_item: 'true' }),
      await bob.container({ ...photo, is_carousel_item: 'true' }),
    ]
    await advance(501)
    const id = await bob.publish({ media_type: 'CAROUSEL', children: children.join(',') })
    const { data } = (await bob.get(`${id}/children`)).body as { data: { id: string }[] }
    expect(codesOf(await bob.remove(data[0]?.id ?? ''))).toEqual([-1, 2_207_073])
  })
})

describe('not ready, missing and expired', () => {
  it('9007/2207027: not ready, of a carousel’s items too', async () => {
    const items = [
      await ann.container({ ...photo, is_carousel_item: 'true' }),
      await ann.container({ ...film, media_type: 'VIDEO', is_carousel_item: 'true' }),
    ]
    await advance(501)
    const parent = { media_type: 'CAROUSEL', children: items.join(',') }
    expect(codesOf(await create(parent))).toEqual([9_007, 2_207_027])
    await advance(1_501)
    const id = textOf(await create(parent), 'id')
    expect(codesOf(await publishing(id))).toEqual([9_007, 2_207_027])
    await advance(501)
    expect((await publishing(id)).status).toBe(200)
  })

  it('24/2207008: a container that is missing', async () => {
    expect(await spoken(publishing('17'))).toEqual([
      24,
      2_207_008,
      expect.stringContaining('creation id = 17 does not exist or has been expired'),
    ])
  })

  it('24/2207006: one that failed; -2/2207020: one that has expired', async () => {
    const failed = await ready({ ...film, video_url: at('truncated.mp4') })
    expect(codesOf(await publishing(failed))).toEqual([24, 2_207_006])
    await advance(86_400_000)
    expect(codesOf(await publishing(failed))).toEqual([-2, 2_207_020])
  })
})

describe('limits and restrictions', () => {
  it('9/2207042: the quota is used up for as long as the fault says', async () => {
    const id = await ready()
    await client.fault('quota_exceeded', 'publish', { retryAfter: 600 })
    expect(codesOf(await publishing(id))).toEqual([9, 2_207_042])
    const usage = () => ann.get(`${ann.id}/content_publishing_limit`)
    expect((await usage()).body).toEqual({ data: [{ quota_usage: 50 }] })
    expect(codesOf(await publishing(id))).toEqual([9, 2_207_042])
    await advance(600_000)
    expect((await usage()).body).toEqual({ data: [{ quota_usage: 0 }] })
    expect((await publishing(id)).status).toBe(200)
  })

  it('4/2207051: what looks like spam is no rate limit', async () => {
    const id = await ready()
    await client.fault('duplicate', 'publish')
    expect(await spoken(publishing(id))).toEqual([
      4,
      2_207_051,
      expect.stringContaining('We restrict certain activity to protect our community.'),
    ])
    expect((await publishing(id)).status).toBe(200)
  })

  it('25/2207050: a restricted account looks and publishes nothing', async () => {
    const id = await ready()
    await client.control.createUser('instagram', { username: 'ann', suspended: true })
    for (const answer of [await create(photo), await publishing(id)])
      expect(codesOf(answer)).toEqual([25, 2_207_050])
    expect((await ann.get('me')).status).toBe(200)
    await client.control.createUser('instagram', { username: 'ann', suspended: false })
    expect((await publishing(id)).status).toBe(200)
  })

  it('80002: too many calls, for whole minutes', async () => {
    await client.fault('rate_limited', 'find', { retryAfter: 90 })
    const answer = await ann.get(`${ann.id}/media`)
    expect(refusalOf(answer)).toEqual([400, 80_002, undefined])
    expect(JSON.parse(answer.headers.get('x-business-use-case-usage') ?? '')).toMatchObject({
      [ann.id]: [{ type: 'instagram', call_count: 100, estimated_time_to_regain_access: 2 }],
    })
  })
})

describe('190, 102', () => {
  it('463 once by a fault; 458 of access that was taken back, for good', async () => {
    await client.fault('token_expired', 'identity')
    expect(refusalOf(await ann.get('me'))).toEqual([401, 190, 463])
    expect((await ann.get('me')).status).toBe(200)
    await client.fault('token_revoked', 'identity')
    expect(refusalOf(await ann.get('me'))).toEqual([401, 190, 458])
    expect(refusalOf(await ann.get('me'))).toEqual([401, 190, undefined])
  })

  it('104 without a token', async () => {
    expect(refusalOf(await client.call('GET', `${graph.instagram}/me`))).toEqual([401, 104, undefined])
  })
})

describe('permissions', () => {
  const needs = [
    ['instagram', 'instagram_business_content_publish'],
    ['facebook', 'instagram_content_publish'],
  ] as const
  it.each(needs)('10: publishing at %s needs %s', async (login, scope) => {
    const basic = login === 'instagram' ? 'instagram_business_basic' : 'instagram_basic'
    const shy = await person(login, { username: 'shy', scopes: [basic, 'pages_show_list'] })
    const refused = await create(photo, shy)
    expect([refusalOf(refused), wordsOf(refused)]).toEqual([
      [403, 10, undefined],
      expect.stringContaining(scope),
    ])
    const limit = await shy.get(`${shy.id}/content_publishing_limit`)
    expect(refusalOf(limit)).toEqual([403, 10, undefined])
    for (const edge of ['insights?metric=reach', 'media'])
      expect((await shy.get(`${shy.id}/${edge.split('?')[0] ?? ''}`)).status).toBe(
        edge === 'media' ? 200 : 403,
      )
  })

  it('10: comments and insights need a scope of their own', async () => {
    const id = await ann.publish(photo)
    await person('instagram', {
      username: 'ann',
      scopes: ['instagram_business_basic', 'instagram_business_content_publish'],
    }).then(async (shy) => {
      expect(refusalOf(await shy.post(`${id}/comments`, { message: 'Hi' }))).toEqual([403, 10, undefined])
      expect(refusalOf(await shy.get(`${id}/comments`))).toEqual([403, 10, undefined])
      expect(refusalOf(await shy.get(`${id}/insights`, { metric: 'views' }))).toEqual([403, 10, undefined])
      expect(refusalOf(await shy.post(id, { comment_enabled: 'false' }))).toEqual([403, 10, undefined])
    })
  })

  it('“not an Instagram Business”: a personal account is let in, and publishes nothing', async () => {
    const pat = await person('instagram', { username: 'pat', accountType: 'personal' })
    expect((await pat.get('me', { fields: 'account_type' })).body).toEqual({ account_type: 'PERSONAL' })
    expect(await spoken(create(photo, pat))).toEqual([
      10,
      undefined,
      expect.stringContaining('The user is not an Instagram Business'),
    ])
    const same = await person('facebook', { username: 'sam', accountType: 'personal' })
    const { body } = await same.get('me/accounts', {
      fields: 'instagram_business_account,connected_instagram_account',
    })
    expect((body as { data: object[] }).data[0]).not.toHaveProperty('instagram_business_account')
  })
})

it('100/33: what is gone, is somebody else’s or is no such thing', async () => {
  const theirs = await (await person()).publish(photo)
  for (const id of ['17', theirs, 'x'])
    expect(await spoken(client.call('GET', `${graph.instagram}/${id}?access_token=${ann.token}`))).toEqual([
      100,
      33,
      expect.stringContaining(`Object with ID '${id}' does not exist`),
    ])
})

it('a field that is not there is 100', async () => {
  expect(await spoken(ann.get('me', { fields: 'id,colour' }))).toEqual([
    100,
    undefined,
    expect.stringContaining('Tried accessing nonexisting field (colour) on node type (User)'),
  ])
})

describe('faults at files', () => {
  it('media_rejected: 36001/2207005 of a picture, 352/2207026 of a film, the same in a status', async () => {
    await client.fault('media_rejected', 'upload')
    expect(codesOf(await create(photo))).toEqual([36_001, 2_207_005])
    await client.fault('media_rejected', 'upload')
    expect(codesOf(await create(film))).toEqual([352, 2_207_026])
    const id = await ready()
    await client.fault('media_rejected', 'status')
    expect(await statusOf(ann, id)).toEqual([
      'ERROR',
      'Error: Media upload has failed with error code 2207026',
    ])
    expect((await statusOf(ann, id))[0]).toBe('ERROR')
  })

  it('processing_failed: a status that says no more', async () => {
    const id = await ready()
    await client.fault('processing_failed', 'publish')
    expect((await create(photo)).status).toBe(200)
    expect(await statusOf(ann, id)).toEqual(['ERROR', 'Error: Media upload has failed'])
  })

  it('content_rejected: 100 at what makes words public', async () => {
    const id = await ready()
    await client.fault('content_rejected', 'publish')
    expect(codesOf(await publishing(id))).toEqual([100, undefined])
    expect((await publishing(id)).status).toBe(200)
  })
})
