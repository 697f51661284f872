import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { startHouse, type PostView } from '../../../tests/support/house.js'
import { uploadFixture } from '../../../tests/support/upload-fixture.js'

const folder = await mkdtemp(join(tmpdir(), 'vb-restart-'))
afterAll(() => rm(folder, { recursive: true, force: true }))
const env = { VOXBURST_DATA_DIR: folder }

it.each(['lost_response', 'lost_request'])(
  '9.4 a server that stops after %s goes on with the container it knows, and one post is out',
  async (fault) => {
    const before = await startHouse(env)
    const { id: accountId } = await before.account('instagram', { username: fault })
    const { id } = await before.call<PostView>('POST', '/v1/posts', {
      accountIds: [accountId],
      content: 'Across a restart',
      media: [await uploadFixture(before, 'card-1200x630.png', 'image/png')],
    })
    await before.call('POST', '/sandbox/faults', { platform: 'instagram', fault, accountId })
    await before.call('POST', `/v1/posts/${id}/publish`)
    await expect
      .poll(
        async () => {
          await before.advance(1_000)
          const [row] = await before.db.query<{ stage: string }>({
            text: 'select stage from targets where post_id = $1',
            values: [id],
          })
          return row?.stage
        },
        { timeout: 20_000 },
      )
      .toBe('look')
    await before.app.stop()

    const after = await startHouse(env, undefined, before.db)
    const get = async <T>(path: string): Promise<T> =>
      after.call<T>('GET', path, undefined, { key: before.key })
    expect((await after.settled(id, before.key)).status).toBe('published')
    const { data } = await get<{ data: { accountId: string; remoteId: string }[] }>(
      '/sandbox/posts?platform=instagram',
    )
    const out = data.filter((each) => each.accountId === accountId)
    expect(out).toHaveLength(1)
    const { platforms } = await get<PostView>(`/v1/posts/${id}`)
    expect(platforms[0]?.platformPostId).toBe(out[0]?.remoteId)
    await after.app.stop()
  },
  60_000,
)
