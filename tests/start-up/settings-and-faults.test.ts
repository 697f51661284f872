import { readdir, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { join } from 'node:path'
import { describe, expect, inject, it } from 'vitest'
import { openDatabase, type ServerConnection } from '../../src/store/database.js'
import { runningEmbedded } from '../../src/store/embedded/start-embedded.js'
import { freePort } from '../support/house.js'
import {
  aFolder,
  databaseUrl,
  problems,
  runToEnd,
  startServer,
  type Ended,
} from '../support/server-process.js'

describe('a start that cannot be', () => {
  it('names every wrong setting at once, each with its remedy', async () => {
    const ended = await runToEnd({
      env: {
        PORT: 'abc',
        DATABASE_URL: 'mysql://localhost/x',
        VOXBURST_SERVICES: 'web,mailer',
        VOXBURST_PLATFORMS: 'production',
        VOXBURST_SECRET_KEY: 'short',
        VOXBURST_ORIGINS: 'not json',
        VOXBURST_OWNER_EMAIL: 'nobody',
        VOXBURST_SANDBOX_URL: 'nowhere',
      },
    })
    expect(ended.code).toBe(1)
    expect(problems(ended.output)).toEqual(
      [
        /^PORT is "abc": set it to a whole number from 0 to 65535\.$/,
        /^VOXBURST_PLATFORMS is "production": set it to sandbox or live\.$/,
        /^DATABASE_URL is not an address of PostgreSQL: it looks like postgres:/,
        /^VOXBURST_SERVICES names mailer: it takes web, worker and sandbox\.$/,
        /^VOXBURST_SANDBOX_URL is "nowhere": set it to an address such as/,
        /^VOXBURST_ORIGINS is not a JSON map of addresses, such as/,
        /^VOXBURST_SECRET_KEY is too short: use at least 16 characters\.$/,
        /^VOXBURST_OWNER_EMAIL is "nobody": set it to an e-mail address\.$/,
      ].map((each) => expect.stringMatching(each) as unknown),
    )
    expect(ended.output).not.toContain('    at ')
  })

  it('says which port is taken, before anything is made', async () => {
    const { server, port } = await somebodyListening()
    const dataDir = await aFolder()
    const ended = await runToEnd({ dataDir, env: { PORT: String(port) } })
    server.close()
    expect(oneProblem(ended)).toBe(
      `Port ${String(port)} is taken (127.0.0.1:${String(port)}). Stop what listens there, or set PORT to another.`,
    )
    expect(await readdir(dataDir)).toEqual([])
  })

  it('says that HOST is no address of this machine', async () => {
    const ended = await runToEnd({ env: { HOST: '192.0.2.1' } })
    expect(oneProblem(ended)).toMatch(
      /^HOST is 192\.0\.2\.1, which is no address of this machine\. Set it to/,
    )
  })

  it('says that the data folder cannot be written', async () => {
    const file = join(await aFolder(), 'a-file')
    await writeFile(file, '')
    const ended = await runToEnd({ dataDir: join(file, 'data'), cwd: '/' })
    expect(oneProblem(ended)).toMatch(
      /^The data folder .*a-file\/data cannot be written \(ENOTDIR\)\. Give this user the right to it, or set VOXBURST_DATA_DIR/,
    )
  })

  it.runIf(process.platform === 'linux')(
    'says so too where no folder can be made, even by root',
    async () => {
      const ended = await runToEnd({ dataDir: '/proc/voxburst/data', cwd: '/' })
      expect(oneProblem(ended)).toMatch(/^The data folder \/proc\/voxburst\/data cannot be written/)
    },
  )

  it('says what is wrong with DATABASE_URL, and never its password', async () => {
    const nothing = String(await freePort())
    const cases: [url: string, expected: RegExp][] = [
      [
        `postgres://ann:s3cret@127.0.0.1:${nothing}/app`,
        new RegExp(
          `^The PostgreSQL server at 127\\.0\\.0\\.1:${nothing}/app cannot be reached: nothing listens there\\. Check`,
        ),
      ],
      [urlOf({ password: 's3cret' }), /does not accept the user name or password\. Check DATABASE_URL\.$/],
      [urlOf({ database: 'not_there' }), /has no such database\. Check DATABASE_URL\.$/],
      ['postgres://ann:s3cret@db.example:abc/app', /^DATABASE_URL cannot be read: it looks like/],
      [
        'postgres://ann:s3cret@db.example/app?sslrootcert=/not/there.pem',
        /^DATABASE_URL names the file \/not\/there\.pem, which cannot be read \(ENOENT\)\.$/,
      ],
    ]
    const ended = await Promise.all(cases.map(([url]) => runToEnd({ env: { DATABASE_URL: url } })))
    for (const [index, each] of ended.entries()) {
      expect(oneProblem(each)).toMatch(cases[index]?.[1] ?? /^$/)
      expect(each.output).not.toContain('s3cret')
    }
  })

  it('refuses a database server that would lose what it acknowledged', async () => {
    // The test run's own server has fsync off.
    const ended = await runToEnd({ env: { DATABASE_URL: urlOf({}) } })
    expect(oneProblem(ended)).toBe(
      'The PostgreSQL server of DATABASE_URL runs with fsync = off and would lose acknowledged posts at a power cut. Switch fsync on.',
    )
  })
})

describe('a folder that was moved or copied', () => {
  it('refuses another secret key, and a PostgreSQL of another version, in one line each', async () => {
    const server = await startServer()
    await server.stop()
    const otherKey = await runToEnd({
      dataDir: server.dataDir,
      env: { VOXBURST_SECRET_KEY: 'another key than the first one' },
    })
    expect(oneProblem(otherKey)).toMatch(
      /^The secret key is not the one this database was made with\. Put back/,
    )

    await writeFile(join(server.dataDir, 'postgres', 'PG_VERSION'), '17\n')
    const older = await runToEnd({ dataDir: server.dataDir })
    expect(oneProblem(older)).toMatch(
      /^The data folder holds a PostgreSQL 17 database and this version brings PostgreSQL 18/,
    )
  })

  it('claims nothing in live mode at another address until somebody confirms it', async () => {
    const live = {
      VOXBURST_PLATFORMS: 'live',
      VOXBURST_BOOTSTRAP_API_KEY: 'vb_live_a_key_for_the_test',
    }
    const original = await startServer({ env: { ...live, VOXBURST_PUBLIC_URL: 'https://one.example' } })
    expect(original.output()).toContain('live: posts go out to the real networks')
    await expect.poll(() => workersIn(original.dataDir), { timeout: 10_000 }).toBe(1)
    await original.stop()

    const copy = await startServer({
      dataDir: original.dataDir,
      env: { ...live, VOXBURST_PUBLIC_URL: 'https://two.example' },
    })
    expect(copy.output()).toContain(
      'This database published as https://one.example and now runs as https://two.example. If it is a copy, leave it so: nothing is published. If it has moved, run: npm run confirm-address',
    )
    expect(await workersIn(copy.dataDir)).toBe(0)
    const elsewhere = await runToEnd({ dataDir: copy.dataDir, program: 'commands/confirm-address.js' })
    expect(oneProblem(elsewhere)).toMatch(/^Run it with the settings of the live server/)
    const confirmed = await runToEnd({
      dataDir: copy.dataDir,
      program: 'commands/confirm-address.js',
      env: { ...live, VOXBURST_PUBLIC_URL: 'https://two.example' },
    })
    expect(confirmed.output).toContain('Live posts leave as https://two.example')
    await expect
      .poll(() => copy.output(), { timeout: 10_000 })
      .toContain('The address is confirmed: publishing begins.')
    await expect.poll(() => workersIn(copy.dataDir), { timeout: 10_000 }).toBe(1)
    expect((await copy.stop()).code).toBe(0)
  })
})

describe('what is set in the environment', () => {
  it('holds at every start: the owner, the password and the first key', async () => {
    const dataDir = await aFolder()
    const generated = await startServer({ dataDir })
    await generated.stop()

    const key = 'vb_live_a_key_of_my_own_choice'
    const env = {
      VOXBURST_BOOTSTRAP_API_KEY: key,
      VOXBURST_OWNER_EMAIL: 'ann@example.com',
      VOXBURST_OWNER_PASSWORD: 'a password of hers',
    }
    const set = await startServer({ dataDir, env })
    expect(set.output()).not.toContain(env.VOXBURST_OWNER_PASSWORD)
    const keys = await set.call<{ data: { id: string; prefix?: string; name: string }[] }>(
      'GET',
      '/v1/api-keys',
    )
    const own = keys.data.find((each) => each.name === 'VOXBURST_BOOTSTRAP_API_KEY')
    await set.call('DELETE', `/v1/api-keys/${own?.id ?? ''}`, undefined, { key: generated.key })
    await set.call('GET', '/v1/posts', undefined, { status: 401 })
    const members = await set.call<{ data: { email: string; role: string }[] }>(
      'GET',
      '/v1/members',
      undefined,
      {
        key: generated.key,
      },
    )
    expect(members.data).toContainEqual(expect.objectContaining({ email: 'ann@example.com', role: 'owner' }))
    await set.stop()

    const again = await startServer({ dataDir, env })
    await again.call('GET', '/v1/posts')
    await again.stop()
  })

  it('is named loudly where it opens a door, has no effect, or leaves a network off', async () => {
    const server = await startServer({
      env: {
        VOXBURST_PLATFORMS: 'live',
        VOXBURST_ORIGINS: '{"https://api.x.com": "http://127.0.0.1:8091"}',
        VOXBURST_ALLOW_PRIVATE_NETWORK: 'true',
        VOXBURST_DATADIR: '/somewhere',
      },
    })
    for (const line of [
      '! VOXBURST_ORIGINS: https://api.x.com is reached at http://127.0.0.1:8091',
      '! VOXBURST_ALLOW_PRIVATE_NETWORK: webhooks and media URLs may reach private addresses',
      '! No setting of this server, and without effect: VOXBURST_DATADIR.',
    ])
      expect(server.output()).toContain(line)
    expect(server.output()).toMatch(/! Off until these are set: (.+, )?X \(TWITTER_CLIENT_ID\)/)
    await server.stop()
  })
})

describe('commands for who lost a key', () => {
  it('make a key and a password beside a server that runs, and by themselves when none does', async () => {
    const server = await startServer()
    const beside = await runToEnd({ dataDir: server.dataDir, program: 'commands/create-key.js' })
    expect(beside.code).toBe(0)
    await server.call('GET', '/v1/posts', undefined, { key: keyIn(beside) })
    await server.stop()

    const alone = await runToEnd({ dataDir: server.dataDir, program: 'commands/create-key.js' })
    const owner = await runToEnd({ dataDir: server.dataDir, program: 'commands/reset-owner.js' })
    expect([alone.code, owner.code]).toEqual([0, 0])
    expect(owner.output).toMatch(/Owner {5}owner@voxburst\.local\n {2}Password {2}\S{16,}/)
    const again = await startServer({ dataDir: server.dataDir })
    await again.call('GET', '/v1/posts', undefined, { key: keyIn(alone) })
    await again.stop()
  })

  it('say in one line that there is nothing yet', async () => {
    const ended = await runToEnd({ program: 'commands/create-key.js' })
    expect(oneProblem(ended)).toBe('There is no workspace yet. Start the server once: npm start')
  })
})

function oneProblem(ended: Ended): string {
  expect(ended.code).toBe(1)
  const said = problems(ended.output)
  expect(said).toHaveLength(1)
  return said[0] ?? ''
}

function urlOf(other: Partial<ServerConnection>): string {
  return databaseUrl({ ...inject('postgres'), ...other })
}

function keyIn(ended: Ended): string {
  return /vb_live_[\w-]+/.exec(ended.output)?.[0] ?? ''
}

async function somebodyListening(): Promise<{ server: Server; port: number }> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, port: (server.address() as AddressInfo).port }
}

/** How many workers are signed on in the database of a server that runs. */
async function workersIn(dataDir: string): Promise<number> {
  const connection = await runningEmbedded(dataDir)
  if (connection === null) throw new Error('No PostgreSQL runs there')
  const db = openDatabase(connection, { maxConnections: 1, onError: () => undefined })
  try {
    const [row] = await db.query<{ count: number }>({ text: 'select count(*)::int as count from workers' })
    return row?.count ?? 0
  } finally {
    await db.close()
  }
}
