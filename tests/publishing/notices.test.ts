import { beforeEach, describe, expect, it } from 'vitest'
import type { Look, LostAttempt, Notice, NoticeStatus } from '../../src/connectors/connector.js'
import { fixTarget } from '../../src/posts/fix-target.js'
import { retryPost } from '../../src/posts/retry-post.js'
import { hearNotices } from '../../src/publishing/notices.js'
import { publishTarget } from '../../src/publishing/publish-target.js'
import { testDatabase } from '../support/database.js'
import { FakeNetwork, type Act } from '../support/fake-network.js'
import { endLeases, freshHouse, inFlight, only, type PublishingHouse } from '../support/publishing.js'

/** A network that cannot be asked, and tells by itself what became of what it took. */
const db = await testDatabase()
let network: FakeNetwork
let house: PublishingHouse

beforeEach(async () => {
  network = new FakeNetwork()
  network.look = 'cannotTell'
  house = await freshHouse(db, network)
})

const minute = 60_000
const blocked: Act = {
  refuse: {
    kind: 'refused',
    cure: 'edit',
    error: { code: 'CONTENT_REJECTED', message: 'Blocked us.' },
    ofRecipient: true,
  },
}
const notThere = { code: 'CONTENT_REJECTED', message: 'Has no telephone.' } as const

/** It goes to recipients from now on. */
async function toRecipients(): Promise<void> {
  network.parts = { recipients: (options) => options['to'] as string[] }
  house = await freshHouse(db, network)
}

async function aPostTo(...to: string[]): Promise<{ id: string; target: string }> {
  const account = await house.anAccount({ remoteId: 'us' })
  const post = await house.aPost({ accounts: [account], ...(to.length === 0 ? {} : { options: { to } }) })
  return { id: post.id, target: only(post.targets) }
}

/** The network tells of an item, a message of it by its id. */
async function tell(
  target: string,
  status: NoticeStatus,
  remoteId: string,
  change: Partial<Notice> & { sequence?: number } = {},
  mode = 'sandbox',
): Promise<void> {
  const { sequence = 0, ...more } = change
  const item = { targetId: target, sequence }
  const told: Notice = { account: 'us', item, remoteId, status, at: await now(), ...more }
  await hearNotices(house.deps, { mode, platform: 'acme' }, [told])
}

async function now(): Promise<Date> {
  return only(await db.query<{ now: Date }>({ text: 'select vb_now() as now' })).now
}

const caller = (): { workspaceId: string; mode: 'sandbox'; userId: string } => ({
  workspaceId: house.workspaceId,
  mode: 'sandbox',
  userId: 'usr_1',
})

async function minutesPass(minutes: number): Promise<void> {
  for (let passed = 0; passed < minutes * 4; passed += 1) {
    await house.advance(minute / 4)
    await house.publishAllDue()
  }
}

const reached = (): (string | undefined)[] => network.posts.map((post) => post.recipient)

async function fix(post: { id: string; target: string }, content: string | null = null): Promise<void> {
  const mended = { content, mediaId: null, mediaUrl: null, refreshMedia: false }
  await db.transaction((tx) =>
    fixTarget(house.deps, tx, caller(), { postId: post.id, targetId: post.target }, mended),
  )
  await house.publishAllDue()
}

describe('an item whose answer was lost', () => {
  it('is published at once when the network tells of it, whatever it tells', async () => {
    network.script = ['lostResponse']
    const post = await aPostTo()
    await house.publishAllDue()
    await tell(post.target, 'delivered', 'r1')
    expect(await house.target(post.target)).toMatchObject({
      status: 'published',
      remote_id: 'r1',
      error: null,
    })
    expect(await house.post(post.id)).toMatchObject({ status: 'published', open_targets: 0 })
    expect(await house.attempts(post.target)).toMatchObject([{ outcome: 'published' }])
    expect(await house.events('post.published')).toHaveLength(1)
    await minutesPass(20)
    expect(network.calls.map((call) => call.kind)).toEqual(['publish'])
  })

  it('is corrected where it had failed, and the account goes on', async () => {
    network.script = ['lostResponse']
    const post = await aPostTo()
    await minutesPass(20)
    expect((await house.target(post.target)).error).toMatchObject({ code: 'OUTCOME_UNKNOWN' })
    await tell(post.target, 'sent', 'r1')
    expect(await house.target(post.target)).toMatchObject({
      status: 'published',
      remote_id: 'r1',
      error: null,
    })
    expect(await house.post(post.id)).toMatchObject({ status: 'published', failed_targets: 0 })
    expect((await house.events()).map((event) => event.type)).toEqual(['post.failed', 'post.published'])
  })

  it('is found by a look where it was told of while its request was under way', async () => {
    let lose: () => void = () => undefined
    network.script = [{ until: new Promise<void>((resolve) => (lose = resolve)), then: 'lostResponse' }]
    network.parts = { find: findInTold }
    house = await freshHouse(db, network)
    const post = await aPostTo()
    const sending = publishTarget(house.deps, only(await house.claim()))
    await expect.poll(() => network.calls.length).toBe(1)
    await tell(post.target, 'sent', 'r1')
    expect(await house.target(post.target)).toMatchObject({ status: 'publishing', remote_id: null })
    lose()
    await sending
    await minutesPass(2)
    expect(await house.target(post.target)).toMatchObject({ status: 'published', remote_id: 'r1' })
    expect(network.posts).toHaveLength(1)
  })

  it('because its worker died is looked for after its deadline, and found in what was told', async () => {
    network.parts = { find: findInTold }
    house = await freshHouse(db, network)
    const account = await house.anAccount({ remoteId: 'us' })
    const { post, answer } = await inFlight(house, network, account)
    await endLeases(db)
    await tell(only(post.targets), 'sent', 'r1')
    await minutesPass(2)
    expect(await house.target(only(post.targets))).toMatchObject({ status: 'published', remote_id: 'r1' })
    await answer()
    expect((await house.target(only(post.targets))).warnings).toEqual([])
  })

  it('is not taken for what was sent in its place before', async () => {
    network.script = ['lostResponse', 'lostResponse']
    network.parts = { find: findInTold }
    house = await freshHouse(db, network)
    const post = await aPostTo()
    await minutesPass(20)
    const before = await now()
    await minutesPass(5)
    let lose: () => void = () => undefined
    network.script = [{ until: new Promise<void>((resolve) => (lose = resolve)), then: 'lostResponse' }]
    const fixing = fix(post, 'Other words')
    await expect.poll(() => network.calls.filter((call) => call.kind === 'publish').length).toBe(2)
    await tell(post.target, 'sent', 'r1', { at: before })
    lose()
    await fixing
    await minutesPass(20)
    expect((await house.target(post.target)).error).toMatchObject({ code: 'OUTCOME_UNKNOWN' })
    expect(network.posts).toHaveLength(2)
  })
})

function findInTold(_item: unknown, { told = [] }: Pick<LostAttempt, 'told'>): Promise<Look> {
  const [first] = told
  if (first === undefined) return Promise.resolve({ kind: 'cannotTell', reason: 'not told' })
  return Promise.resolve({
    kind: 'found',
    remoteId: first.remoteId,
    url: null,
    createdAt: first.at.sent ?? null,
  })
}

describe('what is told while the request is under way', () => {
  it('waits for its answer, which records it as ever', async () => {
    const account = await house.anAccount({ remoteId: 'us' })
    const { post, answer } = await inFlight(house, network, account)
    await tell(only(post.targets), 'delivered', 'r1')
    await tell(only(post.targets), 'sent', 'r1')
    expect((await house.target(only(post.targets))).status).toBe('publishing')
    await answer()
    expect(await house.target(only(post.targets))).toMatchObject({
      status: 'published',
      remote_id: 'r1',
      url: 'https://acme.example/r1',
      warnings: [],
    })
    expect(await house.events('post.published')).toHaveLength(1)
  })
})

it('what is told of an item that is out changes nothing, however late, often and out of order', async () => {
  const post = await aPostTo()
  await house.publishAllDue()
  const before = await house.target(post.target)
  for (const status of ['read', 'delivered', 'sent', 'delivered', 'read'] as const)
    await tell(post.target, status, 'r1')
  expect(await house.target(post.target)).toEqual(before)
  expect(await house.events()).toHaveLength(1)
})

it('another message of an item that is out is told once, as published twice', async () => {
  network.script = ['lostResponse']
  const post = await aPostTo()
  await minutesPass(20)
  await fix(post)
  expect(await house.target(post.target)).toMatchObject({ status: 'published', remote_id: 'r2' })
  for (const status of ['sent', 'delivered', 'sent'] as const) await tell(post.target, status, 'r1')
  expect((await house.target(post.target)).warnings).toMatchObject([
    { code: 'PUBLISHED_TWICE', remoteId: 'r1' },
  ])
  expect(house.publishedTwice).toEqual(['acme'])
})

describe('of recipients', () => {
  it('one whose answer was lost has it as soon as it is told, and no retry sends it to him again', async () => {
    await toRecipients()
    network.script = ['ok', 'lostResponse', blocked]
    const post = await aPostTo('ann', 'bob', 'cem')
    await minutesPass(20)
    await tell(post.target, 'sent', 'r2', { sequence: 1 })
    expect((await house.target(post.target)).error).toMatchObject({
      code: 'PARTIAL_DELIVERY',
      details: { delivered: 2, unknown: 0, failed: 1, undelivered: [{ recipient: 'cem' }] },
    })
    await db.transaction((tx) => retryPost(tx, caller(), post.id))
    await minutesPass(3)
    expect(reached()).toEqual(['ann', 'bob', 'cem'])
    expect(await house.target(post.target)).toMatchObject({ status: 'published' })
  })

  it('the last who is told of publishes the target', async () => {
    await toRecipients()
    network.script = ['ok', 'lostResponse', blocked]
    const post = await aPostTo('ann', 'bob', 'cem')
    await minutesPass(20)
    await tell(post.target, 'delivered', 'r3', { sequence: 2 })
    await tell(post.target, 'delivered', 'r2', { sequence: 1 })
    expect(await house.target(post.target)).toMatchObject({ status: 'published', error: null })
    expect(await house.post(post.id)).toMatchObject({ status: 'published', failed_targets: 0 })
  })

  it('told of while another waits for him: the look is over, and the next follows', async () => {
    await toRecipients()
    network.script = ['lostResponse', 'lostResponse']
    const post = await aPostTo('ann', 'bob')
    await house.publishAllDue()
    await tell(post.target, 'sent', 'r1', { sequence: 0 })
    await tell(post.target, 'sent', 'r2', { sequence: 1 })
    expect(await house.target(post.target)).toMatchObject({ status: 'published' })
    await minutesPass(20)
    expect(reached()).toEqual(['ann', 'bob'])
  })
})

describe('what the network took and could not deliver', () => {
  it('is a warning, told by one event, and is not sent again', async () => {
    await toRecipients()
    const post = await aPostTo('ann', 'bob', 'cem')
    await house.publishAllDue()
    for (const sequence of [1, 1, 2])
      await tell(post.target, 'failed', `r${String(sequence + 1)}`, { sequence, error: notThere })
    const target = await house.target(post.target)
    expect(target).toMatchObject({ status: 'published', error: null })
    expect(target.warnings).toEqual([
      {
        code: 'DELIVERY_FAILED',
        message: 'The network took it, and could not deliver it to 2 of 3 recipients. Has no telephone.',
        failed: 2,
        undelivered: [
          { recipient: 'bob', remoteId: 'r2', ...notThere },
          { recipient: 'cem', remoteId: 'r3', ...notThere },
        ],
      },
    ])
    const told = await house.events('post.published')
    expect(told).toHaveLength(2)
    expect(told[1]?.data).toMatchObject({
      platforms: [{ warnings: [{ code: 'DELIVERY_FAILED', failed: 1 }] }],
    })
    await minutesPass(20)
    expect(reached()).toEqual(['ann', 'bob', 'cem'])
  })

  it('is told in one sentence where there are no recipients', async () => {
    const post = await aPostTo()
    await house.publishAllDue()
    await tell(post.target, 'failed', 'r1', { error: notThere })
    expect((await house.target(post.target)).warnings).toMatchObject([
      { message: 'The network took it, and could not deliver it. Has no telephone.' },
    ])
  })

  it('before its answer came, is a warning on what the answer published', async () => {
    const account = await house.anAccount({ remoteId: 'us' })
    const { post, answer } = await inFlight(house, network, account)
    await tell(only(post.targets), 'failed', 'r1', { error: notThere })
    await answer()
    expect(await house.target(only(post.targets))).toMatchObject({
      status: 'published',
      warnings: [{ code: 'DELIVERY_FAILED' }],
    })
    // The event of the end of the run has it.
    expect(await house.events('post.published')).toMatchObject([
      { data: { platforms: [{ warnings: [{ code: 'DELIVERY_FAILED' }] }] } },
    ])
  })

  it('is none where it was delivered all the same', async () => {
    const post = await aPostTo()
    await house.publishAllDue()
    await tell(post.target, 'read', 'r1')
    await tell(post.target, 'failed', 'r1', { error: notThere })
    expect((await house.target(post.target)).warnings).toEqual([])
  })

  it('of a message whose answer was lost, the message is out all the same: nobody sends it again by himself', async () => {
    network.script = ['lostResponse']
    const post = await aPostTo()
    await house.publishAllDue()
    await tell(post.target, 'failed', 'r1', { error: notThere })
    expect(await house.target(post.target)).toMatchObject({
      status: 'published',
      warnings: [{ code: 'DELIVERY_FAILED' }],
    })
  })
})

describe('who is heard', () => {
  it('is an item named by its message alone', async () => {
    const post = await aPostTo()
    await house.publishAllDue()
    const notice: Notice = {
      account: 'us',
      remoteId: 'r1',
      status: 'failed',
      at: await now(),
      error: notThere,
    }
    await hearNotices(house.deps, { mode: 'sandbox', platform: 'acme' }, [notice])
    expect((await house.target(post.target)).warnings).toHaveLength(1)
  })

  it.each([
    ['another account', { account: 'them' }],
    ['an item that we never sent', { sequence: 7 }],
    ['a target that there is not', { item: { targetId: 'pp_none', sequence: 0 } }],
  ])('is not %s', async (_what, change) => {
    network.script = ['lostResponse']
    const post = await aPostTo()
    await house.anAccount({ remoteId: 'them' })
    await house.publishAllDue()
    await tell(post.target, 'sent', 'r1', change)
    expect((await house.target(post.target)).status).toBe('publishing')
  })

  it('is not the other world', async () => {
    network.script = ['lostResponse']
    const post = await aPostTo()
    await house.publishAllDue()
    await tell(post.target, 'sent', 'r1', {}, 'live')
    expect((await house.target(post.target)).status).toBe('publishing')
  })

  it('is not a post that waits for its time', async () => {
    const account = await house.anAccount({ remoteId: 'us' })
    const post = await house.aPost({ accounts: [account], dueInMs: 60 * minute })
    const target = only(post.targets)
    await db.query({
      text: 'insert into target_items (target_id, sequence, workspace_id, lane_id) select id, 0, workspace_id, lane_id from targets',
    })
    await tell(target, 'sent', 'r1')
    expect((await house.post(post.id)).status).toBe('scheduled')
    expect((await house.target(target)).status).toBe('pending')
  })

  it('is not a message that another item has', async () => {
    const account = await house.anAccount({ remoteId: 'us' })
    const first = await house.aPost({ accounts: [account] })
    await house.publishAllDue()
    network.script = ['lostResponse']
    const second = await house.aPost({ accounts: [account] })
    await house.publishAllDue()
    await tell(only(second.targets), 'sent', 'r1')
    expect((await house.target(only(second.targets))).status).toBe('publishing')
    expect((await house.target(only(first.targets))).remote_id).toBe('r1')
  })
})
