import { chat, type Preview } from '../preview.js'

/** Source: README.md, "How a post looks". */
export const preview: Preview = {
  ...chat,
  layout: 'message',
  fold: { characters: 768, lines: null },
  media: 'first',
  cropRatios: ['1:1', '4:3'],
  color: '#008069',
  ground: { light: '#efeae2', dark: '#0b141a' },
  more: 'Read more',
}
