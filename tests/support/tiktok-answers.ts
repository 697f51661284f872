import type { Json } from '../../src/kit/json.js'
import type { MediaFile, RenderedItem } from '../../src/connectors/connector.js'
import type { PlatformReply } from '../../src/connectors/platform-http.js'
import { aFile, anItem, aReply } from './scripted-network.js'

/** What TikTok answers, and what was begun there, for tests of the connector's parts. */
export const ok = (data: Json) => aReply(200, { data, error: { code: 'ok', message: '', log_id: 'L' } })
export const no = (status: number, code: string) =>
  aReply(status, { data: {}, error: { code, message: 'No.' } })
/** A status as it comes over the wire: numbers beyond 2^53, bare. */
export function status(state: string, more = ''): PlatformReply {
  const text = `{"data":{"status":"${state}"${more}},"error":{"code":"ok","message":"","log_id":"L"}}`
  return { status: 200, headers: {}, json: JSON.parse(text) as Json, text }
}
export const publicId = ',"publicaly_available_post_id":[7412345678901234567]'
export const creator = ok({
  creator_username: 'ann',
  privacy_level_options: ['PUBLIC_TO_EVERYONE', 'MUTUAL_FOLLOW_FRIENDS', 'SELF_ONLY'],
  comment_disabled: false,
  duet_disabled: false,
  stitch_disabled: true,
  max_video_post_duration_sec: 300,
})
export const uploadUrl = 'https://open-upload.tiktokapis.com/video/?upload_id=1&upload_token=t'
export const begun = ok({ publish_id: 'v_pub_file~v2-1.1', upload_url: uploadUrl })

export const video = (change: Partial<MediaFile> = {}): MediaFile =>
  aFile({ kind: 'video', contentType: 'video/mp4', durationMs: 4_000, sizeBytes: 3, ...change })

export const plan = {
  kind: 'video',
  publishId: 'v_pub_file~v2-1.1',
  uploadUrl,
  begunAt: '2026-01-01T00:00:00.000Z',
  username: 'ann',
  privacy: 'PUBLIC_TO_EVERYONE',
  isTaken: false,
}

export const film = (change: Partial<RenderedItem> = {}) => anItem({ media: [video()], ...change })
