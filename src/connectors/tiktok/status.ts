import type { ConnectContext } from '../connector.js'
import type { PlatformReply } from '../platform-http.js'
import { textOf } from '../values.js'
import { call, codeIn, dataIn, publicIdIn } from './api.js'

export type Status = {
  status: string
  failReason: string | null
  /** Of a post that everybody may see, once TikTok has looked at it. */
  publicId: string | null
  uploadedBytes: number
}

/** What TikTok says of something that was begun: how far it is, that it does not know it, or an answer that tells nothing. */
export async function statusOf(
  publishId: string,
  ctx: Pick<ConnectContext, 'http' | 'tokens'>,
): Promise<Status | 'unknown id' | PlatformReply> {
  const reply = await call(ctx, 'POST', '/post/publish/status/fetch/', { json: { publish_id: publishId } })
  if (codeIn(reply) === 'invalid_publish_id') return 'unknown id'
  const data = dataIn(reply)
  const status = textOf(data?.['status'])
  if (data === null || status === null) return reply
  const bytes = data['uploaded_bytes']
  return {
    status,
    failReason: textOf(data['fail_reason']),
    publicId: publicIdIn(reply),
    uploadedBytes: typeof bytes === 'number' ? bytes : 0,
  }
}

/** Whether TikTok told anything. */
export function isStatus(answer: Awaited<ReturnType<typeof statusOf>>): answer is Status {
  return typeof answer === 'object' && 'uploadedBytes' in answer
}

/** Whether TikTok has all of a video, so that it may be out or come out yet. */
export function isTaken({ status, uploadedBytes }: Status, sizeBytes: number): boolean {
  if (status === 'FAILED') return false
  return status !== 'PROCESSING_UPLOAD' || uploadedBytes >= sizeBytes
}
