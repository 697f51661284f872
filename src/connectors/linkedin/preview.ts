import { feed, type Preview } from '../preview.js'

/** Source: README.md, "How a post looks". */
export const preview: Preview = {
  ...feed,
  fold: { characters: 210, lines: 3 },
  mediaRatios: { min: 0.8, max: 3 },
  byline: 'followers',
  color: '#0a66c2',
  signs: [
    { sign: 'thumb', words: 'Like' },
    { sign: 'reply', words: 'Comment' },
    { sign: 'repost', words: 'Repost' },
    { sign: 'send', words: 'Send' },
  ],
}
