import type { Plans } from '../../contract/plans.js'
import type { ConnectContext, Connector, Tokens } from '../connectors/connector.js'
import { createPlatformHttp, type PlatformHttpOptions } from '../connectors/create-platform-http.js'
import type { Registry } from '../connectors/registry.js'
import type { GuardedHttp } from '../kit/guarded-http.js'
import type { Json, JsonObject } from '../kit/json.js'
import type { Seal } from '../kit/seal.js'
import type { Database } from '../store/database.js'
import { platformVault } from '../store/platform-vault.js'
import type { Wake } from '../work/wake.js'

/** What the accounts room needs of the house. */
export type AccountsDeps = {
  db: Database
  connectors: Registry
  seal: Seal
  wake: Wake
  mode: 'sandbox' | 'live'
  publicUrl: string
  callbackDomains: readonly string[]
  plans: Plans
  /** Slugs of the platforms whose numbers are not read. */
  metricsOff: ReadonlySet<string>
  reach: Reach
  log: (message: string, facts?: Record<string, unknown>) => void
}

/** How this server reaches networks. */
export type Reach = {
  origins: Readonly<Record<string, string>>
  sandboxBase: () => string | null
  /** Credentials of platforms' apps, by environment name. */
  apps: Readonly<Record<string, string>>
  /** Checks addresses at connect time; for networks whose hosts a user chooses. */
  guarded: Pick<GuardedHttp, 'dispatcher' | 'connect'>
}

export function httpFor(
  reach: Reach,
  call: Pick<PlatformHttpOptions, 'platform' | 'accountId'> & Partial<PlatformHttpOptions>,
): ReturnType<typeof createPlatformHttp> {
  return createPlatformHttp({
    origins: reach.origins,
    sandboxBase: reach.sandboxBase(),
    guarded: reach.guarded,
    ...call,
  })
}

/** The app's credentials as the connector names them; in the sandbox made-up ones stand in for what is not set. */
export function appFor(reach: Reach, connector: Connector): Record<string, string> {
  const { required, optional = {}, switches = {}, madeUp = [] } = connector.config
  const inSandbox = reach.sandboxBase() === null ? [] : [...Object.keys(required), ...madeUp]
  return Object.fromEntries(
    Object.keys({ ...required, ...optional, ...switches }).map((name) => [
      name,
      reach.apps[name] ?? (inSandbox.includes(name) ? `sandbox-${name.toLowerCase()}` : ''),
    ]),
  )
}

/** `appFor` of every connector, looked up once: what an app is does not change while the program runs. */
export function appsOf(reach: Reach): (connector: Connector) => Readonly<Record<string, string>> {
  const apps = new Map<Connector, Record<string, string>>()
  return (connector) => {
    const app = apps.get(connector) ?? appFor(reach, connector)
    apps.set(connector, app)
    return app
  }
}

export function connectContext(
  deps: Pick<AccountsDeps, 'db' | 'seal' | 'reach' | 'mode' | 'publicUrl' | 'log'>,
  connector: Connector,
  given: {
    accountId: string | null
    now: Date
    tokens?: Tokens
    data?: JsonObject
    known?: ConnectContext['known']
    operation?: PlatformHttpOptions['operation']
  },
): ConnectContext {
  const { accountId, known, operation } = given
  return {
    http: httpFor(deps.reach, {
      platform: connector.slug,
      accountId,
      ...(operation === undefined ? {} : { operation }),
    }),
    app: appFor(deps.reach, connector),
    now: given.now,
    tokens: given.tokens ?? { accessToken: '' },
    data: given.data ?? {},
    ...(known === undefined ? {} : { known }),
    vault: platformVault(deps, deps.mode, connector.slug),
    ...(connector.webhook === undefined ? {} : { webhookUrl: webhookUrl(deps.publicUrl, connector.slug) }),
    log: deps.log,
  }
}

/** Where a network tells what it has to tell; see `Webhook`. */
export function webhookUrl(publicUrl: string, slug: string): string {
  return `${publicUrl}/webhooks/platforms/${slug}`
}

export function tokensPurpose(accountId: string): string {
  return `tokens ${accountId}`
}

/** What we sealed ourselves, read back. */
export function openTokens(seal: Seal, accountId: string, sealed: Buffer): Tokens {
  return seal.open(sealed, tokensPurpose(accountId)) as unknown as Tokens
}

export function sealTokens(seal: Seal, accountId: string, tokens: Tokens): Buffer {
  return seal.seal(tokens as unknown as Json, tokensPurpose(accountId))
}
