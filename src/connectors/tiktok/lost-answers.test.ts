import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { connectors } from '../../app.js'
import { startHouse, type PostView } from '../../../tests/support/house.js'
import { options, tiktokRoom, type File } from '../../../tests/support/tiktok-room.js'

/** What becomes of a post whose answer was lost, through the public API and against the simulator. */
const house = await startHouse()
const { fault, media, publish, sent, shown } = tiktokRoom(house)
const everybody = options({ privacyLevel: 'PUBLIC_TO_EVERYONE' })
/** Two servers, one after the other, share a folder with the networks in it; no third one does. */
const folders: string[] = []
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))))

beforeEach(async () => {
  await house.call('DELETE', '/sandbox/faults')
})

const puts = async (accountId: string) => (await sent(accountId)).filter(({ method }) => method === 'PUT')

describe('a video', () => {
  const cases = (['video', 'long'] as File[]).flatMap((name) =>
    ['lost_response', 'lost_request', 'server_error'].flatMap((kind) =>
      ['publish', 'upload'].map((operation) => ({ name, kind, operation })),
    ),
  )
  it.each(cases)(
    '$kind at $operation of a $name video: it is there once',
    async ({ name, kind, operation }) => {
      const { id } = await house.account('tiktok')
      await fault(kind, { accountId: id, operation })
      const post = await publish(id, { content: 'Once', media: await media(name), ...everybody })
      expect(post).toMatchObject({ status: 'published', platforms: [{ error: null }] })
      expect(await shown(id)).toMatchObject([{ remoteId: post.platforms[0]?.platformPostId }])
    },
  )

  it('that TikTok has whole is not sent again, and one that it lacks goes on where it stands', async () => {
    const chunksAfter = async (kind: string): Promise<number> => {
      const { id } = await house.account('tiktok')
      await fault(kind, { accountId: id, operation: 'publish' })
      await publish(id, { content: kind, media: await media('long'), ...everybody })
      return (await puts(id)).length
    }
    expect([await chunksAfter('lost_response'), await chunksAfter('lost_request')]).toEqual([3, 4])
  })

  it('as a draft is there once', async () => {
    const { id } = await house.account('tiktok')
    await fault('lost_response', { accountId: id, operation: 'publish' })
    const post = await publish(id, {
      content: 'Draft',
      media: await media('video'),
      ...options({ draft: true }),
    })
    expect(post).toMatchObject({ status: 'published', platforms: [{ platformPostUrl: null }] })
    expect(await puts(id)).toHaveLength(1)
  })
})

describe('photos', () => {
  it.each([
    ['lost_response', 1],
    ['lost_request', 0],
    ['server_error', 0],
  ])('%s: nothing tells, a person is asked, and fix sends them', async (kind, left) => {
    const { id } = await house.account('tiktok')
    await fault(kind, { accountId: id, operation: 'publish' })
    const post = await publish(id, { content: 'Perhaps', media: await media('photo'), ...everybody })
    const [target] = post.platforms
    expect(target?.error).toMatchObject({
      code: 'OUTCOME_UNKNOWN',
      message: expect.stringMatching(/Look at the account: if it is there, leave it/) as string,
    })
    expect(await shown(id)).toHaveLength(left)
    const fix = `/v1/posts/${post.id}/platforms/${target?.postPlatformId ?? ''}/fix`
    await house.call('POST', fix, { content: 'Seen by a person' })
    expect((await house.settled(post.id)).status).toBe('published')
    expect(await shown(id)).toHaveLength(left + 1)
  })
})

it.each(['lost_response', 'lost_request'])(
  'a server that starts after %s finds out what became of the video: it is there once',
  async (kind) => {
    const folder = await mkdtemp(join(tmpdir(), 'vb-tiktok-'))
    folders.push(folder)
    const env = { VOXBURST_DATA_DIR: folder }
    const first = await startHouse(env)
    const room = tiktokRoom(first)
    const { id } = await first.account('tiktok')
    const body = { accountIds: [id], content: kind, media: await room.media('video'), ...everybody }
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
    const out = (await next.posts('tiktok')).filter(({ accountId }) => accountId === id)
    expect(out).toMatchObject([{ remoteId: settled.platforms[0]?.platformPostId, text: kind }])
  },
)
