import type { FastifyInstance } from 'fastify'
import { ApiError } from '../../contract/errors.js'
import { isSignedFile, isSignedUpload } from '../media/links.js'
import { TooLarge } from '../media/storage.js'
import { databaseNow } from '../accounts/save-connection.js'
import { findMediaById, uploadArrived } from '../store/media.js'
import type { Parts } from './parts.js'

/** The store's own door: signed uploads in, signed files out. No API key; the signature is the right. */
export function mountMediaFiles(server: FastifyInstance, parts: Parts): void {
  server.register((routes, _options, done) => {
    routes.removeAllContentTypeParsers()
    // The bytes are streamed to the store by the route; nothing is held here.
    routes.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null))

    routes.put<{ Params: { id: string }; Querystring: Record<string, string> }>(
      '/media/uploads/:id',
      { bodyLimit: 600_000_000 },
      async (request, reply) => {
        const { expires = '', signature = '' } = request.query
        const row = await findMediaById(parts.db, request.params.id)
        const signed =
          row === null ? null : { id: row.id, type: row.declared_type, sizeBytes: Number(row.size_bytes) }
        if (row === null || signed === null || !isSignedUpload(parts.seal, signed, { expires, signature })) {
          throw new ApiError(
            'FORBIDDEN',
            'The upload address is not one of ours, or was changed. Get one with POST /v1/media/upload.',
          )
        }
        if (Number(expires) <= (await databaseNow(parts)).getTime())
          throw new ApiError(
            'FORBIDDEN',
            'The upload address has run out. Get a new one with refresh-presign.',
          )
        if (!row.upload_is_open)
          throw new ApiError('CONFLICT', 'The file is in already; an upload address works once.', {
            status: row.status,
          })
        const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase()
        if (type !== row.declared_type)
          throw new ApiError(
            'VALIDATION_ERROR',
            `Send Content-Type: ${row.declared_type}, as uploadHeaders says.`,
            { field: 'Content-Type' },
          )
        const length = request.headers['content-length']
        if (length !== undefined && Number(length) !== signed.sizeBytes) {
          throw new ApiError(
            'VALIDATION_ERROR',
            `The file has ${length} bytes; ${String(signed.sizeBytes)} were announced.`,
            { announced: signed.sizeBytes, sent: Number(length) },
          )
        }
        const key = `${row.workspace_id}/${row.id}.bin`
        const { size } = await parts.storage
          .put(key, request.raw, signed.sizeBytes)
          .catch((error: unknown) => {
            if (error instanceof TooLarge)
              throw new ApiError(
                'PAYLOAD_TOO_LARGE',
                `More bytes came than the ${String(signed.sizeBytes)} that were announced.`,
              )
            if (request.raw.destroyed) throw new ApiError('BAD_REQUEST', 'The upload broke off.')
            throw error
          })
        if (size !== signed.sizeBytes) {
          await parts.storage.remove(key)
          throw new ApiError(
            'VALIDATION_ERROR',
            `${String(size)} bytes came; ${String(signed.sizeBytes)} were announced.`,
            { announced: signed.sizeBytes, sent: size },
          )
        }
        if (!(await uploadArrived(parts.db, row.id, key, size)))
          throw new ApiError('CONFLICT', 'The file is in already; an upload address works once.')
        parts.wake.due('media')
        return reply.code(200).send({ success: true })
      },
    )

    routes.get<{ Params: { id: string }; Querystring: Record<string, string> }>(
      '/media/files/:id/:name',
      async (request, reply) => {
        const { expires = '', signature = '' } = request.query
        const isOurs = isSignedFile(parts.seal, request.params.id, { expires, signature })
        const row = isOurs ? await findMediaById(parts.db, request.params.id) : null
        if (row === null || row.storage_key === null)
          throw new ApiError('NOT_FOUND', 'There is no such file.')
        if (expires !== 'never' && Number(expires) <= (await databaseNow(parts)).getTime())
          throw new ApiError('FORBIDDEN', 'This address has run out.')
        const size = await parts.storage.size(row.storage_key)
        if (size === null) throw new ApiError('NOT_FOUND', 'There is no such file.')
        reply.headers({
          'content-type': row.content_type,
          'x-content-type-options': 'nosniff',
          'content-security-policy': "default-src 'none'; sandbox",
          'content-disposition': `${row.kind === 'document' || row.kind === 'captions' ? 'attachment' : 'inline'}; filename*=UTF-8''${encodeURIComponent(row.filename)}`,
          'accept-ranges': 'bytes',
          'cache-control': 'private, max-age=3600',
        })
        const range = rangeOf(request.headers.range, size)
        if (range === 'invalid')
          return reply
            .code(416)
            .header('content-range', `bytes */${String(size)}`)
            .send()
        const { start, end } = range ?? { start: 0, end: size }
        reply.code(range === null ? 200 : 206).header('content-length', String(end - start))
        if (range !== null)
          reply.header('content-range', `bytes ${String(start)}-${String(end - 1)}/${String(size)}`)
        return reply.send(parts.storage.read(row.storage_key, { start, end }))
      },
    )
    done()
  })
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
