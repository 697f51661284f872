import { beforeEach, describe, expect, it } from 'vitest'
import { startHouse } from '../../../tests/support/house.js'
import { options, pinterestRoom, type File } from '../../../tests/support/pinterest-room.js'

/** What is Pinterest’s own, through the public API and against its simulator. What all networks share is in the kit. */
const house = await startHouse()
const { addressOf, atPinterest, fault, media, pinsSent, problems, publish, sent, shown } =
  pinterestRoom(house)

beforeEach(async () => {
  await house.call('DELETE', '/sandbox/faults')
})

/** What each kind of pin is made of, and what is asked for before it. */
const kinds: [what: string, names: File[], options: object, source: object, before: string[]][] = [
  ['an image', ['image'], {}, { source_type: 'image_base64', content_type: 'image/jpeg' }, []],
  ['a large image', ['large'], {}, { source_type: 'image_url' }, []],
  ['a GIF', ['gif'], {}, { source_type: 'image_url' }, []],
  ['a carousel', ['image', 'image'], {}, { source_type: 'multiple_image_base64' }, []],
  ['a large carousel', ['large', 'large'], {}, { source_type: 'multiple_image_urls' }, []],
  [
    'a video',
    ['video'],
    {},
    { source_type: 'video_id', cover_image_key_frame_time: 1 },
    ['POST /v5/media', 'POST /', 'GET /v5/media/…'],
  ],
  [
    'a video with the second of its cover',
    ['video'],
    { coverKeyFrameSeconds: 3 },
    { source_type: 'video_id', cover_image_key_frame_time: 3 },
    ['POST /v5/media', 'POST /', 'GET /v5/media/…'],
  ],
  [
    'a video with its cover',
    ['video', 'image'],
    {},
    { source_type: 'video_id', cover_image_content_type: 'image/jpeg' },
    ['POST /v5/media', 'POST /', 'GET /v5/media/…'],
  ],
]
const words = {
  title: 'A title',
  link: 'https://example.com/menu?a=1&b=2',
  dominantColor: '#6E7874',
}

describe('what can be posted', () => {
  it.each(kinds)('%s', async (_what, names, given, source, before) => {
    const { id } = await house.account('pinterest')
    const post = await publish(id, {
      content: 'Crème brûlée 🍮',
      media: await media(...names),
      ...options({ ...words, ...given }),
    })
    expect(post).toMatchObject({ status: 'published', platforms: [{ error: null }] })
    const calls = (await sent(id)).map(({ call }) => call.replace(/\d{3,}$/, '…'))
    expect([...new Set(calls)]).toEqual([...before, 'POST /v5/pins'])
    expect(await pinsSent(id)).toMatchObject([
      {
        status: 201,
        body: {
          title: 'A title',
          description: 'Crème brûlée 🍮',
          link: words.link,
          dominant_color: '#6E7874',
          media_source: source,
        },
      },
    ])
    const [target] = post.platforms
    const pictures = names.includes('video') ? ['video'] : names
    expect(await shown(id)).toMatchObject([{ text: 'Crème brûlée 🍮', remoteId: target?.platformPostId }])
    expect((await shown(id))[0]?.media).toHaveLength(pictures.length)
    expect(new URL(target?.platformPostUrl ?? '').pathname).toBe(
      `/sandbox/pinterest/www.pinterest.com/pin/${target?.platformPostId ?? ''}/`,
    )
    const page = await (await fetch(target?.platformPostUrl ?? '')).text()
    for (const text of ['A title', 'Crème brûlée']) expect(page).toContain(text)
  })

  it('a video whose cover is elsewhere', async () => {
    const { id } = await house.account('pinterest')
    const cover = await addressOf('image')
    const post = await publish(id, {
      content: 'A film',
      media: await media('video'),
      ...options({ coverImageUrl: cover }),
    })
    expect(post.status).toBe('published')
    expect(await pinsSent(id)).toMatchObject([{ body: { media_source: { cover_image_url: cover } } }])
  })

  it('a carousel whose images say something of their own', async () => {
    const { id } = await house.account('pinterest')
    const carousel = [{ title: 'One', link: 'https://example.com/1' }, { description: 'The second' }]
    const post = await publish(id, {
      content: 'Two',
      media: await media('image', 'image'),
      ...options({ carousel }),
    })
    expect(post.status).toBe('published')
    const pin = await atPinterest<{ media: object }>(
      id,
      'GET',
      `/pins/${post.platforms[0]?.platformPostId ?? ''}`,
    )
    expect(pin.media).toMatchObject({
      items: [{ title: 'One', link: 'https://example.com/1' }, { description: 'The second' }],
    })
  })

  it('the same twice: two pins, both of them ours', async () => {
    const { id } = await house.account('pinterest')
    const body = { content: 'Again', media: await media('image') }
    const [one, other] = [await publish(id, body), await publish(id, body)]
    expect([one.status, other.status]).toEqual(['published', 'published'])
    expect(one.platforms[0]?.platformPostId).not.toBe(other.platforms[0]?.platformPostId)
    expect(await shown(id)).toHaveLength(2)
  })

  it('no text alone, no mixture, no carousel of different sizes: said when the post is written', async () => {
    const { id } = await house.account('pinterest')
    const refused = async (names: File[]): Promise<string | undefined> => {
      const body = { accountIds: [id], content: 'No', media: await media(...names) }
      const { error } = await house.call<{ error: { details: { issue: string } } }>(
        'POST',
        '/v1/posts',
        body,
        {
          status: 400,
        },
      )
      return error.details.issue
    }
    expect(await refused([])).toBe('MEDIA_REQUIRED')
    expect(await refused(['gif', 'image'])).toBe('MEDIA_MIX_NOT_SUPPORTED')
    expect(await refused(['image', 'large'])).toBe('DIMENSIONS_INVALID')
  })
})

describe('a refusal', () => {
  it('for spam is the author’s to settle, and nothing is sent again by itself', async () => {
    const { id } = await house.account('pinterest')
    await fault('duplicate', { accountId: id })
    const post = await publish(id, { content: 'Buy now', media: await media('image') })
    expect(post).toMatchObject({ status: 'failed', platforms: [{ error: { code: 'CONTENT_REJECTED' } }] })
    expect(post.platforms[0]?.error?.message).toContain('spam')
    expect(await pinsSent(id)).toHaveLength(1)
  })

  it('of a picture is told', async () => {
    const { id } = await house.account('pinterest')
    await fault('media_rejected', { accountId: id, operation: 'publish' })
    const post = await publish(id, { content: 'Far away', media: await media('large') })
    expect(post).toMatchObject({ status: 'failed', platforms: [{ error: { code: 'MEDIA_REJECTED' } }] })
  })

  it('because the day’s requests are used up says until when', async () => {
    const { id } = await house.account('pinterest')
    await fault('quota_exceeded', { accountId: id, retryAfter: 20_000 })
    const post = await publish(id, { content: 'Too much', media: await media('image') })
    expect(post).toMatchObject({ status: 'failed', platforms: [{ error: { code: 'QUOTA_EXCEEDED' } }] })
    expect(post.platforms[0]?.error?.details).toHaveProperty('retryAt')
  })
})

it('a video is ahead of its time, so that the pin is a small request when it is due', async () => {
  const { id } = await house.account('pinterest')
  const clock = await house.call<{ now: string }>('GET', '/sandbox/clock')
  const scheduledFor = new Date(Date.parse(clock.now) + 30 * 60_000)
  const body = { accountIds: [id], content: 'Premiere', media: await media('video'), scheduledFor }
  await house.call('POST', '/v1/posts', body)
  await house.advance(20 * 60_000)
  // The numbers of the account may be read meanwhile.
  const made = async () => (await sent(id)).map(({ call }) => call).filter((call) => call.startsWith('POST '))
  await expect.poll(made, { timeout: 20_000 }).toEqual(['POST /v5/media', 'POST /'])
  expect(await shown(id)).toEqual([])
  await house.advance(10 * 60_000)
  await expect.poll(async () => (await shown(id)).length, { timeout: 20_000 }).toBe(1)
  expect((await sent(id)).filter(({ call }) => call === 'POST /v5/media')).toHaveLength(1)
})

it('all of this is as the network’s own document says', async () => {
  expect(await problems()).toEqual([])
})
