import sharp from 'sharp'
import { beforeEach, describe, expect, it } from 'vitest'
import {
  base64,
  bodyOf,
  fixture,
  formOf,
  picture,
  pinterestClient,
  refusalOf,
  type Pinner,
} from '../../../../tests/support/pinterest.js'
import { startSimulator, type Answer } from '../../../../tests/support/simulator.js'
import type { JsonObject } from '../../../kit/json.js'
import { simulator } from './index.js'
import { isTaken } from './upload.js'

const client = await startSimulator(simulator)
const { signIn } = pinterestClient(client)
const film = await fixture('landscape-1280x720-4s-moov-last.mp4')

let ann: Pinner
beforeEach(async () => {
  await client.control.reset()
  ann = await signIn({ username: 'ann' })
})

type Registered = { id: string; url: string; parameters: JsonObject }
async function register(): Promise<Registered> {
  const answer = await ann.call('POST', '/media', { json: { media_type: 'video' } })
  expect(answer.status).toBe(201)
  const { media_id: id, upload_url: url, upload_parameters: parameters } = bodyOf(answer)
  return { id: String(id), url: String(url), parameters: parameters as JsonObject }
}
const send = ({ url }: Registered, body: FormData, headers = {}) =>
  client.call('POST', url, { body, headers })
const statusOf = async ({ id }: Registered) => bodyOf(await ann.call('GET', `/media/${id}`))['status']
const pinOf = ({ id }: Registered, more: JsonObject = { cover_image_key_frame_time: 1 }) =>
  ann.pin({ media_source: { source_type: 'video_id', media_id: id, ...more } })

async function uploaded(bytes: Buffer): Promise<Registered> {
  const made = await register()
  expect((await send(made, formOf(made.parameters, bytes))).status).toBe(204)
  await client.control.advance(3_000)
  return made
}

describe('3. a film', () => {
  it('9. is registered, sent as a form answered with 204, processing, succeeded, and then pinned', async () => {
    const made = await register()
    expect(await statusOf(made)).toBe('registered')
    expect(refusalOf(await pinOf(made))).toEqual([400, 1])
    const answer = await send(made, formOf(made.parameters, film))
    expect([answer.status, answer.body]).toEqual([204, ''])
    expect(await statusOf(made)).toBe('processing')
    expect(refusalOf(await pinOf(made))).toEqual([400, 1])
    await client.control.advance(3_000)
    expect(await statusOf(made)).toBe('succeeded')
    const pinned = await pinOf(made)
    expect(pinned.status).toBe(201)
    expect(bodyOf(pinned)).toMatchObject({
      creative_type: 'VIDEO',
      media: {
        media_type: 'video',
        width: 1_280,
        height: 720,
        cover_image_url: expect.any(String) as string,
      },
    })
    const duration = Number((bodyOf(pinned)['media'] as JsonObject)['duration'])
    expect(Math.abs(duration - 4_000)).toBeLessThan(100)
    expect(await client.control.posts({ limit: 5 })).toMatchObject([
      { media: [{ kind: 'video', width: 1_280, height: 720, bytes: film.length }] },
    ])
  })

  it('9. is refused by the storage when a field is missing, changed, added, or behind the file', async () => {
    const made = await register()
    const { policy, ...rest } = made.parameters
    const late = formOf(rest, film)
    late.append('policy', String(policy))
    const forms = {
      missing: formOf(rest, film),
      changed: formOf({ ...made.parameters, policy: 'other' }, film),
      added: formOf({ ...made.parameters, acl: 'public-read' }, film),
      late,
      'with a wrong signature': formOf({ ...made.parameters, 'x-amz-signature': '00' }, film),
    }
    for (const [what, form] of Object.entries(forms)) {
      const answer = await send(made, form)
      expect([what, answer.status]).toEqual([what, 403])
      expect(answer.body).toMatch(/<Code>(AccessDenied|SignatureDoesNotMatch)<\/Code>/)
    }
    expect(await statusOf(made)).toBe('registered')
  })

  it('is sent without the token, and alone', async () => {
    const made = await register()
    const form = formOf(made.parameters, film)
    expect((await send(made, form, { authorization: 'Bearer pina_x' })).status).toBe(400)
    form.append('file', new File(['two'], 'two.mp4'))
    expect((await send(made, form)).status).toBe(400)
    const url = new URLSearchParams({ key: String(made.parameters['key']) })
    expect((await client.call('POST', made.url, { body: url })).status).toBe(412)
    expect(await statusOf(made)).toBe('registered')
  })

  it('9. is sent before the policy expires', async () => {
    const made = await register()
    await client.control.advance(3_600_000)
    const answer = await send(made, formOf(made.parameters, film))
    expect([answer.status, String(answer.body)]).toEqual([403, expect.stringContaining('Policy expired')])
  })

  it('9. needs a cover: a picture, an address or a moment', async () => {
    const made = await uploaded(film)
    expect(refusalOf(await pinOf(made, {}))).toEqual([400, 1])
    expect(refusalOf(await pinOf(made, { cover_image_content_type: 'image/png' }))).toEqual([400, 1])
    expect(refusalOf(await pinOf(made, { cover_image_key_frame_time: 1.5 }))).toEqual([400, 1])
    const [, { content_type, data }] = ['', picture as { content_type: string; data: string }] as const
    const covered = await pinOf(made, { cover_image_content_type: content_type, cover_image_data: data })
    expect(covered.status).toBe(201)
    expect((await pinOf(made, { cover_image_key_frame_time: 0 })).status).toBe(201)
  })

  it('4. fails in processing when it is too short, of another kind, or cut off', async () => {
    const names = [
      'landscape-640x360-2s.webm',
      'square-640-3s-silent.mov',
      'wrong-codec-mpeg4-2s.mp4',
      'truncated.mp4',
      'card-1200x630.png',
    ]
    for (const name of names) {
      const made = await uploaded(await fixture(name))
      expect([name, await statusOf(made)]).toEqual([name, 'failed'])
      expect(refusalOf(await pinOf(made))).toEqual([400, 1])
    }
    expect(await statusOf(await uploaded(await fixture('rotated-90-1280x720-4s.mp4')))).toBe('succeeded')
  })

  it('4. runs 4 s to 15 min in H.264 or H.265, shown 1:2 to 1.91:1', () => {
    const square = { width: 1_000, height: 1_000, seconds: 30, codec: 'avc' }
    const good = [{}, { seconds: 4 }, { seconds: 900 }, { width: 1_910 }, { width: 500 }, { codec: 'hevc' }]
    const bad = [
      { seconds: 3.5 },
      { seconds: 901 },
      { width: 1_920 },
      { width: 490 },
      { codec: 'vp9' },
      { codec: null },
    ]
    for (const change of good) expect([change, isTaken({ ...square, ...change })]).toEqual([change, true])
    for (const change of bad) expect([change, isTaken({ ...square, ...change })]).toEqual([change, false])
  })

  it('is its owner’s alone', async () => {
    const made = await uploaded(film)
    const bea = await signIn({ username: 'bea' })
    expect(refusalOf(await bea.call('GET', `/media/${made.id}`))).toEqual([404, 404])
    const source = { source_type: 'video_id', media_id: made.id, cover_image_key_frame_time: 0 }
    expect(refusalOf(await bea.pin({ media_source: source }))).toEqual([404, 404])
    const listed = bodyOf(await ann.call('GET', '/media'))['items']
    expect(listed).toEqual([{ media_id: made.id, media_type: 'video', status: 'succeeded' }])
  })

  it('that the network is told to fail stays failed', async () => {
    const made = await uploaded(film)
    await client.fault('processing_failed', 'status')
    expect(await statusOf(made)).toBe('failed')
    expect(await statusOf(made)).toBe('failed')
  })

  it('is all that can be registered', async () => {
    expect(refusalOf(await ann.call('POST', '/media', { json: { media_type: 'image' } }))).toEqual([400, 1])
  })
})

describe('3. pictures', () => {
  const png = (width: number, height: number, colour = 'red') =>
    sharp({ create: { width, height, channels: 3, background: colour } })
      .png()
      .toBuffer()
  const carousel = async (sizes: [number, number][], more: JsonObject = {}): Promise<Answer> => {
    const items = await Promise.all(sizes.map(async ([width, height]) => base64(await png(width, height))))
    return ann.pin({ media_source: { source_type: 'multiple_image_base64', items, ...more } })
  }
  const size: [number, number] = [300, 450]

  it('9. are one of the source types, and whole', async () => {
    const { data } = picture
    const wrong: JsonObject[] = [
      {},
      { source_type: 'image_file', data },
      { source_type: 'image_base64', data },
      { source_type: 'image_base64', content_type: 'image/webp', data },
      { source_type: 'image_base64', content_type: 'image/png', data: 'with blanks in it' },
      // A PNG that says it is a JPEG.
      { source_type: 'image_base64', content_type: 'image/jpeg', data },
      { source_type: 'image_base64', ...base64(await fixture('html-named.jpg'), 'image/jpeg') },
      { source_type: 'image_base64', ...base64(await fixture('truncated.jpg'), 'image/jpeg') },
      { source_type: 'image_url' },
      { source_type: 'multiple_image_urls', items: 'two' },
      { source_type: 'video_id' },
    ]
    for (const media_source of wrong)
      expect([media_source['source_type'], ...refusalOf(await ann.pin({ media_source }))]).toEqual([
        media_source['source_type'],
        400,
        1,
      ])
    expect(await client.control.posts({ limit: 5 })).toEqual([])
  })

  it('9. are 2 to 5 in a carousel, in their order', async () => {
    for (const count of [0, 1, 6])
      expect(refusalOf(await carousel(Array.from({ length: count }, () => size)))).toEqual([400, 1])
    for (const count of [2, 5]) {
      const made = await carousel(Array.from({ length: count }, () => size))
      expect(bodyOf(made)).toMatchObject({
        creative_type: 'CAROUSEL',
        media: { media_type: 'multiple_images' },
      })
      expect((bodyOf(made)['media'] as JsonObject)['items']).toHaveLength(count)
    }
    const items = [
      { ...base64(await png(...size)), title: 'First', link: 'https://example.com/1' },
      { ...base64(await png(...size)), title: 'Second' },
    ]
    const made = await ann.pin({ media_source: { source_type: 'multiple_image_base64', items, index: 1 } })
    expect((bodyOf(made)['media'] as JsonObject)['items']).toMatchObject([
      { title: 'First', link: 'https://example.com/1', images: { '600x': { height: 900 } } },
      { title: 'Second', link: null },
    ])
  })

  it('3. of a carousel have one width and height', async () => {
    expect(refusalOf(await carousel([size, [300, 451]]))).toEqual([400, 1])
    expect(refusalOf(await carousel([size, size], { index: 2 }))).toEqual([400, 1])
  })

  it('4. have 100 pixels a side and 20 MB at most', async () => {
    const of = async (bytes: Buffer) =>
      (await ann.pin({ media_source: { source_type: 'image_base64', ...base64(bytes) } })).status
    expect([await of(await png(100, 100)), await of(await png(100, 99))]).toEqual([201, 400])
    const small = await png(100, 100)
    expect(await of(Buffer.concat([small, Buffer.alloc(20_000_001 - small.length)]))).toBe(400)
  })

  it('are shown where the network says they are', async () => {
    const images = (bodyOf(await ann.pin())['media'] as { images: Record<string, { url: string }> }).images
    const shown = await client.call('GET', images['600x']?.url ?? '')
    expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'image/png'])
  })
})
