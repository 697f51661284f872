import type { Preview } from '../preview.js'

/** As its pages show posts. No document tells where a text is cut: these are what its readers see. */
export const preview: Preview = {
  layout: 'feed',
  fold: { characters: 477, lines: 5 },
  media: 'grid',
  mediaRatios: { min: 0.66, max: 1.91 },
  cropRatios: ['1.91:1', '1:1', '4:5'],
  avatar: 'round',
  handle: 'none',
  linkCard: true,
  color: '#0866ff',
}
