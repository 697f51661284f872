import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createPostBody } from '../../contract/post-body.js'
import type { IdempotencyKey } from '../store/idempotency-keys.js'
import { aMedia, anAccount, aWebhook, aWorkspace, type Home } from '../../tests/support/builders.js'
import { testDatabase, type TestDatabase } from '../../tests/support/database.js'
import { postsRoom } from '../../tests/support/posts-room.js'
import { createPost } from './create-post.js'
import type { PostReply } from './present-post.js'

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

async function create(body: object, key: IdempotencyKey | null = null): Promise<PostReply> {
  const created = await createPost(room, home, createPostBody.parse({ content: 'New menu', ...body }), key)
  return created.kind === 'created' ? created.post : (created.stored.reply as unknown as PostReply)
}

function aKey(key: string, body = 'same'): IdempotencyKey {
  return {
    workspaceId: home.workspaceId,
    method: 'POST',
    path: '/v1/posts',
    key,
    bodyHash: Buffer.from(body),
  }
}

const inAnHour = (): string => new Date(Date.now() + 3_600_000).toISOString()
const rows = (table: string, where: string, ...values: unknown[]): Promise<Record<string, unknown>[]> =>
  db.query({ text: `select * from ${table} where ${where}`, values })

describe('creating a post', () => {
  it('makes a draft that is due never, without a schedule', async () => {
    const account = await anAccount(db, home)
    const post = await create({ accountIds: [account.id], tags: ['spring'], metadata: { campaign: 7 } })
    expect(post).toMatchObject({
      status: 'draft',
      content: 'New menu',
      scheduledFor: null,
      tags: ['spring'],
      metadata: { campaign: 7 },
      platforms: [
        {
          platform: 'acme',
          accountId: account.id,
          accountName: 'The Bistro',
          accountStatus: 'active',
          status: 'pending',
          error: null,
          retryCount: 0,
          attempts: [],
        },
      ],
    })
    expect(post.platforms[0]?.id).toBe(post.platforms[0]?.postPlatformId)
    const [target] = await rows('targets', 'post_id = $1', post.id)
    expect(target).toMatchObject({ run_at: Infinity, due_at: null })
    expect(room.woken).toEqual([])
  })

  it('writes post, targets, lanes, events, deliveries and the stored reply in one statement', async () => {
    const [one, two] = [await anAccount(db, home), await anAccount(db, home)]
    await aWebhook(db, home, { events: ['post.scheduled'] })
    await aWebhook(db, home, { events: ['*'] })
    await aWebhook(db, home, { events: ['*'], enabled: false })
    const statements: (string | undefined)[] = []
    const watched = {
      ...room,
      db: {
        ...db,
        query: (statement: Parameters<typeof db.query>[0]) =>
          (statements.push(statement.name), db.query(statement)) as never,
      },
    }
    const scheduledFor = inAnHour()
    const created = await createPost(
      watched,
      home,
      createPostBody.parse({ content: 'x', accountIds: [one.id, two.id], scheduledFor }),
      aKey('k1'),
    )
    if (created.kind !== 'created') throw new Error('not created')
    expect(statements).toEqual(['load-posting-contexts', 'insert-posts'])

    const { post } = created
    expect(post.status).toBe('scheduled')
    expect(await rows('posts', 'id = $1', post.id)).toMatchObject([
      { status: 'scheduled', open_targets: 2, event_sequence: 2, created_by: home.userId, mode: 'sandbox' },
    ])
    const due = new Date(scheduledFor)
    expect(await rows('targets', 'post_id = $1 order by position', post.id)).toMatchObject([
      { account_id: one.id, run_at: due, due_at: due },
      { account_id: two.id, run_at: due, due_at: due },
    ])
    expect(await rows('lanes', 'id = any ($1)', [one.laneId, two.laneId])).toMatchObject([
      { run_at: due, next_workspace_id: home.workspaceId },
      { run_at: due, next_workspace_id: home.workspaceId },
    ])
    const events = await rows('events', 'workspace_id = $1 order by seq', home.workspaceId)
    expect(events).toMatchObject([
      {
        type: 'post.created',
        post_sequence: 1,
        data: {
          id: post.id,
          postId: post.id,
          workspaceId: home.workspaceId,
          sequence: 1,
          status: 'SCHEDULED',
        },
      },
      {
        type: 'post.scheduled',
        post_sequence: 2,
        data: {
          sequence: 2,
          platforms: [{ platform: 'ACME', status: 'PENDING', accountId: one.id }, { accountId: two.id }],
        },
      },
    ])
    expect(await rows('deliveries', 'workspace_id = $1', home.workspaceId)).toHaveLength(3)
    expect(await rows('idempotency_keys', 'workspace_id = $1', home.workspaceId)).toMatchObject([
      { status: 201, reply: { id: post.id } },
    ])
    expect(room.woken).toEqual(['deliveries'])
  })

  it('never moves a lane to a later time, and leaves a leased lane to its worker', async () => {
    const [early, leased] = [await anAccount(db, home), await anAccount(db, home)]
    await db.query({ text: `update lanes set run_at = vb_now() where id = $1`, values: [early.laneId] })
    await db.query({
      text: `update lanes set run_at = vb_now() + interval '1 day', lease_token = gen_random_uuid() where id = $1`,
      values: [leased.laneId],
    })
    const before = await rows('lanes', 'id = any ($1) order by id', [early.laneId, leased.laneId])
    await create({ accountIds: [early.id, leased.id], scheduledFor: inAnHour() })
    expect(await rows('lanes', 'id = any ($1) order by id', [early.laneId, leased.laneId])).toEqual(before)
  })

  it('moves a lane that a worker gave back while the statement waited for it', async () => {
    const account = await anAccount(db, home)
    await db.query({
      text: `update lanes set run_at = vb_now() + interval '1 day', lease_token = gen_random_uuid() where id = $1`,
      values: [account.laneId],
    })
    const worker = await db.session()
    await worker.query('begin')
    await worker.query('select from lanes where id = $1 for update', [account.laneId])
    const creating = create({ accountIds: [account.id], scheduledFor: inAnHour() })
    for (;;) {
      const waiting = await worker.query(
        `select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
      )
      if (waiting.rows.length > 0) break
    }
    await worker.query(`update lanes set lease_token = null, run_at = 'infinity' where id = $1`, [
      account.laneId,
    ])
    await worker.query('commit')
    await worker.end()
    const post = await creating
    expect(await rows('lanes', 'id = $1', account.laneId)).toMatchObject([
      { run_at: new Date(post.scheduledFor ?? '') },
    ])
  })

  it('keeps a draft that was asked for, schedule and broken rules and all', async () => {
    const account = await anAccount(db, home)
    const post = await create({
      accountIds: [account.id],
      content: 'x'.repeat(300),
      scheduledFor: inAnHour(),
      saveAsDraft: true,
    })
    expect(post).toMatchObject({
      status: 'draft',
      saveAsDraft: true,
      warnings: [{ code: 'CONTENT_TOO_LONG', platform: 'ACME' }],
    })
    expect(post.scheduledFor).not.toBeNull()
  })

  it('is due at once up to five minutes late, and refuses what is later', async () => {
    const account = await anAccount(db, home)
    const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString()
    expect(await create({ accountIds: [account.id], scheduledFor: ago(4) })).toMatchObject({
      status: 'scheduled',
    })
    expect(room.woken).toEqual(['targets'])
    await expect(create({ accountIds: [account.id], scheduledFor: ago(6) })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      details: { field: 'scheduledFor' },
    })
    await expect(
      create({ accountIds: [account.id], scheduledFor: '2027-01-01T10:00:00' }),
    ).rejects.toMatchObject({ code: 'INVALID_DATE' })
    expect(await create({ accountIds: [account.id], scheduledAt: '2099-01-01 10:00' })).toMatchObject({
      scheduledFor: '2099-01-01T10:00:00.000Z',
      scheduledAt: '2099-01-01T10:00:00.000Z',
    })
    expect(
      await create({ accountIds: [account.id], scheduledFor: '2099-01-01T12:00:00.123456789+02:00' }),
    ).toMatchObject({ scheduledFor: '2099-01-01T10:00:00.123Z' })
  })

  it('answers the first broken rule as the guides spell it, and all of them', async () => {
    const [text, pics] = [await anAccount(db, home), await anAccount(db, home, { platform: 'pics' })]
    await expect(create({ accountIds: [text.id, pics.id], content: 'x'.repeat(312) })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      details: {
        field: 'content',
        platform: 'ACME',
        maxLength: 280,
        actualLength: 312,
        errors: [
          { code: 'CONTENT_TOO_LONG' },
          { code: 'CONTENT_TOO_LONG' },
          { code: 'MEDIA_REQUIRED', platform: 'PICS' },
        ],
      },
    })
    await expect(create({ accountIds: [pics.id] })).rejects.toMatchObject({
      code: 'MEDIA_REQUIRED',
      details: { field: 'media', platform: 'PICS' },
    })
    await expect(
      create({ accountIds: [text.id], metadata: { note: 'x'.repeat(1_001) } }),
    ).rejects.toMatchObject({ code: 'UNPROCESSABLE_ENTITY' })
  })

  it('measures an override instead of the text it replaces, whatever the case of its key', async () => {
    const account = await anAccount(db, home)
    const post = await create({
      accountIds: [account.id],
      content: 'x'.repeat(300),
      platformOverrides: { Acme_Inc: { content: 'short' } },
    })
    expect(post.platformOverrides).toEqual({ ACME: { content: 'short' } })
    await expect(
      create({ accountIds: [account.id], overrides: { nowhere: { content: 'x' } } }),
    ).rejects.toMatchObject({ code: 'VALIDATION_ERROR', details: { field: 'platformOverrides.nowhere' } })
    await expect(
      create({ accountIds: [account.id], platformMetadata: { pics: { shareToFed: true } } }),
    ).rejects.toMatchObject({ code: 'VALIDATION_ERROR', details: { platform: 'PICS' } })
  })
})

describe('a setting of a new post that will be ignored', () => {
  it.each([
    ['an override', { overrides: { PICS: { content: 'Seen' } } }, 'platformOverrides.PICS'],
    ['options', { platformMetadata: { pics: { shareToFeed: true } } }, 'platformMetadata.PICS'],
    ['a delay of no comment', { firstCommentDelay: 5 }, 'firstCommentDelay'],
  ])('comes back as a warning: %s', async (_name, fields, field) => {
    const account = await anAccount(db, home)
    const post = await create({ accountIds: [account.id], ...fields })
    expect(post.warnings).toContainEqual(expect.objectContaining({ code: 'SETTING_IGNORED', field }))
  })
})

describe('the hint at the kind of a new post', () => {
  it('is followed where it can be, warns where it contradicts the post, and is refused where the network has none', async () => {
    const account = await anAccount(db, home)
    const picture = [(await aMedia(db, home)).id]
    const warned = async (fields: object): Promise<boolean> =>
      (await create({ accountIds: [account.id], ...fields })).warnings.some(
        ({ code, field }) => code === 'CONTENT_TYPE_IGNORED' && field === 'contentType',
      )
    for (const fields of [
      { contentType: 'text' },
      { contentType: 'IMAGE', media: picture },
      { contentType: 'CAROUSEL', media: [...picture, ...picture] },
      { contentType: 'THREAD', threadPosts: [{ content: 'two' }] },
    ])
      expect([fields, await warned(fields)]).toEqual([fields, false])
    for (const fields of [
      { contentType: 'TEXT', media: picture },
      { contentType: 'IMAGE' },
      { contentType: 'VIDEO', media: picture },
      { contentType: 'CAROUSEL', media: picture },
      { contentType: 'THREAD' },
    ])
      expect([fields, await warned(fields)]).toEqual([fields, true])
    await expect(create({ accountIds: [account.id], contentType: 'STORY' })).rejects.toMatchObject({
      code: 'CONTENT_TYPE_NOT_SUPPORTED',
    })
  })
})

describe('the media of a new post', () => {
  it('come back as objects, with the alt text of this post', async () => {
    const account = await anAccount(db, home)
    const [plain, told] = [await aMedia(db, home, { altText: 'The file’s' }), await aMedia(db, home)]
    const post = await create({
      accountIds: [account.id],
      media: [plain.id, { id: told.id, altText: 'The post’s' }],
    })
    expect(post.media).toMatchObject([
      { id: plain.id, type: 'image', altText: 'The file’s', url: `http://files/${plain.id}` },
      { id: told.id, altText: 'The post’s' },
    ])
  })

  it.each([
    ['PENDING', 'Send its bytes'],
    ['PROCESSING', 'It is in a moment'],
    ['FAILED', 'upload another file'],
  ] as const)('that is %s is refused with what to do: %s', async (status, cure) => {
    const [account, file] = [await anAccount(db, home), await aMedia(db, home, { status })]
    await expect(create({ accountIds: [account.id], media: [file.id] })).rejects.toMatchObject({
      message: expect.stringContaining(cure) as string,
      details: { mediaStatus: status },
    })
  })

  it('must exist here and be READY; what was not looked into yet is a warning', async () => {
    const account = await anAccount(db, home)
    const [foreign, unready, registered] = [
      await aMedia(db, await aWorkspace(db)),
      await aMedia(db, home, { status: 'PROCESSING' }),
      await aMedia(db, home, { probed: false, sourceUrl: 'https://cdn.example/a.jpg' }),
    ]
    await expect(create({ accountIds: [account.id], media: [foreign.id] })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      details: { field: 'media', issue: 'not_found' },
    })
    await expect(
      create({ accountIds: [account.id], threadPosts: [{ content: 'b', mediaIds: [unready.id] }] }),
    ).rejects.toMatchObject({
      message: expect.stringContaining(`The media ${unready.id} is PROCESSING`) as string,
      details: { field: 'threadPosts', issue: 'not_ready' },
    })
    const failed = await aMedia(db, home, { status: 'FAILED' })
    await expect(create({ accountIds: [account.id], media: [failed.id] })).rejects.toMatchObject({
      message: expect.stringContaining('validationResults') as string,
    })
    expect(await create({ accountIds: [account.id], mediaIds: [registered.id] })).toMatchObject({
      warnings: [{ code: 'MEDIA_NOT_PROBED' }],
    })
  })
})

describe('an idempotency key', () => {
  it('makes one post of 200 equal requests at once, and answers all with it', async () => {
    const account = await anAccount(db, home)
    const replies = await Promise.all(
      Array.from({ length: 200 }, () =>
        create({ accountIds: [account.id], scheduledFor: inAnHour() }, aKey('k')),
      ),
    )
    expect(new Set(replies.map((post) => post.id)).size).toBe(1)
    expect(await rows('posts', 'workspace_id = $1', home.workspaceId)).toHaveLength(1)
    expect(await rows('targets', 'workspace_id = $1', home.workspaceId)).toHaveLength(1)
    expect(await rows('events', 'workspace_id = $1', home.workspaceId)).toHaveLength(2)
  })

  it('answers what was answered, even when the account is gone since', async () => {
    const account = await anAccount(db, home)
    const first = await create({ accountIds: [account.id] }, aKey('k'))
    await db.query({
      text: `update accounts set status = 'disconnected' where id = $1`,
      values: [account.id],
    })
    expect(await create({ accountIds: [account.id] }, aKey('k'))).toEqual(first)
  })

  it('is not used up by a refusal', async () => {
    const account = await anAccount(db, home)
    await expect(
      create({ accountIds: [account.id], content: 'x'.repeat(300) }, aKey('k')),
    ).rejects.toMatchObject({ code: 'VALIDATION_ERROR' })
    expect(await create({ accountIds: [account.id] }, aKey('k'))).toMatchObject({ status: 'draft' })
  })

  it('is free again after a day', async () => {
    const account = await anAccount(db, home)
    const first = await create({ accountIds: [account.id] }, aKey('k'))
    await db.query({
      text: `update idempotency_keys set created_at = created_at - interval '25 hours' where workspace_id = $1`,
      values: [home.workspaceId],
    })
    expect((await create({ accountIds: [account.id] }, aKey('k'))).id).not.toBe(first.id)
  })
})
