import { microblog, signs, type Preview } from '../preview.js'

/** Source: README.md, "How a post looks". */
export const preview: Preview = {
  ...microblog,
  fold: { characters: null, lines: 25 },
  mediaRatios: { min: 0.5, max: 5 },
  linkCard: false,
  color: '#1083fe',
  more: 'Show more',
  signs: signs('reply', 'repost', 'like', 'save', 'share', 'more'),
}
