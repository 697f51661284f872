import { fullScreen, type Preview } from '../preview.js'

/** Source: README.md, "How a post looks". */
export const preview: Preview = {
  ...fullScreen,
  media: 'carousel',
  cropRatios: ['9:16', '3:4'],
  color: '#fe2c55',
}
