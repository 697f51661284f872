import { beforeEach, expect, it } from 'vitest'
import { cancelPost } from '../../src/posts/cancel-post.js'
import type { PostsDeps } from '../../src/posts/deps.js'
import { fixTarget } from '../../src/posts/fix-target.js'
import { retryPost } from '../../src/posts/retry-post.js'
import { FakeNetwork, type Act } from '../support/fake-network.js'
import { testDatabase } from '../support/database.js'
import { freshHouse, only, publishingHouse, type PublishingHouse } from '../support/publishing.js'

/** A network that guarantees for a time that the same request makes no second post: what holds of it meanwhile, and afterwards. */
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

const keyLivesMs = 50 * 60_000
const limited = {
  refuse: {
    kind: 'refused',
    cure: 'wait',
    error: { code: 'RATE_LIMITED', message: 'enough' },
    retryAfterMs: 3_600_000,
  },
} satisfies Act
const sent = (): number => network.calls.filter((call) => call.kind === 'publish').length
const caller = (): { workspaceId: string; mode: 'sandbox'; userId: string } => ({
  workspaceId: house.workspaceId,
  mode: 'sandbox',
  userId: 'usr_1',
})

async function aLostPost(...script: Act[]): Promise<{ id: string; target: string }> {
  network.repeatForMs = keyLivesMs
  network.script = ['lostResponse', ...script]
  house = await publishingHouse(db, network)
  const post = await house.aPost({ accounts: [await house.anAccount()] })
  await house.publishAllDue()
  expect(await house.target(only(post.targets))).toMatchObject({ status: 'pending', stage: 'send' })
  return { id: post.id, target: only(post.targets) }
}

it('a lost answer is not repeated after that time, when the server was down meanwhile: it is looked for', async () => {
  const { target } = await aLostPost()
  await house.advance(keyLivesMs + 1_000)
  await minutesPass(2)
  expect([sent(), network.looks.length]).toEqual([1, 1])
  expect((await house.target(target)).status).toBe('published')
})

it('a lost answer is looked for before a later refusal fails the target', async () => {
  const { target } = await aLostPost(limited)
  await minutesPass(3)
  expect([sent(), network.looks.length]).toEqual([2, 1])
  expect(await house.target(target)).toMatchObject({ status: 'published', remote_id: 'r1' })
  expect((await house.attempts(target)).map((each) => each.outcome)).toEqual(['published', 'refused'])
})

it('a lost answer of which looks say that nothing is out stands in no way: the refusal is told, and retry sends', async () => {
  const { id, target } = await aLostPost(limited, limited)
  network.posts.pop()
  await minutesPass(5)
  expect(sent()).toBe(3)
  expect(await house.target(target)).toMatchObject({ status: 'failed', error: { code: 'RATE_LIMITED' } })
  const looks = network.looks.length
  await db.transaction((tx) => retryPost(tx, caller(), id))
  await minutesPass(4)
  expect([(await house.target(target)).status, network.looks.length]).toEqual(['published', looks])
})

it('a lost answer of an account that then dies is OUTCOME_UNKNOWN', async () => {
  const { target } = await aLostPost({
    refuse: {
      kind: 'refused',
      cure: 'reconnect',
      error: { code: 'ACCOUNT_DISCONNECTED', message: 'gone' },
    },
  })
  await minutesPass(2)
  expect((await house.target(target)).error?.code).toBe('OUTCOME_UNKNOWN')
  expect(house.deadAccounts).toHaveLength(1)
})

it('a lost answer of an account that is disconnected before the repeat is OUTCOME_UNKNOWN', async () => {
  const { target } = await aLostPost()
  await db.query({ text: `update accounts set status = 'disconnected'` })
  await minutesPass(2)
  expect((await house.target(target)).error?.code).toBe('OUTCOME_UNKNOWN')
})

it('a lost answer whose file is deleted before the repeat is looked for', async () => {
  const { id, target } = await aLostPost()
  await db.query({ text: `update posts set media = '[{"id": "media_1"}]' where id = $1`, values: [id] })
  const error = { code: 'MEDIA_REJECTED', message: 'A file of this post was deleted.' } as const
  house.deps.mediaFiles = () => Promise.resolve({ kind: 'refused', error })
  await minutesPass(3)
  expect((await house.target(target)).status).toBe('published')
})

it('a lost answer whose wait is cancelled is OUTCOME_UNKNOWN, and retry skips it', async () => {
  const { id, target } = await aLostPost()
  const links = { platformUrl: (_platform: string, url: string) => url } as PostsDeps['links']
  await db.transaction((tx) => cancelPost({ links }, tx, caller(), id))
  expect((await house.target(target)).error?.code).toBe('OUTCOME_UNKNOWN')
  const retried = await db.transaction((tx) => retryPost(tx, caller(), id))
  expect(retried.skippedPlatforms).toMatchObject([{ reason: 'outcome_unknown' }])
})

it('a lost answer is looked for by its own words before fix sends others', async () => {
  const { id, target } = await aLostPost({
    ...limited,
    refuse: { ...limited.refuse, retryAfterMs: 60_000 },
  })
  await house.advance(1_500)
  await house.publishAllDue()
  expect(await house.target(target)).toMatchObject({ status: 'pending', error: { code: 'RATE_LIMITED' } })
  await db.transaction((tx) =>
    fixTarget(
      house.deps,
      tx,
      caller(),
      { postId: id, targetId: target },
      { content: 'Other words', mediaId: null, mediaUrl: null, refreshMedia: false },
    ),
  )
  await minutesPass(3)
  expect(network.looks.map((look) => look.text)).toEqual(['Hello'])
  expect(sent()).toBe(2)
  expect((await house.target(target)).status).toBe('published')
})

it('a lost answer is repeated with the plan that was sent, and prepared anew only after looks', async () => {
  const plans: unknown[] = []
  let prepared = 0
  network.parts = {
    prepare: () => Promise.resolve({ kind: 'ready', plan: (prepared += 1) }),
    publish: (_item, plan) => {
      plans.push(plan)
      if (plans.length < 4) return Promise.reject(new Error('no answer'))
      return Promise.resolve({ kind: 'published', remoteId: 'p1', url: null })
    },
  }
  network.repeatForMs = keyLivesMs
  house = await publishingHouse(db, network)
  const post = await house.aPost({ accounts: [await house.anAccount()] })
  for (let turns = 0; turns < 3; turns += 1) {
    await house.publishAllDue()
    await house.advance(4_000)
  }
  expect(plans).toEqual([1, 1, 1])
  await house.advance(keyLivesMs)
  await minutesPass(2)
  expect(plans).toEqual([1, 1, 1, 2])
  expect((await house.target(only(post.targets))).status).toBe('published')
})

it('a first comment whose answer is lost is not repeated after that time either', async () => {
  network.repeatForMs = keyLivesMs
  network.script = ['ok', 'lostResponse']
  house = await publishingHouse(db, network)
  await house.aPost({ accounts: [await house.anAccount()], firstComment: 'more below' })
  await house.publishAllDue()
  await house.advance(keyLivesMs + 1_000)
  await minutesPass(3)
  expect(network.calls.filter((call) => call.kind === 'comment')).toHaveLength(1)
  expect(network.looks.map((look) => look.text)).toEqual(['more below'])
})
