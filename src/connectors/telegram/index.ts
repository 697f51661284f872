import type { Connector } from '../connector.js'
import { auth } from './auth.js'
import { icon } from './icon.js'
import { identity } from './identity.js'
import { metrics } from './metrics.js'
import { options } from './options.js'
import { prepare } from './prepare.js'
import { proceed, publish } from './publish.js'
import { preview } from './preview.js'
import { rules } from './rules.js'

export const telegram: Connector = {
  slug: 'telegram',
  name: 'Telegram',
  auth,
  config: { required: {} },
  rules,
  icon,
  preview,
  options,
  // A bot has no key for its messages, and cannot read them again. README.md, "When an answer is lost".
  reconcile: { looksAtMs: [] },
  identity,
  prepare,
  publish,
  proceed,
  metrics,
  presentAccount: (data) => (typeof data['bot'] === 'string' ? { bot: data['bot'] } : {}),
  simulator: async () => (await import('./simulator/index.js')).simulator,
}
