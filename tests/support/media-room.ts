import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { mountMediaFiles } from '../../src/http/media-files.js'
import type { GuardedHttp } from '../../src/kit/guarded-http.js'
import { processMedia } from '../../src/media/process-media.js'
import { diskStorage, type Storage } from '../../src/media/storage.js'
import { claimDue } from '../../src/store/claims.js'
import { advanceClock } from '../../src/store/clock.js'
import { startTestApp, type TestApp } from './app.js'

export type MediaView = {
  id: string
  status: string
  filename: string
  contentType: string
  type: string
  sizeBytes: number | null
  url: string | null
  variants: Record<string, string>
  thumbnailUrl: string | null
  dimensions: { width: number; height: number } | null
  durationMs: number | null
  videoCodec: string | null
  altText: string | null
  validationResults: { code: string; message: string }[]
  metadata: Record<string, unknown>
}
export type UploadView = {
  mediaId: string
  uploadUrl: string
  uploadHeaders: Record<string, string>
  expiresAt: string
}
type Body = Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | string
type ErrorView = { error: { code: string; message: string; details?: Record<string, unknown> } }
type Answer = { status: number; headers: Headers; bytes: Buffer; error: ErrorView['error'] | undefined }

export type MediaRoom = TestApp & {
  storage: Storage
  announce: (file: {
    filename?: string
    contentType: string
    sizeBytes: number
    altText?: string
  }) => Promise<UploadView>
  register: (body: Record<string, unknown>) => Promise<MediaView>
  put: (url: string, headers: Record<string, string>, body: Body) => Promise<Answer>
  get: (url: string, headers?: Record<string, string>, method?: string) => Promise<Answer>
  media: (id: string) => Promise<MediaView>
  /** Announces, puts and looks into a file, as a user and a worker do. */
  upload: (bytes: Buffer, contentType: string, filename?: string) => Promise<MediaView>
  /** Does all the work on media that is due now. */
  work: () => Promise<void>
  advance: (ms: number) => Promise<void>
  /** Names of all files in the store. */
  stored: () => Promise<string[]>
}

type Options = {
  env?: Record<string, string>
  guarded?: GuardedHttp
  storage?: (real: Storage) => Storage
}

/** The real server with its store on disk; the test says when the worker works. */
export async function startMediaRoom(options: Options = {}): Promise<MediaRoom> {
  const dir = await mkdtemp(join(tmpdir(), 'vb-media-'))
  const real = diskStorage(dir)
  const storage = options.storage?.(real) ?? real
  const app = await startTestApp({
    mount: mountMediaFiles,
    ...(options.env === undefined ? {} : { env: options.env }),
    parts: { storage, ...(options.guarded === undefined ? {} : { guarded: options.guarded }) },
  })
  afterAll(() => rm(dir, { recursive: true, force: true }))

  const here = (url: string): string => url.replace(app.parts.config.publicUrl, app.url)
  const call = async (method: string, url: string, headers: Record<string, string>, body?: Body) => {
    const answer = await fetch(here(url), {
      method,
      headers,
      ...(body === undefined ? {} : { body, duplex: 'half' }),
    } as RequestInit)
    const bytes = Buffer.from(await answer.arrayBuffer())
    const isJson = answer.headers.get('content-type')?.startsWith('application/json') === true
    const error = isJson && bytes.length > 0 ? (JSON.parse(bytes.toString()) as ErrorView).error : undefined
    return { status: answer.status, headers: answer.headers, bytes, error }
  }
  const room: MediaRoom = {
    ...app,
    storage,
    put: (url, headers, body) => call('PUT', url, headers, body),
    get: (url, headers = {}, method = 'GET') => call(method, url, headers),
    async announce(file) {
      const reply = await app.api('POST', '/v1/media/upload', { filename: 'menu.jpg', ...file })
      if (reply.status !== 201) throw new Error(reply.text)
      return reply.body as UploadView
    },
    async register(body) {
      const reply = await app.api('POST', '/v1/media/register', body)
      if (reply.status !== 201) throw new Error(reply.text)
      return reply.body as MediaView
    },
    media: async (id) => (await app.api('GET', `/v1/media/${id}`)).body as MediaView,
    async upload(bytes, contentType, filename = 'menu.jpg') {
      const { mediaId, uploadUrl, uploadHeaders } = await room.announce({
        filename,
        contentType,
        sizeBytes: bytes.length,
      })
      const answer = await room.put(uploadUrl, uploadHeaders, new Uint8Array(bytes))
      if (answer.status !== 200) throw new Error(answer.bytes.toString())
      await room.work()
      return room.media(mediaId)
    },
    async work() {
      const wanted = { mode: 'sandbox', workerId: '0', limit: 10, perGroup: 10, passOver: [] }
      for (;;) {
        const leases = await claimDue(app.db, 'media', wanted)
        if (leases.length === 0) return
        await Promise.all(leases.map((lease) => processMedia(app.parts, lease)))
      }
    },
    async advance(ms) {
      await advanceClock(app.db, ms)
    },
    async stored() {
      const found = await readdir(dir, { recursive: true, withFileTypes: true })
      return found.filter((each) => each.isFile()).map((each) => each.name)
    },
  }
  return room
}
