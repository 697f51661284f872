import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { postStatuses } from '../../contract/post-status.js'
import { anAccount, aPost, aWorkspace, type Home } from '../../tests/support/builders.js'
import { testDatabase, type TestDatabase } from '../../tests/support/database.js'
import { postsRoom } from '../../tests/support/posts-room.js'
import { listPosts, type ListQuery } from './list-posts.js'

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

const ids = async (query: Partial<ListQuery> = {}): Promise<string[]> =>
  (await listPosts(room, home, { limit: 100, ...query })).data.map((post) => post.id)
const at = (second: number): Date => new Date(1_700_000_000_000 + second * 1_000)

describe('a list of posts', () => {
  it('is newest first, in pages that neither skip nor repeat while posts are added', async () => {
    const account = await anAccount(db, home)
    const made: string[] = []
    for (let n = 0; n < 25; n += 1)
      made.unshift((await aPost(db, home, { createdAt: at(n), targets: [{ account }] })).id)
    const seen: string[] = []
    let cursor: string | undefined
    for (let page = 0; page < 20; page += 1) {
      const { data, pagination } = await listPosts(room, home, { limit: 7, cursor })
      seen.push(...data.map((post) => post.id))
      expect(pagination).toMatchObject({
        limit: 7,
        has_more: pagination.hasMore,
        next_cursor: pagination.nextCursor,
        cursor: pagination.nextCursor,
      })
      await Promise.all([1, 2].map(() => aPost(db, home, { targets: [{ account }] })))
      if (!pagination.has_more) {
        expect(pagination.next_cursor).toBeNull()
        break
      }
      cursor = pagination.next_cursor ?? undefined
    }
    expect(seen).toEqual(made)
  })

  it('has data and posts, the same', async () => {
    await aPost(db, home)
    const page = await listPosts(room, home, { limit: 20 })
    expect(page.posts).toBe(page.data)
    expect(page.data).toHaveLength(1)
  })

  it('ends exactly at a full page without promising another', async () => {
    await aPost(db, home)
    await aPost(db, home)
    expect((await listPosts(room, home, { limit: 2 })).pagination).toMatchObject({
      has_more: false,
      next_cursor: null,
    })
  })

  it('takes an offset, as the official command line pages', async () => {
    const made: string[] = []
    for (let n = 0; n < 5; n += 1) made.unshift((await aPost(db, home, { createdAt: at(n) })).id)
    expect(await ids({ limit: 2, offset: 2 })).toEqual(made.slice(2, 4))
    expect(await ids({ limit: 2, offset: 2, status: 'DRAFT' })).toEqual(made.slice(2, 4))
  })

  it('filters by status in any case, several, all; archived ones only when asked', async () => {
    const byStatus = new Map<string, string>()
    for (const [second, status] of postStatuses.entries())
      byStatus.set(status, (await aPost(db, home, { status, createdAt: at(second) })).id)
    const idsOf = (...statuses: string[]): string[] =>
      statuses
        .map((status) => byStatus.get(status) ?? '')
        .sort()
        .reverse()
    expect(await ids()).toEqual(idsOf(...postStatuses.filter((status) => status !== 'archived')))
    expect(await ids({ status: 'all' })).toEqual(idsOf(...postStatuses))
    expect(await ids({ status: 'archived' })).toEqual(idsOf('archived'))
    for (const status of postStatuses)
      expect(await ids({ status: status.toUpperCase() })).toEqual(idsOf(status))
    expect(await ids({ status: 'published, FAILED,failed' })).toEqual(idsOf('published', 'failed'))
    await expect(ids({ status: 'lost' })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      details: { field: 'status' },
    })
  })

  it('filters by platform, account and time, alone and together', async () => {
    const [acme, mute] = [await anAccount(db, home), await anAccount(db, home, { platform: 'mute' })]
    const both = await aPost(db, home, { createdAt: at(0), targets: [{ account: acme }, { account: mute }] })
    const one = await aPost(db, home, {
      createdAt: at(86_400),
      targets: [{ account: acme }],
      status: 'scheduled',
      scheduledInMs: 60_000,
    })
    expect(await ids({ platform: 'ACME_inc' })).toEqual([one.id, both.id])
    expect(await ids({ platform: 'mute' })).toEqual([both.id])
    expect(await ids({ platform: 'mute,acme', accountId: acme.id, status: 'scheduled' })).toEqual([one.id])
    expect(await ids({ accountId: mute.id })).toEqual([both.id])
    expect(await ids({ accountId: 'acc_unknown' })).toEqual([])
    await expect(ids({ platform: 'myspace' })).rejects.toMatchObject({ details: { field: 'platform' } })

    const day = at(0).toISOString().slice(0, 10)
    expect(await ids({ from: day, to: day })).toEqual([both.id])
    expect(await ids({ from: new Date(Date.now() - 60_000).toISOString() })).toEqual([one.id])
    expect(await ids({ from: at(0).toISOString(), to: at(0).toISOString() })).toEqual([both.id])
    await expect(ids({ from: '2026-01-01T10:00:00' })).rejects.toMatchObject({
      code: 'INVALID_DATE',
      details: { field: 'from' },
    })
  })

  it('shows only this workspace and the running mode', async () => {
    await aPost(db, await aWorkspace(db))
    await aPost(db, { ...home, mode: 'live' })
    expect(await ids({ status: 'all' })).toEqual([])
  })

  it.each([
    'nonsense',
    Buffer.from('{}').toString('base64url'),
    Buffer.from('{"id":5}').toString('base64url'),
  ])('refuses the cursor %s', async (cursor) => {
    await expect(ids({ cursor })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      details: { field: 'cursor' },
    })
  })
})
