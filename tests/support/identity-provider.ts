import { createServer } from 'node:http'
import Provider from 'oidc-provider'
import { afterAll } from 'vitest'

/** What the provider says of a person, by subject. */
export type Claims = { email?: string; email_verified?: boolean | string; name?: string }

export type IdentityProvider = {
  people: Record<string, Claims>
  /** Who sits at the browser. */
  current: string
}

export const clientId = 'voxburst'
export const clientSecret = 'a client secret for tests, long enough'

/** A real OpenID provider on a port: it wants PKCE, and signs in whoever is `current` without asking. Ends with the test file. */
export async function startIdentityProvider(port: number, redirectUri: string): Promise<IdentityProvider> {
  const state: IdentityProvider = { people: {}, current: '' }
  const issuer = `http://127.0.0.1:${String(port)}`
  const provider: Provider = new Provider(issuer, {
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [redirectUri] }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    cookies: { keys: ['a key for tests'] },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ sub, ...state.people[sub] }) }),
    async loadExistingGrant({ oidc }) {
      const grant = new provider.Grant({ accountId: oidc.session?.accountId ?? '', clientId })
      grant.addOIDCScope('openid email profile')
      await grant.save()
      return grant
    },
  })
  const answer = provider.callback()
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/interaction/') === true)
      void provider.interactionFinished(request, response, { login: { accountId: state.current } })
    else void answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  afterAll(() => server.close())
  return state
}
