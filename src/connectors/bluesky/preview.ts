import type { Preview } from '../preview.js'

/** As its pages show posts. No document tells where a text is cut: these are what its readers see. */
export const preview: Preview = {
  layout: 'microblog',
  fold: null,
  media: 'grid',
  mediaRatios: { min: 0.5, max: 3 },
  cropRatios: ['1:1', '4:5', '16:9'],
  avatar: 'round',
  handle: 'beside',
  linkCard: false,
  color: '#1083fe',
}
