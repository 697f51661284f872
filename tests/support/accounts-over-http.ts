import { afterAll } from 'vitest'
import { ConnectRefused, type Connector } from '../../src/connectors/connector.js'
import { mountConnectPages } from '../../src/http/connect-page.js'
import { startTestApp, type TestApp } from './app.js'
import { OauthNetwork } from './oauth-network.js'

export type AccountsOverHttp = {
  app: TestApp
  network: OauthNetwork
  /** Begins to connect; answers the address that a person is sent to. */
  begin: (platform: string, body?: Record<string, unknown>) => Promise<{ url: string; state: string }>
}

/** Where connecting goes back to, unless a test names another address. */
export const callbackUrl = 'http://localhost:9999/back'

/** The API over two networks: netto, with OAuth over a real socket, and letter, which asks for a handle and a password. */
export async function startAccountsOverHttp(): Promise<AccountsOverHttp> {
  const network = new OauthNetwork(async () => {
    const [row] = await app.db.query<{ now: Date }>({ text: 'select vb_now() as now' })
    return row?.now ?? new Date(0)
  })
  afterAll(await network.listen())
  const netto = network.connector()
  const app: TestApp = await startTestApp({
    connectors: [netto, letter(netto, network)],
    mount(server, parts) {
      parts.accounts.reach = { ...parts.accounts.reach, origins: network.origins }
      parts.sandboxUser = (_platform, username) =>
        Promise.resolve({
          username: username ?? 'made-up',
          answers: { handle: username ?? 'made-up', password: 'x' },
        })
      mountConnectPages(server, parts)
    },
  })
  return {
    app,
    network,
    async begin(platform, body = { callbackUrl }) {
      const begun = await app.api('POST', `/v1/accounts/connect/${platform}`, body)
      if (begun.status !== 200) throw new Error(begun.text)
      return begun.body as { url: string; state: string }
    },
  }
}

function letter(netto: Connector, network: OauthNetwork): Connector {
  return {
    ...netto,
    slug: 'letter',
    name: 'Letter & Co',
    aliases: [],
    config: { required: {} },
    auth: {
      scopes: [],
      fields: [
        { name: 'handle', label: 'Your <handle>', required: true },
        { name: 'password', label: 'App password', secret: true, required: true, help: 'Not your own' },
      ],
      finish: ({ answers }) =>
        answers['password'] === 'wrong'
          ? Promise.reject(
              new ConnectRefused('Letter does not know this password.', 'INVALID_PARAM', 'password'),
            )
          : Promise.resolve({ tokens: { accessToken: answers['handle'] ?? '' }, scopes: [] }),
    },
    identity: ({ tokens: { accessToken } }) =>
      Promise.resolve({
        kind: 'ok',
        identity: {
          remoteId: accessToken,
          username: accessToken,
          displayName: null,
          avatarUrl: null,
          accountType: null,
        },
      }),
    destinations: () => Promise.resolve(network.pages),
    hasDestinations: () => network.hasPages,
    presentAccount: (data) => (data['page'] == null ? {} : { page: data['page'] }),
  }
}
