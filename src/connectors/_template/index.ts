import type { Connector } from '../connector.js'
import { auth } from './auth.js'
import { find } from './find.js'
import { identity } from './identity.js'
import { history, metrics } from './metrics.js'
import { options } from './options.js'
import { prepare } from './prepare.js'
import { publish } from './publish.js'
import { quota } from './quota.js'
import { rules } from './rules.js'

export const template: Connector = {
  slug: 'template',
  name: 'Template',
  auth,
  config: {
    required: {
      TEMPLATE_CLIENT_ID: 'Id of your app at Template',
      TEMPLATE_CLIENT_SECRET: 'Its secret',
    },
  },
  rules,
  options,
  // No key makes a repeat safe; a post is in the list the moment it exists. README.md, "When an answer is lost".
  reconcile: { looksAtMs: [2_000, 10_000] },
  identity,
  prepare,
  publish,
  find,
  metrics,
  history,
  quota,
  simulator: async () => (await import('./simulator/index.js')).simulator,
}
