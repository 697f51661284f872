import type { Preview } from '../preview.js'

/** As its pages show posts. No document tells where a text is cut: these are what its readers see. */
export const preview: Preview = {
  layout: 'photo',
  fold: { characters: 125, lines: 3 },
  media: 'carousel',
  mediaRatios: { min: 0.75, max: 1.91 },
  cropRatios: ['4:5', '3:4', '1:1', '1.91:1'],
  avatar: 'round',
  handle: 'none',
  linkCard: false,
  color: '#0095f6',
}
