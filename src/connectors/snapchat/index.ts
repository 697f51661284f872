import type { Connector } from '../connector.js'
import { auth } from './auth.js'
import { check } from './check.js'
import { find } from './find.js'
import { icon } from './icon.js'
import { identity } from './identity.js'
import { history, metrics } from './metrics.js'
import { options } from './options.js'
import { prepare } from './prepare.js'
import { publish } from './publish.js'
import { preview } from './preview.js'
import { rules } from './rules.js'

export const snapchat: Connector = {
  slug: 'snapchat',
  name: 'Snapchat',
  auth,
  config: {
    required: {
      SNAPCHAT_CLIENT_ID: 'Client ID of your OAuth app in Snap Business Manager, allow-listed by Snap',
      SNAPCHAT_CLIENT_SECRET: 'Its client secret',
    },
  },
  rules,
  icon,
  preview,
  options,
  // Three reads over three minutes, as far as is known. README.md, "When an answer is lost".
  reconcile: { looksAtMs: [5_000, 60_000, 180_000] },
  identity,
  prepare,
  publish,
  check,
  find,
  metrics,
  history,
  simulator: async () => (await import('./simulator/index.js')).simulator,
}
