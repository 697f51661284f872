import { feed, reel, type Preview } from '../preview.js'

const video = { layout: 'watch', media: 'first', mediaRatios: { min: 1.77, max: 1.78 } } as const

/** Source: README.md, "How a post looks". */
export const preview: Preview = {
  ...feed,
  ...video,
  fold: { characters: 157, lines: 3 },
  cropRatios: ['16:9', '9:16'],
  byline: 'time',
  color: '#065fd4',
  more: 'more',
  signs: [
    { sign: 'thumb', words: null },
    { sign: 'down', words: null },
    { sign: 'forward', words: 'Share' },
    { sign: 'save', words: 'Save' },
  ],
  kinds: [
    { contentType: null, name: 'Video or Short', look: {} },
    { contentType: 'VIDEO', name: 'Video', look: video },
    { contentType: 'REEL', name: 'Short', impliedBy: 'upright video', look: reel },
  ],
}
