import { expect, it } from 'vitest'
import { startHouse } from '../support/house.js'

type Entry = {
  type: string
  at: string
  from?: string
  to?: string
  status?: string
  error?: { code: string }
}

const house = await startHouse()
const account = await house.account('bluesky')

it('what a run came to stays in the history when the post goes out again, each thing after what led to it', async () => {
  await house.call('POST', '/sandbox/faults', { platform: 'bluesky', fault: 'content_rejected', times: 2 })
  const { id } = await house.call<{ id: string }>('POST', '/v1/posts', {
    content: 'Soup',
    accountIds: [account.id],
  })
  await house.call('POST', `/v1/posts/${id}/publish`)
  for (const _ of ['refused again', 'taken']) {
    const { platforms } = await house.settled(id)
    await house.call('POST', `/v1/posts/${id}/platforms/${platforms[0]?.postPlatformId ?? ''}/fix`)
  }
  await house.settled(id)

  const { data } = await house.call<{ data: Entry[] }>('GET', `/v1/posts/${id}/approval-history`)
  const refused = [
    'publish_attempt CONTENT_REJECTED',
    'publish_result CONTENT_REJECTED failed',
    'publishing → failed',
  ]
  expect(data.map(said)).toEqual([
    'created draft',
    'draft → publishing',
    ...refused,
    'failed → publishing',
    ...refused,
    'failed → publishing',
    'publish_attempt',
    'publish_result published',
    'publishing → published',
  ])
  expect(data.map((entry) => entry.at)).toEqual(data.map((entry) => entry.at).sort())
})

it('what failed without anything being tried stays in the history too', async () => {
  const other = await house.account('mastodon', { username: 'baker' })
  const { now } = await house.call<{ now: string }>('GET', '/sandbox/clock')
  const { id } = await house.call<{ id: string }>('POST', '/v1/posts', {
    content: 'Bread',
    accountIds: [account.id, other.id],
    scheduledFor: new Date(Date.parse(now) + 60_000).toISOString(),
  })
  await house.call('DELETE', `/v1/accounts/${other.id}`)
  const { platforms } = await house.settled(id)
  const target = platforms.find(({ platform }) => platform === 'mastodon')
  // Connected again it is the same account.
  expect(await house.account('mastodon', { username: 'baker' })).toMatchObject({ id: other.id })
  await house.call('POST', `/v1/posts/${id}/platforms/${target?.postPlatformId ?? ''}/fix`)
  await house.settled(id)

  const { data } = await house.call<{ data: (Entry & { accountId?: string })[] }>(
    'GET',
    `/v1/posts/${id}/approval-history`,
  )
  expect(data.filter(({ accountId }) => accountId !== account.id).map(said)).toEqual([
    'created scheduled',
    'scheduled → publishing',
    'publish_result ACCOUNT_DISCONNECTED failed',
    'publishing → partial',
    'partial → publishing',
    'publish_attempt',
    'publish_result published',
    'publishing → published',
  ])
  expect(data.map((entry) => entry.at)).toEqual(data.map((entry) => entry.at).sort())
})

function said({ type, from, to, error, status }: Entry): string {
  if (from !== undefined) return `${from} → ${to ?? ''}`
  return [type, error?.code, status].filter((word) => word !== undefined).join(' ')
}
