import { expect, it } from 'vitest'
import { startHouse, type PostView } from '../support/house.js'

const house = await startHouse()
type Recorded = { id: number; at: string; method: string; url: string; status: number | null }

it('the record is of what connectors send, not of pages that browsers open', async () => {
  const { authorizationUrl } = await house.call<{ authorizationUrl: string }>(
    'POST',
    '/v1/accounts/connect',
    {
      platform: 'twitter',
    },
  )
  const { id: accountId } = await house.account('twitter')
  const { id } = await house.call<PostView>('POST', '/v1/posts', { content: 'Seen', accountIds: [accountId] })
  await house.call('POST', `/v1/posts/${id}/publish`)
  const { platforms } = await house.settled(id)
  const count = async () =>
    (await house.call<{ data: Recorded[] }>('GET', '/sandbox/requests?limit=10000')).data
  const before = await count()
  const page = await fetch(platforms[0]?.platformPostUrl ?? '')
  const consent = await fetch(authorizationUrl)
  const byHand = await fetch(`${house.url}/sandbox/twitter/api.x.com/2/users/me`)
  expect([page.status, consent.status, byHand.status]).toEqual([200, 200, 401])

  const after = await count()
  expect(after).toEqual(before)
  // Connecting, asking who it is, and the post: all that there was, the page of consent left out.
  expect(after.map(({ method, url }) => `${method} ${url.split('?')[0] ?? ''}`).reverse()).toEqual([
    'POST https://api.x.com/2/oauth2/token',
    'GET https://api.x.com/2/users/me',
    'POST https://api.x.com/2/tweets',
  ])
  expect(after.map(({ id: number }) => number)).toEqual([3, 2, 1])
})

it('a call whose connection was cut or refused is in the record, without a status', async () => {
  const { id: accountId } = await house.account('mastodon')
  for (const fault of ['refused_connection', 'lost_request', 'lost_response'])
    await house.call('POST', '/sandbox/faults', { platform: 'mastodon', fault })
  const { id } = await house.call<PostView>('POST', '/v1/posts', { content: 'Cut', accountIds: [accountId] })
  await house.call('POST', `/v1/posts/${id}/publish`)
  expect((await house.settled(id)).status).toBe('published')
  const { data } = await house.call<{ data: Recorded[] }>('GET', '/sandbox/requests?platform=mastodon')
  const sent = data.filter(({ url }) => url.endsWith('/api/v1/statuses'))
  expect(sent.map(({ status }) => status)).toEqual([200, null, null, null])
})
