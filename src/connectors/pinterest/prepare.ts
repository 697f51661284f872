import type { MediaFile, Prepared, PublishContext, Refused, RenderedItem } from '../connector.js'
import { faultOf, refused } from '../outcomes.js'
import type { MultipartPart, PlatformReply } from '../platform-http.js'
import { objectOf, textOf } from '../values.js'
import { call } from './api.js'
import { boardOf } from './board.js'
import { refusalOf } from './errors.js'

/** Where the pin goes, whatever is chosen meanwhile, and its video at Pinterest. Null: the database was put back. */
export type Plan = { boardId: string; mediaId: string | null } | null

const uploadMs = 15 * 60_000
const step = 'video'

/** A refusal is not kept as a step: thrown through it, and answered. */
class UploadRefused extends Error {
  readonly refusal: Refused
  constructor(refusal: Refused) {
    super('The upload was refused')
    this.refusal = refusal
  }
}

/** Uploads the video, if there is one, and waits until it is processed. Images go along with the pin. */
export async function prepare(item: RenderedItem, ctx: PublishContext): Promise<Prepared> {
  const boardId = boardOf(item, ctx)
  if (boardId === null) return noBoard
  const video = item.media.find((file) => file.kind === 'video')
  if (video === undefined) return ready({ boardId, mediaId: null })
  try {
    const mediaId = await ctx.step(step, video.sha256, () => upload(video, ctx))
    return (await unfinished(mediaId, ctx)) ?? ready({ boardId, mediaId })
  } catch (error) {
    if (error instanceof UploadRefused) return error.refusal
    throw error
  }
}

function ready(plan: Plan): Prepared {
  return { kind: 'ready', plan }
}

const noBoard: Refused = {
  kind: 'refused',
  cure: 'edit',
  error: {
    code: 'PUBLISH_ERROR',
    message: 'No board is selected. List the pages of the account, select one, then retry.',
  },
}

/** Registers an upload and sends the bytes; answers its media id. Begun anew, it leaves media behind that nobody sees. */
async function upload(video: MediaFile, ctx: PublishContext): Promise<string> {
  const reply = await call(ctx, 'POST', '/media', { json: { media_type: 'video' } })
  const body = objectOf(reply.json)
  const [mediaId, url] = [textOf(body['media_id']), textOf(body['upload_url'])]
  if ((reply.status !== 201 && reply.status !== 200) || mediaId === null || url === null)
    throw new UploadRefused(refusalOf(reply, ctx.now))
  const fields = Object.entries(objectOf(body['upload_parameters']))
  const parts: MultipartPart[] = [
    ...fields.map(([name, value]) => ({ name, value: String(value) })),
    // The store reads no field behind the file.
    {
      name: 'file',
      filename: video.filename,
      contentType: video.contentType,
      bytes: video.stream(),
      length: video.sizeBytes,
    },
  ]
  // Of the store, not of Pinterest: the fields are the permission.
  const stored = await ctx.http({ method: 'POST', url, multipart: parts, timeoutMs: uploadMs })
  if (stored.status < 200 || stored.status > 299) throw new UploadRefused(notStored(stored))
  return mediaId
}

/** What the store answers is XML. 403: its permission has expired, and another is asked for. */
function notStored(reply: PlatformReply): Refused {
  const said = /<Message>([^<]*)<\/Message>/.exec(reply.text)?.[1]
  const network = said === undefined ? {} : { message: said }
  const isOver = reply.status === 403 || reply.status === 408 || reply.status >= 500
  return isOver
    ? refused(
        { code: 'PLATFORM_UNAVAILABLE', cure: 'wait', message: 'The upload of the video did not succeed.' },
        reply,
        network,
      )
    : refused(
        {
          code: 'MEDIA_REJECTED',
          cure: 'edit',
          message: 'Pinterest does not accept this video. Use another one.',
        },
        reply,
        network,
      )
}

/** Null when the video can be used. */
async function unfinished(mediaId: string, ctx: PublishContext): Promise<Prepared | null> {
  try {
    const reply = await call(ctx, 'GET', `/media/${mediaId}`)
    if (reply.status === 404) {
      await ctx.dropStep(step)
      return { kind: 'processing', checkInMs: 250 }
    }
    if (reply.status !== 200) return refusalOf(reply, ctx.now)
    switch (objectOf(reply.json)['status']) {
      case 'succeeded':
        return null
      case 'failed':
        await ctx.dropStep(step)
        return processingFailed
      default:
        return { kind: 'processing', checkInMs: 3_000 }
    }
  } catch (error) {
    return faultOf(error)
  }
}

const processingFailed: Refused = {
  kind: 'refused',
  cure: 'edit',
  error: { code: 'PROCESSING_FAILED', message: 'Pinterest could not process the video. Use another one.' },
}
