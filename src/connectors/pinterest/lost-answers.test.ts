import { beforeEach, describe, expect, it } from 'vitest'
import { startHouse, type PostView } from '../../../tests/support/house.js'
import { options, pinterestRoom, type File } from '../../../tests/support/pinterest-room.js'

/** What becomes of a pin whose answer was lost, through the public API and against the simulator. */
const house = await startHouse()
const { addressOf, atPinterest, boardsOf, fault, media, pinsSent, problems, publish, shown } =
  pinterestRoom(house)

beforeEach(async () => {
  await house.call('DELETE', '/sandbox/faults')
})

const kinds: [what: string, names: File[]][] = [
  ['an image', ['image']],
  ['a large image', ['large']],
  ['a GIF', ['gif']],
  ['a carousel', ['image', 'image']],
  ['a large carousel', ['large', 'large']],
  ['a video', ['video']],
  ['a video with its cover', ['video', 'image']],
]
describe('a lost answer', () => {
  const cases = kinds.flatMap(([what, names]) =>
    (['lost_response', 'lost_request'] as const).map((kind) => ({ what, names, kind })),
  )
  it.each(cases)('$kind: $what is there once', async ({ names, kind }) => {
    const { id } = await house.account('pinterest')
    await fault(kind, { accountId: id, operation: 'publish' })
    const post = await publish(id, {
      content: 'Once',
      media: await media(...names),
      ...options({ title: 'A title', link: 'https://example.com/menu?a=1&b=2' }),
    })
    expect(post).toMatchObject({ status: 'published', platforms: [{ error: null }] })
    const pins = await pinsSent(id)
    expect(pins.map(({ status }) => status)).toEqual(kind === 'lost_response' ? [null] : [null, 201])
    expect(await shown(id)).toMatchObject([{ remoteId: post.platforms[0]?.platformPostId }])
  })

  it.each([
    ['lost_response', 1],
    ['lost_request', 1],
    ['server_error', 1],
  ])('%s of an upload leaves one pin', async (kind, count) => {
    const { id } = await house.account('pinterest')
    await fault(kind, { accountId: id, operation: 'upload' })
    const post = await publish(id, { content: 'A film', media: await media('video') })
    expect(post.status).toBe('published')
    expect(await shown(id)).toHaveLength(count)
  })

  it('to a pin without words is a person’s to settle, if one is there', async () => {
    const { id } = await house.account('pinterest')
    await fault('lost_response', { accountId: id })
    const post = await publish(id, { content: '', media: await media('image') })
    expect(post).toMatchObject({ status: 'failed', platforms: [{ error: { code: 'OUTCOME_UNKNOWN' } }] })
    expect(post.platforms[0]?.error?.message).toMatch(
      /Look at the account: if it is there, leave it; if not, use fix/,
    )
    await house.advance(3_600_000)
    expect(await shown(id)).toHaveLength(1)
  })

  it('to a pin without words that never arrived is sent again', async () => {
    const { id } = await house.account('pinterest')
    await fault('lost_request', { accountId: id })
    const post = await publish(id, { content: '', media: await media('image') })
    expect(post.status).toBe('published')
    expect(await shown(id)).toHaveLength(1)
  })

  it('beside an equal pin of another program is a person’s to settle', async () => {
    const { id } = await house.account('pinterest')
    const [board] = await boardsOf(id)
    await fault('lost_response', { accountId: id })
    const post = await house.call<PostView>('POST', '/v1/posts', {
      accountIds: [id],
      content: 'Twins',
      media: await media('image'),
    })
    await atPinterest(id, 'POST', '/pins', {
      board_id: board?.id,
      description: 'Twins',
      media_source: { source_type: 'image_url', url: await addressOf('image') },
    })
    await house.call('POST', `/v1/posts/${post.id}/publish`)
    expect(await house.settled(post.id)).toMatchObject({
      status: 'failed',
      platforms: [{ error: { code: 'OUTCOME_UNKNOWN' } }],
    })
    expect(await pinsSent(id)).toHaveLength(1)
  })

  it('is not looked for among pins of the same words that other posts have', async () => {
    const { id } = await house.account('pinterest')
    const body = { content: 'Weekly', media: await media('image') }
    await publish(id, body)
    await fault('lost_response', { accountId: id })
    expect((await publish(id, body)).status).toBe('published')
    await fault('lost_request', { accountId: id })
    expect((await publish(id, body)).status).toBe('published')
    const ids = (await shown(id)).map(({ remoteId }) => remoteId)
    expect(new Set(ids).size).toBe(3)
  })
})

it('all of this is as the network’s own document says', async () => {
  expect(await problems()).toEqual([])
})
