import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, chown, lchown, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { copyBinaries, findBinaries, type Binaries } from './binaries.js'
import { EmbeddedFault } from './fault.js'
import { commandFor, serverEnvironment, unprivilegedUser, type RunAs } from './run-as.js'

const major = '18'
export const superuser = 'voxburst'

/** A data folder of ours, and how PostgreSQL runs on it. */
export type Place = { folder: string; pgdata: string; runAs: RunAs; binaries: Binaries }

export function passwordFile(folder: string): string {
  return join(folder, 'postgres-password')
}

/** The binaries where the user that runs them can reach them. */
export async function usableBinaries(folder: string, runAs: RunAs): Promise<Binaries> {
  const binaries = await findBinaries(folder)
  if (runAs.kind !== 'user') return binaries
  const copied = await copyBinaries(binaries, folder)
  await chmod(folder, 0o711)
  const tried = spawnSync(copied.postgres, ['--version'], { uid: runAs.uid, gid: runAs.gid, stdio: 'ignore' })
  if (tried.status !== 0) {
    throw new EmbeddedFault(
      `PostgreSQL does not run as root, user namespaces are off, and the user ${runAs.name} cannot enter ${folder}. Run us as an ordinary user, or set VOXBURST_DATA_DIR to a folder that ${runAs.name} can reach.`,
    )
  }
  return copied
}

/** Makes the database's files. They get their name when they are whole, so that a start that is killed leaves none. */
export async function makeCluster({ folder, pgdata, runAs, binaries }: Place): Promise<void> {
  const draft = `${pgdata}.new`
  const password = passwordFile(folder)
  if (!existsSync(password)) {
    await writeFile(password, randomBytes(24).toString('base64url'), { mode: 0o600 })
  }
  await rm(draft, { recursive: true, force: true })
  await mkdir(draft, { mode: 0o700 })
  if (runAs.kind === 'user') {
    await chown(draft, runAs.uid, runAs.gid)
    await chown(password, runAs.uid, runAs.gid)
  }
  const { command, args, ids } = commandFor(runAs, binaries.initdb, [
    `--pgdata=${draft}`,
    `--username=${superuser}`,
    `--pwfile=${password}`,
    '--auth-local=scram-sha-256',
    '--auth-host=scram-sha-256',
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    '--no-instructions',
  ])
  const problem = await run(command, args, ids)
  if (problem !== null) {
    throw new EmbeddedFault(`The database could not be made in ${pgdata}: ${lastLines(problem)}`)
  }
  await rename(draft, pgdata)
}

/**
 * Root runs PostgreSQL in a namespace, where its files are root's, or as an unprivileged user: files that were made
 * the other way change hands. Files of an ordinary user stay that user's, who could not use them any more.
 */
export async function ownFiles({ pgdata, runAs }: Pick<Place, 'pgdata' | 'runAs'>): Promise<void> {
  if (runAs.kind === 'self') return
  const wanted = runAs.kind === 'user' ? runAs : { uid: 0, gid: 0 }
  const { uid } = await stat(pgdata)
  if (uid === wanted.uid) return
  if (uid !== 0 && uid !== unprivilegedUser().uid) {
    throw new EmbeddedFault(
      `The database in ${pgdata} belongs to the user with id ${String(uid)}, and this is root. Start as that user, or give it to root: chown -R root '${pgdata}'`,
    )
  }
  for (const entry of await readdir(pgdata, { recursive: true }))
    await lchown(join(pgdata, entry), wanted.uid, wanted.gid)
  await lchown(pgdata, wanted.uid, wanted.gid)
}

export async function checkVersion(pgdata: string): Promise<void> {
  const version = (await readFile(join(pgdata, 'PG_VERSION'), 'utf8')).trim()
  if (version === major) return
  throw new EmbeddedFault(
    `The data folder holds a PostgreSQL ${version} database and this version brings PostgreSQL ${major}. Start the version that made it and take a backup.`,
  )
}

export function lastLines(text: string): string {
  return text.trim().split('\n').slice(-3).join(' ')
}

/** What a command said when it failed; null when it did not. */
function run(
  command: string,
  args: readonly string[],
  ids: { uid?: number; gid?: number },
): Promise<string | null> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      ...ids,
      env: serverEnvironment(),
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
    child.once('error', (error) => resolve(error.message))
    child.once('close', (code, signal) =>
      resolve(code === 0 ? null : said || `it ended with ${signal ?? String(code)}`),
    )
  })
}
