import type { Connector } from '../connector.js'
import { auth } from './auth.js'
import { check } from './check.js'
import { comment } from './comment.js'
import { destinations } from './destinations.js'
import { find } from './find.js'
import { history } from './history.js'
import { icon } from './icon.js'
import { identity } from './identity.js'
import { metrics } from './metrics.js'
import { options } from './options.js'
import { presentPage } from './page.js'
import { prepare } from './prepare.js'
import { publish } from './publish.js'
import { quota } from './quota.js'
import { preview } from './preview.js'
import { rules } from './rules.js'

export const facebook: Connector = {
  slug: 'facebook',
  name: 'Facebook',
  auth,
  config: {
    required: {
      FACEBOOK_CLIENT_ID: 'App id of your app at Meta',
      FACEBOOK_CLIENT_SECRET: 'Its app secret',
    },
    optional: {
      FACEBOOK_API_VERSION: 'Version of the Graph API, as Meta names it (v25.0), where it is not that one',
      FACEBOOK_SCOPES:
        'Permissions to ask a person for, with commas between them, where they are not the standard ones',
      FACEBOOK_CONFIG_ID: 'Configuration of an app with Login for Business, which names the permissions',
    },
  },
  rules,
  icon,
  preview,
  options,
  // No key makes a repeat safe; lists are some seconds behind. README.md, "When an answer is lost".
  reconcile: { looksAtMs: [5_000, 30_000, 90_000] },
  identity,
  destinations,
  needsPage: true,
  prepare,
  publish,
  check,
  find,
  comment,
  metrics,
  history,
  quota,
  presentAccount: presentPage,
  simulator: async () => (await import('./simulator/index.js')).simulator,
}
