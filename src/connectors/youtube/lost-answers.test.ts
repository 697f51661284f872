import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { connectors } from '../../app.js'
import { startHouse, type PostView } from '../../../tests/support/house.js'
import { options, youtubeRoom } from '../../../tests/support/youtube-room.js'

/** What becomes of a video whose answer was lost, through the public API and against the simulator. */
const house = await startHouse()
const { fault, media, publish, sent, shown } = youtubeRoom(house)
/** Two servers, one after the other, share a folder with the networks in it; no third one does. */
const folders: string[] = []
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))))

beforeEach(async () => {
  await house.call('DELETE', '/sandbox/faults')
})

const bytesOf = async (accountId: string): Promise<string[]> =>
  (await sent(accountId)).flatMap(({ headers }) => headers['content-range'] ?? [])

const cases = ['lost_response', 'lost_request', 'server_error'].flatMap((kind) =>
  ['publish', 'upload'].map((operation) => ({ kind, operation })),
)
it.each(cases)('$kind at $operation of a video in parts: it is there once', async ({ kind, operation }) => {
  const { id } = await house.account('youtube')
  await fault(kind, { accountId: id, operation })
  const post = await publish(id, { content: 'Once', media: await media('long') })
  expect(post).toMatchObject({ status: 'published', platforms: [{ error: null }] })
  expect(await shown(id)).toMatchObject([{ remoteId: post.platforms[0]?.platformPostId }])
})

describe('a video whose last answer was lost', () => {
  it('is not sent again where YouTube has it, and gets all that belongs to it', async () => {
    const { id } = await house.account('youtube')
    await fault('lost_response', { accountId: id, operation: 'publish' })
    const post = await publish(id, {
      content: 'Whole',
      media: await media('video', 'picture', 'srt'),
      ...options({ playlistTitle: 'Soups' }),
    })
    expect(post).toMatchObject({ status: 'published', platforms: [{ error: null, warnings: [] }] })
    expect(post.platforms[0]?.attempts.map(({ outcome }) => outcome)).toEqual(['published'])
    const calls = (await sent(id)).map(({ call }) => call)
    for (const call of [
      'upload/youtube/v3/thumbnails/set',
      'upload/youtube/v3/captions',
      'youtube/v3/playlistItems',
    ])
      expect(calls.filter((each) => each === `POST /${call}`)).toHaveLength(1)
    expect((await bytesOf(id)).filter((range) => !range.includes('*'))).toHaveLength(1)
  })

  it('goes on where it stands where YouTube has not', async () => {
    const { id } = await house.account('youtube')
    await fault('lost_request', { accountId: id, operation: 'publish' })
    await publish(id, { content: 'Rest', media: await media('long') })
    const ranges = await bytesOf(id)
    expect(new Set(ranges.filter((range) => !range.includes('*'))).size).toBe(3)
    expect(ranges.filter((range) => !range.includes('*'))).toHaveLength(4)
    expect((await sent(id)).filter(({ method }) => method === 'POST').map(({ call }) => call)).toEqual([
      'POST /upload/youtube/v3/videos',
    ])
  })

  it('and that YouTube then does not keep fails with its reason', async () => {
    const { id } = await house.account('youtube')
    await fault('lost_response', { accountId: id, operation: 'publish' })
    const post = await publish(id, { content: 'Soup #rejected_legal', media: await media('video') })
    expect(post).toMatchObject({ status: 'failed', platforms: [{ error: { code: 'CONTENT_REJECTED' } }] })
  })

  it('section 6, line 3: and whose session is gone is found among the uploads', async () => {
    const { id } = await house.account('youtube')
    const post = await house.call<PostView>('POST', '/v1/posts', {
      accountIds: [id],
      content: 'Late',
      media: await media('video'),
    })
    await fault('lost_response', { accountId: id, operation: 'publish' })
    await house.call('POST', `/v1/posts/${post.id}/publish`)
    await expect.poll(async () => (await shown(id)).length, { timeout: 10_000 }).toBe(1)
    // Before anybody has asked, the session ends.
    await house.advance(8 * 24 * 3_600_000)
    const settled = await house.settled(post.id)
    expect(settled).toMatchObject({ status: 'published', platforms: [{ error: null }] })
    const asked = (await sent(id)).find(({ headers }) => headers['content-range']?.includes('*'))
    expect(asked?.status).toBe(404)
    expect(await shown(id)).toMatchObject([{ remoteId: settled.platforms[0]?.platformPostId }])
  })
})

it.each(['lost_response', 'lost_request'])('a first comment is there once after %s', async (kind) => {
  const { id } = await house.account('youtube')
  await fault(kind, { accountId: id, operation: 'comment' })
  const post = await publish(id, {
    content: 'Soup',
    media: await media('video'),
    firstComment: 'With bread',
  })
  const comments = async () => (await shown(id)).filter(({ parentId }) => parentId !== null)
  await expect
    .poll(
      async () => {
        await house.advance(20_000)
        return comments()
      },
      { timeout: 20_000, interval: 200 },
    )
    .toHaveLength(1)
  for (let minutes = 0; minutes < 5; minutes += 1) await house.advance(60_000)
  expect(await comments()).toHaveLength(1)
  const [target] = (await house.call<PostView>('GET', `/v1/posts/${post.id}`)).platforms
  expect(target?.warnings).toEqual([])
})

it.each(['lost_response', 'lost_request'])(
  'a server that starts after %s finds out what became of the video: it is there once',
  async (kind) => {
    const folder = await mkdtemp(join(tmpdir(), 'vb-youtube-'))
    folders.push(folder)
    const env = { VOXBURST_DATA_DIR: folder }
    const first = await startHouse(env)
    const room = youtubeRoom(first)
    const { id } = await first.account('youtube')
    const body = { accountIds: [id], content: kind, media: await room.media('video') }
    const post = await first.call<PostView>('POST', '/v1/posts', body)
    await room.fault(kind, { accountId: id, operation: 'publish' })
    await first.call('POST', `/v1/posts/${post.id}/publish`)
    const attempts = async () =>
      (await first.call<PostView>('GET', `/v1/posts/${post.id}`)).platforms[0]?.attempts
    await expect.poll(attempts, { timeout: 10_000 }).toHaveLength(1)
    await first.app.stop()

    const next = await startHouse(env, connectors, first.db)
    const settled = await next.settled(post.id, first.key)
    expect(settled.status).toBe('published')
    const out = (await next.posts('youtube')).filter(({ accountId }) => accountId === id)
    expect(out).toMatchObject([{ remoteId: settled.platforms[0]?.platformPostId, text: kind }])
  },
)
