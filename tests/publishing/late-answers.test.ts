import { beforeEach, describe, expect, it } from 'vitest'
import type { Look, PublishOutcome } from '../../src/domain/outcome.js'
import { deletePost } from '../../src/posts/delete-post.js'
import { fixTarget } from '../../src/posts/fix-target.js'
import { retryPost } from '../../src/posts/retry-post.js'
import { publishTarget } from '../../src/publishing/publish-target.js'
import { FakeNetwork } from '../support/fake-network.js'
import { testDatabase } from '../support/database.js'
import { endLeases, freshHouse, inFlight, only, type PublishingHouse } from '../support/publishing.js'

const db = await testDatabase()
let network: FakeNetwork
let house: PublishingHouse

beforeEach(async () => {
  network = new FakeNetwork()
  house = await freshHouse(db, network)
})

const caller = (): { workspaceId: string; mode: 'sandbox'; userId: string } => ({
  workspaceId: house.workspaceId,
  mode: 'sandbox',
  userId: 'usr_1',
})

async function minutesPass(minutes: number): Promise<void> {
  for (let passed = 0; passed < minutes; passed += 1) {
    await house.publishAllDue()
    await house.advance(60_000)
  }
}

describe('an answer that comes after its deadline', () => {
  it('and after fix has queued the target again is recorded; nothing is sent', async () => {
    const { post, answer } = await inFlight(house, network)
    await endLeases(db)
    network.look = 'cannotTell'
    await minutesPass(20)
    expect((await house.target(only(post.targets))).error?.code).toBe('OUTCOME_UNKNOWN')
    await db.transaction((tx) =>
      fixTarget(
        house.deps,
        tx,
        caller(),
        { postId: post.id, targetId: only(post.targets) },
        { content: null, mediaId: null, mediaUrl: null, refreshMedia: false },
      ),
    )
    const looking = only(await house.claim())
    await answer()
    network.look = null
    await publishTarget(house.deps, looking)
    await minutesPass(2)
    expect(network.posts).toHaveLength(1)
    expect(await house.post(post.id)).toMatchObject({
      status: 'published',
      open_targets: 0,
      published_targets: 1,
      failed_targets: 0,
    })
    expect((await house.events()).map((event) => event.type)).toEqual(['post.failed', 'post.published'])
  })

  it('while another worker has the target leaves the account to what is due next, at once', async () => {
    const account = await house.anAccount()
    const { post, answer } = await inFlight(house, network, account)
    await endLeases(db)
    const other = only(await house.claim())
    await answer()
    const next = await house.aPost({ accounts: [account] })
    expect(await house.claim()).toEqual([])
    await publishTarget(house.deps, other)
    await house.publishAllDue()
    expect((await house.post(next.id)).status).toBe('published')
    expect((await house.post(post.id)).status).toBe('published')
    expect(network.posts).toHaveLength(2)
  })

  it.each(['edit', 'wait'] as const)(
    'is no business of the attempt that is under way since: a late refusal (%s) is noted, and changes nothing',
    async (cure) => {
      const answers: ((outcome: PublishOutcome) => void)[] = []
      network.parts = { publish: () => new Promise<PublishOutcome>((resolve) => answers.push(resolve)) }
      house = await freshHouse(db, network)
      const post = await house.aPost({ accounts: [await house.anAccount()] })
      const first = publishTarget(house.deps, only(await house.claim()))
      await expect.poll(() => answers.length).toBe(1)
      await endLeases(db)
      // The looks say that nothing is out; the second worker sends, and then the first one hears.
      await house.publishAllDue()
      await house.advance(50_000)
      await house.publishAllDue()
      await house.advance(20_000)
      const second = house.publishAllDue()
      await expect.poll(() => answers.length).toBe(2)
      answers[0]?.({ kind: 'refused', cure, error: { code: 'CONTENT_REJECTED', message: 'no' } })
      await first
      expect(await house.target(only(post.targets))).toMatchObject({ status: 'publishing', error: null })
      answers[1]?.({ kind: 'published', remoteId: 'r1', url: null })
      await second
      expect(await house.post(post.id)).toMatchObject({
        status: 'published',
        open_targets: 0,
        published_targets: 1,
        failed_targets: 0,
      })
      expect((await house.events()).map((event) => event.type)).toEqual(['post.published'])
      expect((await house.attempts(only(post.targets))).map((attempt) => attempt.outcome)).toEqual([
        'refused',
        'published',
      ])
    },
  )

  it('while another worker is looking for it: the lane is free as soon as that one has looked', async () => {
    let look: (found: Look) => void = () => undefined
    let isLooking = false
    network.parts = {
      find: () => {
        isLooking = true
        return new Promise<Look>((resolve) => (look = resolve))
      },
    }
    house = await freshHouse(db, network)
    const account = await house.anAccount()
    const { answer } = await inFlight(house, network, account)
    await endLeases(db)
    await house.publishAllDue()
    await house.advance(50_000)
    const looking = publishTarget(house.deps, only(await house.claim()))
    // The first turn settles what was left open as unknown, the next one looks.
    await looking
    const second = house.publishAllDue()
    await expect.poll(() => isLooking).toBe(true)
    await answer()
    look({ kind: 'absent' })
    await second
    const next = await house.aPost({ accounts: [account] })
    expect((await house.claim()).map((lease) => lease.id)).toEqual(next.targets)
    expect(network.posts).toHaveLength(1)
  })

  it('of a part of a thread that had failed for it tells that the part is out, so that retry goes on after it', async () => {
    let open: () => void = () => undefined
    network.script = [{ until: new Promise<void>((resolve) => (open = resolve)), then: 'ok' }]
    const post = await house.aPost({ accounts: [await house.anAccount()], thread: ['two'] })
    const sending = publishTarget(house.deps, only(await house.claim()))
    await expect.poll(() => network.calls.length).toBe(1)
    await endLeases(db)
    network.look = 'cannotTell'
    await minutesPass(20)
    expect((await house.target(only(post.targets))).error?.code).toBe('OUTCOME_UNKNOWN')
    open()
    await sending
    expect(await house.target(only(post.targets))).toMatchObject({
      status: 'failed',
      error: { code: 'PARTIAL_THREAD', details: { publishedItems: 1 } },
    })
    await db.transaction((tx) => retryPost(tx, caller(), post.id))
    await minutesPass(3)
    expect(network.posts.map((each) => each.text)).toEqual(['Hello', 'two'])
    expect((await house.post(post.id)).status).toBe('published')
  })

  it('and after its post was deleted harms nobody', async () => {
    const account = await house.anAccount()
    const { post, answer } = await inFlight(house, network, account)
    await endLeases(db)
    network.look = 'cannotTell'
    await minutesPass(20)
    await db.transaction((tx) => deletePost(tx, caller(), post.id))
    await answer()
    const next = await house.aPost({ accounts: [account] })
    await house.publishAllDue()
    expect((await house.post(next.id)).status).toBe('published')
  })
})
