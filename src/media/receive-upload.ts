import type { Readable } from 'node:stream'
import { ApiError } from '../../contract/errors.js'
import { plainType } from '../../contract/media.js'
import type { Seal } from '../kit/seal.js'
import type { Database } from '../store/database.js'
import { findMediaById, uploadArrived, type MediaById } from '../store/media.js'
import type { Wake } from '../work/wake.js'
import { isSignedUpload } from './links.js'
import { newKey, StorageFails, TooLarge, type Storage } from './storage.js'

type Deps = { db: Database; storage: Storage; seal: Seal; wake: Wake }

/** What came with a PUT; its body is read only once the rest is in order. */
export type Upload = {
  id: string
  expires: string
  signature: string
  contentType: string | undefined
  contentLength: string | undefined
  body: Readable
}

/** Takes the bytes of an announced file: streamed to the store, as many as were announced, once. */
export async function receiveUpload(deps: Deps, upload: Upload): Promise<void> {
  const row = await findMediaById(deps.db, upload.id)
  refuseBadAddress(deps.seal, row, upload)
  const announced = Number(row.size_bytes)
  refuseOtherFile(row, announced, upload)

  const key = newKey(row)
  const size = await stored(deps.storage, key, announced, upload.body)
  if (size !== announced) {
    await deps.storage.remove(key)
    throw wrongSize(size, announced)
  }
  const isFirst = await uploadArrived(deps.db, row.id, key, size)
  if (!isFirst) {
    await deps.storage.remove(key)
    throw alreadyIn()
  }
  deps.wake.due('media')
}

function refuseBadAddress(seal: Seal, row: MediaById | null, upload: Upload): asserts row is MediaById {
  const isOurs =
    row !== null &&
    row.origin === 'upload' &&
    isSignedUpload(seal, { id: row.id, type: row.declared_type, sizeBytes: Number(row.size_bytes) }, upload)
  if (!isOurs)
    throw new ApiError(
      'FORBIDDEN',
      'The upload address is not one of ours, or was changed. Get one with POST /v1/media/upload.',
    )
  if (row.status !== 'PENDING') throw alreadyIn(row.status)
  if (Number(upload.expires) <= row.read_at.getTime())
    throw new ApiError(
      'FORBIDDEN',
      `The upload address has run out. Get a new one with POST /v1/media/${row.id}/refresh-presign.`,
    )
}

/** The address is for one type and one size; another file needs an address of its own. */
function refuseOtherFile(row: MediaById, announced: number, upload: Upload): void {
  if (plainType(upload.contentType ?? '') !== row.declared_type)
    throw new ApiError(
      'VALIDATION_ERROR',
      `Send Content-Type: ${row.declared_type}, as uploadHeaders says.`,
      {
        field: 'Content-Type',
      },
    )
  const { contentLength } = upload
  if (contentLength !== undefined && Number(contentLength) !== announced)
    throw wrongSize(Number(contentLength), announced)
}

async function stored(storage: Storage, key: string, announced: number, body: Readable): Promise<number> {
  try {
    // The request outlives the reading of it: a refusal half-way is still answered on its connection.
    const { size } = await storage.put(key, body.iterator({ destroyOnReturn: false }), announced)
    return size
  } catch (error) {
    if (error instanceof TooLarge)
      throw new ApiError(
        'PAYLOAD_TOO_LARGE',
        `More bytes came than the ${String(announced)} that were announced.`,
        { announced },
      )
    if (error instanceof StorageFails) throw new ApiError('SERVICE_UNAVAILABLE', error.message)
    // Its folder was cleared away under it.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      throw new ApiError('CONFLICT', 'The file was deleted while it came.')
    if (body.errored !== null) throw new ApiError('BAD_REQUEST', 'The upload broke off.')
    throw error
  }
}

function wrongSize(sent: number, announced: number): ApiError {
  return new ApiError(
    'VALIDATION_ERROR',
    `The file has ${String(sent)} bytes; ${String(announced)} were announced. Announce it again with its real size.`,
    { announced, sent },
  )
}

function alreadyIn(status?: string): ApiError {
  return new ApiError(
    'CONFLICT',
    'The file is in already, or was deleted; an upload address works once.',
    status === undefined ? {} : { status },
  )
}
