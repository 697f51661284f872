import { beforeEach, describe, expect, it } from 'vitest'
import { startHouse, type PostView } from '../support/house.js'

const house = await startHouse()
const platforms = ['twitter', 'mastodon', 'bluesky'] as const

beforeEach(async () => {
  await house.call('DELETE', '/sandbox/faults')
})

const add = (body: Record<string, unknown>, status?: number) =>
  house.call<{ id: string; error: { code: string; message: string; details: { field: string } } }>(
    'POST',
    '/sandbox/faults',
    body,
    status === undefined ? {} : { status },
  )
const pending = async () =>
  (await house.call<{ data: Record<string, unknown>[] }>('GET', '/sandbox/faults')).data

let serial = 0
async function publish(accountId: string) {
  serial += 1
  const content = `Post ${String(serial)}`
  const { id } = await house.call<PostView>('POST', '/v1/posts', { content, accountIds: [accountId] })
  await house.call('POST', `/v1/posts/${id}/publish`)
  return (await house.settled(id)).platforms[0]
}

describe.each(platforms)('%s: a fault of the publishing call', (platform) => {
  it('of one account leaves the others alone', async () => {
    const [one, other] = [await house.account(platform), await house.account(platform)]
    await add({ platform, fault: 'content_rejected', accountId: one.id })
    expect((await publish(other.id))?.status).toBe('published')
    expect(await pending()).toHaveLength(1)
    expect((await publish(one.id))?.error?.code).toBe('CONTENT_REJECTED')
    expect(await pending()).toEqual([])
  })

  it.each([3_600, 86_400])('an allowance that is used up for %d s says so', async (retryAfter) => {
    const { id } = await house.account(platform)
    await add({ platform, fault: 'quota_exceeded', retryAfter })
    const { now } = await house.call<{ now: string }>('GET', '/sandbox/clock')
    const error = (await publish(id))?.error
    expect(error?.code).toBe('QUOTA_EXCEEDED')
    const seconds = (Date.parse(String(error?.details?.['retryAt'])) - Date.parse(now)) / 1_000
    expect(Math.abs(seconds - retryAfter)).toBeLessThan(60)
  })
})

it('a fault of an account’s own calls meets them', async () => {
  const { id } = await house.account('bluesky')
  await add({ platform: 'bluesky', fault: 'server_error', operation: 'identity', accountId: id })
  const test = () => house.call<{ success: boolean }>('POST', `/v1/accounts/${id}/test`)
  await test().catch(() => undefined)
  expect(await pending()).toEqual([])
  expect((await test()).success).toBe(true)
})

it('faults are listed with how often they are still to come, and cleared', async () => {
  const { id: accountId } = await house.account('mastodon')
  const { id } = await add({ platform: 'Mastodon', fault: 'server_error', times: 3, accountId })
  const standard = { operation: 'publish', retryAfter: null, delayMs: null }
  const listed = { id, platform: 'mastodon', accountId, fault: 'server_error', times: 3, ...standard }
  expect(await pending()).toEqual([listed])
  await publish(accountId)
  expect(await pending()).not.toEqual([listed])
  await house.call('DELETE', '/sandbox/faults')
  expect(await pending()).toEqual([])
})

it.each([
  [{ platform: 'mastodon', fault: 'duplicate', operation: 'metrics' }, 'operation'],
  [{ platform: 'mastodon', fault: 'processing_failed', operation: 'refresh' }, 'operation'],
  [{ platform: 'mastodon', fault: 'content_rejected', operation: 'identity' }, 'operation'],
  [{ platform: 'mastodon', fault: 'media_rejected', operation: 'comment' }, 'operation'],
  [{ platform: 'mastodon', fault: 'earthquake' }, 'fault'],
  [{ platform: 'mastodon', fault: 'slow', times: 0 }, 'times'],
  [{ platform: 'mastodon', fault: 'slow', oparation: 'find' }, ''],
])('what cannot be is refused: %j', async (fault, field) => {
  const { error } = await add(fault, 400)
  expect(error.code).toBe('VALIDATION_ERROR')
  if (field !== '') expect(error.details.field).toBe(field)
  expect(await pending()).toEqual([])
})

it('browsers that open pages use up no fault', async () => {
  const { id } = await house.account('mastodon')
  const target = await publish(id)
  await add({ platform: 'mastodon', fault: 'server_error', operation: 'any' })
  expect((await fetch(target?.platformPostUrl ?? '')).status).toBe(200)
  expect(await pending()).toHaveLength(1)
})
