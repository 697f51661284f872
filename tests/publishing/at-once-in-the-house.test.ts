import { expect, it } from 'vitest'
import type { Connector } from '../../src/connectors/connector.js'
import { mastodon } from '../../src/connectors/mastodon/index.js'
import { startHouse, type PostView } from '../support/house.js'

let met: () => void = () => undefined
const allMet = new Promise<void>((resolve) => (met = resolve))
let out = 0

/** Mastodon, if it allowed three at once: nobody sends before three stand ready. */
const three: Connector = {
  ...mastodon,
  atOnce: 3,
  async publish(...given) {
    out += 1
    if (out === 3) met()
    await allMet
    return mastodon.publish(...given)
  },
}
const house = await startHouse({}, [three])

it('what a connector says of atOnce holds for the server’s own worker', async () => {
  const account = await house.account('mastodon')
  const scheduledFor = new Date(Date.now() + 3_600_000).toISOString()
  const posts: string[] = []
  for (const content of ['one', 'two', 'three']) {
    const body = { content, accountIds: [account.id], scheduledFor }
    posts.push((await house.call<PostView>('POST', '/v1/posts', body)).id)
  }
  await house.advance(3_600_000)
  await expect.poll(() => out, { timeout: 10_000 }).toBe(3)
  for (const id of posts) expect((await house.settled(id)).status).toBe('published')
  expect(await house.posts('mastodon')).toHaveLength(3)
})
