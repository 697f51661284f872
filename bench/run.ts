import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { cpus, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'
import { measureApi } from './api.js'
import { instance } from './accounts.js'
import { measureCharts } from './charts.js'
import { below, table, type Section } from './figures.js'
import { launchChromium } from '../tests/support/chromium.js'
import { openHouse } from './house.js'
import { measureLists } from './lists.js'
import { measurePages } from './pages.js'
import { measureBareAttempts, measureClaims, measureLateness } from './publishing.js'
import { measureStreams } from './streams.js'
import { measureWebhooks } from './webhooks.js'

/** `npm run bench [-- --quick] [-- --write]`: every figure beside its raw limit, in one run on one machine. */
const isQuick = process.argv.includes('--quick')
const written = fileURLToPath(new URL('../docs/performance.md', import.meta.url))
const mb = (value: number): string => `${value.toFixed(0)} MB`
const sections: Section[] = []
const say = (text: string): void => console.log(text)
const measured = (section: Section): void => {
  sections.push(section)
  say(`\n${table(section)}`)
}

const house = await openHouse()
const network = fork(fileURLToPath(new URL('bare-network.ts', import.meta.url)), {
  execArgv: process.execArgv,
})
try {
  const [port] = (await once(network, 'message')) as [number]
  const origins = JSON.stringify({ [`https://${instance}`]: `http://127.0.0.1:${String(port)}` })
  const forMs = isQuick ? 1_500 : 4_000

  say('  · Starting and memory')
  const first = await house.start({ VOXBURST_ORIGINS: origins })
  await first.stop()
  const again = await house.start({ VOXBURST_ORIGINS: origins })
  await new Promise((resolve) => setTimeout(resolve, 3_000))
  const idleMb = await again.residentMb()
  await again.stop()

  say('  · The API')
  const web = await house.start({ VOXBURST_SERVICES: 'web', VOXBURST_SANDBOX_URL: 'http://127.0.0.1:1' })
  measured(await measureApi(house, web, forMs))

  say('  · Event streams')
  measured(await measureStreams(house, web, forMs))
  await web.stop()
  await house.db.query({
    text: 'truncate posts, targets, target_items, attempts, comments, events, deliveries, idempotency_keys cascade',
  })

  say('  · Pages')
  await measureInBrowser()

  say('  · Claiming')
  measured(await measureClaims(house, isQuick ? 5_000 : 20_000))

  say('  · Lateness')
  const burst = isQuick ? 2_000 : 10_000
  const bareMs = await measureBareAttempts(house, burst)
  const all = await house.start({ VOXBURST_ORIGINS: origins })
  measured(await measureLateness(house, burst, bareMs))

  say('  · Webhooks')
  measured(await measureWebhooks(house, isQuick ? 2_000 : 10_000))
  const loadedMb = await all.residentMb()
  await all.stop()

  say('  · Charts')
  // What is asked of a workspace is asked of all its accounts: those that were measured before are not of this one.
  await house.db.query({ text: 'truncate accounts, lanes cascade' })
  const charts = await house.start({ VOXBURST_SERVICES: 'web', VOXBURST_SANDBOX_URL: 'http://127.0.0.1:1' })
  measured(await measureCharts(house, charts, isQuick ? 20_000 : 100_000))
  await charts.stop()
  await house.db.query({
    text: 'truncate posts, targets, target_items, measured_posts, post_points, account_days cascade',
  })

  say('  · Lists')
  const lists = await house.start({ VOXBURST_SERVICES: 'web', VOXBURST_SANDBOX_URL: 'http://127.0.0.1:1' })
  measured(await measureLists(house, lists, isQuick ? [10_000, 50_000] : [10_000, 100_000, 1_000_000]))
  await lists.stop()

  measured({
    title: 'The process',
    note: 'Web, worker and sandbox in one process, PostgreSQL apart.',
    figures: [
      below('start, installed and built, until it answers', again.upInMs, 3_000),
      below('resident, idle', idleMb, 150, mb),
      below('resident, after the loads above', loadedMb, 350, mb),
    ],
  })
} finally {
  network.disconnect()
  await house.close()
}

const failing = sections.flatMap((section) => section.figures).filter((figure) => !figure.holds)
if (process.argv.includes('--write')) await writeReport()
say(
  failing.length === 0
    ? '\n  All figures hold.'
    : `\n  Not held: ${failing.map((figure) => figure.what).join('; ')}`,
)
process.exit(failing.length === 0 ? 0 : 1)

/** A machine that has no Chromium has all other figures. */
async function measureInBrowser(): Promise<void> {
  const browser = await launchChromium().catch((error: unknown) => {
    say(`\n  The pages are not measured. ${error instanceof Error ? error.message : String(error)}`)
    return null
  })
  if (browser === null) return
  try {
    await house.db.query({ text: 'truncate accounts, lanes cascade' })
    measured(await measurePages(house, browser, isQuick ? 3 : 5))
    await house.db.query({
      text: 'truncate posts, targets, target_items, measured_posts, post_points, account_days, events, accounts, lanes cascade',
    })
  } finally {
    await browser.close()
  }
}

/** Puts the figures into docs/performance.md, between its two marks. */
async function writeReport(): Promise<void> {
  const page = await readFile(written, 'utf8')
  const [begin, end] = ['<!-- figures -->', '<!-- end of figures -->']
  const at = `${new Date().toISOString().slice(0, 10)}, ${String(cpus().length)} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${(totalmem() / 2 ** 30).toFixed(0)} GB, Node ${process.version}, PostgreSQL 18 embedded, fsync on.`
  const figures = [`Taken ${at}`, ...sections.map((section) => table(section))].join('\n\n')
  await writeFile(
    written,
    `${page.slice(0, page.indexOf(begin) + begin.length)}\n\n${figures}\n${page.slice(page.indexOf(end))}`,
  )
}
