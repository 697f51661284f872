import type { Draft, DraftMedia } from '../../domain/rules.js'

/** What a post becomes. A single video is a reel, wherever it is shown. */
export type Kind = 'image' | 'reel' | 'carousel' | 'story'

/** By its files; a story is one because the post says so. */
export function kindOf({
  contentType,
  media,
}: Pick<Draft, 'contentType'> & { media: readonly Pick<DraftMedia, 'kind'>[] }): Kind {
  if (contentType === 'STORY') return 'story'
  if (media.length > 1) return 'carousel'
  return media[0]?.kind === 'video' ? 'reel' : 'image'
}
