import type { Preview } from '../preview.js'

/** As its pages show posts. No document tells where a text is cut: these are what its readers see. */
export const preview: Preview = {
  layout: 'chat',
  fold: { characters: 768, lines: null },
  media: 'first',
  mediaRatios: { min: 0.66, max: 2 },
  cropRatios: ['1:1', '4:3'],
  avatar: 'round',
  handle: 'none',
  linkCard: true,
  color: '#008069',
}
