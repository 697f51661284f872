import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { fixBody } from '../../contract/posts.js'
import { aMedia, anAccount, anAttempt, aPost, aWorkspace, type Home } from '../../tests/support/builders.js'
import { testDatabase, type TestDatabase } from '../../tests/support/database.js'
import { postsRoom } from '../../tests/support/posts-room.js'
import { fixTarget, type FixReply } from './fix-target.js'
import { retryPost, type RetryReply } from './retry-post.js'

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

const retry = (id: string): Promise<RetryReply> => db.transaction((tx) => retryPost(tx, home, id))
const fix = (post: { id: string; targets: { id: string }[] }, index = 0, body?: object): Promise<FixReply> =>
  db.transaction((tx) =>
    fixTarget(
      room,
      tx,
      home,
      { postId: post.id, targetId: post.targets[index]?.id ?? 'pp_none' },
      fixBody.parse(body),
    ),
  )
const one = async (text: string, ...values: unknown[]): Promise<Record<string, unknown>> =>
  (await db.query({ text, values }))[0] ?? {}
const target = (id: string | undefined): Promise<Record<string, unknown>> =>
  one(
    `select *, run_at <= vb_now() as is_due, extract(epoch from run_at - vb_now())::float8 as in_s from targets where id = $1`,
    id,
  )
const postRow = (id: string): Promise<Record<string, unknown>> => one('select * from posts where id = $1', id)

describe('retrying', () => {
  it.each([
    [0, 120],
    [1, 240],
    [2, 480],
  ])('after %i retries waits %i seconds', async (retryCount, seconds) => {
    const post = await aPost(db, home, { status: 'failed', targets: [{ retryCount }] })
    const reply = await retry(post.id)
    expect(reply).toMatchObject({
      id: post.id,
      status: 'publishing',
      retriedPlatforms: [{ platform: 'acme', retryCount: retryCount + 1 }],
      skippedPlatforms: [],
    })
    const row = await target(post.targets[0]?.id)
    expect(row).toMatchObject({
      status: 'pending',
      retry_count: retryCount + 1,
      stage: 'send',
      tries: 0,
      first_try_at: null,
      error: { code: 'PUBLISH_ERROR' },
    })
    expect(row['in_s']).toBeGreaterThan(seconds - 5)
    expect(row['in_s']).toBeLessThanOrEqual(seconds)
    expect(row['next_retry_at']).toEqual(row['run_at'])
    expect(reply.retriedPlatforms[0]?.nextRetryAt).toBe((row['run_at'] as Date).toISOString())
    expect(
      await one('select run_at from lanes where id = $1', post.targets[0]?.account.laneId),
    ).toMatchObject({ run_at: row['run_at'] })
  })

  it('never touches what is out, skips what is used up or may be out, and counts by arithmetic', async () => {
    const post = await aPost(db, home, {
      status: 'partial',
      targets: [
        { status: 'published' },
        { status: 'failed' },
        { status: 'failed', retryCount: 3 },
        { status: 'failed', error: { code: 'OUTCOME_UNKNOWN', message: 'Lost.' } },
      ],
    })
    const before = await target(post.targets[0]?.id)
    const reply = await retry(post.id)
    expect(reply.retriedPlatforms).toMatchObject([{ postPlatformId: post.targets[1]?.id, retryCount: 1 }])
    expect(reply.skippedPlatforms).toMatchObject([
      { accountId: post.targets[2]?.account.id, retryCount: 3, reason: 'max_retries_exceeded' },
      { accountId: post.targets[3]?.account.id, retryCount: 0, reason: 'outcome_unknown' },
    ])
    expect(await target(post.targets[0]?.id)).toMatchObject({
      status: 'published',
      updated_at: before['updated_at'],
    })
    expect(await postRow(post.id)).toMatchObject({
      status: 'publishing',
      run: 2,
      revision: 2,
      open_targets: 1,
      published_targets: 1,
      failed_targets: 2,
    })
  })

  it('leaves the status as it is when every target is skipped', async () => {
    const post = await aPost(db, home, { status: 'failed', targets: [{ retryCount: 3 }] })
    expect(await retry(post.id)).toMatchObject({
      status: 'failed',
      retriedPlatforms: [],
      skippedPlatforms: [{ reason: 'max_retries_exceeded' }],
    })
    expect(await postRow(post.id)).toMatchObject({ status: 'failed', run: 1, revision: 1 })
  })

  it('queues once when asked twice at the same moment', async () => {
    const post = await aPost(db, home, { status: 'failed' })
    const both = await Promise.allSettled([retry(post.id), retry(post.id)])
    expect(both.map((each) => each.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await target(post.targets[0]?.id)).toMatchObject({ retry_count: 1 })
  })

  it('keeps the parts of a thread that are out', async () => {
    const post = await aPost(db, home, {
      status: 'failed',
      targets: [{ error: { code: 'PARTIAL_THREAD', message: '1 of 2', details: { publishedItems: 1 } } }],
    })
    const [first] = post.targets
    await db.query({
      text: `insert into target_items (target_id, sequence, workspace_id, lane_id, remote_id, published_at) values ($1, 0, $2, $3, 'part-1', vb_now())`,
      values: [first?.id, home.workspaceId, first?.account.laneId],
    })
    await retry(post.id)
    expect(await one('select remote_id from target_items where target_id = $1', first?.id)).toEqual({
      remote_id: 'part-1',
    })
  })
})

describe('fixing', () => {
  it('sends one target again at once, with its retries back, and leaves the others', async () => {
    const post = await aPost(db, home, {
      status: 'partial',
      targets: [{ status: 'published' }, { status: 'failed', retryCount: 3 }, { status: 'failed' }],
    })
    expect(await fix(post, 1)).toEqual({
      success: true,
      platformId: post.targets[1]?.id,
      status: 'publishing',
    })
    expect(await target(post.targets[1]?.id)).toMatchObject({
      status: 'pending',
      stage: 'send',
      retry_count: 0,
      next_retry_at: null,
      is_due: true,
    })
    expect(await target(post.targets[2]?.id)).toMatchObject({ status: 'failed' })
    expect(await postRow(post.id)).toMatchObject({
      status: 'publishing',
      run: 2,
      open_targets: 1,
      failed_targets: 1,
      published_targets: 1,
    })
    expect(
      await one(
        'select run_at <= vb_now() as is_due from lanes where id = $1',
        post.targets[1]?.account.laneId,
      ),
    ).toEqual({ is_due: true })
  })

  it('replaces the text for this target alone, within the rules, and drops what was prepared', async () => {
    const post = await aPost(db, home, { status: 'failed', targets: [{}, {}] })
    await db.query({
      text: `update targets set steps = '{"upload": {}}' where post_id = $1`,
      values: [post.id],
    })
    await expect(fix(post, 0, { content: 'x'.repeat(281) })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      details: { maxLength: 280 },
    })
    await fix(post, 0, { content: 'short' })
    const fixed = await target(post.targets[0]?.id)
    expect([fixed['content_fix'], fixed['steps']]).toEqual(['short', {}])
    expect(await target(post.targets[1]?.id)).toMatchObject({ content_fix: null, steps: { upload: {} } })
    expect(await postRow(post.id)).toMatchObject({ content: 'New menu today' })
  })

  it('registers the replacement and puts it in the place of the refused picture', async () => {
    const [first, second] = [await aMedia(db, home), await aMedia(db, home)]
    const error = { code: 'MEDIA_REJECTED', message: 'No.', details: { mediaId: second.id } }
    const post = await aPost(db, home, { status: 'failed', media: [first, second], targets: [{ error }] })
    await fix(post, 0, { mediaUrl: 'https://cdn.example/menu%20new.png' })
    const media = (await target(post.targets[0]?.id))['media_fix'] as { id: string }[]
    expect(media).toHaveLength(2)
    expect(media[0]).toEqual({ id: first.id })
    expect(
      await one('select *, run_at <= vb_now() as is_due from media where id = $1', media[1]?.id),
    ).toMatchObject({
      kind: 'image',
      origin: 'register',
      status: 'READY',
      probed: false,
      source_url: 'https://cdn.example/menu%20new.png',
      filename: 'menu new.png',
      content_type: 'image/png',
      is_due: true,
    })
  })

  it('puts a file of the workspace in the place of the refused picture, and no other’s', async () => {
    const [first, better] = [await aMedia(db, home), await aMedia(db, home)]
    const post = await aPost(db, home, { status: 'failed', media: [first] })
    const stranger = await aMedia(db, await aWorkspace(db))
    for (const mediaId of [stranger.id, 'media_none'])
      await expect(fix(post, 0, { mediaId })).rejects.toMatchObject({ details: { field: 'mediaId' } })
    await expect(fix(post, 0, { mediaId: better.id, mediaUrl: 'https://x.example/a.jpg' })).rejects.toThrow(
      'Give one of',
    )
    await fix(post, 0, { mediaId: better.id })
    expect(await target(post.targets[0]?.id)).toMatchObject({ media_fix: [{ id: better.id }] })
  })

  it('makes a fresh JPEG of the first picture', async () => {
    const [video, image] = [await aMedia(db, home, { kind: 'video' }), await aMedia(db, home)]
    const post = await aPost(db, home, { status: 'failed', media: [video, image] })
    await fix(post, 0, { refreshMedia: true })
    expect(await target(post.targets[0]?.id)).toMatchObject({
      media_fix: [{ id: video.id }, { id: image.id, reencode: true }],
    })
    const wordy = await aPost(db, home, { status: 'failed' })
    await expect(fix(wordy, 0, { refreshMedia: true })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      details: { field: 'refreshMedia' },
    })
  })

  it.each([['http://cdn.example/a.jpg'], ['nonsense'], ['ftp://x/y']])(
    'refuses %s as mediaUrl',
    async (mediaUrl) => {
      const post = await aPost(db, home, { status: 'failed' })
      await expect(fix(post, 0, { mediaUrl })).rejects.toMatchObject({
        code: 'VALIDATION_ERROR',
        details: { field: 'mediaUrl' },
      })
      await expect(
        fix(post, 0, { mediaUrl: 'https://x.example/a.jpg', refreshMedia: true }),
      ).rejects.toMatchObject({ details: { field: 'refreshMedia' } })
    },
  )

  it('looks once more before it sends where the answer was lost', async () => {
    const error = { code: 'OUTCOME_UNKNOWN', message: 'Lost.' }
    const post = await aPost(db, home, { status: 'failed', targets: [{ error }] })
    await anAttempt(db, home, { postId: post.id, targetId: post.targets[0]?.id ?? '', outcome: 'unknown' })
    await fix(post)
    expect(await target(post.targets[0]?.id)).toMatchObject({
      status: 'publishing',
      stage: 'look',
      resent: false,
      looks: 0,
      is_due: true,
      resume: { taken: 0, absent: 0, error },
    })
  })

  it('sends where the network cannot be asked: the person has looked', async () => {
    const account = await anAccount(db, home, { platform: 'mute' })
    const post = await aPost(db, home, {
      status: 'failed',
      targets: [{ account, error: { code: 'OUTCOME_UNKNOWN', message: 'Lost.' } }],
    })
    await fix(post)
    expect(await target(post.targets[0]?.id)).toMatchObject({ status: 'pending', stage: 'send' })
  })

  it('answers 409 while an attempt may still be on the wire, and not after its deadline', async () => {
    const post = await aPost(db, home, {
      status: 'failed',
      targets: [{ error: { code: 'OUTCOME_UNKNOWN', message: 'Lost.' } }],
    })
    const attempt = await anAttempt(db, home, { postId: post.id, targetId: post.targets[0]?.id ?? '' })
    await expect(fix(post)).rejects.toMatchObject({ code: 'CONFLICT', details: { status: 'failed' } })
    await db.query({
      text: `update attempts set deadline_at = vb_now() - interval '1 second' where id = $1`,
      values: [attempt.id],
    })
    await expect(fix(post)).resolves.toMatchObject({ success: true })
  })

  it('is accepted for a target that only waits, and begins no new run', async () => {
    const post = await aPost(db, home, {
      status: 'publishing',
      targets: [{ status: 'pending', runInMs: 120_000, retryCount: 1 }, { status: 'published' }],
    })
    await fix(post)
    expect(await target(post.targets[0]?.id)).toMatchObject({
      status: 'pending',
      retry_count: 0,
      is_due: true,
    })
    expect(await postRow(post.id)).toMatchObject({
      status: 'publishing',
      run: 1,
      open_targets: 1,
      failed_targets: 0,
    })
  })

  it('answers 409 while another target of the post is being sent', async () => {
    const post = await aPost(db, home, {
      status: 'publishing',
      targets: [
        { status: 'pending', runInMs: 120_000 },
        { status: 'publishing', leased: true },
      ],
    })
    await expect(fix(post)).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  it('answers 409 for a target that is out, and for posts that never failed; 404 for a stranger', async () => {
    const partial = await aPost(db, home, {
      status: 'partial',
      targets: [{ status: 'published' }, { status: 'failed' }],
    })
    await expect(fix(partial, 0)).rejects.toMatchObject({
      code: 'CONFLICT',
      details: { platformStatus: 'published' },
    })
    await expect(fix({ id: partial.id, targets: [] })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    for (const status of ['draft', 'scheduled', 'published', 'cancelled', 'unpublished', 'archived'] as const)
      await expect(fix(await aPost(db, home, { status }))).rejects.toMatchObject({
        code: 'CONFLICT',
        details: { status },
      })
    const foreign = await aPost(db, await aWorkspace(db), { status: 'failed' })
    await expect(fix(foreign)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})
