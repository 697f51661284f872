import { createDecipheriv } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { aFile, aReply, scripted } from '../../../tests/support/scripted-network.js'
import {
  container,
  film,
  no,
  ok,
  picture,
  spotlights,
  stories,
  video,
} from '../../../tests/support/snapchat-answers.js'
import type { PlatformReply, PlatformRequest } from '../platform-http.js'
import { prepare } from './prepare.js'

const pathOf = ({ url, method }: PlatformRequest): string => `${method} ${new URL(url).pathname}`

async function fileIn(request: PlatformRequest | undefined): Promise<Buffer> {
  const part = request?.multipart?.find(({ name }) => name === 'file')
  if (part === undefined || !('bytes' in part)) throw new Error('No file')
  const chunks: Uint8Array[] = []
  for await (const chunk of part.bytes as AsyncIterable<Uint8Array>) chunks.push(chunk)
  return Buffer.concat(chunks)
}

const mebibyte = 1_048_576
/** 31 MiB and 5 bytes: two parts, made of the number of each byte's place. */
const large = video({
  sizeBytes: 31 * mebibyte + 5,
  async *stream({ start, end } = { start: 0, end: 31 * mebibyte + 5 }) {
    for (let at = start; at < end; at += mebibyte)
      yield await Promise.resolve(Buffer.alloc(Math.min(mebibyte, end - at), at % 251))
  },
})

describe('section 3b, 3c: media', () => {
  it('a container with key and iv, the encrypted bytes, the end of it, and what the profile shows', async () => {
    const { ctx, asked } = scripted((request) => {
      if (request.url.endsWith('/media')) return container
      return request.method === 'GET' ? spotlights([{ id: 's9' }]) : ok()
    })
    const sent: Buffer[] = []
    const http = ctx.http
    ctx.http = async (request) => {
      if (request.multipart !== undefined && request.multipart.length === 3) sent.push(await fileIn(request))
      return http(request)
    }
    expect(await prepare(film(), ctx)).toEqual({
      kind: 'ready',
      plan: {
        kind: 'SPOTLIGHT',
        mediaId: 'm1',
        finalizedAt: '2026-01-01T00:00:10.000Z',
        isVideo: true,
        before: ['s9'],
      },
    })
    expect(asked.map(pathOf)).toEqual([
      'POST /v1/public_profiles/7/media',
      'POST /us/v1/media/m1/multipart-upload',
      'POST /us/v1/media/m1/finalize',
      'GET /v1/public_profiles/7/spotlights',
    ])
    expect(asked.every(({ url }) => url.startsWith('https://businessapi.snapchat.com/'))).toBe(true)
    expect(asked.every(({ headers }) => headers?.['authorization'] === 'Bearer token')).toBe(true)
    expect(asked.some(({ creating }) => creating)).toBe(false)
    const made = asked[0]?.json as Record<string, string>
    expect(made).toEqual({
      type: 'VIDEO',
      name: 'film.mp4',
      key: expect.any(String) as string,
      iv: expect.any(String) as string,
    })
    const [key, iv] = [made['key'] ?? '', made['iv'] ?? ''].map((text) => Buffer.from(text, 'base64'))
    const decipher = createDecipheriv('aes-256-cbc', key ?? '', iv ?? '')
    expect([...Buffer.concat([decipher.update(sent[0] ?? Buffer.of()), decipher.final()])]).toEqual([1, 2, 3])
    expect(asked[1]?.multipart?.slice(0, 2)).toEqual([
      { name: 'action', value: 'ADD' },
      { name: 'part_number', value: '1' },
    ])
    expect(asked[1]?.multipart?.[2]).toMatchObject({ length: 16 })
    expect(asked[2]?.multipart).toEqual([{ name: 'action', value: 'FINALIZE' }])
    expect(asked[3]?.query).toEqual({ limit: '50' })
  })

  it('prepared again nothing is uploaded; only the list is read anew', async () => {
    const { ctx, asked } = scripted([
      container,
      ok(),
      ok(),
      stories({ id: 'a' }),
      stories({ id: 'b' }, { id: 'a' }),
    ])
    expect(await prepare(picture(), ctx)).toMatchObject({
      plan: { kind: 'STORY', before: ['a'], isVideo: false },
    })
    expect(await prepare(picture(), ctx)).toMatchObject({ plan: { mediaId: 'm1', before: ['b', 'a'] } })
    expect(asked).toHaveLength(5)
  })

  it('a large file goes in parts of 31 MiB, each chained to the one before; after a restart the rest alone', async () => {
    const parts: { number: string; bytes: Buffer; length: number }[] = []
    let fails = true
    const { ctx, asked, kept } = scripted((request) => {
      if (request.url.endsWith('/media')) return container
      if (request.method === 'GET') return stories()
      const [, number] = request.multipart ?? []
      return number !== undefined && 'value' in number && number.value === '2' && fails ? aReply(503) : ok()
    })
    const http = ctx.http
    ctx.http = async (request) => {
      const [, number, file] = request.multipart ?? []
      if (number !== undefined && 'value' in number && file !== undefined && 'length' in file)
        parts.push({ number: number.value, bytes: await fileIn(request), length: file.length })
      return http(request)
    }
    expect(await prepare(film({ media: [large] }), ctx)).toMatchObject({
      kind: 'refused',
      cure: 'wait',
      error: { code: 'PLATFORM_UNAVAILABLE' },
    })
    fails = false
    expect(await prepare(film({ media: [large] }), ctx)).toMatchObject({ kind: 'ready' })
    expect(parts.map(({ number }) => number)).toEqual(['1', '2', '2'])
    expect(parts.every(({ bytes, length }) => bytes.length === length)).toBe(true)
    expect(parts[2]?.bytes).toEqual(parts[1]?.bytes)
    const { key = '', iv = '' } = kept.get('media')?.value as Record<string, string>
    const decipher = createDecipheriv('aes-256-cbc', Buffer.from(key, 'base64'), Buffer.from(iv, 'base64'))
    const plain = Buffer.concat([
      decipher.update(parts[0]?.bytes ?? Buffer.of()),
      decipher.update(parts[1]?.bytes ?? Buffer.of()),
      decipher.final(),
    ])
    expect(plain.length).toBe(large.sizeBytes)
    expect([plain[0], plain[mebibyte], plain.at(-1)]).toEqual([0, mebibyte % 251, (31 * mebibyte) % 251])
    expect(asked.filter(({ url }) => url.endsWith('/media'))).toHaveLength(1)
  })

  it('a picture of more than 20 MB goes as a smaller JPEG', async () => {
    const file = aFile({
      sizeBytes: 20_000_001,
      stream: () => {
        throw new Error('Not expected')
      },
      reencoded: ({ maxBytes }) =>
        Promise.resolve({
          bytes: Buffer.from(`jpeg of ${String(maxBytes)}`),
          contentType: 'image/jpeg',
          width: 1_000,
          height: 1_500,
        }),
    })
    const { ctx, asked } = scripted([container, ok(), ok(), stories()])
    expect(await prepare(picture({ media: [file] }), ctx)).toMatchObject({ kind: 'ready' })
    expect(asked[0]?.json).toMatchObject({ type: 'IMAGE' })
    expect(asked[1]?.multipart?.[2]).toMatchObject({ length: 32 })
  })

  it('a place to upload to that is not at Snapchat is given neither the file nor our access', async () => {
    for (const path of ['https://evil.example/up', '@evil.example/up', '']) {
      const { ctx, asked } = scripted([ok({ media_id: 'm', add_path: path, finalize_path: '/f' })])
      await expect(prepare(film(), ctx)).rejects.toThrow('without a place to upload to')
      expect(asked).toHaveLength(1)
    }
  })

  it('a file that Snapchat does not take says so, a profile that cannot be listed keeps nobody from posting', async () => {
    const refused = scripted([container, no(400, null, 'Too large')])
    expect(await prepare(film(), refused.ctx)).toMatchObject({
      kind: 'refused',
      cure: 'edit',
      error: { code: 'MEDIA_REJECTED', networkMessage: 'Too large' },
    })
    const unlisted = scripted([container, ok(), ok(), aReply(404)])
    expect(await prepare(film(), unlisted.ctx)).toMatchObject({ kind: 'ready', plan: { before: null } })
    const away = scripted([container, ok(), ok(), aReply(503)])
    expect(await prepare(film(), away.ctx)).toMatchObject({ kind: 'refused', cure: 'wait' })
  })
})

describe('section 5: `MEDIA_EXPIRED`: redo from 3a', () => {
  it.each<[string, PlatformReply[]]>([
    ['at a part', [container, no(400, 'MEDIA_EXPIRED')]],
    ['at the end', [container, ok(), no(200, 'MEDIA_EXPIRED')]],
  ])('%s', async (_where, answers) => {
    const { ctx, asked, kept } = scripted([...answers, container, ok(), ok(), stories()])
    expect(await prepare(film(), ctx)).toEqual({ kind: 'processing', checkInMs: 250 })
    expect(kept.has('media')).toBe(false)
    expect(await prepare(film(), ctx)).toMatchObject({ kind: 'ready' })
    expect(asked.filter(({ url }) => url.endsWith('/media'))).toHaveLength(2)
  })

  it('a container that is nearly a day old is not posted from', async () => {
    const { ctx, asked } = scripted([container, ok(), ok(), stories(), container])
    await prepare(film(), ctx)
    ctx.now = new Date('2026-01-01T23:00:11.000Z')
    expect(await prepare(film(), ctx)).toMatchObject({ kind: 'processing' })
    expect(asked).toHaveLength(4)
  })
})
