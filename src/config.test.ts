import { homedir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { connectors } from './app.js'
import { ConfigFault, readConfig, type Config } from './config.js'

it.each<[string, string, keyof Config, unknown]>([
  ['PORT', '8080', 'publicUrl', 'http://localhost:8080'],
  ['VOXBURST_PUBLIC_URL', 'https://post.example.com/', 'publicUrl', 'https://post.example.com'],
  ['VOXBURST_DATA_DIR', '~/voxburst', 'dataDir', join(homedir(), 'voxburst')],
  ['VOXBURST_SERVICES', 'worker, sandbox', 'services', new Set(['worker', 'sandbox'])],
  ['VOXBURST_PLATFORMS', 'live', 'allowPrivateNetwork', false],
  [
    'VOXBURST_ORIGINS',
    '{"https://api.x.com/": "http://127.0.0.1:80/x/"}',
    'origins',
    { 'https://api.x.com': 'http://127.0.0.1/x' },
  ],
  [
    'VOXBURST_CALLBACK_DOMAINS',
    'App.example.com, localhost:80',
    'callbackDomains',
    ['app.example.com', 'localhost:80'],
  ],
  ['VOXBURST_METRICS_OFF', 'Twitter, bsky', 'metricsOff', new Set(['twitter', 'bluesky'])],
  ['VOXBURST_METRICS_OFF', 'all', 'metricsOff', new Set(connectors.map(({ slug }) => slug))],
  ['VOXBURST_RATE_LIMIT', 'OFF', 'rateLimit', 'off'],
  ['VOXBURST_RATE_LIMIT', '50', 'rateLimit', 50],
  ['VOXBURST_RATE_LIMIT', ' ', 'rateLimit', 'byPlan'],
  ['VOXBURST_HOLD_OVERDUE', '1', 'holdOverdue', true],
  ['VOXBURST_ALLOW_PRIVATE_NETWORK', 'No', 'allowPrivateNetwork', false],
  ['TWITTER_CLIENT_ID', 'an id', 'platformApps', { TWITTER_CLIENT_ID: 'an id' }],
  ['INSTAGRAM_AUDIO_ENABLED', 'On', 'platformApps', { INSTAGRAM_AUDIO_ENABLED: 'true' }],
  ['INSTAGRAM_AUDIO_ENABLED', 'false', 'platformApps', {}],
  ['VOXBURST_PLATFORM', 'live', 'unknown', ['VOXBURST_PLATFORM']],
])('%s=%s sets %s', (name, value, property, expected) => {
  expect(readConfig({ [name]: value }, connectors)[property]).toEqual(expected)
})

it.each([
  ['PORT', '65536'],
  ['PORT', '1.5'],
  ['DATABASE_URL', 'mysql://localhost/x'],
  ['VOXBURST_PUBLIC_URL', 'post.example.com'],
  ['VOXBURST_PUBLIC_URL', 'ftp://post.example.com'],
  ['VOXBURST_PUBLIC_URL', 'https://ann:secret@post.example.com'],
  ['VOXBURST_PUBLIC_URL', 'https://post.example.com/?from=here'],
  ['VOXBURST_METRICS_OFF', 'myspace'],
  ['INSTAGRAM_AUDIO_ENABLED', 'soon'],
  ['VOXBURST_SERVICES', 'sandbox, mailer'],
  ['VOXBURST_SERVICES', 'web, worker'],
  ['VOXBURST_PLATFORMS', 'production'],
  ['VOXBURST_STORAGE', 'tape'],
  ['VOXBURST_SANDBOX_URL', 'nowhere'],
  ['VOXBURST_ORIGINS', 'not json'],
  ['VOXBURST_ORIGINS', '5'],
  ['VOXBURST_ORIGINS', '["https://api.x.com"]'],
  ['VOXBURST_ORIGINS', '{"https://api.x.com": 8091}'],
  ['VOXBURST_SECRET_KEY', 'short'],
  ['VOXBURST_OWNER_EMAIL', 'nobody'],
  ['VOXBURST_OWNER_PASSWORD', 'short'],
  ['VOXBURST_BOOTSTRAP_API_KEY', 'short'],
  ['VOXBURST_CALLBACK_DOMAINS', 'https://app.example.com'],
  ['VOXBURST_RATE_LIMIT', '0'],
  ['VOXBURST_HOLD_OVERDUE', 'maybe'],
  ['VOXBURST_LOG_LEVEL', 'loud'],
  ['VOXBURST_TEST_FAILPOINT', 'nowhere'],
  ['SMTP_URL', 'smtp://localhost'],
])('%s=%s is refused by name', (name, value) => {
  expect(problemsOf({ [name]: value })).toEqual([expect.stringContaining(name)])
})

it('keeps a fail-point out of live mode', () => {
  expect(problemsOf({ VOXBURST_TEST_FAILPOINT: 'claimed' })).toEqual([])
  expect(problemsOf({ VOXBURST_TEST_FAILPOINT: 'claimed', VOXBURST_PLATFORMS: 'live' })).toHaveLength(1)
})

it('never prints a secret', () => {
  const config = readConfig({ VOXBURST_SECRET_KEY: 'a key that nobody may see' }, connectors)
  expect(`${JSON.stringify(config)} ${String(config.secretKey)}`).not.toContain('nobody')
  expect(config.secretKey?.reveal()).toBe('a key that nobody may see')
})

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    readConfig(env, connectors)
    return []
  } catch (error) {
    if (error instanceof ConfigFault) return error.problems
    throw error
  }
}
