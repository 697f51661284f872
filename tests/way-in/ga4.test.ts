import { expect, it } from 'vitest'
import { startHouse, type PostView } from '../support/house.js'
import { startReceiver } from '../support/receiver.js'

type Told = {
  client_id: string
  events: { name: string; timestamp_micros: number; params: Record<string, unknown> }[]
}

const google = await startReceiver()
const house = await startHouse({
  GA4_MEASUREMENT_ID: 'G-TEST',
  GA4_API_SECRET: 'a secret of analytics',
  VOXBURST_ORIGINS: JSON.stringify({ 'https://www.google-analytics.com': new URL(google.url).origin }),
})
const told = (): Told[] => google.received.map(({ body }) => body as unknown as Told)
const minuteMs = 60_000

it('what happens to the posts of who left a client id is told once, and again only where Google refused', async () => {
  const account = await house.account('mastodon')
  const before = await house.call<PostView>('POST', '/v1/posts', {
    content: 'Before',
    accountIds: [account.id],
  })
  await house.call('POST', '/v1/users/me/ga4-client-id', { clientId: '123.456' })
  google.answers.push(500)
  const { id } = await house.call<PostView>('POST', '/v1/posts', {
    content: 'After',
    accountIds: [account.id],
  })
  await house.call('POST', `/v1/posts/${id}/publish`)
  await house.settled(id)
  await expect
    .poll(async () => {
      await house.advance(minuteMs)
      return told()
        .slice(1)
        .flatMap(({ events }) => events.map(({ name }) => name))
    })
    .toEqual(expect.arrayContaining(['post_published']))

  const [refused, ...taken] = told()
  const events = taken.flatMap((request) => request.events)
  expect(refused?.events[0]).toEqual(events[0])
  expect(events.map(({ name }) => name)).toEqual(['post_created', 'post_published'])
  expect(events.map(({ params }) => params['post_id'])).toEqual([id, id])
  expect(JSON.stringify(told())).not.toContain(before.id)
  expect(events[1]).toMatchObject({ params: { platforms: 'mastodon', target_count: 1 } })
  expect(new Set(told().map((request) => request.client_id))).toEqual(new Set(['123.456']))
  expect(google.received[0]?.path).toBe('/mp/collect?measurement_id=G-TEST&api_secret=a+secret+of+analytics')
})
