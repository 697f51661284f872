import { beforeEach, describe, expect, it } from 'vitest'
import { cancelPost } from '../../src/posts/cancel-post.js'
import { fixTarget } from '../../src/posts/fix-target.js'
import { retryPost } from '../../src/posts/retry-post.js'
import { publishTarget } from '../../src/publishing/publish-target.js'
import type { JsonObject } from '../../src/kit/json.js'
import { restoredNotices } from '../../src/start-up/restored.js'
import { replaceFact } from '../../src/store/instance.js'
import { findPost } from '../../src/store/posts.js'
import { testDatabase } from '../support/database.js'
import { FakeNetwork, type Act } from '../support/fake-network.js'
import { endLeases, freshHouse, only, type PublishingHouse } from '../support/publishing.js'

const db = await testDatabase()
let network: FakeNetwork
let house: PublishingHouse

beforeEach(async () => {
  network = new FakeNetwork()
  network.parts = { recipients }
  house = await freshHouse(db, network)
})

function recipients(options: JsonObject): string[] {
  return options['to'] as string[]
}
const minute = 60_000
const blocked: Act = {
  refuse: {
    kind: 'refused',
    cure: 'edit',
    error: { code: 'CONTENT_REJECTED', message: 'Blocked us.' },
    ofRecipient: true,
  },
}
const noTemplate: Act = {
  refuse: { kind: 'refused', cure: 'edit', error: { code: 'CONTENT_REJECTED', message: 'No template.' } },
}

async function aPostTo(...to: string[]): Promise<{ id: string; target: string }> {
  const post = await house.aPost({ accounts: [await house.anAccount()], options: { to } })
  return { id: post.id, target: only(post.targets) }
}

const caller = (): { workspaceId: string; mode: 'sandbox'; userId: string } => ({
  workspaceId: house.workspaceId,
  mode: 'sandbox',
  userId: 'usr_1',
})

async function retry(post: { id: string }): Promise<{ skippedPlatforms: { reason: string }[] }> {
  const told = await db.transaction((tx) => retryPost(tx, caller(), post.id))
  await house.advance(2 * minute)
  await house.publishAllDue()
  return told
}

async function fix(post: { id: string; target: string }): Promise<void> {
  const unchanged = { content: null, mediaId: null, mediaUrl: null, refreshMedia: false }
  await db.transaction((tx) =>
    fixTarget(house.deps, tx, caller(), { postId: post.id, targetId: post.target }, unchanged),
  )
  await house.publishAllDue()
}

async function minutesPass(minutes: number): Promise<void> {
  for (let passed = 0; passed < minutes * 4; passed += 1) {
    await house.advance(minute / 4)
    await house.publishAllDue()
  }
}

/** Who has it, in the order in which it reached them. */
const reached = (): (string | undefined)[] => network.posts.map((post) => post.recipient)

it('everybody is sent it once, by an attempt of his own, with the whole text and nothing before it', async () => {
  const post = await aPostTo('ann', 'bob', 'cem')
  await db.query({ text: `update posts set media = '[{"id":"med_1"}]'` })
  await house.publishAllDue()
  const attempts = await db.query({ text: `select sent->'media'->0->>'id' as media from attempts` })
  expect(attempts).toEqual(['ann', 'bob', 'cem'].map(() => ({ media: 'med_1' })))
  expect(network.posts.map((each) => [each.recipient, each.text, each.parent])).toEqual([
    ['ann', 'Hello', null],
    ['bob', 'Hello', null],
    ['cem', 'Hello', null],
  ])
  expect(await house.target(post.target)).toMatchObject({ status: 'published', remote_id: 'r1', error: null })
  expect(await house.post(post.id)).toMatchObject({ status: 'published', open_targets: 0 })
  expect(await house.events('post.published')).toHaveLength(1)
})

describe('who is refused', () => {
  it('does not keep it from the others, and is told by name', async () => {
    network.script = ['ok', blocked]
    const post = await aPostTo('ann', 'bob', 'cem')
    await house.publishAllDue()
    expect(reached()).toEqual(['ann', 'cem'])
    expect(await house.target(post.target)).toMatchObject({
      status: 'failed',
      error: {
        code: 'PARTIAL_DELIVERY',
        message: '2 of 3 recipients have it. Retry sends it to those who surely have not. Blocked us.',
        details: {
          delivered: 2,
          failed: 1,
          unknown: 0,
          notTried: 0,
          undelivered: [{ recipient: 'bob', code: 'CONTENT_REJECTED', message: 'Blocked us.' }],
          reason: 'CONTENT_REJECTED',
        },
      },
    })
  })

  it('is sent it by a retry, and nobody else again', async () => {
    network.script = [blocked, 'ok', blocked]
    const post = await aPostTo('ann', 'bob', 'cem')
    await house.publishAllDue()
    await retry(post)
    expect(reached()).toEqual(['bob', 'ann', 'cem'])
    expect(await house.target(post.target)).toMatchObject({ status: 'published', error: null })
    expect(await house.post(post.id)).toMatchObject({ status: 'published', failed_targets: 0 })
  })

  it('is sent it by a fix as well', async () => {
    network.script = [blocked]
    const post = await aPostTo('ann', 'bob')
    await house.publishAllDue()
    await fix(post)
    expect(reached()).toEqual(['bob', 'ann'])
  })

  it('alone fails the target with the network’s own reason', async () => {
    network.script = [blocked]
    const post = await aPostTo('ann')
    await house.publishAllDue()
    expect((await house.target(post.target)).error).toMatchObject({
      code: 'CONTENT_REJECTED',
      message: 'Blocked us.',
    })
  })

  it('for a while only, longer than a post waits, is passed over', async () => {
    network.script = [
      {
        refuse: {
          kind: 'refused',
          cure: 'wait',
          error: { code: 'RATE_LIMITED', message: 'Has had enough today.' },
          retryAfterMs: 24 * 60 * minute,
          ofRecipient: true,
        },
      },
    ]
    const post = await aPostTo('ann', 'bob')
    await house.publishAllDue()
    expect(reached()).toEqual(['bob'])
    expect((await house.target(post.target)).error).toMatchObject({
      code: 'PARTIAL_DELIVERY',
      details: { undelivered: [{ recipient: 'ann', code: 'RATE_LIMITED' }] },
    })
  })
})

describe('what stops it for all', () => {
  it('before anybody has it is told as it is', async () => {
    network.script = [noTemplate]
    const post = await aPostTo('ann', 'bob')
    await house.publishAllDue()
    expect(reached()).toEqual([])
    expect((await house.target(post.target)).error).toMatchObject({
      code: 'CONTENT_REJECTED',
      message: 'No template.',
    })
  })

  it('half-way leaves the rest untried, and counts them', async () => {
    network.script = ['ok', noTemplate]
    const post = await aPostTo('ann', 'bob', 'cem')
    await house.publishAllDue()
    expect(reached()).toEqual(['ann'])
    expect((await house.target(post.target)).error).toMatchObject({
      code: 'PARTIAL_DELIVERY',
      details: { delivered: 1, failed: 0, notTried: 2, reason: 'CONTENT_REJECTED' },
    })
  })

  it('by a cancel of the wait says how many have it', async () => {
    const busy: Act = {
      refuse: {
        kind: 'refused',
        cure: 'wait',
        error: { code: 'RATE_LIMITED', message: 'Slower.' },
        retryAfterMs: 5 * minute,
      },
    }
    network.script = ['ok', busy]
    const post = await aPostTo('ann', 'bob')
    await house.publishAllDue()
    const links = {
      platformUrl: (_: string, url: string) => url,
      mediaUrl: () => null,
      thumbnailUrl: () => null,
    }
    await db.transaction((tx) => cancelPost({ links }, tx, caller(), post.id))
    expect((await house.target(post.target)).error).toMatchObject({
      code: 'PARTIAL_DELIVERY',
      message: '1 recipient has it. Slower.',
      details: { delivered: 1 },
    })
  })
})

describe('whose answer is lost', () => {
  it('does not keep the others waiting, and is looked for after them', async () => {
    network.script = ['lostResponse']
    const post = await aPostTo('ann', 'bob', 'cem')
    await house.publishAllDue()
    expect(network.calls.map((call) => call.kind)).toEqual(['publish', 'publish', 'publish'])
    await minutesPass(2)
    expect(reached()).toEqual(['ann', 'bob', 'cem'])
    expect(await house.target(post.target)).toMatchObject({ status: 'published' })
    expect(await house.events('post.published')).toHaveLength(1)
  })

  it('is looked for by his own attempt, whoever was sent it after him', async () => {
    network.script = ['ok', 'lostRequest', 'lostResponse']
    const post = await aPostTo('ann', 'bob', 'cem', 'dan')
    await minutesPass(10)
    expect([...reached()].sort()).toEqual(['ann', 'bob', 'cem', 'dan'])
    expect(await house.target(post.target)).toMatchObject({ status: 'published' })
    expect(network.looks.length).toBeGreaterThan(1)
  })

  it('stays unknown where nothing tells: no retry sends it to him again, only a person’s fix', async () => {
    network.script = ['ok', 'lostResponse', blocked]
    network.look = 'cannotTell'
    const post = await aPostTo('ann', 'bob', 'cem', 'dan')
    await minutesPass(20)
    expect((await house.target(post.target)).error).toMatchObject({
      code: 'PARTIAL_DELIVERY',
      details: {
        delivered: 2,
        failed: 1,
        unknown: 1,
        undelivered: [
          { recipient: 'bob', code: 'OUTCOME_UNKNOWN' },
          { recipient: 'cem', code: 'CONTENT_REJECTED' },
        ],
      },
    })
    await retry(post)
    expect(reached()).toEqual(['ann', 'bob', 'dan', 'cem'])
    expect((await house.target(post.target)).error).toMatchObject({
      code: 'OUTCOME_UNKNOWN',
      details: { delivered: 3, unknown: 1 },
    })
    expect((await retry(post)).skippedPlatforms).toMatchObject([{ reason: 'outcome_unknown' }])
    expect(reached()).toHaveLength(4)
    const looks = network.looks.length
    await fix(post)
    expect(reached()).toEqual(['ann', 'bob', 'dan', 'cem', 'bob'])
    expect(network.looks).toHaveLength(looks)
    expect(await house.target(post.target)).toMatchObject({ status: 'published' })
  })

  it('is told where the others were stopped, so that nobody sends it to him again unknowingly', async () => {
    network.script = ['lostResponse', noTemplate]
    const post = await aPostTo('ann', 'bob')
    await house.publishAllDue()
    expect((await house.target(post.target)).error).toMatchObject({
      code: 'PARTIAL_DELIVERY',
      details: { unknown: 1, notTried: 1, undelivered: [{ recipient: 'ann', code: 'OUTCOME_UNKNOWN' }] },
    })
    await retry(post)
    await minutesPass(2)
    expect(reached()).toEqual(['ann', 'bob'])
  })

  it('because the worker died: whoever takes over sends it to the others, and looks for this one', async () => {
    let answer: () => void = () => undefined
    network.script = [
      'ok',
      { until: new Promise<void>((resolve) => (answer = resolve)), then: 'lostResponse' },
    ]
    const post = await aPostTo('ann', 'bob', 'cem')
    const lease = only(await house.claim())
    const sending = publishTarget(house.deps, lease)
    await expect.poll(() => network.calls.length).toBe(2)
    await endLeases(db)
    await house.publishAllDue()
    expect(network.calls).toHaveLength(2)
    answer()
    await sending
    await minutesPass(10)
    expect(reached()).toEqual(['ann', 'bob', 'cem'])
    expect(await house.target(post.target)).toMatchObject({ status: 'published' })
  })
})

it('an answer that comes when the target is another’s is recorded, and the rest follows', async () => {
  let answer: () => void = () => undefined
  network.script = [{ until: new Promise<void>((resolve) => (answer = resolve)), then: 'ok' }]
  const post = await aPostTo('ann', 'bob')
  const sending = publishTarget(house.deps, only(await house.claim()))
  await expect.poll(() => network.calls.length).toBe(1)
  await endLeases(db)
  await house.publishAllDue()
  answer()
  await sending
  await minutesPass(3)
  expect(reached()).toEqual(['ann', 'bob'])
  expect(await house.target(post.target)).toMatchObject({ status: 'published' })
})

it('a late answer about the last who was missing publishes a target that had failed', async () => {
  let answer: () => void = () => undefined
  network.script = ['ok', { until: new Promise<void>((resolve) => (answer = resolve)), then: 'ok' }]
  network.look = 'cannotTell'
  const post = await aPostTo('ann', 'bob', 'cem')
  const sending = publishTarget(house.deps, only(await house.claim()))
  await expect.poll(() => network.calls.length).toBe(2)
  await endLeases(db)
  await minutesPass(20)
  expect(await house.target(post.target)).toMatchObject({
    status: 'failed',
    error: { code: 'OUTCOME_UNKNOWN' },
  })
  answer()
  await sending
  expect(await house.target(post.target)).toMatchObject({ status: 'published', error: null })
  expect(await house.post(post.id)).toMatchObject({ status: 'published', failed_targets: 0 })
})

it('a late answer about one of several corrects what the target failed with', async () => {
  let answer: () => void = () => undefined
  network.script = [{ until: new Promise<void>((resolve) => (answer = resolve)), then: 'ok' }, blocked]
  network.look = 'cannotTell'
  const post = await aPostTo('ann', 'bob')
  const sending = publishTarget(house.deps, only(await house.claim()))
  await expect.poll(() => network.calls.length).toBe(1)
  await endLeases(db)
  await minutesPass(20)
  expect((await house.target(post.target)).error).toMatchObject({ details: { delivered: 0, unknown: 1 } })
  answer()
  await sending
  expect((await house.target(post.target)).error).toMatchObject({
    code: 'PARTIAL_DELIVERY',
    details: { delivered: 1, unknown: 0, undelivered: [{ recipient: 'bob' }] },
  })
})

it('who is added to the list of a failed post is sent it, who has it is not, however the list is ordered', async () => {
  network.script = ['ok', blocked]
  const post = await aPostTo('ann', 'bob')
  await house.publishAllDue()
  await db.query({
    text: `update posts set platform_metadata = '{"ACME":{"to":["cem","ann"]}}', revision = revision + 1 where id = $1`,
    values: [post.id],
  })
  await retry(post)
  expect(reached()).toEqual(['ann', 'cem'])
  expect(await house.target(post.target)).toMatchObject({ status: 'published' })
})

it('a long list is sent in turns, between which another worker may take over', async () => {
  const many = Array.from({ length: 110 }, (_, index) => `r${String(index)}`)
  const post = await aPostTo(...many)
  const first = only(await house.claim())
  await publishTarget(house.deps, first)
  expect(network.posts).toHaveLength(30)
  const again = only(await house.claim())
  expect(again.token).not.toBe(first.token)
  await publishTarget(house.deps, again)
  await house.publishAllDue()
  expect(reached()).toEqual(many)
  expect(await house.target(post.target)).toMatchObject({ status: 'published' })
  // A reply shows the newest of so many attempts.
  const attempts = (await findPost(db, caller(), post.id))?.targets[0]?.attempts ?? []
  expect(attempts.map((each) => each.number)).toEqual(Array.from({ length: 100 }, (_, index) => index + 11))
})

it('after the database was put back nobody is sent it by itself, and a fix sends it to those not known to have it', async () => {
  network.script = ['ok', blocked]
  const post = await house.aPost({
    accounts: [await house.anAccount()],
    dueInMs: minute,
    options: { to: ['ann', 'bob'] },
  })
  await house.advance(2 * minute)
  await replaceFact(db, 'lineage', 'another/1')
  await restoredNotices(db)
  await minutesPass(20)
  expect(reached()).toEqual([])
  const target = only(post.targets)
  expect(await house.target(target)).toMatchObject({ status: 'failed', error: { code: 'OUTCOME_UNKNOWN' } })
  network.script = []
  await fix({ id: post.id, target })
  expect(reached()).toEqual(['ann', 'bob'])
})
