import { beforeEach, expect, it } from 'vitest'
import { prepareNear } from '../../src/publishing/prepare-ahead.js'
import { testDatabase } from '../support/database.js'
import { FakeNetwork } from '../support/fake-network.js'
import { freshHouse, only, type PublishingHouse } from '../support/publishing.js'

const db = await testDatabase()
const minute = 60_000
let network: FakeNetwork
let house: PublishingHouse
let uploads: string[]

beforeEach(async () => {
  network = new FakeNetwork()
  uploads = []
  network.parts = {
    prepare: async (item, ctx) => {
      const id = await ctx.step('upload', item.text, () => {
        uploads.push(item.text)
        return Promise.resolve('up1')
      })
      return { kind: 'ready', plan: { id } }
    },
  }
  house = await freshHouse(db, network)
})

async function aVideoPost(dueInMs: number): Promise<{ id: string; target: string }> {
  const post = await house.aPost({ accounts: [await house.anAccount()], dueInMs })
  await db.query({ text: `update posts set media = '[{"id": "media_1"}]' where id = $1`, values: [post.id] })
  return { id: post.id, target: only(post.targets) }
}

it('what the public cannot see is prepared up to 15 minutes ahead, and is not made again at its time', async () => {
  const post = await aVideoPost(16 * minute)
  expect(await prepareNear(house.deps, 'sandbox')).toBe(0)
  await house.advance(minute)
  expect(await prepareNear(house.deps, 'sandbox')).toBe(1)
  expect(await prepareNear(house.deps, 'sandbox')).toBe(0)
  expect(uploads).toEqual(['Hello'])
  expect(network.calls).toEqual([])
  expect(await house.target(post.target)).toMatchObject({ status: 'pending', lease_token: null })
  await house.advance(15 * minute)
  await house.publishAllDue()
  expect(uploads).toEqual(['Hello'])
  expect((await house.post(post.id)).status).toBe('published')
})

it('an edit after it is prepared anew', async () => {
  const post = await aVideoPost(10 * minute)
  await prepareNear(house.deps, 'sandbox')
  await db.query({
    text: `update posts set content = 'Other words', revision = revision + 1 where id = $1`,
    values: [post.id],
  })
  expect(await prepareNear(house.deps, 'sandbox')).toBe(1)
  expect(uploads).toEqual(['Hello', 'Other words'])
})

it('fixes nothing that is made from the time of sending', async () => {
  await aVideoPost(10 * minute)
  await prepareNear(house.deps, 'sandbox')
  expect(await db.query({ text: 'select 1 from target_items' })).toEqual([])
})

it('a preparation that is still running at its time keeps nothing more, and nothing waits for it', async () => {
  let uploaded: () => void = () => undefined
  const until = new Promise<void>((resolve) => (uploaded = resolve))
  const prepare = network.parts.prepare
  network.parts.prepare = async (item, ctx) => {
    await ctx.step('slow', item.text, async () => {
      if (uploads.length === 0) {
        uploads.push('begun')
        await until
      }
      return 'done'
    })
    return prepare?.(item, ctx) ?? { kind: 'ready', plan: null }
  }
  house = await freshHouse(db, network)
  const post = await aVideoPost(10 * minute)
  const preparing = prepareNear(house.deps, 'sandbox')
  await expect.poll(() => uploads).toEqual(['begun'])
  await house.advance(10 * minute)
  await house.publishAllDue()
  expect((await house.post(post.id)).status).toBe('published')
  uploaded()
  await preparing
  expect(await db.query({ text: 'select status, steps from targets' })).toEqual([
    { status: 'published', steps: {} },
  ])
})

it('a post that was prepared and then came due while the server was down is missed like any other', async () => {
  const post = await aVideoPost(10 * minute)
  await prepareNear(house.deps, 'sandbox')
  await house.advance(10 * minute + 361 * minute)
  await house.publishAllDue()
  expect((await house.target(post.target)).error?.code).toBe('MISSED')
})

it('what goes to each of several is prepared as for the first of them', async () => {
  const preparedFor: (string | undefined)[] = []
  network.parts = {
    recipients: () => ['ann', 'bob'],
    prepare(item) {
      preparedFor.push(item.recipient)
      return Promise.resolve({ kind: 'ready', plan: null })
    },
  }
  house = await freshHouse(db, network)
  await aVideoPost(10 * minute)
  await prepareNear(house.deps, 'sandbox')
  expect(preparedFor).toEqual(['ann'])
})
