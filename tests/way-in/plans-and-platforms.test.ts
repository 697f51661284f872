import { describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config.js'
import { startHouse, type PostView } from '../support/house.js'
import { importer } from '../support/importing.js'

const house = await startHouse({
  VOXBURST_RATE_LIMIT: '',
  VOXBURST_PLANS: JSON.stringify({
    FREE: { accounts: 1, requestsPerMinute: 7_000 },
    STARTER: { features: ['approval_workflows'] },
    PRO: { features: ['approval_workflows'] },
    AGENCY: { features: ['approval_workflows'] },
  }),
})
const { call } = house
const { workspaceId } = await call<{ workspaceId: string }>('GET', '/v1/auth/me')
const home = `/v1/workspaces/${workspaceId}`
const callbackUrl = 'http://localhost:9999/callback'
const first = await house.account('mastodon')
const other = await house.account('bluesky')

it('a plan has what VOXBURST_PLANS says, else the standard', async () => {
  await call('PATCH', home, { plan: 'FREE' })
  expect(await call('POST', '/v1/accounts/connect/twitter', { callbackUrl }, { status: 402 })).toMatchObject({
    error: { code: 'PLAN_LIMIT_EXCEEDED', details: { plan: 'FREE', limit: 1 } },
  })
  const workflows = `${home}/approval-workflows`
  expect(await call('GET', workflows, undefined, { status: 402 })).toMatchObject({
    error: { details: { feature: 'approval_workflows', requiredPlans: ['STARTER', 'PRO', 'AGENCY'] } },
  })
  expect(await limit()).toBe('7000')
  await call('PATCH', home, { plan: 'STARTER' })
  await call('GET', workflows)
  await call('POST', '/v1/accounts/connect/twitter', { callbackUrl })
  expect(await limit()).toBe('200')
  await call('PATCH', home, { plan: 'AGENCY' })
  expect(await call('POST', '/v1/personas', { name: 'Ann' }, { status: 402 })).toMatchObject({
    error: {
      message: expect.stringContaining('VOXBURST_PLANS') as string,
      details: { feature: 'brand_voice', requiredPlans: [] },
    },
  })
})

it.each(['{', '[]', '{"BIG": {}}', '{"FREE": {"accounts": -1}}', '{"FREE": {"features": ["magic"]}}'])(
  'VOXBURST_PLANS %s does not start',
  (VOXBURST_PLANS) => {
    expect(() => readConfig({ VOXBURST_PLANS }, [])).toThrow()
  },
)

it('posts go only to platforms that the workspace allows', async () => {
  const ids = [first.id, other.id]
  const { id } = await call<PostView>('POST', '/v1/posts', { content: 'Soup', accountIds: ids })
  await call('PATCH', home, { settings: { allowedPlatforms: ['BLUESKY'] } })
  const refused = { error: { code: 'PLATFORM_RESTRICTED', details: { platform: 'mastodon' } } }
  const refuses = async (method: string, path: string, body?: unknown): Promise<void> => {
    expect(await call(method, path, body, { status: 403 })).toMatchObject(refused)
  }
  await refuses('POST', '/v1/accounts/connect/mastodon', { callbackUrl })
  await refuses('POST', '/v1/posts', { content: 'Soup', accountIds: ids })
  await refuses('POST', `/v1/posts/${id}/publish`)
  const { id: allowed } = await call<PostView>('POST', '/v1/posts', {
    content: 'Bread',
    accountIds: [other.id],
  })
  await refuses('PATCH', `/v1/posts/${allowed}`, { accountIds: ids })
  const verdicts = await call<{ valid: boolean; platforms: Record<string, { errors: { code: string }[] }> }>(
    'POST',
    '/v1/posts/validate',
    { content: 'Soup', platforms: ['MASTODON', 'BLUESKY'] },
  )
  expect(verdicts).toMatchObject({
    valid: false,
    platforms: { MASTODON: { errors: [{ code: 'PLATFORM_RESTRICTED' }] }, BLUESKY: { valid: true } },
  })
  await call('POST', `/v1/posts/${allowed}/publish`)
  await call('PATCH', home, { settings: { allowedPlatforms: null } })
  await call('POST', `/v1/posts/${id}/publish`)
  expect(await house.settled(id)).toMatchObject({ status: 'published' })
})

describe('a platform that is allowed no more', () => {
  const both = [first.id, other.id]
  const allow = (platforms: string[] | null): Promise<unknown> =>
    call('PATCH', home, { settings: { allowedPlatforms: platforms } })
  const refused = { error: { code: 'PLATFORM_RESTRICTED', details: { platform: 'mastodon' } } }
  const make = (body: object = {}): Promise<PostView> =>
    call('POST', '/v1/posts', { content: 'Soup', accountIds: both, ...body })

  it('is sent nothing again that failed there: retry goes on with the others, fix is refused', async () => {
    for (const platform of ['mastodon', 'bluesky'])
      await call('POST', '/sandbox/faults', { platform, fault: 'content_rejected' })
    const { id } = await make()
    await call('POST', `/v1/posts/${id}/publish`)
    const failed = await house.settled(id)
    expect(failed.status).toBe('failed')
    const on = failed.platforms.find(({ platform }) => platform === 'mastodon')
    await allow(['bluesky'])
    const fix = `/v1/posts/${id}/platforms/${on?.postPlatformId ?? ''}/fix`
    expect(await call('POST', fix, undefined, { status: 403 })).toMatchObject(refused)
    expect(await call('POST', `/v1/posts/${id}/retry`)).toMatchObject({
      retriedPlatforms: [{ platform: 'bluesky' }],
      skippedPlatforms: [{ platform: 'mastodon', reason: 'platform_restricted' }],
    })
    expect((await house.settled(id)).status).toBe('partial')
    await allow(null)
  })

  it('is scheduled to by no draft, and by no approval', async () => {
    const draft = await make()
    const { id } = await make({ accountIds: [first.id] })
    const { userId } = await call<{ userId: string }>('GET', '/v1/auth/me')
    const workflow = await call<{ id: string }>('POST', `${home}/approval-workflows`, {
      name: 'Review',
      steps: [{ order: 1, role: 'Owner', approverIds: [userId] }],
    })
    await call('POST', `/v1/posts/${id}/start-approval`, { workflowId: workflow.id })
    const { now } = await call<{ now: string }>('GET', '/sandbox/clock')
    const scheduledFor = new Date(Date.parse(now) + 3_600_000).toISOString()
    const scheduled = await make({ scheduledFor })
    await allow(['bluesky'])
    const text = { content: 'Bread' }
    expect(await call('PATCH', `/v1/posts/${draft.id}`, { scheduledFor }, { status: 403 })).toMatchObject(
      refused,
    )
    expect(await call('POST', `/v1/posts/${id}/approve`, undefined, { status: 403 })).toMatchObject(refused)
    expect(await call('GET', `/v1/posts/${id}/approval-status`)).toMatchObject({ pending: true })
    // What is scheduled already goes out, and may be mended until then.
    await call('PATCH', `/v1/posts/${scheduled.id}`, text)
    expect(await house.settled(scheduled.id)).toMatchObject({ status: 'published' })
    await allow(null)
  })

  it('is no part of a clone, a recurrence or an import', async () => {
    const mixed = await make()
    const single = await make({ accountIds: [first.id] })
    const body = {
      name: 'Soup',
      post: { content: 'Soup', accountIds: [first.id] },
      rule: { frequency: 'daily', time: '09:00' },
    }
    const recurrence = await call<{ id: string; nextAt: string; nextPostId: string }>(
      'POST',
      '/v1/recurrences',
      body,
    )
    await allow(['bluesky'])
    expect(await call('POST', `/v1/posts/${mixed.id}/clone`)).toMatchObject({
      platforms: [{ platform: 'bluesky' }],
    })
    expect(await call('POST', `/v1/posts/${single.id}/clone`, undefined, { status: 403 })).toMatchObject(
      refused,
    )
    expect(await call('POST', '/v1/recurrences', body, { status: 403 })).toMatchObject(refused)

    expect(await house.settled(recurrence.nextPostId)).toMatchObject({ status: 'published' })
    await expect
      .poll(() => call('GET', `/v1/recurrences/${recurrence.id}`))
      .toMatchObject({ nextPostId: null, lastError: { code: 'PLATFORM_RESTRICTED' } })

    const { run, rows } = importer(house)
    const { id } = await run({
      format: 'json',
      rows: [
        { content: 'Pie', accountIds: [first.id] },
        { content: 'Pie', accountIds: [other.id] },
      ],
    })
    expect(await rows(id)).toMatchObject([
      { status: 'failed', errors: [{ code: 'PLATFORM_RESTRICTED' }] },
      { status: 'created' },
    ])
    await allow(null)
  })
})

async function limit(): Promise<string | null> {
  const answer = await fetch(`${house.url}/v1/posts`, { headers: { authorization: `Bearer ${house.key}` } })
  return answer.headers.get('x-ratelimit-limit')
}
