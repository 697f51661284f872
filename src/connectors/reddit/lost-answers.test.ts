import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { startHouse, type PostView } from '../../../tests/support/house.js'
import { options, redditRoom, type File } from '../../../tests/support/reddit-room.js'
import { connectors } from '../../app.js'

/** What becomes of a post whose answer was lost, through the public API and against the simulator. */
const folder = await mkdtemp(join(tmpdir(), 'vb-reddit-'))
const env = { VOXBURST_DATA_DIR: folder }
const house = await startHouse(env)
const { creations, fault, media, publish, shown } = redditRoom(house)
afterAll(() => rm(folder, { recursive: true, force: true }))

beforeEach(async () => {
  await house.call('DELETE', '/sandbox/faults')
})

const kinds: [what: string, names: File[], given: Record<string, unknown>][] = [
  ['a text', [], {}],
  ['a link', [], { url: 'https://example.com/menu?a=1&b=2' }],
  ['an image', ['photo'], {}],
  ['a video', ['video'], {}],
  ['a loop', ['video'], { videoGif: true }],
  ['a gallery', ['photo', 'card'], {}],
  ['a poll', [], { poll: { options: ['Yes', 'No'], durationDays: 1 } }],
]

describe('6, a lost answer at every call that makes something public leaves exactly one', () => {
  const cases = kinds.flatMap(([what, names, given]) =>
    (['lost_response', 'lost_request'] as const).map((kind) => ({ what, names, given, kind })),
  )
  it.each(cases)('$kind: $what', async ({ names, given, kind }) => {
    const { id } = await house.account('reddit')
    await fault(kind, { accountId: id })
    const post = await publish(id, {
      content: 'Once   only \n\n  Fish & chips < soup  ',
      media: await media(...names),
      ...options({ subreddit: 'test', ...given }),
    })
    expect(post).toMatchObject({ status: 'published', platforms: [{ error: null }] })
    expect((await creations(id)).map(({ status }) => status)).toEqual(
      kind === 'lost_response' ? [null] : [null, 200],
    )
    expect(await shown(id)).toMatchObject([{ remoteId: post.platforms[0]?.platformPostId }])
  })

  it.each(['lost_response', 'lost_request'] as const)('%s: a crosspost', async (kind) => {
    const { id } = await house.account('reddit')
    const original = await publish(id, { content: 'The original' })
    await fault(kind, { accountId: id })
    const crosspostOf = original.platforms[0]?.platformPostId
    const post = await publish(id, { content: 'Look', ...options({ subreddit: 'test', crosspostOf }) })
    expect(post.status).toBe('published')
    expect(await shown(id)).toHaveLength(2)
  })

  it.each(['lost_response', 'lost_request', 'server_error'])('%s: the first comment', async (kind) => {
    const { id } = await house.account('reddit')
    await fault(kind, { accountId: id, operation: 'comment' })
    await publish(id, { content: 'With a comment', firstComment: 'More below' })
    const comments = async () => (await shown(id)).filter(({ text }) => text === 'More below').length
    for (let minutes = 0; minutes < 10 && (await comments()) === 0; minutes += 1) {
      await house.advance(60_000)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    await house.advance(600_000)
    expect(await comments()).toBe(1)
  })

  it('the same words posted before are another post', async () => {
    const { id } = await house.account('reddit')
    const one = await publish(id, { content: 'Again' })
    await fault('lost_request', { accountId: id })
    const other = await publish(id, { content: 'Again' })
    expect(other.status).toBe('published')
    expect(other.platforms[0]?.platformPostId).not.toBe(one.platforms[0]?.platformPostId)
    expect(await shown(id)).toHaveLength(2)
  })

  it('an upload is begun again, and leaves one post', async () => {
    const { id } = await house.account('reddit')
    await fault('lost_response', { accountId: id, operation: 'upload' })
    expect((await publish(id, { content: 'A film', media: await media('video') })).status).toBe('published')
    expect(await shown(id)).toHaveLength(1)
  })
})

it('a server that starts while an image becomes a post finds it, once', async () => {
  const { id } = await house.account('reddit')
  const [file] = await media('card')
  const post = await house.call<PostView>('POST', '/v1/posts', {
    accountIds: [id],
    content: 'Over the restart',
    media: [file],
  })
  await house.call('POST', `/v1/posts/${post.id}/publish`)
  await expect.poll(async () => (await creations(id)).length, { timeout: 10_000 }).toBe(1)
  await house.app.stop()
  const next = await startHouse(env, connectors, house.db)
  const settled = await next.settled(post.id, house.key)
  expect(settled.status).toBe('published')
  const out = (await next.posts('reddit')).filter(({ accountId }) => accountId === id)
  expect(out).toMatchObject([{ remoteId: settled.platforms[0]?.platformPostId }])
})
