import { beforeEach, describe, expect, it } from 'vitest'
import { ApiError } from '../../contract/errors.js'
import { cancelPost } from '../../src/posts/cancel-post.js'
import { deletePost } from '../../src/posts/delete-post.js'
import { fixTarget } from '../../src/posts/fix-target.js'
import { publishPost } from '../../src/posts/publish-post.js'
import { retryPost } from '../../src/posts/retry-post.js'
import { updatePost } from '../../src/posts/update-post.js'
import type { PostsDeps } from '../../src/posts/deps.js'
import { publishTarget } from '../../src/publishing/publish-target.js'
import { claimTargets, renewLeases, type TargetLease } from '../../src/store/claims.js'
import type { Tx } from '../../src/store/database.js'
import { FakeNetwork } from '../support/fake-network.js'
import { testDatabase } from '../support/database.js'
import {
  endLeases,
  freshHouse,
  inFlight,
  only,
  paused,
  waitingForLocks,
  type PublishingHouse,
} from '../support/publishing.js'

const db = await testDatabase()
let network: FakeNetwork
let house: PublishingHouse

beforeEach(async () => {
  network = new FakeNetwork()
  house = await freshHouse(db, network)
})

type Post = { id: string; targets: string[] }
const caller = (): { workspaceId: string; mode: 'sandbox'; userId: string } => ({
  workspaceId: house.workspaceId,
  mode: 'sandbox',
  userId: 'usr_1',
})
const links = { platformUrl: (_platform: string, url: string) => url } as PostsDeps['links']
const verbs: [string, (tx: Tx, post: Post) => Promise<unknown>][] = [
  ['cancel', (tx, post) => cancelPost({ links }, tx, caller(), post.id)],
  [
    'PATCH',
    (tx, post) =>
      updatePost({ ...house.deps, appOf: () => ({}), links }, tx, caller(), post.id, { content: 'Other' }),
  ],
  ['DELETE', (tx, post) => deletePost(tx, caller(), post.id)],
  ['publish', (tx, post) => publishPost({ ...house.deps, links }, tx, caller(), post.id)],
  ['retry', (tx, post) => retryPost(tx, caller(), post.id)],
  ['fix', (tx, post) => fix(tx, post)],
]
function fix(tx: Tx, post: Post): Promise<unknown> {
  const unchanged = { content: null, mediaId: null, mediaUrl: null, refreshMedia: false }
  return fixTarget(house.deps, tx, caller(), { postId: post.id, targetId: only(post.targets) }, unchanged)
}

async function isOutOnce(post: Post): Promise<void> {
  expect(network.posts).toHaveLength(1)
  expect(await house.target(only(post.targets))).toMatchObject({ status: 'published' })
  expect(await house.post(post.id)).toMatchObject({
    status: 'published',
    open_targets: 0,
    published_targets: 1,
    failed_targets: 0,
  })
  expect((await house.events()).map((event) => event.type)).toEqual(['post.published'])
}

async function minutesPass(minutes: number): Promise<void> {
  for (let passed = 0; passed < minutes; passed += 1) {
    await house.publishAllDue()
    await house.advance(60_000)
  }
}

describe.each(verbs)('%s', (_name, verb) => {
  it('while a request is on the wire is refused, and changes nothing of what comes of it', async () => {
    const { post, answer } = await inFlight(house, network)
    const refusal: unknown = await db.transaction((tx) => verb(tx, post)).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(ApiError)
    expect(refusal).toMatchObject({ code: 'CONFLICT', details: { status: 'publishing' } })
    await answer()
    await isOutOnce(post)
  })

  it('while a lost answer is looked for is refused, and changes nothing of what comes of it', async () => {
    network.script = ['lostResponse']
    const post = await house.aPost({ accounts: [await house.anAccount()] })
    await house.publishAllDue()
    await expect(db.transaction((tx) => verb(tx, post))).rejects.toMatchObject({ code: 'CONFLICT' })
    await minutesPass(2)
    await isOutOnce(post)
  })

  it('that meets a claim waits for it, and is refused with the status that it finds', async () => {
    const post = await house.aPost({ accounts: [await house.anAccount()] })
    let leases: TargetLease[] = []
    const claim = await paused(db, async (tx) => {
      leases = await claimTargets(tx, { mode: 'sandbox', workerId: '1', limit: 10, passOver: [] })
    })
    const meeting = db.transaction((tx) => verb(tx, post)).catch((error: unknown) => error)
    await expect.poll(() => waitingForLocks(db)).toBe(1)
    await claim.commit()
    expect(await meeting).toMatchObject({ code: 'CONFLICT', details: { status: 'publishing' } })
    await publishTarget(house.deps, only(leases))
    await isOutOnce(post)
  })
})

describe('the clock is moved', () => {
  it('while a request is on the wire: it stays whose it is, and nobody looks for it or repeats it', async () => {
    const { post, lease, answer } = await inFlight(house, network)
    await house.advance(3_600_000)
    expect(await renewLeases(db, 'lanes', [lease.token])).toEqual(new Set([lease.token]))
    await house.publishAllDue()
    expect(network.calls.map((call) => call.kind)).toEqual(['publish'])
    await answer()
    await isOutOnce(post)
  })

  it('while a request is on the wire whose lease is then lost: its deadline moves along, and nobody looks before', async () => {
    const { post, answer } = await inFlight(house, network)
    await house.advance(3_600_000)
    await endLeases(db)
    await house.publishAllDue()
    expect(network.calls.map((call) => call.kind)).toEqual(['publish'])
    await answer()
    await isOutOnce(post)
  })

  it('during a claim: nothing is sent under its lease, and the target leaves with the next', async () => {
    const post = await house.aPost({ accounts: [await house.anAccount()] })
    let leases: TargetLease[] = []
    const claim = await paused(db, async (tx) => {
      leases = await claimTargets(tx, { mode: 'sandbox', workerId: '1', limit: 10, passOver: [] })
    })
    await house.advance(3_600_000)
    await claim.commit()
    await publishTarget(house.deps, only(leases))
    expect(network.calls).toEqual([])
    await house.publishAllDue()
    await isOutOnce(post)
  })
})

describe('a connection that is lost right after its COMMIT', () => {
  /** Of every two transactions the first is done, and nobody hears of it. */
  function loseEveryOtherCommit(): void {
    let count = 0
    house.deps.db = {
      ...db,
      async transaction(work) {
        const result = await db.transaction(work)
        count += 1
        if (count % 2 === 1) throw new Error('Connection terminated unexpectedly')
        return result
      },
    }
  }
  const no = { kind: 'refused', cure: 'edit', error: { code: 'CONTENT_REJECTED', message: 'no' } } as const
  const wait = { ...no, cure: 'wait', retryAfterMs: 60_000 } as const

  it.each([
    ['a target that is out', {}, [], {}],
    ['one that settles by itself', {}, [], { autoRetry: true }],
    ['one with a first comment', { firstComment: 'First!' }, [], {}],
    ['a first comment that is refused', { firstComment: 'First!' }, ['ok', { refuse: no }], {}],
    ['a first comment whose answer is lost', { firstComment: 'First!' }, ['ok', 'lostResponse'], {}],
    ['a thread', { thread: ['two', 'three'] }, [], {}],
    ['a thread that stops', { thread: ['two', 'three'] }, ['ok', { refuse: no }], {}],
    ['a wait', {}, [{ refuse: wait }], {}],
    ['a refusal', {}, [{ refuse: no }], {}],
    ['a refusal that is retried', {}, [{ refuse: no }], { autoRetry: true }],
    ['a lost answer', {}, ['lostResponse'], {}],
    ['a lost request', {}, ['lostRequest'], {}],
  ] as const)('of %s changes nothing of what comes of it', async (_name, change, script, settings) => {
    async function whatComes(isLost: boolean): Promise<unknown> {
      network = new FakeNetwork()
      network.script = [...script]
      house = await freshHouse(db, network, settings)
      const post = await house.aPost({ accounts: [await house.anAccount()], ...change })
      if (isLost) loseEveryOtherCommit()
      await minutesPass(5)
      const { status, error, warnings } = await house.target(only(post.targets))
      const comments = await db.query({ text: 'select status from comments' })
      const counted = await house.post(post.id)
      return {
        calls: network.calls.map((call) => `${call.kind} ${String(call.sequence)}`),
        out: network.posts.length,
        target: { status, error, warnings },
        comments,
        post: counted.status,
        counts: [counted.open_targets, counted.published_targets, counted.failed_targets],
        events: (await house.events()).map((event) => event.type),
        attempts: (await house.attempts(only(post.targets))).map((attempt) => attempt.outcome),
      }
    }
    expect(await whatComes(true)).toEqual(await whatComes(false))
  })

  it('of an opened attempt: nothing was sent, and after looks it is sent once', async () => {
    const post = await house.aPost({ accounts: [await house.anAccount()] })
    let isLost = false
    house.deps.db = {
      ...db,
      async query(statement) {
        const rows = await db.query(statement)
        if (statement.name === 'open-attempts' && !isLost) {
          isLost = true
          throw new Error('Connection terminated unexpectedly')
        }
        return rows as never
      },
    }
    await expect(house.publishAllDue()).rejects.toThrow('Connection terminated')
    expect(network.calls).toEqual([])
    await endLeases(db)
    await minutesPass(4)
    await isOutOnce(post)
  })
})

it('an account that is disconnected while a request is on the wire: what it made is recorded', async () => {
  const account = await house.anAccount()
  const { post, answer } = await inFlight(house, network, account)
  await db.query({ text: `update accounts set status = 'disconnected' where id = $1`, values: [account.id] })
  await answer()
  await isOutOnce(post)
})
