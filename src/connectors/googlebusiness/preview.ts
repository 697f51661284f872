import { feed, type Preview } from '../preview.js'

/** Source: README.md, "How a post looks". */
export const preview: Preview = {
  ...feed,
  layout: 'update',
  fold: { characters: 100, lines: null },
  media: 'first',
  mediaRatios: { min: 1.33, max: 1.34 },
  cropRatios: ['4:3', '1:1'],
  byline: 'time',
  color: '#1a73e8',
  more: 'More',
}
