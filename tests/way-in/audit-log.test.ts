import { describe, expect, it } from 'vitest'
import { refreshAccount } from '../../contract/accounts.js'
import { auditAround } from '../../src/http/audit.js'
import type { Caller } from '../../src/http/serve.js'
import { purgeAuditLog } from '../../src/store/audit-log.js'
import { approvalsRoom } from '../support/approvals-room.js'
import { startHouse, type PostView } from '../support/house.js'

type Entry = {
  id: string
  createdAt: string
  actor: { userId: string; email: string | null; name: string | null }
  key: { id: string; name: string | null } | null
  action: string
  subjectId: string | null
  fields: string[]
  completed: boolean
}
type Page = { data: Entry[]; pagination: { has_more: boolean; next_cursor: string | null } }

const house = await startHouse()
const { call } = house
const room = await approvalsRoom(house)
const account = await house.account('mastodon')
const editor = await room.person('editor')

const log = async (query = ''): Promise<Entry[]> =>
  (await call<Page>('GET', `/v1/audit-log?limit=100${query}`)).data
const draft = (by = editor.call): Promise<PostView> =>
  by('POST', '/v1/posts', { content: 'Soup', accountIds: [account.id] })

describe('the audit log', () => {
  it('says who changed what with which key, newest first, and never what a request said', async () => {
    const { id } = await draft()
    await editor.call('PATCH', `/v1/posts/${id}`, {
      content: 'A secret recipe',
      tags: ['x'],
      vb_live_oops: 1,
    })
    await call('DELETE', `/v1/posts/${id}`)
    const entries = await log(`&subject=${id}`)
    const me = await call<{ userId: string }>('GET', '/v1/auth/me')
    expect(entries.map(({ action, actor, fields }) => [action, actor.userId, fields])).toEqual([
      ['deletePost', me.userId, []],
      ['updatePost', editor.userId, ['content', 'tags']],
      ['createPost', editor.userId, []],
    ])
    expect(entries[1]).toMatchObject({
      key: { id: editor.keyId, name: 'editor' },
      actor: { name: 'editor 1' },
      completed: true,
    })
    expect(JSON.stringify(await log())).not.toMatch(/secret recipe|oops/)
  })

  it('names what was made, also by a clone, and shows no secret of it', async () => {
    const { id } = await draft()
    const clone = await call<PostView>('POST', `/v1/posts/${id}/clone`)
    expect(await log(`&subject=${clone.id}`)).toMatchObject([{ action: 'clonePost' }])
    const made = await call<{ id: string; key: string }>('POST', '/v1/api-keys', {
      name: 'Spare',
      scopes: ['posts:read'],
    })
    expect(await log(`&subject=${made.id}`)).toMatchObject([
      { action: 'createApiKey', fields: ['name', 'scopes'] },
    ])
    const set = await call<{ data: { id: string } }>('POST', '/v1/hashtag-sets', {
      name: 'Bread',
      tags: ['a'],
    })
    expect(await log(`&subject=${set.data.id}`)).toMatchObject([{ action: 'createHashtagSet' }])
    expect(JSON.stringify(await log())).not.toContain(made.key)
  })

  it('has nothing of what was refused, read or replayed', async () => {
    const before = await log()
    await editor.call('POST', '/v1/members', { email: 'x@example.com', role: 'editor' }, { status: 403 })
    await editor.call('PATCH', '/v1/posts/post_unknown', { content: 'x' }, { status: 404 })
    await call('POST', '/v1/accounts/acc_unknown/refresh', undefined, { status: 404 })
    await call('POST', '/v1/posts/validate', { content: 'x', accountIds: [account.id] })
    await call('GET', '/v1/posts')
    expect(await log()).toEqual(before)
    for (const headers of [{ 'idempotency-key': 'once' }, { 'idempotency-key': 'once' }])
      await call('POST', '/v1/posts', { content: 'a', accountIds: [account.id] }, { headers })
    expect(await log()).toHaveLength(before.length + 1)
  })

  it('has the posts of a bulk and the requests of a batch one by one', async () => {
    const before = (await log()).length
    const bulk = await call<{ results: { post?: { id: string } }[] }>('POST', '/v1/posts/bulk', {
      posts: [
        { content: 'a', accountIds: [account.id] },
        { content: 'b', accountIds: [account.id] },
      ],
    })
    const ids = bulk.results.map(({ post }) => post?.id ?? '')
    await call('POST', '/v1/batch', {
      operations: [{ id: 'one', method: 'DELETE', path: `/v1/posts/${ids[0] ?? ''}` }],
    })
    await call('DELETE', '/v1/batch/posts', { postIds: [ids[1], 'post_unknown'] })
    const entries = (await log()).slice(0, -before)
    expect(entries.map(({ action, subjectId }) => [action, subjectId])).toEqual([
      ['deletePost', ids[1]],
      ['deletePost', ids[0]],
      ...ids.toReversed().map((id) => ['createPost', id]),
    ])
  })

  it('notes a call to a network before it is made, and what came of it', async () => {
    const { id } = await house.account('bluesky')
    await call('POST', `/v1/accounts/${id}/refresh`, undefined)
    expect(await log(`&subject=${id}`)).toMatchObject([{ action: 'refreshAccount', completed: true }])
    const { userId } = editor
    const caller = { workspaceId: room.workspaceId, userId, keyId: editor.keyId } as Caller
    const cut = auditAround(house.db, refreshAccount, { params: { id }, sent: null, caller }, async () => {
      expect(await log(`&subject=${id}`)).toHaveLength(2)
      throw new Error('The database is away')
    })
    await expect(cut).rejects.toThrow('away')
    expect((await log(`&subject=${id}`))[0]).toMatchObject({ key: { id: editor.keyId }, completed: false })
  })

  it('is asked by actor, action and time, and comes in pages', async () => {
    expect(new Set((await log(`&actor=${editor.keyId}`)).map(({ actor }) => actor.userId))).toEqual(
      new Set([editor.userId]),
    )
    expect(new Set((await log('&action=createPost')).map(({ action }) => action))).toEqual(
      new Set(['createPost']),
    )
    await house.advance(3_600_000)
    const { now } = await call<{ now: string }>('GET', '/sandbox/clock')
    const { id } = await draft()
    expect(await log(`&from=${now}`)).toMatchObject([{ subjectId: id }])
    expect((await log(`&to=${now}`)).some(({ subjectId }) => subjectId === id)).toBe(false)

    const all = await log()
    const paged: Entry[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: Page = await call('GET', `/v1/audit-log?limit=3&cursor=${cursor}`)
      paged.push(...page.data)
      cursor = page.pagination.next_cursor
    }
    expect(paged).toEqual(all)
    await call('GET', '/v1/audit-log?cursor=xyz', undefined, { status: 400 })
    await call('GET', '/v1/audit-log?from=yesterday', undefined, { status: 400 })
  })

  it('of another workspace is not there', async () => {
    const { apiKey } = await call<{ apiKey: string }>('POST', '/v1/workspaces', { name: 'Second' })
    expect(await call<Page>('GET', '/v1/audit-log', undefined, { key: apiKey })).toMatchObject({ data: [] })
  })

  it('is kept for 365 days', async () => {
    await house.advance(364 * 86_400_000)
    const { id } = await draft()
    await house.db.transaction((tx) => purgeAuditLog(tx, 1_000))
    expect((await log()).length).toBeGreaterThan(10)
    await house.advance(86_400_000)
    expect((await log()).map(({ subjectId }) => subjectId)).toEqual([id])
    await house.db.transaction((tx) => purgeAuditLog(tx, 1_000))
    const rows = await house.db.query({ text: 'select from audit_log' })
    expect(rows).toHaveLength(1)
  })
})
