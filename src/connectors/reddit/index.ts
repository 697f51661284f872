import type { Connector } from '../connector.js'
import { auth } from './auth.js'
import { destinations } from './destinations.js'
import { find } from './find.js'
import { icon } from './icon.js'
import { identity } from './identity.js'
import { history, metrics } from './metrics.js'
import { options } from './options.js'
import { prepare } from './prepare.js'
import { check, comment, publish } from './publish.js'
import { preview } from './preview.js'
import { rules } from './rules.js'
import { presentSubreddit } from './subreddit.js'

export const reddit: Connector = {
  slug: 'reddit',
  name: 'Reddit',
  auth,
  config: {
    required: {
      REDDIT_CLIENT_ID: 'Id of your app at Reddit, below its name',
      REDDIT_CLIENT_SECRET: 'Its secret',
      REDDIT_USERNAME: 'Reddit user who answers for the app; Reddit wants it in the User-Agent of every call',
    },
  },
  rules,
  icon,
  preview,
  options,
  // Nothing makes a repeat safe, and lists lag behind. README.md, "When an answer is lost".
  reconcile: { looksAtMs: [15_000, 60_000, 120_000, 240_000] },
  identity,
  destinations,
  prepare,
  publish,
  check,
  find,
  comment,
  metrics,
  history,
  presentAccount: presentSubreddit,
  simulator: async () => (await import('./simulator/index.js')).simulator,
}
