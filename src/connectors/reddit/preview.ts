import type { Preview } from '../preview.js'

/** As its pages show posts. No document tells where a text is cut: these are what its readers see. */
export const preview: Preview = {
  layout: 'forum',
  fold: { characters: 300, lines: 5 },
  media: 'carousel',
  mediaRatios: { min: 0.5, max: 2 },
  cropRatios: ['4:3', '1:1', '16:9'],
  avatar: 'round',
  handle: 'none',
  linkCard: true,
  color: '#0079d3',
}
