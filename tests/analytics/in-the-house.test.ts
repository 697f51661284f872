import { expect, it } from 'vitest'
import type { Connector } from '../../src/connectors/connector.js'
import { mastodon } from '../../src/connectors/mastodon/index.js'
import { startHouse, type PostView } from '../support/house.js'

let answer: () => void = () => undefined
let asked = 0
const answered = new Promise<void>((resolve) => (answer = resolve))

/** Mastodon, if it took its time over numbers and history. */
const slow: Connector = {
  ...mastodon,
  metrics: {
    postsPerCall: 20,
    async account() {
      asked += 1
      await answered
      return { kind: 'ok', now: {} }
    },
  },
  async history() {
    asked += 1
    await answered
    return { kind: 'ok', posts: [], next: null }
  },
}
const house = await startHouse({}, [slow])
type Quota = { name: string; limit: number; used: number; remaining: number; scheduled: number }

async function publish(accountId: string, content: string): Promise<PostView & { warnings: object[] }> {
  const body = { content, accountIds: [accountId] }
  const post = await house.call<PostView & { warnings: object[] }>('POST', '/v1/posts', body)
  await house.call('POST', `/v1/posts/${post.id}/publish`)
  return { ...(await house.settled(post.id)), warnings: post.warnings }
}

it('publishing goes on while every place for reading numbers waits for a network that hangs', async () => {
  const accounts: string[] = []
  for (let index = 0; index < 8; index += 1) accounts.push((await house.account('mastodon')).id)
  await house.advance(31_000)
  await expect.poll(() => asked, { timeout: 20_000 }).toBe(6)
  for (const id of accounts) expect((await publish(id, `Out ${id}`)).status).toBe('published')
  expect(asked).toBe(6)
  answer()
  await expect.poll(() => asked, { timeout: 20_000 }).toBe(16)
})

it('a quota that is used up is seen where the next post is written, until the network has room', async () => {
  const { id } = await house.account('mastodon')
  const fault = { platform: 'mastodon', fault: 'quota_exceeded', operation: 'publish', retryAfter: 7_200 }
  await house.call('POST', '/sandbox/faults', fault)
  expect(await publish(id, 'One too many')).toMatchObject({
    status: 'failed',
    platforms: [{ error: { code: 'QUOTA_EXCEEDED' } }],
    warnings: [],
  })
  const account = await house.call<{ quotas: Quota[] }>('GET', `/v1/accounts/${id}`)
  expect(account.quotas).toMatchObject([{ name: 'posts in 3 hours', limit: 300, used: 300, remaining: 0 }])
  const listed = await house.call<{ data: { id: string; quotas: Quota[] }[] }>(
    'GET',
    '/v1/accounts?limit=100',
  )
  expect(listed.data.find((each) => each.id === id)?.quotas[0]?.remaining).toBe(0)
  const next = { content: 'Another', accountIds: [id] }
  for (const path of ['/v1/posts', '/v1/posts/validate'])
    expect(await house.call('POST', path, next)).toMatchObject({ warnings: [{ code: 'QUOTA_EXCEEDED' }] })

  await house.advance(2 * 3_600_000)
  const scheduledFor = await inAnHour()
  expect(await house.call('POST', '/v1/posts', { ...next, scheduledFor })).toMatchObject({ warnings: [] })
  expect((await house.call<{ quotas: Quota[] }>('GET', `/v1/accounts/${id}`)).quotas[0]).toMatchObject({
    used: 0,
  })
})

async function inAnHour(): Promise<string> {
  const { now } = await house.call<{ now: string }>('GET', '/sandbox/clock')
  return new Date(Date.parse(now) + 3_600_000).toISOString()
}
