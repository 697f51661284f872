import type { DraftMedia } from '../../domain/rules.js'

/** What an item becomes at Facebook: each has calls of its own. */
export type Kind = 'text' | 'photos' | 'video' | 'reel' | 'photoStory' | 'videoStory'

/** `contentType` tells videos and stories apart; a video is one of the feed where it says nothing. */
export function kindOf(contentType: string | null, media: readonly Pick<DraftMedia, 'kind'>[]): Kind {
  const hasVideo = media.some(({ kind }) => kind === 'video')
  if (contentType === 'STORY' && media.length > 0) return hasVideo ? 'videoStory' : 'photoStory'
  if (hasVideo) return contentType === 'REEL' ? 'reel' : 'video'
  return media.length > 0 ? 'photos' : 'text'
}
