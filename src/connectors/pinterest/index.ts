import type { Connector } from '../connector.js'
import { auth } from './auth.js'
import { presentBoard } from './board.js'
import { destinations } from './destinations.js'
import { find } from './find.js'
import { history, metrics } from './metrics.js'
import { icon } from './icon.js'
import { identity } from './identity.js'
import { options } from './options.js'
import { prepare } from './prepare.js'
import { publish } from './publish.js'
import { preview } from './preview.js'
import { rules } from './rules.js'

export const pinterest: Connector = {
  slug: 'pinterest',
  name: 'Pinterest',
  auth,
  config: {
    required: {
      PINTEREST_CLIENT_ID: 'App id of your app at Pinterest',
      PINTEREST_CLIENT_SECRET: 'Its app secret key',
    },
  },
  rules,
  icon,
  preview,
  options,
  // No key makes a repeat safe, and the same pin twice is taken twice. README.md, "When an answer is lost".
  reconcile: { looksAtMs: [10_000, 60_000, 120_000] },
  identity,
  destinations,
  // What is told of an account and its pins is told without a board.
  needsPage: (data, given) => given !== null && data['page'] == null && given['boardId'] === undefined,
  prepare,
  publish,
  find,
  metrics,
  history,
  presentAccount: presentBoard,
  simulator: async () => (await import('./simulator/index.js')).simulator,
}
