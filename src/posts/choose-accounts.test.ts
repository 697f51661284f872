import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createPostBody } from '../../contract/post-body.js'
import { anAccount, aWorkspace, type Home } from '../../tests/support/builders.js'
import { testDatabase, type TestDatabase } from '../../tests/support/database.js'
import { postsRoom } from '../../tests/support/posts-room.js'
import { createPost } from './create-post.js'
import type { PostReply } from './present-post.js'

let db: TestDatabase
let home: Home

beforeAll(async () => {
  db = await testDatabase()
})
beforeEach(async () => {
  home = await aWorkspace(db)
})

async function create(body: object): Promise<PostReply> {
  const fields = createPostBody.parse({ content: 'New menu', ...body })
  const created = await createPost(postsRoom(db), home, fields, null)
  if (created.kind !== 'created') throw new Error('not created')
  return created.post
}

const inAnHour = (): string => new Date(Date.now() + 3_600_000).toISOString()

describe('the accounts of a new post', () => {
  it('are the active ones of the platforms, when only these are given', async () => {
    const [one, two] = [await anAccount(db, home), await anAccount(db, home)]
    await anAccount(db, home, { status: 'expired' })
    await anAccount(db, home, { platform: 'mute' })
    expect((await create({ platforms: ['ACME'] })).accountIds.sort()).toEqual([one.id, two.id].sort())
    await expect(create({ platforms: ['pics'] })).rejects.toMatchObject({
      code: 'ACCOUNT_NOT_FOUND',
      details: { field: 'platforms' },
    })
    await expect(create({ platforms: ['myspace'] })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      details: { field: 'platforms' },
    })
    await expect(create({})).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      details: { field: 'accountIds' },
    })
  })

  it('must agree with platforms where both are given', async () => {
    const account = await anAccount(db, home)
    expect(await create({ accountIds: [account.id], platforms: ['Acme'] })).toMatchObject({
      accountIds: [account.id],
    })
    await expect(create({ accountIds: [account.id], platforms: ['mute'] })).rejects.toMatchObject({
      details: { field: 'platforms' },
    })
    await expect(create({ accountIds: [account.id], platforms: ['acme', 'mute'] })).rejects.toMatchObject({
      details: { field: 'platforms' },
    })
  })

  it('must be of this workspace and mode, and connected', async () => {
    const elsewhere = await anAccount(db, await aWorkspace(db))
    const live = await anAccount(db, { ...home, mode: 'live' })
    const gone = await anAccount(db, home, { status: 'disconnected' })
    for (const id of ['acc_unknown', elsewhere.id, live.id])
      await expect(create({ accountIds: [id] })).rejects.toMatchObject({
        code: 'ACCOUNT_NOT_FOUND',
        details: { accountId: id, issue: 'not_found' },
      })
    await expect(create({ accountIds: [gone.id] })).rejects.toMatchObject({
      code: 'ACCOUNT_NOT_FOUND',
      details: { issue: 'disconnected' },
    })
  })

  it('must have a page chosen where the network posts to pages', async () => {
    const without = await anAccount(db, home, { platform: 'paged' })
    await expect(create({ accountIds: [without.id] })).rejects.toMatchObject({
      code: 'PAGE_NOT_SELECTED',
      details: { field: 'accountIds', accountId: without.id },
    })
    const chosen = await anAccount(db, home, { platform: 'paged', platformData: { page: { id: 'p1' } } })
    expect(await create({ accountIds: [chosen.id] })).toMatchObject({ status: 'draft' })
  })

  it('must have one chosen where the account, rather than the network, posts to pages', async () => {
    const platform = 'both'
    const page = await anAccount(db, home, { platform, platformData: { isPage: true } })
    await expect(create({ accountIds: [page.id] })).rejects.toMatchObject({ code: 'PAGE_NOT_SELECTED' })
    const person = await anAccount(db, home, { platform })
    expect(await create({ accountIds: [person.id] })).toMatchObject({ status: 'draft' })
  })

  it('need no page where the post names one', async () => {
    const { id } = await anAccount(db, home, { platform: 'boards' })
    const post = await create({ accountIds: [id], platformMetadata: { boards: { pageId: 'p1' } } })
    expect(post).toMatchObject({ status: 'draft' })
  })

  it.each(['expired', 'error'])('may be %s, with a warning', async (status) => {
    const account = await anAccount(db, home, { status })
    expect(await create({ accountIds: [account.id], scheduledFor: inAnHour() })).toMatchObject({
      status: 'scheduled',
      warnings: [{ code: 'ACCOUNT_NEEDS_RECONNECT', platform: 'ACME' }],
    })
  })
})
