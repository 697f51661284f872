import { expect, it } from 'vitest'
import { readConfig } from '../../src/config.js'
import { startHouse, type PostView } from '../support/house.js'

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

async function limit(): Promise<string | null> {
  const answer = await fetch(`${house.url}/v1/posts`, { headers: { authorization: `Bearer ${house.key}` } })
  return answer.headers.get('x-ratelimit-limit')
}
