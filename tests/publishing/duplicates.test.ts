import { beforeEach, describe, expect, it } from 'vitest'
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

/** Looks and waits as often as it takes. */
async function minutesPass(minutes: number): Promise<void> {
  for (let passed = 0; passed < minutes; passed += 1) {
    await house.publishAllDue()
    await house.advance(60_000)
  }
}

async function databaseNow(): Promise<Date> {
  const [row] = await db.query<{ now: Date }>({ text: 'select vb_now() as now' })
  return row?.now ?? new Date(NaN)
}

describe('a lost answer', () => {
  it('that turns out to be a duplicate at the network is looked for, not failed', async () => {
    network.script = [
      'lostRequest',
      'notSent',
      { refuse: { kind: 'refused', cure: 'edit', error: { code: 'DUPLICATE_CONTENT', message: 'again' } } },
    ]
    const post = await house.aPost({ accounts: [await house.anAccount()] })
    await minutesPass(3)
    // The first request came through after all, later than every look.
    network.posts.push({
      remoteId: 'r7',
      text: 'Hello',
      targetId: only(post.targets),
      sequence: 0,
      parent: null,
    })
    await minutesPass(3)
    expect(await house.target(only(post.targets))).toMatchObject({ status: 'published', remote_id: 'r7' })
  })

  it.each<[string, string, number | null, object]>([
    ['is out as what the network names', 'r7', 30, { status: 'published', remote_id: 'r7' }],
    [
      'is not out as what was there before',
      'r7',
      90,
      { status: 'failed', error: { code: 'DUPLICATE_CONTENT' } },
    ],
    [
      'is not out as what another post is',
      'r1',
      59,
      { status: 'failed', error: { code: 'OUTCOME_UNKNOWN' } },
    ],
    [
      'is looked for where the network does not say when it was made',
      'r7',
      null,
      { status: 'failed', remote_id: null, error: { code: 'PLATFORM_UNAVAILABLE' } },
    ],
  ])('that turns out to be a duplicate %s', async (_what, named, secondsBefore, target) => {
    const madeAt = (await databaseNow()).getTime() + 60_000 - (secondsBefore ?? 0) * 1_000
    const createdAt = secondsBefore === null ? null : new Date(madeAt)
    const sameAs = { kind: 'found', remoteId: named, url: null, createdAt } as const
    const error = { code: 'DUPLICATE_CONTENT', message: 'again' } as const
    const account = await house.anAccount()
    await house.aPost({ accounts: [account] })
    await minutesPass(1)
    network.script = ['lostRequest', { refuse: { kind: 'refused', cure: 'edit', error, sameAs } }]
    const post = await house.aPost({ accounts: [account] })
    await minutesPass(3)
    expect(await house.target(only(post.targets))).toMatchObject(target)
  })

  it('is settled as its account’s network allows', async () => {
    network.parts = {
      reconcileFor: (data) => ({ looksAtMs: data['isReadable'] === true ? [5_000] : [] }),
    }
    house = await publishingHouse(db, network)
    for (const [isReadable, status] of [
      [true, 'published'],
      [false, 'failed'],
    ] as const) {
      network.script = ['lostResponse']
      const account = await house.anAccount()
      await db.query({
        text: 'update accounts set platform_data = $2 where id = $1',
        values: [account.id, { isReadable }],
      })
      const post = await house.aPost({ accounts: [account] })
      await minutesPass(2)
      expect(await house.target(only(post.targets))).toMatchObject({ status })
    }
  })
})
