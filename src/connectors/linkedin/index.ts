import type { JsonObject } from '../../kit/json.js'
import { objectOf, textOf } from '../values.js'
import type { Connector } from '../connector.js'
import { auth } from './auth.js'
import { find } from './find.js'
import { icon } from './icon.js'
import { identity } from './identity.js'
import { history, metrics } from './metrics.js'
import { options } from './options.js'
import { destinations } from './pages.js'
import { prepare } from './prepare.js'
import { check, comment, publish } from './publish.js'
import { quota } from './quota.js'
import { preview } from './preview.js'
import { rules } from './rules.js'

export const linkedin: Connector = {
  slug: 'linkedin',
  name: 'LinkedIn',
  auth,
  config: {
    required: {
      LINKEDIN_CLIENT_ID: 'Client id of your app at LinkedIn',
      LINKEDIN_CLIENT_SECRET: 'Its secret',
    },
    optional: {
      LINKEDIN_PAGES_CLIENT_ID:
        'Client id of a second app, for pages; the first serves for both where it is not set',
      LINKEDIN_PAGES_CLIENT_SECRET: 'Its secret',
      LINKEDIN_SCOPES:
        'Permissions to ask a person for, with blanks between them, where they are not the standard ones',
      LINKEDIN_PAGES_SCOPES: 'The same for pages',
      LINKEDIN_API_VERSION:
        'Version of the API, as LinkedIn names it (202609); the newest that was tried where it is not set',
    },
  },
  rules,
  icon,
  preview,
  options,
  // No key makes a repeat safe. What a page posted can be read; what a person posted cannot. README.md, "When an
  // answer is lost".
  reconcile: { looksAtMs: [] },
  reconcileFor: (data) => ({ looksAtMs: pageOf(data) === null ? [] : [5_000, 20_000, 60_000] }),
  identity,
  prepare,
  publish,
  check,
  find,
  comment,
  destinations,
  metrics,
  history,
  quota,
  // Who connects as a page has to choose one. Whoever takes the choice back (null) posts as the person.
  needsPage: (data) => data['pageMode'] === true && data['page'] === undefined,
  presentAccount,
  simulator: async () => (await import('./simulator/index.js')).simulator,
}

function pageOf(data: JsonObject): JsonObject | null {
  const page = objectOf(data['page'])
  return textOf(page['urn']) === null ? null : page
}

function presentAccount(data: JsonObject): JsonObject {
  const page = pageOf(data)
  return {
    ...(page === null ? {} : { accountType: 'business', page }),
    ...(data['managesPages'] === true ? {} : { needsOrgScopeReauth: true }),
  }
}
