import type { Connector } from '../connector.js'
import { auth } from './auth.js'
import { find } from './find.js'
import { icon } from './icon.js'
import { identity } from './identity.js'
import { history, metrics } from './metrics.js'
import { options } from './options.js'
import { prepare } from './prepare.js'
import { comment, publish } from './publish.js'
import { quota } from './quota.js'
import { preview } from './preview.js'
import { rules } from './rules.js'

export const twitter: Connector = {
  slug: 'twitter',
  aliases: ['x'],
  name: 'X',
  auth,
  config: {
    required: { TWITTER_CLIENT_ID: 'OAuth 2.0 client id of your app at X' },
    optional: { TWITTER_CLIENT_SECRET: 'Its secret, for a confidential client' },
  },
  rules,
  icon,
  preview,
  options,
  // No key makes a repeat safe. The timeline follows within seconds; two looks, then once more. README.md, "When an answer is lost".
  reconcile: { looksAtMs: [8_000, 25_000] },
  identity,
  prepare,
  publish,
  find,
  comment,
  metrics,
  history,
  quota,
  simulator: async () => (await import('./simulator/index.js')).simulator,
}
