import { expect, it } from 'vitest'
import { aPost, aWorkspace } from '../../tests/support/builders.js'
import { testDatabase } from '../../tests/support/database.js'
import { isPassingDatabaseFault } from './database.js'
import { mediaOfThreadParts } from './migrations/0003-media-of-thread-parts.js'

const db = await testDatabase()

it('a session that is cut off between two statements fails its transaction, not the process', async () => {
  const failing = db.transaction(async (tx) => {
    const [own] = await tx.query<{ pid: number }>({ text: 'select pg_backend_pid() as pid' })
    await db.query({ text: 'select pg_terminate_backend($1)', values: [own?.pid] })
    // The server has said so once its session is gone from the list.
    await expect
      .poll(() => db.query({ text: 'select from pg_stat_activity where pid = $1', values: [own?.pid] }))
      .toHaveLength(0)
    await tx.query({ text: 'select 1' })
  })
  const fault: unknown = await failing.catch((error: unknown) => error)
  expect(isPassingDatabaseFault(fault)).toBe(true)
  expect(await db.query({ text: 'select 1 as one' })).toEqual([{ one: 1 }])
})

it('a part of a thread that an earlier version wrote keeps its media', async () => {
  const home = await aWorkspace(db)
  const post = await aPost(db, home)
  const parts = [
    { sequence: 1, content: 'two', mediaIds: ['media_b', 'media_a'] },
    { sequence: 2, content: 'three' },
  ]
  await db.query({
    text: 'update posts set thread_posts = $2 where id = $1',
    values: [post.id, JSON.stringify(parts)],
  })
  await db.query({ text: mediaOfThreadParts.sql })
  const [row] = await db.query({ text: 'select thread_posts from posts where id = $1', values: [post.id] })
  expect(row).toEqual({
    thread_posts: [
      { sequence: 1, content: 'two', media: [{ id: 'media_b' }, { id: 'media_a' }] },
      { sequence: 2, content: 'three' },
    ],
  })
})
