import { cp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright-core'
import { connectors } from '../src/app.js'
import { aPerson, password } from '../tests/support/people.js'
import { callerOf, type Call } from './calls.js'
import { addYear } from './charts.js'
import { below, percentile, time, type Figure, type Section } from './figures.js'
import type { House } from './house.js'
import { rawPage, typed, visitTwice, type Fetched, type Visit } from './shown.js'

const built = fileURLToPath(new URL('../dist/dashboard', import.meta.url))
const dayMs = 86_400_000
const ofMonth = 300

/** `mostKb`: of JavaScript, as it comes over the wire. */
type Named = Visit & { name: string; mostKb: number }
type Times = { heading: number[]; data: number[] }

/** The dashboard's pages in a real Chromium, each beside a page that fetches the same and runs nothing of it. */
export async function measurePages(house: House, browser: Browser, runs: number): Promise<Section> {
  const dir = join(house.dir, 'dashboard')
  await cp(built, dir, { recursive: true })
  const whole = await house.start({})
  const accounts = await connectEach(callerOf(house, whole))
  await whole.stop()
  const server = await house.start({
    VOXBURST_SERVICES: 'web',
    VOXBURST_SANDBOX_URL: 'http://127.0.0.1:1',
    VOXBURST_DASHBOARD_DIR: dir,
  })
  const call = callerOf(house, server)
  const pages = await fill(house, call, accounts)
  const cookies = await signIn(house, server.url)
  const visitors = { browser, url: server.url, cookies }

  const figures: Figure[] = []
  for (const page of pages) {
    const ours = await visits(visitors, page, runs)
    await writeFile(join(dir, 'assets', `raw-${page.name}.html`), rawPage(ours.fetched))
    const raw = await visits(
      visitors,
      { path: `/assets/raw-${page.name}.html`, data: `document.querySelector('main') !== null` },
      runs,
    )
    for (const cache of ['cold', 'warm'] as const)
      for (const what of ['heading', 'data'] as const)
        figures.push(
          time({
            what: `${page.name}, ${cache}: ${what}`,
            value: percentile(ours[cache][what], 0.5),
            raw: percentile(raw[cache][what], 0.5),
            limit: cache === 'cold' ? 2_000 : 1_000,
            atLeast: 0.2,
          }),
        )
    figures.push(
      below(`${page.name}: JavaScript until its data is shown`, ours.fetched.js / 1_000, page.mostKb, kB),
    )
  }
  figures.push(...(await typing(visitors, pages)))
  await server.stop()
  return {
    title: 'Pages of the dashboard',
    note: `In a headless Chromium on the same machine, the median of ${String(runs)} visits each: cold in a browser that has seen nothing, warm in a new tab of it. From the beginning of the navigation until it is on the screen. The raw limit is a bare page of the same server that fetches at once what the page had fetched by its heading, then at once what it had by its data, and runs nothing of it. The calendar shows a month of ${String(ofMonth)} posts; the composer has an account of each of the ${String(connectors.length)} networks picked.`,
    figures,
  }
}

const kB = (value: number): string => `${value.toFixed(0)} kB`

type Visitors = { browser: Browser; url: string; cookies: Cookie[] }
type Cookie = { name: string; value: string; url: string }

/** Each visit is made by a browser of its own: nothing is in its cache. */
async function visits(
  visitors: Visitors,
  visit: Visit,
  runs: number,
): Promise<{ cold: Times; warm: Times; fetched: Fetched }> {
  const cold: Times = { heading: [], data: [] }
  const warm: Times = { heading: [], data: [] }
  let fetched: Fetched = { forHeading: [], forData: [], js: 0 }
  for (let run = 0; run < runs; run += 1) {
    const context = await contextOf(visitors)
    const seen = await visitTwice(context, visit)
    fetched = seen.fetched
    for (const what of ['heading', 'data'] as const) {
      cold[what].push(seen.cold[what])
      warm[what].push(seen.warm[what])
    }
    await context.close()
  }
  return { cold, warm, fetched }
}

async function contextOf({ browser, url, cookies }: Visitors) {
  const context = await browser.newContext({
    baseURL: url,
    locale: 'en-GB',
    viewport: { width: 1280, height: 900 },
  })
  await context.addCookies(cookies)
  return context
}

/** Keys in the composer with all networks picked, beside a bare text field. */
async function typing(visitors: Visitors, pages: readonly Named[]): Promise<Figure[]> {
  const composer = pages.find(({ name }) => name === 'composer')
  if (composer === undefined) throw new Error('There is no composer to type in')
  const of = async (visit: Visit, field: string): Promise<number[]> => {
    const context = await contextOf(visitors)
    const { page } = await visitTwice(context, visit)
    await page.locator(field).first().click()
    const times = await typed(page, 'Rye with caraway from the mill two streets away, warm until nine')
    await context.close()
    return times
  }
  const ours = await of(composer, 'main textarea')
  const raw = await of(
    { path: '/assets/raw-composer.html', data: `document.querySelector('main') !== null` },
    'textarea',
  )
  return [0.5, 0.95].map((share) =>
    time({
      what: `composer, a key with all networks picked, p${String(share * 100)}`,
      value: percentile(ours, share),
      raw: percentile(raw, share),
      limit: share === 0.5 ? 50 : 100,
    }),
  )
}

/** An account of each network, in the sandbox. */
async function connectEach(call: Call): Promise<{ id: string; platform: string }[]> {
  const accounts: { id: string; platform: string }[] = []
  for (const { slug: platform } of connectors) {
    const sent = { platform, username: 'lena', displayName: 'Lena’s Bakery' }
    const { id } = JSON.parse(await call('POST', '/sandbox/accounts', sent)) as { id: string }
    accounts.push({ id, platform })
  }
  return accounts
}

/** What the pages show: a year that went out, the next days, and a full month after them. */
async function fill(
  house: House,
  call: Call,
  accounts: readonly { id: string; platform: string }[],
): Promise<Named[]> {
  const idOf = (slug: string): string => accounts.find(({ platform }) => platform === slug)?.id ?? ''
  const postId = await addYear(house, [idOf('mastodon')], 1_000)
  const schedule = (content: string, at: number): Promise<string> =>
    call('POST', '/v1/posts', {
      content,
      accountIds: ['mastodon', 'bluesky', 'threads'].map(idOf),
      scheduledFor: new Date(at).toISOString(),
    })
  for (let day = 1; day <= 5; day += 1) await schedule('Next on the counter', Date.now() + day * dayMs)
  const today = new Date()
  // Two months on: what the home page looks ahead for does not reach there.
  const from = Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + 2, 1)
  const to = Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + 3, 1)
  for (let number = 0; number < ofMonth; number += 1)
    await schedule(`Loaf ${String(number)} of the month`, from + (number * (to - from)) / ofMonth)
  await house.db.query({ text: 'vacuum analyze' })
  const shows = (text: string): string =>
    `document.querySelector('main')?.textContent.includes(${JSON.stringify(text)})`
  const search = new URLSearchParams({
    account: accounts.map(({ id }) => id).join(','),
    text: 'Fresh bread from seven on, and the terrace is open.',
  })
  return [
    {
      name: 'home',
      mostKb: 250,
      path: '/',
      data: `${shows('Next on the counter')} && ${shows('A measured post.')}`,
    },
    {
      name: 'calendar',
      mostKb: 450,
      path: `/calendar?day=${new Date(from).toISOString().slice(0, 10)}`,
      data: shows('of the month'),
    },
    {
      name: 'composer',
      mostKb: 450,
      path: `/posts/new?${search.toString()}`,
      data: `document.querySelector('main article [data-part=text]') !== null`,
    },
    // The heading has its first words, the page all of them.
    {
      name: 'post',
      mostKb: 450,
      path: `/posts/${postId}`,
      data: shows('A measured post. '.repeat(8).trim()),
    },
  ]
}

async function signIn(house: House, url: string): Promise<Cookie[]> {
  const { email } = await aPerson(house.db, [{ workspaceId: house.home.workspaceId, role: 'owner' }])
  const answer = await fetch(`${url}/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ email, password, cookie: true }),
  })
  if (!answer.ok) throw new Error(`Signing in answered ${await answer.text()}`)
  return answer.headers.getSetCookie().map((line) => {
    const [pair = ''] = line.split(';')
    const [name = '', value = ''] = pair.split('=')
    return { name, value, url }
  })
}
