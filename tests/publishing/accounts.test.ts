import { beforeEach, expect, it } from 'vitest'
import { wipeTokens } from '../../src/store/accounts.js'
import { FakeNetwork } from '../support/fake-network.js'
import { testDatabase } from '../support/database.js'
import { freshHouse, only, publishingHouse, type PublishingHouse } from '../support/publishing.js'

const db = await testDatabase()
let network: FakeNetwork
let house: PublishingHouse

beforeEach(async () => {
  network = new FakeNetwork()
  house = await freshHouse(db, network)
})

it('a target that comes due while its account is dead fails; a later one stays and leaves when it is connected again', async () => {
  const account = await house.anAccount({ status: 'expired' })
  const now = await house.aPost({ accounts: [account] })
  const later = await house.aPost({ accounts: [account], dueInMs: 3_600_000 })
  await house.publishAllDue()
  expect(await house.target(now.targets[0] ?? '')).toMatchObject({
    status: 'failed',
    error: { code: 'ACCOUNT_DISCONNECTED' },
  })
  await db.query({ text: `update accounts set status = 'active' where id = $1`, values: [account.id] })
  await house.advance(3_600_000)
  await house.publishAllDue()
  expect((await house.target(later.targets[0] ?? '')).status).toBe('published')
})

it('a refresh that fails in passing kills no account: the target waits and is sent when it works again', async () => {
  let isDown = true
  house.deps.freshTokens = () =>
    Promise.resolve(
      isDown
        ? { kind: 'failed', error: { code: 'PLATFORM_UNAVAILABLE', message: 'a blip' } }
        : { kind: 'ok', tokens: { accessToken: 'token' } },
    )
  const post = await house.aPost({ accounts: [await house.anAccount()] })
  await house.publishAllDue()
  expect(await house.target(only(post.targets))).toMatchObject({
    status: 'pending',
    error: { code: 'PLATFORM_UNAVAILABLE' },
  })
  isDown = false
  await house.advance(2_000)
  await house.publishAllDue()
  expect((await house.target(only(post.targets))).status).toBe('published')
  expect(house.deadAccounts).toEqual([])
})

it('a lost answer is looked for with the sealed token of an account that was disconnected meanwhile', async () => {
  network.script = ['lostResponse']
  const account = await house.anAccount()
  const post = await house.aPost({ accounts: [account] })
  await house.publishAllDue()
  await disconnect(account.id)
  expect(await wipeTokens(db, account.id)).toBeNull()
  await house.advance(60_000)
  await house.publishAllDue()
  expect((await house.target(only(post.targets))).status).toBe('published')
  expect(await wipeTokens(db, account.id)).not.toBeNull()
})

it('what the network is working on is asked about although the account was disconnected, and keeps the token', async () => {
  network.parts = { check: () => Promise.resolve({ kind: 'published', remoteId: 'r9', url: null }) }
  house = await publishingHouse(db, network)
  network.script = [{ answer: { kind: 'processing', resume: null, checkInMs: 1_000 } }]
  const account = await house.anAccount()
  const post = await house.aPost({ accounts: [account] })
  await house.publishAllDue()
  await disconnect(account.id)
  expect(await wipeTokens(db, account.id)).toBeNull()
  await house.advance(1_000)
  await house.publishAllDue()
  expect(await house.target(only(post.targets))).toMatchObject({ status: 'published', remote_id: 'r9' })
  expect(await wipeTokens(db, account.id)).not.toBeNull()
})

it('a lost answer that can no longer be asked for stays unknown', async () => {
  network.script = ['lostResponse']
  const account = await house.anAccount()
  const post = await house.aPost({ accounts: [account] })
  await house.publishAllDue()
  house.deps.freshTokens = () =>
    Promise.resolve({ kind: 'dead', error: { code: 'ACCOUNT_DISCONNECTED', message: 'gone' } })
  await house.advance(60_000)
  await house.publishAllDue()
  expect(await house.target(only(post.targets))).toMatchObject({
    status: 'failed',
    error: { code: 'OUTCOME_UNKNOWN' },
  })
})

async function disconnect(accountId: string): Promise<void> {
  await db.query({
    text: `update accounts set status = 'disconnected', tokens = '\\x00' where id = $1`,
    values: [accountId],
  })
}

it('a lost answer is not asked about for ever where the access cannot be refreshed', async () => {
  network.script = ['lostResponse']
  const post = await house.aPost({ accounts: [await house.anAccount()] })
  await house.publishAllDue()
  house.deps.freshTokens = () =>
    Promise.resolve({ kind: 'failed', error: { code: 'PLATFORM_UNAVAILABLE', message: 'down for days' } })
  for (let minutes = 0; minutes < 70; minutes += 5) {
    await house.advance(5 * 60_000)
    await house.publishAllDue()
  }
  expect(await house.target(only(post.targets))).toMatchObject({
    status: 'failed',
    error: { code: 'OUTCOME_UNKNOWN' },
  })
  expect((await house.post(post.id)).status).toBe('failed')
})

it('nor is a lost first comment: it becomes a warning', async () => {
  network.script = ['ok', 'lostResponse']
  const post = await house.aPost({ accounts: [await house.anAccount()], firstComment: 'First!' })
  await house.publishAllDue()
  house.deps.freshTokens = () =>
    Promise.resolve({ kind: 'failed', error: { code: 'PLATFORM_UNAVAILABLE', message: 'down for days' } })
  for (let minutes = 0; minutes < 70; minutes += 5) {
    await house.advance(5 * 60_000)
    await house.publishAllDue()
  }
  expect((await house.target(only(post.targets))).warnings).toMatchObject([
    { code: 'FIRST_COMMENT_FAILED', reason: 'OUTCOME_UNKNOWN' },
  ])
})
