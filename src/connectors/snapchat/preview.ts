import { fullScreen, signs, story, type Preview } from '../preview.js'

/** Source: README.md, "How a post looks". */
export const preview: Preview = {
  ...fullScreen,
  ...story,
  handle: 'none',
  color: '#fffc00',
  signs: signs('like', 'reply', 'send', 'more'),
  kinds: [
    { contentType: null, name: 'Story or Spotlight', look: {} },
    { contentType: 'STORY', name: 'Story', look: story },
    {
      contentType: 'REEL',
      name: 'Spotlight',
      impliedBy: 'video',
      look: { layout: 'video', fold: fullScreen.fold },
    },
  ],
}
