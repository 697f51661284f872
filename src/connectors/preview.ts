/** How the network draws a post; see `listPlatforms` in `contract/system.ts`. */
export type Preview = {
  layout: 'microblog' | 'feed' | 'forum' | 'photo' | 'video' | 'watch' | 'chat' | 'pin'
  /** Where the text is cut until somebody asks for the rest. */
  fold: { characters: number | null; lines: number | null } | null
  media: 'grid' | 'carousel' | 'stack' | 'first'
  /** Width by height; what is beyond is cropped when shown. */
  mediaRatios: { min: number; max: number } | null
  /** The best first. */
  cropRatios: string[]
  avatar: 'round' | 'square'
  handle: 'below' | 'beside' | 'none'
  /** The first address of a text without files becomes a card. */
  linkCard: boolean
  /** Of links and buttons, #rrggbb. */
  color: string
}
