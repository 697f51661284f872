import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ApiError } from '../../contract/errors.js'
import { importLimits } from '../../contract/imports.js'
import { isSignedArchive } from '../imports/archive-links.js'
import { StorageFails, TooLarge } from '../media/storage.js'
import { findExportById } from '../store/exports.js'
import { archiveArrived, findImportById } from '../store/imports.js'
import { newId } from '../kit/ids.js'
import { errorReply } from './error-reply.js'
import type { Parts } from './parts.js'
import { allowSlowBody } from './slow-body.js'

type ArchiveRequest = FastifyRequest<{ Params: { name: string } }>

/** Gigabytes over a slow line take their time; standing still is something else. */
const transferTime = { silenceMs: 30_000, inAllMs: 6 * 3_600_000 }

/** Archives go in and out at signed addresses, streamed: no API key; the signature is the right. */
export function mountArchives(server: FastifyInstance, parts: Parts): void {
  server.register((routes, _options, done) => {
    routes.removeAllContentTypeParsers()
    routes.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null))
    routes.setErrorHandler(errorReply)
    routes.put<{ Params: { name: string } }>(
      '/archives/imports/:name',
      { bodyLimit: importLimits.archiveBytes },
      (request, reply) => receive(parts, request, reply),
    )
    routes.get<{ Params: { name: string } }>('/archives/exports/:name', (request, reply) =>
      hand(parts, request, reply),
    )
    done()
  })
}

async function receive(parts: Parts, request: ArchiveRequest, reply: FastifyReply): Promise<FastifyReply> {
  const id = idOf(request)
  const signed = signatureOf(request)
  const isOurs = isSignedArchive(parts.seal, 'imports', id, signed)
  const row = isOurs ? await findImportById(parts.db, id) : null
  if (row === null)
    throw new ApiError(
      'FORBIDDEN',
      'The address is not one of ours, or was changed. POST /v1/imports gives one.',
    )
  if (row.status !== 'awaiting_upload')
    throw new ApiError('CONFLICT', 'The archive is in already, or the import is over.', {
      status: row.status,
    })
  if (Number(signed.expires) <= row.read_at.getTime())
    throw new ApiError('FORBIDDEN', 'The address has run out. Begin a new import.')
  const announced = Number(row.upload_bytes)
  allowSlowBody(request.raw, transferTime)
  const key = `${row.workspace_id}/${row.id}/${newId('imp')}.zip`
  const size = await put(parts, key, request, announced)
  if (size !== announced) {
    await parts.storage.remove(key)
    throw new ApiError(
      'VALIDATION_ERROR',
      `The archive has ${String(size)} bytes; ${String(announced)} were announced. Send it again whole.`,
      { announced, sent: size },
    )
  }
  if (!(await archiveArrived(parts.db, row.id, key))) {
    await parts.storage.remove(key)
    throw new ApiError('CONFLICT', 'The archive is in already, or the import is over.')
  }
  parts.wake.due('imports')
  return reply.code(200).send({ success: true })
}

async function put(parts: Parts, key: string, request: ArchiveRequest, announced: number): Promise<number> {
  try {
    const { size } = await parts.storage.put(key, request.raw.iterator({ destroyOnReturn: false }), announced)
    return size
  } catch (error) {
    if (error instanceof TooLarge)
      throw new ApiError(
        'PAYLOAD_TOO_LARGE',
        `More bytes came than the ${String(announced)} that were announced.`,
        {
          announced,
        },
      )
    if (error instanceof StorageFails) throw new ApiError('SERVICE_UNAVAILABLE', error.message)
    if (request.raw.errored !== null) throw new ApiError('BAD_REQUEST', 'The upload broke off.')
    throw error
  }
}

async function hand(parts: Parts, request: ArchiveRequest, reply: FastifyReply): Promise<FastifyReply> {
  const id = idOf(request)
  const signed = signatureOf(request)
  const isOurs = isSignedArchive(parts.seal, 'exports', id, signed)
  const row = isOurs ? await findExportById(parts.db, id) : null
  const size = row?.archive_key == null ? null : await parts.storage.size(row.archive_key)
  if (row?.archive_key == null || size === null)
    throw new ApiError(
      'NOT_FOUND',
      'There is no such archive, or it was deleted, or the address was changed.',
    )
  if (Number(signed.expires) <= row.read_at.getTime())
    throw new ApiError('FORBIDDEN', `This address has run out. GET /v1/exports/${id} gives a new one.`)
  reply.headers({
    'content-type': 'application/zip',
    'content-length': String(size),
    'content-disposition': `attachment; filename="voxburst-${row.created_at.toISOString().slice(0, 10)}.zip"`,
    'cache-control': 'private, no-store',
  })
  return reply.send(parts.storage.read(row.archive_key))
}

function idOf({ params }: ArchiveRequest): string {
  return params.name.replace(/\.zip$/, '')
}

/** A name given twice in the query is a list, which is no signature. */
function signatureOf(request: ArchiveRequest): { expires: string; signature: string } {
  const { expires, signature } = request.query as Record<string, unknown>
  return {
    expires: typeof expires === 'string' ? expires : '',
    signature: typeof signature === 'string' ? signature : '',
  }
}
