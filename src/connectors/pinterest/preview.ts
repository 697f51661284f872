import type { Preview } from '../preview.js'

/** As its pages show posts. No document tells where a text is cut: these are what its readers see. */
export const preview: Preview = {
  layout: 'pin',
  fold: { characters: 50, lines: 2 },
  media: 'carousel',
  mediaRatios: { min: 0.5, max: 1 },
  cropRatios: ['2:3', '1:1', '9:16'],
  avatar: 'round',
  handle: 'none',
  linkCard: false,
  color: '#e60023',
}
