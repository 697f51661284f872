import type { Preview } from '../../contract/preview.js'

export type { Preview }

type Signs = Preview['signs']
type Kind = Preview['kinds'][number]

/** Signs without words, in their order. */
export function signs(...names: Signs[number]['sign'][]): Signs {
  return names.map((sign) => ({ sign, words: null }))
}

/** What most networks share. */
const usual = {
  fold: null,
  cropRatios: ['1:1', '4:5', '16:9'],
  avatar: 'round',
  handle: 'none',
  byline: 'time',
  linkCard: false,
  ground: null,
  more: 'more',
  signs: [],
  kinds: [],
} satisfies Partial<Preview>

/** Short posts beside the picture of who writes. */
export const microblog = {
  ...usual,
  layout: 'microblog',
  media: 'grid',
  handle: 'beside',
  linkCard: true,
} satisfies Partial<Preview>

/** The name above the text, files from edge to edge. */
export const feed = {
  ...usual,
  layout: 'feed',
  media: 'banner',
  cropRatios: ['1.91:1', '1:1', '4:5'],
  byline: 'public',
} satisfies Partial<Preview>

/** A message in a chat. */
export const chat = {
  ...usual,
  media: 'banner',
  linkCard: true,
  mediaRatios: { min: 0.66, max: 2 },
} satisfies Partial<Preview>

const upright = {
  media: 'first',
  mediaRatios: { min: 0.5625, max: 0.5625 },
  cropRatios: ['9:16'],
} satisfies Partial<Preview>

/** A video that fills a phone, the text over it. */
export const fullScreen = {
  ...usual,
  ...upright,
  layout: 'video',
  fold: { characters: 100, lines: 2 },
  handle: 'instead',
  signs: signs('like', 'reply', 'save', 'share'),
} satisfies Partial<Preview>

/** A picture or video that is gone after a day; no text is shown. */
export const story = { ...upright, layout: 'story', fold: null } satisfies Kind['look']

/** A short video among the posts of a network that shows other things too. */
export const reel = { ...upright, layout: 'video', fold: { characters: 55, lines: 1 } } satisfies Kind['look']
