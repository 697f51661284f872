import type { Preview } from '../preview.js'

/** As its pages show posts. No document tells where a text is cut: these are what its readers see. */
export const preview: Preview = {
  layout: 'microblog',
  fold: { characters: null, lines: 20 },
  media: 'grid',
  mediaRatios: { min: 0.66, max: 2 },
  cropRatios: ['16:9', '1:1'],
  avatar: 'square',
  handle: 'below',
  linkCard: true,
  color: '#6364ff',
}
