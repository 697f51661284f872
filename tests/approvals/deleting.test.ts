import { expect, it } from 'vitest'
import { markWorkflowDeleted } from '../../src/store/approvals.js'
import { startTestApp, type Api } from '../support/app.js'
import { anAccount } from '../support/builders.js'
import { paused, waitingForLocks } from '../support/publishing.js'

const app = await startTestApp()
const account = await anAccount(app.db, app.home)
const workspace = `/v1/workspaces/${app.home.workspaceId}`
const workflows = `${workspace}/approval-workflows`
const editor = await app.apiOf({ role: 'editor' })
const approver = await app.apiOf({ role: 'approver' })
const body = {
  name: 'Content Review',
  steps: [{ order: 1, role: 'Editor', approverIds: [approver.userId] }],
}

async function made(api: Api, path: string, given: unknown): Promise<string> {
  const reply = await api('POST', path, given)
  expect(reply.status).toBe(201)
  return (reply.body as { id: string }).id
}
const aWorkflow = (): Promise<string> => made(app.api, workflows, body)
const aPost = (): Promise<string> =>
  made(editor, '/v1/posts', { content: 'Soup', accountIds: [account.id], saveAsDraft: true })
const start = (id: string, workflowId: string) =>
  editor('POST', `/v1/posts/${id}/start-approval`, { workflowId })
const demand = (approvalWorkflowId: string | null) =>
  app.api('PATCH', workspace, { settings: { approvalWorkflowId } })

it('a deleted workflow is begun by no post, while those that are in it go on', async () => {
  const [workflowId, other] = [await aWorkflow(), await aWorkflow()]
  const waiting = await aPost()
  await start(waiting, workflowId)
  expect((await editor('DELETE', `${workflows}/${workflowId}`)).status).toBe(403)
  expect(await app.api('DELETE', `${workflows}/${workflowId}`)).toMatchObject({
    status: 200,
    body: { success: true },
  })
  expect((await app.api('GET', workflows)).body).toMatchObject({ data: [{ id: other }] })
  for (const [method, path, given] of [
    ['DELETE', `${workflows}/${workflowId}`, undefined],
    ['PUT', `${workflows}/${workflowId}`, body],
    ['POST', `/v1/posts/${await aPost()}/start-approval`, { workflowId }],
  ] as const)
    expect(await app.api(method, path, given)).toMatchObject({
      status: 404,
      body: { error: { code: 'NOT_FOUND' } },
    })
  expect(await demand(workflowId)).toMatchObject({
    status: 400,
    body: { error: { details: { field: 'settings.approvalWorkflowId' } } },
  })
  expect(await approver('POST', `/v1/posts/${waiting}/approve`)).toMatchObject({
    status: 200,
    body: { status: 'approved', approval: { workflowName: 'Content Review' } },
  })
})

it('what was sent back goes through its deleted workflow again: deleting one opens no door', async () => {
  const workflowId = await aWorkflow()
  const id = await aPost()
  await start(id, workflowId)
  await approver('POST', `/v1/posts/${id}/reject`, { comment: 'No' })
  await app.api('DELETE', `${workflows}/${workflowId}`)
  expect((await editor('POST', `/v1/posts/${id}/publish`)).body).toMatchObject({ status: 'pending_approval' })
  expect((await editor('GET', `/v1/posts/${id}/approval-status`)).body).toMatchObject({
    pending: true,
    round: 2,
    currentStep: { approverIds: [approver.userId] },
  })
})

it('the one that the workspace demands stays until another is demanded, or none', async () => {
  const workflowId = await aWorkflow()
  await demand(workflowId)
  expect(await app.api('DELETE', `${workflows}/${workflowId}`)).toMatchObject({
    status: 409,
    body: { error: { code: 'CONFLICT', details: { setting: 'approvalWorkflowId' } } },
  })
  expect((await start(await aPost(), workflowId)).status).toBe(200)
  await demand(null)
  expect((await app.api('DELETE', `${workflows}/${workflowId}`)).status).toBe(200)
})

it('nobody demands a workflow that is being deleted', async () => {
  const workflowId = await aWorkflow()
  const held = await paused(app.db, (tx) => markWorkflowDeleted(tx, app.home.workspaceId, workflowId))
  const reply = demand(workflowId)
  await expect.poll(() => waitingForLocks(app.db)).toBe(1)
  await held.commit()
  expect(await reply).toMatchObject({ status: 400 })
})

it('another workspace’s is not there', async () => {
  const workflowId = await aWorkflow()
  const elsewhere = `/v1/workspaces/ws_c0m8k1x2y3z4a5b6c7d8e9f0/approval-workflows/${workflowId}`
  expect((await app.api('DELETE', elsewhere)).status).toBe(404)
})
