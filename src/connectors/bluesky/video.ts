import type { Json, JsonObject } from '../../kit/json.js'
import type { MediaFile, Prepared, PublishContext, RenderedItem } from '../connector.js'
import { refused } from '../outcomes.js'
import type { PlatformReply } from '../platform-http.js'
import { objectOf, textOf } from '../values.js'
import { refusalOf, videoQuota } from './errors.js'
import { mediaRefusal, uploadStep, NotPrepared } from './uploads.js'
import { bearer, homeOf, onPds } from './xrpc.js'

/** Bluesky's own service: it encodes the video and then puts the result on the account's server in our name. */
const service = 'https://video.bsky.app/xrpc'
const serviceDid = 'did:web:video.bsky.app'

type Job = { jobId: string; blob: JsonObject | null }

/** The encoded video once it is on the account's server; until then, when to ask again, or why it never will be. */
export async function uploadVideo(
  item: RenderedItem,
  index: number,
  file: MediaFile,
  ctx: PublishContext,
): Promise<{ blob: JsonObject } | Prepared> {
  const name = uploadStep(item, index)
  const job = await ctx.step(`${name}-job`, file.sha256, () => begin(file, ctx))
  if (job.blob !== null) return { blob: job.blob }
  const state = await ctx.step(`${name}-blob`, job.jobId, () => stateOf(job.jobId, ctx)).catch(notYet)
  if ('blob' in state) return state
  if (state.prepared.kind === 'refused' && state.prepared.cure === 'edit') await ctx.dropStep(`${name}-job`)
  return state.prepared
}

function notYet(error: unknown): NotPrepared {
  if (error instanceof NotPrepared) return error
  throw error
}

/** Forgets the upload, for a server that no longer knows the file. */
export async function dropVideo(item: RenderedItem, index: number, ctx: PublishContext): Promise<void> {
  for (const part of ['job', 'blob']) await ctx.dropStep(`${uploadStep(item, index)}-${part}`)
}

async function begin(file: MediaFile, ctx: PublishContext): Promise<Job> {
  await mayUpload(file, ctx)
  const host = new URL(homeOf(ctx.data).pds).host.replace(':', '%3A')
  const token = await serviceToken(`did:web:${host}`, 'com.atproto.repo.uploadBlob', ctx)
  const reply = await ctx.http({
    method: 'POST',
    url: `${service}/app.bsky.video.uploadVideo`,
    query: { did: ctx.account.remoteId, name: file.filename },
    headers: { authorization: `Bearer ${token}` },
    body: { bytes: file.stream(), length: file.sizeBytes, contentType: file.contentType },
    timeoutMs: 600_000,
  })
  const status = jobIn(reply)
  const jobId = textOf(status['jobId'])
  // A file that the service has seen before is refused with the job that made it: that one serves as well.
  const isKnown = reply.status < 300 || status['error'] === 'already_exists'
  if (isKnown && jobId !== null) return { jobId, blob: blobOf(status['blob']) }
  throw new NotPrepared(refusalOf(reply, ctx.now, mediaRefusal))
}

/** Whether the account may upload today; what the service does not tell does not hinder. */
async function mayUpload(file: MediaFile, ctx: PublishContext): Promise<void> {
  const token = await serviceToken(serviceDid, 'app.bsky.video.getUploadLimits', ctx)
  const reply = await ctx.http({
    method: 'GET',
    url: `${service}/app.bsky.video.getUploadLimits`,
    headers: { authorization: `Bearer ${token}` },
  })
  const limits = objectOf(reply.json)
  if (reply.status !== 200 || limits['canUpload'] !== false) return
  const left = [limits['remainingDailyVideos'], limits['remainingDailyBytes']]
  const isQuota = left[0] === 0 || (typeof left[1] === 'number' && left[1] < file.sizeBytes)
  const said = textOf(limits['message'])
  throw new NotPrepared(
    refused(
      isQuota
        ? videoQuota
        : {
            code: 'MEDIA_REJECTED',
            cure: 'edit',
            message: 'Bluesky takes no video from this account. Has its e-mail address been confirmed?',
          },
      reply,
      said === null ? {} : { message: said },
    ),
  )
}

/** A token for one method of one other service, made by the account's server. */
async function serviceToken(audience: string, method: string, ctx: PublishContext): Promise<string> {
  const reply = await ctx.http({
    method: 'GET',
    url: onPds(ctx, 'com.atproto.server.getServiceAuth'),
    query: {
      aud: audience,
      lxm: method,
      exp: String(Math.floor(ctx.now.getTime() / 1_000) + 30 * 60),
    },
    headers: bearer(ctx),
  })
  const token = textOf(objectOf(reply.json)['token'])
  if (reply.status !== 200 || token === null) throw new NotPrepared(refusalOf(reply, ctx.now))
  return token
}

/** The blob, which comes as soon as it is on the account's server. Throws what to do while there is none. */
async function stateOf(jobId: string, ctx: PublishContext): Promise<{ blob: JsonObject }> {
  const reply = await ctx.http({
    method: 'GET',
    url: `${service}/app.bsky.video.getJobStatus`,
    query: { jobId },
  })
  if (reply.status !== 200) throw new NotPrepared(refusalOf(reply, ctx.now, processingRefusal))
  const status = jobIn(reply)
  const blob = blobOf(status['blob'])
  if (blob !== null) return { blob }
  if (status['state'] !== 'JOB_STATE_FAILED') throw new NotPrepared({ kind: 'processing', checkInMs: 1_500 })
  const code = textOf(status['failureCode']) ?? textOf(status['error'])
  const message = textOf(status['message'])
  throw new NotPrepared(
    refused(processingRefusal, reply, {
      ...(code === null ? {} : { code }),
      ...(message === null ? {} : { message }),
    }),
  )
}

const processingRefusal = {
  code: 'PROCESSING_FAILED',
  cure: 'edit',
  message: 'Bluesky could not process the file. Use another one.',
} as const

/** The service's answers carry the job bare or as `jobStatus`, by its age. */
function jobIn(reply: PlatformReply): JsonObject {
  const body = objectOf(reply.json)
  return body['jobStatus'] === undefined ? body : objectOf(body['jobStatus'])
}

function blobOf(value: Json | undefined): JsonObject | null {
  const blob = objectOf(value)
  return blob['$type'] === 'blob' ? blob : null
}
