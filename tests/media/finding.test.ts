import { beforeAll, describe, expect, it } from 'vitest'
import { mediaSorts } from '../../contract/media.js'
import type { Db, Statement } from '../../src/store/database.js'
import { listMedia, postsWaitingFor, type MediaFilter } from '../../src/store/media.js'
import { listPosts } from '../../src/store/posts.js'
import { anAccount, aPost, aWorkspace } from '../support/builders.js'
import { startMediaRoom, type MediaRoom, type MediaView } from '../support/media-room.js'

let room: MediaRoom

beforeAll(async () => {
  room = await startMediaRoom()
})

type Page = { data: MediaView[]; pagination: { next_cursor: string | null } }

/** All that a query finds, two to a page. */
async function found(query: string): Promise<string[]> {
  const names: string[] = []
  let cursor: string | null = null
  do {
    const on = cursor === null ? '' : `&cursor=${cursor}`
    const reply = await room.api('GET', `/v1/media?limit=2&${query}${on}`)
    expect(reply.status).toBe(200)
    const page = reply.body as Page
    names.push(...page.data.map(({ filename }) => filename))
    cursor = page.pagination.next_cursor
  } while (cursor !== null)
  return names
}

describe('a library of files', () => {
  beforeAll(async () => {
    const files = [
      ['Zebra.jpg', 'image/jpeg', 300, 'A boat on a lake'],
      ['apple_pie.png', 'image/png', 100, null],
      ['Übersicht 100%.pdf', 'application/pdf', 900, null],
      ['boat trip.mp4', 'video/mp4', 300, 'Waves, and a LAKE'],
      ['boat trip.mp4', 'video/mp4', 50, null],
    ] as const
    let at = Date.now()
    for (const [filename, contentType, sizeBytes, altText] of files) {
      const { mediaId } = await room.announce({
        filename,
        contentType,
        sizeBytes,
        ...(altText === null ? {} : { altText }),
      })
      // Ids of one millisecond would be in any order.
      at += 1_000
      const id = `media_c${at.toString(36).padStart(9, '0')}00000000000000`
      await room.db.query({ text: 'update media set id = $2 where id = $1', values: [mediaId, id] })
    }
  })

  it.each([
    ['sort=newest', ['boat trip.mp4', 'boat trip.mp4', 'Übersicht 100%.pdf', 'apple_pie.png', 'Zebra.jpg']],
    ['sort=Oldest', ['Zebra.jpg', 'apple_pie.png', 'Übersicht 100%.pdf', 'boat trip.mp4', 'boat trip.mp4']],
    ['sort=name', ['apple_pie.png', 'boat trip.mp4', 'boat trip.mp4', 'Zebra.jpg', 'Übersicht 100%.pdf']],
    ['sort=largest', ['Übersicht 100%.pdf', 'boat trip.mp4', 'Zebra.jpg', 'apple_pie.png', 'boat trip.mp4']],
    ['type=video', ['boat trip.mp4', 'boat trip.mp4']],
    ['type=Image&sort=name', ['apple_pie.png', 'Zebra.jpg']],
    ['search=lake&sort=name', ['boat trip.mp4', 'Zebra.jpg']],
    ['search=LAKE%20boat%20waves', ['boat trip.mp4']],
    ['search=%C3%BCBER', ['Übersicht 100%.pdf']],
    ['search=_', ['apple_pie.png']],
    ['search=%25', ['Übersicht 100%.pdf']],
    ['search=%5C', []],
    ['search=&type=document', ['Übersicht 100%.pdf']],
  ])('%s finds it, page by page', async (query, names) => {
    expect(await found(query)).toEqual(names)
  })

  it('goes on after a file that was deleted meanwhile', async () => {
    const first = (await room.api('GET', '/v1/media?limit=1&sort=name')).body as Page
    const id = first.data[0]?.id ?? ''
    await room.db.query({ text: 'update media set deleted_at = vb_now() where id = $1', values: [id] })
    const cursor = first.pagination.next_cursor ?? ''
    const second = (await room.api('GET', `/v1/media?limit=1&sort=name&cursor=${cursor}`)).body as Page
    expect(second.data.map(({ filename }) => filename)).toEqual(['boat trip.mp4'])
    await room.db.query({ text: 'update media set deleted_at = null where id = $1', values: [id] })
  })

  it('says which types and sorts there are', async () => {
    for (const [query, words] of [
      ['type=films', 'captions'],
      ['sort=smallest', 'largest'],
    ] as const) {
      const reply = await room.api('GET', `/v1/media?${query}`)
      expect(reply).toMatchObject({ status: 400, body: { error: { code: 'VALIDATION_ERROR' } } })
      expect(reply.text).toContain(words)
    }
  })
})

describe('where a file is used', () => {
  const usedBy = async (mediaId: string, query = ''): Promise<string[]> => {
    const reply = await room.api('GET', `/v1/posts?mediaId=${mediaId}${query}`)
    expect(reply.status).toBe(200)
    return (reply.body as { data: { id: string }[] }).data.map(({ id }) => id)
  }

  it('is told by the posts that carry it anywhere, and by no others', async () => {
    const file = { contentType: 'image/jpeg', sizeBytes: 10 }
    const { mediaId: id } = await room.announce(file)
    const { mediaId: other } = await room.announce(file)
    const account = await anAccount(room.db, room.home)
    const post = (more: object): Promise<{ id: string }> =>
      aPost(room.db, room.home, { targets: [{ account }], ...more })
    const own = await post({ status: 'scheduled', media: [{ id }] })
    const thread = await post({ status: 'draft' })
    const override = await post({ status: 'published' })
    const fixed = await post({ status: 'failed' })
    await post({ status: 'scheduled', media: [{ id: other }] })
    await post({ status: 'scheduled', content: `"${id}"` })
    const set = (table: string, column: string, value: object, postId: string): Promise<unknown> =>
      room.db.query({
        text: `update ${table} set ${column} = $2 where ${table === 'posts' ? 'id' : 'post_id'} = $1`,
        values: [postId, JSON.stringify(value)],
      })
    await set('posts', 'thread_posts', [{ sequence: 1, content: 'b', media: [{ id }] }], thread.id)
    await set('posts', 'platform_overrides', { ACME: { media: [id] }, ZETA: { content: 'c' } }, override.id)
    await set('targets', 'media_fix', [{ id, reencode: true }], fixed.id)

    expect((await usedBy(id)).sort()).toEqual([own.id, thread.id, override.id, fixed.id].sort())
    expect(await usedBy(id, '&status=scheduled')).toEqual([own.id])
    expect((await usedBy(id, `&accountId=${account.id}&status=draft,failed`)).sort()).toEqual(
      [thread.id, fixed.id].sort(),
    )
    const theirs = await room.apiOf({ home: await aWorkspace(room.db) })
    expect((await theirs('GET', `/v1/posts?mediaId=${id}`)).body).toMatchObject({ data: [] })
  })
})

describe('among many files and posts', () => {
  let workspaceId: string
  let mediaId: string

  beforeAll(async () => {
    const home = await aWorkspace(room.db)
    workspaceId = home.workspaceId
    const account = await anAccount(room.db, home)
    await room.db.query({
      text: `
        with file as (insert into media (id, workspace_id, filename, content_type, declared_type, kind, status, origin, size_bytes)
          select vb_id('media'), $1, 'file ' || n, 'image/png', 'image/png', 'image', 'READY', 'upload', n from generate_series(1, 5000) as n returning id),
        post as (insert into posts (id, workspace_id, mode, content, status, media)
          select vb_id('post'), $1, 'sandbox', 'x', 'scheduled', jsonb_build_array(jsonb_build_object('id', id)) from file returning id)
        insert into targets (id, workspace_id, post_id, account_id, lane_id, platform, position)
        select vb_id('pp'), $1, post.id, accounts.id, lane_id, platform, 0 from post, accounts where accounts.id = $2`,
      values: [workspaceId, account.id],
    })
    await room.db.query({ text: 'analyze' })
    const [row] = await room.db.query<{ id: string }>({
      text: 'select id from media where workspace_id = $1 limit 1',
      values: [workspaceId],
    })
    mediaId = row?.id ?? ''
  })

  it.each(mediaSorts)('the sort by %s reads an index in its order, on the next page too', async (sort) => {
    const filter: MediaFilter = {
      workspaceId,
      status: null,
      kind: null,
      words: [],
      sort,
      afterId: null,
      limit: 20,
    }
    for (const afterId of [null, mediaId]) {
      const plan = await planOf((on) => listMedia(on, { ...filter, afterId }))
      expect(plan).not.toMatch(/Sort|Seq Scan/)
      // The whole place is where reading begins, not a filter over all that comes before it.
      if (afterId !== null) expect(plan).toMatch(/Index Cond: .*ROW|Index Cond: .*id [<>]/)
    }
  })

  it('the posts of a file are read from the file', async () => {
    const tenant = { workspaceId, mode: 'sandbox' }
    const filter = { statuses: null, platforms: null, accountId: null, from: null, to: null, before: null }
    const asked = { ...filter, mediaId, offset: 0, limit: 20 }
    expect(await listPosts(room.db, tenant, asked)).toHaveLength(1)
    for (const ask of [
      (on: Db) => listPosts(on, tenant, asked),
      (on: Db) => postsWaitingFor(on as never, workspaceId, mediaId),
    ]) {
      const plan = await planOf(ask)
      expect(plan).toMatch(/posts_media/)
      expect(plan).toMatch(/targets_media/)
    }
  })
})

/** The plan of the first statement that is sent. Small tables are read whole rightly; this asks what the planner could do. */
async function planOf(ask: (on: Db) => Promise<unknown>): Promise<string> {
  const sent: Statement[] = []
  await ask({
    query: (statement) => {
      sent.push(statement)
      return room.db.query(statement)
    },
  })
  return room.db.transaction(async (tx) => {
    await tx.query({ text: 'set local enable_seqscan = off' })
    const rows = await tx.query<{ 'QUERY PLAN': string }>({
      text: `explain ${sent[0]?.text ?? ''}`,
      values: sent[0]?.values ?? [],
    })
    return rows.map((row) => row['QUERY PLAN']).join('\n')
  })
}
