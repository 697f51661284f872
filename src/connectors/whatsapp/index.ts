import type { Connector } from '../connector.js'
import { auth } from './auth.js'
import { find } from './find.js'
import { icon } from './icon.js'
import { identity } from './identity.js'
import { metrics } from './metrics.js'
import { options, recipients } from './options.js'
import { prepare } from './prepare.js'
import { publish } from './publish.js'
import { quota } from './quota.js'
import { preview } from './preview.js'
import { rules } from './rules.js'
import { webhook } from './webhook.js'

export const whatsapp: Connector = {
  slug: 'whatsapp',
  name: 'WhatsApp',
  auth,
  config: {
    required: {
      WHATSAPP_APP_ID: 'App id of your app at Meta',
      WHATSAPP_APP_SECRET: 'Its app secret, with which WhatsApp signs what it tells',
      WHATSAPP_VERIFY_TOKEN: 'A word of your own, by which WhatsApp and this server know each other',
    },
  },
  rules,
  icon,
  preview,
  options,
  // What WhatsApp tells by itself settles a lost answer; nothing that can be asked does. README.md, "When an answer is lost".
  reconcile: { looksAtMs: [5_000], shownNowhere: true },
  identity,
  prepare,
  recipients,
  publish,
  find,
  webhook,
  metrics,
  quota,
  presentAccount: ({ qualityRating = null, messagingLimit = null }) => ({ qualityRating, messagingLimit }),
  simulator: async () => (await import('./simulator/index.js')).simulator,
}
