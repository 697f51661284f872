import { expect, test } from 'vitest'
import { expectAccessible, startDashboard } from '../support/dashboard.js'
import { uploadFixture } from '../support/upload-fixture.js'

const dashboard = await startDashboard()
const { id: accountId } = await dashboard.account('mastodon', { username: 'lena', displayName: 'Lena bakes' })

test('a post is sent back with a comment, mended, shown beside what it was, and approved in two steps by two people', async () => {
  const [editor, legal] = [await dashboard.signedIn('approver'), await dashboard.signedIn('approver')]
  const [editorId, legalId] = await Promise.all(
    [editor, legal].map(async ({ page }) => {
      const me = await page.request.get('/v1/auth/me')
      return ((await me.json()) as { userId: string }).userId
    }),
  )
  const { id: workflowId } = await dashboard.call<{ id: string }>(
    'POST',
    `/v1/workspaces/${dashboard.workspaceId}/approval-workflows`,
    {
      name: 'Two pairs of eyes',
      steps: [
        { order: 1, role: 'Editor', approverIds: [editorId], required: true },
        { order: 2, role: 'Legal', approverIds: [legalId], required: true },
      ],
    },
  )
  const cake = await uploadFixture(dashboard, 'card-1200x630.png', 'image/png', 'A cake')
  const { id } = await dashboard.call<{ id: string }>('POST', '/v1/posts', {
    content: 'Free cake for everybody',
    accountIds: [accountId],
    scheduledFor: '2038-05-04T10:00:00.000Z',
  })
  const send = () => dashboard.call('POST', `/v1/posts/${id}/start-approval`, { workflowId })
  await send()

  // The first step is the editor's; legal sees it among all, and may not decide yet.
  await editor.page.goto('/approvals')
  await editor.page.getByText('1 post waits for you.').waitFor()
  await legal.page.goto('/approvals')
  await legal.page.getByText('Nothing waits for you.').waitFor()
  await legal.page.getByRole('radio', { name: 'All' }).click()
  await legal.page.getByRole('heading', { name: 'Free cake for everybody' }).waitFor()
  expect(await legal.page.getByRole('button', { name: 'Approve' }).count()).toBe(0)

  const decide = async (page: typeof editor.page, open: string, comment: string, name: string) => {
    await page.getByRole('button', { name: open }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox').fill(comment)
    await dialog.getByRole('button', { name }).click()
    await dialog.waitFor({ state: 'detached' })
  }
  await decide(editor.page, 'Send back', 'Not for everybody, please.', 'Send back')
  await editor.page.getByRole('heading', { name: 'Nothing waits for you' }).waitFor()

  await dashboard.call('PATCH', `/v1/posts/${id}`, {
    content: 'Free cake for the first ten',
    scheduledFor: '2038-05-06T10:00:00.000Z',
    mediaIds: [cake],
  })
  await send()
  await editor.page.reload()
  await editor.page.getByText('Not for everybody, please.').waitFor()
  await editor.page.getByRole('deletion').getByText('everybody').waitFor()
  await editor.page.getByRole('insertion').filter({ hasText: 'the first ten' }).waitFor()
  await editor.page.getByRole('region', { name: 'Time' }).getByRole('insertion').getByText('6').waitFor()
  const files = editor.page.getByRole('region', { name: 'Files' })
  await files.getByText('None').waitFor()
  await files.getByText('New').waitFor()
  const preview = editor.page.getByRole('article', { name: /Lena bakes/ })
  await preview.getByText('Free cake for the first ten').waitFor()
  await preview.getByRole('img', { name: 'A cake' }).waitFor()
  await expectAccessible(editor.page)
  await decide(editor.page, 'Approve', 'Better.', 'Approve post')

  await legal.page.goto('/approvals')
  await legal.page.getByText('Better.').waitFor()
  await decide(legal.page, 'Approve', '', 'Approve post')
  await legal.page.getByRole('heading', { name: 'Nothing waits for you' }).waitFor()
  expect(await dashboard.call('GET', `/v1/posts/${id}`)).toMatchObject({ status: 'scheduled' })

  await legal.page.goto(`/posts/${id}`)
  for (const entry of ['Sent back as Editor', 'Approved as Editor', 'Approved as Legal'])
    await legal.page.getByText(entry).waitFor()
  const problems = [...editor.problems, ...legal.problems]
  expect(problems).toEqual([])
})
