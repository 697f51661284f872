import type { Connector } from '../connector.js'
import { auth } from './auth.js'
import { destinations } from './destinations.js'
import { find } from './find.js'
import { icon } from './icon.js'
import { identity } from './identity.js'
import { presentLocation } from './location.js'
import { history, metrics } from './metrics.js'
import { options } from './options.js'
import { prepare } from './prepare.js'
import { publish } from './publish.js'
import { quota } from './quota.js'
import { check } from './review.js'
import { preview } from './preview.js'
import { rules } from './rules.js'

export const googlebusiness: Connector = {
  slug: 'googlebusiness',
  aliases: ['google_business', 'gmb'],
  name: 'Google Business Profile',
  auth,
  config: {
    required: {
      GOOGLEBUSINESS_CLIENT_ID: 'Client id of your OAuth client at Google',
      GOOGLEBUSINESS_CLIENT_SECRET: 'Its secret',
    },
  },
  rules,
  icon,
  preview,
  options,
  // No key makes a repeat safe, and the same post twice is taken twice. README.md, "When an answer is lost".
  reconcile: { looksAtMs: [5_000, 45_000, 120_000] },
  identity,
  destinations,
  needsPage: true,
  prepare,
  publish,
  check,
  find,
  metrics,
  history,
  quota,
  presentAccount: presentLocation,
  simulator: async () => (await import('./simulator/index.js')).simulator,
}
