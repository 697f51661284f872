import { beforeEach, expect, it } from 'vitest'
import { publishTarget } from '../../src/publishing/publish-target.js'
import { FakeNetwork } from '../support/fake-network.js'
import { testDatabase } from '../support/database.js'
import { endLeases, freshHouse, only, type PublishingHouse } from '../support/publishing.js'

const db = await testDatabase()
let network: FakeNetwork
let house: PublishingHouse

beforeEach(async () => {
  network = new FakeNetwork()
  house = await freshHouse(db, network)
})

/** What no database takes. */
const unstorable = { kind: 'published', remoteId: 'r\u0000', url: null } as const

/** How it says so: the class of errors in data. */
const refused = { code: expect.stringMatching(/^22/) as string }

async function hoursPass(hours: number): Promise<void> {
  for (let minutes = 0; minutes < hours * 60; minutes += 5) {
    await house.publishAllDue()
    await house.advance(5 * 60_000)
  }
}

it('an answer that cannot be recorded stays unknown, and stops neither its post nor its account for ever', async () => {
  network.script = [{ answer: unstorable }]
  network.parts = { find: () => Promise.resolve({ ...unstorable, kind: 'found', createdAt: null }) }
  house = await freshHouse(db, network)
  const account = await house.anAccount()
  const stuck = await house.aPost({ accounts: [account] })
  const next = await house.aPost({ accounts: [account] })
  await expect(house.publishAllDue()).rejects.toMatchObject(refused)
  await endLeases(db)
  await hoursPass(2)
  expect(await house.target(only(stuck.targets))).toMatchObject({
    status: 'failed',
    error: { code: 'OUTCOME_UNKNOWN' },
  })
  expect(await house.post(stuck.id)).toMatchObject({ status: 'failed', open_targets: 0 })
  expect((await house.post(next.id)).status).toBe('published')
})

it('a first comment of which the same is true becomes a warning', async () => {
  network.script = ['ok', { answer: unstorable }]
  network.parts = { find: () => Promise.resolve({ ...unstorable, kind: 'found', createdAt: null }) }
  house = await freshHouse(db, network)
  const post = await house.aPost({ accounts: [await house.anAccount()], firstComment: 'First!' })
  for (let rounds = 0; rounds < 4; rounds += 1) {
    await house.publishAllDue().catch((error: unknown) => expect(error).toMatchObject(refused))
    await db.query({ text: 'update comments set lease_until = null, lease_token = null' })
    await house.advance(30 * 60_000)
  }
  expect(await house.target(only(post.targets))).toMatchObject({
    status: 'published',
    warnings: [{ code: 'FIRST_COMMENT_FAILED', reason: 'OUTCOME_UNKNOWN' }],
  })
})

it('of targets that are out at the same moment the one that cannot be recorded does not keep the others', async () => {
  const posts = [
    await house.aPost({ accounts: [await house.anAccount()] }),
    await house.aPost({ accounts: [await house.anAccount()] }),
    await house.aPost({ accounts: [await house.anAccount()] }),
  ]
  const leases = await house.claim()
  network.script = ['ok', { answer: unstorable }, 'ok']
  const ends = await Promise.allSettled(leases.map((lease) => publishTarget(house.deps, lease)))
  expect(ends.map((end) => end.status).sort()).toEqual(['fulfilled', 'fulfilled', 'rejected'])
  const statuses = await Promise.all(posts.map(async (post) => (await house.post(post.id)).status))
  expect(statuses.sort()).toEqual(['published', 'published', 'publishing'])
  expect(await house.events('post.published')).toHaveLength(2)
})
