import { feed, type Preview } from '../preview.js'

/** Source: README.md, "How a post looks". */
export const preview: Preview = {
  ...feed,
  layout: 'forum',
  fold: { characters: 300, lines: 5 },
  media: 'carousel',
  mediaRatios: { min: 0.5, max: 2 },
  cropRatios: ['4:3', '1:1', '16:9'],
  byline: 'time',
  linkCard: true,
  color: '#0079d3',
  more: '',
  signs: [
    { sign: 'up', words: null },
    { sign: 'down', words: null },
    { sign: 'reply', words: null },
    { sign: 'forward', words: 'Share' },
  ],
}
