import type { Connector } from './connectors/connector.js'

/** One environment variable: what it means and what holds when it is not set. The reference page is made from this list. */
type Setting = { name: string; meaning: string; default: string }

export const settings: readonly Setting[] = [
  { name: 'PORT', meaning: 'Port of API and dashboard', default: '3000' },
  { name: 'HOST', meaning: 'Address to listen on', default: '127.0.0.1' },
  {
    name: 'VOXBURST_PUBLIC_URL',
    meaning: 'How the outside reaches us: OAuth callbacks, upload and media URLs',
    default: 'http://localhost:PORT',
  },
  {
    name: 'VOXBURST_DATA_DIR',
    meaning: 'Database, media, sandbox state, generated secrets',
    default: './data',
  },
  {
    name: 'VOXBURST_DASHBOARD_DIR',
    meaning: 'Where the built dashboard is, or off: the API alone; absent: where npm start builds it',
    default: '',
  },
  {
    name: 'DATABASE_URL',
    meaning: 'External PostgreSQL, 15 or newer; absent: an embedded one in the data folder',
    default: '',
  },
  { name: 'VOXBURST_STORAGE', meaning: 'Where media is kept: disk', default: 'disk' },
  {
    name: 'VOXBURST_SERVICES',
    meaning: 'Comma list of what this process does: web, worker, sandbox',
    default: 'web,worker,sandbox',
  },
  { name: 'VOXBURST_PLATFORMS', meaning: 'sandbox, or live', default: 'sandbox' },
  { name: 'VOXBURST_SANDBOX_URL', meaning: 'Use a sandbox that runs elsewhere', default: '' },
  {
    name: 'VOXBURST_ORIGINS',
    meaning: 'JSON map from a network’s origin to another: a gateway, an emulator, a test server',
    default: '',
  },
  {
    name: 'VOXBURST_SECRET_KEY',
    meaning: 'Encrypts tokens at rest, 16 characters or more; absent: made and kept in the data folder',
    default: '',
  },
  {
    name: 'VOXBURST_OWNER_EMAIL',
    meaning: 'First user; if set, it holds at every start',
    default: 'owner@voxburst.local',
  },
  {
    name: 'VOXBURST_OWNER_PASSWORD',
    meaning: 'Password of the first user; absent: made, printed once and kept in first-run.txt',
    default: '',
  },
  {
    name: 'VOXBURST_BOOTSTRAP_API_KEY',
    meaning: 'First API key, all scopes; if set, it holds at every start',
    default: '',
  },
  {
    name: 'VOXBURST_CALLBACK_DOMAINS',
    meaning: 'Comma list of hosts that OAuth callbacks may go to, beside localhost and our own',
    default: '',
  },
  {
    name: 'VOXBURST_METRICS_OFF',
    meaning:
      'Comma list of networks, or all: their numbers, past and quotas are not read (some charge for it)',
    default: '',
  },
  {
    name: 'VOXBURST_RATE_LIMIT',
    meaning: 'Requests a minute and key, or off; absent: by the workspace’s plan (Agency: 1,000)',
    default: '',
  },
  {
    name: 'VOXBURST_PLANS',
    meaning:
      'JSON of what plans have, where that is not the standard: {"FREE": {"accounts": 1, "requestsPerMinute": 60, "features": ["approval_workflows"]}}; accounts null is any number',
    default: '',
  },
  {
    name: 'VOXBURST_HOLD_OVERDUE',
    meaning: '1: what came due while the server was down waits for a person',
    default: '',
  },
  {
    name: 'VOXBURST_ALLOW_PRIVATE_NETWORK',
    meaning: 'true: webhooks and media URLs may reach loopback and private addresses',
    default: 'true in sandbox mode, false in live',
  },
  {
    name: 'VOXBURST_LOG_LEVEL',
    meaning: 'fatal, error, warn, info, debug, trace or silent',
    default: 'info',
  },
  {
    name: 'VOXBURST_TRUST_PROXY',
    meaning: 'true: the client’s address is read from X-Forwarded-For',
    default: 'false',
  },
  {
    name: 'VOXBURST_CHECK_REPLIES',
    meaning: 'true: every reply is checked against the contract (development and tests)',
    default: 'false',
  },
  {
    name: 'VOXBURST_TEST_FAILPOINT',
    meaning: 'Tests only: the commit boundary at which the process ends itself',
    default: '',
  },
  {
    name: 'SMTP_URL',
    meaning:
      'Mail server for invitations, new passwords and approvers, smtp:// or smtps:// with user and password; without one, invitations show their links to copy',
    default: '',
  },
  { name: 'MAIL_FROM', meaning: 'Sender of mails', default: '' },
  {
    name: 'GA4_MEASUREMENT_ID',
    meaning:
      'Data stream of Google Analytics, G-…, that is told when posts are created, scheduled, published or failed, for users who left their client id; absent: nothing is sent to Google',
    default: '',
  },
  { name: 'GA4_API_SECRET', meaning: 'Its Measurement Protocol API secret', default: '' },
  {
    name: 'OIDC_ISSUER',
    meaning:
      'Identity provider to sign in with, https://…, by OpenID Connect; its redirect address is VOXBURST_PUBLIC_URL/auth/oidc/callback',
    default: '',
  },
  { name: 'OIDC_CLIENT_ID', meaning: 'This server’s client id at the identity provider', default: '' },
  { name: 'OIDC_CLIENT_SECRET', meaning: 'Its secret there', default: '' },
  { name: 'OIDC_NAME', meaning: 'What people call the identity provider', default: 'Single sign-on' },
  {
    name: 'OIDC_ALLOWED_DOMAINS',
    meaning:
      'Comma list of e-mail domains: whoever has a verified address there becomes a member of the first workspace by signing in; absent: who is invited',
    default: '',
  },
  { name: 'OIDC_DEFAULT_ROLE', meaning: 'Their role: admin, editor, approver or viewer', default: 'viewer' },
  {
    name: 'OIDC_TRUST_EMAIL',
    meaning:
      'true: its addresses count as verified though it does not say so; only where its people cannot choose them',
    default: 'false',
  },
]

/** Every setting there is: ours, and what the platforms' apps need. */
export function allSettings(connectors: readonly Connector[]): Setting[] {
  const ofPlatforms = connectors.flatMap(({ config, name: network }) => {
    const of = (named: Record<string, string> = {}, standard = ''): Setting[] =>
      Object.entries(named).map(([name, meaning]) => ({
        name,
        meaning: `${network}: ${meaning}`,
        default: standard,
      }))
    return [...of(config.required), ...of(config.optional), ...of(config.switches, 'false')]
  })
  return [...settings, ...ofPlatforms]
}
