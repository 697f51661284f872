import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { expectAccessible, startDashboard } from '../support/dashboard.js'

const dashboard = await startDashboard()
const baseURL = dashboard.url.replace('127.0.0.1', 'localhost')

test('a key is created, shown once, and its command is answered', async () => {
  const { page } = await dashboard.signedIn('owner', { baseURL })
  await page.getByRole('link', { name: 'Settings' }).click()
  await page.getByRole('link', { name: 'API keys' }).click()
  await page.getByRole('button', { name: 'Create API key' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('Newsletter')
  await dialog.getByRole('button', { name: /What it may do/ }).click()
  await page.getByRole('option', { name: 'Choose' }).click()
  await dialog.getByRole('button', { name: /Posts/ }).click()
  await page.getByRole('option', { name: 'Read and write' }).click()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Create API key' }).click()
  const command = await dialog.getByRole('region', { name: 'Try it' }).innerText()
  const key = await dialog.getByRole('region', { name: 'API key' }).innerText()
  await expectAccessible(page)
  const { stdout } = await promisify(execFile)('sh', ['-c', command])
  expect(JSON.parse(stdout)).toMatchObject({
    workspaceId: dashboard.workspaceId,
    scopes: ['posts:write'],
  })
  await dialog.getByRole('button', { name: 'Done' }).click()
  await page.getByText('Newsletter').waitFor()
  expect(await page.content()).not.toContain(key)

  await page.getByRole('button', { name: 'Revoke Newsletter' }).click()
  await page.getByRole('button', { name: 'Revoke API key' }).click()
  await page.getByText('Newsletter', { exact: true }).waitFor({ state: 'detached' })
  await dashboard.call('GET', '/v1/auth/me', undefined, { key, status: 401 })
})

test('a member is invited by a link, gets another role and a place in a workflow, and the audit log says so', async () => {
  const { page } = await dashboard.signedIn('owner', { baseURL })
  await page.goto('/settings/members')
  await page.getByRole('button', { name: 'Invite member' }).click()
  await page.getByLabel('E-mail').fill('ann@example.com')
  await page.getByLabel('Name (optional)').fill('Ann Weber')
  await page.getByRole('button', { name: 'Invite', exact: true }).click()
  const link = await page.getByRole('region', { name: 'Link to the invitation' }).innerText()
  expect(link).toContain('token=')
  await page.getByRole('button', { name: 'Done' }).click()
  await page.getByRole('button', { name: /Role of Ann Weber/ }).click()
  await page.getByRole('option', { name: /Approver/ }).click()
  await page
    .getByRole('button', { name: /Role of Ann Weber/ })
    .getByText('Approver')
    .waitFor()
  await expectAccessible(page)
  expect(await dashboard.call('GET', '/v1/members')).toMatchObject({
    data: expect.arrayContaining([
      expect.objectContaining({ name: 'Ann Weber', role: 'approver', status: 'invited' }),
    ]),
  })

  await page.getByRole('link', { name: 'Approval workflows' }).click()
  await page.getByRole('button', { name: 'Create workflow' }).first().click()
  await page.getByLabel('Name', { exact: true }).fill('Client work')
  await page.getByLabel('What the step is called').fill('Proofreading')
  await page.getByRole('button', { name: 'Add step' }).click()
  await page.getByLabel('What the step is called').nth(1).fill('Client')
  const second = page.getByRole('group', { name: 'Step 2' })
  await second.getByText('Ann Weber').click()
  await page.getByRole('button', { name: 'Save workflow' }).click()
  await page.getByText('Choose at least one person for step 1.').waitFor()
  await page.getByRole('group', { name: 'Step 1' }).getByText('Ann Weber').click()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Save workflow' }).click()
  await page.getByRole('button', { name: 'Edit Client work' }).waitFor()
  expect(
    await dashboard.call('GET', `/v1/workspaces/${dashboard.workspaceId}/approval-workflows`),
  ).toMatchObject({ data: [{ name: 'Client work', steps: [{ role: 'Proofreading' }, { role: 'Client' }] }] })

  const demand = (approvalWorkflowId: string | null): Promise<unknown> =>
    dashboard.call('PATCH', `/v1/workspaces/${dashboard.workspaceId}`, { settings: { approvalWorkflowId } })
  const { data } = await dashboard.call<{ data: { id: string }[] }>(
    'GET',
    `/v1/workspaces/${dashboard.workspaceId}/approval-workflows`,
  )
  await demand(data[0]?.id ?? '')
  await page.reload()
  await page.getByRole('button', { name: 'Delete Client work' }).click()
  await page.getByRole('heading', { name: 'Client work is in use' }).waitFor()
  await expectAccessible(page)
  await demand(null)
  await page.reload()
  await page.getByRole('button', { name: 'Delete Client work' }).click()
  await page.getByRole('button', { name: 'Delete workflow' }).click()
  await page.getByRole('heading', { name: 'No workflow yet' }).waitFor()

  await page.getByRole('link', { name: 'Audit log' }).click()
  await page.getByText('created the approval workflow').first().waitFor()
  await page.getByText('invited Ann Weber').waitFor()
  await expectAccessible(page)
})

test('the week of the queue follows the workspace’s clock, which the settings choose', async () => {
  const { page } = await dashboard.signedIn('owner', { baseURL })
  await page.goto('/settings')
  const zone = page.getByRole('combobox', { name: 'Time zone' })
  await zone.fill('Berlin')
  await page.getByRole('option', { name: 'Europe/Berlin' }).click()
  await page.getByRole('button', { name: 'Save changes' }).click()
  await page.getByText('Changes were saved').waitFor()
  await expectAccessible(page)
  await page.getByRole('link', { name: 'Queue slots' }).click()
  await page.getByText(/Times are those of Berlin/).waitFor()
  await page.getByLabel('Time', { exact: true }).fill('08:15')
  await page.getByRole('button', { name: 'Add slot' }).click()
  await page.getByRole('button', { name: 'Remove Friday 08:15' }).click()
  await page.getByRole('button', { name: 'Remove Friday 08:15' }).waitFor({ state: 'detached' })
  await expectAccessible(page)
  const { data } = await dashboard.call<{ data: { day: string; time: string }[] }>('GET', '/v1/queue-slots')
  expect(data.map(({ day, time }) => `${day} ${time}`)).toEqual(
    ['monday', 'tuesday', 'wednesday', 'thursday'].map((day) => `${day} 08:15`),
  )
})

test('somebody changes what they are called, and is called so at once', async () => {
  const { page } = await dashboard.signedIn('viewer', { baseURL })
  await page.goto('/settings/profile')
  await page.getByLabel('Name', { exact: true }).fill('Ina Moss')
  await page.getByRole('button', { name: 'Save name' }).click()
  await page.getByRole('button', { name: /Ina Moss/ }).waitFor()
  await expectAccessible(page)
  await page.getByLabel('Name', { exact: true }).fill('')
  await page.getByRole('button', { name: 'Save name' }).click()
  await page.getByRole('button', { name: /Ina Moss/ }).waitFor({ state: 'detached' })
})

test('somebody changes their password, which asks for the current one, and their language', async () => {
  const { page } = await dashboard.signedIn('viewer', { baseURL })
  await page.goto('/settings/profile')
  await page.getByLabel('Current password').fill('not this one')
  await page.getByLabel('New password').fill('staple of batteries')
  await page.getByRole('button', { name: 'Change password' }).click()
  await page.getByRole('alert').waitFor()
  await page.getByLabel('Current password').fill('correct horse battery')
  await page.getByRole('button', { name: 'Change password' }).click()
  await page.getByText('Your password was changed').waitFor()
  await expectAccessible(page)
  await page.getByRole('button', { name: /Language/ }).click()
  await page.getByRole('option', { name: 'Deutsch' }).click()
  await page.getByRole('heading', { name: 'Sprache und Darstellung' }).waitFor()
})

test('a step between the parts of the settings leads to the part, which names the tab; where it is narrow the row follows', async () => {
  const { page } = await dashboard.signedIn('owner', { baseURL })
  await page.setViewportSize({ width: 360, height: 780 })
  await page.goto('/settings')
  await expect.poll(() => page.title()).toBe('Workspace · Settings · VoxBurst')
  const part = page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name: 'Audit log' })
  await part.focus()
  await page.keyboard.press('Enter')
  await expect.poll(() => page.title()).toBe('Audit log · Settings · VoxBurst')
  await expect
    .poll(() => page.evaluate('document.activeElement.getAttribute("aria-label")'))
    .toBe('Audit log')
  await page.goto('/settings/data')
  const data = page.getByRole('navigation', { name: 'Settings' }).locator('[aria-current=page]')
  await expect.poll(async () => (await data.boundingBox())?.x ?? 1_000).toBeLessThan(300)
})
