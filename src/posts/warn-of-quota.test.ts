import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createPostBody, updatePostBody } from '../../contract/post-body.js'
import { validateBody } from '../../contract/posts.js'
import { aPost, anAccount, aWorkspace, type Account, type Home } from '../../tests/support/builders.js'
import { CountedNetwork } from '../../tests/support/counted-network.js'
import { testDatabase, type TestDatabase } from '../../tests/support/database.js'
import { FakeNetwork } from '../../tests/support/fake-network.js'
import { postsRoom } from '../../tests/support/posts-room.js'
import { createRegistry } from '../connectors/registry.js'
import { noteUsedUp, saveReadings } from '../store/quotas.js'
import { createPost } from './create-post.js'
import type { PostReply } from './present-post.js'
import { updatePost } from './update-post.js'
import { validatePost } from './validate-post.js'

const hourMs = 3_600_000

let db: TestDatabase
let room: ReturnType<typeof postsRoom>
let home: Home
let account: Account
const network = new CountedNetwork()

beforeAll(async () => {
  db = await testDatabase()
})
beforeEach(async () => {
  network.rules = [{ name: 'posts in a day', limit: 3, window: { rollingMs: 24 * hourMs } }]
  const counted = { ...new FakeNetwork().connector('counted'), quota: network.parts().quota }
  room = { ...postsRoom(db), connectors: createRegistry([counted]) }
  home = await aWorkspace(db)
  account = await anAccount(db, home, { platform: 'counted', username: 'bistro' })
})

const inHours = (hours: number): string => new Date(Date.now() + hours * hourMs).toISOString()

async function create(body: object = {}, appOf = () => ({})): Promise<PostReply> {
  const given = createPostBody.parse({ content: 'New menu', accountIds: [account.id], ...body })
  // The rules are read once for what our app is: a test changes them.
  const created = await createPost({ ...room, appOf }, home, given, null)
  if (created.kind !== 'created') throw new Error('not created')
  return created.post
}

const codesOf = ({ warnings }: { warnings: { code: string }[] }): string[] => warnings.map(({ code }) => code)

async function areOut(count: number, on: Account = account, at: Home = home): Promise<void> {
  for (let index = 0; index < count; index += 1)
    await aPost(db, at, { status: 'published', targets: [{ account: on }] })
}

describe('a post whose account', () => {
  it('has room for it says nothing', async () => {
    await areOut(2)
    expect(codesOf(await create())).toEqual([])
  })

  it('has used its quota up says how much of what, and in whose name', async () => {
    await areOut(3)
    expect((await create()).warnings).toEqual([
      {
        code: 'QUOTA_EXCEEDED',
        message:
          'Acme (bistro): 3 of 3 posts in a day are used. The network would refuse this post. There is room again as they grow older.',
        field: 'accountIds',
        platform: 'COUNTED',
      },
    ])
  })

  it('will have used it up by what is scheduled before says so, one on another day does not', async () => {
    for (const hours of [20, 22, 30]) await create({ scheduledFor: inHours(hours) })
    expect((await create({ scheduledFor: inHours(31) })).warnings).toMatchObject([
      { code: 'QUOTA_SHORT', field: 'scheduledFor', platform: 'COUNTED' },
    ])
    expect(codesOf(await create({ scheduledFor: inHours(60) }))).toEqual([])
  })

  it('is told of it whatever else is asked in the same moment', async () => {
    await areOut(3)
    const free = await anAccount(db, home, { platform: 'counted', username: 'terrace' })
    const appOf = (): object => ({})
    const bodies = [{}, { scheduledFor: inHours(60) }, { accountIds: [free.id] }, {}]
    const posts = await Promise.all(bodies.map((body) => create(body, appOf)))
    expect(posts.map((post) => post.platforms[0]?.accountId)).toEqual(
      [account, account, free, account].map(({ id }) => id),
    )
    expect(posts.map(codesOf)).toEqual([['QUOTA_EXCEEDED'], [], [], ['QUOTA_EXCEEDED']])
  })

  it('shares the quota with other workspaces that connect it', async () => {
    const other = await aWorkspace(db)
    const [lane] = await db.query<{ remote_id: string }>({
      text: 'select remote_id from lanes where id = $1',
      values: [account.laneId],
    })
    const theirs = await anAccount(db, other, { platform: 'counted', remoteId: lane?.remote_id ?? '' })
    await areOut(3, theirs, other)
    expect(codesOf(await create())).toEqual(['QUOTA_EXCEEDED'])
  })

  it('was told by the network to have used more than we know is held to that', async () => {
    await saveReadings(db, account.laneId, [{ name: 'posts in a day', limit: 50, used: 49 }])
    expect(codesOf(await create())).toEqual([])
    await areOut(1)
    expect((await create()).warnings[0]?.message).toContain('50 of 50 posts in a day are used.')
  })

  it('has been refused for its quota has no room until the network said', async () => {
    await db.transaction((tx) => noteUsedUp(tx, account.laneId, inHours(5)))
    expect(codesOf(await create())).toEqual(['QUOTA_EXCEEDED'])
    expect(codesOf(await create({ scheduledFor: inHours(6) }))).toEqual([])
  })

  it('is on a network that counts each part of a thread needs room for all of them', async () => {
    const thread = { threadPosts: [{ content: 'Two' }, { content: 'Three' }, { content: 'Four' }] }
    expect(codesOf(await create(thread))).toEqual([])
    network.rules = [{ name: 'posts', limit: 3, window: { rollingMs: 24 * hourMs }, countsParts: true }]
    expect(codesOf(await create(thread))).toEqual(['QUOTA_EXCEEDED'])
    await areOut(2)
    await db.query({
      text: `insert into target_items (target_id, sequence, workspace_id, lane_id, remote_id, published_at)
             select target_id, 1, workspace_id, lane_id, remote_id || '/1', published_at from target_items where lane_id = $1 limit 1`,
      values: [account.laneId],
    })
    expect(codesOf(await create())).toEqual(['QUOTA_EXCEEDED'])
  })

  it('is on a network that counts one kind alone is held to it with posts of that kind', async () => {
    const ofTexts = { name: 'texts in a day', limit: 1, window: { rollingMs: 24 * hourMs } }
    network.rules = [{ ...ofTexts, only: { contentType: 'TEXT' } }]
    for (const hours of [1, 2]) await create({ scheduledFor: inHours(hours) })
    expect(codesOf(await create({ contentType: 'TEXT', scheduledFor: inHours(3) }))).toEqual([])
    expect(codesOf(await create({ contentType: 'TEXT', scheduledFor: inHours(4) }))).toEqual(['QUOTA_SHORT'])
    expect(codesOf(await create({ scheduledFor: inHours(5) }))).toEqual([])
  })

  it('shares it with all accounts of our app where the network counts so', async () => {
    const others = await anAccount(db, home, { platform: 'counted' })
    await areOut(3, others)
    expect(codesOf(await create())).toEqual([])
    const limit = { name: 'uploads', limit: 3, window: { dayIn: 'America/Los_Angeles' } }
    network.rules = [{ ...limit, of: 'app' }]
    expect((await create()).warnings).toMatchObject([{ code: 'QUOTA_EXCEEDED' }])
  })
})

it('a post that is changed does not stand in its own way', async () => {
  await areOut(2)
  const post = await create({ scheduledFor: inHours(1) })
  expect(codesOf(post)).toEqual([])
  const change = (body: object): Promise<PostReply> =>
    db.transaction((tx) => updatePost(room, tx, home, post.id, updatePostBody.parse(body)))
  expect(codesOf(await change({ content: 'Another menu' }))).toEqual([])
  await areOut(1)
  expect(codesOf(await change({ content: 'Yet another' }))).toEqual(['QUOTA_EXCEEDED'])
})

it('validate says it of accounts, not of platforms, and the post stays valid', async () => {
  await areOut(3)
  const ask = (body: object) => validatePost(room, home, validateBody.parse({ content: 'x', ...body }))
  expect(await ask({ accountIds: [account.id] })).toMatchObject({
    valid: true,
    warnings: [{ code: 'QUOTA_EXCEEDED', platform: 'COUNTED' }],
    platforms: { COUNTED: { valid: true, warnings: [{ code: 'QUOTA_EXCEEDED' }] } },
  })
  expect(await ask({ platforms: ['counted'] })).toMatchObject({ valid: true, warnings: [] })
})

it('costs no planning: the database plans creates once a session, not once a post', async () => {
  const body = createPostBody.parse({ content: 'x', accountIds: [account.id], scheduledFor: inHours(1) })
  await db.transaction(async (tx) => {
    for (let index = 0; index < 60; index += 1)
      await createPost({ ...room, db: tx as never }, home, body, null)
    const plans = await tx.query<{ name: string; anew: number }>({
      text: `select name, custom_plans::integer as anew from pg_prepared_statements where name in ('load-posting-contexts', 'insert-posts')`,
    })
    expect(plans).toHaveLength(2)
    // The first five are, as PostgreSQL compares; a few more while the tables are new.
    for (const { name, anew } of plans) expect(anew, name).toBeLessThan(20)
  })
})
