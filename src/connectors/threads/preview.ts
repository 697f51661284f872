import type { Preview } from '../preview.js'

/** As its pages show posts. No document tells where a text is cut: these are what its readers see. */
export const preview: Preview = {
  layout: 'microblog',
  fold: null,
  media: 'carousel',
  mediaRatios: { min: 0.56, max: 1.91 },
  cropRatios: ['4:5', '1:1', '9:16'],
  avatar: 'round',
  handle: 'none',
  linkCard: true,
  color: '#0095f6',
}
