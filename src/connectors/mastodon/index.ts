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

const minuteMs = 60_000

export const mastodon: Connector = {
  slug: 'mastodon',
  name: 'Mastodon',
  auth,
  config: { required: {} },
  rules,
  icon,
  preview,
  options,
  // An instance keeps an Idempotency-Key for an hour; ten minutes are left for clocks. Later only looks count, and
  // a status is readable the moment it exists. README.md, "When an answer is lost".
  reconcile: { repeatForMs: 50 * minuteMs, looksAtMs: [2_000, 15_000] },
  identity,
  prepare,
  publish,
  find,
  comment,
  metrics,
  history,
  quota,
  presentAccount: (data) => (typeof data['domain'] === 'string' ? { instance: data['domain'] } : {}),
  simulator: async () => (await import('./simulator/index.js')).simulator,
}
