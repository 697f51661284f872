import { describe, expect, it } from 'vitest'
import { startTestApp, type Api } from '../support/app.js'
import { anAccount } from '../support/builders.js'
import { paused, waitingForLocks } from '../support/publishing.js'
import type { ApprovalView } from '../support/approvals-room.js'
import { shareLanesOfPost } from '../../src/store/lanes.js'
import { lockPost } from '../../src/store/posts.js'

type Person = Awaited<ReturnType<typeof app.apiOf>>
type StepGiven = { approvers: readonly Person[]; required?: boolean }

const app = await startTestApp()
const account = await anAccount(app.db, app.home)
const workflows = `/v1/workspaces/${app.home.workspaceId}/approval-workflows`
const person = (role: 'owner' | 'admin' | 'editor' | 'approver' | 'viewer') => app.apiOf({ role })

function bodyOf(...steps: StepGiven[]): { name: string; steps: unknown[] } {
  return {
    name: 'Content Review',
    steps: steps.map(({ approvers, required }, index) => ({
      order: index + 1,
      role: `Step ${String(index + 1)}`,
      approverIds: approvers.map(({ userId }) => userId),
      ...(required === undefined ? {} : { required }),
    })),
  }
}

async function aWorkflow(...steps: StepGiven[]): Promise<string> {
  const { status, body } = await app.api('POST', workflows, bodyOf(...steps))
  expect(status).toBe(201)
  return (body as { id: string }).id
}

async function aPost(more: Record<string, unknown> = {}, api: Api = app.api): Promise<string> {
  const { status, body } = await api('POST', '/v1/posts', {
    content: 'Soup',
    accountIds: [account.id],
    ...more,
  })
  expect(status).toBe(201)
  return (body as { id: string }).id
}

/** A post in the first round of a workflow with these steps. */
async function inApproval(...steps: StepGiven[]): Promise<string> {
  const id = await aPost()
  const started = await start(id, await aWorkflow(...steps))
  expect(started).toMatchObject({ status: 200, body: { status: 'pending_approval' } })
  return id
}

const start = (id: string, workflowId: string) =>
  app.api('POST', `/v1/posts/${id}/start-approval`, { workflowId })
const approve = (by: Api, id: string, body?: unknown) => by('POST', `/v1/posts/${id}/approve`, body)
const reject = (by: Api, id: string, comment = 'No') => by('POST', `/v1/posts/${id}/reject`, { comment })
const status = async (id: string, api: Api = app.api): Promise<ApprovalView> =>
  (await api('GET', `/v1/posts/${id}/approval-status`)).body as ApprovalView
const refused = (code: string) => ({ body: { error: { code } } })

describe('a workflow', () => {
  it('has 1 to 10 steps, numbered without a gap, each with members who can approve', async () => {
    const approver = await person('approver')
    const viewer = await person('viewer')
    const good = bodyOf({ approvers: [approver] }, { approvers: [approver] })
    const [first, second] = good.steps as Record<string, unknown>[]
    const bad: [unknown, string][] = [
      [{ ...good, name: '' }, 'name'],
      [{ ...good, name: 'x'.repeat(201) }, 'name'],
      [{ ...good, steps: [] }, 'steps'],
      [
        { ...good, steps: Array.from({ length: 11 }, (_, index) => ({ ...first, order: index + 1 })) },
        'steps',
      ],
      [{ ...good, steps: [first, { ...second, order: 3 }] }, 'steps'],
      [{ ...good, steps: [first, { ...second, order: 1 }] }, 'steps'],
      [{ ...good, steps: [{ ...first, order: 0 }, second] }, 'steps.0.order'],
      [{ ...good, steps: [{ ...first, role: 'x'.repeat(101) }] }, 'steps.0.role'],
      [{ ...good, steps: [{ ...first, approverIds: [] }] }, 'steps.0.approverIds'],
      [{ ...good, steps: [first, { ...second, approverIds: ['usr_nobody'] }] }, 'steps.1.approverIds.0'],
      [
        { ...good, steps: [{ ...first, approverIds: [approver.userId, viewer.userId] }] },
        'steps.0.approverIds.1',
      ],
    ]
    for (const [body, field] of bad)
      expect(await app.api('POST', workflows, body)).toMatchObject({
        status: 400,
        body: { error: { code: 'VALIDATION_ERROR', details: { field } } },
      })
    const made = await app.api('POST', workflows, { ...good, steps: [{ ...second, required: false }, first] })
    expect(made).toMatchObject({
      status: 201,
      body: {
        id: expect.stringMatching(/^wf_/),
        name: 'Content Review',
        steps: [
          { order: 1, required: true },
          { order: 2, required: false },
        ],
      },
    })
    expect((await app.api('GET', workflows)).body).toMatchObject({
      data: expect.arrayContaining([made.body]),
    })
  })

  it('is made and replaced by owners and admins, and read by everybody', async () => {
    const approver = await person('approver')
    const body = bodyOf({ approvers: [approver] })
    const id = await aWorkflow({ approvers: [approver] })
    for (const role of ['editor', 'approver'] as const) {
      const other = await person(role)
      expect(await other('POST', workflows, body)).toMatchObject({ status: 403, ...refused('FORBIDDEN') })
      expect(await other('PUT', `${workflows}/${id}`, body)).toMatchObject({
        status: 403,
        ...refused('FORBIDDEN'),
      })
      expect(await other('GET', workflows)).toMatchObject({ status: 200 })
    }
    const admin = await person('admin')
    expect(await admin('PUT', `${workflows}/${id}`, { ...body, name: 'Shorter' })).toMatchObject({
      status: 200,
      body: { id, name: 'Shorter' },
    })
    expect(await admin('PUT', `${workflows}/wf_unknown`, body)).toMatchObject({ status: 404 })
  })

  it('needs the plan PRO', async () => {
    const approver = await person('approver')
    const workflowId = await aWorkflow({ approvers: [approver] })
    const waiting = await inApproval({ approvers: [approver] })
    const id = await aPost()
    for (const plan of ['FREE', 'STARTER', 'PRO']) {
      await app.db.query({
        text: 'update workspaces set plan = $2 where id = $1',
        values: [app.home.workspaceId, plan],
      })
      const isEnough = plan === 'PRO'
      for (const [method, path, body] of [
        ['GET', workflows, undefined],
        ['POST', workflows, bodyOf({ approvers: [approver] })],
        ['PUT', `${workflows}/${workflowId}`, bodyOf({ approvers: [approver] })],
        ['PATCH', `/v1/workspaces/${app.home.workspaceId}`, { settings: { approvalWorkflowId: workflowId } }],
        ['POST', `/v1/posts/${id}/start-approval`, { workflowId }],
      ] as const) {
        const reply = await app.api(method, path, body)
        if (isEnough) expect(reply.status).toBeLessThan(300)
        else expect(reply).toMatchObject({ status: 402, ...refused('PLAN_REQUIRED') })
      }
    }
    await app.api('PATCH', `/v1/workspaces/${app.home.workspaceId}`, {
      plan: 'FREE',
      settings: { approvalWorkflowId: null },
    })
    // What runs goes on: a lower plan does not lock a post up.
    expect(await approve(approver, waiting)).toMatchObject({ status: 200 })
    await app.api('PATCH', `/v1/workspaces/${app.home.workspaceId}`, { plan: 'AGENCY' })
  })

  it('that is replaced leaves the rounds that run as they began', async () => {
    const [first, second] = [await person('approver'), await person('approver')]
    const workflowId = await aWorkflow({ approvers: [first] })
    const running = await aPost()
    await start(running, workflowId)
    await app.api(
      'PUT',
      `${workflows}/${workflowId}`,
      bodyOf({ approvers: [second] }, { approvers: [second] }),
    )
    expect(await approve(second, running)).toMatchObject({ status: 403, ...refused('NOT_AUTHORIZED') })
    expect(await approve(first, running)).toMatchObject({ status: 200, body: { status: 'approved' } })
    const later = await aPost()
    await start(later, workflowId)
    expect(await approve(first, later)).toMatchObject({ status: 403 })
    expect((await status(later)).steps).toHaveLength(2)
  })
})

describe('a step', () => {
  it('is decided by one of its approvers, and by nobody else, not even the owner', async () => {
    const [one, other, stranger] = [
      await person('approver'),
      await person('editor'),
      await person('approver'),
    ]
    const id = await inApproval({ approvers: [one, other] }, { approvers: [stranger] })
    for (const by of [stranger, app.api])
      for (const reply of [await approve(by, id), await reject(by, id)])
        expect(reply).toMatchObject({ status: 403, ...refused('NOT_AUTHORIZED') })
    expect((await status(id, stranger)).canDecide).toBe(false)
    expect((await status(id, one)).canDecide).toBe(true)
    expect(await approve(other, id, { comment: 'Good' })).toMatchObject({
      status: 200,
      body: {
        status: 'pending_approval',
        approval: {
          currentStep: { order: 2 },
          approvals: [{ step: 1, userId: other.userId, comment: 'Good' }],
        },
      },
    })
    expect(await approve(one, id)).toMatchObject({ status: 403, ...refused('NOT_AUTHORIZED') })
  })

  it('takes a comment of up to 2,000 characters, and a rejection needs one', async () => {
    const approver = await person('approver')
    const id = await inApproval({ approvers: [approver] })
    for (const body of [undefined, {}, { comment: '' }, { comment: '  ' }, { comment: 'x'.repeat(2_001) }])
      expect(await approver('POST', `/v1/posts/${id}/reject`, body)).toMatchObject({
        status: 400,
        body: { error: { code: 'VALIDATION_ERROR', details: { field: 'comment' } } },
      })
    expect(await approve(approver, id, { comment: 'x'.repeat(2_001) })).toMatchObject({ status: 400 })
    expect(await reject(approver, id, 'x'.repeat(2_000))).toMatchObject({ status: 200 })
  })

  it('that is optional holds nothing up: it may be decided in its turn, or passed over', async () => {
    const [maybe, must] = [await person('approver'), await person('approver')]
    const steps = [{ approvers: [maybe], required: false }, { approvers: [must] }]
    const passedOver = await inApproval(...steps)
    expect(await approve(must, passedOver)).toMatchObject({
      body: { status: 'approved', approval: { steps: [{ status: 'SKIPPED' }, { status: 'APPROVED' }] } },
    })
    const inTurn = await inApproval(...steps)
    expect(await approve(maybe, inTurn)).toMatchObject({
      body: { status: 'pending_approval', approval: { currentStep: { order: 2 } } },
    })
    expect(await approve(must, inTurn)).toMatchObject({ body: { status: 'approved' } })
    const rejected = await inApproval(...steps)
    expect(await reject(maybe, rejected)).toMatchObject({
      body: { status: 'draft', approval: { approvalStatus: 'REJECTED' } },
    })
    // Behind the last required step nothing is asked for any more; a required one is never passed over.
    const tail = await inApproval({ approvers: [must] }, { approvers: [maybe], required: false })
    expect(await approve(maybe, tail)).toMatchObject({ status: 403 })
    expect(await approve(must, tail)).toMatchObject({
      body: { status: 'approved', approval: { steps: [{ status: 'APPROVED' }, { status: 'SKIPPED' }] } },
    })
    const onlyOptional = await inApproval(
      { approvers: [maybe], required: false },
      { approvers: [must], required: false },
    )
    expect((await status(onlyOptional)).pending).toBe(true)
    expect(await approve(must, onlyOptional)).toMatchObject({ body: { status: 'approved' } })
  })

  it('whose approvers have all left, or only read now, falls to owners and admins', async () => {
    const [gone, demoted, admin, editor] = [
      await person('approver'),
      await person('approver'),
      await person('admin'),
      await person('editor'),
    ]
    const id = await inApproval({ approvers: [gone, demoted] })
    await app.api('DELETE', `/v1/members/${gone.userId}`)
    expect(await approve(gone, id)).toMatchObject({ status: 401 })
    expect(await approve(admin, id)).toMatchObject({ status: 403, ...refused('NOT_AUTHORIZED') })
    await app.api('PATCH', `/v1/members/${demoted.userId}`, { role: 'viewer' })
    expect(await approve(demoted, id)).toMatchObject({ status: 403, ...refused('FORBIDDEN') })
    expect(await approve(editor, id)).toMatchObject({ status: 403, ...refused('NOT_AUTHORIZED') })
    expect(await approve(admin, id)).toMatchObject({ status: 200, body: { status: 'approved' } })
  })
})

describe('two who decide at the same moment', () => {
  /** Both requests have begun, and meet at the post's row. */
  async function atOnce(id: string, requests: readonly (() => Promise<{ status: number; body: unknown }>)[]) {
    const held = await paused(app.db, async (tx) => {
      await shareLanesOfPost(tx, id)
      await lockPost(tx, app.home, id)
    })
    const replies = requests.map((request) => request())
    await expect.poll(() => waitingForLocks(app.db)).toBe(requests.length)
    await held.commit()
    return (await Promise.all(replies)).sort((one, other) => one.status - other.status)
  }

  it('one wins, and the other approves no later step by it, though it is named there too', async () => {
    const [one, other] = [await person('approver'), await person('approver')]
    const id = await inApproval({ approvers: [one, other] }, { approvers: [one, other] })
    const replies = await atOnce(id, [() => approve(one, id), () => approve(other, id)])
    expect(replies).toMatchObject([{ status: 200 }, { status: 409, ...refused('CONFLICT') }])
    expect(await status(id)).toMatchObject({ currentStep: { order: 2 }, approvals: [{ step: 1 }] })
  })

  it('one approves the last step, and the other finds none pending', async () => {
    const [one, other] = [await person('approver'), await person('approver')]
    const id = await inApproval({ approvers: [one, other] })
    const replies = await atOnce(id, [() => approve(one, id), () => reject(other, id)])
    expect(replies).toMatchObject([{ status: 200 }, { status: 409, ...refused('NO_PENDING_STEP') }])
    const { steps } = await status(id)
    expect(steps.filter((step) => step.status !== 'PENDING')).toHaveLength(1)
  })

  it('a double click approves once', async () => {
    const approver = await person('approver')
    const id = await inApproval({ approvers: [approver] }, { approvers: [approver] })
    const replies = await atOnce(id, [() => approve(approver, id), () => approve(approver, id)])
    expect(replies.map((reply) => reply.status)).toEqual([200, 409])
    expect((await status(id)).approvals).toHaveLength(1)
  })
})

describe('a repeat', () => {
  it('with the same key is answered as before, and approves no second step', async () => {
    const approver = await person('approver')
    const id = await inApproval({ approvers: [approver] }, { approvers: [approver] })
    const key = { 'Idempotency-Key': `approve-${id}` }
    const first = await approver('POST', `/v1/posts/${id}/approve`, {}, key)
    const again = await approver('POST', `/v1/posts/${id}/approve`, {}, key)
    expect(again.body).toEqual(first.body)
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect((await status(id)).approvals).toHaveLength(1)
  })

  it('without one is refused where it names the step it meant', async () => {
    const approver = await person('approver')
    const id = await inApproval({ approvers: [approver] }, { approvers: [approver] })
    expect(await approve(approver, id, { step: 1 })).toMatchObject({ status: 200 })
    expect(await approve(approver, id, { step: 1 })).toMatchObject({ status: 409, ...refused('CONFLICT') })
    expect(await approve(approver, id, { step: 2 })).toMatchObject({
      status: 200,
      body: { status: 'approved' },
    })
    expect(await approve(approver, id)).toMatchObject({ status: 409, ...refused('NO_PENDING_STEP') })
  })

  it('of what was read before the post was changed approves nothing', async () => {
    const approver = await person('approver')
    const workflowId = await aWorkflow({ approvers: [approver] })
    const id = await aPost()
    await start(id, workflowId)
    await app.api('PATCH', `/v1/posts/${id}`, { content: 'Free beer' })
    expect(await approve(approver, id, { round: 1 })).toMatchObject({
      status: 409,
      ...refused('NO_PENDING_STEP'),
    })
    await start(id, workflowId)
    expect(await status(id)).toMatchObject({ round: 2 })
    expect(await approve(approver, id, { round: 1 })).toMatchObject({
      status: 409,
      body: { error: { code: 'CONFLICT', details: { round: 2 } } },
    })
    expect(await approve(approver, id, { round: 2, coment: 'Good' })).toMatchObject({
      status: 200,
      body: { status: 'approved', warnings: [{ field: 'coment' }] },
    })
  })

  it('of a start is refused: the post is in approval already', async () => {
    const approver = await person('approver')
    const workflowId = await aWorkflow({ approvers: [approver] })
    const id = await aPost()
    expect(await start(id, workflowId)).toMatchObject({ status: 200 })
    expect(await start(id, workflowId)).toMatchObject({ status: 409, ...refused('ALREADY_IN_APPROVAL') })
    await approve(approver, id)
    expect(await start(id, workflowId)).toMatchObject({ status: 409, ...refused('CONFLICT') })
    expect(await start(await aPost(), 'wf_unknown')).toMatchObject({ status: 404, ...refused('NOT_FOUND') })
    expect(await start('post_unknown', workflowId)).toMatchObject({ status: 404, ...refused('NOT_FOUND') })
  })
})

it('a post that breaks a rule is sent to nobody for approval', async () => {
  const workflowId = await aWorkflow({ approvers: [await person('approver')] })
  const id = await aPost({ content: 'x'.repeat(9_000), saveAsDraft: true })
  expect(await start(id, workflowId)).toMatchObject({ status: 400 })
  expect(await status(id)).toMatchObject({ pending: false, approvalStatus: null, round: 0, steps: [] })
})
