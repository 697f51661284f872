import { expect, it } from 'vitest'
import { startHouse, type PostView } from '../support/house.js'
import { approvalsRoom, type ApprovalView, type ApprovedPost } from '../support/approvals-room.js'
import { startReceiver } from '../support/receiver.js'

type Entry = {
  type: string
  at: string
  from?: string
  to?: string
  userName?: string | null
  comment?: string | null
  status?: string
  shown?: unknown
}

const house = await startHouse()
const room = await approvalsRoom(house)

it('a post is rejected by the second step, edited, passes both in a second round, and leaves at its second', async () => {
  const receiver = await startReceiver()
  await house.call('POST', '/v1/webhooks', {
    url: receiver.url,
    events: ['post.approval.requested', 'post.draft.approved', 'post.published'],
  })
  const [author, editor, legal] = [
    await room.person('editor'),
    await room.person('approver'),
    await room.person('approver'),
  ]
  const workflow = await room.workflow([editor], [legal])
  const account = await house.account('mastodon')
  const scheduledFor = new Date(Date.now() + 24 * 3_600_000).toISOString()
  const { id } = await author.call<PostView>('POST', '/v1/posts', {
    content: 'Free beer for everybody #beer #free #now',
    accountIds: [account.id],
    scheduledFor,
  })

  // First round: the first step passes, the second sends it back.
  const begun = await author.call<ApprovedPost>('POST', `/v1/posts/${id}/start-approval`, {
    workflowId: workflow.id,
  })
  expect(begun).toMatchObject({
    status: 'pending_approval',
    scheduledFor,
    approval: {
      pending: true,
      approvalStatus: 'PENDING',
      round: 1,
      currentStep: { order: 1, role: 'Step 1' },
    },
  })
  await author.call('POST', `/v1/posts/${id}/publish`, undefined, { status: 409 })
  await legal.call('POST', `/v1/posts/${id}/approve`, undefined, { status: 403 })
  await editor.call('POST', `/v1/posts/${id}/approve`, { comment: 'Fine by me' })
  expect(await legal.call<ApprovalView>('GET', `/v1/posts/${id}/approval-status`)).toMatchObject({
    pending: true,
    currentStep: { order: 2 },
    approvals: [{ step: 1, userId: editor.userId, comment: 'Fine by me' }],
    canDecide: true,
  })
  expect(
    await legal.call<ApprovedPost>('POST', `/v1/posts/${id}/reject`, { comment: 'Not for everybody.' }),
  ).toMatchObject({
    status: 'draft',
    scheduledFor,
    approval: {
      pending: false,
      approvalStatus: 'REJECTED',
      currentStep: null,
      steps: [{ status: 'APPROVED' }, { status: 'REJECTED', comment: 'Not for everybody.' }],
    },
  })

  // The author mends it; a second round passes both.
  expect(await author.call('PATCH', `/v1/posts/${id}`, { content: 'Beer for grown-ups' })).toMatchObject({
    status: 'draft',
  })
  await author.call('POST', `/v1/posts/${id}/start-approval`, { workflowId: workflow.id })
  await editor.call('POST', `/v1/posts/${id}/approve`)
  expect(await legal.call<ApprovedPost>('POST', `/v1/posts/${id}/approve`)).toMatchObject({
    status: 'scheduled',
    scheduledFor,
    approval: { approvalStatus: 'APPROVED', pending: false, round: 2 },
  })

  // Nothing is out before its time, and it is at its time.
  const dueInMs = async (): Promise<number> => {
    const { now } = await house.call<{ now: string }>('GET', '/sandbox/clock')
    return Date.parse(scheduledFor) - Date.parse(now)
  }
  await house.advance((await dueInMs()) - 5_000)
  expect(await house.posts('mastodon')).toEqual([])
  await house.advance(5_000)
  expect(await house.settled(id)).toMatchObject({ status: 'published' })
  expect(await house.posts('mastodon')).toMatchObject([{ text: 'Beer for grown-ups' }])
  const { publishedAt } = await house.call<{ publishedAt: string }>('GET', `/v1/posts/${id}`)
  expect(Date.parse(publishedAt)).toBeGreaterThanOrEqual(Date.parse(scheduledFor))

  // Approvers were told at each step of each round, and the end of it.
  await receiver.until(6)
  const told = [...receiver.received]
    .sort((one, other) => Number(one.body.data['sequence']) - Number(other.body.data['sequence']))
    .map(({ body }) => [
      body.type,
      (body.data['approval'] as { approverIds: string[] } | undefined)?.approverIds,
    ])
  expect(told).toEqual([
    ['post.approval.requested', [editor.userId]],
    ['post.approval.requested', [legal.userId]],
    ['post.approval.requested', [editor.userId]],
    ['post.approval.requested', [legal.userId]],
    ['post.draft.approved', []],
    ['post.published', undefined],
  ])

  // And its whole life is told in order.
  const { data } = await house.call<{ data: Entry[] }>('GET', `/v1/posts/${id}/approval-history`)
  expect(data.map((entry) => entry.at)).toEqual(data.map((entry) => entry.at).sort())
  expect(data.map(said)).toEqual([
    'created scheduled',
    'scheduled → pending_approval',
    'approval_started',
    'step_approved Fine by me',
    'step_rejected Not for everybody.',
    'pending_approval → draft',
    'draft → pending_approval',
    'approval_started',
    'step_approved',
    'step_approved',
    'pending_approval → approved',
    'approved → scheduled',
    'scheduled → publishing',
    'publish_attempt',
    'publish_result published',
    'publishing → published',
  ])
  expect(data[5]).toMatchObject({ userName: 'approver 3' })
  expect(data.at(-1)).toMatchObject({ userName: null })
  // What each round was about, so that an approver sees what changed.
  expect(data.flatMap(({ shown }) => (shown === undefined ? [] : [shown]))).toMatchObject([
    {
      content: 'Free beer for everybody #beer #free #now',
      threadPosts: [],
      overrides: {},
      firstComment: null,
      mediaIds: [],
    },
    { content: 'Beer for grown-ups' },
  ])
})

function said(entry: Entry): string {
  if (entry.from !== undefined) return `${entry.from} → ${entry.to ?? ''}`
  return [entry.type, entry.comment ?? entry.status ?? ''].join(' ').trim()
}
