import { describe, expect, it } from 'vitest'
import { aFile, anItem, scripted, type Scripted } from '../../../tests/support/scripted-network.js'
import type { Json, JsonObject } from '../../kit/json.js'
import { appSecretProof } from '../graph-api.js'
import type { PlatformRequest } from '../platform-http.js'
import { prepare } from './prepare.js'

const isCreation = ({ method }: PlatformRequest) => method === 'POST'
const missing = { status: 400, json: { error: { code: 100, error_subcode: 33, message: 'No such object' } } }
const picture = anItem({ media: [aFile()] })
const film = anItem({ media: [aFile({ kind: 'video', contentType: 'video/mp4' })] })

/** Containers c1, c2 …, each in the state that `status` says when it is asked. */
function network(status: (id: string, timesAsked: number) => Json, data: JsonObject = {}) {
  let made = 0
  const times = new Map<string, number>()
  return scripted(
    (request) => {
      if (isCreation(request)) return { json: { id: `c${String((made += 1))}` } }
      const id = request.url.split('/').at(-1) ?? ''
      times.set(id, (times.get(id) ?? 0) + 1)
      const said = status(id, times.get(id) ?? 0)
      return typeof said === 'string' ? { json: { id, status_code: said } } : (said as Scripted)
    },
    { data, app: { INSTAGRAM_FACEBOOK_CLIENT_SECRET: 'secret' } },
  )
}
const forms = (asked: readonly PlatformRequest[]) =>
  asked
    .filter(isCreation)
    .map(({ form }) =>
      Object.fromEntries(
        Object.entries(form ?? {}).filter(([name, value]) => name !== 'access_token' && value !== undefined),
      ),
    )
const formOf = async (item: Parameters<typeof prepare>[0], options: JsonObject = {}) => {
  const { ctx, asked } = network(() => 'FINISHED')
  await prepare({ ...item, options }, ctx)
  return forms(asked).at(-1)
}
const plan = (containerId: string, poster = '7') => ({ kind: 'ready', plan: { poster, containerId } })

describe('9.3 a container', () => {
  it('is made once, waited for, and published from', async () => {
    const { ctx, asked } = network((_id, times) => (times < 3 ? 'IN_PROGRESS' : 'FINISHED'))
    expect(await prepare(picture, ctx)).toEqual({ kind: 'processing', checkInMs: 1_000 })
    expect(await prepare(picture, ctx)).toEqual({ kind: 'processing', checkInMs: 1_000 })
    expect(await prepare(picture, ctx)).toEqual(plan('c1'))
    expect(forms(asked)).toEqual([{ image_url: 'https://post.example/media_1', caption: 'Hello' }])
    expect(asked[0]?.url).toBe('https://graph.instagram.com/v25.0/7/media')
    expect(asked[1]?.query).toMatchObject({ fields: 'id,status_code,status' })
  })

  it('is asked for after half as long as it has taken, a minute at most', async () => {
    const { ctx } = network(() => 'IN_PROGRESS')
    await prepare(picture, ctx)
    const after = (seconds: number) =>
      prepare(picture, { ...ctx, now: new Date(ctx.now.getTime() + seconds * 1_000) })
    expect(await after(30)).toEqual({ kind: 'processing', checkInMs: 15_000 })
    expect(await after(600)).toEqual({ kind: 'processing', checkInMs: 60_000 })
  })

  it('of changed content, or for another account, is another one', async () => {
    const { ctx, asked } = network(() => 'FINISHED', { login: 'facebook', page: { id: '8' } })
    await prepare(picture, ctx)
    await prepare({ ...picture, text: 'Hello again' }, ctx)
    expect(await prepare(picture, { ...ctx, data: { login: 'facebook', page: { id: '9' } } })).toEqual(
      plan('c3', '9'),
    )
    expect(forms(asked)).toHaveLength(3)
  })

  it('found published is not asked for again', async () => {
    const { ctx } = network(() => 'PUBLISHED')
    expect(await prepare(picture, ctx)).toMatchObject({ plan: { containerId: 'c1', isOut: true } })
  })

  it('that has expired, or is gone after a minute, is made again; a new one is asked for again', async () => {
    for (const state of ['EXPIRED', missing]) {
      const { ctx, asked } = network((id) => (id === 'c1' ? state : 'FINISHED'))
      await prepare(picture, ctx)
      const later = { ...ctx, now: new Date(ctx.now.getTime() + 61_000) }
      await prepare(picture, later)
      expect(await prepare(picture, later)).toEqual(plan('c2'))
      expect(forms(asked)).toHaveLength(2)
    }
    const { ctx, asked } = network((_id, times) => (times < 3 ? missing : 'FINISHED'))
    for (let times = 0; times < 2; times += 1)
      expect(await prepare(picture, ctx)).toMatchObject({ kind: 'processing' })
    expect(await prepare(picture, ctx)).toEqual(plan('c1'))
    expect(forms(asked)).toHaveLength(1)
  })

  it('9.2 that failed says why by its subcode, and the next try makes another', async () => {
    const failed = { json: { status_code: 'ERROR', status: 'Error: failed with error code 2207026' } }
    const { ctx, asked } = network((id) => (id === 'c1' ? failed : 'FINISHED'))
    expect(await prepare(film, ctx)).toMatchObject({ kind: 'refused', error: { code: 'MEDIA_REJECTED' } })
    expect(await prepare(film, ctx)).toEqual(plan('c2'))
    expect(forms(asked)).toHaveLength(2)
  })

  it('that failed by Instagram’s own fault is made once more, and no third time', async () => {
    const failed = { json: { status_code: 'ERROR', status: 'Error: 2207053' } }
    const { ctx, asked } = network(() => failed)
    expect(await prepare(film, ctx)).toMatchObject({ kind: 'processing' })
    expect(await prepare(film, ctx)).toMatchObject({ kind: 'refused', error: { code: 'PROCESSING_FAILED' } })
    expect(forms(asked)).toHaveLength(2)
  })

  it('9.2 that is refused at once is told, and nothing is kept', async () => {
    const json = { error: { code: 36003, error_subcode: 2207009, message: 'Ratio' } }
    const { ctx, kept } = scripted([{ status: 400, json }])
    expect(await prepare(picture, ctx)).toMatchObject({ error: { code: 'ASPECT_RATIO_INVALID' } })
    expect(kept.size).toBe(0)
  })
})

describe('9.1 after login with Facebook', () => {
  it('it is made for the account behind the chosen page, at its host, with a proof', async () => {
    const { ctx, asked } = network(() => 'FINISHED', { login: 'facebook', page: { id: '1784' } })
    expect(await prepare(picture, ctx)).toEqual(plan('c1', '1784'))
    expect(asked[0]).toMatchObject({
      url: 'https://graph.facebook.com/v25.0/1784/media',
      form: { access_token: 'token', appsecret_proof: appSecretProof('token', 'secret') },
    })
    expect(asked[1]?.query).toHaveProperty('appsecret_proof')
  })

  it('nothing is made where no page is chosen', async () => {
    const { ctx, asked } = network(() => 'FINISHED', { login: 'facebook' })
    expect(await prepare(picture, ctx)).toMatchObject({ kind: 'refused', cure: 'edit' })
    expect(asked).toEqual([])
  })
})

describe('what a container is made of', () => {
  it('a picture that is no JPEG, or too large, is given as one that is not', async () => {
    for (const change of [{ contentType: 'image/png' }, { sizeBytes: 8_000_001 }])
      expect(await formOf(anItem({ media: [aFile(change)] }))).toMatchObject({
        image_url: 'https://post.example/media_1/8000000',
      })
  })

  it('a picture: alt text, place, company, and tags where they stand', async () => {
    const options = {
      collaborators: ['ann', 'bob'],
      userTags: [{ username: 'cyd', x: 0.1, y: 0.9 }],
      locationId: '5',
      aiGenerated: true,
      shareToFeed: true,
    }
    expect(await formOf(anItem({ media: [aFile({ altText: 'A boat' })] }), options)).toEqual({
      image_url: 'https://post.example/media_1',
      caption: 'Hello',
      alt_text: 'A boat',
      collaborators: '["ann","bob"]',
      location_id: '5',
      user_tags: '[{"username":"cyd","x":0.1,"y":0.9}]',
      is_ai_generated: 'true',
    })
  })

  it('a reel: cover, sound, trial, and tags without a place', async () => {
    const options = {
      userTags: [{ username: 'cyd', x: 0.1, y: 0.9 }],
      shareToFeed: false,
      coverUrl: 'https://example.com/über.jpg',
      thumbOffsetMs: 0,
      audioName: 'Waves',
      audio: { id: '77', volume: 80, videoVolume: 0 },
      trial: 'MANUAL',
      paidPartnership: true,
      sponsors: ['3', '4'],
    }
    expect(await formOf(film, options)).toEqual({
      media_type: 'REELS',
      video_url: 'https://post.example/media_1',
      caption: 'Hello',
      user_tags: '[{"username":"cyd"}]',
      share_to_feed: 'false',
      cover_url: 'https://example.com/%C3%BCber.jpg',
      thumb_offset: '0',
      audio_name: 'Waves',
      audio_configuration: '{"audio_id":"77","audio_volume":80,"video_volume":0}',
      trial_params: '{"graduation_strategy":"MANUAL"}',
      is_paid_partnership: 'true',
      branded_content_sponsor_ids: '["3","4"]',
    })
  })

  it('a story: its file and whom it mentions, and neither text nor alt text', async () => {
    const still = anItem({ contentType: 'STORY', media: [aFile({ altText: 'A boat' })] })
    const options = { userTags: [{ username: 'cyd' }], locationId: '5' }
    expect(await formOf(still, options)).toEqual({
      media_type: 'STORIES',
      image_url: 'https://post.example/media_1',
      user_tags: '[{"username":"cyd"}]',
    })
    expect(await formOf({ ...film, contentType: 'STORY' })).toEqual({
      media_type: 'STORIES',
      video_url: 'https://post.example/media_1',
    })
  })

  it('a carousel: children with their own alt texts and tags, done before their parent is made', async () => {
    const media = [
      aFile({ id: 'a', altText: 'A boat' }),
      aFile({ id: 'b', kind: 'video', contentType: 'video/mp4', altText: 'A film' }),
    ]
    const item = anItem({
      media,
      options: { userTags: [{ username: 'cyd', x: 0, y: 1 }], locationId: '5' },
    })
    const { ctx, asked } = network((id, times) => (id === 'c2' && times < 2 ? 'IN_PROGRESS' : 'FINISHED'))
    expect(await prepare(item, ctx)).toMatchObject({ kind: 'processing' })
    expect(forms(asked)).toEqual([
      {
        is_carousel_item: 'true',
        image_url: 'https://post.example/a',
        alt_text: 'A boat',
        user_tags: '[{"username":"cyd","x":0,"y":1}]',
      },
      { is_carousel_item: 'true', media_type: 'VIDEO', video_url: 'https://post.example/b' },
    ])
    expect(await prepare(item, ctx)).toEqual(plan('c3'))
    expect(forms(asked)[2]).toEqual({
      media_type: 'CAROUSEL',
      children: 'c1,c2',
      caption: 'Hello',
      location_id: '5',
    })
  })
})

describe('a comment', () => {
  const under = (remoteId: string, data: Json = null) =>
    anItem({ sequence: 1_000, previous: [{ remoteId, url: null, data }] })

  it('needs nothing beforehand', async () => {
    const { ctx, asked } = network(() => 'FINISHED')
    expect(await prepare(under('31'), ctx)).toEqual({ kind: 'ready', plan: null })
    expect(asked).toEqual([])
  })

  it('does not go under a post whose id is not known, nor under a story', async () => {
    const { ctx } = network(() => 'FINISHED')
    expect(await prepare(under(''), ctx)).toMatchObject({ kind: 'refused', cure: 'edit' })
    expect(await prepare(under('31', { kind: 'story' }), ctx)).toMatchObject({
      kind: 'refused',
      cure: 'edit',
    })
  })
})
