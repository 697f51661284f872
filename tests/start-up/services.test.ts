import { beforeAll, describe, expect, it } from 'vitest'
import { startEmbedded } from '../../src/store/embedded/start-embedded.js'
import { freePort } from '../support/house.js'
import {
  aFolder,
  atTheEnd,
  databaseUrl,
  eventually,
  launch,
  problems,
  runToEnd,
  startServer,
  untilReady,
  type Call,
  type RunningServer,
  type ServerProcess,
} from '../support/server-process.js'

const key = 'vb_live_a_key_for_every_process'
let env: Record<string, string>

beforeAll(async () => {
  const database = await startEmbedded({ dataDir: await aFolder('vb-database-') })
  atTheEnd(() => database.stop())
  env = {
    DATABASE_URL: databaseUrl(database.connection),
    VOXBURST_BOOTSTRAP_API_KEY: key,
    VOXBURST_SECRET_KEY: 'one secret for every process',
  }
})

describe('one database, several processes', () => {
  it('publish together: one serves, one works, one is the networks', async () => {
    const sandbox = await start({ VOXBURST_SERVICES: 'sandbox' })
    const web = await startServer({
      env: { ...env, VOXBURST_SERVICES: 'web', VOXBURST_SANDBOX_URL: sandbox.url },
    })
    const worker = await start({ ...env, VOXBURST_SERVICES: 'worker', VOXBURST_SANDBOX_URL: sandbox.url })

    const post = await published(web)
    expect(post.platforms[0]?.platformPostUrl).toContain(sandbox.url)
    expect((await fetch(post.platforms[0]?.platformPostUrl ?? '')).status).toBe(200)
    expect(await onTheNetwork(web.call)).toHaveLength(1)

    for (const each of [sandbox, web, worker]) {
      expect((await fetch(`${each.url}/v1/health`)).status).toBe(200)
      expect((await fetch(`${each.url}/health/ready`)).status).toBe(200)
    }
    // A worker serves no API, and shows no key.
    expect(
      (await fetch(`${worker.url}/v1/posts`, { headers: { authorization: `Bearer ${key}` } })).status,
    ).toBe(404)

    // The networks are away and come back with what they held.
    const { port } = new URL(sandbox.url)
    expect((await sandbox.stop()).code).toBe(0)
    const back = await start({ VOXBURST_SERVICES: 'sandbox', PORT: port }, sandbox.dataDir)
    expect(await onTheNetwork(web.call)).toHaveLength(1)

    for (const each of [web, worker, back]) expect((await each.stop()).code).toBe(0)
  })

  it('one that serves and works takes over where another was killed', async () => {
    const both = { VOXBURST_SERVICES: 'web,worker,sandbox' }
    const killed = await startServer({ env: { ...env, ...both } })
    await published(killed)
    await killed.stop('SIGKILL')
    const next = await startServer({ env: { ...env, ...both }, dataDir: killed.dataDir })
    await published(next)
    expect((await next.stop()).code).toBe(0)
  })
})

describe('a process that is the sandbox alone', () => {
  it('needs no database, and is controlled on its own port without a key', async () => {
    const sandbox = await start({ VOXBURST_SERVICES: 'sandbox' })
    expect(sandbox.output()).not.toContain('PostgreSQL')
    const posts = await (await fetch(`${sandbox.url}/sandbox/posts`)).json()
    expect(posts).toEqual({ data: [] })
    const fault = await fetch(`${sandbox.url}/sandbox/faults`, {
      method: 'POST',
      body: JSON.stringify({ platform: 'mastodon', fault: 'server_error' }),
    })
    expect(await fault.json()).toEqual({ id: expect.any(String) as unknown })
    expect((await sandbox.stop()).code).toBe(0)
  })

  it('does not share its folder with another', async () => {
    const sandbox = await start({ VOXBURST_SERVICES: 'sandbox' })
    const second = await runToEnd({ env: { VOXBURST_SERVICES: 'sandbox' }, dataDir: sandbox.dataDir })
    expect(second.code).toBe(1)
    expect(problems(second.output)).toEqual([
      expect.stringMatching(new RegExp(`is in use by process ${String(sandbox.pid)}\\.`)),
    ])
    await sandbox.stop()
  })
})

describe('services that lack something', () => {
  it('say that the sandbox has to be somewhere', async () => {
    const ended = await runToEnd({ env: { ...env, VOXBURST_SERVICES: 'web,worker' } })
    expect(ended.code).toBe(1)
    expect(problems(ended.output)).toEqual([
      'VOXBURST_SANDBOX_URL is not set, and VOXBURST_SERVICES leaves the sandbox out: say where it runs, or add sandbox.',
    ])
  })

  it('start while the sandbox is away, and say so', async () => {
    const nowhere = `http://127.0.0.1:${String(await freePort())}`
    const web = await startServer({
      env: { ...env, VOXBURST_SERVICES: 'web', VOXBURST_SANDBOX_URL: nowhere },
    })
    await web.call('GET', '/v1/posts')
    expect((await web.stop()).code).toBe(0)
  })
})

async function start(settings: Record<string, string>, dataDir?: string): Promise<ServerProcess> {
  const server = await launch({ env: settings, ...(dataDir === undefined ? {} : { dataDir }) })
  await untilReady(server)
  return server
}

type PostView = { id: string; status: string; platforms: { platformPostUrl: string | null }[] }

async function published(server: RunningServer): Promise<PostView> {
  const account = await server.call<{ id: string }>('POST', '/sandbox/accounts', { platform: 'mastodon' })
  const { id } = await server.call<PostView>('POST', '/v1/posts', {
    content: 'From several processes',
    accountIds: [account.id],
    scheduledFor: new Date().toISOString(),
  })
  let post: PostView | undefined
  await eventually(async () => {
    post = await server.call<PostView>('GET', `/v1/posts/${id}`)
    return post.status === 'published'
  }, `${id} is published`)
  if (post === undefined) throw new Error('never')
  return post
}

async function onTheNetwork(call: Call): Promise<unknown[]> {
  return (await call<{ data: unknown[] }>('GET', '/sandbox/posts?platform=mastodon')).data
}
