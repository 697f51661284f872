import { connect } from 'node:net'
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allowSlowBody } from '../../src/http/slow-body.js'
import { startMediaRoom, type MediaRoom, type UploadView } from '../support/media-room.js'
import { sample } from '../support/samples.js'

let room: MediaRoom
let jpeg: Buffer

beforeAll(async () => {
  room = await startMediaRoom()
  jpeg = await sample('portrait-4x5-1080x1350.jpg')
})

describe('what a file claims to be', () => {
  it.each([
    ['an SVG', 'svg-named.jpg', 'image/jpeg', 'TYPE_MISMATCH'],
    ['a page', 'html-named.jpg', 'image/jpeg', 'TYPE_MISMATCH'],
    ['a page', 'html-named.jpg', 'text/plain', 'TYPE_MISMATCH'],
    ['a video', 'wrong-codec-mpeg4-2s.mp4', 'image/jpeg', 'TYPE_MISMATCH'],
    ['a picture', 'card-1200x630.png', 'video/mp4', 'TYPE_MISMATCH'],
    ['a picture', 'card-1200x630.png', 'application/pdf', 'TYPE_MISMATCH'],
    ['half a picture', 'truncated.jpg', 'image/jpeg', 'CANNOT_DECODE'],
    ['half a video', 'truncated.mp4', 'video/mp4', 'CANNOT_DECODE'],
    ['900 million pixels', 'bomb-30000x30000-1bit.png', 'image/png', 'TOO_MANY_PIXELS'],
  ])('%s (%s) as %s is refused with %s', async (_what, name, type, code) => {
    const media = await room.upload(await sample(name), type)
    expect(media).toMatchObject({ status: 'FAILED', url: null, validationResults: [{ code }] })
    expect(media.validationResults[0]?.message).toMatch(/^[A-Z].+\.$/)
    const use = await room.api('POST', '/v1/posts', { content: 'Hi', platforms: ['acme'], media: [media.id] })
    expect(use.status).toBe(400)
  })

  it.each([
    ['random bytes', Buffer.from('9f3a00ff12'.repeat(200), 'hex'), 'image/jpeg'],
    ['a JPEG’s first bytes alone', Buffer.from('ffd8ffe000104a46494600', 'hex'), 'image/jpeg'],
    ['a PNG that claims to be huge', pngHeader(0x7fffffff, 0x7fffffff), 'image/png'],
    ['a PNG of no size', pngHeader(0, 0), 'image/png'],
    ['a video whose index claims four gigabytes', mp4Claiming(0xffffffff), 'video/mp4'],
    ['a video whose boxes have no size', mp4Claiming(0), 'video/mp4'],
    ['a program', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(500)]), 'image/png'],
    ['an archive', Buffer.from('504b0304140000000800', 'hex'), 'application/pdf'],
  ])('%s ends in a sentence, never in a stuck file', async (_what, bytes, type) => {
    const media = await room.upload(bytes, type)
    expect(media.status).toBe('FAILED')
    expect(media.validationResults[0]?.message).toMatch(/^[A-Z].+\.$/)
  })

  it('a file that is a picture and a page is served as a picture only', async () => {
    const page = Buffer.from('<html><script>alert(1)</script></html>')
    const media = await room.upload(Buffer.concat([jpeg, page]), 'image/jpeg', 'index.html')
    expect(media.status).toBe('READY')
    const served = await room.get(media.url ?? '', { accept: 'text/html' })
    expect(Object.fromEntries(served.headers)).toMatchObject({
      'content-type': 'image/jpeg',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'content-disposition': "inline; filename*=UTF-8''index.jpg",
    })
  })

  it('a picture that is sent on has lost where it was taken once it is made anew', async () => {
    const told = await sharp(jpeg)
      .withExif({ IFD3: { GPSLatitude: '51/1 30/1 3230/100' } })
      .png()
      .toBuffer()
    const media = await room.upload(told, 'image/png')
    expect((await sharp((await room.get(media.url ?? '')).bytes).metadata()).exif).toBeUndefined()
  })
})

describe('names and sizes', () => {
  it.each([
    ['../../etc/passwd', 'a name, not a path'],
    ['..\\..\\boot.ini', 'a name, not a path'],
    ['/etc/passwd', 'a name, not a path'],
    ['..', 'a name, not a path'],
    ['a\r\nSet-Cookie: x=1.jpg', 'control characters'],
    ['a\u0000.jpg', 'U+0000'],
    ['gpj\u202E.exe', 'control characters'],
    ['\ud800.jpg', 'half a surrogate pair'],
    ['x'.repeat(256), 'at most 255 characters'],
  ])('refuses %j as a name', async (filename, message) => {
    const body = { filename, contentType: 'image/jpeg', sizeBytes: 10 }
    const reply = await room.api('POST', '/v1/media/upload', body)
    expect(reply.status).toBe(400)
    expect(reply.text).toContain(message)
    expect(reply.body).toMatchObject({ error: { code: 'VALIDATION_ERROR', details: { field: 'filename' } } })
  })

  it.each([2_000_000_000, Number.MAX_SAFE_INTEGER, 1e300, -1])(
    'refuses %d announced bytes',
    async (sizeBytes) => {
      const body = { filename: 'a.mp4', contentType: 'video/mp4', sizeBytes }
      const reply = await room.api('POST', '/v1/media/upload', body)
      expect(reply).toMatchObject({ status: 400, body: { error: { details: { field: 'sizeBytes' } } } })
    },
  )

  it('refuses two gigabytes at the door of a small upload before they are sent', async () => {
    const { uploadUrl, uploadHeaders } = await announced()
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const sending = request(here(uploadUrl), {
        method: 'PUT',
        headers: { ...uploadHeaders, 'Content-Length': '2000000000' },
      })
      sending.on('response', (answer) => {
        resolve(answer.statusCode)
        sending.destroy()
      })
      sending.on('error', reject)
      sending.write(jpeg)
    })
    expect(status).toBe(400)
  })
})

describe('upload addresses', () => {
  const forbidden = { status: 403, error: { code: 'FORBIDDEN' } }
  const put = (url: string, headers: Record<string, string>) => room.put(url, headers, new Uint8Array(jpeg))

  it('are refused when anything in them was changed', async () => {
    const [mine, other] = [await announced(), await announced()]
    const url = new URL(here(mine.uploadUrl))
    const changed = (change: (url: URL) => void): string => {
      const copy = new URL(url)
      change(copy)
      return copy.href
    }
    const inAYear = String(Date.now() + 365 * 86_400_000)
    for (const forged of [
      changed((each) => each.searchParams.set('expires', inAYear)),
      changed((each) => each.searchParams.set('expires', 'never')),
      changed((each) => each.searchParams.delete('expires')),
      changed((each) => each.searchParams.delete('signature')),
      changed((each) => each.searchParams.set('signature', '')),
      changed((each) => each.searchParams.set('signature', 'x'.repeat(5_000))),
      changed((each) => each.searchParams.append('signature', 'second')),
      changed((each) => each.searchParams.append('expires', inAYear)),
      changed((each) => void (each.pathname = `/media/uploads/${other.mediaId}`)),
      changed((each) => void (each.pathname = '/media/uploads/media_cunknown')),
      changed((each) => void (each.pathname = '/media/uploads/%27%20or%201=1--')),
    ])
      expect(await put(forged, mine.uploadHeaders), forged).toMatchObject(forbidden)
    expect((await room.media(mine.mediaId)).status).toBe('PENDING')
    expect((await room.media(other.mediaId)).status).toBe('PENDING')
  })

  it('are refused for another file, another type and a second time', async () => {
    const { uploadUrl, uploadHeaders } = await announced()
    const bigger = new Uint8Array(jpeg.length + 1)
    expect((await room.put(uploadUrl, uploadHeaders, bigger)).status).toBe(400)
    expect((await put(uploadUrl, { 'content-type': 'text/html' })).status).toBe(400)
    expect((await put(uploadUrl, uploadHeaders)).status).toBe(200)
    expect(await put(uploadUrl, uploadHeaders)).toMatchObject({ status: 409, error: { code: 'CONFLICT' } })
  })

  it('are no addresses to read from, nor those to write to', async () => {
    const media = await room.upload(jpeg, 'image/jpeg')
    const reading = new URL(here(media.url ?? ''))
    const asUpload = `${room.url}/media/uploads/${media.id}${reading.search}`
    expect(await put(asUpload, { 'content-type': 'image/jpeg' })).toMatchObject(forbidden)
    const asThumbnail = `${room.url}/media/thumbnails/${media.id}.jpg${reading.search}`
    expect((await room.get(asThumbnail)).status).toBe(404)
    const other = await room.upload(jpeg, 'image/jpeg')
    expect((await room.get(`${room.url}/media/files/${other.id}.jpg${reading.search}`)).status).toBe(404)
    expect((await room.get(`${room.url}/media/files/..%2f..%2fetc%2fpasswd${reading.search}`)).status).toBe(
      404,
    )
  })

  it('are not made for files that were registered', async () => {
    const { id } = await room.register({ url: 'https://cdn.example.com/a.jpg' })
    expect((await room.api('POST', `/v1/media/${id}/refresh-presign`)).status).toBe(409)
  })
})

describe('bodies that do not come', () => {
  let server: Server
  beforeAll(async () => {
    server = createServer((incoming) => {
      allowSlowBody(incoming, { silenceMs: 60, inAllMs: incoming.url === '/long' ? 300 : 60_000 })
      incoming.resume()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    afterAll(() => server.close())
  })

  /** Sends a head and then a byte now and again; answers what came back until the connection was closed. */
  function dripping(path: string, everyMs: number | null): Promise<string> {
    const { port } = server.address() as AddressInfo
    return new Promise((resolve) => {
      let told = ''
      const socket = connect(port, '127.0.0.1', () => {
        socket.write(`PUT ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n`)
      })
      const timer = everyMs === null ? undefined : setInterval(() => socket.write('x'), everyMs)
      socket.on('data', (chunk) => (told += chunk.toString()))
      socket.on('error', () => undefined)
      socket.on('close', () => {
        clearInterval(timer)
        resolve(told)
      })
    })
  }

  it('are cut off with a sentence when they stand still', async () => {
    const told = await dripping('/silent', null)
    expect(told).toContain('408 Request Timeout')
    expect(told).toContain('The upload stood still for 0.06 s. Begin it again.')
  })

  it('are cut off in the end when they drip', async () => {
    expect(await dripping('/long', 15)).toContain('The upload took longer than')
  })

  it('keep the time that other requests have, but not uploads that come', async () => {
    const { uploadUrl, uploadHeaders } = await announced()
    let socket: unknown
    room.server.server.once('connection', (each: unknown) => (socket = each))
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const sending = request(here(uploadUrl), {
        method: 'PUT',
        agent: false,
        headers: { ...uploadHeaders, 'Content-Length': String(jpeg.length) },
      })
      room.server.server.once('request', () => {
        // What Node says of a request that takes longer than two minutes.
        const late = Object.assign(new Error('late'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' })
        setImmediate(() => {
          room.server.server.emit('clientError', late, socket)
          sending.end(jpeg.subarray(500))
        })
      })
      sending.on('response', (answer) => resolve(answer.statusCode))
      sending.on('error', reject)
      sending.write(jpeg.subarray(0, 500))
    })
    expect(status).toBe(200)
  })
})

function announced(): Promise<UploadView> {
  return room.announce({ contentType: 'image/jpeg', sizeBytes: jpeg.length })
}

function here(url: string): string {
  return url.replace(room.parts.config.publicUrl, room.url)
}

function pngHeader(width: number, height: number): Buffer {
  const head = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')
  const size = Buffer.alloc(8)
  size.writeUInt32BE(width, 0)
  size.writeUInt32BE(height, 4)
  return Buffer.concat([head, size, Buffer.from('0806000000', 'hex'), Buffer.alloc(60)])
}

function mp4Claiming(size: number): Buffer {
  const moov = Buffer.alloc(400)
  moov.writeUInt32BE(size, 0)
  moov.write('moov', 4, 'latin1')
  return Buffer.concat([Buffer.from('00000014667479706d703432000000006d703432', 'hex'), moov])
}
