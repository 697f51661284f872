import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { openPage } from '../support/browser.js'
import { expectAccessible, startDashboard } from '../support/dashboard.js'
import { freePort } from '../support/house.js'
import { clientId, clientSecret, startIdentityProvider } from '../support/identity-provider.js'
import { aPerson, password } from '../support/people.js'

const port = await freePort()
const dashboard = await startDashboard({
  OIDC_ISSUER: `http://127.0.0.1:${String(port)}`,
  OIDC_CLIENT_ID: clientId,
  OIDC_CLIENT_SECRET: clientSecret,
  OIDC_NAME: 'Bistro ID',
})
const { publicUrl: baseURL } = dashboard.app.parts.config
const provider = await startIdentityProvider(port, `${baseURL}/auth/oidc/callback`)
const { workspaceId } = dashboard

async function signIn(page: Page, email: string, word: string): Promise<void> {
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(word)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}
const where = (page: Page): string => new URL(page.url()).pathname + new URL(page.url()).search

test('a wrong password is said to be wrong, the right one leads to where one was going, and signing out ends it', async () => {
  const { email } = await aPerson(dashboard.db, [{ workspaceId, role: 'editor' }])
  const { page } = await openPage({ baseURL, locale: 'en-GB' })
  await page.goto('/calendar?view=week')
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  await signIn(page, email, 'a guess')
  await page.getByRole('alert').getByText('password').waitFor()
  await expectAccessible(page)
  await signIn(page, email, password)
  await page.getByRole('heading', { name: 'Calendar', level: 1 }).waitFor()
  expect(where(page)).toBe('/calendar?view=week')

  await page.getByRole('button', { name: `Signed in as ${email}` }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  // Neither the address nor the way back shows what was there.
  await page.goBack()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  await page.goto('/accounts')
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  expect(await page.getByRole('link', { name: 'Calendar' }).count()).toBe(0)
})

test('nobody is led on to the page of a stranger', async () => {
  const { email } = await aPerson(dashboard.db, [{ workspaceId, role: 'viewer' }])
  const { page } = await openPage({ baseURL, locale: 'en-GB' })
  await page.goto('/sign-in?next=//stranger.example/calendar')
  await signIn(page, email, password)
  await page.getByRole('heading', { name: 'Home', level: 1 }).waitFor()
  expect(page.url()).toBe(`${baseURL}/`)
})

test('the identity provider lets people in, and they too come to where they were going', async () => {
  const { email } = await aPerson(dashboard.db, [{ workspaceId, role: 'editor' }])
  provider.current = 'ann'
  provider.people['ann'] = { email, email_verified: true, name: 'Ann' }
  const { page } = await openPage({ baseURL, locale: 'en-GB' })
  await page.goto('/media?type=image')
  await page.getByRole('link', { name: 'Sign in with Bistro ID' }).click()
  await page.getByRole('heading', { name: 'Media', level: 1 }).waitFor()
  expect(where(page)).toBe('/media?type=image')
})

test('whose session ends meanwhile signs in again and goes on there', async () => {
  const { email } = await aPerson(dashboard.db, [{ workspaceId, role: 'editor' }])
  const { page } = await openPage({ baseURL, locale: 'en-GB' })
  await page.goto('/approvals?show=all')
  await signIn(page, email, password)
  await page.getByRole('heading', { name: 'Approvals', level: 1 }).waitFor()
  await page.context().clearCookies()
  await page.getByRole('link', { name: 'Analytics' }).click()
  const again = page.getByRole('dialog', { name: 'Your session has ended' })
  await again.getByLabel('Password').fill(password)
  await again.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('heading', { name: 'Analytics', level: 1 }).waitFor()
})
