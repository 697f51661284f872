import type { MediaFile } from '../connector.js'
import { isShort } from './shape.js'

/** Where a video is seen. */
export function urlOf(videoId: string, video: MediaFile | undefined): string {
  return video !== undefined && isShort(video) === true
    ? `https://www.youtube.com/shorts/${videoId}`
    : `https://www.youtube.com/watch?v=${videoId}`
}
