import { expect, test } from 'vitest'
import { expectAccessible, startDashboard } from '../support/dashboard.js'

const dashboard = await startDashboard()

test('a file is uploaded, found by its alt text among others, and kept while a post needs it', async () => {
  const { page, problems } = await dashboard.signedIn('editor')
  await page.getByRole('link', { name: 'Media' }).click()
  await page.getByRole('heading', { name: 'No files yet' }).waitFor()
  const choosing = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Upload files' }).click()
  const files = ['portrait-4x5-1080x1350.jpg', 'card-1200x630.png']
  await (await choosing).setFiles(files.map((name) => `tests/fixtures/media/${name}`))
  const portrait = page.getByRole('button', { name: /^portrait-4x5/ })
  await portrait.waitFor()
  await page.getByRole('button', { name: /^card-1200x630/ }).waitFor()
  await portrait.click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('In no post yet.').waitFor()
  await dialog.getByLabel('Alt text').fill('A red boat on a lake')
  await dialog.getByRole('button', { name: 'Save alt text' }).click()
  await page.getByText('The alt text is saved').waitFor()
  await dialog.getByRole('button', { name: 'Close' }).click()

  await page.getByRole('searchbox', { name: 'Search by name or alt text' }).fill('LAKE boat')
  await page.getByRole('button', { name: /^card-1200x630/ }).waitFor({ state: 'detached' })
  await portrait.waitFor()
  await page.waitForURL(/search=LAKE/)
  await page.getByRole('button', { name: /^Order|Newest first/ }).click()
  await page.getByRole('option', { name: 'By name' }).click()
  await page.waitForURL(/sort=name/)
  await expectAccessible(page)

  const { id: accountId } = await dashboard.account('bluesky')
  const [file] = (await dashboard.call<{ data: { id: string }[] }>('GET', '/v1/media?search=lake')).data
  const post = (content: string, more: object): Promise<{ id: string }> =>
    dashboard.call('POST', '/v1/posts', { content, accountIds: [accountId], mediaIds: [file?.id], ...more })
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString()
  const scheduled = await post('Boats at dawn', { scheduledFor: tomorrow })
  await post('Boats at dusk', {})
  await portrait.click()
  await expect
    .poll(() => dialog.getByRole('link', { name: /Boats/ }).allInnerTexts())
    .toEqual(['Boats at dawn', 'Boats at dusk'])
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('heading', { name: 'portrait-4x5-1080x1350.jpg is needed' }).waitFor()
  await page.getByRole('dialog').last().getByRole('button', { name: 'Close' }).click()

  await dashboard.call('POST', `/v1/posts/${scheduled.id}/cancel`)
  await dialog.getByText('Cancelled').waitFor()
  await dialog.getByRole('button', { name: 'Delete' }).click()
  await page.getByText('A draft has it too, and will be without it.').waitFor()
  await page.getByRole('button', { name: 'Delete file' }).click()
  await page.getByRole('heading', { name: 'No file like that' }).waitFor()
  expect(problems).toEqual([])
})
