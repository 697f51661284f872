import { describe, expect, it } from 'vitest'
import { startHouse, type PostView } from '../support/house.js'
import { uploadFixture } from '../support/upload-fixture.js'

const house = await startHouse()
const platforms = ['twitter', 'mastodon', 'bluesky'] as const
type Refused = { error: { code: string; message: string; details: Record<string, unknown> } }
type Account = { id: string; username: string; displayName: string; status: string }

const make = (body: object) => house.call<Account>('POST', '/sandbox/accounts', body)
const refused = (method: string, path: string, body?: object, status = 400) =>
  house.call<Refused>(method, path, body, { status })

async function publish(accountId: string, content: string) {
  const { id } = await house.call<PostView>('POST', '/v1/posts', { content, accountIds: [accountId] })
  await house.call('POST', `/v1/posts/${id}/publish`)
  return (await house.settled(id)).platforms[0]
}

describe.each(platforms)('an account on %s', (platform) => {
  it('of a name that is there is that user, with what was changed', async () => {
    const first = await make({ platform, username: 'ann', displayName: 'Ann' })
    const again = await make({ platform, username: 'Ann', displayName: 'Ann Other' })
    expect(again).toMatchObject({ id: first.id, username: first.username, displayName: 'Ann Other' })
  })

  it('has a name that stands in its posts’ addresses, whatever was typed', async () => {
    const { id } = await make({ platform, username: 'Zoë / two words?' })
    const target = await publish(id, 'By somebody with an odd name')
    expect((await fetch(target?.platformPostUrl ?? '')).status).toBe(200)
  })

  it('is the same person after the sandbox was emptied, and never somebody else', async () => {
    const { id } = await make({ platform, username: 'rosa' })
    await house.call('POST', '/sandbox/reset')
    expect((await make({ platform, username: 'paul' })).id).not.toBe(id)
    expect((await publish(id, 'From before'))?.error?.code).toBe('ACCOUNT_DISCONNECTED')
    expect((await make({ platform, username: 'rosa' })).id).toBe(id)
    expect((await publish(id, 'And after'))?.status).toBe('published')
  })

  it('that is suspended was connected before; its next post fails, and the account says why', async () => {
    const account = await make({ platform, username: 'sue', suspended: true })
    expect(account.status).toBe('active')
    expect((await publish(account.id, 'From outside'))?.error?.code).toBe('ACCOUNT_SUSPENDED')
    expect(await house.call('GET', `/v1/accounts/${account.id}`)).toMatchObject({ status: 'suspended' })
    const { error } = await refused('POST', '/sandbox/accounts', { platform, username: 'sue' })
    expect(error.message).toMatch(/suspended|disabled/)
    // The network lets its user in again.
    await make({ platform, username: 'sue', suspended: false })
    expect((await publish(account.id, 'Back again'))?.status).toBe('published')
  })
})

it.each([
  [{ platform: 'twitter', nickname: 'x' }, 'nickname'],
  [{ platform: 'nowhere' }, 'platform'],
  [{}, 'platform'],
  [{ platform: 'twitter', suspended: 'yes' }, 'suspended'],
  [{ platform: 'twitter', tokenExpiresInSeconds: -1 }, 'tokenExpiresInSeconds'],
  [{ platform: 'twitter', pages: [{ id: 'one' }] }, 'pages.0.name'],
])('an account that cannot be is refused with the field: %j', async (body, field) => {
  const { error } = await refused('POST', '/sandbox/accounts', body)
  expect([error.code, error.details['field']]).toEqual(['VALIDATION_ERROR', field])
})

it('a fault of somebody who is not there, or is on another network, is refused', async () => {
  const { id } = await make({ platform: 'mastodon' })
  const fault = { platform: 'twitter', fault: 'slow' }
  const strange = await refused('POST', '/sandbox/faults', { ...fault, accountId: 'acc_nobody' })
  expect(strange.error).toMatchObject({ code: 'ACCOUNT_NOT_FOUND', details: { field: 'accountId' } })
  const elsewhere = await refused('POST', '/sandbox/faults', { ...fault, accountId: id })
  expect(elsewhere.error).toMatchObject({ code: 'VALIDATION_ERROR', details: { field: 'accountId' } })
})

it('words come in any case', async () => {
  await house.call('POST', '/sandbox/faults', { platform: 'X', fault: 'SLOW', operation: 'Find' })
  const { data } = await house.call<{ data: object[] }>('GET', '/sandbox/faults')
  expect(data).toMatchObject([{ platform: 'twitter', fault: 'slow', operation: 'find' }])
  await house.call('DELETE', '/sandbox/faults')
})

it.each([
  ['PUT', '/sandbox/faults', ['GET', 'POST', 'DELETE']],
  ['POST', '/sandbox/requests', ['GET']],
  ['GET', '/sandbox/accounts', ['POST']],
  ['DELETE', '/sandbox/clock', ['GET', 'POST']],
] as const)('%s %s is not offered, and what is stands beside', async (method, path, allowed) => {
  const { error } = await refused(method, path, undefined, 405)
  expect(error).toMatchObject({ code: 'METHOD_NOT_ALLOWED', details: { allowed } })
})

it('a film’s size is known to the public, as a picture’s is', async () => {
  const film = await uploadFixture(house, 'landscape-1280x720-4s-moov-last.mp4', 'video/mp4')
  for (const platform of platforms) {
    const { id: accountId } = await make({ platform })
    const { id } = await house.call<PostView>('POST', '/v1/posts', {
      content: 'A film',
      media: [film],
      accountIds: [accountId],
    })
    await house.call('POST', `/v1/posts/${id}/publish`)
    await house.settled(id)
    const { data } = await house.call<{ data: object[] }>('GET', `/sandbox/posts?accountId=${accountId}`)
    expect(data).toMatchObject([{ platform, media: [{ kind: 'video', width: 1_280, height: 720 }] }])
  }
})

describe('somebody who writes to an account', () => {
  it('is heard by the network', async () => {
    const { id: accountId } = await make({ platform: 'whatsapp' })
    const message = { platform: 'whatsapp', accountId, from: '+49 151 10000001', text: 'Open?' }
    expect(await house.call('POST', '/sandbox/messages', message)).toMatchObject({
      id: expect.stringMatching(/^wamid\./) as string,
    })
    const { error } = await refused('POST', '/sandbox/messages', { ...message, from: 'Ada' })
    expect(error).toMatchObject({ code: 'VALIDATION_ERROR', details: { field: 'from' } })
    expect(
      (await refused('POST', '/sandbox/messages', { ...message, accountId: 'acc_none' })).error.code,
    ).toBe('ACCOUNT_NOT_FOUND')
  })

  it('finds nobody where accounts are not written to', async () => {
    const { id: accountId } = await make({ platform: 'twitter' })
    const { error } = await refused('POST', '/sandbox/messages', {
      platform: 'twitter',
      accountId,
      from: 'ann',
    })
    expect(error).toMatchObject({ code: 'VALIDATION_ERROR', details: { field: 'platform' } })
  })
})
