import type { Preview } from '../preview.js'

/** As its pages show posts. No document tells where a text is cut: these are what its readers see. */
export const preview: Preview = {
  layout: 'microblog',
  fold: { characters: 280, lines: null },
  media: 'grid',
  mediaRatios: { min: 0.75, max: 5 },
  cropRatios: ['16:9', '1:1', '3:4'],
  avatar: 'round',
  handle: 'beside',
  linkCard: true,
  color: '#1d9bf0',
}
