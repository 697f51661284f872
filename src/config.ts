import { homedir } from 'node:os'
import { resolve } from 'node:path'
import { plansOver, standardPlans, type Plans } from '../contract/plans.js'
import type { Connector } from './connectors/connector.js'
import { failpoints } from './kit/failpoint.js'
import { parseJson } from './kit/parse-json.js'
import { Secret } from './kit/secret.js'
import { settings } from './settings.js'
import type { OidcSettings } from './sign-in/oidc.js'

export type Service = 'web' | 'worker' | 'sandbox'

export type Config = {
  port: number
  host: string
  /** Without a trailing slash. */
  publicUrl: string
  dataDir: string
  /** Where the built dashboard is; null: the API alone. */
  dashboardDir: string | null
  database: { kind: 'embedded' } | { kind: 'external'; url: Secret }
  storage: { kind: 'disk' }
  services: ReadonlySet<Service>
  mode: 'sandbox' | 'live'
  /** Where the sandbox runs when it is not in this process. */
  sandboxUrl: string | null
  /** From a network's origin to another. */
  origins: Readonly<Record<string, string>>
  secretKey: Secret | null
  owner: { email: string; password: Secret | null }
  bootstrapApiKey: Secret | null
  callbackDomains: readonly string[]
  /** Slugs of the platforms whose numbers are not read. */
  metricsOff: ReadonlySet<string>
  /** Environment names of the platforms' apps, with their values. */
  platformApps: Readonly<Record<string, string>>
  smtp: { url: Secret; from: string } | null
  oidc: OidcSettings | null
  ga4: { measurementId: string; apiSecret: Secret } | null
  rateLimit: number | 'off' | 'byPlan'
  plans: Plans
  holdOverdue: boolean
  allowPrivateNetwork: boolean
  logLevel: string
  trustProxy: boolean
  /** Checks replies against their schemas; for tests and development. */
  checkReplies: boolean
  failpoint: string | null
  /** Names that look like settings of ours and are none: most likely misspelt. */
  unknown: readonly string[]
}

/** The same with the port that was found free, where PORT is 0. */
export function withPort(config: Config, port: number): Config {
  if (config.port === port) return config
  return Object.freeze({
    ...config,
    port,
    publicUrl:
      config.publicUrl === 'http://localhost:0' ? `http://localhost:${String(port)}` : config.publicUrl,
  })
}

/** All that is wrong with the settings, to be shown at once. */
export class ConfigFault extends Error {
  override readonly name = 'ConfigFault'
  readonly problems: readonly string[]
  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.problems = problems
  }
}

/** The settings of this process. Throws `ConfigFault`. */
export function readEnvironment(connectors: readonly Connector[]): Config {
  return readConfig(process.env, connectors)
}

/** Turns the environment into decisions. The only reader of the environment; throws `ConfigFault` with every problem. */
export function readConfig(env: NodeJS.ProcessEnv, connectors: readonly Connector[]): Config {
  const problems: string[] = []
  const read = (name: string): string | undefined => {
    const value = env[name]?.trim()
    return value === undefined || value === '' ? undefined : value
  }
  const flag = (name: string, otherwise: boolean): boolean => {
    const value = read(name)?.toLowerCase()
    if (value === undefined) return otherwise
    if (['1', 'true', 'yes', 'on'].includes(value)) return true
    if (['0', 'false', 'no', 'off'].includes(value)) return false
    problems.push(`${name} is "${value}": set it to true or false.`)
    return otherwise
  }
  const oneOf = <T extends string>(name: string, allowed: readonly T[], otherwise: T): T => {
    const value = read(name)
    const known = allowed.find((each) => each === value)
    if (value !== undefined && known === undefined)
      problems.push(`${name} is "${value}": set it to ${allowed.join(' or ')}.`)
    return known ?? otherwise
  }
  const list = (name: string): string[] =>
    (read(name) ?? '')
      .split(',')
      .map((each) => each.trim())
      .filter((each) => each !== '')
  const whole = (name: string, otherwise: number, from: number, to: number, or = ''): number => {
    const value = read(name)
    if (value === undefined) return otherwise
    const number = Number(value)
    if (Number.isInteger(number) && number >= from && number <= to) return number
    problems.push(
      `${name} is "${value}": set it to a whole number from ${String(from)} to ${String(to)}${or}.`,
    )
    return otherwise
  }
  const secret = (name: string, atLeast: number): Secret | null => {
    const value = read(name)
    if (value === undefined) return null
    if (value.length < atLeast)
      problems.push(`${name} is too short: use at least ${String(atLeast)} characters.`)
    return new Secret(value)
  }

  const port = whole('PORT', 3000, 0, 65_535)
  const mode = oneOf('VOXBURST_PLATFORMS', ['sandbox', 'live'], 'sandbox')
  const smtpUrl = read('SMTP_URL')
  const mailFrom = read('MAIL_FROM')
  if (smtpUrl !== undefined && mailFrom === undefined)
    problems.push('SMTP_URL is set but MAIL_FROM is not: set it to the address mails come from.')
  const rateLimit = read('VOXBURST_RATE_LIMIT')
  const failpoint = read('VOXBURST_TEST_FAILPOINT') ?? null
  if (
    failpoint !== null &&
    (mode === 'live' || !failpoints.some((name) => failpoint.split(':')[0] === name))
  ) {
    problems.push(
      `VOXBURST_TEST_FAILPOINT is "${failpoint}": leave it out; it is for tests in sandbox mode, one of ${failpoints.join(', ')}.`,
    )
  }
  oneOf('VOXBURST_STORAGE', ['disk'], 'disk')

  const config: Config = {
    port,
    host: read('HOST') ?? '127.0.0.1',
    publicUrl: readUrl(
      read('VOXBURST_PUBLIC_URL') ?? `http://localhost:${String(port)}`,
      'VOXBURST_PUBLIC_URL',
      problems,
    ),
    dataDir: resolve((read('VOXBURST_DATA_DIR') ?? './data').replace(/^~(?=\/)/, homedir())),
    dashboardDir: readDashboardDir(read('VOXBURST_DASHBOARD_DIR')),
    database: readDatabase(read('DATABASE_URL'), problems),
    storage: { kind: 'disk' },
    services: readServices(list('VOXBURST_SERVICES'), problems),
    mode,
    sandboxUrl:
      read('VOXBURST_SANDBOX_URL') === undefined
        ? null
        : readUrl(read('VOXBURST_SANDBOX_URL') ?? '', 'VOXBURST_SANDBOX_URL', problems),
    origins: readOrigins(read('VOXBURST_ORIGINS'), problems),
    secretKey: secret('VOXBURST_SECRET_KEY', 16),
    owner: {
      email: readEmail(read('VOXBURST_OWNER_EMAIL') ?? 'owner@voxburst.local', problems),
      password: secret('VOXBURST_OWNER_PASSWORD', 8),
    },
    bootstrapApiKey: secret('VOXBURST_BOOTSTRAP_API_KEY', 16),
    callbackDomains: readHosts(list('VOXBURST_CALLBACK_DOMAINS'), problems),
    metricsOff: readPlatforms(list('VOXBURST_METRICS_OFF'), connectors, problems),
    platformApps: readPlatformApps(connectors, read, flag),
    smtp:
      smtpUrl === undefined || mailFrom === undefined ? null : { url: new Secret(smtpUrl), from: mailFrom },
    plans: readPlans(read('VOXBURST_PLANS'), problems),
    ga4: readGa4(read, problems),
    oidc: readOidc(
      read,
      {
        name: read('OIDC_NAME') ?? 'Single sign-on',
        allowedDomains: list('OIDC_ALLOWED_DOMAINS').map((each) => each.toLowerCase().replace(/^@/, '')),
        defaultRole: oneOf('OIDC_DEFAULT_ROLE', ['admin', 'editor', 'approver', 'viewer'], 'viewer'),
        trustEmail: flag('OIDC_TRUST_EMAIL', false),
      },
      problems,
    ),
    rateLimit:
      rateLimit === undefined
        ? 'byPlan'
        : rateLimit.toLowerCase() === 'off'
          ? 'off'
          : whole('VOXBURST_RATE_LIMIT', 1_000, 1, 1_000_000, ', or to off'),
    holdOverdue: flag('VOXBURST_HOLD_OVERDUE', false),
    allowPrivateNetwork: flag('VOXBURST_ALLOW_PRIVATE_NETWORK', mode === 'sandbox'),
    logLevel: oneOf(
      'VOXBURST_LOG_LEVEL',
      ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
      'info',
    ),
    trustProxy: flag('VOXBURST_TRUST_PROXY', false),
    checkReplies: flag('VOXBURST_CHECK_REPLIES', false),
    failpoint,
    unknown: Object.keys(env).filter(
      (name) => name.startsWith('VOXBURST_') && !settings.some((setting) => setting.name === name),
    ),
  }
  if (
    !config.services.has('sandbox') &&
    mode === 'sandbox' &&
    config.sandboxUrl === null &&
    config.services.size > 0
  ) {
    problems.push(
      'VOXBURST_SANDBOX_URL is not set, and VOXBURST_SERVICES leaves the sandbox out: say where it runs, or add sandbox.',
    )
  }
  if (problems.length > 0) throw new ConfigFault(problems)
  return Object.freeze(config)
}

function readUrl(value: string, name: string, problems: string[]): string {
  try {
    const { protocol, username, search, hash } = new URL(value)
    if (!/^https?:$/.test(protocol) || `${username}${search}${hash}` !== '')
      throw new Error('no base address')
    return value.replace(/\/+$/, '')
  } catch {
    problems.push(`${name} is "${value}": set it to an address such as https://post.example.com.`)
    return 'http://localhost'
  }
}

/** Beside the built server; the sources look for what was built of them. */
function readDashboardDir(value: string | undefined): string | null {
  if (value?.toLowerCase() === 'off') return null
  const built = import.meta.filename.endsWith('.ts') ? '../dist/dashboard' : '../dashboard'
  return value === undefined ? resolve(import.meta.dirname, built) : resolve(value)
}

function readOidc(
  read: (name: string) => string | undefined,
  more: Pick<OidcSettings, 'name' | 'allowedDomains' | 'defaultRole' | 'trustEmail'>,
  problems: string[],
): OidcSettings | null {
  const [issuer, clientId, clientSecret] = ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'].map(read)
  if (issuer === undefined && clientId === undefined && clientSecret === undefined) return null
  if (issuer === undefined || clientId === undefined || clientSecret === undefined) {
    problems.push('OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET belong together: set all three.')
    return null
  }
  if (!URL.canParse(issuer) || !/^(?:https:\/\/|http:\/\/(?:localhost|127\.0\.0\.1)[:/])/.test(`${issuer}/`))
    problems.push('OIDC_ISSUER is no address that begins with https://.')
  return { issuer, clientId, clientSecret: new Secret(clientSecret), ...more }
}

function readGa4(read: (name: string) => string | undefined, problems: string[]): Config['ga4'] {
  const [measurementId, apiSecret] = ['GA4_MEASUREMENT_ID', 'GA4_API_SECRET'].map(read)
  if (measurementId !== undefined && apiSecret !== undefined)
    return { measurementId, apiSecret: new Secret(apiSecret) }
  if (measurementId !== undefined || apiSecret !== undefined)
    problems.push('GA4_MEASUREMENT_ID and GA4_API_SECRET belong together: set both, or neither.')
  return null
}

function readDatabase(value: string | undefined, problems: string[]): Config['database'] {
  if (value === undefined) return { kind: 'embedded' }
  if (!/^postgres(ql)?:\/\//.test(value)) {
    problems.push(
      'DATABASE_URL is not an address of PostgreSQL: it looks like postgres://user:password@host:5432/database.',
    )
  }
  return { kind: 'external', url: new Secret(value) }
}

function readServices(given: readonly string[], problems: string[]): ReadonlySet<Service> {
  const known = ['web', 'worker', 'sandbox'] as const
  if (given.length === 0) return new Set(known)
  const unknown = given.filter((each) => !known.some((service) => service === each))
  if (unknown.length > 0)
    problems.push(`VOXBURST_SERVICES names ${unknown.join(', ')}: it takes web, worker and sandbox.`)
  return new Set(known.filter((service) => given.includes(service)))
}

function readOrigins(value: string | undefined, problems: string[]): Record<string, string> {
  if (value === undefined) return {}
  try {
    const map: unknown = JSON.parse(value)
    if (typeof map !== 'object' || map === null || Array.isArray(map)) throw new Error('no map')
    return Object.fromEntries(
      Object.entries(map).map(([from, to]) => [
        new URL(from).origin,
        new URL(String(to)).href.replace(/\/+$/, ''),
      ]),
    )
  } catch {
    problems.push(
      'VOXBURST_ORIGINS is not a JSON map of addresses, such as {"https://api.example.com": "http://127.0.0.1:8091"}.',
    )
    return {}
  }
}

function readPlans(value: string | undefined, problems: string[]): Plans {
  if (value === undefined) return standardPlans
  const read = plansOver(parseJson(value))
  if (typeof read !== 'string') return read
  problems.push(`VOXBURST_PLANS is not JSON such as {"FREE": {"accounts": 1}}: ${read}.`)
  return standardPlans
}

function readHosts(given: readonly string[], problems: string[]): string[] {
  const wrong = given.filter((each) => !/^[\w.-]+(:\d+)?$/.test(each))
  if (wrong.length > 0)
    problems.push(
      `VOXBURST_CALLBACK_DOMAINS names ${wrong.join(', ')}: it takes hosts such as app.example.com, without https:// and path.`,
    )
  return given.map((each) => each.toLowerCase())
}

function readEmail(value: string, problems: string[]): string {
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value))
    problems.push(`VOXBURST_OWNER_EMAIL is "${value}": set it to an e-mail address.`)
  return value
}

function readPlatforms(
  names: readonly string[],
  connectors: readonly Connector[],
  problems: string[],
): ReadonlySet<string> {
  const slugs = names.flatMap((name) =>
    connectors
      .filter(({ slug, aliases = [] }) => [slug, ...aliases, 'all'].includes(name.toLowerCase()))
      .map(({ slug }) => [name, slug] as const),
  )
  const unknown = names.filter((name) => !slugs.some(([known]) => known === name))
  if (unknown.length > 0)
    problems.push(
      `VOXBURST_METRICS_OFF names ${unknown.join(', ')}: it takes all, or ${connectors.map(({ slug }) => slug).join(', ')}.`,
    )
  return new Set(slugs.map(([, slug]) => slug))
}

function readPlatformApps(
  connectors: readonly Connector[],
  read: (name: string) => string | undefined,
  flag: (name: string, otherwise: boolean) => boolean,
): Record<string, string> {
  const values = connectors.flatMap(({ config: { required, optional = {}, switches = {} } }) => [
    ...Object.keys({ ...required, ...optional }).map((name) => [name, read(name)]),
    ...Object.keys(switches).map((name) => [name, flag(name, false) ? 'true' : undefined]),
  ])
  return Object.fromEntries(values.filter((pair): pair is [string, string] => pair[1] !== undefined))
}
