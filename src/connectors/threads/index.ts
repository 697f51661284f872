import type { Connector } from '../connector.js'
import { auth } from './auth.js'
import { find } from './find.js'
import { icon } from './icon.js'
import { identity } from './identity.js'
import { history, metrics } from './metrics.js'
import { options } from './options.js'
import { prepare } from './prepare.js'
import { check, comment, publish } from './publish.js'
import { quota } from './quota.js'
import { preview } from './preview.js'
import { rules } from './rules.js'

export const threads: Connector = {
  slug: 'threads',
  name: 'Threads',
  auth,
  config: {
    required: {
      THREADS_CLIENT_ID: 'Threads app id of your app at Meta, not its app id',
      THREADS_CLIENT_SECRET: 'Its Threads app secret',
    },
  },
  rules,
  icon,
  preview,
  options,
  // A container is published once, and says whether it was. README.md, "When an answer is lost".
  reconcile: { looksAtMs: [2_000, 30_000] },
  identity,
  prepare,
  publish,
  check,
  find,
  comment,
  metrics,
  history,
  quota,
  simulator: async () => (await import('./simulator/index.js')).simulator,
}
