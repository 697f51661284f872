import { beforeEach, describe, expect, it } from 'vitest'
import { openAttempt } from '../../src/store/attempts.js'
import { publishTarget } from '../../src/publishing/publish-target.js'
import { loadTargetState } from '../../src/store/target-state.js'
import { newId } from '../../src/kit/ids.js'
import { FakeNetwork } from '../support/fake-network.js'
import { testDatabase } from '../support/database.js'
import { publishingHouse, type PublishingHouse } from '../support/publishing.js'

const db = await testDatabase()
let network: FakeNetwork
let house: PublishingHouse

beforeEach(async () => {
  await db.query({ text: 'truncate workspaces, lanes, posts, accounts, targets, events, workers cascade' })
  network = new FakeNetwork()
  house = await publishingHouse(db, network)
})

describe('lanes', () => {
  it('an account’s own posts leave one after the other', async () => {
    const account = await house.anAccount()
    await house.aPost({ accounts: [account] })
    await house.aPost({ accounts: [account] })
    const [first, ...none] = await house.claim()
    expect(none).toEqual([])
    expect(await house.claim()).toEqual([])
    if (first !== undefined) await publishTarget(house.deps, first)
    expect(await house.claim()).toHaveLength(1)
  })

  it('two claimers on one account never have two of its posts out at once', async () => {
    const account = await house.anAccount()
    for (let index = 0; index < 20; index += 1) await house.aPost({ accounts: [account] })
    const claims = await Promise.all(Array.from({ length: 8 }, () => house.claim()))
    expect(claims.flat()).toHaveLength(1)
  })

  it('a lane is shared by all workspaces that connect the account', async () => {
    const mine = await house.anAccount({ remoteId: 'shared' })
    const other = await publishingHouse(db, network)
    const theirs = await other.anAccount({ remoteId: 'shared' })
    expect(theirs.laneId).toBe(mine.laneId)
    await house.aPost({ accounts: [mine] })
    await other.aPost({ accounts: [theirs] })
    expect(await house.claim()).toHaveLength(1)
  })

  it('a post that is not due is not claimed', async () => {
    const account = await house.anAccount()
    await house.aPost({ accounts: [account], dueInMs: 60_000 })
    expect(await house.claim()).toEqual([])
    await house.advance(60_000)
    expect(await house.claim()).toHaveLength(1)
  })

  it('nothing but a scheduled or publishing post leaves, whoever moved its rows', async () => {
    const account = await house.anAccount()
    const post = await house.aPost({ accounts: [account] })
    await db.query({ text: `update posts set status = 'pending_approval' where id = $1`, values: [post.id] })
    expect(await house.claim()).toEqual([])
  })
})

describe('settling', () => {
  it('three targets of a post that settle at the same moment end it once', async () => {
    const accounts = [await house.anAccount(), await house.anAccount(), await house.anAccount()]
    for (let round = 0; round < 10; round += 1) {
      const post = await house.aPost({ accounts })
      await house.publishAllDue()
      expect(await house.post(post.id)).toMatchObject({
        status: 'published',
        open_targets: 0,
        published_targets: 3,
      })
    }
    expect(await house.events('post.published')).toHaveLength(10)
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
})

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

  it('holds the lane while it is unknown, five minutes at most', async () => {
    network.script = ['lostResponse']
    network.look = 'cannotTell'
    const account = await house.anAccount()
    await house.aPost({ accounts: [account] })
    await house.publishAllDue()
    const later = await house.aPost({ accounts: [account] })
    await house.advance(60_000)
    await house.publishAllDue()
    expect((await house.target(later.targets[0] ?? '')).status).toBe('pending')
    await house.advance(5 * 60_000)
    await house.publishAllDue()
    expect((await house.target(later.targets[0] ?? '')).status).toBe('published')
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

  it('a throw of the connector counts as one', async () => {
    network.script = ['throws']
    const post = await house.aPost({ accounts: [await house.anAccount()] })
    await house.publishAllDue()
    expect(await house.target(post.targets[0] ?? '')).toMatchObject({ stage: 'look' })
  })

  it('a request that surely was not sent is sent again by itself', async () => {
    network.script = ['notSent']
    const post = await house.aPost({ accounts: [await house.anAccount()] })
    await house.publishAllDue()
    const [id = ''] = post.targets
    expect(await house.target(id)).toMatchObject({
      status: 'pending',
      error: { code: 'PLATFORM_UNAVAILABLE' },
    })
    expect((await house.target(id)).next_retry_at).not.toBeNull()
    await house.advance(2_000)
    await house.publishAllDue()
    expect(await house.target(id)).toMatchObject({ status: 'published', error: null })
  })
})

describe('a worker that dies', () => {
  it('before it opened an attempt leaves nothing to look for', async () => {
    const post = await house.aPost({ accounts: [await house.anAccount()] })
    await house.claim()
    await db.query({ text: `update lanes set lease_until = vb_now(), run_at = vb_now()` })
    await house.publishAllDue()
    expect(network.calls.map((call) => call.kind)).toEqual(['publish'])
    expect((await house.post(post.id)).status).toBe('published')
  })

  it('with an attempt open leaves it to its deadline, and then it is looked for', async () => {
    const post = await house.aPost({ accounts: [await house.anAccount()] })
    const [lease] = await house.claim()
    if (lease === undefined) throw new Error('nothing was claimed')
    const state = await loadTargetState(db, lease)
    await openAttempt(db, {
      id: newId('att'),
      lease,
      sequence: 0,
      stage: 'send',
      revision: state?.revision ?? 0,
      plan: null,
      sent: { text: 'Hello', media: [], options: {}, contentType: null },
      contentHash: 'x',
    })
    network.posts.push({ remoteId: 'r9', text: 'Hello', targetId: lease.id, sequence: 0, parent: null })
    await db.query({
      text: `update lanes set lease_until = vb_now(), run_at = vb_now(), worker_id = null, lease_token = null`,
    })
    await house.publishAllDue()
    expect(network.calls).toEqual([])
    expect((await house.attempts(lease.id))[0]?.ended_at).toBeNull()
    await house.advance(50_000)
    await house.publishAllDue()
    await house.advance(60_000)
    await house.publishAllDue()
    expect(network.calls.map((call) => call.kind)).toEqual(['find'])
    expect(await house.target(post.targets[0] ?? '')).toMatchObject({ status: 'published', remote_id: 'r9' })
  })

  it('a worker whose lease was taken opens no attempt', async () => {
    await house.aPost({ accounts: [await house.anAccount()] })
    const [slow] = await house.claim()
    if (slow === undefined) throw new Error('nothing was claimed')
    await db.query({ text: `update lanes set lease_until = vb_now(), run_at = vb_now()` })
    await house.publishAllDue()
    await publishTarget(house.deps, slow)
    expect(network.posts).toHaveLength(1)
  })

  it('an answer that comes after the lease was lost is recorded all the same', async () => {
    let answer: () => void = () => undefined
    network.script = [{ until: new Promise<void>((resolve) => (answer = resolve)), then: 'ok' }]
    const post = await house.aPost({ accounts: [await house.anAccount()] })
    const [slow] = await house.claim()
    if (slow === undefined) throw new Error('nothing was claimed')
    const sending = publishTarget(house.deps, slow)
    await expect.poll(() => network.calls.length).toBe(1)
    await db.query({
      text: `update lanes set lease_until = vb_now(), run_at = vb_now(), worker_id = null, lease_token = null`,
    })
    await house.advance(50_000)
    await house.publishAllDue()
    expect(await house.target(slow.id)).toMatchObject({ stage: 'look' })
    answer()
    await sending
    expect(await house.target(slow.id)).toMatchObject({ status: 'published', remote_id: 'r1' })
    expect(await house.post(post.id)).toMatchObject({ status: 'published', open_targets: 0 })
    await house.advance(120_000)
    await house.publishAllDue()
    expect(network.posts).toHaveLength(1)
    expect(await house.events('post.published')).toHaveLength(1)
  })
})

describe('waiting', () => {
  it('a rate limit of up to 15 minutes is waited for, pending and visible, and does not count', async () => {
    network.script = [
      {
        refuse: {
          kind: 'refused',
          cure: 'wait',
          error: { code: 'RATE_LIMITED', message: 'slow down' },
          retryAfterMs: 600_000,
        },
      },
    ]
    const account = await house.anAccount()
    const post = await house.aPost({ accounts: [account] })
    await house.publishAllDue()
    expect(await house.target(post.targets[0] ?? '')).toMatchObject({
      status: 'pending',
      error: { code: 'RATE_LIMITED' },
    })
    // The lane is free while its target only waits.
    const next = await house.aPost({ accounts: [account] })
    await house.publishAllDue()
    expect((await house.target(next.targets[0] ?? '')).status).toBe('published')
    await house.advance(601_000)
    await house.publishAllDue()
    expect((await house.target(post.targets[0] ?? '')).status).toBe('published')
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

  it('what came due while the server was down leaves if it is not too late, otherwise it is missed', async () => {
    const account = await house.anAccount()
    const late = await house.aPost({ accounts: [account], dueInMs: -300 * 60_000 })
    const tooLate = await house.aPost({ accounts: [account], dueInMs: -361 * 60_000 })
    await house.publishAllDue()
    expect((await house.target(late.targets[0] ?? '')).status).toBe('published')
    expect(await house.target(tooLate.targets[0] ?? '')).toMatchObject({
      status: 'failed',
      error: { code: 'MISSED' },
    })
  })
})

describe('threads and comments', () => {
  it('each part is an attempt of its own, under the one before', async () => {
    const post = await house.aPost({ accounts: [await house.anAccount()], thread: ['two', 'three'] })
    await house.publishAllDue()
    expect(network.posts.map((each) => [each.text, each.parent])).toEqual([
      ['Hello', null],
      ['two', 'r1'],
      ['three', 'r2'],
    ])
    expect(await house.attempts(post.targets[0] ?? '')).toHaveLength(3)
    expect(await house.target(post.targets[0] ?? '')).toMatchObject({ status: 'published', remote_id: 'r1' })
  })

  it('a thread that stops half-way is PARTIAL_THREAD with the number that is out', async () => {
    network.script = [
      'ok',
      { refuse: { kind: 'refused', cure: 'edit', error: { code: 'CONTENT_REJECTED', message: 'no' } } },
    ]
    const post = await house.aPost({ accounts: [await house.anAccount()], thread: ['two', 'three'] })
    await house.publishAllDue()
    expect(await house.target(post.targets[0] ?? '')).toMatchObject({
      status: 'failed',
      error: { code: 'PARTIAL_THREAD', details: { publishedItems: 1 } },
    })
  })

  it('a first comment follows its post', async () => {
    await house.aPost({ accounts: [await house.anAccount()], firstComment: 'more below' })
    await house.publishAllDue()
    expect(network.posts.map((each) => [each.text, each.parent])).toEqual([
      ['Hello', null],
      ['more below', 'r1'],
    ])
  })

  it('a failed first comment is a warning and never fails the target', async () => {
    network.script = [
      'ok',
      { refuse: { kind: 'refused', cure: 'edit', error: { code: 'CONTENT_REJECTED', message: 'no' } } },
    ]
    const post = await house.aPost({ accounts: [await house.anAccount()], firstComment: 'more below' })
    await house.publishAllDue()
    expect(await house.target(post.targets[0] ?? '')).toMatchObject({
      status: 'published',
      warnings: [{ code: 'FIRST_COMMENT_FAILED' }],
    })
    expect((await house.post(post.id)).status).toBe('published')
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
})
