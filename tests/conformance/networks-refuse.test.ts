import { describe, expect, it } from 'vitest'
import { connectors } from '../../src/app.js'
import type { PublishContext } from '../../src/connectors/connector.js'
import { asked } from '../../src/publishing/outcomes-of-calls.js'
import { startHouse } from '../support/house.js'
import { leastFile } from '../support/upload-fixture.js'

const house = await startHouse()

/** What every post has at a network that takes none without media. */
async function least(platform: string): Promise<string[]> {
  const connector = connectors.find(({ slug, rules }) => slug === platform && rules.limits.media.required)
  return connector === undefined ? [] : [await leastFile(house, connector)]
}

async function outcome(platform: string, accountId: string, content: string) {
  const body = { content, accountIds: [accountId], media: await least(platform) }
  const post = await house.call<{ id: string }>('POST', '/v1/posts', body)
  await house.call('POST', `/v1/posts/${post.id}/publish`)
  return (await house.settled(post.id)).platforms[0]
}
const fault = (platform: string, accountId: string, kind: string) =>
  house.call('POST', '/sandbox/faults', { platform, accountId, fault: kind })

describe.each([
  'twitter',
  'mastodon',
  'bluesky',
  'telegram',
  'linkedin',
  'pinterest',
  'threads',
  'reddit',
  'tiktok',
  'youtube',
  'facebook',
  'instagram',
  'googlebusiness',
  'snapchat',
])('%s in the sandbox', (platform) => {
  it('ends all access with token_revoked, until the person consents again', async () => {
    const { id } = await house.account(platform, { username: 'leaver' })
    await fault(platform, id, 'token_revoked')
    expect((await outcome(platform, id, 'Too late'))?.error?.code).toBe('ACCOUNT_DISCONNECTED')
    await house.call('POST', `/v1/accounts/${id}/refresh`, undefined, { status: 409 })
    expect((await house.account(platform, { username: 'leaver' })).id).toBe(id)
    expect((await outcome(platform, id, 'Back again'))?.status).toBe('published')
  })
})

it.each([
  ['twitter', ['tweet.read', 'users.read', 'offline.access']],
  ['mastodon', ['read']],
  ['linkedin', ['openid', 'profile']],
  ['pinterest', ['user_accounts:read', 'boards:read', 'pins:read']],
  ['threads', ['threads_basic']],
  ['reddit', ['identity', 'read', 'history']],
  ['tiktok', ['user.info.basic', 'user.info.profile']],
  ['youtube', ['youtube.readonly']],
  ['facebook', ['pages_show_list', 'pages_read_engagement']],
  ['instagram', ['instagram_business_basic']],
])('%s refuses a post of somebody who granted no more than %s', async (platform, scopes) => {
  const { id } = await house.account(platform, { username: 'careful', scopes })
  expect((await outcome(platform, id, 'Not allowed'))?.error?.code).toBe('PERMISSION_DENIED')
})

const pages = [
  { id: '110506962309835', name: 'One' },
  { id: '110506962309836', name: 'Two' },
]
const both = { operation: 'any', fault: 'token_revoked' }

it.each([
  ['linkedin', { pages }],
  ['facebook', { pages }],
  ['instagram', { pages, login: 'facebook' }],
  ['googlebusiness', { pages }],
  ['pinterest', {}],
  ['reddit', {}],
])('%s: an access whose end is seen when pages are listed ends the account, once', async (platform, more) => {
  const { id } = await house.account(platform, { username: 'lister', ...more })
  await house.call('POST', '/sandbox/faults', { platform, accountId: id, ...both })
  const listed = `/v1/accounts/${id}/pages`
  const refusal = await house.call<{ error: object }>('GET', listed, undefined, { status: 409 })
  expect(refusal.error).toMatchObject({ code: 'CONFLICT' })
  expect((await house.call<{ status: string }>('GET', `/v1/accounts/${id}`)).status).toBe('expired')
  await house.call('GET', listed, undefined, { status: 409 })
  const told = await house.db.query({
    text: `select from events where type = 'account.error' and data->>'accountId' = $1`,
    values: [id],
  })
  expect(told).toHaveLength(1)
})

// A gateway says these of a request that the network may have taken: no connector lists them as a refusal.
it.each(
  connectors.flatMap(({ slug, publish }) =>
    [408, 421, 425, 499, 502].map((status) => ({ slug, publish, status })),
  ),
)(
  '$slug takes $status in answer to a creating call for a lost answer, not for a refusal',
  async ({ publish, status }) => {
    const item = {
      targetId: 'pp_1',
      sequence: 0,
      plannedAt: new Date(),
      text: 'Hello',
      media: [],
      options: {},
      contentType: null,
      previous: [],
    }
    const ctx = {
      http: () => Promise.resolve({ status, headers: {}, json: undefined, text: '' }),
      account: { id: 'acc_1', remoteId: '1', username: 'ann', displayName: null },
      tokens: { accessToken: 'token', extra: { pages: { '1': 'token of the page' } } },
      data: { domain: 'mastodon.example', pds: 'https://pds.example', page: { id: '1' } },
      app: {},
      now: new Date(),
    } as unknown as PublishContext
    const plan = { record: {}, mediaIds: [], mediaKeys: [] }
    expect((await asked(() => publish(item, plan, ctx))).kind).toBe('unknown')
  },
)
