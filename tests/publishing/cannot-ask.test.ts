import { beforeEach, expect, it } from 'vitest'
import { fixTarget } from '../../src/posts/fix-target.js'
import { retryPost } from '../../src/posts/retry-post.js'
import { FakeNetwork } from '../support/fake-network.js'
import { testDatabase } from '../support/database.js'
import { freshHouse, only, type PublishingHouse } from '../support/publishing.js'

/** A network that cannot be asked whether a post exists: what a lost answer made stays unknown there. */
const db = await testDatabase()
let network: FakeNetwork
let house: PublishingHouse

beforeEach(async () => {
  network = new FakeNetwork()
  network.looksAtMs = []
  house = await freshHouse(db, network)
  const connector = house.deps.connectors.get('acme')
  delete connector.find
})

const caller = (): { workspaceId: string; mode: 'sandbox'; userId: string } => ({
  workspaceId: house.workspaceId,
  mode: 'sandbox',
  userId: 'usr_1',
})
const unchanged = { content: null, mediaId: null, mediaUrl: null, refreshMedia: false }

it.each([
  ['as it was', unchanged],
  ['with other words', { ...unchanged, content: 'Other words' }],
])('a lost answer is OUTCOME_UNKNOWN at once; retry skips it, and fix sends it %s', async (_how, change) => {
  network.script = ['lostResponse']
  const post = await house.aPost({ accounts: [await house.anAccount()] })
  const target = only(post.targets)
  await house.publishAllDue()
  expect(await house.target(target)).toMatchObject({ status: 'failed', error: { code: 'OUTCOME_UNKNOWN' } })
  const { skippedPlatforms } = await db.transaction((tx) => retryPost(tx, caller(), post.id))
  expect(skippedPlatforms).toMatchObject([{ reason: 'outcome_unknown' }])
  await house.advance(3_600_000)
  await house.publishAllDue()
  expect(network.posts).toHaveLength(1)
  await db.transaction((tx) =>
    fixTarget(house.deps, tx, caller(), { postId: post.id, targetId: target }, change),
  )
  await house.publishAllDue()
  expect(await house.target(target)).toMatchObject({ status: 'published', error: null })
  expect(network.posts).toHaveLength(2)
})
