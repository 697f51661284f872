import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { expectAccessible, startDashboard } from '../support/dashboard.js'

const dashboard = await startDashboard()
/** The server's public address: where networks lead back to, so that the session's cookie has to be of it. */
const { publicUrl: baseURL } = dashboard.app.parts.config

test('on a phone one is led from nothing to a post that is out, and nothing is wider than the screen', async () => {
  const { page, problems } = await dashboard.signedIn('owner', { hasTouch: true })
  await page.setViewportSize({ width: 360, height: 740 })
  const fits = async (): Promise<void> => {
    const over = 'document.documentElement.scrollWidth - document.documentElement.clientWidth'
    expect(await page.evaluate<number>(over), page.url()).toBe(0)
  }
  await page.getByRole('heading', { name: 'Welcome to VoxBurst' }).waitFor()
  await fits()
  await page.getByRole('button', { name: 'Connect a sandbox account' }).tap()
  await page.getByText(/^Connected: /).waitFor()
  await page.getByRole('link', { name: 'Write a post' }).tap()
  await page.getByLabel('Text', { exact: true }).fill('Rye is back')
  await fits()
  await page.getByRole('button', { name: 'Publish now' }).tap()
  await page.getByRole('link', { name: 'See it on the simulated Bluesky' }).waitFor()
  await fits()
  for (const place of ['Calendar', 'Accounts', 'Home']) {
    await page.getByRole('button', { name: 'Menu' }).tap()
    await page.getByRole('navigation').getByRole('link', { name: place }).tap()
    await page.getByRole('heading', { name: place, level: 1 }).waitFor()
    await fits()
  }
  const out = page.getByRole('region', { name: 'Just went out' })
  await out.getByRole('link', { name: 'Rye is back' }).waitFor()
  expect(problems).toEqual([])
})

test('home says what needs somebody until nothing does, and what came of the posts that are out', async () => {
  const { id: accountId } = await dashboard.account('threads', {
    username: 'lena',
    displayName: 'Lena bakes',
  })
  const { page, problems } = await dashboard.signedIn('owner', { baseURL })
  await page.getByText('Nothing needs you right now.').waitFor()
  const out = page.getByRole('region', { name: 'Just went out' })
  await out.getByText('No numbers yet').first().waitFor()

  const fault = { platform: 'threads', times: 1 }
  await dashboard.call('POST', '/sandbox/faults', { ...fault, fault: 'content_rejected' })
  const { id } = await dashboard.call<{ id: string }>('POST', '/v1/posts', {
    content: 'Spelt is back',
    accountIds: [accountId],
  })
  await dashboard.call('POST', `/v1/posts/${id}/publish`)
  const { platforms } = await dashboard.settled(id)
  await dashboard.call('POST', '/sandbox/faults', { ...fault, fault: 'token_revoked', operation: 'identity' })
  await dashboard.call('POST', `/v1/accounts/${accountId}/test`)
  const needs = page.getByRole('region', { name: 'Needs you' })
  await needs.getByRole('link', { name: 'Spelt is back' }).waitFor()
  await needs.getByText(platforms[0]?.error?.message ?? 'no error').waitFor()
  await needs.getByRole('link', { name: /Lena bakes/ }).waitFor()
  await expectAccessible(page)

  await needs.getByRole('link', { name: /Lena bakes/ }).click()
  await page.getByRole('heading', { name: 'Lena bakes', level: 1 }).waitFor()
  await page.getByRole('button', { name: 'Reconnect' }).first().click()
  await page.getByLabel('Sign in as').fill('lena')
  await page.getByRole('button', { name: 'Allow' }).click()
  await page.getByText('Active', { exact: true }).first().waitFor()
  const target = platforms[0]?.postPlatformId ?? ''
  await dashboard.call('POST', `/v1/posts/${id}/platforms/${target}/fix`, { content: 'Spelt' })
  expect((await dashboard.settled(id)).status).toBe('published')
  await page.getByRole('link', { name: 'Home', exact: true }).click()
  await page.getByText('Nothing needs you right now.').waitFor()
  // The networks are asked for numbers an hour later, and say some.
  await dashboard.advance(2 * 3_600_000)
  await out
    .getByText(/^[\d,]+ impressions? · [\d,]+ engagements?$/)
    .first()
    .waitFor()
  await expectAccessible(page)
  expect(problems).toEqual([])
})

test('dark and light are as the system has them, or as was chosen, which a reload keeps', async () => {
  const { page } = await dashboard.signedIn('viewer')
  const ground = 'getComputedStyle(document.body).backgroundColor.match(/[0-9]+/)[0] < 128'
  const isDark = (on: Page): Promise<boolean> => on.evaluate<boolean>(ground)
  await page.emulateMedia({ colorScheme: 'dark' })
  expect(await isDark(page)).toBe(true)
  await page.emulateMedia({ colorScheme: 'light' })
  expect(await isDark(page)).toBe(false)

  await page.getByRole('button', { name: 'Appearance: As the system' }).click()
  await page.getByRole('button', { name: 'Appearance: Light' }).click()
  await page.getByRole('button', { name: 'Appearance: Dark' }).waitFor()
  expect(await isDark(page)).toBe(true)
  await page.reload()
  await page.getByRole('button', { name: 'Appearance: Dark' }).waitFor()
  expect(await isDark(page)).toBe(true)
  // Another tab of the same browser begins as this one is.
  const other = await page.context().newPage()
  await other.goto('/calendar')
  expect(await isDark(other)).toBe(true)
  await page.getByRole('button', { name: 'Appearance: Dark' }).click()
  expect(await isDark(page)).toBe(false)
})
