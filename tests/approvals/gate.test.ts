import { describe, expect, it } from 'vitest'
import { approvalsRoom, type ApprovedPost, type Person } from '../support/approvals-room.js'
import { testDatabase } from '../support/database.js'
import { FakeNetwork } from '../support/fake-network.js'
import { startHouse, type SandboxPostView, type PostView } from '../support/house.js'
import { freshHouse, only } from '../support/publishing.js'
import { uploadFixture } from '../support/upload-fixture.js'

const house = await startHouse()
const room = await approvalsRoom(house)

describe('at the claim', () => {
  it('nothing that needs approval leaves, whoever moves its rows', async () => {
    const db = await testDatabase()
    const network = new FakeNetwork()
    const house = await freshHouse(db, network)
    const post = await house.aPost({ accounts: [await house.anAccount()] })
    for (const status of ['scheduled', 'publishing', 'pending_approval', 'draft']) {
      await db.query({
        text: `update posts set status = $2, approval = 'needed' where id = $1`,
        values: [post.id, status],
      })
      await db.query({ text: `update targets set run_at = vb_now(), due_at = vb_now()` })
      await db.query({ text: `update lanes set run_at = vb_now()` })
      expect([status, await house.claim()]).toEqual([status, []])
    }
    // The approval alone is what it waited for.
    await db.query({ text: `update posts set status = 'scheduled', approval = 'given'` })
    await db.query({ text: `update targets set run_at = vb_now(), due_at = vb_now()` })
    await db.query({ text: `update lanes set run_at = vb_now()` })
    expect(only(await house.claim())).toMatchObject({ id: only(post.targets) })
  })
})

it('a row that was moved holds up nothing behind it on its account', async () => {
  const db = await testDatabase()
  const house = await freshHouse(db, new FakeNetwork())
  const account = await house.anAccount()
  const held = await house.aPost({ accounts: [account] })
  await db.query({ text: `update posts set approval = 'needed'` })
  await db.query({ text: `update targets set run_at = vb_now() - interval '1 minute'` })
  const next = await house.aPost({ accounts: [account] })
  await db.query({ text: `update lanes set run_at = vb_now()` })
  expect(await house.claim()).toEqual([])
  await db.query({ text: `update lanes set run_at = vb_now()` })
  expect(only(await house.claim())).toMatchObject({ id: only(next.targets) })
  expect(await db.query({ text: `select run_at from targets where id = $1`, values: held.targets })).toEqual([
    { run_at: Infinity },
  ])
})

describe.each([
  ['a draft', `status = 'draft'`],
  ['in need of approval', `approval = 'needed'`],
])('a row that came due while its post was %s, and was put aside', (_what, set) => {
  const ways: [string, (id: string, people: Awaited<ReturnType<typeof setUp>>) => Promise<unknown>][] = [
    ['is published', (id) => house.call('POST', `/v1/posts/${id}/publish`)],
    [
      'has a time again',
      async (id) => {
        await house.call('PATCH', `/v1/posts/${id}`, { content: 'Put aside' })
        await house.call('PATCH', `/v1/posts/${id}`, { scheduledFor: await inHours(1), saveAsDraft: false })
      },
    ],
    [
      'is approved',
      async (id, { approver, workflowId }) => {
        await house.call('POST', `/v1/posts/${id}/start-approval`, { workflowId })
        await approver.call('POST', `/v1/posts/${id}/approve`)
      },
    ],
  ]
  it.each(ways)('leaves once the post %s', async (_how, letLeave) => {
    const people = await setUp()
    const { id } = await house.call<PostView>('POST', '/v1/posts', {
      content: 'Put aside',
      accountIds: [people.accountId],
      scheduledFor: await inHours(1),
    })
    const row = { values: [id] }
    await house.db.query({ text: `update posts set ${set} where id = $1`, ...row })
    await house.db.query({ text: `update targets set run_at = vb_now() where post_id = $1`, ...row })
    const lane = 'select lane_id from targets where post_id = $1'
    await house.db.query({ text: `update lanes set run_at = vb_now() where id in (${lane})`, ...row })
    house.app.parts.wake.due('targets')
    await expect
      .poll(() => house.db.query({ text: 'select run_at from targets where post_id = $1', ...row }))
      .toEqual([{ run_at: Infinity }])
    expect(await postsOf(people.accountId)).toEqual([])
    await letLeave(id, people)
    await house.advance(3_600_000)
    expect(await house.settled(id)).toMatchObject({ status: 'published' })
    expect(await postsOf(people.accountId)).toHaveLength(1)
  })
})

describe('of a post that was sent to approval', () => {
  it('the author gets it out by no door', async () => {
    const { author, approver, workflowId, accountId } = await setUp()
    const { id } = await author.call<PostView>('POST', '/v1/posts', {
      content: 'Soup',
      accountIds: [accountId],
    })
    await author.call('POST', `/v1/posts/${id}/start-approval`, { workflowId })
    for (const door of ['publish', 'retry'])
      await author.call('POST', `/v1/posts/${id}/${door}`, undefined, { status: 409 })
    // Sent back, changed and sent out: each begins another round.
    await approver.call('POST', `/v1/posts/${id}/reject`, { comment: 'No soup' })
    expect(await author.call('POST', `/v1/posts/${id}/publish`)).toMatchObject({ status: 'pending_approval' })
    expect(await author.call('PATCH', `/v1/posts/${id}`, { content: 'Stew' })).toMatchObject({
      status: 'draft',
      warnings: [{ code: 'APPROVAL_WITHDRAWN' }],
    })
    const scheduledFor = await inHours(1)
    expect(await author.call('PATCH', `/v1/posts/${id}`, { scheduledFor })).toMatchObject({ status: 'draft' })
    expect(await author.call('PATCH', `/v1/posts/${id}`, { saveAsDraft: false })).toMatchObject({
      status: 'pending_approval',
      scheduledFor,
    })
    expect(await approver.call('GET', `/v1/posts/${id}/approval-status`)).toMatchObject({
      pending: true,
      round: 3,
      workflowId,
    })
    expect(await postsOf(accountId)).toEqual([])
    // Approved at last, it waits for its time like any other.
    expect(await approver.call('POST', `/v1/posts/${id}/approve`)).toMatchObject({ status: 'scheduled' })
  })

  it('what was approved and changed before its time has to be approved again', async () => {
    const { author, approver, workflowId, accountId } = await setUp()
    const scheduledFor = await inHours(1)
    const { id } = await author.call<PostView>('POST', '/v1/posts', {
      content: 'Soup',
      accountIds: [accountId],
      scheduledFor,
    })
    await author.call('POST', `/v1/posts/${id}/start-approval`, { workflowId })
    await approver.call('POST', `/v1/posts/${id}/approve`)
    expect(await author.call('PATCH', `/v1/posts/${id}`, { content: 'Free beer' })).toMatchObject({
      status: 'draft',
      scheduledFor,
    })
    await house.advance(9 * 3_600_000)
    expect(await author.call('POST', `/v1/posts/${id}/publish`)).toMatchObject({ status: 'pending_approval' })
    expect(await postsOf(accountId)).toEqual([])
    // Its time has passed: the last approval lets it leave at once.
    await approver.call('POST', `/v1/posts/${id}/approve`)
    expect(await house.settled(id)).toMatchObject({ status: 'published' })
    expect(await postsOf(accountId)).toMatchObject([{ text: 'Free beer' }])
  })

  it('its files keep their alt text, but for an owner or admin', async () => {
    const { author, workflowId, accountId } = await setUp()
    const mediaId = await uploadFixture(house, 'card-1200x630.png', 'image/png')
    const describe = (by: Person | typeof house, altText: string, status = 200) =>
      by.call('PATCH', `/v1/media/${mediaId}`, { altText }, { status })
    const { id } = await author.call<PostView>('POST', '/v1/posts', {
      content: 'Soup',
      accountIds: [accountId],
      media: [mediaId],
    })
    await describe(author, 'A soup')
    await author.call('POST', `/v1/posts/${id}/start-approval`, { workflowId })
    expect(await describe(author, 'A rival’s stew', 409)).toMatchObject({
      error: { code: 'CONFLICT', details: { postIds: [id] } },
    })
    await describe(house, 'A bowl of soup')
  })

  it('one without a time stays approved until somebody publishes it', async () => {
    const { author, approver, workflowId, accountId } = await setUp()
    const { id } = await author.call<PostView>('POST', '/v1/posts', {
      content: 'Soup',
      accountIds: [accountId],
    })
    await author.call('POST', `/v1/posts/${id}/start-approval`, { workflowId })
    expect(await approver.call('POST', `/v1/posts/${id}/approve`)).toMatchObject({
      status: 'approved',
      scheduledFor: null,
    })
    expect(await author.call('POST', `/v1/posts/${id}/publish`)).toMatchObject({ status: 'publishing' })
    expect(await house.settled(id)).toMatchObject({ status: 'published' })
  })

  it('an owner lets it leave unapproved, once it was sent back', async () => {
    const { author, approver, workflowId, accountId } = await setUp()
    const { id } = await author.call<PostView>('POST', '/v1/posts', {
      content: 'Soup',
      accountIds: [accountId],
    })
    await author.call('POST', `/v1/posts/${id}/start-approval`, { workflowId })
    await house.call('POST', `/v1/posts/${id}/publish`, undefined, { status: 409 })
    await approver.call('POST', `/v1/posts/${id}/reject`, { comment: 'No' })
    await house.call('POST', `/v1/posts/${id}/publish`)
    expect(await house.settled(id)).toMatchObject({ status: 'published' })
  })

  it('what failed says what was approved, unless an approver of its last step changes it', async () => {
    const { author, approver, workflowId, accountId } = await setUp()
    const first = await (await approvalsRoom(house)).person('approver')
    const { id } = await author.call<PostView>('POST', '/v1/posts', {
      content: 'Soup',
      accountIds: [accountId],
    })
    await author.call('POST', `/v1/posts/${id}/start-approval`, { workflowId })
    await approver.call('POST', `/v1/posts/${id}/approve`)
    await house.call('POST', '/sandbox/faults', { platform: 'mastodon', fault: 'content_rejected', times: 2 })
    await author.call('POST', `/v1/posts/${id}/publish`)
    const failed = await house.settled(id)
    expect(failed).toMatchObject({ status: 'failed' })
    const fix = `/v1/posts/${id}/platforms/${failed.platforms[0]?.postPlatformId ?? ''}/fix`
    // An approver writes nothing but what they approved, and that only to mend it.
    for (const [person, code] of [
      [author, 'NOT_AUTHORIZED'],
      [first, 'FORBIDDEN'],
    ] as const) {
      expect(await person.call('POST', fix, { content: 'Free beer' }, { status: 403 })).toMatchObject({
        error: { code: 'NOT_AUTHORIZED' },
      })
      expect(
        await person.call('PATCH', `/v1/posts/${id}`, { content: 'Free beer' }, { status: 403 }),
      ).toMatchObject({ error: { code } })
    }
    // Unchanged it may be sent again by everybody; by who approved it, changed too.
    await author.call('POST', fix)
    expect(await house.settled(id)).toMatchObject({ status: 'failed' })
    await approver.call('POST', fix, { content: 'Soup of the day' })
    expect(await house.settled(id)).toMatchObject({ status: 'published' })
    expect(await postsOf(accountId)).toMatchObject([{ text: 'Soup of the day' }])
  })
})

describe('in a workspace that sends posts through a workflow', () => {
  it('whatever an editor schedules or publishes starts it, whichever way, and an admin’s leaves', async () => {
    const { author, approver, workflowId, accountId } = await setUp()
    const before = await author.call<PostView>('POST', '/v1/posts', {
      content: 'Before',
      accountIds: [accountId],
      scheduledFor: await inHours(3),
    })
    await room.demand(workflowId)
    const make = (more: Record<string, unknown> = {}, by: Person = author): Promise<PostView> =>
      by.call('POST', '/v1/posts', { content: 'Soup', accountIds: [accountId], ...more })
    const waits = async (id: string): Promise<void> => {
      expect(await author.call<ApprovedPost>('GET', `/v1/posts/${id}/approval-status`)).toMatchObject({
        status: 'pending_approval',
        pending: true,
        round: 1,
        workflowId,
      })
      await approver.call('POST', `/v1/posts/${id}/reject`, { comment: 'No' })
    }

    const headers = { 'idempotency-key': 'soup-1' }
    const body = { content: 'Soup', accountIds: [accountId], scheduledFor: await inHours(1) }
    const created = await author.call<PostView>('POST', '/v1/posts', body, { headers })
    expect(created).toMatchObject({ status: 'pending_approval', scheduledFor: body.scheduledFor })
    expect(await author.call('POST', '/v1/posts', body, { headers })).toEqual(created)
    await waits(created.id)

    const { results } = await author.call<{ results: { postId: string }[] }>('POST', '/v1/posts/bulk', {
      posts: [body],
    })
    await waits(results[0]?.postId ?? '')

    const batch = await author.call<{ results: { body: PostView }[] }>('POST', '/v1/batch', {
      operations: [{ id: 'one', method: 'POST', path: '/v1/posts', body }],
    })
    await waits(batch.results[0]?.body.id ?? '')

    // A place in the queue is kept for it while it waits.
    await house.call('POST', '/v1/queue-slots', { day: 'monday', time: '09:00' })
    const queued = await make({ queue: true })
    expect(queued).toMatchObject({ status: 'pending_approval', scheduledFor: expect.any(String) as string })
    await waits(queued.id)

    const patched = await make()
    expect(patched).toMatchObject({ status: 'draft' })
    expect(
      await author.call('PATCH', `/v1/posts/${patched.id}`, { scheduledFor: await inHours(2) }),
    ).toMatchObject({ status: 'pending_approval' })
    await waits(patched.id)

    const published = await make()
    expect(await author.call('POST', `/v1/posts/${published.id}/publish`)).toMatchObject({
      status: 'pending_approval',
    })
    await waits(published.id)

    // What was scheduled before is let be, until somebody who needs approval touches it.
    expect(await author.call('GET', `/v1/posts/${before.id}`)).toMatchObject({ status: 'scheduled' })
    expect(await author.call('PATCH', `/v1/posts/${before.id}`, { content: 'After' })).toMatchObject({
      status: 'pending_approval',
    })
    await waits(before.id)

    const admin = await room.person('admin')
    expect(await make({ scheduledFor: await inHours(1) }, admin)).toMatchObject({ status: 'scheduled' })
    const atOnce = await make({}, admin)
    await admin.call('POST', `/v1/posts/${atOnce.id}/publish`)
    await house.settled(atOnce.id)

    // A lower plan opens no door.
    await house.call('PATCH', `/v1/workspaces/${room.workspaceId}`, { plan: 'STARTER' })
    expect(await author.call('POST', '/v1/posts', body, { status: 402 })).toMatchObject({
      error: { code: 'PLAN_REQUIRED' },
    })
    expect(await make()).toMatchObject({ status: 'draft' })
    expect(await postsOf(accountId)).toHaveLength(1)
  })

  it('an editor does not change what an admin let out and the network refused', async () => {
    const { author, workflowId, accountId } = await setUp()
    await room.demand(workflowId)
    await house.call('POST', '/sandbox/faults', { platform: 'mastodon', fault: 'content_rejected' })
    const { id } = await house.call<PostView>('POST', '/v1/posts', {
      content: 'Soup',
      accountIds: [accountId],
    })
    await house.call('POST', `/v1/posts/${id}/publish`)
    const failed = await house.settled(id)
    const fix = `/v1/posts/${id}/platforms/${failed.platforms[0]?.postPlatformId ?? ''}/fix`
    await author.call('PATCH', `/v1/posts/${id}`, { content: 'Free beer' }, { status: 403 })
    await author.call('POST', fix, { content: 'Free beer' }, { status: 403 })
    await house.call('POST', fix, { content: 'Stew' })
    expect(await house.settled(id)).toMatchObject({ status: 'published' })
  })

  it('takes only a workflow of its own', async () => {
    await setUp()
    await expect(room.demand('wf_unknown')).rejects.toThrow(/400.*settings\.approvalWorkflowId/)
    await house.call('PATCH', `/v1/workspaces/${room.workspaceId}`, { plan: 'AGENCY' })
    await room.demand(null)
  })
})

async function setUp() {
  await house.call('PATCH', `/v1/workspaces/${room.workspaceId}`, { plan: 'AGENCY' })
  await room.demand(null)
  const [author, approver] = [await room.person('editor'), await room.person('approver')]
  const workflow = await room.workflow([approver])
  const account = await house.account('mastodon')
  return { author, approver, workflowId: workflow.id, accountId: account.id }
}

async function inHours(hours: number): Promise<string> {
  const { now } = await house.call<{ now: string }>('GET', '/sandbox/clock')
  return new Date(Date.parse(now) + hours * 3_600_000).toISOString()
}

async function postsOf(accountId: string): Promise<SandboxPostView[]> {
  return (await house.posts('mastodon')).filter((post) => post.accountId === accountId)
}
