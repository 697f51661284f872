import type { Preview } from '../preview.js'

/** As its pages show posts. No document tells where a text is cut: these are what its readers see. */
export const preview: Preview = {
  layout: 'watch',
  fold: { characters: 100, lines: 2 },
  media: 'first',
  mediaRatios: { min: 1.77, max: 1.78 },
  cropRatios: ['16:9', '9:16'],
  avatar: 'round',
  handle: 'none',
  linkCard: false,
  color: '#065fd4',
}
