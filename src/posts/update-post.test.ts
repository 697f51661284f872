import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { updatePostBody } from '../../contract/post-body.js'
import { aMedia, anAccount, aPost, aWorkspace, type Home } from '../../tests/support/builders.js'
import { testDatabase, type TestDatabase } from '../../tests/support/database.js'
import { postsRoom } from '../../tests/support/posts-room.js'
import { createPostBody } from '../../contract/post-body.js'
import { createPost } from './create-post.js'
import type { PostReply } from './present-post.js'
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

const patch = (id: string, body: object): Promise<PostReply> =>
  db.transaction((tx) => updatePost(room, tx, home, id, updatePostBody.parse(body)))
const targets = (postId: string): Promise<Record<string, unknown>[]> =>
  db.query({ text: 'select * from targets where post_id = $1 order by position', values: [postId] })
const laneRunAt = async (laneId: string): Promise<unknown> =>
  (
    await db.query<{ run_at: unknown }>({ text: 'select run_at from lanes where id = $1', values: [laneId] })
  )[0]?.run_at
const eventTypes = async (postId: string): Promise<string[]> =>
  (
    await db.query<{ type: string }>({
      text: 'select type from events where post_id = $1 order by seq',
      values: [postId],
    })
  ).map((event) => event.type)
const inHours = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString()

describe('a schedule', () => {
  it('makes a draft scheduled, its targets due, its lanes know, and an event', async () => {
    const post = await aPost(db, home, { targets: [{}, {}] })
    const at = inHours(1)
    expect(await patch(post.id, { scheduledFor: at })).toMatchObject({
      status: 'scheduled',
      scheduledFor: at,
    })
    for (const target of await targets(post.id))
      expect(target).toMatchObject({ run_at: new Date(at), due_at: new Date(at) })
    for (const target of post.targets) expect(await laneRunAt(target.account.laneId)).toEqual(new Date(at))
    const [row] = await db.query({ text: 'select open_targets from posts where id = $1', values: [post.id] })
    expect(row).toEqual({ open_targets: 2 })
    expect(await eventTypes(post.id)).toEqual(['post.scheduled'])
  })

  it('moves, earlier and later; the lane never runs later than the target', async () => {
    const post = await aPost(db, home, { status: 'scheduled', scheduledInMs: 7_200_000 })
    const lane = post.targets[0]?.account.laneId ?? ''
    const earlier = inHours(1)
    await patch(post.id, { scheduledFor: earlier })
    expect(await laneRunAt(lane)).toEqual(new Date(earlier))
    const later = inHours(3)
    expect(await patch(post.id, { scheduledAt: later })).toMatchObject({ scheduledFor: later })
    expect((await targets(post.id))[0]).toMatchObject({ run_at: new Date(later) })
    expect(await eventTypes(post.id)).toEqual(['post.scheduled', 'post.scheduled'])
  })

  it('that is taken away makes a draft', async () => {
    const post = await aPost(db, home, { status: 'scheduled' })
    expect(await patch(post.id, { scheduledFor: null })).toMatchObject({
      status: 'draft',
      scheduledFor: null,
    })
    expect((await targets(post.id))[0]).toMatchObject({ run_at: Infinity, due_at: null })
  })

  it('does not free a draft that was kept on purpose; saveAsDraft: false does', async () => {
    const post = await aPost(db, home, { keptAsDraft: true })
    expect(await patch(post.id, { scheduledFor: inHours(1) })).toMatchObject({
      status: 'draft',
      saveAsDraft: true,
    })
    expect(await patch(post.id, { saveAsDraft: false })).toMatchObject({
      status: 'scheduled',
      saveAsDraft: false,
    })
    expect(await eventTypes(post.id)).toEqual(['post.scheduled'])
    expect(await patch(post.id, { saveAsDraft: true })).toMatchObject({ status: 'draft', saveAsDraft: true })
  })

  it('is refused when it is long past or has no zone', async () => {
    const post = await aPost(db, home)
    await expect(patch(post.id, { scheduledFor: '2020-01-01T00:00:00Z' })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
    })
    await expect(patch(post.id, { scheduledFor: '2099-01-01T00:00:00' })).rejects.toMatchObject({
      code: 'INVALID_DATE',
    })
    const kept = await aPost(db, home, { keptAsDraft: true })
    await patch(kept.id, { scheduledFor: inHours(1) })
    await db.query({
      text: `update posts set scheduled_for = vb_now() - interval '1 hour' where id = $1`,
      values: [kept.id],
    })
    await expect(patch(kept.id, { saveAsDraft: false })).rejects.toMatchObject({ code: 'VALIDATION_ERROR' })
  })
})

describe('an edit', () => {
  it('changes what is given, as a whole, and nothing else', async () => {
    const account = await anAccount(db, home)
    const created = await createPost(
      room,
      home,
      createPostBody.parse({
        content: 'a',
        accountIds: [account.id],
        metadata: { one: 1, two: 2 },
        tags: ['t'],
        firstComment: 'first',
        firstCommentDelay: 5,
      }),
      null,
    )
    if (created.kind !== 'created') throw new Error('not created')
    const { post } = created
    const changed = await patch(post.id, { content: 'b', metadata: { two: 3 }, firstComment: null })
    expect(changed).toMatchObject({
      content: 'b',
      metadata: { two: 3 },
      tags: ['t'],
      firstComment: null,
      firstCommentDelay: 5,
      status: 'draft',
    })
    expect(changed.platforms[0]?.id).toBe(post.platforms[0]?.id)
  })

  it('exchanges accounts; those that stay keep their id', async () => {
    const [a, b, c] = [await anAccount(db, home), await anAccount(db, home), await anAccount(db, home)]
    const post = await aPost(db, home, { status: 'scheduled', targets: [{ account: a }, { account: b }] })
    const kept = post.targets[1]?.id
    const reply = await patch(post.id, { accountIds: [c.id, b.id] })
    expect(reply.accountIds).toEqual([c.id, b.id])
    expect(reply.platforms[1]?.id).toBe(kept)
    const [row] = await db.query({ text: 'select open_targets from posts where id = $1', values: [post.id] })
    expect(row).toEqual({ open_targets: 2 })
    expect(await laneRunAt(c.laneId)).toEqual(new Date(reply.scheduledFor ?? ''))
  })

  it('is held against the rules, and drops what was prepared from the old content', async () => {
    const post = await aPost(db, home, { status: 'scheduled' })
    await db.query({
      text: `update targets set steps = '{"upload": {}}' where post_id = $1`,
      values: [post.id],
    })
    await expect(patch(post.id, { content: 'x'.repeat(281) })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      details: { maxLength: 280 },
    })
    await patch(post.id, { content: 'y' })
    expect((await targets(post.id))[0]?.['steps']).toEqual({})
  })

  it('of a partial post reaches only what is not out', async () => {
    const post = await aPost(db, home, {
      status: 'partial',
      targets: [{ status: 'published' }, { status: 'failed' }],
    })
    await db.query({
      text: `update targets set steps = '{"upload": {}}', content_fix = 'old fix' where post_id = $1`,
      values: [post.id],
    })
    expect(await patch(post.id, { content: 'shorter' })).toMatchObject({
      status: 'partial',
      content: 'shorter',
    })
    expect(await targets(post.id)).toMatchObject([
      { steps: { upload: {} }, content_fix: 'old fix' },
      { steps: {}, content_fix: null, status: 'failed' },
    ])
    for (const body of [{ accountIds: ['a'] }, { scheduledFor: inHours(1) }, { saveAsDraft: true }])
      await expect(patch(post.id, body)).rejects.toMatchObject({
        code: 'VALIDATION_ERROR',
        details: { field: Object.keys(body)[0] },
      })
  })

  it('takes away no page that the post needs', async () => {
    const { id } = await anAccount(db, home, { platform: 'boards' })
    const fields = { content: 'a', accountIds: [id], platformMetadata: { boards: { pageId: 'p1' } } }
    const created = await createPost(room, home, createPostBody.parse(fields), null)
    if (created.kind !== 'created') throw new Error('not created')
    await expect(patch(created.post.id, { platformMetadata: {} })).rejects.toMatchObject({
      code: 'PAGE_NOT_SELECTED',
    })
    expect(await patch(created.post.id, { content: 'b' })).toMatchObject({ status: 'draft' })
  })

  it('replaces media, and clears them with null', async () => {
    const post = await aPost(db, home)
    const media = await aMedia(db, home)
    expect((await patch(post.id, { media: [media.id] })).media).toMatchObject([{ id: media.id }])
    expect((await patch(post.id, { media: null })).media).toEqual([])
  })

  it('waits for nobody and lets no worker in: a claim passes over the post meanwhile', async () => {
    const post = await aPost(db, home, { status: 'scheduled' })
    const other = await db.session()
    await db.transaction(async (tx) => {
      await updatePost(room, tx, home, post.id, { content: 'new' })
      const seen = await other.query('select id from posts where id = $1 for update skip locked', [post.id])
      expect(seen.rows).toEqual([])
    })
    await other.end()
  })
})

describe('status: archived', () => {
  it('comes alone', async () => {
    const post = await aPost(db, home, { status: 'published' })
    await expect(patch(post.id, { status: 'archived', content: 'x' })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      details: { field: 'content' },
    })
    expect(await patch(post.id, { status: 'archived' })).toMatchObject({ status: 'archived' })
    expect(await patch(post.id, { status: 'archived' })).toMatchObject({ status: 'archived' })
  })
})
