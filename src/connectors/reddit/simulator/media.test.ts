import { beforeEach, describe, expect, it } from 'vitest'
import {
  bodyOf,
  dataOf,
  errorOf,
  fixture,
  formOf,
  keyIn,
  nameOf,
  redditClient,
  thingsOf,
  type Field,
  type Redditor,
} from '../../../../tests/support/reddit.js'
import { startSimulator } from '../../../../tests/support/simulator.js'
import type { JsonObject } from '../../../kit/json.js'
import { simulator } from './index.js'

const client = await startSimulator(simulator)
const { signIn } = redditClient(client)

let ann: Redditor
let bea: Redditor
beforeEach(async () => {
  await client.control.reset()
  ann = await signIn({ username: 'ann' })
  bea = await signIn({ username: 'bea' })
})
const submitted = async () => thingsOf(await ann.get('/user/ann/submitted?sort=new&limit=3'))
const published = () => client.control.posts({ limit: 100 })
const card = 'card-1200x630.png'
const film = 'rotated-90-1280x720-4s.mp4'

async function lease(mimetype = 'image/png', filepath = 'soup.png') {
  const answer = bodyOf(await ann.form('/api/media/asset.json', { filepath, mimetype }))
  const { action, fields } = answer['args'] as { action: string; fields: Field[] }
  return { url: `https:${action}/`, fields, id: (answer['asset'] as { asset_id: string }).asset_id }
}
const codeIn = (body: unknown) => /<Code>(\w+)<\/Code>/.exec(String(body))?.[1]

describe('3.2 a place for a file', () => {
  it('9. the storage answers 201 and XML with where the file is', async () => {
    const { id, url, answer } = await ann.upload(card, 'image/png')
    expect([answer.status, answer.headers.get('location')]).toEqual([201, url])
    expect(answer.body).toContain(`<Key>${id}</Key>`)
    expect(answer.body).toContain(`<Location>${url}</Location>`)
  })

  it('films have a storage of their own; kinds that nobody takes are refused: 400', async () => {
    expect((await lease('video/quicktime')).url).toBe(
      'https://reddit-uploaded-video.s3-accelerate.amazonaws.com/',
    )
    for (const mimetype of ['image/webp', 'video/webm', ''])
      expect((await ann.form('/api/media/asset.json', { filepath: 'a', mimetype })).status).toBe(400)
    expect((await ann.form('/api/media/asset.json', { mimetype: 'image/png' })).status).toBe(400)
  })

  it('9. wants every field in its order, the file last and alone, no authorization, within 15 minutes', async () => {
    const bytes = await fixture(card)
    const { url, fields } = await lease()
    const send = (body: FormData, headers = {}) => client.call('POST', url, { body, headers })
    expect(codeIn((await send(formOf(fields.toReversed(), bytes))).body)).toBe('AccessDenied')
    expect(codeIn((await send(formOf(fields.slice(1), bytes))).body)).toBe('AccessDenied')
    expect(codeIn((await send(formOf([...fields, { name: 'more', value: 'x' }], bytes))).body)).toBe(
      'AccessDenied',
    )
    const changed = fields.map((field) => (field.name === 'acl' ? { ...field, value: 'public-read' } : field))
    expect(codeIn((await send(formOf(changed, bytes))).body)).toBe('AccessDenied')
    const late = new FormData()
    late.append('file', new File([new Uint8Array(bytes)], 'file'))
    for (const { name, value } of fields) late.append(name, value)
    expect(codeIn((await send(late)).body)).toBe('AccessDenied')
    const good = formOf(fields, bytes)
    expect((await send(good, { authorization: `bearer ${String(ann.tokens['access_token'])}` })).status).toBe(
      400,
    )
    expect((await send(good)).status).toBe(201)
    const old = await lease()
    await client.control.advance(900_000)
    const expired = await client.call('POST', old.url, { body: formOf(old.fields, bytes) })
    expect([expired.status, expired.body]).toEqual([403, expect.stringContaining('Policy expired')])
  })

  it('9. says EntityTooLarge of an image beyond 20 MiB', async () => {
    const { url, fields } = await lease()
    const answer = await client.call('POST', url, { body: formOf(fields, Buffer.alloc(20_971_521)) })
    expect([answer.status, codeIn(answer.body)]).toEqual([400, 'EntityTooLarge'])
    expect(answer.body).toContain(
      '<ProposedSize>20971521</ProposedSize><MaxSizeAllowed>20971520</MaxSizeAllowed>',
    )
    expect((await client.call('POST', url, { body: formOf(fields, Buffer.alloc(20_971_520)) })).status).toBe(
      201,
    )
  })

  it('media_rejected is said by the storage; server_error is SlowDown there', async () => {
    await client.fault('media_rejected', 'upload')
    const { answer } = await ann.upload(card, 'image/png')
    expect([answer.status, codeIn(answer.body)]).toEqual([400, 'EntityTooLarge'])
    const { url, fields } = await lease()
    await client.fault('server_error', 'upload')
    const slow = await client.call('POST', url, { body: formOf(fields, await fixture(card)) })
    expect([slow.status, codeIn(slow.body)]).toEqual([503, 'SlowDown'])
  })
})

describe('9. posts with a file come without an id, and later', () => {
  it('an image', async () => {
    const { id, url } = await ann.upload(card, 'image/png')
    const data = dataOf(await ann.submit({ kind: 'image', url, title: 'Soup', text: 'With bread' }))
    expect(data).toEqual({
      user_submitted_page: 'https://www.reddit.com/user/ann/submitted/',
      websocket_url: expect.stringContaining(`/${id}?m=`) as string,
    })
    expect((await submitted()).map((each) => each['title'])).not.toContain('Soup')
    await client.control.advance(7_000)
    const [post] = await submitted()
    expect(post).toMatchObject({
      title: 'Soup',
      selftext: 'With bread',
      url: `https://i.redd.it/${id}.png`,
      post_hint: 'image',
      is_self: false,
    })
    expect(await published()).toMatchObject([
      { remoteId: post?.['name'], text: 'With bread', media: [{ kind: 'image', width: 1200, height: 630 }] },
    ])
    const shown = await client.call('GET', `https://i.redd.it/${id}.png`)
    expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'image/png'])
  })

  it('a video, with the picture that stands for it', async () => {
    const poster = await ann.upload(card, 'image/png')
    const { id, url } = await ann.upload(film, 'video/mp4')
    const given = { kind: 'video', url, title: 'Soup', video_poster_url: poster.url }
    expect(dataOf(await ann.submit(given))).not.toHaveProperty('id')
    await client.control.advance(15_000)
    expect((await submitted()).map((each) => each['title'])).not.toContain('Soup')
    await client.control.advance(7_000)
    expect((await submitted())[0]).toMatchObject({
      url: `https://v.redd.it/${id}`,
      is_video: true,
      media: { reddit_video: { transcoding_status: 'completed', duration: 4, is_gif: false } },
    })
    expect(await published()).toMatchObject([{ media: [{ kind: 'video', width: 720, height: 1280 }] }])
  })

  it('one that is still on its way is already counted, and cannot be read', async () => {
    const { url } = await ann.upload(card, 'image/png')
    await ann.submit({ kind: 'image', url })
    const [post] = await published()
    expect(thingsOf(await ann.get(`/api/info?id=${post?.remoteId ?? ''}`))).toEqual([])
    await client.control.advance(5_000)
    expect(thingsOf(await ann.get(`/api/info?id=${post?.remoteId ?? ''}`))).toHaveLength(1)
  })

  it('never comes where the file is no picture, is cut off, or its processing fails', async () => {
    const never = async (name: string) => {
      const { url } = await ann.upload(name, 'image/jpeg')
      expect(errorOf(await ann.submit({ kind: 'image', url, title: name }))).toBeNull()
    }
    for (const name of ['html-named.jpg', 'svg-named.jpg', 'truncated.jpg', card]) await never(name)
    for (const operation of ['upload', 'publish'] as const) {
      await client.fault('processing_failed', operation)
      await never('portrait-4x5-1080x1350.jpg')
      expect(await client.control.listFaults()).toEqual([])
    }
    const poster = await ann.upload(card, 'image/png')
    for (const bad of ['truncated.mp4', 'animated-480x270-2s.gif']) {
      const { url } = await ann.upload(bad, 'video/mp4')
      expect(errorOf(await ann.submit({ kind: 'video', url, video_poster_url: poster.url }))).toBeNull()
    }
    const good = await ann.upload(film, 'video/mp4')
    const noPoster = await ann.upload('truncated.jpg', 'image/jpeg')
    await ann.submit({ kind: 'video', url: good.url, video_poster_url: noPoster.url })
    await client.control.advance(60_000)
    expect(await published()).toEqual([])
    expect((await submitted()).every((each) => each['is_self'])).toBe(true)
    await never('portrait-4x5-1080x1350.jpg')
    expect(await published()).toHaveLength(1)
  })

  it('takes addresses of files of one’s own that are there, and of their kind: BAD_URL', async () => {
    const own = await ann.upload(card, 'image/png')
    const others = await bea.upload(card, 'image/png')
    const { url, fields } = await lease()
    for (const bad of [others.url, `${url}${keyIn(fields)}`, 'https://example.com/a.png', `${url}zz`])
      expect(errorOf(await ann.submit({ kind: 'image', url: bad }))).toBe('BAD_URL')
    expect(errorOf(await ann.submit({ kind: 'video', url: own.url, video_poster_url: own.url }))).toBe(
      'BAD_URL',
    )
    expect(await published()).toEqual([])
  })
})

describe('3.3 galleries', () => {
  const gallery = (items: JsonObject[], more: JsonObject = {}) =>
    ann.json('/api/submit_gallery_post.json', {
      sr: 'u_ann',
      title: 'Soups',
      items,
      api_type: 'json',
      show_error_list: true,
      validate_on_submit: true,
      ...more,
    })
  const assets = async (count: number) => {
    const ids = []
    for (let index = 0; index < count; index += 1) ids.push((await ann.upload(card, 'image/png')).id)
    return ids.map((media_id): JsonObject => ({ media_id, caption: `No. ${media_id}`, outbound_url: '' }))
  }

  it('9. answer the full id in id, and are there at once', async () => {
    const items = await assets(2)
    const data = dataOf(await gallery(items, { text: 'All of them' }))
    expect(Object.keys(data).sort()).toEqual(['id', 'url'])
    const [post] = thingsOf(await ann.get(`/api/info?id=${String(data['id'])}`))
    expect(post).toMatchObject({
      is_gallery: true,
      selftext: 'All of them',
      gallery_data: { items: items.map(({ media_id, caption }) => ({ media_id, caption })) },
      media_metadata: { [String(items[0]?.['media_id'])]: { status: 'valid', s: { x: 1200, y: 630 } } },
    })
    expect(await published()).toMatchObject([
      { remoteId: data['id'], media: items.map(({ caption }) => ({ kind: 'image', altText: caption })) },
    ])
  })

  it('have 2 to 20 pictures, each once: 500 for a picture that comes twice', async () => {
    const items = await assets(21)
    expect(errorOf(await gallery(items.slice(0, 1)))).toBe('placeholder')
    expect(errorOf(await gallery(items))).toBe('placeholder')
    expect((await gallery([...items.slice(0, 1), ...items.slice(0, 1)])).status).toBe(500)
    expect((await ann.form('/api/submit_gallery_post.json', {})).status).toBe(500)
    const [first = {}, second = {}] = items
    expect(errorOf(await gallery([first, { ...second, caption: 'a'.repeat(181) }]))).toBe('TOO_LONG')
    expect(errorOf(await gallery([first, { media_id: 'zz' }]))).toBe('INVALID_OPTION')
    expect(errorOf(await gallery(items.slice(0, 20)))).toBeNull()
    expect(await published()).toHaveLength(1)
  })

  it('a picture that could not be used is named as failed', async () => {
    const good = await ann.upload(card, 'image/png')
    const bad = await ann.upload('truncated.jpg', 'image/jpeg')
    const name = nameOf(
      await gallery([good, bad].map(({ id }) => ({ media_id: id, caption: '', outbound_url: '' }))),
    )
    const [post] = thingsOf(await ann.get(`/api/info?id=${name}`))
    expect(post).toMatchObject({
      media_metadata: { [good.id]: { status: 'valid' }, [bad.id]: { status: 'failed' } },
    })
  })
})
