import { beforeEach, expect, it } from 'vitest'
import { ApiError } from '../../contract/errors.js'
import { cancelPost } from '../../src/posts/cancel-post.js'
import type { PostsDeps } from '../../src/posts/deps.js'
import { publishTarget } from '../../src/publishing/publish-target.js'
import { FakeNetwork } from '../support/fake-network.js'
import { lockPost } from '../../src/store/posts.js'
import { testDatabase } from '../support/database.js'
import { freshHouse, only, paused, waitingForLocks, type PublishingHouse } from '../support/publishing.js'

const db = await testDatabase()
let network: FakeNetwork
let house: PublishingHouse

beforeEach(async () => {
  network = new FakeNetwork()
  house = await freshHouse(db, network)
})

const links = { platformUrl: (_platform: string, url: string) => url } as PostsDeps['links']
const caller = (): { workspaceId: string; mode: 'sandbox'; userId: string } => ({
  workspaceId: house.workspaceId,
  mode: 'sandbox',
  userId: 'usr_1',
})

it('a cancel that came first leaves nothing to claim', async () => {
  const post = await house.aPost({ accounts: [await house.anAccount()] })
  const cancel = await paused(db, (tx) => cancelPost({ links }, tx, caller(), post.id))
  // The claim passes over what is being edited, and does not wait for it.
  expect(await house.claim()).toEqual([])
  await cancel.commit()
  await house.advance(1_000)
  await house.publishAllDue()
  expect(network.calls).toEqual([])
  expect((await house.post(post.id)).status).toBe('cancelled')
})

it('claiming takes the post row too: what is being edited is passed over, and leaves afterwards', async () => {
  const post = await house.aPost({ accounts: [await house.anAccount()] })
  const edit = await paused(db, (tx) => lockPost(tx, caller(), post.id))
  expect(await house.claim()).toEqual([])
  await edit.commit()
  await house.advance(1_000)
  await house.publishAllDue()
  expect((await house.post(post.id)).status).toBe('published')
})

it('a cancel during a claim is refused with the status that it meets', async () => {
  const post = await house.aPost({ accounts: [await house.anAccount()] })
  // The claim has the post's row and has not committed; the cancel arrives and waits for it.
  const claim = await paused(db, (tx) =>
    tx.query({
      text: `with taken as (select id from posts where id = $1 for update)
             update posts set status = 'publishing' from taken where posts.id = taken.id`,
      values: [post.id],
    }),
  )
  const cancelling = db
    .transaction((tx) => cancelPost({ links }, tx, caller(), post.id))
    .catch((error: unknown) => error)
  await expect.poll(() => waitingForLocks(db)).toBe(1)
  await claim.commit()
  const refusal = await cancelling
  expect(refusal).toBeInstanceOf(ApiError)
  expect(refusal).toMatchObject({ code: 'CONFLICT', details: { status: 'publishing' } })
})

it('cancels and claims that meet at any moment never both win', async () => {
  for (let round = 0; round < 12; round += 1) {
    const post = await house.aPost({ accounts: [await house.anAccount()] })
    const [cancelled, leases] = await Promise.all([
      db
        .transaction((tx) => cancelPost({ links }, tx, caller(), post.id))
        .then(
          () => true,
          () => false,
        ),
      house.claim(),
    ])
    const before = network.posts.length
    await Promise.all(leases.map((lease) => publishTarget(house.deps, lease)))
    await house.advance(1_000)
    await house.publishAllDue()
    expect(network.posts.length - before).toBe(cancelled ? 0 : 1)
    expect((await house.post(post.id)).status).toBe(cancelled ? 'cancelled' : 'published')
  }
})

it('an attempt planned before an edit does not open after it; the edited one leaves at once', async () => {
  const post = await house.aPost({ accounts: [await house.anAccount()] })
  const lease = only(await house.claim())
  let edit: () => Promise<unknown> = () =>
    db.query({ text: 'update posts set revision = revision + 1 where id = $1', values: [post.id] })
  house.deps.freshTokens = async () => {
    // Between what the worker read and what it sends.
    await edit()
    edit = () => Promise.resolve()
    return { kind: 'ok', tokens: { accessToken: 'token' } }
  }
  await publishTarget(house.deps, lease)
  expect(network.calls).toEqual([])
  await house.publishAllDue()
  expect(network.posts).toHaveLength(1)
})
