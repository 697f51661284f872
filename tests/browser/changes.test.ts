import { expect, test } from 'vitest'
import { startDashboard } from '../support/dashboard.js'

const dashboard = await startDashboard()
const { id: accountId } = await dashboard.account('mastodon', { username: 'lena', displayName: 'Lena bakes' })
const written = (content: string) =>
  dashboard.call<{ id: string }>('POST', '/v1/posts', { content, accountIds: [accountId] })

test('a post that goes out changes in three tabs under one’s eyes, and after a restart they hear again', async () => {
  const { page: home } = await dashboard.signedIn('editor')
  const { id } = await written('Rye is back')
  const [calendar, post] = [await home.context().newPage(), await home.context().newPage()]
  await calendar.goto('/calendar?view=list')
  await post.goto(`/posts/${id}`)
  await post.getByText('Draft', { exact: true }).first().waitFor()
  let loads = 0
  for (const page of [home, calendar, post]) page.on('load', () => (loads += 1))

  // The network is away at first, so that there is time to see it.
  await dashboard.call('POST', '/sandbox/faults', { platform: 'mastodon', fault: 'server_error' })
  await dashboard.call('POST', `/v1/posts/${id}/publish`)
  const shown = (status: string) => [
    home.getByRole('listitem').filter({ hasText: 'Rye is back' }).getByText(status, { exact: true }).first(),
    calendar
      .getByRole('listitem')
      .filter({ hasText: 'Rye is back' })
      .getByText(status, { exact: true })
      .first(),
    post.getByRole('main').getByText(status, { exact: true }).first(),
  ]
  for (const place of shown('Publishing')) await place.waitFor()
  await post.getByText('Tries again').first().waitFor()
  expect((await dashboard.settled(id)).status).toBe('published')
  for (const place of shown('Published')) await place.waitFor()

  const away = 'No live updates: VoxBurst does not answer. Trying again…'
  await dashboard.restart(async () => {
    for (const page of [home, calendar, post]) await page.getByText(away).waitFor()
  })
  await written('Spelt is back too').then(({ id }) => dashboard.call('POST', `/v1/posts/${id}/publish`))
  for (const page of [home, calendar, post]) await page.getByText(away).waitFor({ state: 'detached' })
  for (const page of [home, calendar]) await page.getByText('Spelt is back too').first().waitFor()
  expect(loads).toBe(0)
})
