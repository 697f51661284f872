import { chat, signs, type Preview } from '../preview.js'

/** Source: README.md, "How a post looks". */
export const preview: Preview = {
  ...chat,
  layout: 'channel',
  cropRatios: ['16:9', '1:1', '4:3'],
  color: '#3390ec',
  ground: { light: '#d3dfc2', dark: '#0f1a24' },
  signs: signs('forward'),
}
