import type { RequestListener } from 'node:http'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createGuardedHttp } from '../../src/kit/guarded-http.js'
import { startMediaRoom, type MediaRoom, type MediaView } from '../support/media-room.js'
import { outsideOf, startSite, type Site } from '../support/outside.js'
import { sample } from '../support/samples.js'

let room: MediaRoom
let site: Site
let jpeg: Buffer
let answer: RequestListener

beforeAll(async () => {
  jpeg = await sample('portrait-4x5-1080x1350.jpg')
  site = await startSite((request, response) => answer(request, response))
  room = await startMediaRoom({
    guarded: createGuardedHttp({ allowPrivate: false, outside: outsideOf({ 'cdn.test': '127.0.0.1' }) }),
  })
})
beforeEach(() => {
  answer = (_request, response) => void response.writeHead(200, { 'content-type': 'image/jpeg' }).end(jpeg)
})

const at = (path: string): string => `http://cdn.test:${String(site.port)}${path}`

async function registered(body: Record<string, unknown>): Promise<MediaView> {
  const { id } = await room.register(body)
  await room.work()
  return room.media(id)
}

describe('registering', () => {
  it('is READY at once under its own address, and is fetched and looked into afterwards', async () => {
    const media = await room.register({ url: at('/menu.jpg'), altText: 'The menu' })
    expect(media).toMatchObject({
      status: 'READY',
      filename: 'menu.jpg',
      contentType: 'image/jpeg',
      url: at('/menu.jpg'),
      dimensions: null,
      altText: 'The menu',
    })
    await room.work()
    const known = await room.media(media.id)
    expect(known).toMatchObject({
      status: 'READY',
      dimensions: { width: 1080, height: 1350 },
      sizeBytes: jpeg.length,
    })
    expect(known.url).toContain(`/media/files/${media.id}.jpg`)
    expect((await room.get(known.url ?? '')).bytes).toEqual(jpeg)
  })

  it.each([
    ['/a%20b.png', {}, 'a b.png', 'image/png'],
    ['/100%.jpg', {}, '100%.jpg', 'image/jpeg'],
    ['/%E0%A4%A.webp', {}, '%E0%A4%A.webp', 'image/webp'],
    ['/..%2F..%2Fetc%2Fpasswd%00.gif', {}, '....etcpasswd.gif', 'image/gif'],
    ['/clip.mp4?x=1', { filename: 'Clip' }, 'Clip', 'video/mp4'],
    ['/', { contentType: 'IMAGE/JPEG' }, 'file', 'image/jpeg'],
  ])('makes of %s with %j a name and a type', async (path, more, filename, contentType) => {
    expect(await room.register({ url: at(path), ...more })).toMatchObject({ filename, contentType })
    await room.work()
  })

  it('asks for the type where nothing tells it', async () => {
    expect(await room.api('POST', '/v1/media/register', { url: at('/download') })).toMatchObject({
      status: 400,
      body: { error: { code: 'VALIDATION_ERROR', details: { field: 'contentType' } } },
    })
  })

  it('is refused where the address carries a password, which every reply would show', async () => {
    const url = at('/menu.jpg').replace('//', '//ann:secret@')
    const refused = await room.api('POST', '/v1/media/register', { url })
    expect(refused).toMatchObject({ status: 400, body: { error: { details: { field: 'url' } } } })
    expect(JSON.stringify(refused.body)).not.toContain('secret')
  })

  it('warns of a post with it until it has been looked into', async () => {
    const media = await room.register({ url: at('/menu.jpg') })
    const validate = async (): Promise<string> =>
      (
        await room.api('POST', '/v1/posts/validate', {
          content: 'Hi',
          platforms: ['acme'],
          mediaIds: [media.id],
        })
      ).text
    expect(await validate()).toContain('MEDIA_NOT_PROBED')
    await room.work()
    expect(await validate()).not.toContain('MEDIA_NOT_PROBED')
  })
})

describe('a file that cannot be had', () => {
  it.each([
    ['is not there', 404, 'NOT_FETCHED', 'The address answered 404. Is the file public?'],
    ['asks for a password', 401, 'NOT_FETCHED', 'The address answered 401. Is the file public?'],
  ])('fails at once with a sentence when it %s', async (_how, status, code, message) => {
    answer = (_request, response) => void response.writeHead(status).end('no')
    expect(await registered({ url: at('/menu.jpg') })).toMatchObject({
      status: 'FAILED',
      validationResults: [{ code, message }],
    })
  })

  it('fails when a page comes instead of it', async () => {
    answer = (_request, response) => void response.writeHead(200).end('<!doctype html><title>Log in</title>')
    const media = await registered({ url: at('/menu.jpg') })
    expect(media.validationResults[0]).toMatchObject({
      code: 'TYPE_MISMATCH',
      message: expect.stringContaining('a page or a drawing in text') as string,
    })
  })

  it('is asked for again while its server has trouble', async () => {
    answer = (_request, response) => void response.writeHead(503).end()
    const { id } = await room.register({ url: at('/menu.jpg') })
    await room.work()
    expect((await room.media(id)).status).toBe('READY')
    answer = (_request, response) => void response.writeHead(200).end(jpeg)
    await room.advance(5_000)
    await room.work()
    expect(await room.media(id)).toMatchObject({ status: 'READY', sizeBytes: jpeg.length })
  })

  it.each([
    ['refuses', 'http://cdn.test:1/a.jpg', 'The address refused the connection.'],
    ['has no such name', 'http://gone.test/a.jpg', 'The name in the address is not known.'],
  ])('fails after five tries when the server %s, and says so', async (_how, url, reason) => {
    const { id } = await room.register({ url })
    for (let tries = 0; tries < 5; tries += 1) {
      expect((await room.media(id)).status).toBe('READY')
      await room.work()
      await room.advance(3_600_000)
    }
    expect(await room.media(id)).toMatchObject({
      status: 'FAILED',
      validationResults: [
        { code: 'NOT_FETCHED', message: `${reason} It was tried 5 times. Is the file public?` },
      ],
    })
  })

  it('is asked for again when it breaks off, and leaves no half of it', async () => {
    const before = await room.stored()
    answer = (_request, response) => {
      response.writeHead(200, { 'content-length': String(jpeg.length) })
      response.write(jpeg.subarray(0, 1_000), () => response.destroy())
    }
    const { id } = await room.register({ url: at('/menu.jpg') })
    await room.work()
    expect((await room.media(id)).status).toBe('READY')
    expect(await room.stored()).toEqual(before)
  })

  it.each([
    ['says so', true],
    ['does not say so', false],
  ])('fails when it is larger than its kind may be and its server %s', async (_how, says) => {
    const before = await room.stored()
    answer = (_request, response) => {
      response.writeHead(200, says ? { 'content-length': '20000001' } : {})
      const more = (): void => {
        while (response.write(Buffer.alloc(1_000_000)));
        response.once('drain', more)
      }
      if (!says) more()
      else response.write('x')
    }
    expect(await registered({ url: at('/menu.jpg') })).toMatchObject({
      status: 'FAILED',
      validationResults: [{ code: 'TOO_LARGE', message: 'The file is larger than 20000000 bytes.' }],
    })
    expect(await room.stored()).toEqual(before)
  })
})
