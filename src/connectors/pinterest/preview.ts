import { feed, type Preview } from '../preview.js'

/** Source: README.md, "How a post looks". */
export const preview: Preview = {
  ...feed,
  layout: 'pin',
  fold: { characters: 50, lines: 2 },
  media: 'carousel',
  mediaRatios: { min: 0.5, max: 1 },
  cropRatios: ['2:3', '1:1', '9:16'],
  byline: 'time',
  color: '#e60023',
}
