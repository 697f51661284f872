import { expect, test } from 'vitest'
import { expectAccessible, startDashboard } from '../support/dashboard.js'

const dashboard = await startDashboard()
const baseURL = dashboard.url.replace('127.0.0.1', 'localhost')

const standsOnSomething = `(() => {
  const id = document.activeElement.getAttribute('aria-activedescendant')
  return id !== null && document.getElementById(id) !== null
})()`

test('what is gone, and a page that cannot be loaded, are said calmly, with a way on', async () => {
  const { page } = await dashboard.signedIn('owner', { baseURL })
  await page.goto('/posts/post_00000000000000000000')
  await page.getByRole('heading', { name: 'There is nothing here' }).waitFor()
  await expectAccessible(page)

  // As after an upgrade, when the files of the old version are gone.
  await page.route('**/assets/analytics-page*', (route) => route.fulfill({ status: 404 }))
  await page.getByRole('link', { name: 'Analytics' }).click()
  await page.getByRole('heading', { name: 'This page could not be shown' }).waitFor()
  await page.getByRole('link', { name: 'Calendar' }).waitFor()
  await expectAccessible(page)
  await page.unroute('**/assets/analytics-page*')
  await page.getByRole('button', { name: 'Reload' }).click()
  await page.getByRole('heading', { level: 1, name: 'Analytics' }).waitFor()
})

test('each step leads to the heading of the page and to its title; the skip link leads past the menu', async () => {
  const { page } = await dashboard.signedIn('owner', { baseURL })
  for (const name of ['Calendar', 'Media', 'Webhooks']) {
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name }).click()
    await page.getByRole('heading', { level: 1, name }).waitFor()
    await expect
      .poll(() => page.evaluate('document.activeElement.outerHTML'))
      .toMatch(new RegExp(`^<h1.*${name}</h1>$`))
    expect(await page.title()).toBe(`${name} · VoxBurst`)
  }
  await page.getByRole('link', { name: 'Skip to content' }).focus()
  await page.keyboard.press('Enter')
  await expect.poll(() => page.evaluate('document.activeElement.id')).toBe('content')
})

test('in German, an error says what it means and what the server said', async () => {
  const { page } = await dashboard.signedIn('owner', { baseURL })
  await page.evaluate(`localStorage.setItem('voxburst.language', 'de')`)
  await page.goto('/settings/profile')
  await page.getByLabel('Aktuelles Passwort').fill('nicht dieses')
  await page.getByLabel('Neues Passwort').fill('staple of batteries')
  await page.getByRole('button', { name: 'Passwort ändern' }).click()
  const said = await page.getByRole('alert').innerText()
  expect(said).toMatch(/^[^(]*[a-zäöü]\. \(.+\)/)
  expect(said).not.toMatch(/^The /)
})

test('in German, what rules find and accounts suffer from is said too, with the numbers, and who said what', async () => {
  const { id } = await dashboard.account('threads', { displayName: 'Lena backt' })
  const { page } = await dashboard.signedIn('owner', { baseURL })
  await page.evaluate(`localStorage.setItem('voxburst.language', 'de')`)
  await page.goto(`/posts/new?account=${id}`)
  await page.getByLabel('Text', { exact: true }).fill(`#rye #spelt ${'a'.repeat(1_988)}`)
  await page.getByText('Zu lang: 2.000 statt höchstens 500.').waitFor()
  await page.getByText(/^(Warnung: )?.*Nicht jeder Hashtag zählt hier\. \(.+\)/).waitFor()

  const revoked = { platform: 'threads', times: 1, fault: 'token_revoked', operation: 'identity' }
  await dashboard.call('POST', '/sandbox/faults', revoked)
  await dashboard.call('POST', `/v1/accounts/${id}/test`)
  const inWords = /^Das Netzwerk lässt uns nicht mehr in das Konto\. Verbinde es neu\. \(.+\)$/
  await page.goto(`/accounts/${id}`)
  await page.getByText(inWords).waitFor()
  await page.goto('/accounts')
  await page.getByText(inWords).waitFor()
  await page.goto(`/posts/new?account=${id}`)
  await page.getByLabel('Text', { exact: true }).fill('Roggen')
  await page.getByText(/^Das Konto ist nicht verbunden\. .* \(.+\)$/).waitFor()
})

test('the command palette finds posts, accounts, pages and actions by name, and its shortcuts lead there', async () => {
  const { id } = await dashboard.account('mastodon', { displayName: 'Lena bakes' })
  await dashboard.call('POST', '/v1/posts', { content: 'Rye is back', accountIds: [id], saveAsDraft: true })
  const { page, problems } = await dashboard.signedIn('owner', { baseURL })
  const look = async (typed: string, name: RegExp): Promise<void> => {
    await page.keyboard.press('Control+k')
    await page.getByRole('searchbox', { name: /Where to/ }).fill(typed)
    await page.getByRole('menuitem', { name }).waitFor()
    // What the arrow keys stand on is told a moment after the list has changed.
    await expect.poll(() => page.evaluate(standsOnSomething)).toBe(true)
    if (typed === 'rye') await expectAccessible(page)
    await page.getByRole('menuitem', { name }).click()
  }
  await look('rye', /^Post: Rye is back/)
  await page.waitForURL(/\/posts\/post_/)
  await look('lena', /^Account: Lena bakes/)
  await page.waitForURL(/\/accounts\//)
  await look('api keys', /^Settings: API keys/)
  await page.waitForURL(/\/settings\/api-keys/)
  await look('dark', /^Switch to dark/)
  await expect.poll(() => page.evaluate('document.documentElement.outerHTML.slice(0, 200)')).toContain('dark')
  await page.keyboard.press('?')
  const list = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await list.getByText('Go to Calendar').waitFor()
  await page.keyboard.press('Escape')
  await list.waitFor({ state: 'detached' })
  await page.keyboard.press('g')
  await page.keyboard.press('c')
  await page.waitForURL(/\/calendar/)
  expect(problems).toEqual([])
})
