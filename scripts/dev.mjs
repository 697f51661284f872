// npm run dev: npm start from the sources; a change to them starts the server anew, or builds the dashboard again.
import { spawn } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { bad, checkNode, install, isInstalled, root, say, soft, step, tool, underLock } from './steps.mjs'

checkNode()
try {
  if (!isInstalled(root)) await underLock(() => step('Installing packages', install))
} catch (error) {
  say(`\n  ${bad('✗')} ${error.message}`)
  process.exit(1)
}

const lookEveryMs = 400
let server = null
let isStopping = false
let isStale = false
let seen = stampOfSources()
let isSettling = false

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    isStopping = true
    if (server === null) process.exit(0)
    // A Ctrl-C of the terminal has reached the server, too; it counts several within a second as one.
    server.kill(signal)
  })
}
setInterval(look, lookEveryMs)
const vite = [tool('vite'), 'build', '--watch', '--config', join('dashboard', 'vite.config.ts')]
const pages = spawn(process.execPath, [...vite, '--logLevel', 'error'], { cwd: root, stdio: 'inherit' })
process.once('exit', () => pages.kill())
start()

function start() {
  isStale = false
  server = spawn(process.execPath, ['--import', 'tsx', join('src', 'main.ts')], {
    cwd: root,
    stdio: 'inherit',
  })
  server.once('exit', (code, signal) => {
    server = null
    if (isStopping) process.exit(code ?? (signal === null ? 1 : 128))
    if (isStale) start()
    else say(`\n  ${soft('The server ended. It starts again at the next change; Ctrl-C ends.')}`)
  })
}

/** Looks at the files: watchers of Node 20 lose a file that an editor replaces, and see nothing on some mounts. */
function look() {
  const now = stampOfSources()
  if (now !== seen) {
    seen = now
    // An editor writes several files, or one in several steps: the next look finds them at rest.
    isSettling = true
  } else if (isSettling) {
    isSettling = false
    restart()
  }
}

function stampOfSources() {
  return ['src', 'contract']
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true }).map((name) => join(root, folder, name)),
    )
    .filter((path) => /\.(ts|json)$/.test(path) && !path.endsWith('.test.ts'))
    .map((path) => {
      const found = statSync(path, { throwIfNoEntry: false })
      return `${path} ${found?.mtimeMs ?? 0} ${found?.size ?? 0}`
    })
    .join('\n')
}

/** The old server ends first, its database with it: two cannot have the folder and the port. */
function restart() {
  if (isStopping) return
  say(`\n  ${soft('Changed: starting anew')}`)
  if (server === null) {
    start()
    return
  }
  isStale = true
  server.kill('SIGTERM')
}
