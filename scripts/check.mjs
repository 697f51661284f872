// npm run check: everything that is quick to know. Two at a time, as most machines have two cores or more.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import {
  bad,
  checkNode,
  CommandFailed,
  good,
  isInstalled,
  root,
  run,
  say,
  soft,
  step,
  tool,
  underLock,
} from './steps.mjs'

const folders = ['contract', 'src', 'sdk', 'cli', 'dashboard', 'tests', 'scripts', 'bench'].filter((name) =>
  existsSync(join(root, name)),
)
const node = process.execPath
const cache = join(root, '.cache')

/** By content: a checkout or a rebase touches files without changing them. */
function cached(name) {
  return ['--cache', '--cache-strategy', 'content', '--cache-location', join(cache, name)]
}

const support = join(root, 'tests', 'support')
const servers = new Set(['house.ts', 'simulator.ts'].map((name) => join(support, name)))

/** The tests beside the code, but for those that start a house or a simulator: these take minutes. */
function unitTests() {
  return readdirSync(join(root, 'src'), { recursive: true })
    .filter((path) => path.endsWith('.test.ts'))
    .map((path) => join('src', path))
    .filter((path) => !startsServer(join(root, path)))
}

/** Whether a test reaches, through the helpers that it imports, one that starts a server. */
function startsServer(file) {
  if (servers.has(file)) return true
  const imported = [...readFileSync(file, 'utf8').matchAll(/from '(\.[^']+)\.js'/g)]
  return imported
    .map(([, path]) => join(dirname(file), `${path}.ts`))
    .some((path) => dirname(path) === support && startsServer(path))
}

export const checks = [
  ['lint', [tool('eslint'), '.', '--max-warnings=0', ...cached('eslint')]],
  [
    'unit tests and guards',
    [tool('vitest'), 'run', ...unitTests(), 'contract', 'bench', 'tests/guards', '--reporter=dot'],
  ],
  [
    'types',
    [
      tool('tsc'),
      '-p',
      'tsconfig.json',
      '--incremental',
      '--tsBuildInfoFile',
      join(cache, 'types.tsbuildinfo'),
    ],
  ],
  [
    'types of the dashboard',
    [
      tool('tsc'),
      '-p',
      'dashboard/tsconfig.json',
      '--incremental',
      '--tsBuildInfoFile',
      join(cache, 'dashboard-types.tsbuildinfo'),
    ],
  ],
  ['boundaries', [tool('depcruise'), '--config', '.dependency-cruiser.cjs', ...folders]],
  ['format', [tool('prettier'), '--check', '--log-level=warn', ...cached('prettier'), '.']],
  ['dead code', [tool('knip'), '--no-progress']],
]

/** Runs checks, two at a time; answers the names of those that failed. */
export async function runChecks(wanted) {
  const failed = []
  const left = [...wanted]
  const work = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const [name, args] = next
      const startedAt = performance.now()
      try {
        await run(node, args)
        say(`  ${good('✓')} ${name} ${soft(`${((performance.now() - startedAt) / 1000).toFixed(1)} s`)}`)
      } catch (error) {
        failed.push(name)
        say(`  ${bad('✗')} ${name}\n`)
        say(error instanceof CommandFailed ? error.output.trim() : String(error))
        say()
      }
    }
  }
  await Promise.all([work(), work()])
  return failed
}

export async function installIfNeeded() {
  if (isInstalled(root)) return
  await underLock(async () => {
    if (!isInstalled(root))
      await step('Installing packages', () =>
        run('npm', ['ci', '--ignore-scripts', '--include=dev', '--no-fund', '--no-audit']),
      )
  })
}

if (process.argv[1] === join(root, 'scripts', 'check.mjs')) {
  checkNode()
  await installIfNeeded()
  const failed = await runChecks(checks)
  say(
    failed.length === 0 ? `\n  ${good('All checks passed.')}` : `\n  ${bad(`Failed: ${failed.join(', ')}`)}`,
  )
  process.exit(failed.length === 0 ? 0 : 1)
}
