import { beforeEach, expect, it } from 'vitest'
import { publishTarget } from '../../src/publishing/publish-target.js'
import { FakeNetwork } from '../support/fake-network.js'
import { testDatabase } from '../support/database.js'
import { freshHouse, only, paused, waitingForLocks, type PublishingHouse } from '../support/publishing.js'

const db = await testDatabase()
let network: FakeNetwork
let house: PublishingHouse

beforeEach(async () => {
  network = new FakeNetwork()
  house = await freshHouse(db, network)
})

it('three targets of a post that settle at the same moment end it once, with one event', async () => {
  for (let round = 0; round < 5; round += 1) {
    const accounts = [await house.anAccount(), await house.anAccount(), await house.anAccount()]
    const post = await house.aPost({ accounts })
    const leases = await house.claim()
    expect(leases).toHaveLength(3)
    // Each has its answer and stands before the post's row; then all go at once.
    const gate = await paused(db, (tx) =>
      tx.query({ text: 'select from posts where id = $1 for no key update', values: [post.id] }),
    )
    const publishing = Promise.all(leases.map((lease) => publishTarget(house.deps, lease)))
    await expect.poll(() => waitingForLocks(db)).toBe(3)
    await gate.commit()
    await publishing
    expect(await house.post(post.id)).toMatchObject({
      status: 'published',
      open_targets: 0,
      published_targets: 3,
      failed_targets: 0,
    })
    expect(await house.events('post.published')).toHaveLength(round + 1)
  }
})

it('a post of which some targets failed is partial', async () => {
  network.script = [
    { refuse: { kind: 'refused', cure: 'edit', error: { code: 'CONTENT_REJECTED', message: 'no' } } },
  ]
  const post = await house.aPost({ accounts: [await house.anAccount(), await house.anAccount()] })
  await house.publishAllDue()
  expect(await house.post(post.id)).toMatchObject({
    status: 'partial',
    published_targets: 1,
    failed_targets: 1,
  })
  expect(await house.events('post.published')).toHaveLength(1)
})

it('a post of which all targets failed is failed, with one event', async () => {
  const no = {
    refuse: { kind: 'refused', cure: 'edit', error: { code: 'CONTENT_REJECTED', message: 'no' } },
  } as const
  network.script = [no, no]
  const post = await house.aPost({ accounts: [await house.anAccount(), await house.anAccount()] })
  await house.publishAllDue()
  expect((await house.post(post.id)).status).toBe('failed')
  expect(await house.events()).toHaveLength(1)
  expect(await house.events('post.failed')).toHaveLength(1)
})

it('a settle that the database does not take is kept and tried until it does', async () => {
  const post = await house.aPost({ accounts: [await house.anAccount()] })
  const lease = only(await house.claim())
  const gate = await paused(db, (tx) =>
    tx.query({ text: 'select from posts where id = $1 for no key update', values: [post.id] }),
  )
  const publishing = publishTarget(house.deps, lease)
  // The network has answered; the session that records it is cut off twice in the middle of its transaction.
  for (let cuts = 0; cuts < 2; cuts += 1) {
    await expect.poll(() => waitingForLocks(db)).toBe(1)
    await db.query({
      text: `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    })
    await expect.poll(() => waitingForLocks(db)).toBe(0)
  }
  await gate.commit()
  await publishing
  expect(network.calls.map((call) => call.kind)).toEqual(['publish'])
  expect(await house.post(post.id)).toMatchObject({ status: 'published', open_targets: 0 })
  expect(await house.events('post.published')).toHaveLength(1)
})
