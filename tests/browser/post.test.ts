import { expect, test } from 'vitest'
import { expectAccessible, startDashboard } from '../support/dashboard.js'

const dashboard = await startDashboard()
const [bluesky, mastodon] = [
  await dashboard.account('bluesky', { username: 'lena', displayName: 'Lena’s Bakery' }),
  await dashboard.account('mastodon', { username: 'lena', displayName: 'Lena on Mastodon' }),
]

test('a post that one network refused is mended with a text of its own, and is out on both', async () => {
  await dashboard.call('POST', '/sandbox/faults', { platform: 'bluesky', fault: 'content_rejected' })
  const { id } = await dashboard.call<{ id: string }>('POST', '/v1/posts', {
    content: 'Rye is back',
    accountIds: [bluesky.id, mastodon.id],
  })
  await dashboard.call('POST', `/v1/posts/${id}/publish`)
  await dashboard.settled(id)

  const { page, problems } = await dashboard.signedIn('editor')
  await page.getByRole('link', { name: 'Rye is back' }).first().click()
  await page.getByRole('heading', { name: 'Rye is back', level: 1 }).waitFor()
  const refused = page.getByRole('article', { name: 'Lena’s Bakery, Bluesky' })
  await refused.getByText('Failed', { exact: true }).waitFor()
  // The network's own words, and when.
  await refused.getByText('1 attempt').waitFor()
  await refused.getByText(/Bluesky said:.*HTTP 400/).waitFor()
  const fine = page.getByRole('article', { name: 'Lena on Mastodon, Mastodon' })
  await fine.getByRole('link', { name: 'See it on the simulated Mastodon' }).waitFor()
  expect(await fine.getByRole('button', { name: 'Fix and send again' }).count()).toBe(0)
  await expectAccessible(page)

  await refused.getByRole('button', { name: 'Fix and send again' }).click()
  const dialog = page.getByRole('dialog', { name: 'Fix the post for Bluesky' })
  await dialog.getByLabel('Text').fill('Rye bread is back')
  await dialog.getByRole('button', { name: 'Send again' }).click()
  await refused.getByRole('link', { name: 'See it on the simulated Bluesky' }).waitFor()
  await page.getByText('Partly published → Publishing').waitFor()
  await page.getByText('Publishing → Published').waitFor()
  expect(await dashboard.posts('bluesky')).toMatchObject([{ text: 'Rye bread is back' }])
  expect(await dashboard.posts('mastodon')).toMatchObject([{ text: 'Rye is back' }])
  expect(problems).toEqual([])
})

test('what may not be taken back is asked for first, and a viewer is offered nothing', async () => {
  const { id } = await dashboard.call<{ id: string }>('POST', '/v1/posts', {
    content: 'An idea for later',
    accountIds: [mastodon.id],
  })
  const viewer = await dashboard.signedIn('viewer')
  await viewer.page.goto(`/posts/${id}`)
  await viewer.page.getByText('Created: Draft').waitFor()
  for (const name of ['Edit', 'Publish now', 'More actions'])
    expect(await viewer.page.getByRole('button', { name }).count()).toBe(0)

  const { page } = await dashboard.signedIn('editor')
  await page.goto(`/posts/${id}`)
  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: 'Delete post' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete post' }).click()
  await page.waitForURL(/\/calendar/)
  await dashboard.call('GET', `/v1/posts/${id}`, undefined, { status: 404 })
})
