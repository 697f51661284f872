import { expect, test } from 'vitest'
import { startDashboard } from '../support/dashboard.js'

const dashboard = await startDashboard()
await dashboard.call('PATCH', `/v1/workspaces/${dashboard.workspaceId}`, {
  settings: { timezone: 'Europe/Berlin' },
})
const serverTime = async (): Promise<Date> =>
  new Date((await dashboard.call<{ time: string }>('GET', '/v1/auth/me')).time)
const dayInBerlin = (at: Date): string =>
  new Intl.DateTimeFormat('en-GB', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    timeZone: 'Europe/Berlin',
  })
    .format(at)
    .replace(',', ',?')
const hourInBerlin = (at: Date): number =>
  Number(
    new Intl.DateTimeFormat('en-GB', { hour: 'numeric', hourCycle: 'h23', timeZone: 'Europe/Berlin' }).format(
      at,
    ),
  )

test('what is today, past and next is by the server’s clock, wherever the browser’s stands', async () => {
  await dashboard.account('mastodon', { displayName: 'Lena bakes' })
  const { page } = await dashboard.signedIn('owner', { timezoneId: 'America/New_York' })
  await page.clock.setSystemTime('2021-03-05T12:00:00Z')
  await page.goto('/calendar')
  const today = page.locator('[data-today]')
  const isToday = async (): Promise<void> => {
    const name = new RegExp(dayInBerlin(await serverTime()))
    await page.getByRole('group', { name }).locator(today).waitFor()
  }
  await isToday()

  // The sandbox's clock goes on by days under one's eyes.
  const before = await serverTime()
  await dashboard.advance(9 * 86_400_000)
  expect((await serverTime()).getTime() - before.getTime()).toBeGreaterThanOrEqual(9 * 86_400_000)
  await page.getByRole('button', { name: 'Today' }).click()
  await isToday()

  await page.goto('/calendar?view=week')
  const lineIsAtNow = async (): Promise<void> => {
    await expect
      .poll(
        async () => {
          await page.getByRole('button', { name: 'Today' }).click()
          const at = await serverTime()
          const hour = page.getByRole('group', {
            name: new RegExp(`${dayInBerlin(at)}, 0?${String(hourInBerlin(at))}:00$`),
          })
          return await hour.locator('[data-now]').count()
        },
        { timeout: 15_000 },
      )
      .toBe(1)
  }
  await page.locator('[data-now]').waitFor()
  await lineIsAtNow()
  await dashboard.advance(2 * 3_600_000)
  await lineIsAtNow()

  await page.goto('/posts/new')
  await page.getByRole('checkbox', { name: /Lena bakes/ }).check({ force: true })
  await page.getByLabel('Text', { exact: true }).fill('Rye is back')
  await page.getByText('At a time').click()
  await page.getByText(/For you in New York/).waitFor()
  await page.getByRole('button', { name: 'Schedule' }).click()
  await page.waitForURL(/\/posts\/post_/)
  const { data } = await dashboard.call<{ data: { scheduledFor: string }[] }>('GET', '/v1/posts?limit=1')
  const inMs = Date.parse(data[0]?.scheduledFor ?? '') - (await serverTime()).getTime()
  expect(inMs).toBeGreaterThan(0)
  expect(inMs).toBeLessThan(2 * 3_600_000)

  await page.goto('/settings/audit-log')
  await page.getByText(/Times are those of Berlin .* Your own clock goes by New York/).waitFor()
  const at = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'Europe/Berlin' })
  await page
    .locator('time')
    .first()
    .getByText(at.format(await serverTime()))
    .waitFor()
})
