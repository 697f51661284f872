import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { connectors } from '../../app.js'
import { facebookRoom } from '../../../tests/support/facebook-room.js'
import { startHouse, type PostView } from '../../../tests/support/house.js'

/** Two servers, one after the other, over the same database and the same network. */
const folder = await mkdtemp(join(tmpdir(), 'vb-facebook-'))
const env = { VOXBURST_DATA_DIR: folder }
const first = await startHouse(env)
afterAll(() => rm(folder, { recursive: true, force: true }))

it('a server that starts after a lost answer finds the reel by its video: it is there once', async () => {
  const { fault, media, person } = facebookRoom(first)
  const id = await person()
  const body = { content: 'Once', contentType: 'REEL', accountIds: [id], media: await media('upright') }
  const post = await first.call<PostView>('POST', '/v1/posts', body)
  await fault(id, 'lost_response')
  await first.call('POST', `/v1/posts/${post.id}/publish`)
  const attempts = async () =>
    (await first.call<PostView>('GET', `/v1/posts/${post.id}`)).platforms[0]?.attempts
  await expect.poll(attempts, { timeout: 20_000 }).toHaveLength(1)
  await first.app.stop()

  const next = await startHouse(env, connectors, first.db)
  const [target] = (await next.settled(post.id, first.key)).platforms
  const { sent, shown } = facebookRoom(next)
  expect([target?.status, await shown(id)]).toMatchObject([
    'published',
    [{ remoteId: target?.platformPostId, text: 'Once' }],
  ])
  const calls = (await sent(id)).map(({ call }) => call)
  expect(calls.filter((call) => /^POST .*\/video_reels$/.test(call))).toHaveLength(2)
})
