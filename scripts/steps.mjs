// Small pieces that the scripts share. Plain JavaScript without dependencies: it runs before anything is installed.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

const out = process.stdout
const hasColors = out.isTTY && out.hasColors()
const paint = (on, off) => (text) => (hasColors ? `\u001b[${on}m${text}\u001b[${off}m` : text)
export const bold = paint(1, 22)
export const soft = paint(2, 22)
export const good = paint(32, 39)
export const bad = paint(31, 39)

export function say(text = '') {
  out.write(`${text}\n`)
}

/** Refuses an older Node than package.json asks for. */
export function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  say(`  ${bad('✗')} VoxBurst needs Node 20.19 or newer; this is ${process.version}. See https://nodejs.org`)
  process.exit(1)
}

/** Shows that something runs, and for how long; answers what `work` answers. */
export async function step(what, work) {
  const startedAt = performance.now()
  const seconds = () => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`
  const frames = ['◜', '◝', '◞', '◟']
  let frame = 0
  const spin = out.isTTY
    ? setInterval(() => out.write(`\r  ${frames[frame++ % 4]} ${what} ${soft(seconds())} `), 120)
    : undefined
  if (!out.isTTY) say(`  · ${what}`)
  const clear = () => {
    clearInterval(spin)
    if (out.isTTY) out.write('\r\u001b[2K')
  }
  try {
    const answer = await work()
    clear()
    if (out.isTTY) say(`  ${good('✓')} ${what} ${soft(seconds())}`)
    return answer
  } catch (error) {
    clear()
    say(`  ${bad('✗')} ${what}`)
    throw error
  }
}

/** What a command said when it failed. */
export class CommandFailed extends Error {
  constructor(command, output) {
    super(`${command} failed`)
    this.output = output
  }
}

/** Runs a command, keeps its output; with `show`, passes it on. Answers the output, throws CommandFailed. */
export function run(command, args, { cwd = root, env = {}, show = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: show ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32' && command === 'npm',
    })
    // What only we are told to end would go on behind our back; Ctrl-C reaches the child by itself.
    const passOn = (signal) => {
      child.once('close', () => process.exit(128 + constants.signals[signal]))
      child.kill(signal)
    }
    for (const signal of ['SIGTERM', 'SIGHUP']) process.once(signal, passOn)
    child.once('close', () => process.off('SIGTERM', passOn).off('SIGHUP', passOn))
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => (output += data))
    child.once('error', (error) => reject(new CommandFailed(command, error.message)))
    child.once('close', (code) => (code === 0 ? resolve(output) : reject(new CommandFailed(command, output))))
  })
}

/** A program of node_modules, by the JavaScript file that it is. */
export function tool(name) {
  const files = {
    tsc: 'typescript/bin/tsc',
    vitest: 'vitest/vitest.mjs',
    eslint: 'eslint/bin/eslint.js',
    prettier: 'prettier/bin/prettier.cjs',
    depcruise: 'dependency-cruiser/bin/dependency-cruise.mjs',
    knip: 'knip/bin/knip.js',
    vite: 'vite/bin/vite.js',
  }
  return join(root, 'node_modules', files[name])
}

/** One process at a time does `work`; others wait for it. A lock whose process is gone does not count. */
export async function underLock(work) {
  const path = join(root, '.cache', 'setup.lock')
  mkdirSync(dirname(path), { recursive: true })
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, String(process.pid))
  try {
    for (let waited = false; ;) {
      try {
        linkSync(draft, path)
        break
      } catch (error) {
        if (error.code !== 'EEXIST') throw error
      }
      const owner = Number(readOr(path, '0'))
      if (!isAlive(owner)) {
        rmSync(path, { force: true })
        continue
      }
      if (!waited) say(`  · Waiting for process ${owner}, which installs or builds`)
      waited = true
      await pause(300)
    }
  } finally {
    rmSync(draft, { force: true })
  }
  try {
    return await work()
  } finally {
    rmSync(path, { force: true })
  }
}

/** Whether what is installed in a folder is what its lock file says. npm keeps its own list of what it installed. */
export function isInstalled(folder) {
  const wanted = readJson(join(folder, 'package-lock.json'))
  const present = readJson(join(folder, 'node_modules', '.package-lock.json'))
  if (wanted === null || present === null) return false
  return Object.entries(wanted.packages ?? {}).every(
    ([path, entry]) =>
      path === '' || entry.optional === true || present.packages?.[path]?.version === entry.version,
  )
}

/** Installs and builds what is not up to date. Does nothing, and writes nothing, when all is. */
export async function prepare() {
  if (isInstalled(root) && isBuilt()) return
  await underLock(async () => {
    if (!isInstalled(root)) await step('Installing packages', install)
    if (!isBuilt()) await step('Building', build)
  })
}

export async function install() {
  try {
    await run('npm', [
      'ci',
      '--ignore-scripts',
      '--include=dev',
      '--include=optional',
      '--no-fund',
      '--no-audit',
    ])
  } catch (error) {
    throw explained(error, 'The packages could not be installed. Is the npm registry reachable?')
  }
}

async function build() {
  try {
    rmSync(stampPath, { force: true })
    await Promise.all([
      run(process.execPath, [tool('tsc'), '-p', 'tsconfig.build.json']),
      run(process.execPath, [tool('vite'), 'build', '--config', 'dashboard/vite.config.ts']),
    ])
    writeFileSync(stampPath, sourceStamp())
  } catch (error) {
    throw explained(error, 'The build failed.')
  }
}

const stampPath = join(root, 'dist', '.stamp')

function isBuilt() {
  return readOr(stampPath, '') === sourceStamp()
}

/** A hash of everything that the build reads. */
function sourceStamp() {
  const hash = createHash('sha256')
  const files = ['contract', 'src', 'sdk', 'dashboard'].flatMap((folder) => filesUnder(join(root, folder)))
  const settings = ['tsconfig.json', 'tsconfig.build.json', 'package-lock.json'].map((name) =>
    join(root, name),
  )
  for (const file of [...files.filter((name) => !name.endsWith('.test.ts')), ...settings]) {
    hash.update(`${relative(root, file)}\0`).update(readFileSync(file))
  }
  return hash.digest('hex')
}

function filesUnder(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort()
}

function explained(error, sentence) {
  const said =
    error instanceof CommandFailed ? error.output.trim().split('\n').slice(-25).join('\n') : error.message
  return new Error(`${sentence}\n\n${said}`)
}

function isAlive(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

function readOr(path, otherwise) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return otherwise
  }
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
}
