import { beforeEach, describe, expect, it } from 'vitest'
import { fixTarget } from '../../src/posts/fix-target.js'
import { restoredNotices } from '../../src/start-up/restored.js'
import { replaceFact } from '../../src/store/instance.js'
import { testDatabase } from '../support/database.js'
import { FakeNetwork } from '../support/fake-network.js'
import { freshHouse, only, publishingHouse, type PublishingHouse } from '../support/publishing.js'

const db = await testDatabase()
let network: FakeNetwork
let house: PublishingHouse

beforeEach(async () => {
  network = new FakeNetwork()
  house = await freshHouse(db, network)
})

const minute = 60_000
const day = 24 * 60 * minute

async function restore(): Promise<string[]> {
  await replaceFact(db, 'lineage', 'another/1')
  return restoredNotices(db)
}

async function minutesPass(minutes: number): Promise<void> {
  for (let passed = 0; passed < minutes; passed += 1) {
    await house.publishAllDue()
    await house.advance(minute)
  }
}

/** A post whose time has come since the state that was put back. */
async function aDuePost(more: { thread?: string[] } = {}): Promise<{ id: string; targetId: string }> {
  const post = await house.aPost({ accounts: [await house.anAccount()], dueInMs: minute, ...more })
  await house.advance(2 * minute)
  return { id: post.id, targetId: only(post.targets) }
}

async function fix(post: { id: string; targetId: string }): Promise<void> {
  const caller = { workspaceId: house.workspaceId, mode: 'sandbox', userId: 'usr_1' } as const
  const unchanged = { content: null, mediaId: null, mediaUrl: null, refreshMedia: false }
  await db.transaction((tx) =>
    fixTarget(house.deps, tx, caller, { postId: post.id, targetId: post.targetId }, unchanged),
  )
}

async function withoutFind(): Promise<void> {
  network.parts = { find: undefined } as never
  house = await publishingHouse(db, network)
}

describe('after a start that finds another timeline or system identifier', () => {
  it('every target that could have been attempted since is looked up before it is sent', async () => {
    const { targetId } = await aDuePost({ thread: ['two', 'three'] })
    // It went out up to its second part, and then the database was put back.
    network.posts.push({ remoteId: 'x1', text: 'Hello', targetId, sequence: 0, parent: null })
    network.posts.push({ remoteId: 'x2', text: 'two', targetId, sequence: 1, parent: 'x1' })
    expect(await restore()).toMatchObject([expect.stringContaining('1 entries')])
    await minutesPass(5)
    expect(network.posts.map((each) => each.text)).toEqual(['Hello', 'two', 'three'])
    expect(await house.target(targetId)).toMatchObject({ status: 'published', remote_id: 'x1' })
  })

  it('of a thread that waited half-way the part that was next is looked up', async () => {
    const error = { code: 'RATE_LIMITED', message: 'Slower.' } as const
    const wait = { refuse: { kind: 'refused', cure: 'wait', error, retryAfterMs: 5 * minute } } as const
    network.script = ['ok', wait]
    const { targetId } = await aDuePost({ thread: ['two', 'three'] })
    await house.publishAllDue()
    // Its last attempt, at the second part, was refused; that part went out later, and then the database was put back.
    network.posts.push({ remoteId: 'x2', text: 'two', targetId, sequence: 1, parent: 'r1' })
    network.script = []
    await house.advance(6 * minute)
    await restore()
    await minutesPass(5)
    expect(network.posts.map((each) => each.text)).toEqual(['Hello', 'two', 'three'])
  })

  it('a look goes back to the last moment of the state that was put back', async () => {
    await aDuePost()
    const [last] = await db.query<{ at: Date }>({ text: 'select max(updated_at) as at from targets' })
    await restore()
    await minutesPass(2)
    expect(network.looks[0]?.attempt.startedAt).toEqual(last?.at)
  })

  it('what is not out is sent, once its looks have said so', async () => {
    const { id } = await aDuePost()
    await restore()
    await house.publishAllDue()
    expect(network.posts).toEqual([])
    await minutesPass(3)
    expect(network.posts).toHaveLength(1)
    expect((await house.post(id)).status).toBe('published')
  })

  it('what is not out and too late is missed, not sent', async () => {
    const post = await house.aPost({ accounts: [await house.anAccount()], dueInMs: -361 * minute })
    await restore()
    await minutesPass(3)
    expect(network.looks.length).toBeGreaterThan(0)
    expect((await house.target(only(post.targets))).error?.code).toBe('MISSED')
  })

  it('of an account whose posts cannot be read none is looked for, and none sent', async () => {
    network.parts = { reconcileFor: () => ({ looksAtMs: [] }) }
    house = await publishingHouse(db, network)
    const { targetId } = await aDuePost()
    await restore()
    await minutesPass(2)
    expect([network.looks, network.posts]).toEqual([[], []])
    expect((await house.target(targetId)).error?.code).toBe('OUTCOME_UNKNOWN')
  })

  it('where the network cannot tell it ends in OUTCOME_UNKNOWN, and only fix sends it', async () => {
    await withoutFind()
    const post = await aDuePost()
    await restore()
    await minutesPass(20)
    expect(await house.target(post.targetId)).toMatchObject({
      status: 'failed',
      error: { code: 'OUTCOME_UNKNOWN' },
    })
    expect(network.posts).toEqual([])
    await fix(post)
    await minutesPass(1)
    expect((await house.post(post.id)).status).toBe('published')
    expect(network.posts).toHaveLength(1)
  })

  it('what was to go out later may have gone out at once, and is looked for at its time', async () => {
    const post = await house.aPost({ accounts: [await house.anAccount()], dueInMs: day })
    const targetId = only(post.targets)
    network.posts.push({ remoteId: 'x1', text: 'Hello', targetId, sequence: 0, parent: null })
    await restore()
    await minutesPass(1)
    expect(network.looks).toEqual([])
    await house.advance(day)
    await minutesPass(1)
    expect(network.posts).toHaveLength(1)
    expect(await house.target(targetId)).toMatchObject({ status: 'published', remote_id: 'x1' })
  })

  it.each([
    ['where the network has nothing to look with', withoutFind],
    ['where it cannot be reached for two minutes', () => void (network.look = 'cannotTell')],
  ])('what was to go out later is sent %s', async (_where, arrange) => {
    await arrange()
    const post = await house.aPost({ accounts: [await house.anAccount()], dueInMs: day })
    await restore()
    await house.advance(day)
    await minutesPass(3)
    expect((await house.post(post.id)).status).toBe('published')
    expect(network.posts).toHaveLength(1)
  })

  it('what is found belongs to whoever claimed it, however long ago', async () => {
    const account = await house.anAccount()
    const first = await house.aPost({ accounts: [account], dueInMs: minute })
    const second = await house.aPost({ accounts: [account], dueInMs: 30 * day })
    await restore()
    await house.advance(minute)
    await minutesPass(1)
    expect(network.posts).toHaveLength(1)
    await house.advance(30 * day)
    await minutesPass(1)
    const claimed = network.looks.at(-1)?.attempt.claimed
    expect(claimed).toEqual(new Set([(await house.target(only(first.targets))).remote_id]))
    expect((await house.post(second.id)).status).toBe('published')
  })

  it('the same server at the next start changes nothing, and one look is enough for a second restore', async () => {
    const post = await house.aPost({ accounts: [await house.anAccount()], dueInMs: day })
    await restore()
    expect(await restoredNotices(db)).toEqual([])
    await restore()
    await house.advance(day)
    await minutesPass(1)
    expect((await house.post(post.id)).status).toBe('published')
    expect(network.posts).toHaveLength(1)
  })

  it('what was due by the first restore stays so by the second: only a look, or a person, sends it', async () => {
    await withoutFind()
    const post = await aDuePost()
    await restore()
    await db.query({
      text: `update targets set run_at = vb_now() + interval '1 hour', due_at = vb_now() + interval '1 hour'`,
    })
    await restore()
    await minutesPass(70)
    expect((await house.target(post.targetId)).error?.code).toBe('OUTCOME_UNKNOWN')
    expect(network.posts).toEqual([])
  })

  it('the first comment of what is found is looked for as well', async () => {
    const account = await house.anAccount()
    const post = await house.aPost({ accounts: [account], dueInMs: day, firstComment: 'More below' })
    const targetId = only(post.targets)
    network.posts.push({ remoteId: 'x1', text: 'Hello', targetId, sequence: 0, parent: null })
    network.posts.push({ remoteId: 'x2', text: 'More below', targetId, sequence: 1_000, parent: 'x1' })
    await restore()
    await house.advance(day)
    await minutesPass(2)
    expect(network.posts).toHaveLength(2)
    expect(await db.query({ text: 'select status, remote_id from comments' })).toEqual([
      { status: 'published', remote_id: 'x2' },
    ])
  })

  it('and so is one whose time had come, of a post that is known to be out', async () => {
    const post = await house.aPost({ accounts: [await house.anAccount()] })
    await db.query({ text: `update posts set first_comment = 'More below', first_comment_delay = 60` })
    await house.publishAllDue()
    await house.advance(minute)
    const out = { text: 'More below', targetId: only(post.targets), sequence: 1_000, parent: 'r1' }
    network.posts.push({ remoteId: 'x2', ...out })
    await restore()
    await minutesPass(2)
    expect(network.posts).toHaveLength(2)
    expect(await db.query({ text: 'select status, remote_id from comments' })).toEqual([
      { status: 'published', remote_id: 'x2' },
    ])
  })
})
