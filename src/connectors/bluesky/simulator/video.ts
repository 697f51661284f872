import { fileTypeFromBuffer } from 'file-type'
import type { Json } from '../../../kit/json.js'
import type { SimReply, SimRequest, SimWorld } from '../../../sandbox/simulator.js'
import { keepBlob, presentBlob, type Blob } from './blobs.js'
import { cidOfBytes } from './cid.js'
import { didOf, videoDid } from './hosts.js'
import type { Method } from './method.js'
import { failure, invalid, ok } from './replies.js'
import { calledBy } from './sessions.js'

type Job = {
  id: string
  did: string
  startedAt: string
  /** The file on the account's server, once processing is over. */
  blob: Blob
  failureCode: string | null
}

const processingMs = 2_000
const largest = 300_000_000
const perDay = { videos: 25, bytes: 10_000_000_000 }
const types = ['video/mp4', 'video/mpeg', 'video/webm', 'video/quicktime', 'image/gif']

export const videoMethods: readonly Method[] = [
  {
    nsid: 'app.bsky.video.getUploadLimits',
    kind: 'query',
    at: ['video'],
    operation: 'other',
    handle: getLimits,
  },
  {
    nsid: 'app.bsky.video.uploadVideo',
    kind: 'procedure',
    at: ['video'],
    operation: 'upload',
    input: 'bytes',
    handle: upload,
  },
  {
    nsid: 'app.bsky.video.getJobStatus',
    kind: 'query',
    at: ['video'],
    operation: 'status',
    required: ['jobId'],
    handle: getStatus,
  },
]

const jobs = (world: SimWorld) => world.table<Job>('video_jobs')

type Spent = { day: string; videos: number; bytes: number }

function spentToday(did: string, world: SimWorld): Spent {
  const day = world.now().toISOString().slice(0, 10)
  const known = world.table<Spent>('video_spent').get(did)
  return known?.day === day ? known : { day, videos: 0, bytes: 0 }
}

function getLimits(request: SimRequest, world: SimWorld): SimReply {
  const wanted = { did: null, aud: () => [videoDid], lxm: 'app.bsky.video.getUploadLimits' }
  const who = calledBy(request, wanted, world)
  if ('reply' in who) return who.reply
  const spent = spentToday(who.user.id, world)
  const canUpload = spent.videos < perDay.videos && spent.bytes < perDay.bytes
  return ok({
    canUpload,
    remainingDailyVideos: perDay.videos - spent.videos,
    remainingDailyBytes: Math.max(0, perDay.bytes - spent.bytes),
    ...(canUpload
      ? {}
      : { error: 'daily_limit', message: 'You have reached the daily limit for video uploads' }),
  })
}

async function upload(request: SimRequest, world: SimWorld): Promise<SimReply> {
  const did = request.query.get('did')
  if (did === null || !request.query.has('name'))
    return invalid(`Error: Params must have the property "${did === null ? 'did' : 'name'}"`)
  // The service stores the file on the account's server in its name: the token is one for that server.
  const wanted = {
    did,
    aud: (user: { host: string }) => [didOf(user.host)],
    lxm: 'com.atproto.repo.uploadBlob',
  }
  const who = calledBy(request, wanted, world)
  if ('reply' in who) return who.reply
  const { bytes } = request
  const declared = (request.headers['content-type'] ?? '').split(';')[0]?.trim() ?? ''
  if (!types.includes(declared)) return invalid(`Wrong request encoding (Content-Type): ${declared}`)
  if (bytes.length > largest) return failure(413, 'PayloadTooLarge', 'request entity too large')
  const spent = spentToday(did, world)
  if (spent.videos >= perDay.videos) return dailyVideos()

  const id = cidOfBytes(Buffer.concat([Buffer.from(did), bytes])).slice(-20)
  const known = jobs(world).get(id)
  const isDoomed = doomed(world).get(did) === true
  if (known !== undefined && known.failureCode === null && !isDoomed)
    return {
      status: 409,
      body: {
        ...statusOf(known, world),
        error: 'already_exists',
        message: 'Video already processed',
      },
    }
  world
    .table<Spent>('video_spent')
    .set(did, { ...spent, videos: spent.videos + 1, bytes: spent.bytes + bytes.length })
  const found = (await fileTypeFromBuffer(bytes))?.mime ?? ''
  const isVideo = found.startsWith('video/') || found === 'image/gif'
  // Whatever came in, what the service puts on the account's server is an MP4.
  const kept = await keepBlob(did, bytes, 'video/mp4', world)
  const job: Job = {
    id,
    did,
    startedAt: world.now().toISOString(),
    blob: kept,
    failureCode: isDoomed ? 'encoding_failure' : isVideo ? null : 'validation_failure',
  }
  doomed(world).delete(did)
  jobs(world).set(id, job)
  return ok({ jobStatus: statusOf(job, world) })
}

function getStatus(request: SimRequest, world: SimWorld): SimReply {
  const job = jobs(world).get(request.query.get('jobId') ?? '')
  return job === undefined
    ? failure(404, 'not_found', 'Job not found')
    : ok({ jobStatus: statusOf(job, world) })
}

export const dailyVideos = (): SimReply =>
  failure(403, 'daily_limit', 'You have reached the daily limit for video uploads')

/** Accounts whose next video will not be processed. */
const doomed = (world: SimWorld) => world.table<boolean>('doomed_videos')

export function failNextJob(request: SimRequest, world: SimWorld): 'as usual' {
  doomed(world).set(request.query.get('did') ?? '', true)
  return 'as usual'
}

/** Whether there is such a job, which is then over. */
export function failJob(id: string, world: SimWorld): boolean {
  const job = jobs(world).get(id)
  if (job !== undefined) jobs(world).set(id, { ...job, failureCode: 'encoding_failure' })
  return job !== undefined
}

function statusOf(job: Job, world: SimWorld): { [name: string]: Json } {
  const about = { jobId: job.id, did: job.did }
  if (job.failureCode !== null)
    return {
      ...about,
      state: 'JOB_STATE_FAILED',
      error: job.failureCode,
      failureCode: job.failureCode,
      message: 'The video could not be processed',
    }
  const passed = world.now().getTime() - Date.parse(job.startedAt)
  if (passed >= processingMs)
    return { ...about, state: 'JOB_STATE_COMPLETED', progress: 100, blob: presentBlob(job.blob) }
  const state = passed * 2 < processingMs ? 'JOB_STATE_ENCODING' : 'JOB_STATE_UPLOADING'
  const progress = Math.max(0, Math.floor((passed / processingMs) * 100))
  return { ...about, state: passed === 0 ? 'JOB_STATE_CREATED' : state, progress }
}
