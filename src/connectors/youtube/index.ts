import type { Connector } from '../connector.js'
import { auth } from './auth.js'
import { check } from './check.js'
import { comment } from './comment.js'
import { find } from './find.js'
import { icon } from './icon.js'
import { identity } from './identity.js'
import { history, metrics } from './metrics.js'
import { options } from './options.js'
import { playlists } from './playlists.js'
import { prepare } from './prepare.js'
import { publish } from './publish.js'
import { quota } from './quota.js'
import { preview } from './preview.js'
import { rules } from './rules.js'
import { readsPlaylists } from './scopes.js'

export const youtube: Connector = {
  slug: 'youtube',
  name: 'YouTube',
  auth,
  config: {
    required: {
      YOUTUBE_CLIENT_ID: 'Client ID of your project’s OAuth client at Google Cloud',
      YOUTUBE_CLIENT_SECRET: 'Its client secret',
    },
    optional: {
      YOUTUBE_DAILY_UPLOADS:
        'Uploads that YouTube gives the project in a day; 100 when absent, in the sandbox 6',
      YOUTUBE_THUMBNAIL_BYTES: 'Largest thumbnail; 2097152 when absent',
    },
  },
  rules,
  icon,
  preview,
  options,
  // The upload itself tells exactly, and the channel's videos where it is not known any more. README.md, "When an answer is lost".
  reconcile: { looksAtMs: [2_000, 30_000] },
  identity,
  prepare,
  publish,
  check,
  find,
  comment,
  playlists,
  metrics,
  history,
  quota,
  presentAccount: (_data, scopes) => ({ needsPlaylistReauth: !readsPlaylists(scopes) }),
  simulator: async () => (await import('./simulator/index.js')).simulator,
}
