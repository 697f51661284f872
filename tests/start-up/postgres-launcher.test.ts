import { spawnSync } from 'node:child_process'
import { chmod, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { aCheckout, nobody } from '../support/checkout.js'
import {
  aFolder,
  eventually,
  isAlive,
  postgresOn,
  problems,
  runToEnd,
  startServer,
  type RunningServer,
} from '../support/server-process.js'

const isRoot = process.getuid?.() === 0
const isLinux = process.platform === 'linux'

describe('after a kill', () => {
  it('takes over the PostgreSQL server that a killed process left running, and ends it when it stops', async () => {
    const killed = await startServer()
    const postId = await aDraft(killed)
    const postgres = await postgresOn(killed.dataDir)
    await killed.stop('SIGKILL')
    expect(postgres !== null && isAlive(postgres)).toBe(true)

    const next = await startServer({ dataDir: killed.dataDir })
    expect(next.output()).toContain('Taking over the database')
    expect(await postgresOn(next.dataDir)).toBe(postgres)
    await next.call('GET', `/v1/posts/${postId}`)
    expect((await next.stop()).code).toBe(0)
    expect(postgres !== null && isAlive(postgres)).toBe(false)
  })

  it.runIf(isLinux)('starts again where everything was killed at once, and lost nothing', async () => {
    const server = await startServer()
    const postId = await aDraft(server)
    const postgres = (await postgresOn(server.dataDir)) ?? 0
    const all = [...childrenOf(postgres), postgres]
    await server.stop('SIGKILL')
    for (const pid of all) kill(pid)
    const next = await startServer({ dataDir: server.dataDir })
    await next.call('GET', `/v1/posts/${postId}`)

    // A backend that outlives its postmaster holds the shared memory: stopped, it cannot notice and end by itself.
    const again = (await postgresOn(next.dataDir)) ?? 0
    const [stray = 0] = childrenOf(again)
    process.kill(stray, 'SIGSTOP')
    await next.stop('SIGKILL')
    kill(again)
    const last = await startServer({ dataDir: server.dataDir })
    await last.call('GET', `/v1/posts/${postId}`)
    // Killed before the start went on; who adopted it takes its time to bury it.
    await eventually(() => Promise.resolve(!isAlive(stray)), 'the stray backend is gone')
    expect((await last.stop()).code).toBe(0)
  })

  it('starts PostgreSQL again when it ends by itself, and goes on', async () => {
    const server = await startServer()
    const postId = await aDraft(server)
    const before = (await postgresOn(server.dataDir)) ?? 0
    kill(before)
    await eventually(async () => {
      const pid = await postgresOn(server.dataDir)
      return pid !== null && pid !== before && (await fetch(`${server.url}/health/ready`)).status === 200
    }, 'PostgreSQL runs again')
    await server.call('GET', `/v1/posts/${postId}`)
    expect((await server.stop()).code).toBe(0)
  })
})

describe('where it lies', () => {
  it('listens on a Unix socket in a folder that only we may enter', async () => {
    const server = await startServer()
    expect(await listensOn(server)).toMatchObject({
      socketFolder: join(server.dataDir, 'run'),
      addresses: '',
    })
    expect((await stat(join(server.dataDir, 'run'))).mode & 0o077).toBe(0)
    await server.stop()
  })

  it('listens on loopback, for who knows the password, where a socket would have too long a name', async () => {
    const dataDir = join(await aFolder(), 'a-folder-with-quite-a-long-name'.repeat(3))
    await mkdir(dataDir)
    const server = await startServer({ dataDir })
    const { addresses, port } = await listensOn(server)
    expect(addresses).toBe('127.0.0.1')
    const stranger = new pg.Client({
      host: '127.0.0.1',
      port,
      user: 'voxburst',
      database: 'voxburst',
      password: 'guessed',
    })
    await expect(stranger.connect()).rejects.toThrow(/password authentication failed/)
    expect((await stat(join(dataDir, 'postgres-password'))).mode & 0o077).toBe(0)
    await server.stop()
  })

  it.runIf(isLinux)('makes its library links itself where no install script has made them', async () => {
    const checkout = await aCheckout({ withLinks: false })
    const server = await startServer({ checkout })
    await aDraft(server)
    expect((await server.stop()).code).toBe(0)
  })

  it('works where clone and data folder lie under a folder that only we may enter', async () => {
    const parent = await aFolder()
    const checkout = await aCheckout({ in: join(parent, 'clone') })
    await chmod(parent, 0o700)
    const server = await startServer({ checkout, dataDir: await madeIn(parent, 'data') })
    await aDraft(server)
    expect((await server.stop()).code).toBe(0)
  })
})

// Who runs the tests as an ordinary user has started it as one in every other test.
describe.runIf(isRoot && isLinux)('as another user than root', () => {
  it('works as an ordinary user, also with its data under a folder that nobody else may enter', async () => {
    const home = await nobody.folder()
    const server = await startServer({
      checkout: await aCheckout({}),
      uid: nobody.uid,
      dataDir: await nobody.folderIn(home, 'data'),
      env: { HOME: home },
    })
    await aDraft(server)
    expect((await stat(join(server.dataDir, 'postgres'))).uid).toBe(nobody.uid)
    expect((await server.stop()).code).toBe(0)
  })

  it('copies the binaries where an ordinary user may not make the links that are missing', async () => {
    const dataDir = await nobody.folder()
    const server = await startServer({
      checkout: await aCheckout({ withLinks: false }),
      uid: nobody.uid,
      dataDir,
    })
    await aDraft(server)
    expect(await readdir(dataDir)).toContain('postgres-binaries')
    expect((await server.stop()).code).toBe(0)
  })

  it('says in one line that a folder belongs to somebody else', async () => {
    const dataDir = await aFolder()
    await chmod(dataDir, 0o755)
    const ended = await runToEnd({ checkout: await aCheckout({}), uid: nobody.uid, dataDir, cwd: '/' })
    expect(ended.code).toBe(1)
    expect(problems(ended.output)).toEqual([
      expect.stringMatching(
        /^The data folder .* cannot be written \(EACCES\)\. Give this user the right to it, or set/,
      ),
    ])
  })
})

describe.runIf(isRoot && isLinux)('as root where user namespaces are off', () => {
  it('runs PostgreSQL as an unprivileged user, on files that a start with namespaces made and takes back', async () => {
    const dataDir = await aFolder()
    await chmod(dataDir, 0o700)
    const made = await startServer({ dataDir })
    const postId = await aDraft(made)
    await made.stop()
    expect((await stat(join(dataDir, 'postgres'))).uid).toBe(0)

    const without = await startServer({ dataDir, env: { PATH: await pathWithoutNamespaces() } })
    const postgres = (await postgresOn(dataDir)) ?? 0
    expect(await uidOf(postgres)).not.toBe(0)
    await without.call('GET', `/v1/posts/${postId}`)
    expect((await without.stop()).code).toBe(0)

    const back = await startServer({ dataDir })
    await back.call('GET', `/v1/posts/${postId}`)
    expect((await back.stop()).code).toBe(0)
  })

  it('says in one line what to do where that user cannot reach the data folder', async () => {
    const parent = await aFolder()
    await chmod(parent, 0o700)
    const ended = await runToEnd({
      dataDir: await madeIn(parent, 'data'),
      env: { PATH: await pathWithoutNamespaces() },
    })
    expect(ended.code).toBe(1)
    expect(problems(ended.output)).toEqual([
      expect.stringMatching(
        /^PostgreSQL does not run as root, user namespaces are off, and the user \w+ cannot enter/,
      ),
    ])
  })

  it('leaves the database of an ordinary user to that user', async () => {
    const dataDir = await nobody.folder()
    await mkdir(join(dataDir, 'postgres'))
    await writeFile(join(dataDir, 'postgres', 'PG_VERSION'), '18\n')
    spawnSync('chown', ['-R', '4242:4242', join(dataDir, 'postgres')])
    const ended = await runToEnd({ dataDir })
    expect(ended.code).toBe(1)
    expect(problems(ended.output)).toEqual([
      expect.stringMatching(/belongs to the user with id 4242, and this is root\. Start as that user/),
    ])
  })
})

describe('a folder in use', () => {
  it('refuses a second start in one line that names the process and the remedy', async () => {
    const server = await startServer()
    const expected = expect.stringMatching(
      new RegExp(
        `^The data folder ${server.dataDir} is in use by process ${String(server.pid)}\\. Stop that one, or set VOXBURST_DATA_DIR`,
      ),
    ) as unknown
    const second = await runToEnd({ dataDir: server.dataDir })
    expect(second.code).toBe(1)
    expect(problems(second.output)).toEqual([expected])
    // The same command twice wants the same port, too: which process it is says more.
    const same = await runToEnd({ dataDir: server.dataDir, env: { PORT: new URL(server.url).port } })
    expect(same.code).toBe(1)
    expect(problems(same.output)).toEqual([expected])
    await aDraft(server)
    await server.stop()
  })
})

async function aDraft(server: RunningServer): Promise<string> {
  const { id: accountId } = await server.call<{ id: string }>('POST', '/sandbox/accounts', {
    platform: 'mastodon',
  })
  const { id } = await server.call<{ id: string }>('POST', '/v1/posts', {
    content: 'Kept',
    accountIds: [accountId],
  })
  return id
}

async function listensOn(
  server: RunningServer,
): Promise<{ socketFolder: string; addresses: string; port: number }> {
  const [, , , port, socketFolder = '', addresses = ''] = (
    await readFile(join(server.dataDir, 'postgres', 'postmaster.pid'), 'utf8')
  ).split('\n')
  return { socketFolder, addresses, port: Number(port) }
}

function childrenOf(pid: number): number[] {
  const { stdout } = spawnSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' })
  return stdout.trim().split(/\s+/).map(Number)
}

function kill(pid: number): void {
  // Some end by themselves when others are killed.
  if (isAlive(pid)) process.kill(pid, 'SIGKILL')
}

async function uidOf(pid: number): Promise<number> {
  return (await stat(`/proc/${String(pid)}`)).uid
}

async function madeIn(parent: string, name: string): Promise<string> {
  const folder = join(parent, name)
  await mkdir(folder)
  return folder
}

/** A PATH on which there is no unshare. */
async function pathWithoutNamespaces(): Promise<string> {
  const folder = await aFolder()
  await rm(join(folder, 'node'), { force: true })
  await symlink(process.execPath, join(folder, 'node'))
  return folder
}
