import { beforeEach, describe, expect, it } from 'vitest'
import { publishTarget } from '../../src/publishing/publish-target.js'
import { fixTarget } from '../../src/posts/fix-target.js'
import { retryPost } from '../../src/posts/retry-post.js'
import { FakeNetwork } from '../support/fake-network.js'
import { testDatabase } from '../support/database.js'
import { endLeases, freshHouse, only, publishingHouse, type PublishingHouse } from '../support/publishing.js'

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
  it('is looked for, and what is found is out', async () => {
    network.script = ['lostResponse']
    const post = await house.aPost({ accounts: [await house.anAccount()] })
    await house.publishAllDue()
    const [id = ''] = post.targets
    expect(await house.target(id)).toMatchObject({ stage: 'look', status: 'publishing' })
    await house.advance(60_000)
    await house.publishAllDue()
    expect(await house.target(id)).toMatchObject({ status: 'published', remote_id: 'r1' })
    expect(network.posts).toHaveLength(1)
  })

  it('is sent once more after all looks said absent, and only once', async () => {
    network.script = ['lostRequest', 'lostRequest']
    const post = await house.aPost({ accounts: [await house.anAccount()] })
    for (let minutes = 0; minutes < 20; minutes += 1) {
      await house.publishAllDue()
      await house.advance(60_000)
    }
    expect(network.calls.filter((call) => call.kind === 'publish')).toHaveLength(2)
    expect(await house.target(post.targets[0] ?? '')).toMatchObject({
      status: 'failed',
      error: { code: 'PLATFORM_UNAVAILABLE' },
    })
  })

  it('that a network cannot tell about ends in OUTCOME_UNKNOWN and is not sent again', async () => {
    network.script = ['lostResponse']
    network.look = 'cannotTell'
    const post = await house.aPost({ accounts: [await house.anAccount()] })
    for (let minutes = 0; minutes < 30; minutes += 1) {
      await house.publishAllDue()
      await house.advance(60_000)
    }
    expect(await house.target(post.targets[0] ?? '')).toMatchObject({
      status: 'failed',
      error: { code: 'OUTCOME_UNKNOWN' },
    })
    expect(network.posts).toHaveLength(1)
  })

  it('is repeated where the network guarantees that no second post comes of it', async () => {
    network.repeatForMs = Infinity
    network.script = ['lostResponse']
    house = await publishingHouse(db, network)
    const post = await house.aPost({ accounts: [await house.anAccount()] })
    await house.publishAllDue()
    await house.advance(2_000)
    await house.publishAllDue()
    expect(network.calls.filter((call) => call.kind === 'find')).toEqual([])
    expect(network.posts).toHaveLength(1)
    expect(await house.target(post.targets[0] ?? '')).toMatchObject({ status: 'published' })
  })

  it('is not looked for before its time, whoever looks', async () => {
    const post = await house.aPost({ accounts: [await house.anAccount()] })
    network.looksAtMs = [120_000]
    house = await publishingHouse(db, network)
    network.script = [{ until: new Promise(() => undefined), then: 'ok' }]
    void publishTarget(house.deps, only(await house.claim()))
    await expect.poll(() => network.calls.length).toBe(1)
    await endLeases(db)
    await house.publishAllDue()
    await house.advance(60_000)
    await house.publishAllDue()
    expect(network.calls.map((call) => call.kind)).toEqual(['publish'])
    await house.advance(120_000)
    await house.publishAllDue()
    expect(network.calls.map((call) => call.kind)).toEqual(['publish', 'find', 'publish'])
    expect((await house.target(only(post.targets))).status).toBe('published')
  })

  it('is looked for by the words that were sent, also after an edit', async () => {
    network.script = ['lostResponse']
    const post = await house.aPost({ accounts: [await house.anAccount()] })
    await house.publishAllDue()
    await db.query({
      text: `update posts set content = 'Other words', revision = revision + 1 where id = $1`,
      values: [post.id],
    })
    await house.advance(60_000)
    await house.publishAllDue()
    expect(network.looks.map((look) => look.text)).toEqual(['Hello'])
  })

  it('is looked for even when a file of the post is gone, and not sent instead', async () => {
    network.script = ['lostResponse']
    const post = await house.aPost({ accounts: [await house.anAccount()] })
    await db.query({
      text: `update posts set media = '[{"id": "media_1"}]' where id = $1`,
      values: [post.id],
    })
    await house.publishAllDue()
    for (const files of [
      { kind: 'wait', inMs: 1_000 },
      { kind: 'refused', error: { code: 'MEDIA_REJECTED', message: 'A file of this post was deleted.' } },
    ] as const) {
      house.deps.mediaFiles = () => Promise.resolve(files)
      network.look = 'cannotTell'
      await house.advance(60_000)
      await house.publishAllDue()
    }
    network.look = null
    await house.advance(60_000)
    await house.publishAllDue()
    expect(network.calls.filter((call) => call.kind === 'publish')).toHaveLength(1)
    expect((await house.target(only(post.targets))).status).toBe('published')
  })

  it.each([
    [61, 'r1'],
    [30, 'older'],
  ])('a post made %d s before the first attempt: the target is out as %s', async (seconds, remoteId) => {
    network.script = ['lostRequest']
    const post = await house.aPost({ accounts: [await house.anAccount()] })
    const madeAt = new Date((await databaseNow()).getTime() - seconds * 1_000)
    const twin = { text: 'Hello', targetId: only(post.targets), sequence: 0, parent: null, madeAt }
    network.posts.push({ remoteId: 'older', ...twin })
    await minutesPass(5)
    expect(await house.target(only(post.targets))).toMatchObject({ status: 'published', remote_id: remoteId })
  })

  it('a post of the first attempt matches, also when a later one is looked for', async () => {
    network.script = ['lostRequest', 'lostRequest']
    const post = await house.aPost({ accounts: [await house.anAccount()] })
    const madeAt = await databaseNow()
    await house.publishAllDue()
    await house.advance(10 * 60_000)
    await house.publishAllDue()
    expect(network.calls.filter((call) => call.kind === 'publish')).toHaveLength(2)
    network.posts.push({
      remoteId: 'first',
      text: 'Hello',
      targetId: only(post.targets),
      sequence: 0,
      parent: null,
      madeAt,
    })
    await minutesPass(3)
    expect(await house.target(only(post.targets))).toMatchObject({ status: 'published', remote_id: 'first' })
  })
})

describe('a remote post that one item has claimed', () => {
  async function sentAfterItsTwin(): Promise<string> {
    const account = await house.anAccount()
    await house.aPost({ accounts: [account] })
    await house.publishAllDue()
    network.script = ['lostRequest']
    const second = await house.aPost({ accounts: [account] })
    const [id = ''] = second.targets
    network.posts.push({ remoteId: 'r1', text: 'Hello', targetId: id, sequence: 0, parent: null })
    return id
  }

  it('is passed over when another is looked for', async () => {
    const id = await sentAfterItsTwin()
    await house.publishAllDue()
    await house.advance(120_000)
    await house.publishAllDue()
    expect(network.looks[0]?.attempt.claimed).toContain('r1')
    expect(await house.target(id)).toMatchObject({ status: 'published', remote_id: 'r2' })
  })

  it('is not taken for another even if a connector offers it', async () => {
    network.passesOverClaimed = false
    const id = await sentAfterItsTwin()
    for (let minutes = 0; minutes < 20; minutes += 1) {
      await house.publishAllDue()
      await house.advance(60_000)
    }
    expect(await house.target(id)).toMatchObject({ status: 'failed', error: { code: 'OUTCOME_UNKNOWN' } })
    expect(network.calls.filter((call) => call.kind === 'publish')).toHaveLength(2)
  })

  it('is claimed across workspaces', async () => {
    const mine = await house.anAccount({ remoteId: 'shared' })
    await house.aPost({ accounts: [mine] })
    await house.publishAllDue()
    const other = await publishingHouse(db, network)
    const theirs = await other.anAccount({ remoteId: 'shared' })
    network.script = ['lostRequest']
    const post = await other.aPost({ accounts: [theirs] })
    network.posts.push({
      remoteId: 'r1',
      text: 'Hello',
      targetId: only(post.targets),
      sequence: 0,
      parent: null,
    })
    network.passesOverClaimed = false
    for (let minutes = 0; minutes < 20; minutes += 1) {
      await other.publishAllDue()
      await other.advance(60_000)
    }
    expect(network.looks[0]?.attempt.claimed).toContain('r1')
    expect((await other.target(only(post.targets))).remote_id).not.toBe('r1')
  })
})

describe('an unknown that no look can settle', () => {
  async function anUnknown(): Promise<{ id: string; targets: string[] }> {
    network.script = ['lostResponse']
    network.look = 'cannotTell'
    const post = await house.aPost({ accounts: [await house.anAccount()] })
    await minutesPass(17)
    expect((await house.target(only(post.targets))).error?.code).toBe('OUTCOME_UNKNOWN')
    return post
  }
  const caller = (): { workspaceId: string; mode: 'sandbox'; userId: string } => ({
    workspaceId: house.workspaceId,
    mode: 'sandbox',
    userId: 'usr_1',
  })
  const unchanged = { content: null, mediaId: null, mediaUrl: null, refreshMedia: false }

  it('is skipped by retry with its reason', async () => {
    const post = await anUnknown()
    const reply = await db.transaction((tx) => retryPost(tx, caller(), post.id))
    expect(reply).toMatchObject({ status: 'failed', retriedPlatforms: [] })
    expect(reply.skippedPlatforms).toMatchObject([{ reason: 'outcome_unknown' }])
  })

  it('is looked for once more by fix, and is not sent when it is found', async () => {
    const post = await anUnknown()
    network.look = null
    await db.transaction((tx) =>
      fixTarget(house.deps, tx, caller(), { postId: post.id, targetId: only(post.targets) }, unchanged),
    )
    const looks = network.looks.length
    await house.publishAllDue()
    expect(network.looks).toHaveLength(looks + 1)
    expect(network.posts).toHaveLength(1)
    expect(await house.target(only(post.targets))).toMatchObject({ status: 'published', remote_id: 'r1' })
  })

  it.each(['absent', 'cannotTell'] as const)(
    'is sent by fix after one look that answers %s: a person decided',
    async (answer) => {
      const post = await anUnknown()
      network.look = answer
      await db.transaction((tx) =>
        fixTarget(house.deps, tx, caller(), { postId: post.id, targetId: only(post.targets) }, unchanged),
      )
      const looks = network.looks.length
      await house.publishAllDue()
      expect(network.looks).toHaveLength(looks + 1)
      expect(network.posts).toHaveLength(2)
      expect((await house.post(post.id)).status).toBe('published')
    },
  )
})

describe('an answer that comes after the lease was lost', () => {
  async function aSlowOne(
    thread: string[] = [],
  ): Promise<{ target: string; post: string; answer: () => Promise<void> }> {
    let open: () => void = () => undefined
    network.script = [{ until: new Promise<void>((resolve) => (open = resolve)), then: 'ok' }]
    const post = await house.aPost({
      accounts: [await house.anAccount()],
      thread,
      firstComment: 'more below',
    })
    const slow = only(await house.claim())
    const sending = publishTarget(house.deps, slow)
    await expect.poll(() => network.calls.length).toBe(1)
    await endLeases(db)
    await house.publishAllDue()
    return {
      target: slow.id,
      post: post.id,
      async answer() {
        open()
        await sending
      },
    }
  }

  it('is recorded all the same, once, with its first comment', async () => {
    const slow = await aSlowOne()
    expect(await house.target(slow.target)).toMatchObject({ stage: 'look' })
    await slow.answer()
    expect(await house.target(slow.target)).toMatchObject({ status: 'published', remote_id: 'r1' })
    expect(await house.post(slow.post)).toMatchObject({ status: 'published', open_targets: 0 })
    await minutesPass(3)
    expect(network.posts.map((post) => post.text)).toEqual(['Hello', 'more below'])
    expect(await house.events('post.published')).toHaveLength(1)
  })

  it('corrects a failure that was told before', async () => {
    const slow = await aSlowOne()
    network.look = 'cannotTell'
    await minutesPass(20)
    expect((await house.target(slow.target)).error?.code).toBe('OUTCOME_UNKNOWN')
    await slow.answer()
    expect(await house.target(slow.target)).toMatchObject({ status: 'published', error: null })
    expect(await house.post(slow.post)).toMatchObject({
      status: 'published',
      published_targets: 1,
      failed_targets: 0,
    })
    expect((await house.events()).map((event) => event.type)).toEqual(['post.failed', 'post.published'])
  })

  it('shows both where a newer attempt is out too; the event says so and a metric counts it', async () => {
    const slow = await aSlowOne()
    network.look = 'absent'
    await minutesPass(3)
    expect(await house.target(slow.target)).toMatchObject({ status: 'published', remote_id: 'r1' })
    await slow.answer()
    expect(await house.target(slow.target)).toMatchObject({
      status: 'published',
      remote_id: 'r1',
      warnings: [{ code: 'PUBLISHED_TWICE', remoteId: 'r3' }],
    })
    expect(house.publishedTwice).toEqual(['acme'])
    const events = await house.events('post.published')
    expect(events.at(-1)?.data).toMatchObject({
      platforms: [{ platformPostId: 'r1', warnings: [{ code: 'PUBLISHED_TWICE', remoteId: 'r3' }] }],
    })
    expect((await house.attempts(slow.target)).map((attempt) => attempt.outcome)).toEqual([
      'published',
      'published',
    ])
  })

  it('that says nothing certain leaves the attempt to whoever looks for it', async () => {
    let open: () => void = () => undefined
    network.script = [{ until: new Promise<void>((resolve) => (open = resolve)), then: 'lostResponse' }]
    await house.aPost({ accounts: [await house.anAccount()] })
    const slow = only(await house.claim())
    const sending = publishTarget(house.deps, slow)
    await expect.poll(() => network.calls.length).toBe(1)
    await endLeases(db)
    // The next worker has the target, but has not yet read what it says.
    const next = only(await house.claim())
    open()
    await sending
    await publishTarget(house.deps, next)
    await minutesPass(3)
    expect(network.posts).toHaveLength(1)
    expect((await house.target(slow.id)).status).toBe('published')
  })
})
