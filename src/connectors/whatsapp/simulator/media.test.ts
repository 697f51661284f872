import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { startReceiver } from '../../../../tests/support/receiver.js'
import {
  at,
  bodyText,
  errorIn,
  idIn,
  regular,
  startWhatsapp,
  untilTold,
  whatsappClient,
} from '../../../../tests/support/whatsapp.js'
import type { JsonObject } from '../../../kit/json.js'
import { judgeFile } from './judge-file.js'

const client = await startWhatsapp()
const { signIn } = whatsappClient(client)
const business = await signIn()
const { call, send, template, upload, token } = business
const receiver = await startReceiver()
await business.subscribe(receiver)

const fileIn = (answer: { body: unknown }): string => (answer.body as { id: string }).id
const bytesOf = (name: string): Buffer =>
  readFileSync(new URL(`../../../../tests/fixtures/media/${name}`, import.meta.url))

async function shown(id: string) {
  const posts = await client.control.posts({ platform: 'whatsapp', limit: 1_000 })
  return posts.find(({ remoteId }) => remoteId === id)
}

/** The error with which a message failed. */
async function failure(id: string): Promise<unknown> {
  await client.control.advance(5_000)
  for (let count = 1; ; count += 1) {
    const told = await untilTold(receiver, count)
    const failed = told.find((each) => each.id === id && each.status === 'failed')
    if (failed !== undefined) return (failed['errors'] as { code: number }[])[0]?.code
  }
}

describe('a file is uploaded once and sent by its id', () => {
  it.each([
    ['portrait-4x5-1080x1350.jpg', 'image', { width: 1_080, height: 1_350 }],
    ['card-1200x630.png', 'image', { width: 1_200, height: 630 }],
    ['landscape-1280x720-4s-moov-last.mp4', 'video', { width: 1_280, height: 720 }],
    ['two-pages.pdf', 'document', { width: null, height: null }],
  ])('%s as %s', async (name, type, size) => {
    const id = fileIn(await upload(name))
    const content = { id, caption: 'Soup', ...(type === 'document' ? { filename: name } : {}) }
    const sent = [
      await send(regular, { type, [type]: content }),
      await send(regular, { type, [type]: content }),
    ]
    for (const each of sent)
      expect(await shown(idIn(each))).toMatchObject({
        text: 'Soup',
        media: [{ kind: type, altText: null, ...size, bytes: bytesOf(name).length }],
      })
  })

  it('a sticker, which has no words', async () => {
    const id = fileIn(await upload('photo-1200x900.webp'))
    expect((await send(regular, { type: 'sticker', sticker: { id } })).status).toBe(200)
    const refused = await send(regular, { type: 'sticker', sticker: { id: '1', caption: 'Soup' } })
    expect(errorIn(refused)).toMatchObject({
      code: 100,
      details: '(#100) Unexpected key "caption" on param "sticker".',
    })
  })

  it('as the head of a template', async () => {
    const id = fileIn(await upload('card-1200x630.png'))
    const header = { type: 'header', parameters: [{ type: 'image', image: { id } }] }
    const sent = await template('4915110000009', 'launch', [header, bodyText('soup')])
    expect(await shown(idIn(sent))).toMatchObject({
      text: 'News for you: soup Yours, as ever.\n\nAnswer STOP to hear no more.',
      media: [{ kind: 'image', width: 1_200 }],
    })
  })

  it('it is read at an address that lives five minutes, with the token', async () => {
    const id = fileIn(await upload('card-1200x630.png'))
    const { body } = await call('GET', `/${id}`)
    const sha256 = createHash('sha256').update(bytesOf('card-1200x630.png')).digest('hex')
    expect(body).toMatchObject({ id, mime_type: 'image/png', sha256, messaging_product: 'whatsapp' })
    const { url } = body as { url: string }
    const headers = { authorization: `Bearer ${token}` }
    expect((await client.call('GET', url, { headers })).headers.get('content-type')).toBe('image/png')
    expect((await client.call('GET', url)).status).toBe(401)
    await client.control.advance(300_000)
    expect((await client.call('GET', url, { headers })).status).toBe(404)
  })

  it('it is gone after 30 days, after its deletion, and for every other number', async () => {
    const other = await signIn()
    const [kept, deleted] = [
      fileIn(await upload('card-1200x630.png')),
      fileIn(await upload('card-1200x630.png')),
    ]
    const sent = await send(regular, { type: 'image', image: { id: deleted } })
    expect((await call('DELETE', `/${deleted}`)).body).toEqual({ success: true })
    expect(errorIn(await call('GET', `/${deleted}`))).toMatchObject({ code: 100 })
    expect(await shown(idIn(sent))).toMatchObject({ media: [{ width: 1_200 }] })
    const codes = async () => errorIn(await send(regular, { type: 'image', image: { id: kept } })).code
    expect(errorIn(await other.send(regular, { type: 'image', image: { id: kept } })).code).toBe(131_009)
    expect(await codes()).toBe(0)
    await client.control.advance(30 * 86_400_000)
    expect(await codes()).toBe(131_009)
  })
})

it('a still sticker has at most 100 KB', async () => {
  const raw = { width: 300, height: 300, channels: 3 } as const
  // What is like noise does not get smaller.
  const noise = Buffer.concat(
    Array.from({ length: 8_438 }, (_, index) => createHash('sha256').update(String(index)).digest()),
  )
  const pixels = noise.subarray(0, raw.width * raw.height * raw.channels)
  const bytes = await sharp(pixels, { raw }).webp({ lossless: true }).toBuffer()
  expect(bytes.length).toBeGreaterThan(102_400)
  expect(await judgeFile(bytes, 'image/webp')).toEqual({
    problem: 'A still sticker is larger than 102400 bytes.',
  })
})

it.each<[string, Record<string, string>]>([
  ['animated-480x270-2s.gif', {}],
  ['html-named.jpg', {}],
  ['svg-named.jpg', {}],
  ['truncated.jpg', {}],
  ['truncated.mp4', {}],
  ['wrong-codec-mpeg4-2s.mp4', {}],
  ['card-1200x630.png', { type: 'image/jpeg' }],
  ['card-1200x630.png', { messaging_product: 'facebook' }],
])('an upload of %s %j is refused', async (name, fields) => {
  expect(errorIn(await upload(name, fields))).toMatchObject({ status: 400, code: 100 })
})

describe('section 9.5: a file by a link is fetched by the network', () => {
  it('and sent', async () => {
    const sent = await send(regular, { type: 'image', image: { link: at('card-1200x630.png') } })
    expect(await shown(idIn(sent))).toMatchObject({ media: [{ kind: 'image', width: 1_200, height: 630 }] })
  })

  it.each<[string, JsonObject]>([
    ['nothing there', { type: 'image', image: { link: at('missing.jpg') } }],
    ['another kind of file', { type: 'image', image: { link: at('two-pages.pdf') } }],
    ['a kind that is not taken', { type: 'image', image: { link: at('animated-480x270-2s.gif') } }],
    ['a broken one', { type: 'video', video: { link: at('truncated.mp4') } }],
    ['an address in the open', { type: 'image', image: { link: 'http://files.example/card-1200x630.png' } }],
  ])('%s is told afterwards, as 131053', async (_what, message) => {
    const sent = await send(regular, message)
    expect(sent.status).toBe(200)
    expect(await failure(idIn(sent))).toBe(131_053)
    expect(await shown(idIn(sent))).toBeUndefined()
  })

  it('so is an upload that is sent as what it is not', async () => {
    const id = fileIn(await upload('two-pages.pdf'))
    expect(await failure(idIn(await send(regular, { type: 'image', image: { id } })))).toBe(131_053)
  })
})
