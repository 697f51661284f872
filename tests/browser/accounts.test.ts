import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { expectAccessible, startDashboard } from '../support/dashboard.js'

const dashboard = await startDashboard()
/** The server's public address: where networks lead back to, so that the session's cookie has to be of it. */
const baseURL = dashboard.url.replace('127.0.0.1', 'localhost')

test('accounts are connected with one click in the sandbox, by a form, and on the network’s own page', async () => {
  const { page, problems } = await dashboard.signedIn('owner', { baseURL })
  await page.getByRole('link', { name: 'Accounts' }).click()
  await page.getByRole('heading', { name: 'No account is connected' }).waitFor()
  await expectAccessible(page)

  const connect = async (network: string): Promise<void> => {
    await page.getByRole('button', { name: 'Connect account' }).first().click()
    await page.getByRole('searchbox', { name: 'Search networks' }).fill(network)
    await page.getByRole('dialog').getByRole('button', { name: network, exact: true }).click()
  }
  await connect('Telegram')
  await page.getByRole('button', { name: 'Connect a sandbox account' }).click()
  await page.getByRole('status').getByText('is connected. Posts can go out').waitFor()

  await connect('Bluesky')
  await page.getByLabel('Your handle').fill('nobody.bsky.social')
  await page.getByLabel('App password').fill('wrong')
  await page.getByRole('dialog').getByRole('button', { name: 'Connect Bluesky' }).click()
  await page.getByRole('dialog').getByRole('alert').waitFor()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Close' }).first().click()

  await connect('X')
  await page.getByRole('button', { name: 'Go on to X' }).click()
  await page.getByLabel('Sign in as').fill('tea_house')
  await page.getByRole('button', { name: 'Allow' }).click()
  await page.getByText('tea_house is connected').or(page.getByText('is connected. Posts')).first().waitFor()
  expect(new URL(page.url()).pathname).toBe('/accounts')
  await page.getByRole('region', { name: 'X', exact: true }).getByText('@tea_house').waitFor()

  await connect('X')
  await page.getByRole('button', { name: 'Go on to X' }).click()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('alert').getByText('access was not given').waitFor()
  expect(problems.filter((each) => !each.includes('400'))).toEqual([])
})

test('an account whose access was withdrawn is found by a test, and reconnected in place', async () => {
  const { id } = await dashboard.account('linkedin', { username: 'ina', displayName: 'Ina Moss' })
  const { page } = await dashboard.signedIn('admin', { baseURL })
  await page.goto(`/accounts/${id}`)
  await page.getByRole('heading', { name: 'Ina Moss', level: 1 }).waitFor()
  await page.getByRole('button', { name: 'Test' }).click()
  await page.getByText('It works: the network answers').waitFor()
  await page.getByRole('heading', { name: 'Best times' }).waitFor()
  await expectAccessible(page)

  await dashboard.call('POST', '/sandbox/faults', {
    platform: 'linkedin',
    accountId: id,
    fault: 'token_revoked',
    operation: 'identity',
  })
  await page.getByRole('button', { name: 'Test' }).click()
  await page.getByText('The network does not let us in').waitFor()
  await page.getByRole('link', { name: 'All accounts' }).click()
  const network = page.getByRole('region', { name: 'LinkedIn' })
  await network.getByRole('button', { name: 'Reconnect' }).click()
  await page.getByLabel('Sign in as').fill('ina')
  await page.getByRole('button', { name: 'Allow' }).click()
  await network.getByText('Active').waitFor()
  expect(await dashboard.call('GET', `/v1/accounts/${id}`)).toMatchObject({ status: 'active' })
})

test('who may not connect accounts is not offered it', async () => {
  await dashboard.account('mastodon', { username: 'gardener' })
  const { page } = await dashboard.signedIn('viewer', { baseURL })
  await page.getByRole('link', { name: 'Accounts' }).click()
  await page.getByRole('region', { name: 'Mastodon' }).waitFor()
  expect(await page.getByRole('button', { name: 'Connect account' }).count()).toBe(0)
})

test('analytics show what the past of an account found, as a chart, as a table and as a file', async () => {
  const { id } = await dashboard.account('threads', { username: 'kiosk', displayName: 'The Kiosk' })
  // It is read in steps, with rests between them that need not be waited for.
  const backfill = async (): Promise<unknown> => {
    await dashboard.advance(60_000)
    return dashboard.call('GET', `/v1/accounts/${id}/backfill`)
  }
  await expect.poll(backfill, { timeout: 30_000 }).toMatchObject({ status: 'completed' })
  const { page } = await dashboard.signedIn('viewer', { baseURL })
  await page.goto('/analytics')
  await page.getByRole('button', { name: /Account/ }).click()
  await page.getByRole('option', { name: /The Kiosk/ }).click()
  await page.waitForURL(/account=/)
  await expect.poll(() => page.getByRole('definition').first().innerText()).toMatch(/^[1-9]/)
  await expectAccessible(page)
  await page.getByText(/^Most on one day: [1-9]/).waitFor()
  await page.getByRole('button', { name: 'Show as table' }).click()
  const table = page.getByRole('region', { name: 'Over time: Impressions' })
  await expect.poll(() => table.getByRole('row').count()).toBe(31)
  const file = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export as CSV' }).click()
  const download = await file
  expect(download.suggestedFilename()).toBe('voxburst-analytics-30d.csv')
  const [header, ...days] = (await readFile(await download.path(), 'utf8')).trim().split('\r\n')
  expect(header).toMatch(/^\uFEFF?Day,Network,Account,Impressions,/)
  expect(days).toHaveLength(30)
  const shown = Number(
    (await page.getByRole('definition').nth(1).innerText()).split('\n')[0]?.replace(',', ''),
  )
  const inFile = days.map((line) => Number(line.split(',')[3]))
  expect(inFile.reduce((sum, each) => sum + each)).toBe(shown)
})
