import { microblog, signs, type Preview } from '../preview.js'

/** Source: README.md, "How a post looks". */
export const preview: Preview = {
  ...microblog,
  fold: { characters: 280, lines: null },
  mediaRatios: { min: 0.75, max: 5 },
  cropRatios: ['16:9', '1:1', '3:4'],
  color: '#1d9bf0',
  ground: { light: '#ffffff', dark: '#000000' },
  more: 'Show more',
  signs: signs('reply', 'repost', 'like', 'views', 'save', 'share'),
}
