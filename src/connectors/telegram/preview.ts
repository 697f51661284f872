import type { Preview } from '../preview.js'

/** As its pages show posts. No document tells where a text is cut: these are what its readers see. */
export const preview: Preview = {
  layout: 'chat',
  fold: null,
  media: 'grid',
  mediaRatios: { min: 0.66, max: 2 },
  cropRatios: ['16:9', '1:1', '4:3'],
  avatar: 'round',
  handle: 'none',
  linkCard: true,
  color: '#3390ec',
}
