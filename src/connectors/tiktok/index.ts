import type { Connector } from '../connector.js'
import { auth } from './auth.js'
import { find } from './find.js'
import { icon } from './icon.js'
import { identity } from './identity.js'
import { history, metrics } from './metrics.js'
import { options } from './options.js'
import { prepare } from './prepare.js'
import { check, publish } from './publish.js'
import { quota } from './quota.js'
import { preview } from './preview.js'
import { rules } from './rules.js'

export const tiktok: Connector = {
  slug: 'tiktok',
  name: 'TikTok',
  auth,
  config: {
    required: {
      TIKTOK_CLIENT_KEY: 'Client key of your app at TikTok',
      TIKTOK_CLIENT_SECRET: 'Its client secret',
    },
  },
  rules,
  icon,
  preview,
  options,
  // What was begun says how far it is; photos are begun by the request itself. README.md, "When an answer is lost".
  reconcile: { looksAtMs: [2_000, 30_000], unlisted: ['image'] },
  identity,
  prepare,
  publish,
  check,
  find,
  metrics,
  history,
  quota,
  simulator: async () => (await import('./simulator/index.js')).simulator,
}
