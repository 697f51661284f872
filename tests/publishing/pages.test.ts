import { beforeEach, expect, it } from 'vitest'
import { createPostBody, updatePostBody } from '../../contract/post-body.js'
import type { JsonObject } from '../../src/kit/json.js'
import { createPost } from '../../src/posts/create-post.js'
import { fixTarget } from '../../src/posts/fix-target.js'
import { retryPost } from '../../src/posts/retry-post.js'
import { updatePost } from '../../src/posts/update-post.js'
import { publishPost } from '../../src/posts/publish-post.js'
import { FakeNetwork } from '../support/fake-network.js'
import { testDatabase } from '../support/database.js'
import { postsRoom } from '../support/posts-room.js'
import { freshHouse, only, publishingHouse, type PublishingHouse } from '../support/publishing.js'

const db = await testDatabase()
let network: FakeNetwork
let house: PublishingHouse
/** Within the hour, by the database's time. */
let later: string
let account: { id: string; laneId: string }
/** What the connector was told of the page, call by call. */
let pages: [string, unknown][]

beforeEach(async () => {
  network = new FakeNetwork()
  await freshHouse(db, network)
  const { publish, find, comment } = network.connector()
  if (find === undefined || comment === undefined) throw new Error('A part is missing')
  pages = []
  const noting = (what: string, data: JsonObject): void => {
    pages.push([what, (data['page'] as { id?: string } | null)?.id ?? data['page']])
  }
  network.parts = {
    publish: (item, plan, ctx) => (noting('publish', ctx.data), publish(item, plan, ctx)),
    find: (item, attempt, ctx) => (noting('find', ctx.data), find(item, attempt, ctx)),
    comment: (item, under, ctx, plan) => (noting('comment', ctx.data), comment(item, under, ctx, plan)),
  }
  house = await publishingHouse(db, network)
  account = await house.anAccount()
  await select('A')
  await db.query({
    text: `insert into users (id, email) values ('usr_1', 'ann@example.com') on conflict do nothing`,
  })
  const [clock] = await db.query<{ at: Date }>({ text: `select vb_now() + interval '50 minutes' as at` })
  later = clock?.at.toISOString() ?? ''
})

const caller = (): { workspaceId: string; userId: string; mode: 'sandbox' } => ({
  workspaceId: house.workspaceId,
  userId: 'usr_1',
  mode: 'sandbox',
})

/** As select-page keeps it; null for none. */
async function select(id: string | null): Promise<void> {
  await db.query({
    text: `update accounts set platform_data = platform_data || jsonb_build_object('page', $2::jsonb) where id = $1`,
    values: [account.id, JSON.stringify(id === null ? null : { id, name: `The ${id}` })],
  })
}

async function create(body: object): Promise<{ id: string; target: string }> {
  const given = createPostBody.parse({ content: 'New menu', accountIds: [account.id], ...body })
  const created = await createPost(postsRoom(db), caller(), given, null)
  if (created.kind !== 'created') throw new Error('It was created before')
  const rows = await db.query<{ id: string }>({
    text: 'select id from targets where post_id = $1',
    values: [created.post.id],
  })
  return { id: created.post.id, target: only(rows).id }
}

const patch = (id: string, body: object): Promise<unknown> =>
  db.transaction((tx) => updatePost(postsRoom(db), tx, caller(), id, updatePostBody.parse(body)))

async function publishLater(): Promise<void> {
  await house.advance(3_600_000)
  await house.publishAllDue()
}

it('a scheduled post goes to the page that it was scheduled for, whatever is selected later', async () => {
  await create({ scheduledFor: later })
  await select('B')
  await publishLater()
  expect(pages).toEqual([['publish', 'A']])
})

it('so does one for none, as a person', async () => {
  await select(null)
  await create({ scheduledFor: later })
  await select('B')
  await publishLater()
  expect(pages).toEqual([['publish', null]])
})

it('a lost answer is looked for, and the comment made, on the page that the post went to', async () => {
  network.script = ['lostResponse']
  await create({ scheduledFor: later, firstComment: 'Book a table', firstCommentDelay: 0 })
  await publishLater()
  await select('B')
  await house.advance(60_000)
  await house.publishAllDue()
  expect(pages).toEqual([
    ['publish', 'A'],
    ['find', 'A'],
    ['comment', 'A'],
  ])
})

it.each([
  ['the server', true, 'A'],
  ['a person, who may have selected another page because of the refusal,', false, 'B'],
])('what %s retries', async (_who, byItself, page) => {
  network.script = [
    { refuse: { kind: 'refused', cure: 'edit', error: { code: 'CONTENT_REJECTED', message: 'no' } } },
  ]
  const { id, target } = await create({ scheduledFor: later })
  await publishLater()
  const kept = { upload: { madeFrom: 'the file', value: 'f1' } }
  await db.query({
    text: 'update targets set steps = $2 where id = $1',
    values: [target, JSON.stringify(kept)],
  })
  await select('B')
  await db.transaction((tx) => retryPost(tx, caller(), id, { byItself }))
  const rows = await db.query({ text: 'select steps from targets where id = $1', values: [target] })
  // What was uploaded for one page is not put into a post on another.
  expect(only(rows)).toEqual({ steps: page === 'A' ? kept : {} })
  await house.advance(5 * 60_000)
  await house.publishAllDue()
  expect(pages).toEqual([
    ['publish', 'A'],
    ['publish', page],
  ])
})

const fix = (postId: string, targetId: string, content: string | null): Promise<unknown> =>
  db.transaction((tx) =>
    fixTarget(
      postsRoom(db),
      tx,
      caller(),
      { postId, targetId },
      {
        content,
        mediaId: null,
        mediaUrl: null,
        refreshMedia: false,
      },
    ),
  )
const no = {
  kind: 'refused' as const,
  cure: 'edit' as const,
  error: { code: 'CONTENT_REJECTED' as const, message: 'no' },
}

it('what failed whole goes to the page that is selected when a person fixes it', async () => {
  network.script = [{ refuse: no }]
  const { id, target } = await create({ scheduledFor: later })
  await publishLater()
  await select('B')
  await fix(id, target, 'Better')
  await house.publishAllDue()
  expect(pages).toEqual([
    ['publish', 'A'],
    ['publish', 'B'],
  ])
})

it('what only waits keeps its page when it is fixed', async () => {
  const busy = { code: 'RATE_LIMITED' as const, message: 'Too many' }
  network.script = [{ refuse: { kind: 'refused', cure: 'wait', error: busy, retryAfterMs: 600_000 } }]
  const { id, target } = await create({ scheduledFor: later })
  await publishLater()
  await select('B')
  await fix(id, target, 'Better')
  await house.publishAllDue()
  expect(pages).toEqual([
    ['publish', 'A'],
    ['publish', 'A'],
  ])
})

it.each(['fix', 'retry'] as const)(
  'a thread that stopped half-way goes on where its first part is, by %s',
  async (again) => {
    network.script = ['ok', { refuse: no }]
    const { id, target } = await create({ scheduledFor: later, threadPosts: [{ content: 'Two' }] })
    await publishLater()
    await select('B')
    if (again === 'fix') await fix(id, target, null)
    else await db.transaction((tx) => retryPost(tx, caller(), id))
    await house.advance(5 * 60_000)
    await house.publishAllDue()
    expect(pages.map(([, page]) => page)).toEqual(['A', 'A', 'A'])
  },
)

it('what may be out is looked for, and sent again by fix, on its own page', async () => {
  network.script = ['lostRequest']
  network.look = 'cannotTell'
  const { id, target } = await create({ scheduledFor: later })
  await publishLater()
  for (let minutes = 0; minutes < 20; minutes += 1) {
    await house.advance(60_000)
    await house.publishAllDue()
  }
  expect(await house.target(target)).toMatchObject({ status: 'failed', error: { code: 'OUTCOME_UNKNOWN' } })
  await select('B')
  network.look = null
  await fix(id, target, 'Better')
  await house.publishAllDue()
  expect(new Set(pages.map(([, page]) => page))).toEqual(new Set(['A']))
  expect(pages.slice(-2).map(([what]) => what)).toEqual(['find', 'publish'])
})

it('what was looked for to the end and is not there goes to the page that is selected by then', async () => {
  network.script = ['lostRequest', { refuse: no }]
  const { id } = await create({ scheduledFor: later })
  await publishLater()
  for (let looks = 0; looks < 3; looks += 1) {
    await house.advance(60_000)
    await house.publishAllDue()
  }
  await select('B')
  await db.transaction((tx) => retryPost(tx, caller(), id))
  await house.advance(5 * 60_000)
  await house.publishAllDue()
  expect(pages.at(-1)).toEqual(['publish', 'B'])
  expect(pages.slice(0, -1).every(([, page]) => page === 'A')).toBe(true)
})

it.each([
  ['is scheduled', (id: string) => patch(id, { scheduledFor: later })],
  ['is published', (id: string) => db.transaction((tx) => publishPost(postsRoom(db), tx, caller(), id))],
])('a draft is for the page that is selected when it %s', async (_how, go) => {
  const { id } = await create({})
  await select('B')
  await go(id)
  await select('C')
  await publishLater()
  expect(pages).toEqual([['publish', 'B']])
})

it('another time or text moves no post to another page; an account that is taken out and named again does', async () => {
  const { id } = await create({ scheduledFor: later })
  await select('B')
  await patch(id, { scheduledFor: later, content: 'Another menu', accountIds: [account.id] })
  const page = async (): Promise<unknown> =>
    only(
      await db.query<{ page: unknown }>({
        text: 'select page from targets where post_id = $1',
        values: [id],
      }),
    ).page
  expect(await page()).toMatchObject({ id: 'A' })
  const other = await house.anAccount({ remoteId: 'other' })
  await patch(id, { accountIds: [other.id] })
  await patch(id, { accountIds: [account.id] })
  expect(await page()).toMatchObject({ id: 'B' })
})

it('a permission that is missing on another page than the account’s ends the post, not the account', async () => {
  const refuse = {
    kind: 'refused' as const,
    cure: 'reconnect' as const,
    error: { code: 'PERMISSION_DENIED' as const, message: 'No role' },
  }
  network.script = [{ refuse }]
  const { target } = await create({ scheduledFor: later })
  await select('B')
  await publishLater()
  expect(await house.target(target)).toMatchObject({ status: 'failed', error: { code: 'PERMISSION_DENIED' } })
  expect(house.deadAccounts).toEqual([])
  network.script = [{ refuse }]
  const { id } = await create({})
  await db.transaction((tx) => publishPost(postsRoom(db), tx, caller(), id))
  await house.publishAllDue()
  expect(house.deadAccounts).toEqual([account.id])
})
