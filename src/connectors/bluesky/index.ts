import type { Connector } from '../connector.js'
import { auth } from './auth.js'
import { find } from './find.js'
import { icon } from './icon.js'
import { identity } from './identity.js'
import { history, metrics } from './metrics.js'
import { options } from './options.js'
import { prepare } from './prepare.js'
import { publish } from './publish.js'
import { quota } from './quota.js'
import { preview } from './preview.js'
import { rules } from './rules.js'

export const bluesky: Connector = {
  slug: 'bluesky',
  aliases: ['bsky'],
  name: 'Bluesky',
  auth,
  config: { required: {} },
  rules,
  icon,
  preview,
  options,
  // The record key is ours, and putRecord with `swapRecord: null` never makes a second record under it: a repeat is
  // safe for ever, and one look is proof. README.md, "When an answer is lost".
  reconcile: { repeatForMs: Infinity, looksAtMs: [2_000] },
  identity,
  prepare,
  publish,
  find,
  metrics,
  history,
  quota,
  // The session renews itself; what a person gave us, the app password, has no end.
  presentAccount: () => ({ tokenExpiresAt: null }),
  simulator: async () => (await import('./simulator/index.js')).simulator,
}
