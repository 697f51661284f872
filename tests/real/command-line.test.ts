import { once } from 'node:events'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../support/house.js'
import { startReceiver } from '../support/receiver.js'
import { eventually, startServer, type RunningServer } from '../support/server-process.js'
import { aCommandLine, type CommandLine, type Ran } from './command-line.js'

/** `@voxburst/cli` 0.3.0 from the registry, unmodified, through every command it has. */
const owner = { email: 'ann@example.com', password: 'a long password of hers' }
let server: RunningServer
let cli: CommandLine
const accounts: Record<string, string> = {}
type Post = { id: string; content: string; status: string; platforms: { platform: string }[] }

beforeAll(async () => {
  server = await startServer({
    env: { VOXBURST_OWNER_EMAIL: owner.email, VOXBURST_OWNER_PASSWORD: owner.password },
  })
  cli = await aCommandLine()
  for (const platform of ['mastodon', 'twitter', 'bluesky'])
    accounts[platform] = (
      await server.call<{ id: string }>('POST', '/sandbox/accounts', {
        platform,
        username: `${platform}.ada`,
      })
    ).id
  await succeed('login', '--api-key', server.key, '--api-url', server.url)
})

/** Runs a command that must succeed; answers what it printed. */
async function succeed(...args: string[]): Promise<string> {
  const ran = await cli.run(args)
  expect({ args, ...ran }).toMatchObject({ code: 0 })
  return ran.out
}
const fail = async (...args: string[]): Promise<string> => {
  const ran: Ran = await cli.run(args)
  expect({ args, ...ran }).toMatchObject({ code: 1 })
  return ran.err
}
/** The object that a command prints with --json, whatever lines surround it. */
async function json<T>(...args: string[]): Promise<T> {
  const printed = await succeed(...args, '--json')
  return JSON.parse(printed.slice(printed.indexOf('{'), printed.lastIndexOf('}') + 1)) as T
}
const postOf = (id: string): Promise<Post> => server.call('GET', `/v1/posts/${id}`)
const idIn = (printed: string): string => /post_[a-z0-9]+/.exec(printed)?.[0] ?? ''

describe('what it keeps', () => {
  it('keeps key and address in a file that nobody else can read', async () => {
    const path = join(cli.home, '.voxburst', 'config.json')
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ apiKey: server.key, apiUrl: server.url })
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(await succeed('config', 'list')).toContain(`api-url: ${server.url}`)
    expect(await succeed('debug', 'config')).toContain(`apiUrl: ${server.url}`)
  })

  it('sets, reads and deletes a setting', async () => {
    await succeed('config', 'set', 'default-platforms', 'mastodon,bluesky')
    expect(await succeed('config', 'get', 'default-platforms')).toBe('mastodon, bluesky\n')
    expect((await json<Post>('posts', 'create', 'By the defaults')).platforms).toMatchObject([
      { platform: 'mastodon' },
      { platform: 'bluesky' },
    ])
    await succeed('config', 'delete', 'default-platforms')
    expect(await succeed('config', 'get', 'default-platforms')).toBe('twitter\n')
  })

  it('completes in two shells', async () => {
    expect(await succeed('completion', '--shell', 'bash')).toContain('complete -F')
    expect(await succeed('completion')).toContain('#compdef voxburst')
  })
})

describe('who and where', () => {
  it('says whose key it is', async () => {
    const me = await server.call('GET', '/v1/auth/me')
    const told = await succeed('whoami')
    for (const fact of [me['workspaceId'], me['workspaceName'], 'agency'])
      expect(told).toContain(String(fact))
  })

  it('shows workspace, accounts and posts at a glance', async () => {
    await succeed('post', 'Seen at a glance')
    const told = await succeed('status')
    for (const fact of ['✅ mastodon @mastodon.ada', '✅ twitter @twitter.ada', 'draft Seen at a glance'])
      expect(told).toContain(fact)
  })

  it('signs in with a password, and does with that what a key does', async () => {
    const other = await aCommandLine()
    const login = ['login', '--email', owner.email, '--api-url', server.url, '--password']
    const wrong = await other.run([...login, 'another password'])
    expect({ code: wrong.code, err: wrong.err }).toMatchObject({
      code: 1,
      err: expect.stringContaining('Invalid email or password') as string,
    })
    const right = await other.run([...login, owner.password])
    expect(right).toMatchObject({
      code: 0,
      out: expect.stringContaining(`Logged in as ${owner.email}`) as string,
    })
    expect((await other.run(['whoami'])).code).toBe(0)
    const { code, out } = await other.run(['post', 'Signed in', '-p', 'mastodon'])
    expect(code).toBe(0)
    expect(await postOf(idIn(out))).toMatchObject({ content: 'Signed in', status: 'draft' })
    expect(await other.run(['webhooks', 'list'])).toMatchObject({ code: 0 })
  })

  it('is told in words that a key is wrong', async () => {
    const ran = await cli.run(['whoami'], { VOXBURST_API_KEY: 'vb_live_wrong', VOXBURST_API_URL: server.url })
    expect(ran).toMatchObject({ code: 1 })
    expect(ran.err).toContain('Missing or invalid API key')
    expect(ran.err).toContain('UNAUTHORIZED')
  })
})

describe('accounts', () => {
  it('lists and shows them', async () => {
    const table = await succeed('accounts', 'list')
    for (const fact of [accounts['bluesky'], '@bluesky.ada', 'active', 'less than a minute ago'])
      expect(table).toContain(fact)
    const listed = await json<{ accounts: { id: string }[] }>('accounts', 'list')
    expect(listed.accounts.map(({ id }) => id).sort()).toEqual(Object.values(accounts).sort())
    expect(await succeed('accounts', 'get', accounts['twitter'] ?? '')).toMatch(
      /Platform: twitter\s+Username: @twitter\.ada\s+Name: .+\s+Status: {3}active/,
    )
    expect(await fail('accounts', 'get', 'acc_none')).toContain('NOT_FOUND')
  })

  it('connects on a page that opens, and disconnects', async () => {
    const [address = ''] = /http\S+/.exec(await succeed('accounts', 'connect', 'mastodon')) ?? []
    const page = await fetch(address)
    expect({ address, status: page.status }).toMatchObject({ status: 200 })

    const { id } = await server.call<{ id: string }>('POST', '/sandbox/accounts', { platform: 'linkedin' })
    expect(await succeed('accounts', 'disconnect', id)).toContain(`Account ${id} disconnected`)
    expect(await server.call('GET', `/v1/accounts/${id}`)).toMatchObject({ status: 'disconnected' })
  })
})

describe('posts', () => {
  it('saves drafts, from words and from a file', async () => {
    const id = idIn(await succeed('posts', 'create', 'A draft', '-p', 'mastodon,bluesky', '--draft'))
    expect(await postOf(id)).toMatchObject({
      content: 'A draft',
      status: 'draft',
      platforms: [{ platform: 'mastodon' }, { platform: 'bluesky' }],
    })
    await writeFile(join(cli.home, 'post.json'), JSON.stringify({ content: 'Filed', platforms: ['bluesky'] }))
    expect(await postOf(idIn(await succeed('post', '--file', 'post.json')))).toMatchObject({
      content: 'Filed',
      status: 'draft',
      platforms: [{ platform: 'bluesky' }],
    })
  })

  it('takes times with and without a zone', async () => {
    const times = ['2099-06-15 14:00', '2099-06-15T14:00:00.000Z', '2099-06-15T16:00:00+02:00']
    for (const time of times) {
      const printed = await succeed('post', `At ${time}`, '--schedule', time)
      expect(printed).toMatch(/Status: {4}scheduled[^]+Scheduled: Jun 15, 2099 14:00/)
      expect(await postOf(idIn(printed))).toMatchObject({ scheduledFor: '2099-06-15T14:00:00.000Z' })
    }
    expect(await fail('post', 'x', '--schedule', 'next week')).toContain('INVALID_DATE')
  })

  it('publishes at the scheduled time, and shows its numbers', async () => {
    const { now } = await server.call<{ now: string }>('GET', '/sandbox/clock')
    const at = new Date(Date.parse(now) + 3_600_000).toISOString()
    const id = idIn(await succeed('schedule', 'Out in an hour', '--at', at, '-p', 'mastodon'))
    await server.call('POST', '/sandbox/clock', { advanceMs: 3_600_000 })
    await eventually(async () => (await postOf(id)).status === 'published', `${id} is published`)

    expect(await succeed('posts', 'get', id)).toMatch(/Status: {4}published[^]+Published: [^]+Out in an hour/)
    const { data } = await server.call<{ data: { text: string }[] }>(
      'GET',
      '/sandbox/posts?platform=mastodon',
    )
    expect(data.filter(({ text }) => text === 'Out in an hour')).toHaveLength(1)
    await server.call('POST', `/v1/analytics/posts/${id}/refresh`)
    expect(await succeed('analytics', id)).toMatch(/Period: [^]+Likes[^]+Shares/)
    expect(await succeed('analytics', 'account', accounts['mastodon'] ?? '')).toMatch(/Period: 7d[^]+Likes/)
    const month = ['analytics', accounts['mastodon'] ?? '', '--type', 'account', '--since', '30d']
    expect(await succeed(...month)).toMatch(/Period: 30d[^]+Likes/)
  })

  it('lists, changes, cancels and deletes', async () => {
    const id = idIn(await succeed('post', 'To be changed', '--schedule', '2099-01-01T00:00:00Z'))
    expect(await succeed('posts', 'list', '--status', 'scheduled')).toContain('To be changed')
    const [one, two] = await Promise.all(
      ['0', '1'].map((offset) =>
        json<{ posts: Post[] }>('posts', 'list', '--limit', '1', '--offset', offset).then(
          ({ posts }) => posts,
        ),
      ),
    )
    expect([one?.length, two?.length]).toEqual([1, 1])
    expect(one?.[0]?.id).not.toBe(two?.[0]?.id)

    await succeed('posts', 'update', id, 'Changed', '-p', 'mastodon', '-s', '2099-02-01 08:30')
    expect(await postOf(id)).toMatchObject({
      content: 'Changed',
      scheduledFor: '2099-02-01T08:30:00.000Z',
      platforms: [{ platform: 'mastodon' }],
    })
    expect(await succeed('posts', 'cancel', id)).toContain(`Post ${id} cancelled`)
    expect((await postOf(id)).status).toBe('cancelled')
    expect(await fail('posts', 'cancel', id)).toContain('CONFLICT')
    expect(await succeed('posts', 'delete', id)).toContain(`Post ${id} deleted`)
    expect(await fail('posts', 'get', id)).toContain('NOT_FOUND')
  })

  it('validates: each platform once, and the exit code says whether all are content', async () => {
    const fine = await succeed('validate', 'Short', '-p', 'twitter,mastodon')
    expect(fine.match(/✓ (twitter|mastodon)$/gm)).toEqual(['✓ twitter', '✓ mastodon'])
    expect(fine).toContain('→ Add one or two hashtags')
    const { code, out } = await cli.run(['posts', 'validate', 'x'.repeat(300), '-p', 'twitter,mastodon'])
    expect({ code, out }).toMatchObject({ code: 1 })
    expect(out).toMatch(/✗ twitter\s+✗ The text is 300[^]+✓ mastodon/)
  })
})

describe('webhooks and other requests', () => {
  it('lists them, from the address in the file', async () => {
    const { url } = await startReceiver()
    const told = await succeed(
      'debug',
      'request',
      'POST',
      '/v1/webhooks',
      JSON.stringify({ url, events: ['*'] }),
    )
    expect(told).toContain('Status: 201')
    expect(await succeed('webhooks', 'list')).toMatch(/● http.+\s+Events: \*\s+ID: wh_/)
  })

  it('forwards what is delivered to the address of its tunnel', async () => {
    const local = await startReceiver()
    const { port } = new URL(local.url)
    const forward = cli.start([
      'webhooks',
      'forward',
      '--host',
      '127.0.0.1',
      '--port',
      port,
      '--path',
      '/here',
    ])
    await forward.until('Use this URL')
    const [url = ''] = /http:\/\/\S+\/tunnels\/\S+/.exec(forward.said()) ?? []
    await server.call('POST', '/v1/webhooks', { url, events: ['post.created'] })

    const id = idIn(await succeed('post', 'Forwarded'))
    const [received] = await local.until(1)
    expect(received).toMatchObject({
      path: '/here',
      headers: {
        'x-voxburst-event': 'post.created',
        'x-voxburst-delivery-id': received?.body.id,
        'x-voxburst-timestamp': received?.body.timestamp,
      },
      body: { type: 'post.created', data: { id } },
    })
    await forward.until('Status: 200')
    forward.child.kill('SIGINT')
    expect(await once(forward.child, 'close')).toEqual([0, null])
  })

  it('makes any request, also one with a body of no bytes, and shows what came', async () => {
    const id = idIn(await succeed('post', 'To be cancelled by hand', '--schedule', '2099-01-01T00:00:00Z'))
    const told = await succeed('debug', 'request', 'post', `/v1/posts/${id}/cancel`)
    expect(told).toContain('Status: 200')
    expect(told).toContain('"status": "cancelled"')
    expect(await succeed('debug', 'request', 'get', '/v1/nothing')).toMatch(/Status: 404[^]+"NOT_FOUND"/)
  })

  it('stands in for a network by itself', async () => {
    const port = String(await freePort())
    const mock = cli.start(['mock-oauth', 'twitter', '--port', port])
    await mock.until('Server running')
    const page = await fetch(`http://localhost:${port}/oauth/twitter/authorize`)
    expect(await page.text()).toContain('Twitter')
    mock.child.kill('SIGINT')
    expect(await once(mock.child, 'close')).toEqual([0, null])
  })
})

it('has no command that was not run', async () => {
  const offered = await cli.offered()
  expect(offered.length).toBeGreaterThan(20)
  const ran = (command: string): boolean => [...cli.used].some((each) => `${each} `.startsWith(`${command} `))
  expect(offered.filter((command) => !ran(command))).toEqual([])
})
