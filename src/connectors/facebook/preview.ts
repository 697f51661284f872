import { feed, reel, story, type Preview } from '../preview.js'

/** Source: README.md, "How a post looks". */
export const preview: Preview = {
  ...feed,
  fold: { characters: 477, lines: 5 },
  media: 'collage',
  mediaRatios: { min: 0.66, max: 1.91 },
  linkCard: true,
  color: '#0866ff',
  more: 'See more',
  signs: [
    { sign: 'thumb', words: 'Like' },
    { sign: 'reply', words: 'Comment' },
    { sign: 'forward', words: 'Share' },
  ],
  kinds: [
    { contentType: null, name: 'Post', look: {} },
    { contentType: 'REEL', name: 'Reel', look: reel },
    { contentType: 'STORY', name: 'Story', look: story },
  ],
}
