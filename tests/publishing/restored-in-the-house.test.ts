import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { restoredNotices } from '../../src/start-up/restored.js'
import { advanceClock } from '../../src/store/clock.js'
import { replaceFact } from '../../src/store/instance.js'
import { testDatabase } from '../support/database.js'
import { startHouse, type House, type PostView } from '../support/house.js'
import { uploadFixture } from '../support/upload-fixture.js'

/**
 * A copy of the whole database is put back, and a second server goes on with it, while the networks (their state is
 * in the data folder) hold what the first one published since.
 */
const folder = await mkdtemp(join(tmpdir(), 'vb-restored-'))
const env = { VOXBURST_DATA_DIR: folder }
const lost = await startHouse(env)
afterAll(() => rm(folder, { recursive: true, force: true }))
const { key } = lost
const platforms = ['twitter', 'bluesky', 'mastodon'] as const
const hour = 3_600_000

async function shown(house: House, text: string): Promise<string[]> {
  const lists = await Promise.all(platforms.map((platform) => house.posts(platform)))
  const ours = lists.flat().filter((post) => post.text.startsWith(text))
  return ours.map((post) => post.remoteId)
}

it('a server whose database was put back finds on each network what it had sent since, and sends only the rest', async () => {
  const accounts = await Promise.all(platforms.map((platform) => lost.account(platform)))
  const write = async (content: string, more: Record<string, unknown>): Promise<string> => {
    const body = { content, accountIds: accounts.map((account) => account.id), ...more }
    return (await lost.call<PostView>('POST', '/v1/posts', body)).id
  }
  const inAnHour = new Date(Date.now() + hour).toISOString()
  const tomorrow = new Date(Date.now() + 24 * hour).toISOString()
  const threadPosts = [{ content: 'And it goes on', sequence: 1 }]
  const due = await write('Due', { scheduledFor: inAnHour, threadPosts, firstComment: 'More below' })
  const broughtForward = await write('Brought forward', { scheduledFor: tomorrow })
  const draft = await write('A draft', { saveAsDraft: true })
  const mediaIds = [await uploadFixture(lost, 'portrait-4x5-1080x1350.jpg', 'image/jpeg')]
  const picture = await write('A picture', { scheduledFor: tomorrow, mediaIds })
  const notOut = await write('Not out', { scheduledFor: tomorrow })

  const backup = await testDatabase(lost.db)
  await lost.advance(1.25 * hour)
  for (const id of [broughtForward, draft, picture]) await lost.call('POST', `/v1/posts/${id}/publish`)
  for (const id of [due, broughtForward, draft, picture])
    expect((await lost.settled(id)).status).toBe('published')
  // Bluesky has no first comments.
  await expect.poll(() => shown(lost, 'More below'), { timeout: 10_000 }).toHaveLength(2)
  const out = new Map<string, string[]>()
  for (const text of ['Due', 'And it goes on', 'More below', 'Brought forward', 'A draft', 'A picture'])
    out.set(text, await shown(lost, text))

  await lost.app.stop()
  await advanceClock(backup, 1.25 * hour)
  await replaceFact(backup, 'lineage', 'another/1')
  expect(await restoredNotices(backup)).toMatchObject([expect.stringContaining('(15 entries)')])
  const house = await startHouse(env, undefined, backup)

  for (const id of [broughtForward, draft, picture, notOut])
    await house.call('POST', `/v1/posts/${id}/publish`, {}, { key })
  for (const id of [due, broughtForward, draft, picture, notOut])
    expect((await house.settled(id, key)).status).toBe('published')
  const comments = async (): Promise<unknown> =>
    house.db.query({ text: `select status, count(*)::int as count from comments group by status` })
  await expect.poll(comments, { timeout: 10_000 }).toEqual([{ status: 'published', count: 2 }])

  for (const [text, ids] of out) expect([text, await shown(house, text)]).toEqual([text, ids])
  expect(await shown(house, 'Not out')).toHaveLength(platforms.length)
  for (const { platformPostId } of (await house.settled(due, key)).platforms)
    expect(out.get('Due')).toContain(platformPostId)
}, 60_000)
