import { microblog, signs, type Preview } from '../preview.js'

/** Source: README.md, "How a post looks". */
export const preview: Preview = {
  ...microblog,
  media: 'strip',
  mediaRatios: { min: 0.56, max: 1.91 },
  cropRatios: ['4:5', '1:1', '9:16'],
  handle: 'instead',
  color: '#0095f6',
  signs: signs('like', 'reply', 'repost', 'send'),
}
