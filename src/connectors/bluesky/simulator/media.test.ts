import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { blueskyClient, type Session } from '../../../../tests/support/bluesky.js'
import { startSimulator } from '../../../../tests/support/simulator.js'
import type { Json, JsonObject } from '../../../kit/json.js'
import { simulator } from './index.js'

const client = await startSimulator(simulator)
const bluesky = blueskyClient(client)
const file = (name: string) => readFile(new URL(`../../../../tests/fixtures/media/${name}`, import.meta.url))
const photo = await file('portrait-4x5-1080x1350.jpg')
const film = await file('landscape-1280x720-4s-moov-last.mp4')
const shown = async (session: Session) =>
  (await client.control.posts({ platform: 'bluesky', limit: 1_000 })).filter(({ url }) =>
    url?.includes(session.did),
  )

describe('images', () => {
  it('a file is what its bytes say, not its Content-Type, and the same bytes are the same blob', async () => {
    const session = await bluesky.signIn()
    const card = await file('card-1200x630.png')
    const first = await bluesky.upload(session, card, 'image/jpeg')
    const again = await bluesky.upload(session, card, 'image/png')
    expect(first.body['blob']).toMatchObject({ $type: 'blob', mimeType: 'image/png', size: card.length })
    expect(again.body).toEqual(first.body)
    expect((await bluesky.upload(session, Buffer.from('WEBVTT\n'), 'text/vtt')).body['blob']).toMatchObject({
      mimeType: 'text/vtt',
    })
  })

  it('one to four with alt texts are shown with what they are; a fifth, and one without alt, are refused', async () => {
    const session = await bluesky.signIn()
    const { blob = null } = (await bluesky.upload(session, photo, 'image/jpeg')).body
    const image = { alt: 'A red boat', image: blob, aspectRatio: { width: 1080, height: 1350 } }
    const embed = (images: Json[]): JsonObject => ({ $type: 'app.bsky.embed.images', images })
    const posted = (images: Json[]) =>
      bluesky.create(session, bluesky.post('Boats', { embed: embed(images) }))
    const { status, body } = await posted(Array<Json>(4).fill(image))
    expect(status).toBe(200)
    expect((await posted(Array<Json>(5).fill(image))).body['message']).toMatch(
      /array too big \(maximum 4, got 5\) at \$\.record\.embed\.images/,
    )
    expect((await posted([{ image: blob }])).body['message']).toMatch(/Missing required key "alt"/)
    expect((await posted([{ ...image, aspectRatio: { width: 0, height: 1 } }])).status).toBe(400)
    expect((await shown(session))[0]?.media).toEqual(
      Array(4).fill({ kind: 'image', altText: 'A red boat', width: 1080, height: 1350, bytes: photo.length }),
    )
    await client.control.advance(2_000)
    const seen = await bluesky.query(
      'app.bsky.feed.getPosts',
      { uris: String(body['uri']) },
      undefined,
      'public.api.bsky.app',
    )
    expect(seen.body['posts']).toMatchObject([
      { embed: { $type: 'app.bsky.embed.images#view', images: [{ alt: 'A red boat' }, {}, {}, {}] } },
    ])
  })

  it('a video is no image', async () => {
    const session = await bluesky.signIn()
    const { blob = null } = (await bluesky.upload(session, film, 'video/mp4')).body
    const embed = { $type: 'app.bsky.embed.images', images: [{ alt: '', image: blob }] }
    expect((await bluesky.create(session, bluesky.post('No', { embed }))).status).toBe(400)
    const lie = {
      $type: 'app.bsky.embed.images',
      images: [{ alt: '', image: { ...(blob as JsonObject), mimeType: 'image/png' } }],
    }
    expect((await bluesky.create(session, bluesky.post('No', { embed: lie }))).body['error']).toBe(
      'InvalidMimeType',
    )
  })

  it('up to twenty are a gallery, each with its shape', async () => {
    const session = await bluesky.signIn()
    const { blob = null } = (await bluesky.upload(session, photo, 'image/jpeg')).body
    const item = { $type: 'app.bsky.embed.gallery#image', alt: '', image: blob }
    const posted = (items: Json[]) =>
      bluesky.create(session, bluesky.post('Many', { embed: { $type: 'app.bsky.embed.gallery', items } }))
    const whole = { ...item, aspectRatio: { width: 4, height: 5 } }
    expect((await posted(Array<Json>(10).fill(whole))).status).toBe(200)
    expect((await posted([item])).body['message']).toMatch(/"aspectRatio"/)
    expect((await posted(Array<Json>(21).fill(whole))).status).toBe(400)
  })
})

describe('video', () => {
  const service = 'https://video.bsky.app/xrpc'
  async function token(
    session: Session,
    aud = `did:web:${session.pds}`,
    lxm = 'com.atproto.repo.uploadBlob',
  ) {
    const exp = Math.floor(Date.parse((await client.control.clock()).now) / 1_000) + 1_800
    const said = await bluesky.query(
      'com.atproto.server.getServiceAuth',
      { aud, lxm, exp: String(exp) },
      session.accessJwt,
      session.pds,
    )
    return String(said.body['token'])
  }
  const send = (session: Session, bearer: string, bytes = film) =>
    bluesky.checked(
      'app.bsky.video.uploadVideo',
      client.call('POST', `${service}/app.bsky.video.uploadVideo?did=${session.did}&name=film.mp4`, {
        headers: { authorization: `Bearer ${bearer}`, 'content-type': 'video/mp4' },
        body: bytes,
      }),
    )
  const job = async (jobId: string) =>
    (await bluesky.query('app.bsky.video.getJobStatus', { jobId }, undefined, 'video.bsky.app')).body[
      'jobStatus'
    ] as JsonObject

  it('is processed for a while; then its blob is on the account’s server and goes into a post', async () => {
    const session = await bluesky.signIn()
    const { body } = await send(session, await token(session))
    const begun = body['jobStatus'] as JsonObject
    const id = String(begun['jobId'])
    expect(begun['blob']).toBeUndefined()
    expect(begun['state']).not.toBe('JOB_STATE_COMPLETED')
    await client.control.advance(2_000)
    const done = await job(id)
    expect(done).toMatchObject({ state: 'JOB_STATE_COMPLETED', blob: { mimeType: 'video/mp4' } })
    const embed = {
      $type: 'app.bsky.embed.video',
      video: done['blob'] ?? null,
      alt: 'Waves',
      aspectRatio: { width: 1280, height: 720 },
    }
    expect((await bluesky.create(session, bluesky.post('Sea', { embed }))).status).toBe(200)
    expect((await shown(session))[0]?.media).toEqual([
      { kind: 'video', altText: 'Waves', width: 1280, height: 720, bytes: film.length },
    ])
  })

  it('sent again is already_exists, with the job and its blob', async () => {
    const session = await bluesky.signIn()
    const first = await send(session, await token(session))
    await client.control.advance(2_000)
    const again = await send(session, await token(session))
    expect([again.status, again.body['error']]).toEqual([409, 'already_exists'])
    expect(again.body['jobId']).toBe((first.body['jobStatus'] as JsonObject)['jobId'])
    expect(again.body).toHaveProperty('blob.ref.$link')
  })

  it('needs a token of this account, for its own server and for uploadBlob', async () => {
    const [session, other] = [await bluesky.signIn(), await bluesky.signIn()]
    const refused = async (bearer: string) => (await send(session, bearer)).status
    expect(await refused(session.accessJwt)).toBe(401)
    expect(await refused(await token(session, 'did:web:video.bsky.app'))).toBe(401)
    expect(await refused(await token(session, undefined, 'app.bsky.video.getUploadLimits'))).toBe(401)
    expect(await refused(await token(other))).toBe(401)
    const old = await token(session)
    await client.control.advance(1_801_000)
    expect(await refused(old)).toBe(401)
  })

  it('a fault or a file that is none ends in JOB_STATE_FAILED, with a code', async () => {
    const session = await bluesky.signIn()
    const begun = (await send(session, await token(session))).body['jobStatus'] as JsonObject
    await client.fault('processing_failed', 'status')
    expect(await job(String(begun['jobId']))).toMatchObject({
      state: 'JOB_STATE_FAILED',
      failureCode: 'encoding_failure',
    })
    const text = await send(session, await token(session), Buffer.from('not a film'))
    expect(text.body['jobStatus']).toMatchObject({ failureCode: 'validation_failure' })
  })

  it('tells what is left of the day, to a token for that question', async () => {
    const session = await bluesky.signIn()
    const left = async () =>
      (
        await bluesky.query(
          'app.bsky.video.getUploadLimits',
          {},
          await token(session, 'did:web:video.bsky.app', 'app.bsky.video.getUploadLimits'),
          'video.bsky.app',
        )
      ).body
    expect(await left()).toMatchObject({ canUpload: true, remainingDailyVideos: 25 })
    await send(session, await token(session))
    expect(await left()).toMatchObject({ canUpload: true, remainingDailyVideos: 24 })
  })
})

it('a link card keeps its picture; captions are small text files', async () => {
  const session = await bluesky.signIn()
  const { blob = null } = (await bluesky.upload(session, photo, 'image/jpeg')).body
  const external = { uri: 'https://example.com/', title: 'Menu', description: '', thumb: blob }
  const embed = { $type: 'app.bsky.embed.external', external }
  expect((await bluesky.create(session, bluesky.post('Card', { embed }))).status).toBe(200)
  const { blob: words = null } = (
    await bluesky.upload(session, Buffer.from('WEBVTT\n'.padEnd(20_001)), 'text/vtt')
  ).body
  const { blob: video = null } = (await bluesky.upload(session, film, 'video/mp4')).body
  const film2 = { $type: 'app.bsky.embed.video', video, captions: [{ lang: 'en', file: words }] }
  expect((await bluesky.create(session, bluesky.post('Film', { embed: film2 }))).body['message']).toMatch(
    /blob too big \(maximum 20000, got 20001\)/,
  )
})
