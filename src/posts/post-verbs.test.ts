import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  postStatuses,
  statusesThatAllow,
  type PostAction,
  type PostStatus,
} from '../../contract/post-status.js'
import type { Tx } from '../store/database.js'
import { aMedia, anAccount, anAttempt, aPost, aWorkspace, type Home } from '../../tests/support/builders.js'
import { testDatabase, type TestDatabase } from '../../tests/support/database.js'
import { postsRoom } from '../../tests/support/posts-room.js'
import { cancelPost } from './cancel-post.js'
import { clonePost } from './clone-post.js'
import { deletePost } from './delete-post.js'
import { getPost } from './get-post.js'
import { publishPost } from './publish-post.js'
import { retryPost } from './retry-post.js'
import { unpublishPost } from './unpublish-post.js'
import { updatePost } from './update-post.js'

let db: TestDatabase
let room: ReturnType<typeof postsRoom>
let home: Home

beforeAll(async () => {
  db = await testDatabase()
})
beforeEach(async () => {
  room = postsRoom(db)
  home = await aWorkspace(db)
})

const inTx = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => db.transaction(work)
const row = async (table: string, id: string): Promise<Record<string, unknown>> => {
  const [found] = await db.query({
    text: `select *, run_at <= vb_now() as is_due from ${table === 'posts' ? `(select *, now() as run_at from posts) as posts` : table} where id = $1`,
    values: [id],
  })
  if (found === undefined) throw new Error(`no ${id}`)
  return found
}

type Verb = (tx: Tx, id: string) => Promise<unknown>
const verbs: [PostAction, string, Verb][] = [
  ['publish', 'publish', (tx, id) => publishPost(room, tx, home, id)],
  ['cancel', 'cancel', (tx, id) => cancelPost(room, tx, home, id)],
  ['delete', 'delete', (tx, id) => deletePost(tx, home, id)],
  ['unpublish', 'unpublish', (tx, id) => unpublishPost(room, tx, home, id)],
  ['retry', 'retry', (tx, id) => retryPost(tx, home, id)],
  ['edit', 'patch', (tx, id) => updatePost(room, tx, home, id, { content: 'Other' })],
  ['archive', 'archive', (tx, id) => updatePost(room, tx, home, id, { status: 'archived' })],
]

describe.each(verbs)('%s', (action, _name, verb) => {
  const refused = postStatuses.filter(
    (status) =>
      !statusesThatAllow(action).includes(status) && !(action === 'archive' && status === 'archived'),
  )

  it.each(refused)('answers 409 with the status when the post is %s, and changes nothing', async (status) => {
    const post = await aPost(db, home, { status })
    const before = await row('posts', post.id)
    await expect(inTx((tx) => verb(tx, post.id))).rejects.toMatchObject({
      code: 'CONFLICT',
      details: { status },
    })
    expect(await row('posts', post.id)).toMatchObject({
      status,
      revision: before['revision'],
      content: before['content'],
    })
  })

  it.each(statusesThatAllow(action))('is allowed when the post is %s', async (status) => {
    const post = await aPost(db, home, { status })
    await inTx((tx) => verb(tx, post.id))
    if (action === 'delete')
      await expect(getPost(room, home, post.id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    else expect(await row('posts', post.id)).toMatchObject({ revision: 2 })
  })

  it('answers 404 for an unknown post, one of another workspace and one of the other mode', async () => {
    const foreign = await aPost(db, await aWorkspace(db))
    const live = await aPost(db, { ...home, mode: 'live' })
    for (const id of ['post_unknown', foreign.id, live.id])
      await expect(inTx((tx) => verb(tx, id))).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('publishing now', () => {
  it('has set publishing, a new run, and every target due, before it answers', async () => {
    const post = await aPost(db, home, { status: 'scheduled', targets: [{}, {}] })
    const reply = await inTx((tx) => publishPost(room, tx, home, post.id))
    expect(reply.status).toBe('publishing')
    expect(await row('posts', post.id)).toMatchObject({
      status: 'publishing',
      run: 1,
      open_targets: 2,
      published_targets: 0,
      failed_targets: 0,
      revision: 2,
    })
    for (const target of post.targets) {
      expect(await row('targets', target.id)).toMatchObject({
        status: 'pending',
        is_due: true,
        stage: 'send',
        tries: 0,
        first_try_at: null,
      })
      expect(await row('lanes', target.account.laneId)).toMatchObject({ is_due: true })
    }
  })

  it('asks the rules that a kept draft was let off', async () => {
    const post = await aPost(db, home, { content: 'x'.repeat(300), keptAsDraft: true })
    await expect(inTx((tx) => publishPost(room, tx, home, post.id))).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      details: { maxLength: 280 },
    })
    expect(await row('posts', post.id)).toMatchObject({ status: 'draft' })
  })

  it('happens once when asked twice at the same moment', async () => {
    const post = await aPost(db, home)
    const both = await Promise.allSettled(
      [1, 2].map(() => inTx((tx) => publishPost(room, tx, home, post.id))),
    )
    expect(both.map((each) => each.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await row('posts', post.id)).toMatchObject({ run: 1 })
  })
})

describe('cancelling', () => {
  it('takes a scheduled post off its lanes', async () => {
    const post = await aPost(db, home, { status: 'scheduled' })
    expect(await inTx((tx) => cancelPost(room, tx, home, post.id))).toMatchObject({
      status: 'cancelled',
      platforms: [{ status: 'pending' }],
    })
    expect(await row('targets', post.targets[0]?.id ?? '')).toMatchObject({ run_at: Infinity })
    expect(await row('posts', post.id)).toMatchObject({ open_targets: 0 })
  })

  it('ends the wait of a post whose unfinished targets only wait, with the error they waited after', async () => {
    const error = { code: 'RATE_LIMITED', message: 'Slow down.' }
    const post = await aPost(db, home, {
      status: 'publishing',
      targets: [
        { status: 'published' },
        { status: 'pending', runInMs: 60_000, error },
        { status: 'pending', runInMs: 60_000 },
      ],
    })
    const reply = await inTx((tx) => cancelPost(room, tx, home, post.id))
    expect(reply).toMatchObject({
      status: 'partial',
      platforms: [
        { status: 'published' },
        { status: 'failed', error },
        { status: 'failed', error: { code: 'CANCELLED' } },
      ],
    })
    expect(await row('posts', post.id)).toMatchObject({
      revision: 2,
      open_targets: 0,
      published_targets: 1,
      failed_targets: 2,
    })
    const events = await db.query({
      text: 'select type, data from events where post_id = $1',
      values: [post.id],
    })
    expect(events).toMatchObject([{ type: 'post.published', data: { status: 'PARTIAL' } }])
  })

  it('answers failed and post.failed where nothing is out', async () => {
    const post = await aPost(db, home, {
      status: 'publishing',
      targets: [{ status: 'pending', runInMs: 60_000 }],
    })
    expect(await inTx((tx) => cancelPost(room, tx, home, post.id))).toMatchObject({ status: 'failed' })
    const events = await db.query({ text: 'select type from events where post_id = $1', values: [post.id] })
    expect(events).toEqual([{ type: 'post.failed' }])
  })

  it.each<[string, object]>([
    ['is leased', { status: 'publishing', runInMs: -1_000, leased: true }],
    ['is due', { status: 'pending', runInMs: -1 }],
    ['looks', { status: 'publishing', runInMs: 5_000, stage: 'look' }],
    ['is processed', { status: 'publishing', runInMs: 5_000, stage: 'check' }],
  ])('answers 409 while one target %s', async (_what, target) => {
    const post = await aPost(db, home, {
      status: 'publishing',
      targets: [{ status: 'pending', runInMs: 60_000 }, target],
    })
    await expect(inTx((tx) => cancelPost(room, tx, home, post.id))).rejects.toMatchObject({
      code: 'CONFLICT',
      details: { status: 'publishing' },
    })
    expect(await row('posts', post.id)).toMatchObject({ status: 'publishing' })
  })

  it('answers 409 while an attempt of a waiting target is open', async () => {
    const post = await aPost(db, home, {
      status: 'publishing',
      targets: [{ status: 'pending', runInMs: 60_000 }],
    })
    await anAttempt(db, home, { postId: post.id, targetId: post.targets[0]?.id ?? '' })
    await expect(inTx((tx) => cancelPost(room, tx, home, post.id))).rejects.toMatchObject({
      code: 'CONFLICT',
    })
  })
})

describe('deleting', () => {
  it('refuses a failed post of which a part is out', async () => {
    const post = await aPost(db, home, { status: 'failed' })
    const target = post.targets[0]
    await db.query({
      text: `insert into target_items (target_id, sequence, workspace_id, lane_id, remote_id, published_at) values ($1, 0, $2, $3, 'r1', vb_now())`,
      values: [target?.id, home.workspaceId, target?.account.laneId],
    })
    await expect(inTx((tx) => deletePost(tx, home, post.id))).rejects.toMatchObject({
      code: 'CONFLICT',
      details: { status: 'failed' },
    })
  })

  it('refuses while a request may be on its way', async () => {
    const post = await aPost(db, home, { status: 'failed' })
    await anAttempt(db, home, { postId: post.id, targetId: post.targets[0]?.id ?? '' })
    await expect(inTx((tx) => deletePost(tx, home, post.id))).rejects.toMatchObject({ code: 'CONFLICT' })
  })
})

describe('cloning', () => {
  it('makes a draft that says the same to the accounts that are still there', async () => {
    const [here, gone] = [await anAccount(db, home), await anAccount(db, home, { status: 'disconnected' })]
    const media = await aMedia(db, home)
    const post = await aPost(db, home, {
      status: 'published',
      content: 'Again',
      media: [media],
      targets: [{ account: here }, { account: gone }],
    })
    const clone = await inTx((tx) => clonePost(room, tx, home, post.id))
    expect(clone).toMatchObject({
      status: 'draft',
      content: 'Again',
      accountIds: [here.id],
      media: [{ id: media.id }],
      platforms: [{ status: 'pending', platformPostId: null }],
    })
    expect(clone.id).not.toBe(post.id)
    expect(await getPost(room, home, clone.id)).toEqual(clone)
    expect(
      await db.query({ text: 'select type from events where post_id = $1', values: [clone.id] }),
    ).toEqual([{ type: 'post.created' }])
  })

  it('leaves out files that were deleted since, wherever the post names them', async () => {
    const [there, gone] = [await aMedia(db, home), await aMedia(db, home)]
    const post = await aPost(db, home, { status: 'published', media: [there, gone] })
    await db.query({
      text: `update posts set platform_overrides = $2, thread_posts = $3 where id = $1`,
      values: [
        post.id,
        JSON.stringify({ [post.targets[0]?.account.platform ?? '']: { media: [gone.id, there.id] } }),
        JSON.stringify([{ content: 'Part two', media: [{ id: gone.id }] }]),
      ],
    })
    await db.query({ text: 'update media set deleted_at = vb_now() where id = $1', values: [gone.id] })
    const clone = await inTx((tx) => clonePost(room, tx, home, post.id))
    expect(clone.mediaIds).toEqual([there.id])
    expect(JSON.stringify(clone)).toContain('Part two')
    expect(JSON.stringify(clone)).not.toContain(gone.id)
  })
})

describe('a post as it is read', () => {
  it('shows each target with its error, its attempts and an address that opens', async () => {
    const post = await aPost(db, home, {
      status: 'partial',
      targets: [
        { status: 'published' },
        {
          status: 'failed',
          error: { code: 'MEDIA_REJECTED', message: 'No.', details: { networkCode: '9004' } },
          retryCount: 2,
        },
      ],
    })
    const failed = post.targets[1]?.id ?? ''
    await anAttempt(db, home, { postId: post.id, targetId: failed, outcome: 'refused' })
    await db.query({
      text: `update targets set url = 'https://acme.example/1' where id = $1`,
      values: [post.targets[0]?.id],
    })
    const reply = await getPost(room, home, post.id)
    expect(reply.platforms).toMatchObject([
      { status: 'published', platformPostUrl: 'http://sandbox/acme/acme.example/1', error: null },
      {
        status: 'failed',
        retryCount: 2,
        error: { code: 'MEDIA_REJECTED', message: 'No.', details: { networkCode: '9004' } },
        attempts: [{ number: 1, outcome: 'refused', error: null, httpStatus: null }],
      },
    ])
    const status: PostStatus = 'partial'
    expect(reply).toMatchObject({ status, publishedAt: expect.any(String) as string })
  })
})
