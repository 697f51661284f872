import { expect, it } from 'vitest'
import { startTestApp, type Api } from '../support/app.js'
import type { ApprovedPost } from '../support/approvals-room.js'
import { anAccount, aWorkspace } from '../support/builders.js'

type Made = { id: string }
type Page = { data: ApprovedPost[]; pagination: { next_cursor: string | null } }

const app = await startTestApp()
const account = await anAccount(app.db, app.home)

/** A post that waits for one approver. */
async function waitingFor(userId: string): Promise<string> {
  const made = async (path: string, body: unknown): Promise<Made> =>
    (await app.api('POST', path, body)).body as Made
  const { id } = await made('/v1/posts', { content: 'Soup', accountIds: [account.id] })
  const workflow = await made(`/v1/workspaces/${app.home.workspaceId}/approval-workflows`, {
    name: 'Content Review',
    steps: [{ order: 1, role: 'Editor', approverIds: [userId] }],
  })
  await made(`/v1/posts/${id}/start-approval`, { workflowId: workflow.id })
  return id
}

it('the queue lists what waits, the longest first, counts it, and shows an approver what is theirs', async () => {
  const mine = await app.apiOf({ role: 'approver' })
  const theirs = await app.apiOf({ role: 'approver' })
  const ids: string[] = []
  for (const { userId } of [mine, theirs, mine]) ids.push(await waitingFor(userId))
  const list = async (query = '', api: Api = mine): Promise<Page> =>
    (await api('GET', `/v1/approval-queue/items${query}`)).body as Page
  const count = async (query = ''): Promise<unknown> =>
    (await mine('GET', `/v1/approval-queue/pending-count${query}`)).body
  const idsOf = ({ data }: Page): string[] => data.map((post) => post.id)

  expect((await list()).data.map((post) => [post.id, post.approval.canDecide])).toEqual([
    [ids[0], true],
    [ids[1], false],
    [ids[2], true],
  ])
  expect(idsOf(await list('?mine=true'))).toEqual([ids[0], ids[2]])
  const { pagination } = await list('?limit=2')
  expect(idsOf(await list(`?limit=2&cursor=${pagination.next_cursor ?? ''}`))).toEqual([ids[2]])
  expect([await count(), await count('?mine=true')]).toMatchObject([
    { count: 3, pendingCount: 3 },
    { count: 2 },
  ])

  await mine('POST', `/v1/posts/${ids[0] ?? ''}/approve`)
  await mine('POST', `/v1/posts/${ids[2] ?? ''}/reject`, { comment: 'No' })
  expect([idsOf(await list()), await count()]).toMatchObject([[ids[1]], { count: 1 }])
  const elsewhere = await app.apiOf({ home: await aWorkspace(app.db) })
  expect(idsOf(await list('', elsewhere))).toEqual([])
})

it('what its author cancels or deletes is over for its approvers', async () => {
  const approver = await app.apiOf({ role: 'approver' })
  const author = await app.apiOf({ role: 'editor' })
  const [cancelled, deleted] = [await waitingFor(approver.userId), await waitingFor(approver.userId)]
  const count = async (): Promise<unknown> =>
    (await approver('GET', '/v1/approval-queue/pending-count?mine=true')).body
  expect(await count()).toMatchObject({ count: 2 })

  expect((await author('POST', `/v1/posts/${cancelled}/cancel`)).body).toMatchObject({ status: 'cancelled' })
  expect((await author('DELETE', `/v1/posts/${deleted}`)).body).toEqual({ success: true })
  expect(await count()).toMatchObject({ count: 0 })
  expect((await approver('GET', `/v1/posts/${cancelled}/approval-status`)).body).toMatchObject({
    status: 'cancelled',
    approvalStatus: 'WITHDRAWN',
    pending: false,
    canDecide: false,
    endedAt: expect.any(String) as string,
  })
  expect(await approver('POST', `/v1/posts/${cancelled}/approve`)).toMatchObject({
    status: 409,
    body: { error: { code: 'NO_PENDING_STEP', details: { status: 'cancelled' } } },
  })
  expect((await approver('POST', `/v1/posts/${deleted}/approve`)).status).toBe(404)
  const { data } = (await app.api('GET', `/v1/posts/${cancelled}/approval-history`)).body as {
    data: Record<string, unknown>[]
  }
  expect(data.at(-1)).toMatchObject({ type: 'status_changed', to: 'cancelled', userId: author.userId })
})

it('what waits is taken back as its refusal to be published says', async () => {
  const id = await waitingFor((await app.apiOf({ role: 'approver' })).userId)
  const refused = await app.api('POST', `/v1/posts/${id}/publish`)
  expect(refused.status).toBe(409)
  expect(refused.text).toContain('PATCH with saveAsDraft: true')
  expect((await app.api('PATCH', `/v1/posts/${id}`, { saveAsDraft: true })).body).toMatchObject({
    status: 'draft',
  })
})
