import type { Quota } from '../connector.js'
import { authorOf, isPage } from './author.js'

/** Of calls for a person; a file takes some more of them. Of pages LinkedIn tells no limit. README.md, "Limits". */
export const quota: Quota = {
  rules: ({ data }) =>
    isPage(authorOf(data, '')) ? [] : [{ name: 'posts in a day', limit: 150, window: { dayIn: 'UTC' } }],
}
