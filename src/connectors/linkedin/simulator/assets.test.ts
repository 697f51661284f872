import { describe, expect, it } from 'vitest'
import {
  encoded,
  etagOf,
  file,
  linkedinClient,
  openScopes,
  said,
  valueOf,
  type Member,
  type Part,
} from '../../../../tests/support/linkedin.js'
import { startSimulator } from '../../../../tests/support/simulator.js'
import type { JsonObject } from '../../../kit/json.js'
import { simulator } from './index.js'

const client = await startSimulator(simulator)
const { call, signIn, begin, finalize } = linkedinClient(client)
const page = { id: '900', name: 'Harbour Bakery' }
const company = 'urn:li:organization:900'
const film = await file('landscape-1280x720-4s-moov-last.mp4')
const picture = await file('card-1200x630.png')

const state = async (member: Member, noun: string, urn: string) => {
  const answer = await member.rest('GET', `${noun}/${encoded(urn)}`)
  return answer.status === 200 ? (answer.body as JsonObject)['status'] : answer.status
}
const put = (member: Member, url: unknown, body: Buffer) =>
  call('PUT', String(url), { body, headers: { authorization: `Bearer ${member.token}` } })
const putPart = (url: string, body: Buffer) =>
  call('PUT', url, { body, headers: { 'content-type': 'application/octet-stream' } })
const media = (id: unknown, more: JsonObject = {}) => ({ content: { media: { id: String(id), ...more } } })

describe('section 9, line 5: files', () => {
  it('a picture waits for its bytes, is processed and is then available; a post before that is 400 MEDIA_ASSET_WAITING_UPLOAD', async () => {
    const member = await signIn({ pages: [page] })
    const { image, uploadUrl } = valueOf(await begin(member, 'images', { owner: company }))
    const post = () => member.post({ author: company, ...media(image) })
    expect([await state(member, 'images', String(image)), said(await post())[1]]).toEqual([
      'WAITING_UPLOAD',
      'MEDIA_ASSET_WAITING_UPLOAD',
    ])
    expect((await put(member, uploadUrl, picture)).status).toBe(201)
    expect([await state(member, 'images', String(image)), said(await post())[1]]).toEqual([
      'PROCESSING',
      'MEDIA_ASSET_WAITING_UPLOAD',
    ])
    await client.control.advance(2_000)
    expect([await state(member, 'images', String(image)), (await post()).status]).toEqual(['AVAILABLE', 201])
  })

  it('a person may not ask after pictures and documents, but may after films', async () => {
    const member = await signIn({}, openScopes)
    const image = await member.upload('images', 'card-1200x630.png')
    const document = await member.upload('documents', 'two-pages.pdf')
    const video = await member.upload('videos', film)
    const denied = await member.rest('GET', `images/${encoded(image)}`)
    expect(said(denied)).toEqual([
      403,
      undefined,
      'Accessing this image resource is forbidden. Please check your permissions for this resource',
    ])
    expect([await state(member, 'documents', document), await state(member, 'videos', video)]).toEqual([
      403,
      'AVAILABLE',
    ])
    expect(await state(await signIn(), 'videos', video)).toBe(403)
    // All the same they can be posted.
    expect((await member.post(media(image))).status).toBe(201)
    expect((await member.post(media(document, { title: 'Slides' }))).status).toBe(201)
    expect(said(await member.post(media(document)))[1]).toBe('MISSING_FIELD')
  })

  it('the bytes of pictures and documents come with the token, those of films without', async () => {
    const member = await signIn()
    const { uploadUrl } = valueOf(await begin(member, 'images', { owner: member.urn }))
    expect((await call('PUT', String(uploadUrl), { body: picture })).status).toBe(401)
    expect((await put(await signIn(), uploadUrl, picture)).status).toBe(403)
  })

  it('section 6, line 5: bytes and the end of an upload may be sent again', async () => {
    const member = await signIn({ pages: [page] })
    const { image, uploadUrl } = valueOf(await begin(member, 'images', { owner: company }))
    for (let times = 0; times < 2; times += 1)
      expect((await put(member, uploadUrl, picture)).status).toBe(201)
    const value = valueOf(await begin(member, 'videos', { owner: company, fileSizeBytes: film.length }))
    const [part] = value['uploadInstructions'] as Part[]
    const sent = [await putPart(part?.uploadUrl ?? '', film), await putPart(part?.uploadUrl ?? '', film)]
    const [etag = '', again] = sent.map(etagOf)
    expect(again).toBe(etag)
    const video = String(value['video'])
    for (let times = 0; times < 2; times += 1)
      expect((await finalize(member, video, [etag])).status).toBe(200)
    await client.control.advance(2_000)
    expect([await state(member, 'images', String(image)), await state(member, 'videos', video)]).toEqual([
      'AVAILABLE',
      'AVAILABLE',
    ])
  })

  it('a film comes in parts of exactly the ranges that were named', async () => {
    const member = await signIn()
    const bytes = Buffer.concat([film, Buffer.alloc(4_194_304)])
    const value = valueOf(await begin(member, 'videos', { owner: member.urn, fileSizeBytes: bytes.length }))
    const parts = value['uploadInstructions'] as Part[]
    expect(parts.map(({ firstByte, lastByte }) => [firstByte, lastByte])).toEqual([
      [0, 4_194_303],
      [4_194_304, bytes.length - 1],
    ])
    expect(value['uploadToken']).toBe('')
    const [first, second] = parts
    if (first === undefined || second === undefined) throw new Error('two parts')
    expect((await putPart(first.uploadUrl, bytes.subarray(0, 4_194_303))).status).toBe(400)
    const etags = [
      etagOf(await putPart(first.uploadUrl, bytes.subarray(0, 4_194_304))),
      etagOf(await putPart(second.uploadUrl, bytes.subarray(4_194_304))),
    ]
    const video = String(value['video'])
    expect(said(await finalize(member, video, [...etags].reverse()))[1]).toBe('INVALID_VALUE_FOR_FIELD')
    expect(
      said(
        await finalize(
          member,
          video,
          etags.map((etag) => `"${etag}"`),
        ),
      )[1],
    ).toBe('INVALID_VALUE_FOR_FIELD')
    expect((await finalize(member, video, etags)).status).toBe(200)
    expect(await state(member, 'videos', video)).toBe('PROCESSING')
    await client.control.advance(2_000)
    expect(await state(member, 'videos', video)).toBe('AVAILABLE')
  })

  it('a film whose parts are not all there is not finished', async () => {
    const member = await signIn()
    const value = valueOf(await begin(member, 'videos', { owner: member.urn, fileSizeBytes: film.length }))
    expect(said(await finalize(member, String(value['video']), ['etag']))[1]).toBe(
      'MEDIA_ASSET_WAITING_UPLOAD',
    )
  })

  it('an upload address ends when its answer said: 400 EXPIRED_UPLOAD_URL', async () => {
    const member = await signIn()
    const { uploadUrl, uploadUrlExpiresAt } = valueOf(await begin(member, 'images', { owner: member.urn }))
    const value = valueOf(await begin(member, 'videos', { owner: member.urn, fileSizeBytes: film.length }))
    const [part] = value['uploadInstructions'] as Part[]
    const now = Date.parse((await client.control.clock()).now)
    await client.control.advance(Number(uploadUrlExpiresAt) - now + 1_000)
    expect(said(await put(member, uploadUrl, picture))[1]).toBe('EXPIRED_UPLOAD_URL')
    expect(said(await putPart(part?.uploadUrl ?? '', film))).toEqual([
      400,
      'EXPIRED_UPLOAD_URL',
      'The Video upload URL is expired',
    ])
  })

  it('belong to whom they were uploaded for: 400 INVALID_IMAGE_ID, INVALID_URN_ID', async () => {
    const member = await signIn({ pages: [page] })
    const own = await member.upload('images', 'card-1200x630.png')
    expect(said(await member.post({ author: company, ...media(own) }))[1]).toBe('INVALID_IMAGE_ID')
    const theirs = await member.upload('videos', film, company)
    expect(said(await member.post(media(theirs)))[1]).toBe('INVALID_URN_ID')
    expect(said(await begin(member, 'images', { owner: 'urn:li:person:someone' }))[1]).toBe('ACCESS_DENIED')
  })
})

describe('section 4: what a file may be', () => {
  it.each([
    ['images', 'photo-1200x900.webp'],
    ['images', 'truncated.jpg'],
    ['images', 'html-named.jpg'],
    ['images', 'bomb-30000x30000-1bit.png'],
    ['videos', 'square-640-3s-silent.mov'],
    ['videos', 'truncated.mp4'],
    ['videos', 'wrong-codec-mpeg4-2s.mp4'],
    ['documents', 'card-1200x630.png'],
  ] as const)('%s: %s is taken and fails in processing', async (noun, name) => {
    const member = await signIn({ pages: [page] })
    const urn = await member.upload(noun, name, company)
    expect(await state(member, noun, urn)).toBe('PROCESSING_FAILED')
    const post = await member.post({ author: company, ...media(urn, { title: 'It' }) })
    expect(said(post).slice(0, 2)).toEqual([400, 'MEDIA_ASSET_PROCESSING_FAILED'])
  })

  it('says why a film failed', async () => {
    const member = await signIn()
    const urn = await member.upload('videos', 'wrong-codec-mpeg4-2s.mp4')
    expect((await member.rest('GET', `videos/${encoded(urn)}`)).body).toMatchObject({
      processingFailureReason: 'The video has to last between 3 seconds and 30 minutes',
    })
  })

  it.each(['portrait-4x5-1080x1350.jpg', 'animated-480x270-2s.gif'])('%s is a picture', async (name) => {
    const member = await signIn({ pages: [page] })
    expect(await state(member, 'images', await member.upload('images', name, company))).toBe('AVAILABLE')
  })

  it('a document of more than 300 pages fails, one of more than 100 MB is not taken', async () => {
    const member = await signIn({ pages: [page] })
    const pages = (count: number) => Buffer.from(`%PDF-1.7\n${'<< /Type /Page >>\n'.repeat(count)}%%EOF`)
    const states = []
    for (const count of [300, 301])
      states.push(await state(member, 'documents', await member.upload('documents', pages(count), company)))
    expect(states).toEqual(['AVAILABLE', 'PROCESSING_FAILED'])
    const { uploadUrl } = valueOf(await begin(member, 'documents', { owner: company }))
    const large = await put(member, uploadUrl, Buffer.alloc(100_000_001))
    expect(said(large).slice(0, 2)).toEqual([413, 'REQUEST_ENTITY_TOO_LARGE'])
  })

  it('a film’s size is a number of bytes up to 5 GB', async () => {
    const member = await signIn()
    for (const fileSizeBytes of [0, 1.5, '9', 5_000_000_001])
      expect(said(await begin(member, 'videos', { owner: member.urn, fileSizeBytes }))[1]).toBe(
        'INVALID_VALUE_FOR_FIELD',
      )
    expect(said(await begin(member, 'videos', { owner: member.urn }))[1]).toBe('MISSING_FIELD')
    const value = valueOf(await begin(member, 'videos', { owner: member.urn, fileSizeBytes: 5_000_000_000 }))
    expect(value['uploadInstructions']).toHaveLength(1_193)
  })
})
