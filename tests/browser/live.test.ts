import type { BrowserContext, Page, Request } from 'playwright-core'
import { expect, test } from 'vitest'
import { startDashboard } from '../support/dashboard.js'
import { follow } from '../support/following.js'

const dashboard = await startDashboard()
const baseURL = dashboard.url.replace('127.0.0.1', 'localhost')

type Stream = { page: Page; request: Request }

/** Tabs of one browser at the accounts, and the streams they have opened. */
async function tabs(count: number): Promise<{ pages: Page[]; streams: Stream[]; context: BrowserContext }> {
  const { page: first } = await dashboard.signedIn('owner', { baseURL })
  const context = first.context()
  const streams: Stream[] = []
  context.on('request', (request) => {
    if (new URL(request.url()).pathname === '/v1/stream')
      streams.push({ page: request.frame().page(), request })
  })
  // Its sign-in came before anybody listened.
  await first.goto('/accounts')
  const others = await Promise.all(Array.from({ length: count - 1 }, () => context.newPage()))
  await Promise.all(others.map((page) => page.goto('/accounts')))
  const pages = [first, ...others]
  await Promise.all(pages.map((page) => page.getByRole('heading', { level: 1 }).waitFor()))
  return { pages, streams, context }
}

/** Makes an account that no stream tells of any more. */
async function madeAndTold(displayName: string): Promise<void> {
  const other = await follow(dashboard.url, dashboard.key)
  await dashboard.account('mastodon', { displayName })
  await other.next(({ data }) => JSON.stringify(data).includes('accounts'))
  other.stop()
}

async function seen(displayName: string, pages: readonly Page[]): Promise<void> {
  await Promise.all(pages.map((page) => page.getByText(displayName, { exact: true }).first().waitFor()))
}

test('eight tabs share one stream; each sees what changes, and the one that goes takes nothing with it', async () => {
  const { pages, streams, context } = await tabs(8)
  await dashboard.account('mastodon', { displayName: 'Seen by eight' })
  await seen('Seen by eight', pages)
  expect(streams).toHaveLength(1)

  // The next one's stream comes only after something has changed.
  let open = (): void => undefined
  const changed = new Promise<void>((resolve) => (open = resolve))
  await context.route('**/v1/stream', async (route) => {
    await changed
    await route.continue()
  })
  const next = context.waitForEvent('request', (request) => request.url().endsWith('/v1/stream'))
  const [holder] = streams
  await holder?.page.close()
  await next
  await madeAndTold('Made meanwhile')
  open()
  const left = pages.filter((page) => page !== holder?.page)
  await seen('Made meanwhile', left)
  await dashboard.account('mastodon', { displayName: 'Seen by seven' })
  await seen('Seen by seven', left)
  expect(streams).toHaveLength(2)
})

test('a tab that the browser has put to sleep gives the stream away to one that is seen', async () => {
  const { pages, streams } = await tabs(2)
  await dashboard.account('mastodon', { displayName: 'Awake' })
  await seen('Awake', pages)
  const sleeper = streams[0]?.page
  const awake = pages.find((page) => page !== sleeper)
  if (sleeper === undefined || awake === undefined) throw new Error('Nobody has the stream')
  // Chromium puts no tab of a test to sleep: this one says as little.
  await sleeper.evaluate('BroadcastChannel.prototype.postMessage = () => undefined')
  const ended = sleeper.waitForEvent('requestfailed', (request) => request.url().endsWith('/v1/stream'))
  await awake.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`)
  await ended
  await dashboard.account('mastodon', { displayName: 'Asleep' })
  await seen('Asleep', [awake, sleeper])
  expect(streams).toHaveLength(2)
})

test('without https a tab has a stream of its own while it is seen, and catches up when it is seen again', async () => {
  const { page } = await dashboard.signedIn('owner', { baseURL })
  const look = (state: string): Promise<unknown> =>
    page.evaluate(`
      Object.defineProperty(document, 'visibilityState', { value: '${state}', configurable: true })
      document.dispatchEvent(new Event('visibilitychange'))`)
  await page.addInitScript(`Object.defineProperty(window, 'isSecureContext', { value: false })`)
  const opened = page.waitForResponse('**/v1/stream')
  await page.goto('/accounts')
  await opened
  const closed = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/v1/stream'))
  await look('hidden')
  await closed
  await madeAndTold('Made unseen')
  await look('visible')
  await seen('Made unseen', [page])
})
