import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ApiError } from '../../contract/errors.js'
import { collect } from '../media/bytes.js'
import { isSignedFile, nameWithEnding, type Rewritten, type Served } from '../media/links.js'
import { receiveUpload } from '../media/receive-upload.js'
import { findMediaById } from '../store/media.js'
import type { Parts } from './parts.js'
import { errorReply } from './error-reply.js'
import { linger } from './linger.js'
import { allowSlowBody } from './slow-body.js'

type FileRequest = FastifyRequest<{ Params: { name: string } }>

/** 500 MB over a slow line take their time; standing still is something else. */
const uploadTime = { silenceMs: 30_000, inAllMs: 3_600_000 }

/** The store's own door: signed uploads in, signed files out. No API key; the signature is the right. */
export function mountMediaFiles(server: FastifyInstance, parts: Parts): void {
  server.register((routes, _options, done) => {
    routes.removeAllContentTypeParsers()
    // The bytes are streamed to the store by the route; nothing is held here.
    routes.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null))
    routes.setErrorHandler((error: FastifyError, request, reply) =>
      errorReply(error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE' ? wrongType() : error, request, reply),
    )
    // No cookie counts here: a page of any origin may use an address that it was given.
    routes.addHook('onRequest', (_request, reply, next) => {
      reply.header('access-control-allow-origin', '*')
      next()
    })
    routes.options('/media/*', (_request, reply) =>
      reply
        .code(204)
        .headers({
          'access-control-allow-methods': 'PUT, GET, HEAD',
          'access-control-allow-headers': '*',
          'access-control-max-age': '86400',
        })
        .send(),
    )
    routes.put<{ Params: { id: string } }>('/media/uploads/:id', async (request, reply) => {
      allowSlowBody(request.raw, uploadTime)
      try {
        await receiveUpload(parts, {
          id: request.params.id,
          ...signatureOf(request),
          contentType: request.headers['content-type'],
          contentLength: request.headers['content-length'],
          body: request.raw,
        })
      } catch (error) {
        linger(request, reply)
        throw error
      }
      return reply.code(200).send({ success: true })
    })
    routes.route({
      method: ['GET', 'POST', 'PATCH', 'DELETE'],
      url: '/media/uploads/:id',
      handler: () => {
        throw new ApiError('METHOD_NOT_ALLOWED', 'Send the bytes with PUT. Files are read at their url.', {
          allowed: ['PUT'],
        })
      },
    })
    for (const served of ['files', 'thumbnails'] as const) {
      routes.route<{ Params: { name: string } }>({
        method: ['GET', 'HEAD'],
        url: `/media/${served}/:name`,
        handler: (request, reply) => serveFile(parts, served, request, reply),
      })
    }
    done()
  })
}

function wrongType(): ApiError {
  return new ApiError('UNSUPPORTED_MEDIA_TYPE', 'Send the Content-Type that uploadHeaders says.')
}

async function serveFile(
  parts: Parts,
  served: Served,
  request: FileRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const id = request.params.name.replace(/\.[a-z0-9]+$/, '')
  const signed = signatureOf(request)
  const as = rewrittenAs(request)
  const row = isSignedFile(parts.seal, served, id, signed, as) ? await findMediaById(parts.db, id) : null
  const key = served === 'files' ? row?.storage_key : row?.thumbnail_key
  // What has not been looked into is served to nobody.
  if (row == null || key == null || row.status !== 'READY' || !row.probed) throw noSuchFile()
  if (signed.expires !== 'never' && Number(signed.expires) <= row.read_at.getTime())
    throw new ApiError('FORBIDDEN', 'This address has run out.')
  const stored = await parts.storage.size(key)
  if (stored === null) throw noSuchFile()
  const made = as === '' ? null : await rewrittenPicture(parts, key, as)
  const size = made?.length ?? stored

  const type = served === 'files' && made === null ? row.content_type : 'image/jpeg'
  const isShown = served === 'thumbnails' || !['document', 'captions'].includes(row.kind)
  reply.headers({
    'content-type': type,
    'content-security-policy': "default-src 'none'; sandbox",
    'content-disposition': `${isShown ? 'inline' : 'attachment'}; filename*=UTF-8''${encoded(nameWithEnding(row.filename, type))}`,
    'accept-ranges': 'bytes',
    'cache-control': 'private, max-age=3600',
    'cross-origin-resource-policy': 'cross-origin',
  })
  const range = rangeOf(request.headers.range, size)
  if (range === 'invalid')
    return reply
      .code(416)
      .headers({ 'content-range': `bytes */${String(size)}`, 'content-type': 'text/plain' })
      .send('')
  const { start, end } = range ?? { start: 0, end: size }
  reply.code(range === null ? 200 : 206).header('content-length', String(end - start))
  if (range !== null)
    reply.header('content-range', `bytes ${String(start)}-${String(end - 1)}/${String(size)}`)
  if (request.method === 'HEAD') return reply.send('')
  return reply.send(
    made === null ? parts.storage.read(key, { start, end }) : Buffer.from(made.subarray(start, end)),
  )
}

/** A picture as its address says, made when it is asked for: networks fetch it once or twice, and seldom. */
async function rewrittenPicture({ storage }: Parts, key: string, as: string): Promise<Uint8Array> {
  const { rewritten } = await import('../media/reencode.js')
  // Our own writing, under our signature.
  return rewritten(await collect(storage.read(key)), JSON.parse(as) as Rewritten)
}

function rewrittenAs(request: FileRequest): string {
  const { as } = request.query as Record<string, unknown>
  return typeof as === 'string' ? as : ''
}

function noSuchFile(): ApiError {
  return new ApiError('NOT_FOUND', 'There is no such file, or the address was changed.')
}

/** A name given twice in the query is a list, which is no signature. */
function signatureOf(request: FastifyRequest): { expires: string; signature: string } {
  const { expires, signature } = request.query as Record<string, unknown>
  return {
    expires: typeof expires === 'string' ? expires : '',
    signature: typeof signature === 'string' ? signature : '',
  }
}

/** For header values: what `encodeURIComponent` leaves but RFC 8187 does not allow is encoded too. */
function encoded(name: string): string {
  return encodeURIComponent(name).replace(
    /['()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

function rangeOf(
  header: string | undefined,
  size: number,
): { start: number; end: number } | 'invalid' | null {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? []
  if (from === '' && to === '') return null
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from)
  const end = from === '' || to === '' ? size : Math.min(size, Number(to) + 1)
  return start < end && start < size ? { start, end } : 'invalid'
}
