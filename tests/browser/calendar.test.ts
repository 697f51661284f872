import { expect, test } from 'vitest'
import { expectAccessible, startDashboard } from '../support/dashboard.js'

const dashboard = await startDashboard()
const { id: accountId } = await dashboard.account('mastodon', { username: 'lena', displayName: 'Lena bakes' })
await dashboard.call('PATCH', `/v1/workspaces/${dashboard.workspaceId}`, {
  settings: { timezone: 'Europe/Berlin' },
})

const scheduled = async (content: string, scheduledFor: string): Promise<string> =>
  (
    await dashboard.call<{ id: string }>('POST', '/v1/posts', {
      content,
      scheduledFor,
      accountIds: [accountId],
    })
  ).id
const timeOf = async (id: string): Promise<string | null> =>
  (await dashboard.call<{ scheduledFor: string | null }>('GET', `/v1/posts/${id}`)).scheduledFor

test('a post is dragged across the change to summer time by mouse, and back by keyboard, at the same time of day', async () => {
  // Clocks in Berlin go forward on 28 March 2038, in the night to Sunday.
  const id = await scheduled('Easter bread', '2038-03-26T08:00:00.000Z')
  const { page, problems } = await dashboard.signedIn('editor', { timezoneId: 'America/New_York' })
  await page.goto('/calendar?day=2038-03-20')
  await page.getByText(/Times are those of Berlin .* Your own clock goes by New York/).waitFor()
  const day = (name: string) => page.getByRole('group', { name: new RegExp(name) })
  const post = page.getByRole('link', { name: /Easter bread/ })
  await day('Friday,? 26 March')
    .getByRole('link', { name: /9:00.*Easter bread/ })
    .waitFor()

  await post.dragTo(day('Tuesday,? 30 March'))
  await day('Tuesday,? 30 March')
    .getByRole('link', { name: /9:00.*Easter bread/ })
    .waitFor()
  await page.getByText(/Moved to .*30 Mar/).waitFor()
  // Nine by the clocks there is an hour earlier now.
  expect(await timeOf(id)).toBe('2038-03-30T07:00:00.000Z')

  await page.getByRole('button', { name: 'Move “Easter bread”' }).focus()
  await page.keyboard.press('Enter')
  const target = day('Thursday,? 25 March')
  for (let presses = 0; presses < 60; presses++) {
    if (await target.evaluate((element) => element.ownerDocument.activeElement === element)) break
    await page.keyboard.press('Tab')
  }
  await page.keyboard.press('Enter')
  await target.getByRole('link', { name: /9:00.*Easter bread/ }).waitFor()
  await expect.poll(() => timeOf(id)).toBe('2038-03-25T08:00:00.000Z')
  await expectAccessible(page)
  expect(problems).toEqual([])
})

test('a week shows hours, the dialog moves to the minute, filters stand in the address, and a refused move is taken back', async () => {
  const id = await scheduled('Plum cake', '2038-05-04T10:00:00.000Z')
  await scheduled('Cheese cake', '2038-05-05T10:00:00.000Z')
  await dashboard.call('PUT', '/v1/queue-slots', { slots: [{ day: 'monday', time: '09:30' }] })
  const { page } = await dashboard.signedIn('editor')
  await page.goto('/calendar?view=week&day=2038-05-04')
  const cell = (name: string) => page.getByRole('group', { name: new RegExp(name) })
  await cell('Tuesday,? 4 May,? 12:00')
    .getByRole('link', { name: /Plum cake/ })
    .waitFor()
  await page.getByRole('link', { name: /Plum cake/ }).dragTo(cell('Wednesday,? 5 May,? 14:00'))
  await cell('Wednesday,? 5 May,? 14:00')
    .getByRole('link', { name: /Plum cake/ })
    .waitFor()
  await expect.poll(() => timeOf(id)).toBe('2038-05-05T12:00:00.000Z')
  await expectAccessible(page)

  await page.getByRole('radio', { name: 'List' }).click()
  await page.getByRole('link', { name: 'Plum cake' }).waitFor()
  await page.getByRole('button', { name: 'Every status' }).click()
  await page.getByRole('option', { name: 'Draft' }).click()
  await page.getByRole('link', { name: 'Plum cake' }).waitFor({ state: 'detached' })
  expect(new URL(page.url()).search).toContain('status=draft')
  await page.getByRole('button', { name: 'Show all' }).click()
  await expectAccessible(page)

  // Somebody else sent it meanwhile: it stays where it was, and the server says why.
  await dashboard.call('POST', `/v1/posts/${id}/cancel`)
  await page.getByRole('button', { name: 'Move to… Plum cake' }).click()
  await page.getByRole('spinbutton', { name: /^minute/ }).click()
  await page.keyboard.type('45')
  await page.getByRole('button', { name: 'Move post' }).click()
  await page.getByText(/The post stays where it was/).waitFor()
  expect(await timeOf(id)).toBe('2038-05-05T12:00:00.000Z')
})

test('a free queue slot begins a post at its time', async () => {
  const { page } = await dashboard.signedIn('editor')
  await page.goto('/calendar')
  await page.getByRole('button', { name: 'Later' }).click()
  const slot = page.getByRole('link', { name: /9:30 free/ }).first()
  const href = (await slot.getAttribute('href')) ?? ''
  await slot.click()
  await page.waitForURL(/\/posts\/new/)
  expect(new URL(href, dashboard.url).searchParams.get('at')).toMatch(/T0[78]:30:00.000Z/)
})
