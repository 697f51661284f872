import { expect, test } from 'vitest'
import { openPage } from '../support/browser.js'
import { expectAccessible, startDashboard } from '../support/dashboard.js'
import { password } from '../support/people.js'

const dashboard = await startDashboard()
const baseURL = dashboard.url.replace('127.0.0.1', 'localhost')

test('the link of an invitation leads in, the one for a new password back in, and a spent one says so', async () => {
  const { inviteUrl } = await dashboard.call<{ inviteUrl: string }>('POST', '/v1/members', {
    email: 'ann@example.com',
    role: 'editor',
  })
  const { page, problems } = await openPage({ baseURL, locale: 'en-GB' })
  const link = new URL(inviteUrl)
  const answer = await page.goto(`${link.pathname}${link.search}`)
  expect(answer?.headers()['referrer-policy']).toBe('no-referrer')
  expect(answer?.headers()['content-security-policy']).toContain("script-src 'self';")
  await page.getByRole('heading', { name: 'Welcome to VoxBurst' }).waitFor()
  await expectAccessible(page)
  await page.getByLabel('Your name').fill('Ann Weber')
  await page.getByLabel('Password').fill('staple of batteries')
  await page.getByRole('button', { name: 'Set password' }).click()
  await page.getByRole('button', { name: 'Signed in as Ann Weber' }).waitFor()

  await page.goto(`/reset-password?token=${link.searchParams.get('token') ?? ''}`)
  await page.getByLabel('Password').fill('another of batteries')
  expect(problems).toEqual([])
  await page.getByRole('button', { name: 'Set password' }).click()
  await page.getByRole('alert').waitFor()
  await expectAccessible(page)
})

test('a session that ends under somebody who writes is taken up again over the page: nothing is lost', async () => {
  const { page } = await dashboard.signedIn('owner', { baseURL })
  await page.goto('/settings/members')
  const email = await page.evaluate<string>(
    `fetch('/v1/auth/me').then((answer) => answer.json()).then((me) => me.email)`,
  )
  await page.getByRole('button', { name: 'Invite member' }).click()
  await page.getByLabel('E-mail').fill('half.written@example.com')
  await dashboard.db.query({
    text: `delete from sessions where user_id = (select id from users where email = $1)`,
    values: [email],
  })
  await page.getByRole('button', { name: 'Invite', exact: true }).click()
  await page.getByRole('heading', { name: 'Your session has ended' }).waitFor()
  await expectAccessible(page)
  const again = page.getByRole('dialog', { name: 'Your session has ended' })
  expect(await again.getByLabel('E-mail').inputValue()).toBe(email)
  await again.getByLabel('Password').fill(password)
  await again.getByRole('button', { name: 'Sign in', exact: true }).click()
  await again.waitFor({ state: 'detached' })
  expect(await page.getByLabel('E-mail').inputValue()).toBe('half.written@example.com')
  await page.getByRole('button', { name: 'Invite', exact: true }).click()
  await page.getByRole('region', { name: 'Link to the invitation' }).waitFor()
})

test('signing out in one tab signs out the others, and signing in leads them back', async () => {
  const { page } = await dashboard.signedIn('owner', { baseURL })
  const other = await page.context().newPage()
  await other.goto('/media')
  await other.getByRole('heading', { level: 1, name: 'Media' }).waitFor()
  const email = await page.evaluate<string>(
    `fetch('/v1/auth/me').then((answer) => answer.json()).then((me) => me.email)`,
  )
  await page.getByRole('button', { name: /^Signed in as/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await Promise.all([page, other].map((tab) => tab.getByRole('heading', { name: 'Sign in' }).waitFor()))
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('link', { name: 'New post' }).first().waitFor()
  await other.getByRole('heading', { level: 1, name: 'Media' }).waitFor()
})
