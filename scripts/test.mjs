// npm test: installs what the tests need, builds, and runs every check and every test.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { checks, installIfNeeded, runChecks } from './check.mjs'
import {
  bad,
  bold,
  checkNode,
  CommandFailed,
  good,
  isInstalled,
  prepare,
  root,
  run,
  say,
  soft,
  step,
  tool,
} from './steps.mjs'

checkNode()
const startedAt = performance.now()
const results = { passed: 0, failed: 0 }
const skipped = []

say(`\n  ${bold('Preparing')}`)
try {
  await installIfNeeded()
  await prepare()
} catch (error) {
  say(`\n  ${bad('✗')} ${error.message}\n${error.output ?? ''}`)
  finish({ passed: 0, failed: 1 })
}
const real = await installReal()

say(`\n  ${bold('Checks')}`)
const quick = checks.filter(([name]) => name !== 'unit tests and guards')
const failedChecks = await runChecks(quick)
results.passed += quick.length - failedChecks.length
results.failed += failedChecks.length

say(`\n  ${bold('Tests')}`)
await suite('tests', ['run'])
if (real) await suite('real servers', ['run', '--config', 'vitest.real.config.ts'])
for (const why of skipped) say(`  ${soft('–')} skipped: ${why}`)
finish(results)

/** One run of vitest, its output passed on, its figures added up. */
async function suite(name, args) {
  const report = join(root, '.cache', `${name.replace(' ', '-')}.json`)
  mkdirSync(dirname(report), { recursive: true })
  rmSync(report, { force: true })
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  let isClean = true
  await run(process.execPath, [tool('vitest'), ...args, ...reporters], { show: true }).catch(
    () => (isClean = false),
  )
  if (!existsSync(report)) {
    results.failed += 1
    return
  }
  const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(readFileSync(report, 'utf8'))
  results.passed += numPassedTests
  // A file that could not be loaded has no tests that could fail.
  results.failed += numFailedTests > 0 ? numFailedTests : isClean ? 0 : Math.max(1, numFailedTestSuites)
}

/** The packages of tests/real compile or are large; they have a lock file of their own. */
async function installReal() {
  const folder = join(root, 'tests', 'real')
  if (!existsSync(join(folder, 'package.json'))) return false
  if (!readdirSync(folder).some((name) => name.endsWith('.test.ts'))) return false
  if (isInstalled(folder)) return true
  const prefix = dirname(dirname(process.execPath))
  const hasHeaders = existsSync(join(prefix, 'include', 'node', 'node.h'))
  const env = {
    npm_config_build_from_source: 'true',
    ...(hasHeaders ? { npm_config_nodedir: prefix } : {}),
  }
  try {
    await installCompilers()
    await step('Installing packages of tests/real (compiles for about a minute)', () =>
      run('npm', ['ci', '--no-fund', '--no-audit'], { cwd: folder, env }),
    )
    return true
  } catch (error) {
    const said =
      error instanceof CommandFailed ? error.output.trim().split('\n').slice(-3).join(' ') : error.message
    skipped.push(`real servers: their packages could not be installed here (${said})`)
    return false
  }
}

/** As root on Debian what is missing is installed; elsewhere the installation says what it lacks. */
async function installCompilers() {
  const needed = {
    'g++': ['g++', '--version'],
    make: ['make', '--version'],
    python3: ['python3', '--version'],
    'python3-requests': ['python3', '-c', 'import requests'],
  }
  const missing = []
  for (const [name, [command, ...args]] of Object.entries(needed))
    await run(command, args).catch(() => missing.push(name))
  if (missing.length === 0) return
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return
  await step(`Installing ${missing.join(', ')}`, async () => {
    const env = { DEBIAN_FRONTEND: 'noninteractive' }
    await run('apt-get', ['update', '-q'], { env })
    await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...missing], { env })
  })
}

function finish({ passed, failed }) {
  const seconds = Math.round((performance.now() - startedAt) / 1000)
  say(`\n  ${failed === 0 ? good('●') : bad('●')} ${soft(`in ${String(seconds)} s`)}`)
  say(`${String(passed)} passed, ${String(failed)} failed`)
  process.exit(failed === 0 ? 0 : 1)
}
