import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { connectors } from '../../app.js'
import { startHouse, type PostView } from '../../../tests/support/house.js'
import { uploadFixture } from '../../../tests/support/upload-fixture.js'

/** Two servers, one after the other, over the same database and the same networks. */
const folder = await mkdtemp(join(tmpdir(), 'vb-pinterest-'))
const env = { VOXBURST_DATA_DIR: folder }
const first = await startHouse(env)
afterAll(() => rm(folder, { recursive: true, force: true }))

it.each([
  ['lost_response', 1],
  ['lost_request', 2],
] as const)(
  'a server that starts after %s finds out what became of the pin: it is there once',
  async (kind, requests) => {
    // The first house may have been stopped by the case before: each has one of its own.
    const house = kind === 'lost_response' ? first : await startHouse(env)
    const { id } = await house.account('pinterest')
    const media = [await uploadFixture(house, 'card-1200x630.png', 'image/png')]
    const post = await house.call<PostView>('POST', '/v1/posts', { accountIds: [id], content: kind, media })
    await house.call('POST', '/sandbox/faults', { platform: 'pinterest', accountId: id, fault: kind })
    await house.call('POST', `/v1/posts/${post.id}/publish`)
    const attempts = async () =>
      (await house.call<PostView>('GET', `/v1/posts/${post.id}`)).platforms[0]?.attempts
    await expect.poll(attempts, { timeout: 10_000 }).toHaveLength(1)
    await house.app.stop()

    const next = await startHouse(env, connectors, house.db)
    const settled = await next.settled(post.id, house.key)
    expect(settled.status).toBe('published')
    const shown = (await next.posts('pinterest')).filter(({ accountId }) => accountId === id)
    expect(shown).toMatchObject([{ remoteId: settled.platforms[0]?.platformPostId, text: kind }])
    const { data } = await next.call<{ data: { accountId: string; method: string; url: string }[] }>(
      'GET',
      '/sandbox/requests?platform=pinterest&limit=1000',
    )
    const pins = data.filter(
      (each) => each.accountId === id && each.method === 'POST' && each.url.endsWith('/pins'),
    )
    expect(pins).toHaveLength(requests)
  },
)
