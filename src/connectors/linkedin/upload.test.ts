import { describe, expect, it } from 'vitest'
import { aFile, anItem, scripted } from '../../../tests/support/scripted-network.js'
import type { Json } from '../../kit/json.js'
import type { MediaFile, PublishContext, RenderedItem } from '../connector.js'
import type { PlatformRequest } from '../platform-http.js'
import { prepare } from './prepare.js'
import { publish } from './publish.js'

const partBytes = 4_194_304
const sizeBytes = 2 * partBytes + 1_000
const pageUrn = 'urn:li:organization:1'

/** LinkedIn’s uploads and the kept steps of one target, over several tries. */
function room(data: Record<string, Json> = {}) {
  const state = {
    now: Date.parse('2026-01-01T00:00:00Z'),
    serial: 0,
    status: 'AVAILABLE',
    refusesPart: -1,
    breaksPart: -1,
    refusal: '',
    side: 100,
  }
  const answer = ({ url, method }: PlatformRequest): { status: number; json?: Json; etag?: string } => {
    const { pathname, search } = new URL(url)
    if (pathname.startsWith('/dms-uploads/')) {
      const part = /part(\d+)$/.exec(pathname)?.[1]
      if (part !== undefined && Number(part) === state.refusesPart)
        return { status: 400, json: { status: 400, code: 'EXPIRED_UPLOAD_URL', message: 'Expired' } }
      if (part !== undefined && Number(part) === state.breaksPart) return { status: 503 }
      return part === undefined ? { status: 201 } : { status: 200, etag: `"etag ${pathname}"` }
    }
    if (pathname === '/rest/posts')
      return { status: 400, json: { status: 400, code: state.refusal, message: 'No' } }
    if (method === 'GET') return { status: 200, json: { status: state.status } }
    if (search === '?action=finalizeUpload') return { status: 200 }
    const id = (state.serial += 1)
    const uploadUrl = `https://www.linkedin.com/dms-uploads/${String(id)}`
    if (!pathname.endsWith('/videos'))
      return { status: 200, json: { value: { uploadUrl, image: `urn:li:image:${String(id)}` } } }
    const uploadInstructions = [0, 1, 2].map((part) => ({
      uploadUrl: `${uploadUrl}/part${String(part)}`,
      firstByte: part * partBytes,
      lastByte: Math.min((part + 1) * partBytes, sizeBytes) - 1,
    }))
    const uploadUrlsExpireAt = state.now + 3_600_000
    const video = `urn:li:video:${String(id)}`
    return {
      status: 200,
      json: { value: { video, uploadInstructions, uploadUrlsExpireAt, uploadToken: 'token' } },
    }
  }
  const { ctx: first, asked } = scripted(
    (request) => {
      const { status, json, etag } = answer(request)
      return { status, ...(json === undefined ? {} : { json }), headers: etag === undefined ? {} : { etag } }
    },
    { data, account: { id: 'acc_1', remoteId: 'ann', username: null, displayName: null } },
  )
  const ctx = (): PublishContext => ({ ...first, now: new Date(state.now) })
  const file = (kind: MediaFile['kind']): MediaFile =>
    aFile({
      kind,
      contentType: kind === 'video' ? 'video/mp4' : 'image/png',
      sizeBytes,
      width: state.side,
      height: state.side,
      reencoded: ({ maxWidth = 0, maxHeight = 0 }) =>
        Promise.resolve({
          bytes: new Uint8Array(7),
          contentType: 'image/jpeg',
          width: maxWidth,
          height: maxHeight,
        }),
    })
  const item = (kind: MediaFile['kind'], options = {}): RenderedItem =>
    anItem({ text: '', media: [file(kind)], options })
  const tried = (kind: MediaFile['kind'], options = {}) => prepare(item(kind, options), ctx())
  const posted = (kind: MediaFile['kind']) => publish(item(kind), null, ctx())
  const paths = () =>
    asked.splice(0).map(({ method, url }) => `${method} ${new URL(url).pathname}${new URL(url).search}`)
  return { asked, state, tried, posted, paths }
}

describe('section 3.3: a video', () => {
  it('goes in the parts that were told, without our token, and is finalized with their ETags in order', async () => {
    const { asked, tried } = room()
    expect(await tried('video')).toEqual({
      kind: 'ready',
      plan: { author: 'urn:li:person:ann', files: ['urn:li:video:1'] },
    })
    const [begin, ...others] = asked
    expect(begin?.json).toEqual({
      initializeUploadRequest: {
        owner: 'urn:li:person:ann',
        fileSizeBytes: sizeBytes,
        uploadCaptions: false,
        uploadThumbnail: false,
      },
    })
    const parts = others.slice(0, 3)
    expect(parts.map(({ body }) => body?.length)).toEqual([partBytes, partBytes, 1_000])
    expect(parts.every(({ headers }) => headers?.['authorization'] === undefined)).toBe(true)
    expect(others[3]?.json).toEqual({
      finalizeUploadRequest: {
        video: 'urn:li:video:1',
        uploadToken: 'token',
        uploadedPartIds: [0, 1, 2].map((part) => `etag /dms-uploads/1/part${String(part)}`),
      },
    })
    expect(others[4]?.url).toBe('https://api.linkedin.com/rest/videos/urn%3Ali%3Avideo%3A1')
  })

  it('is waited for, and nothing of it is sent twice', async () => {
    const { state, tried, paths } = room()
    state.status = 'PROCESSING'
    expect(await tried('video')).toEqual({ kind: 'processing', checkInMs: 2_000 })
    paths()
    state.status = 'AVAILABLE'
    expect((await tried('video')).kind).toBe('ready')
    expect(paths()).toEqual(['GET /rest/videos/urn%3Ali%3Avideo%3A1'])
  })

  it('section 9, line 5: begins anew where its addresses have ended before the last part', async () => {
    const { state, tried, paths } = room()
    state.refusesPart = 2
    expect(await tried('video')).toMatchObject({ kind: 'refused', cure: 'wait' })
    state.refusesPart = -1
    expect(await tried('video')).toMatchObject({ plan: { files: ['urn:li:video:2'] } })
    expect(paths().filter((path) => path.endsWith('initializeUpload'))).toHaveLength(2)
  })

  it('whose addresses are about to end is begun anew by itself', async () => {
    const { state, tried } = room()
    state.breaksPart = 1
    await tried('video')
    state.breaksPart = -1
    state.now += 3_600_000 - 1_000
    expect(await tried('video')).toMatchObject({ plan: { files: ['urn:li:video:2'] } })
  })

  it('that cannot be processed is a refusal, and the next try uploads it again', async () => {
    const { state, tried } = room()
    state.status = 'PROCESSING_FAILED'
    expect(await tried('video')).toMatchObject({ cure: 'edit', error: { code: 'PROCESSING_FAILED' } })
    state.status = 'AVAILABLE'
    expect(await tried('video')).toMatchObject({ plan: { files: ['urn:li:video:2'] } })
  })
})

describe('section 3.2: an image', () => {
  it('of a person is given ten seconds: LinkedIn does not tell how far it is', async () => {
    const { state, tried, paths } = room()
    expect(await tried('image')).toEqual({ kind: 'processing', checkInMs: 10_000 })
    state.now += 10_000
    expect(await tried('image')).toMatchObject({ kind: 'ready', plan: { files: ['urn:li:image:1'] } })
    expect(paths()).toEqual(['POST /rest/images?action=initializeUpload', 'PUT /dms-uploads/1'])
  })

  it('of a page is asked for, and belongs to the page', async () => {
    const { asked, tried, paths } = room({ page: { urn: pageUrn } })
    expect(await tried('image')).toMatchObject({ kind: 'ready', plan: { author: pageUrn } })
    expect(asked[0]?.json).toEqual({ initializeUploadRequest: { owner: pageUrn } })
    expect(paths().at(-1)).toBe('GET /rest/images/urn%3Ali%3Aimage%3A1')
  })
})

it.each([
  [6_000, 'image/png'],
  [6_001, 'image/jpeg'],
])('section 4: a picture of %i pixels a side is sent as %s', async (side, contentType) => {
  const { asked, state, tried } = room()
  state.side = side
  await tried('image')
  expect(asked.find(({ method }) => method === 'PUT')?.body).toMatchObject({ contentType })
})

it.each(['INVALID_IMAGE_ID', 'MEDIA_ASSET_PROCESSING_FAILED'])(
  'section 5: a post refused with %s has its files uploaded anew before it is sent again',
  async (code) => {
    const { state, tried, posted } = room({ page: { urn: pageUrn } })
    expect(await tried('image')).toMatchObject({ plan: { files: ['urn:li:image:1'] } })
    state.refusal = code
    expect((await posted('image')).kind).toBe('refused')
    expect(await tried('image')).toMatchObject({ plan: { files: ['urn:li:image:2'] } })
  },
)

it('what a page posts is public: another audience is refused before anything is sent', async () => {
  const { asked, tried } = room({ page: { urn: pageUrn } })
  expect(await tried('image', { visibility: 'CONNECTIONS' })).toMatchObject({
    cure: 'edit',
    error: { code: 'CONTENT_REJECTED' },
  })
  expect(asked).toEqual([])
})
