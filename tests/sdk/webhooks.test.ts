import { createHmac } from 'node:crypto'
import { expect, it } from 'vitest'
import { createClient, verifyWebhook } from '../../sdk/index.js'
import { startHouse } from '../support/house.js'
import { startReceiver, type Received } from '../support/receiver.js'

const house = await startHouse()
const receiver = await startReceiver()
const client = createClient({ baseUrl: house.url, apiKey: house.key })
const { id: accountId } = await house.account('bluesky')
const { id, secret } = await client.webhooks.create({ url: receiver.url, events: ['post.published'] })
const { id: postId } = await client.posts.create({ content: 'Bäckerei 🥐', accountIds: [accountId] })
await client.posts.publish(postId)
await house.settled(postId)
const [sent] = (await receiver.until(1)) as [Received]

const invalid = { name: 'VoxBurstError', code: 'INVALID_SIGNATURE' }
const only = (...names: string[]): Record<string, string> =>
  Object.fromEntries(Object.entries(sent.headers).filter(([name]) => names.includes(name)))
const own = only('x-voxburst-signature')
const standard = only('webhook-id', 'webhook-timestamp', 'webhook-signature')

it('takes what the server sent, whichever of its signatures is read, as text or bytes', async () => {
  for (const headers of [sent.headers, own, standard, new Headers(own)]) {
    const event = await verifyWebhook(sent.raw, headers, secret)
    expect(event).toMatchObject({ type: 'post.published', data: { id: postId, content: 'Bäckerei 🥐' } })
  }
  const event = await verifyWebhook(new TextEncoder().encode(sent.raw), standard, ['whsec_AAAA', secret])
  // The type of an event tells what data it has.
  expect(event.type === 'post.published' && event.data.platforms[0]?.status).toBe('PUBLISHED')
})

it('takes no other body, no other secret, and nothing that is not signed', async () => {
  const changed = sent.raw.replace('PUBLISHED', 'DESTROYED')
  for (const headers of [own, standard]) {
    await expect(verifyWebhook(changed, headers, secret)).rejects.toMatchObject(invalid)
    await expect(verifyWebhook(sent.raw, headers, 'whsec_b3RoZXI=')).rejects.toMatchObject(invalid)
    await expect(verifyWebhook(sent.raw, headers, '')).rejects.toMatchObject(invalid)
  }
  await expect(verifyWebhook(sent.raw, {}, secret)).rejects.toMatchObject(invalid)
  const [time] = own['x-voxburst-signature']?.split(',') ?? []
  for (const forged of [
    '',
    `${time ?? ''}`,
    `${time ?? ''},v2=`,
    `${time ?? ''},v2=zz`,
    't=NaN,v2=00',
    'v2=00',
  ])
    await expect(verifyWebhook(sent.raw, { 'x-voxburst-signature': forged }, secret)).rejects.toMatchObject(
      invalid,
    )
  // Over the body alone: whoever recorded it once could send it forever.
  const untimed = only('x-socialdispatch-signature')
  expect(Object.keys(untimed)).toHaveLength(1)
  await expect(verifyWebhook(sent.raw, untimed, secret)).rejects.toMatchObject(invalid)
})

it('takes no recording of long ago, and no time that is changed afterwards', async () => {
  const later = Date.now() + 301_000
  for (const headers of [own, standard]) {
    await expect(verifyWebhook(sent.raw, headers, secret, { now: later })).rejects.toMatchObject(invalid)
    await verifyWebhook(sent.raw, headers, secret, { now: later, toleranceSeconds: 600 })
  }
  const moved = own['x-voxburst-signature']?.replace(/t=\d+/, `t=${String(Math.floor(later / 1_000))}`) ?? ''
  await expect(
    verifyWebhook(sent.raw, { 'x-voxburst-signature': moved }, secret, { now: later }),
  ).rejects.toMatchObject(invalid)
})

it('takes either secret while one is replaced by the other', async () => {
  const { secret: next } = await client.webhooks.rotateSecret(id)
  await client.webhooks.test({ webhookId: id })
  const delivered = (await receiver.until(2))[1]
  if (delivered === undefined) throw new Error('not delivered')
  for (const each of [secret, next])
    expect((await verifyWebhook(delivered.raw, delivered.headers, each)).type).toBe('webhook.test')
})

it('reads the form as it is documented, with blanks and other versions in it', async () => {
  const body = '{"type":"webhook.test"}'
  const t = '1800000000'
  const v2 = createHmac('sha256', secret).update(`${t}.${body}`).digest('hex')
  const headers = { 'X-VoxBurst-Signature': `t=${t}, v1=abc, v2=00, v2=${v2}` }
  expect(await verifyWebhook(body, headers, secret, { now: 1_800_000_000_000 })).toEqual({
    type: 'webhook.test',
  })
})
