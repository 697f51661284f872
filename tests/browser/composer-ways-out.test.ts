import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { startDashboard } from '../support/dashboard.js'

const dashboard = await startDashboard()
await dashboard.account('mastodon', { username: 'lena', displayName: 'Lena bakes' })
await dashboard.call('PUT', '/v1/queue-slots', { slots: [{ day: 'monday', time: '09:30' }] })
const workspace = `/v1/workspaces/${dashboard.workspaceId}`

type Sent = { content: string; status: string; scheduledFor: string | null }

async function write(page: Page, text: string): Promise<void> {
  await page.getByRole('link', { name: 'New post' }).first().click()
  await page.getByRole('checkbox', { name: /Lena bakes/ }).check({ force: true })
  await page.getByLabel('Text', { exact: true }).fill(text)
}

/** Presses the button and answers the post that came of it. */
async function send(page: Page, name: string): Promise<Sent> {
  await page.getByRole('button', { name, exact: true }).click()
  return sent(page)
}

async function sent(page: Page): Promise<Sent> {
  await page.waitForURL(/\/posts\/post_[^/]+$/)
  return dashboard.call('GET', new URL(page.url()).pathname.replace('/posts', '/v1/posts'))
}

test('a post takes the next free slot of the queue, and the one after it the slot a week later', async () => {
  const { page, problems } = await dashboard.signedIn('editor')
  const slots: (string | null)[] = []
  for (const content of ['Rye is back', 'Spelt is back']) {
    await write(page, content)
    await page.getByText('Next free slot').click()
    await page.getByText(/^Goes out .*9:30.* unless another post takes the slot first/).waitFor()
    const { status, scheduledFor } = await send(page, 'Add to queue')
    expect(status).toBe('scheduled')
    slots.push(scheduledFor)
  }
  const [first, second] = slots.map((each) => new Date(each ?? ''))
  expect([first?.getUTCDay(), first?.toISOString().slice(11, 16)]).toEqual([1, '09:30'])
  expect(Number(second) - Number(first)).toBe(7 * 86_400_000)
  expect(problems).toEqual([])
})

test('a best time is chosen by a press, and is when the post goes out', async () => {
  const { page } = await dashboard.signedIn('editor')
  await write(page, 'Plum cake')
  await page.getByText('At a time').click()
  const best = page.getByRole('group', { name: 'Best times' }).getByRole('button').last()
  const label = await best.innerText()
  await best.click()
  const { status, scheduledFor } = await send(page, 'Schedule')
  expect(status).toBe('scheduled')
  const at = new Date(scheduledFor ?? '')
  expect(label).toContain(at.toISOString().slice(11, 16))
  expect(label).toContain(String(at.getUTCDate()))
})

test('a post is sent for approval by the workflow that is chosen, and where the workspace asks for one, by the button itself', async () => {
  const { page: owner } = await dashboard.signedIn('owner')
  const me = await owner.request.get('/v1/auth/me')
  const { userId } = (await me.json()) as { userId: string }
  const { id } = await dashboard.call<{ id: string }>('POST', `${workspace}/approval-workflows`, {
    name: 'Two pairs of eyes',
    steps: [{ order: 1, role: 'Editor', approverIds: [userId], required: true }],
  })
  const { page } = await dashboard.signedIn('editor')
  await write(page, 'Free cake')
  await page.getByText('At a time').click()
  await page.getByRole('button', { name: 'Send for approval' }).click()
  await page.getByRole('menuitem', { name: 'Two pairs of eyes' }).click()
  expect(await sent(page)).toMatchObject({ content: 'Free cake', status: 'pending_approval' })

  await dashboard.call('PATCH', workspace, { settings: { approvalWorkflowId: id } })
  await page.reload()
  await write(page, 'Free bread')
  expect(await page.getByRole('button', { name: 'Publish now' }).count()).toBe(0)
  expect(await send(page, 'Send for approval')).toMatchObject({ status: 'pending_approval' })
  // Both wait for the owner, who sees it without a reload.
  await owner.getByRole('link', { name: /Approvals.*2 posts wait for your approval/ }).click()
  for (const text of ['Free cake', 'Free bread']) await owner.getByRole('heading', { name: text }).waitFor()
  await dashboard.call('PATCH', workspace, { settings: { approvalWorkflowId: null } })
})

test('what was written and not sent is there after a reload, until it is discarded', async () => {
  const { page } = await dashboard.signedIn('editor')
  await write(page, 'Half a thought')
  await expect.poll(() => page.evaluate<string>('JSON.stringify(localStorage)')).toContain('Half a thought')
  await page.reload()
  await page.getByText('This is what you wrote').waitFor()
  await page.getByRole('button', { name: 'Discard' }).click()
  const text = page.getByLabel('Text', { exact: true })
  await expect.poll(() => text.inputValue()).toBe('')
  await page.reload()
  await text.waitFor()
  expect(await text.inputValue()).toBe('')
  expect(await page.getByText('This is what you wrote').count()).toBe(0)
})
