import type { Preview } from '../preview.js'

/** As its pages show posts. No document tells where a text is cut: these are what its readers see. */
export const preview: Preview = {
  layout: 'feed',
  fold: { characters: 100, lines: null },
  media: 'first',
  mediaRatios: { min: 1.33, max: 1.34 },
  cropRatios: ['4:3', '1:1'],
  avatar: 'round',
  handle: 'none',
  linkCard: false,
  color: '#1a73e8',
}
