import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { openBakery, type Bakery } from '../support/bakery.js'
import { settled, startDashboard } from '../support/dashboard.js'

/** Pictures of every page, to be looked at: `<page>-<width>-<scheme>.png`. */
const dir = join(import.meta.dirname, '..', '..', '.cache', 'screens')
const schemes = ['light', 'dark'] as const
const widths = [1280, 360] as const

const dashboard = await startDashboard()

type Screen = {
  name: string
  /** As the router has it. */
  route: string
  path?: string
  heading: string | RegExp
  /** There when the page has all that it shows. */
  shows?: string | RegExp
  /** A part that is drawn late. */
  drawn?: string
  /** What is done on it before it is pictured. */
  then?: (page: Page) => Promise<void>
}

const dialogBy =
  (button: string | RegExp) =>
  async (page: Page): Promise<void> => {
    await page.getByRole('button', { name: button }).first().click()
    await page.getByRole('dialog').waitFor()
  }

const screensOf = (bakery: Bakery): Screen[] => [
  { name: 'home', route: '/', heading: /./, shows: /Good morning! First loaves/ },
  { name: 'calendar-month', route: '/calendar', heading: 'Calendar', shows: /Day-old bread/ },
  {
    name: 'calendar-week',
    route: '/calendar',
    path: '/calendar?view=week',
    heading: 'Calendar',
    shows: /Good morning|Plum cake/,
  },
  {
    name: 'calendar-list',
    route: '/calendar',
    path: '/calendar?view=list',
    heading: 'Calendar',
    shows: /Day-old bread/,
  },
  {
    name: 'compose',
    route: '/posts/new',
    path: `/posts/new?${new URLSearchParams({
      account: bakery.composeWith.join(','),
      text: 'Stollen season begins. Reserve yours by Friday: https://lenas-bakery.example/stollen #bakery',
      media: bakery.picture,
    }).toString()}`,
    heading: 'New post',
    shows: /Stollen season/,
  },
  { name: 'compose-empty', route: '/posts/new', heading: 'New post' },
  { name: 'edit', route: '/posts/$postId/edit', path: `/posts/${bakery.draft}/edit`, heading: /Edit/ },
  { name: 'post', route: '/posts/$postId', path: `/posts/${bakery.out}`, heading: /Plum cake/ },
  { name: 'post-partial', route: '/posts/$postId', path: `/posts/${bakery.partial}`, heading: /Day-old/ },
  {
    name: 'post-fix',
    route: '/posts/$postId',
    path: `/posts/${bakery.partial}`,
    heading: /Day-old/,
    then: dialogBy('Fix and send again'),
  },
  { name: 'approvals', route: '/approvals', heading: 'Approvals', shows: /first fifty/ },
  { name: 'accounts', route: '/accounts', heading: 'Accounts', shows: 'Lena Hoffmann' },
  {
    name: 'accounts-connect',
    route: '/accounts',
    heading: 'Accounts',
    shows: 'Lena Hoffmann',
    then: dialogBy('Connect account'),
  },
  {
    name: 'account',
    route: '/accounts/$accountId',
    path: `/accounts/${bakery.accountId}`,
    heading: 'Lena’s Bakery',
  },
  { name: 'media', route: '/media', heading: 'Media', shows: /loaf/ },
  { name: 'analytics', route: '/analytics', heading: 'Analytics', drawn: '.recharts-surface path' },
  { name: 'webhooks', route: '/webhooks', heading: 'Webhooks', shows: /voxburst/ },
  {
    name: 'webhook',
    route: '/webhooks/$webhookId',
    path: `/webhooks/${bakery.webhookId}`,
    heading: /./,
  },
  { name: 'sandbox', route: '/sandbox-panel', heading: 'Sandbox', shows: /Day-old/ },
  { name: 'settings', route: '/settings', heading: 'Settings' },
  { name: 'profile', route: '/settings/profile', heading: 'Settings' },
  { name: 'members', route: '/settings/members', heading: 'Settings', shows: 'Amira Haddad' },
  { name: 'api-keys', route: '/settings/api-keys', heading: 'Settings', shows: 'Website' },
  { name: 'workflows', route: '/settings/workflows', heading: 'Settings', shows: /Before the public/ },
  { name: 'queue', route: '/settings/queue', heading: 'Settings', shows: /17:30/ },
  { name: 'hashtag-sets', route: '/settings/hashtag-sets', heading: 'Settings', shows: /sourdough/ },
  { name: 'repeating', route: '/settings/repeating', heading: 'Settings', shows: 'Loaf of the week' },
  { name: 'data', route: '/settings/data', heading: 'Settings' },
  { name: 'audit-log', route: '/settings/audit-log', heading: 'Settings', shows: /Petra Lang|API key/ },
  { name: 'sign-in', route: '/sign-in', heading: /Sign in/ },
  { name: 'invitation', route: '/invitation', path: '/invitation?token=any', heading: /./ },
  { name: 'reset-password', route: '/reset-password', path: '/reset-password?token=any', heading: /./ },
  { name: 'not-found', route: '/nowhere', heading: /./ },
]

/** Ids of ours in what is read: names belong there. Code may show them. */
const idsRead = `(() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const found = []
  while (walker.nextNode()) {
    const { data, parentElement } = walker.currentNode
    if (parentElement.closest('pre, code, script, style, textarea') === null && parentElement.checkVisibility())
      found.push(...(data.match(/\\b[a-z]{2,5}_[0-9a-z]{16,}\\b/gi) ?? []))
  }
  return found
})()`
const pageHeight =
  'Math.max(...[...document.querySelectorAll("html, main, #root > *")].map((each) => each.scrollHeight))'
const besideThePage = 'document.documentElement.scrollWidth - document.documentElement.clientWidth'
const brokenPictures = `Promise.all([...document.images].map(async (image) => {
  if (image.loading === 'lazy') image.loading = 'eager'
  await image.decode().catch(() => undefined)
  return image.naturalWidth > 0 ? null : image.src
})).then((all) => all.filter((each) => each !== null))`
/** Signs of networks of which a part is hidden by what they stand in. */
const cutOff = `[...document.querySelectorAll('[data-sign]')].filter((sign) => {
  const { left, right, width } = sign.getBoundingClientRect()
  for (let around = sign.parentElement; around !== null && width > 0; around = around.parentElement) {
    const edge = around.getBoundingClientRect()
    if (/hidden|clip/.test(getComputedStyle(around).overflowX) && (right > edge.right + 1 || left < edge.left - 1))
      return true
  }
  return false
}).map((sign) => sign.textContent)`

test('no page has anything that sticks out, is cut off, broken or called by its id', async () => {
  const { page, problems } = await dashboard.signedIn(
    'owner',
    {},
    {
      email: 'lena@lenas-bakery.example',
      name: 'Lena Hoffmann',
    },
  )
  page.on('console', (message) => {
    if (message.type() === 'warning') problems.push(message.text())
  })
  const me = (await (await page.request.get('/v1/auth/me')).json()) as { userId: string }
  const bakery = await openBakery(dashboard, me.userId)
  await rm(dir, { recursive: true, force: true })
  await mkdir(dir, { recursive: true })

  const screens = screensOf(bakery)
  expect(await routesWithout(screens)).toEqual([])
  for (const { name, route, path = route, heading, shows, drawn, then } of screens) {
    await page.setViewportSize({ width: 1280, height: 900 })
    await page.goto(path)
    await page.getByRole('heading', { level: 1, name: heading }).waitFor()
    if (shows !== undefined) await page.getByText(shows).first().waitFor()
    if (drawn !== undefined) await page.locator(drawn).first().waitFor()
    await then?.(page)
    for (const scheme of schemes)
      for (const width of widths) {
        const picture = `${name}-${String(width)}-${scheme}`
        await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
        await page.setViewportSize({ width, height: width === 360 ? 780 : 900 })
        await expect
          .poll(() => page.locator('[role=status][aria-label=Loading]').count(), { timeout: 10_000 })
          .toBe(0)
        await page.evaluate(settled)
        // Charts follow the window a moment later.
        await expect
          .poll(() => page.evaluate(besideThePage), { message: `pixels beside ${picture}`, timeout: 10_000 })
          .toBe(0)
        const found = [
          await page.evaluate(brokenPictures),
          await page.evaluate(cutOff),
          await page.evaluate(idsRead),
        ]
        expect.soft(found, picture).toEqual([[], [], []])
        // As high as what it shows: what sticks to an edge of the window stands at its own place.
        const height = then === undefined ? await page.evaluate<number>(pageHeight) : 0
        if (height > 900) await page.setViewportSize({ width, height })
        await page.screenshot({ path: join(dir, `${picture}.png`) })
      }
    expect.soft(problems.splice(0), `the console at ${name}`).toEqual([])
  }
})

/** Routes that nobody would see a picture of. */
async function routesWithout(screens: readonly Screen[]): Promise<string[]> {
  const router = await readFile('dashboard/router.tsx', 'utf8')
  const routes = [...router.matchAll(/getParentRoute: \(\) => (\w+),\s+path: '([^']+)'/g)].map(
    ([, parent = '', path = '']) => (parent === 'settings' ? `/settings${path}`.replace(/\/$/, '') : path),
  )
  expect(routes.length).toBeGreaterThan(15)
  const pictured = new Set(screens.map(({ route }) => route))
  return routes.filter((route) => !pictured.has(route))
}
