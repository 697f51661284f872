import { feed, reel, signs, story, type Preview } from '../preview.js'

/** Source: README.md, "How a post looks". */
export const preview: Preview = {
  ...feed,
  layout: 'photo',
  fold: { characters: 125, lines: 3 },
  media: 'carousel',
  mediaRatios: { min: 0.75, max: 1.91 },
  cropRatios: ['4:5', '3:4', '1:1', '1.91:1'],
  handle: 'instead',
  byline: 'time',
  color: '#0095f6',
  signs: signs('like', 'reply', 'repost', 'send', 'save'),
  kinds: [
    { contentType: null, name: 'Post', look: {} },
    { contentType: 'REEL', name: 'Reel', impliedBy: 'video', look: reel },
    { contentType: 'STORY', name: 'Story', look: story },
  ],
}
