import { microblog, signs, type Preview } from '../preview.js'

/** Source: README.md, "How a post looks". */
export const preview: Preview = {
  ...microblog,
  fold: { characters: null, lines: 32, linesKept: 15 },
  mediaRatios: { min: 0.66, max: 2 },
  cropRatios: ['16:9', '1:1'],
  avatar: 'square',
  handle: 'below',
  byline: 'public',
  color: '#6364ff',
  more: 'Read more',
  signs: signs('reply', 'repost', 'star', 'save', 'more'),
}
