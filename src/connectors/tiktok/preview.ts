import type { Preview } from '../preview.js'

/** As its pages show posts. No document tells where a text is cut: these are what its readers see. */
export const preview: Preview = {
  layout: 'video',
  fold: { characters: 80, lines: 2 },
  media: 'carousel',
  mediaRatios: { min: 0.5625, max: 0.57 },
  cropRatios: ['9:16', '3:4'],
  avatar: 'round',
  handle: 'none',
  linkCard: false,
  color: '#fe2c55',
}
