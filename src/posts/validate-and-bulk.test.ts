import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { validateBody } from '../../contract/posts.js'
import type { IdempotencyKey } from '../store/idempotency-keys.js'
import { aMedia, anAccount, aWorkspace, type Home } from '../../tests/support/builders.js'
import { testDatabase, type TestDatabase } from '../../tests/support/database.js'
import { postsRoom } from '../../tests/support/posts-room.js'
import { bulkCreate, type BulkReply } from './bulk-create.js'
import { validatePost, type ValidateReply } from './validate-post.js'

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

const validate = (body: object): Promise<ValidateReply> =>
  validatePost(room, home, validateBody.parse({ content: 'New menu', ...body }))

describe('validating', () => {
  it('answers each platform in upper and lower case, and any other spelling it was asked in', async () => {
    const reply = await validate({ platforms: ['ACME', 'pics', 'Acme_Inc'] })
    expect(Object.keys(reply.platforms).sort()).toEqual([
      'ACME',
      'ACME_INC',
      'PICS',
      'acme',
      'acme_inc',
      'pics',
    ])
    expect(reply).toMatchObject({
      valid: false,
      platforms: {
        ACME: { valid: true, errors: [] },
        acme: { valid: true },
        PICS: { valid: false, errors: [{ code: 'MEDIA_REQUIRED', field: 'media' }] },
      },
    })
  })

  it('takes accounts instead of platforms', async () => {
    const account = await anAccount(db, home)
    expect(await validate({ accountIds: [account.id] })).toMatchObject({
      valid: true,
      platforms: { ACME: { valid: true }, acme: { valid: true } },
    })
    await expect(validate({ accountIds: ['acc_none'] })).rejects.toMatchObject({ code: 'ACCOUNT_NOT_FOUND' })
    await expect(validate({})).rejects.toMatchObject({ code: 'VALIDATION_ERROR' })
    await expect(validate({ platforms: ['myspace'] })).rejects.toMatchObject({
      details: { field: 'platforms' },
    })
  })

  it('takes media by id or described, and says what is missing as an issue, not an error', async () => {
    const media = await aMedia(db, home)
    expect(await validate({ platforms: ['pics'], mediaIds: [media.id] })).toMatchObject({ valid: true })
    expect(
      await validate({ platforms: ['pics'], media: [{ type: 'IMAGE', mimeType: 'image/jpeg' }] }),
    ).toMatchObject({ valid: true })
    expect(await validate({ platforms: ['acme'], mediaIds: ['media_none'] })).toMatchObject({
      valid: false,
      platforms: { acme: { errors: [{ code: 'MEDIA_NOT_FOUND' }] } },
    })
  })

  it('knows what cannot be uploaded here, whatever the network would make of it', async () => {
    const media = [{ type: 'image', mimeType: 'image/jpg', sizeBytes: 20_000_001 }]
    expect(await validate({ platforms: ['pics'], media })).toMatchObject({
      valid: false,
      errors: [{ code: 'MEDIA_TOO_LARGE', details: { maxBytes: 20_000_000, actualBytes: 20_000_001 } }],
    })
  })

  it('refuses a time that create could not read', async () => {
    await expect(validate({ platforms: ['acme'], scheduledFor: '2030-01-01T10:00' })).rejects.toMatchObject({
      code: 'INVALID_DATE',
    })
  })

  it('finds wrong options where create would refuse them, and goes on with the rest', async () => {
    const wrong = { PICS: { shareToFed: true } }
    const issue = { code: 'OPTION_INVALID', field: 'platformMetadata.PICS.shareToFed' }
    expect(await validate({ platforms: ['pics', 'acme'], platformMetadata: wrong })).toMatchObject({
      valid: false,
      platforms: { PICS: { errors: [{ code: 'MEDIA_REQUIRED' }, issue] }, ACME: { valid: true } },
    })
    const notAsked = await validate({ platforms: ['acme'], platformMetadata: wrong })
    expect(notAsked).toMatchObject({ valid: false, errors: [{ ...issue, platform: 'PICS' }] })
    expect(notAsked.platforms).not.toHaveProperty('PICS')
  })

  it('measures overrides, and reads nothing where there is nothing to read', async () => {
    const untouched = { ...room, db: { ...db, query: () => Promise.reject(new Error('read')) } }
    const body = validateBody.parse({
      content: 'x'.repeat(300),
      platforms: ['acme', 'mute'],
      platformOverrides: { acme: { content: 'short' } },
    })
    const reply = await validatePost(untouched, home, body)
    expect(reply).toMatchObject({
      valid: false,
      platforms: {
        acme: { valid: true },
        mute: {
          valid: false,
          errors: [{ code: 'CONTENT_TOO_LONG', details: { maxLength: 280, actualLength: 300 } }],
        },
      },
    })
  })
})

describe('bulk creation', () => {
  const bulk = (items: unknown[], dryRun = false, key: string | null = null): Promise<BulkReply> => {
    const parts: IdempotencyKey = {
      workspaceId: home.workspaceId,
      method: 'POST',
      path: '/v1/posts/bulk',
      key: key ?? '',
      bodyHash: Buffer.from('body'),
    }
    return bulkCreate(room, home, { items, dryRun, key: key === null ? null : parts })
  }
  const count = async (): Promise<number> =>
    (await db.query({ text: 'select 1 from posts where workspace_id = $1', values: [home.workspaceId] }))
      .length

  it('treats each item by itself', async () => {
    const account = await anAccount(db, home)
    const unready = await aMedia(db, home, { status: 'UPLOADING' })
    const reply = await bulk([
      { content: 'one', accountIds: [account.id] },
      { content: 'two', accountIds: ['acc_x'] },
      { accountIds: [account.id] },
      { content: 'x'.repeat(281), accountIds: [account.id] },
      { content: 'five', accountIds: [account.id], media: [unready.id] },
      'six',
      { content: 'seven', platforms: ['acme'], scheduledFor: '2099-01-01T00:00:00Z' },
    ])
    expect(reply).toMatchObject({
      dry_run: false,
      dryRun: false,
      total: 7,
      created: 2,
      failed: 5,
      results: [
        { index: 0, status: 'created' },
        {
          index: 1,
          status: 'failed',
          errors: [{ field: 'accountIds', issue: 'not_found', detail: 'acc_x' }],
        },
        { index: 2, status: 'failed', errors: [{ field: 'content', issue: 'invalid' }] },
        { index: 3, status: 'failed', errors: [{ field: 'content', issue: 'content_too_long' }] },
        { index: 4, status: 'failed', errors: [{ field: 'media', issue: 'not_ready', detail: unready.id }] },
        { index: 5, status: 'failed' },
        { index: 6, status: 'created' },
      ],
    })
    expect(reply.results[1]).not.toHaveProperty('postId')
    expect(reply.results[0]).not.toHaveProperty('errors')
    expect(await count()).toBe(2)
  })

  it('creates nothing in a dry run', async () => {
    const account = await anAccount(db, home)
    const reply = await bulk(
      [
        { content: 'one', accountIds: [account.id] },
        { content: 'two', accountIds: ['acc_x'] },
      ],
      true,
    )
    expect(reply).toMatchObject({
      dry_run: true,
      created: 0,
      failed: 1,
      results: [{ status: 'valid' }, { status: 'failed' }],
    })
    expect(await count()).toBe(0)
  })

  it('makes each item once per key, also when it goes on after a stop', async () => {
    const account = await anAccount(db, home)
    const items = [1, 2, 3].map((n) => ({ content: `post ${String(n)}`, accountIds: [account.id] }))
    const half = await bulk(items.slice(0, 2), false, 'key-1')
    const whole = await bulk(items, false, 'key-1')
    expect(whole.results.map((each) => each.postId).slice(0, 2)).toEqual(
      half.results.map((each) => each.postId),
    )
    const inOtherOrder = items.map(({ content, accountIds }) => ({ accountIds, content }))
    expect((await bulk(inOtherOrder, false, 'key-1')).results).toEqual(whole.results)
    expect(await count()).toBe(3)
    const changed = await bulk([{ content: 'other', accountIds: [account.id] }], false, 'key-1')
    expect(changed.results).toMatchObject([{ status: 'failed', errors: [{ issue: 'idempotency_conflict' }] }])
  })
})
