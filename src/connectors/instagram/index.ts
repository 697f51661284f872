import type { JsonObject } from '../../kit/json.js'
import type { Connector } from '../connector.js'
import { objectOf, textOf } from '../values.js'
import { audio } from './audio.js'
import { auth } from './auth.js'
import { find } from './find.js'
import { loginOf } from './login-of.js'
import { history } from './history.js'
import { icon } from './icon.js'
import { identity } from './identity.js'
import { metrics } from './metrics.js'
import { options } from './options.js'
import { destinations } from './pages.js'
import { prepare } from './prepare.js'
import { check, comment, publish } from './publish.js'
import { quota } from './quota.js'
import { preview } from './preview.js'
import { rules } from './rules.js'

export const instagram: Connector = {
  slug: 'instagram',
  name: 'Instagram',
  auth,
  config: {
    required: {
      INSTAGRAM_CLIENT_ID: 'Instagram app id of your app at Meta, not its app id',
      INSTAGRAM_CLIENT_SECRET: 'Its Instagram app secret',
    },
    optional: {
      INSTAGRAM_FACEBOOK_CLIENT_ID: 'App id of your app at Meta, for login with Facebook',
      INSTAGRAM_FACEBOOK_CLIENT_SECRET: 'Its app secret',
      INSTAGRAM_API_VERSION:
        'Version of the Graph API (v25.0); the newest that was tried where it is not set',
    },
    switches: {
      INSTAGRAM_AUDIO_ENABLED: 'The audio search, which Meta’s App Review has to pass',
    },
    madeUp: ['INSTAGRAM_FACEBOOK_CLIENT_ID', 'INSTAGRAM_FACEBOOK_CLIENT_SECRET'],
  },
  rules,
  icon,
  preview,
  options,
  // A container is published once, and says whether it was. README.md, "When an answer is lost".
  reconcile: { looksAtMs: [2_000, 45_000] },
  identity,
  prepare,
  publish,
  check,
  find,
  comment,
  destinations,
  // Who logged in directly is the one account.
  hasDestinations: (data) => loginOf(data) === 'facebook',
  needsPage: (data) => loginOf(data) === 'facebook' && data['page'] == null,
  audio,
  metrics,
  history,
  quota,
  presentAccount,
  simulator: async () => (await import('./simulator/index.js')).simulator,
}

/** Where a page is chosen, the account behind it is what posts. */
function presentAccount(data: JsonObject): JsonObject {
  if (loginOf(data) === 'instagram') return { oauthVersion: 'instagram_login' }
  const page = objectOf(data['page'])
  const id = textOf(page['id'])
  if (id === null) return { oauthVersion: 'fb_login' }
  const { avatarUrl = null, pageId = null, pageName = null, username = null } = page
  return { oauthVersion: 'fb_login', username, avatarUrl, instagramAccountId: id, pageId, pageName, page }
}
