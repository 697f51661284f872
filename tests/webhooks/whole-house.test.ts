import { expect, it } from 'vitest'
import { startHouse } from '../support/house.js'
import { startReceiver, type Received } from '../support/receiver.js'
import { verifyAsPython } from './verifiers.js'

const house = await startHouse()
const receiver = await startReceiver()

type Hook = { id: string; secret: string }
type TargetOfEvent = {
  postPlatformId: string
  accountId: string
  platform: string
  status: string
  platformPostId: string | null
  platformPostUrl: string | null
  publishedAt: string | null
  error: { code: string; message: string } | null
}

function ofType(type: string): Received {
  const found = receiver.received.find(({ body }) => body.type === type)
  if (found === undefined) throw new Error(`no ${type} came`)
  return found
}

it('a post that goes out on one network and is refused by another arrives as one signed post.published, PARTIAL', async () => {
  const hook = await house.call<Hook>('POST', '/v1/webhooks', {
    url: receiver.url,
    events: ['post.created', 'post.scheduled', 'post.published', 'post.failed', 'post.partial'],
  })
  const good = await house.account('mastodon')
  const bad = await house.account('mastodon')
  await house.call('POST', '/sandbox/faults', {
    platform: 'mastodon',
    accountId: bad.id,
    fault: 'content_rejected',
    times: 10,
  })
  const scheduledFor = new Date(Date.now() + 3_600_000).toISOString()
  const post = await house.call<{ id: string }>('POST', '/v1/posts', {
    content: 'New menu today',
    accountIds: [good.id, bad.id],
    scheduledFor,
    metadata: { campaign: 'spring' },
  })
  await receiver.until(2)
  await house.advance(3_600_000)
  await house.settled(post.id)
  await receiver.until(3)

  // No order is promised: the sequence tells it.
  const bySequence = [...receiver.received].sort(
    (a, b) => Number(a.body.data['sequence']) - Number(b.body.data['sequence']),
  )
  expect(bySequence.map(({ body }) => body.type)).toEqual([
    'post.created',
    'post.scheduled',
    'post.published',
  ])
  for (const { raw, headers } of receiver.received)
    expect(verifyAsPython(raw, headers['x-voxburst-signature'] ?? '', hook.secret)).toBe(true)

  const { data } = ofType('post.published').body
  expect(data).toMatchObject({
    id: post.id,
    postId: post.id,
    workspaceId: expect.stringMatching(/^ws_/) as string,
    content: 'New menu today',
    status: 'PARTIAL',
    scheduledFor,
    publishedAt: expect.any(String) as string,
    metadata: { campaign: 'spring' },
  })
  // The same facts as REST, in upper case.
  const targets = data['platforms'] as TargetOfEvent[]
  const rest = await house.call<{ platforms: TargetOfEvent[] }>('GET', `/v1/posts/${post.id}`)
  expect(targets).toHaveLength(2)
  for (const target of targets) {
    const same = rest.platforms.find((each) => each.postPlatformId === target.postPlatformId)
    expect(target).toMatchObject({
      id: target.postPlatformId,
      accountId: same?.accountId,
      platform: 'MASTODON',
      status: same?.status.toUpperCase(),
      platformPostId: same?.platformPostId,
      platformPostUrl: same?.platformPostUrl,
      publishedAt: same?.publishedAt,
      error: same?.error ?? null,
    })
  }
  const out = targets.find((each) => each.accountId === good.id)
  const refused = targets.find((each) => each.accountId === bad.id)
  expect(out).toMatchObject({ status: 'PUBLISHED', error: null })
  expect(refused).toMatchObject({ status: 'FAILED', error: { code: expect.any(String) as string } })
  const page = await fetch(out?.platformPostUrl ?? '')
  expect(page.status).toBe(200)
  expect(await page.text()).toContain('New menu today')
  await house.call('DELETE', `/v1/webhooks/${hook.id}`)
})

it('a receiver that hangs delays nobody else', async () => {
  const quick = await startReceiver()
  const stuck = await startReceiver()
  for (let each = 0; each < 1_000; each += 1) stuck.answers.push(() => undefined)
  const hanging = await Promise.all(
    Array.from({ length: 20 }, () =>
      house.call<Hook>('POST', '/v1/webhooks', { url: stuck.url, events: ['post.created'] }),
    ),
  )
  const hook = await house.call<Hook>('POST', '/v1/webhooks', { url: quick.url, events: ['post.created'] })
  const account = await house.account('mastodon')
  const posts = await Promise.all(
    Array.from({ length: 20 }, () =>
      house.call<{ id: string }>('POST', '/v1/posts', { content: 'A draft', accountIds: [account.id] }),
    ),
  )
  const got = await quick.until(posts.length)
  expect(got.map(({ body }) => body.data['id']).sort()).toEqual(posts.map(({ id }) => id).sort())
  // Nobody was answered or given up on in the meantime: it was the others' turn, not their end.
  const tried = await house.db.query({
    text: 'select 1 from deliveries where webhook_id = any ($1) and tries > 0',
    values: [hanging.map(({ id }) => id)],
  })
  expect(tried).toEqual([])
  for (const { id } of [...hanging, hook]) await house.call('DELETE', `/v1/webhooks/${id}`)
  stuck.hangUp()
})

it('a receiver that was down gets what it missed when the clock comes to the next try', async () => {
  const late = await startReceiver()
  late.answers.push(503)
  const hook = await house.call<Hook>('POST', '/v1/webhooks', {
    url: late.url,
    events: ['account.connected'],
  })
  const account = await house.account('mastodon')
  await late.until(1)
  await recorded(hook)
  await house.advance(6_000)
  const [first, second] = await late.until(2)
  expect(second?.headers['x-voxburst-delivery-id']).toBe(first?.headers['x-voxburst-delivery-id'])
  expect(second?.body.data).toMatchObject({
    id: account.id,
    accountId: account.id,
    platform: 'MASTODON',
    status: 'ACTIVE',
    username: account.username,
  })
})

async function recorded(hook: Hook): Promise<void> {
  for (;;) {
    const { data } = await house.call<{ data: { attempts: unknown[] }[] }>(
      'GET',
      `/v1/webhooks/${hook.id}/deliveries`,
    )
    if (data.some((each) => each.attempts.length > 0)) return
  }
}
