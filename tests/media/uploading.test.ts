import { request } from 'node:http'
import { beforeAll, describe, expect, it } from 'vitest'
import { StorageFails, type Storage } from '../../src/media/storage.js'
import { startMediaRoom, type MediaRoom, type UploadView } from '../support/media-room.js'
import { sample } from '../support/samples.js'

let room: MediaRoom
let jpeg: Uint8Array<ArrayBuffer>
/** What the store does with the next file instead of taking it. */
let fault: Error | null = null
/** Called when the store has read a first piece of a file. */
let onFirstPiece: (() => Promise<void>) | null = null

beforeAll(async () => {
  room = await startMediaRoom({ storage: withFaults })
  jpeg = new Uint8Array(await sample('portrait-4x5-1080x1350.jpg'))
})

function withFaults(real: Storage): Storage {
  return {
    ...real,
    async put(key, bytes, maxBytes) {
      if (fault !== null) throw fault
      const watched = async function* (): AsyncIterable<Uint8Array> {
        for await (const chunk of bytes) {
          yield chunk
          await onFirstPiece?.()
          onFirstPiece = null
        }
      }
      return real.put(key, watched(), maxBytes)
    },
  }
}

function announced(more: Record<string, unknown> = {}): Promise<UploadView> {
  return room.announce({ contentType: 'image/jpeg', sizeBytes: jpeg.length, ...more })
}

describe('announcing', () => {
  it('answers with an address, the exact headers and a quarter of an hour', async () => {
    const reply = await room.api('POST', '/v1/media/upload', {
      filename: 'menu.jpg',
      contentType: 'image/jpeg; charset=binary',
      sizeBytes: jpeg.length,
      altText: 'The menu',
    })
    expect(reply.status).toBe(201)
    const body = reply.body as UploadView
    expect(body.mediaId).toMatch(/^media_c[a-z0-9]{23}$/)
    expect(body.uploadHeaders).toEqual({
      'Content-Type': 'image/jpeg',
      'x-amz-server-side-encryption': 'AES256',
    })
    const leftMs = new Date(body.expiresAt).getTime() - Date.now()
    expect(Math.abs(leftMs - 15 * 60_000)).toBeLessThan(60_000)
    expect(await room.media(body.mediaId)).toMatchObject({
      status: 'PENDING',
      url: null,
      altText: 'The menu',
      dimensions: null,
      thumbnailUrl: null,
      variants: {},
      validationResults: [],
    })
  })

  it.each([
    ['contentType', { contentType: 'image/svg+xml' }, 'contentType: is none of the types'],
    ['contentType', { contentType: 'text/html' }, 'contentType: is none of the types'],
    ['sizeBytes', { sizeBytes: 0 }, 'sizeBytes: must be at least 1'],
    ['sizeBytes', { sizeBytes: 1.5 }, 'sizeBytes: must be a whole number'],
    ['sizeBytes', { sizeBytes: 20_000_001 }, 'at most 20000000 bytes'],
    ['filename', { filename: ' ' }, 'filename: must not be empty'],
  ])('refuses a bad %s', async (field, more, message) => {
    const reply = await room.api('POST', '/v1/media/upload', {
      filename: 'menu.jpg',
      contentType: 'image/jpeg',
      sizeBytes: 10,
      ...more,
    })
    expect(reply.status).toBe(400)
    expect(reply.body).toMatchObject({ error: { code: 'VALIDATION_ERROR', details: { field } } })
    expect(reply.text).toContain(message)
  })
})

describe('sending', () => {
  it('takes the bytes, looks into them and says what they are', async () => {
    const { mediaId, uploadUrl, uploadHeaders } = await announced()
    expect((await room.put(uploadUrl, uploadHeaders, jpeg)).status).toBe(200)
    expect(await room.media(mediaId)).toMatchObject({ status: 'PROCESSING', url: null })
    await room.work()
    const media = await room.media(mediaId)
    expect(media).toMatchObject({
      status: 'READY',
      contentType: 'image/jpeg',
      sizeBytes: jpeg.length,
      dimensions: { width: 1080, height: 1350 },
      validationResults: [],
    })
    expect(media.variants).toEqual({ original: media.url, thumbnail: media.thumbnailUrl })
    expect((await room.get(media.url ?? '')).bytes).toEqual(Buffer.from(jpeg))
  })

  it('tells webhooks of it, once', async () => {
    const media = await room.upload(Buffer.from(jpeg), 'image/jpeg')
    const events = await room.db.query({
      text: `select data from events where type = 'media.uploaded' and data->>'id' = $1`,
      values: [media.id],
    })
    expect(events).toEqual([
      {
        data: {
          id: media.id,
          mediaId: media.id,
          workspaceId: room.home.workspaceId,
          filename: 'menu.jpg',
          contentType: 'image/jpeg',
          sizeBytes: jpeg.length,
          status: 'READY',
        },
      },
    ])
  })

  it('takes a body without announced length, as long as it has the announced size', async () => {
    const { uploadUrl, uploadHeaders } = await announced()
    const pieces = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(jpeg.slice(0, 1_000))
        controller.enqueue(jpeg.slice(1_000))
        controller.close()
      },
    })
    expect((await room.put(uploadUrl, uploadHeaders, pieces)).status).toBe(200)
  })

  it.each([
    ['shorter', -1],
    ['longer', 1],
  ])('refuses a file that is %s than announced, and takes the right one afterwards', async (_how, more) => {
    const { uploadUrl, uploadHeaders } = await announced({ sizeBytes: jpeg.length - more })
    const answer = await room.put(uploadUrl, uploadHeaders, jpeg)
    expect(answer).toMatchObject({
      status: 400,
      error: {
        code: 'VALIDATION_ERROR',
        details: { announced: jpeg.length - more, sent: jpeg.length },
      },
    })
    const right = new Uint8Array(jpeg.length - more)
    expect((await room.put(uploadUrl, uploadHeaders, right)).status).toBe(200)
  })

  it.each([
    ['ends early', -5, 400],
    ['goes on', 5, 413],
  ])('tells the sender of a body without length that %s', async (_how, more, status) => {
    const before = await room.stored()
    const { uploadUrl, uploadHeaders } = await announced()
    const body = new Uint8Array(jpeg.length + more)
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(body.slice(0, 100))
        controller.enqueue(body.slice(100))
        controller.close()
      },
    })
    const answer = await room.put(uploadUrl, uploadHeaders, stream)
    expect(answer.status).toBe(status)
    expect(answer.error?.message).toContain(`${String(jpeg.length)}`)
    expect(await room.stored()).toEqual(before)
  })

  it('knows a type by its other names, at the announcement and with the bytes', async () => {
    const { mediaId, uploadUrl, uploadHeaders } = await announced({ contentType: 'image/jpg' })
    expect(uploadHeaders['Content-Type']).toBe('image/jpeg')
    expect((await room.put(uploadUrl, { 'content-type': 'image/jpg' }, jpeg)).status).toBe(200)
    await room.work()
    expect(await room.media(mediaId)).toMatchObject({ status: 'READY', contentType: 'image/jpeg' })
  })

  it('refuses another Content-Type than the address is for', async () => {
    const { uploadUrl } = await announced()
    expect(await room.put(uploadUrl, { 'content-type': 'image/png' }, jpeg)).toMatchObject({
      status: 400,
      error: {
        message: 'Send Content-Type: image/jpeg, as uploadHeaders says.',
        details: { field: 'Content-Type' },
      },
    })
  })

  it('says how a file is sent to whom sends it otherwise', async () => {
    const { uploadUrl } = await announced()
    expect(await room.get(uploadUrl, {}, 'POST')).toMatchObject({
      status: 405,
      error: { message: expect.stringContaining('with PUT') as string, details: { allowed: ['PUT'] } },
    })
    const nameless = await room.put(uploadUrl, { 'content-type': 'jpeg' }, jpeg)
    expect(nameless).toMatchObject({
      status: 415,
      error: { message: 'Send the Content-Type that uploadHeaders says.' },
    })
  })

  it('takes a file once, also when it is sent twice at the same time', async () => {
    const { mediaId, uploadUrl, uploadHeaders } = await announced()
    const other = new Uint8Array(jpeg.length)
    const answers = await Promise.all([
      room.put(uploadUrl, uploadHeaders, jpeg),
      room.put(uploadUrl, uploadHeaders, other),
    ])
    expect(answers.map((each) => each.status).sort()).toEqual([200, 409])
    const again = await room.put(uploadUrl, uploadHeaders, other)
    expect(again).toMatchObject({
      status: 409,
      error: { code: 'CONFLICT', details: { status: 'PROCESSING' } },
    })
    await room.work()
    // What was taken is what is there: the file that came too late replaced nothing.
    const isJpeg = answers[0]?.status === 200
    expect((await room.media(mediaId)).status).toBe(isJpeg ? 'READY' : 'FAILED')
  })

  it('forgets the half of an upload that broke off, and takes it again', async () => {
    const before = await room.stored()
    const { mediaId, uploadUrl, uploadHeaders } = await announced()
    await brokenOff(uploadUrl, uploadHeaders)
    await expect.poll(() => room.stored()).toEqual(before)
    expect((await room.media(mediaId)).status).toBe('PENDING')
    expect((await room.put(uploadUrl, uploadHeaders, jpeg)).status).toBe(200)
  })

  it('says that the storage is full, and takes the file when it is not', async () => {
    const { uploadUrl, uploadHeaders } = await announced()
    fault = new StorageFails('The storage of this server is full. Free some space and try again.')
    const answer = await room.put(uploadUrl, uploadHeaders, jpeg).finally(() => (fault = null))
    expect(answer).toMatchObject({
      status: 503,
      error: { code: 'SERVICE_UNAVAILABLE', message: expect.stringContaining('full') as string },
    })
    expect((await room.put(uploadUrl, uploadHeaders, jpeg)).status).toBe(200)
  })

  it('leaves nothing behind when the file is deleted while it comes', async () => {
    await room.work()
    const before = await room.stored()
    const { mediaId, uploadUrl, uploadHeaders } = await announced()
    onFirstPiece = async () => {
      await room.api('DELETE', `/v1/media/${mediaId}`)
      await room.work()
    }
    expect((await room.put(uploadUrl, uploadHeaders, jpeg)).status).toBe(409)
    expect(await room.stored()).toEqual(before)
  })

  /** Sends the head and some bytes, and cuts the connection once the store has them. */
  function brokenOff(url: string, headers: Record<string, string>): Promise<void> {
    return new Promise((resolve) => {
      const sending = request(url.replace(room.parts.config.publicUrl, room.url), {
        method: 'PUT',
        headers: { ...headers, 'Content-Length': String(jpeg.length) },
      })
      sending.on('error', () => resolve())
      onFirstPiece = () => Promise.resolve(void sending.destroy())
      sending.write(jpeg.slice(0, 500))
    })
  }
})

describe('time', () => {
  it('takes an upload until its address runs out by the server’s clock, and then says how to go on', async () => {
    const { mediaId, uploadUrl, uploadHeaders } = await announced()
    await room.advance(14 * 60_000)
    const other = await announced()
    await room.advance(60_001)
    expect(await room.put(uploadUrl, uploadHeaders, jpeg)).toMatchObject({
      status: 403,
      error: {
        code: 'FORBIDDEN',
        message: expect.stringContaining(`/v1/media/${mediaId}/refresh-presign`) as string,
      },
    })
    expect((await room.put(other.uploadUrl, other.uploadHeaders, jpeg)).status).toBe(200)

    const refreshed = await room.api('POST', `/v1/media/${mediaId}/refresh-presign`)
    expect(refreshed.status).toBe(200)
    const again = refreshed.body as UploadView
    expect(again.mediaId).toBe(mediaId)
    expect(await room.put(uploadUrl, uploadHeaders, jpeg)).toMatchObject({ status: 403 })
    expect((await room.put(again.uploadUrl, again.uploadHeaders, jpeg)).status).toBe(200)
    expect(await room.api('POST', `/v1/media/${mediaId}/refresh-presign`)).toMatchObject({
      status: 409,
      body: { error: { code: 'CONFLICT', details: { status: 'PROCESSING' } } },
    })
  })

  it('does not refuse an upload at its end because it was slow', async () => {
    const { mediaId, uploadUrl, uploadHeaders } = await announced()
    onFirstPiece = () => room.advance(16 * 60_000)
    expect((await room.put(uploadUrl, uploadHeaders, jpeg)).status).toBe(200)
    await room.work()
    expect((await room.media(mediaId)).status).toBe('READY')
  })

  it('forgets an upload that never came after a day', async () => {
    const { mediaId } = await announced()
    await room.advance(23 * 3_600_000)
    await room.work()
    expect((await room.media(mediaId)).status).toBe('PENDING')
    await room.advance(3_600_001)
    await room.work()
    expect((await room.api('GET', `/v1/media/${mediaId}`)).status).toBe(404)
    expect((await room.api('POST', `/v1/media/${mediaId}/refresh-presign`)).status).toBe(404)
  })
})

describe('looking into it', () => {
  it('says in a sentence why a file cannot be used, and keeps none of it', async () => {
    const before = await room.stored()
    const media = await room.upload(await sample('html-named.jpg'), 'image/jpeg')
    expect(media).toMatchObject({ status: 'FAILED', url: null })
    expect(media.validationResults).toEqual([
      {
        code: 'TYPE_MISMATCH',
        message:
          'The file was announced as image/jpeg, but is a page or a drawing in text. Send it with the type that it has, or save it again as image/jpeg.',
      },
    ])
    expect(await room.stored()).toEqual(before)
  })

  it('turns a PNG into a JPEG, and keeps nothing else', async () => {
    const before = (await room.stored()).length
    const media = await room.upload(await sample('card-1200x630.png'), 'image/png', 'card.png')
    expect(media).toMatchObject({
      status: 'READY',
      contentType: 'image/jpeg',
      filename: 'card.png',
      dimensions: { width: 1200, height: 630 },
    })
    const served = await room.get(media.url ?? '')
    expect(served.headers.get('content-type')).toBe('image/jpeg')
    expect(served.headers.get('content-disposition')).toBe(`inline; filename*=UTF-8''card.jpg`)
    // The picture and its thumbnail.
    expect(await room.stored()).toHaveLength(before + 2)
  })

  it('goes on after dying between the new file and its record', async () => {
    await room.work()
    const png = await sample('card-1200x630.png')
    const { mediaId, uploadUrl, uploadHeaders } = await room.announce({
      contentType: 'image/png',
      sizeBytes: png.length,
    })
    await room.put(uploadUrl, uploadHeaders, new Uint8Array(png))
    const before = (await room.stored()).length
    // The lease is lost while the picture is decoded: what was made of it counts for nothing.
    onFirstPiece = async () => {
      await room.db.query({
        text: 'update media set lease_token = gen_random_uuid(), run_at = vb_now() where id = $1',
        values: [mediaId],
      })
    }
    await room.work()
    await room.work()
    expect(await room.media(mediaId)).toMatchObject({ status: 'READY', contentType: 'image/jpeg' })
    expect(await room.stored()).toHaveLength(before + 1)
  })

  it('tries again later when the storage does not answer', async () => {
    const { mediaId, uploadUrl, uploadHeaders } = await announced()
    await room.put(uploadUrl, uploadHeaders, jpeg)
    fault = new StorageFails('The storage of this server is full.')
    await expect(room.work()).rejects.toThrow('full')
    fault = null
    expect((await room.media(mediaId)).status).toBe('PROCESSING')
    await room.work()
    expect((await room.media(mediaId)).status).toBe('PROCESSING')
    await room.advance(5_000)
    await room.work()
    expect((await room.media(mediaId)).status).toBe('READY')
  })
})
