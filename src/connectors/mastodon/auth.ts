import { ConnectRefused, type Auth, type Grant, type Vault } from '../connector.js'
import type { JsonObject } from '../../kit/json.js'
import type { PlatformHttp, PlatformReply } from '../platform-http.js'
import { objectOf } from '../values.js'

const scopes = ['read', 'write:statuses', 'write:media'] as const

type App = { clientId: string; clientSecret: string; redirectUri: string }
type Calls = { http: PlatformHttp; vault: Vault }

export const auth: Auth = {
  scopes,
  fields: [
    {
      name: 'instance',
      label: 'Your instance',
      help: 'The part after the second @ of your handle, such as mastodon.social',
      placeholder: 'mastodon.social',
      required: true,
    },
  ],

  async authorize(request, ctx) {
    const domain = domainOf(request.answers['instance'] ?? '')
    const app = await appOn(domain, request.redirectUri, ctx)
    const url = new URL(`https://${domain}/oauth/authorize`)
    url.searchParams.set('response_type', 'code')
    url.searchParams.set('client_id', app.clientId)
    url.searchParams.set('redirect_uri', request.redirectUri)
    url.searchParams.set('scope', scopes.join(' '))
    url.searchParams.set('state', request.state)
    url.searchParams.set('code_challenge', request.codeChallenge)
    url.searchParams.set('code_challenge_method', 'S256')
    if (request.forcePrompt) url.searchParams.set('force_login', 'true')
    // With the app, so that the code goes back to the one that asked: two who connect at the same moment register two.
    return { url: url.href, keep: { domain, clientId: app.clientId, clientSecret: app.clientSecret } }
  },

  async finish(given, ctx) {
    const domain = String(given.keep['domain'] ?? '')
    const app = appIn(given.keep, given.redirectUri)
    if (app === null || given.code === null)
      throw new ConnectRefused('The connection was begun elsewhere. Start again.')
    const reply = await ctx.http({
      method: 'POST',
      url: `https://${domain}/oauth/token`,
      form: {
        grant_type: 'authorization_code',
        code: given.code,
        client_id: app.clientId,
        client_secret: app.clientSecret,
        redirect_uri: given.redirectUri,
        code_verifier: given.codeVerifier,
      },
    })
    return grantFrom(domain, app, reply, ctx.vault)
  },

  dataFor: (answers) => ({ domain: domainOf(answers['instance'] ?? '') }),

  async revoke(ctx) {
    const domain = String(ctx.data['domain'] ?? '')
    const [clientId, clientSecret] = [ctx.tokens.extra?.['clientId'], ctx.tokens.extra?.['clientSecret']]
    if (typeof clientId !== 'string' || typeof clientSecret !== 'string') return
    await ctx.http({
      method: 'POST',
      url: `https://${domain}/oauth/revoke`,
      form: { client_id: clientId, client_secret: clientSecret, token: ctx.tokens.accessToken },
    })
  },
}

async function grantFrom(domain: string, app: App, reply: PlatformReply, vault: Vault): Promise<Grant> {
  const body = objectOf(reply.json)
  const accessToken = body['access_token']
  if (reply.status === 200 && typeof accessToken === 'string') {
    return {
      tokens: { accessToken, extra: { clientId: app.clientId, clientSecret: app.clientSecret } },
      scopes: String(body['scope'] ?? scopes.join(' ')).split(' '),
      data: { domain },
    }
  }
  // The instance has forgotten our app (old versions clean up): the next try registers it again.
  if (body['error'] === 'invalid_client') await vault.put(vaultKey(domain, app.redirectUri), {})
  if (reply.status >= 500)
    throw new ConnectRefused(`${domain} is out of order at the moment. Try again.`, 'SERVICE_UNAVAILABLE')
  throw new ConnectRefused(
    `${domain} did not accept the code. Start again. (${String(body['error_description'] ?? body['error'] ?? reply.status)})`,
  )
}

/** Our app on an instance, registered on first use; one per redirect address, because old versions take only one. */
async function appOn(domain: string, redirectUri: string, { http, vault }: Calls): Promise<App> {
  const known = await readApp(domain, redirectUri, vault)
  if (known !== null && !(await isForgotten(domain, known, http))) return known
  const reply = await http({
    method: 'POST',
    url: `https://${domain}/api/v1/apps`,
    json: { client_name: 'VoxBurst', redirect_uris: redirectUri, scopes: scopes.join(' ') },
  })
  const body = objectOf(reply.json)
  const [clientId, clientSecret] = [body['client_id'], body['client_secret']]
  if (reply.status !== 200 || typeof clientId !== 'string' || typeof clientSecret !== 'string') {
    if (reply.status === 429 || reply.status >= 500)
      throw new ConnectRefused(
        `${domain} does not register apps at the moment. Try again later.`,
        'SERVICE_UNAVAILABLE',
      )
    throw new ConnectRefused(
      `${domain} does not look like a Mastodon instance: ${String(body['error'] ?? `it answered ${String(reply.status)}`)}`,
      'INVALID_PARAM',
      'instance',
    )
  }
  await vault.put(vaultKey(domain, redirectUri), { clientId, clientSecret })
  return { clientId, clientSecret, redirectUri }
}

/**
 * Whether the instance no longer knows our app: old versions delete unused ones, and it may have been set up anew. The
 * person's browser would be told, and we never.
 */
async function isForgotten(domain: string, app: App, http: PlatformHttp): Promise<boolean> {
  const reply = await http({
    method: 'POST',
    url: `https://${domain}/oauth/token`,
    form: {
      grant_type: 'client_credentials',
      client_id: app.clientId,
      client_secret: app.clientSecret,
      redirect_uri: app.redirectUri,
      scope: 'read',
    },
  })
  return reply.status === 401 && objectOf(reply.json)['error'] === 'invalid_client'
}

async function readApp(domain: string, redirectUri: string, vault: Vault): Promise<App | null> {
  return appIn(await vault.get(vaultKey(domain, redirectUri)), redirectUri)
}

function appIn(kept: JsonObject | null, redirectUri: string): App | null {
  const [clientId, clientSecret] = [kept?.['clientId'], kept?.['clientSecret']]
  return typeof clientId === 'string' && typeof clientSecret === 'string'
    ? { clientId, clientSecret, redirectUri }
    : null
}

function vaultKey(domain: string, redirectUri: string): string {
  return `app ${domain} ${redirectUri}`
}

/** What people write: a domain, an address, or their whole handle. */
export function domainOf(answer: string): string {
  const bare = answer
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/\/.*$/, '')
  const domain = bare.slice(bare.lastIndexOf('@') + 1)
  if (!/^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}(?::\d+)?$/.test(domain)) {
    throw new ConnectRefused(
      `"${answer.slice(0, 100)}" is no instance. It looks like mastodon.social.`,
      'VALIDATION_ERROR',
      'instance',
    )
  }
  return domain
}
