import { beforeEach, expect, it } from 'vitest'
import { publishTarget } from '../../src/publishing/publish-target.js'
import type { PostsDeps } from '../../src/posts/deps.js'
import { retryPost } from '../../src/posts/retry-post.js'
import { updatePost } from '../../src/posts/update-post.js'
import { FakeNetwork } from '../support/fake-network.js'
import { testDatabase } from '../support/database.js'
import { endLeases, freshHouse, only, type PublishingHouse } from '../support/publishing.js'

const db = await testDatabase()
const links = { platformUrl: (_platform: string, url: string) => url } as PostsDeps['links']
let network: FakeNetwork
let house: PublishingHouse

beforeEach(async () => {
  network = new FakeNetwork()
  house = await freshHouse(db, network)
})

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

it('retry goes on after the last part that is out', async () => {
  network.script = ['ok', refusal]
  const post = await house.aPost({ accounts: [await house.anAccount()], thread: ['two', 'three'] })
  await house.publishAllDue()
  await db.transaction((tx) => retryPost(tx, { workspaceId: house.workspaceId, mode: 'sandbox' }, post.id))
  await house.advance(2 * 60_000)
  await house.publishAllDue()
  expect(network.posts.map((each) => [each.text, each.parent])).toEqual([
    ['Hello', null],
    ['two', 'r1'],
    ['three', 'r2'],
  ])
  expect(await house.target(only(post.targets))).toMatchObject({ status: 'published', error: null })
})

it('a thread that an edit made shorter than what is out of it is complete', async () => {
  network.script = ['ok', 'ok', refusal]
  const post = await house.aPost({ accounts: [await house.anAccount()], thread: ['two', 'three'] })
  await house.publishAllDue()
  await db.query({
    text: `update posts set thread_posts = thread_posts - 1, revision = revision + 1 where id = $1`,
    values: [post.id],
  })
  await db.transaction((tx) => retryPost(tx, { workspaceId: house.workspaceId, mode: 'sandbox' }, post.id))
  await house.advance(2 * 60_000)
  await house.publishAllDue()
  expect(network.posts.map((each) => each.text)).toEqual(['Hello', 'two'])
  expect(await house.target(only(post.targets))).toMatchObject({ status: 'published', remote_id: 'r1' })
  expect(await house.post(post.id)).toMatchObject({ status: 'published', open_targets: 0 })
})

it('an edit of a thread that is half out says that what is out stays as it was', async () => {
  network.script = ['ok', refusal]
  const post = await house.aPost({ accounts: [await house.anAccount()], thread: ['two', 'three'] })
  await house.publishAllDue()
  const edit = (change: Parameters<typeof updatePost>[4]) =>
    db.transaction((tx) =>
      updatePost(
        { ...house.deps, appOf: () => ({}), links },
        tx,
        { workspaceId: house.workspaceId, mode: 'sandbox', userId: 'usr_1' },
        post.id,
        change,
      ),
    )
  const warnings = [{ code: 'ALREADY_OUT', field: 'content', platform: 'acme' }]
  expect(await edit({ content: 'Other' })).toMatchObject({ content: 'Other', warnings })
  expect(await edit({ tags: ['news'] })).toMatchObject({ warnings })
})

it('a part whose answer is lost is looked for, and the next follows what was found', async () => {
  network.script = ['ok', 'lostResponse']
  const post = await house.aPost({ accounts: [await house.anAccount()], thread: ['two', 'three'] })
  await house.publishAllDue()
  await house.advance(60_000)
  await house.publishAllDue()
  expect(network.posts.map((each) => [each.text, each.parent])).toEqual([
    ['Hello', null],
    ['two', 'r1'],
    ['three', 'r2'],
  ])
  expect((await house.target(only(post.targets))).status).toBe('published')
})

it('a part whose answer comes after the lease was lost is recorded, and the next part follows it', async () => {
  let answer: () => void = () => undefined
  network.script = [{ until: new Promise<void>((resolve) => (answer = resolve)), then: 'ok' }]
  const post = await house.aPost({ accounts: [await house.anAccount()], thread: ['two'] })
  const slow = only(await house.claim())
  const sending = publishTarget(house.deps, slow)
  await expect.poll(() => network.calls.length).toBe(1)
  await endLeases(db)
  await house.publishAllDue()
  expect(await house.target(slow.id)).toMatchObject({ stage: 'look' })
  answer()
  await sending
  network.look = 'absent'
  await house.publishAllDue()
  await house.advance(120_000)
  await house.publishAllDue()
  expect(network.posts.map((each) => [each.text, each.parent])).toEqual([
    ['Hello', null],
    ['two', 'r1'],
  ])
  expect((await house.post(post.id)).status).toBe('published')
})

const refusal = {
  refuse: { kind: 'refused', cure: 'edit', error: { code: 'CONTENT_REJECTED', message: 'no' } },
} as const
