import { randomText } from '../../../sandbox/sandbox.js'
import type { Operation, SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { judgeFilm, typeOf } from './files.js'
import { complete, jobOfUpload, keepJob, type Job, type Upload } from './jobs.js'
import { findUser } from './people.js'

export const uploadHost = 'open-upload.tiktokapis.com'

export const uploadRoutes: readonly SimRoute[] = [
  { method: 'PUT', host: uploadHost, path: '/video/', operation, handle: put },
]

/** The last bytes make the post. */
function operation(request: SimRequest): Operation {
  return isLast(request) ? 'publish' : 'upload'
}

export function isLast(request: SimRequest): boolean {
  const range = rangeOf(request)
  return range !== null && range.last + 1 === range.total
}

export function newUpload(given: Pick<Upload, 'size' | 'chunkSize' | 'chunks' | 'expiresAt'>): Upload {
  const id = String(BigInt(`0x${Buffer.from(randomText(7)).toString('hex').slice(0, 14)}`))
  return { ...given, id, token: randomText(32), received: 0, type: null, isSilent: false }
}

export function uploadUrlOf({ id, token }: Upload): string {
  return `https://${uploadHost}/video/?upload_id=${id}&upload_token=${token}`
}

export function jobIn({ query }: SimRequest, world: SimWorld): (Job & { upload: Upload }) | undefined {
  const job = jobOfUpload(query.get('upload_id') ?? '', world)
  return job?.upload?.token === query.get('upload_token') ? { ...job, upload: job.upload } : undefined
}

type Range = { first: number; last: number; total: number }

function rangeOf({ headers }: SimRequest): Range | null {
  const found = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(headers['content-range'] ?? '')
  return found === null ? null : { first: Number(found[1]), last: Number(found[2]), total: Number(found[3]) }
}

const types = ['video/mp4', 'video/quicktime', 'video/webm']

/** One chunk, in order. */
export async function put(request: SimRequest, world: SimWorld): Promise<SimReply> {
  const job = jobIn(request, world)
  // Also one that was ended before its bytes were there.
  if (job === undefined || (job.failReason !== null && job.completeAt === null)) return { status: 404 }
  const { upload } = job
  if (upload.expiresAt <= world.now().toISOString()) return { status: 403 }
  const range = rangeOf(request)
  const { headers, bytes } = request
  const isWell =
    range !== null &&
    types.includes(headers['content-type'] ?? '') &&
    headers['authorization'] === undefined &&
    headers['content-length'] === String(range.last - range.first + 1) &&
    range.total === upload.size
  if (!isWell) return { status: 400 }
  if (range.first !== upload.received) return progress(416, upload)
  const number = Math.floor(upload.received / upload.chunkSize)
  const isEnd = number === upload.chunks - 1
  if (range.last !== (isEnd ? upload.size : upload.received + upload.chunkSize) - 1)
    return progress(416, upload)
  world.keepFile(job.id, bytes, { number, totalBytes: upload.size })
  const next: Upload = {
    ...upload,
    received: range.last + 1,
    isSilent: false,
    type: number === 0 ? await typeOf(bytes) : upload.type,
  }
  if (isEnd) await finish(job, next, world)
  else keepJob({ ...job, upload: next }, world)
  return upload.isSilent ? { status: 503 } : progress(isEnd ? 201 : 206, next)
}

async function finish(job: Job, upload: Upload, world: SimWorld): Promise<void> {
  const { file, failReason } = await judgeFilm(
    { id: job.id, bytes: world.keptFile(job.id), size: upload.size, type: upload.type },
    findUser(job.userId, world)?.maxSeconds ?? 0,
  )
  complete({ ...job, upload, files: [file] }, failReason, world)
}

function progress(status: number, { received, size }: Upload): SimReply {
  return { status, headers: { 'content-range': `bytes 0-${String(received)}/${String(size)}` } }
}
