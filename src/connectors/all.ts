export { mastodon } from './mastodon/index.js'
