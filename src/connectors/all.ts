export { bluesky } from './bluesky/index.js'
export { mastodon } from './mastodon/index.js'
export { telegram } from './telegram/index.js'
export { twitter } from './twitter/index.js'
