import type { Json, JsonObject } from '../../kit/json.js'
import type { ConnectContext, Refused } from '../connector.js'
import { asId, graphFaultIn, isGraphMissing } from '../graph-api.js'
import type { PlatformReply } from '../platform-http.js'
import { objectOf, textOf } from '../values.js'
import { read } from './api.js'
import { filmRefusal } from './errors.js'
import type { Page } from './page.js'

/** How far Facebook is with a video. */
export type FilmStatus = {
  isUploaded: boolean
  /** Facebook has looked at what was uploaded. */
  isRecognized: boolean
  bytesStored: number
  /** Why it comes to nothing. */
  failure: Refused | null
  /** Its time is over before it was published. */
  isExpired: boolean
  /** Asked for, and on its way out. */
  isBeingPublished: boolean
  isOut: boolean
  postId: string | null
  permalink: string | null
}

/** What Facebook says of a video; the answer where it says nothing, `missing` where it does not know it. */
export async function statusOf(
  videoId: string,
  page: Page,
  ctx: Pick<ConnectContext, 'app' | 'http'>,
): Promise<FilmStatus | 'missing' | PlatformReply> {
  const reply = await read(ctx, page.token, videoId, { fields: 'status,permalink_url,post_id,published' })
  if (isGraphMissing(graphFaultIn(reply))) return 'missing'
  if (reply.status !== 200 || objectOf(reply.json)['status'] === undefined) return reply
  return filmStatus(objectOf(reply.json), page.id)
}

export function isTold(answer: Awaited<ReturnType<typeof statusOf>>): answer is FilmStatus {
  return typeof answer === 'object' && 'isUploaded' in answer
}

export function filmStatus(video: JsonObject, pageId: string): FilmStatus {
  const status = objectOf(video['status'])
  const [uploading, processing, publishing] = ['uploading_phase', 'processing_phase', 'publishing_phase'].map(
    (phase) => objectOf(status[phase]),
  )
  const of = textOf(status['video_status'])
  const phases = [uploading, processing, publishing].map((phase) => phase ?? {})
  const isRecognized = of === 'ready' || of === 'upload_complete'
  const isFailed = of === 'error' || phases.some((phase) => phase['status'] === 'error')
  const post = idOfPost(video['post_id'], pageId)
  const isShown =
    publishing?.['publish_status'] === 'published' && (publishing['status'] ?? 'complete') === 'complete'
  return {
    isUploaded: uploading?.['status'] === 'complete' || isRecognized,
    isRecognized,
    bytesStored: numberIn(uploading?.['bytes_transferred'] ?? uploading?.['bytes_transfered']),
    failure: isFailed ? filmRefusal(phases.flatMap(errorsIn)) : null,
    isExpired: of === 'expired',
    isBeingPublished: ['in_progress', 'complete'].includes(String(publishing?.['status'])),
    isOut: isShown || post !== null || (of === 'ready' && video['published'] === true),
    postId: post,
    permalink: addressOf(video['permalink_url']),
  }
}

function errorsIn(phase: JsonObject): Json[] {
  const errors = Array.isArray(phase['errors']) ? phase['errors'] : []
  return phase['error'] === undefined ? errors : [...errors, phase['error']]
}

function numberIn(value: Json | undefined): number {
  const number = Number(value ?? 0)
  return Number.isFinite(number) ? number : 0
}

/** A video names its post without the page. */
export function idOfPost(value: Json | undefined, pageId: string): string | null {
  const id = asId(value)
  if (id === null) return null
  return id.includes('_') ? id : `${pageId}_${id}`
}

/** Of videos it is told without the host. */
export function addressOf(value: Json | undefined): string | null {
  const address = textOf(value)
  return address?.startsWith('/') === true ? `https://www.facebook.com${address}` : address
}
