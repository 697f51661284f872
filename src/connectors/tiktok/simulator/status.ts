import { z } from 'zod'
import type { SimReply } from '../../../sandbox/simulator.js'
import { parsed, type Call, type Endpoint } from './call.js'
import { fail, findJob, isPublic, isRunning, keepJob, statusOf, type Job } from './jobs.js'
import { logId, ok, refuse } from './replies.js'

export const statusEndpoints: readonly Endpoint[] = [
  {
    method: 'POST',
    path: '/v2/post/publish/status/fetch/',
    operation: 'status',
    scopes: ['video.upload', 'video.publish'],
    perMinute: 30,
    handle: fetchStatus,
  },
  {
    method: 'POST',
    path: '/v2/post/publish/cancel/',
    operation: 'other',
    scopes: ['video.upload', 'video.publish'],
    perMinute: 30,
    handle: cancel,
  },
]

const body = z.strictObject({ publish_id: z.string() })

function jobAsked({ user, request, world }: Call): Job {
  const job = findJob(parsed(body, request).publish_id, world)
  if (job === undefined) return refuse(400, 'invalid_publish_id', 'The publish_id does not exist.')
  if (job.userId !== user.id)
    return refuse(
      400,
      'token_not_authorized_for_specified_publish_id',
      'The access token does not have authorization for the publish_id.',
    )
  return job
}

function fetchStatus(call: Call): SimReply {
  const { world } = call
  const job = jobAsked(call)
  const status = statusOf(job, world)
  if (!isRunning(job, world) && !job.isTold) keepJob({ ...job, isTold: true }, world)
  const bytes =
    job.upload === null
      ? { downloaded_bytes: job.files.reduce((sum, file) => sum + file.bytes, 0) }
      : { uploaded_bytes: job.upload.received }
  const data = JSON.stringify({
    status,
    ...(status === 'FAILED' ? { fail_reason: job.failReason } : {}),
    ...bytes,
  })
  // Ids are bare numbers that no double holds; the spelling is the network's.
  const ids =
    status === 'PUBLISH_COMPLETE'
      ? `,"publicaly_available_post_id":[${isPublic(job, world) ? (job.postId ?? '') : ''}]`
      : ''
  return {
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: `{"data":${data.slice(0, -1)}${ids}},"error":{"code":"ok","message":"","log_id":"${logId()}"}}`,
  }
}

function cancel(call: Call): SimReply {
  const job = jobAsked(call)
  if (!isRunning(job, call.world))
    refuse(400, 'publish_not_cancellable', 'The post is in its final state and cannot be cancelled.')
  fail(job, 'publish_cancelled', call.world)
  return ok({})
}
