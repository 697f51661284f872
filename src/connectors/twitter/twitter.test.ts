import { describe, expect, it } from 'vitest'
import { startHouse, type PostView } from '../../../tests/support/house.js'
import { uploadFixture } from '../../../tests/support/upload-fixture.js'

/** What goes out to X for what a person asked for, as the record of its simulator has it. */
const house = await startHouse()
type Sent = { method: string; url: string; body: Record<string, unknown> }

async function publish(body: object, accountId?: string) {
  const by = accountId ?? (await house.account('twitter')).id
  const { id } = await house.call<PostView>('POST', '/v1/posts', { accountIds: [by], ...body })
  await house.call('POST', `/v1/posts/${id}/publish`)
  const [target] = (await house.settled(id)).platforms
  const { data } = await house.call<{ data: (Sent & { accountId: string | null })[] }>(
    'GET',
    '/sandbox/requests?platform=twitter&limit=200',
  )
  const sent = data.filter(({ accountId: of }) => of === by).reverse()
  const posts = sent.filter(({ url, method }) => method === 'POST' && url.endsWith('/2/tweets'))
  return { target, sent, posts: posts.map((each) => each.body) }
}
const pathsOf = (sent: readonly Sent[]) => sent.map(({ method, url }) => `${method} ${new URL(url).pathname}`)

describe('a post', () => {
  it('is its text alone where nothing else was asked for', async () => {
    const { target, posts } = await publish({ content: 'Hello' })
    expect(posts).toEqual([{ text: 'Hello' }])
    expect(target?.status).toBe('published')
  })

  it('has a poll, who may reply and its labels as X names them', async () => {
    const TWITTER = {
      poll: { options: ['Tea', 'Coffee'], durationMinutes: 30 },
      replySettings: 'mentionedUsers',
      madeWithAi: true,
      paidPartnership: true,
    }
    const { posts } = await publish({ content: 'What do you drink?', platformMetadata: { TWITTER } })
    expect(posts).toEqual([
      {
        text: 'What do you drink?',
        poll: { options: ['Tea', 'Coffee'], duration_minutes: 30 },
        reply_settings: 'mentionedUsers',
        made_with_ai: true,
        paid_partnership: true,
      },
    ])
  })

  it('has up to four images, each with its alt text given before', async () => {
    const boat = await uploadFixture(house, 'portrait-4x5-1080x1350.jpg', 'image/jpeg', 'A boat')
    const card = await uploadFixture(house, 'card-1200x630.png', 'image/png')
    const { sent, posts } = await publish({ content: 'Two', media: [boat, card] })
    expect(pathsOf(sent)).toEqual([
      'POST /2/media/upload',
      'POST /2/media/metadata',
      'POST /2/media/upload',
      'POST /2/tweets',
    ])
    expect(sent[0]?.body).toMatchObject({ fields: { media_category: 'tweet_image' } })
    expect(sent[1]?.body).toMatchObject({ metadata: { alt_text: { text: 'A boat' } } })
    expect(posts).toMatchObject([
      { text: 'Two', media: { media_ids: [sent[1]?.body['id'], expect.any(String)] } },
    ])
  })

  it.each([
    ['landscape-1280x720-4s-moov-last.mp4', 'video/mp4', 'tweet_video'],
    ['animated-480x270-2s.gif', 'image/gif', 'tweet_gif'],
  ])('uploads %s in pieces and waits until it is processed', async (file, type, category) => {
    const media = await uploadFixture(house, file, type, 'It moves')
    const { sent, posts } = await publish({ content: 'Moving', media: [media] })
    const [begun, piece, whole, ...later] = pathsOf(sent)
    expect([begun, piece, whole].map((path) => path?.replace(/\d{6,}/, 'ID'))).toEqual([
      'POST /2/media/upload/initialize',
      'POST /2/media/upload/ID/append',
      'POST /2/media/upload/ID/finalize',
    ])
    expect(sent[0]?.body).toMatchObject({ media_type: type, media_category: category })
    expect(later.at(0)).toBe('GET /2/media/upload')
    expect(later.slice(-2)).toEqual(['POST /2/media/metadata', 'POST /2/tweets'])
    expect(posts).toHaveLength(1)
  })

  it('of a thread stands under the one before it, the comment under the first', async () => {
    const TWITTER = { poll: { options: ['Yes', 'No'], durationMinutes: 5 }, madeWithAi: true }
    const { target, posts } = await publish({
      content: 'One',
      threadPosts: [{ content: 'Two' }, { content: 'Three' }],
      firstComment: 'And more',
      platformMetadata: { TWITTER },
    })
    await expect
      .poll(async () => (await house.posts('twitter')).some(({ text }) => text === 'And more'))
      .toBe(true)
    const out = await house.posts('twitter')
    const [one, two, three, comment] = ['One', 'Two', 'Three', 'And more'].map((text) =>
      out.find((post) => post.text === text),
    )
    expect([two?.parentId, three?.parentId, comment?.parentId]).toEqual([
      one?.remoteId,
      two?.remoteId,
      one?.remoteId,
    ])
    expect(target?.platformPostId).toBe(one?.remoteId)
    // A poll belongs to the first part, a label to all of them.
    expect(posts.map((body) => [body['poll'] !== undefined, body['made_with_ai']]).slice(0, 3)).toEqual([
      [true, true],
      [false, true],
      [false, true],
    ])
  })

  it('answers another one, where the network lets apps do so', async () => {
    const { id, username } = await house.account('twitter', { username: 'replier' })
    const asked = await publish({ content: `What do you think, @${username}?` })
    const silent = await publish({ content: 'Nobody is meant' })
    const reply = async (content: string, to: string | null | undefined) =>
      publish({ content, platformMetadata: { TWITTER: { inReplyTo: to } } }, id)
    const answer = await reply('I like it', asked.target?.platformPostId)
    expect(answer.posts).toEqual([
      { text: 'I like it', reply: { in_reply_to_tweet_id: asked.target?.platformPostId } },
    ])
    expect(answer.target?.status).toBe('published')
    const refused = await reply('I like it too', silent.target?.platformPostId)
    expect(refused.target?.error?.message).toBe('X does not let apps reply here.')
  })

  it('whose answer was lost is found under the one that it answers', async () => {
    const { id } = await house.account('twitter')
    const first = await publish({ content: 'The beginning' }, id)
    await house.call('POST', '/sandbox/faults', {
      platform: 'twitter',
      fault: 'lost_response',
      accountId: id,
    })
    const TWITTER = { inReplyTo: first.target?.platformPostId }
    const answer = await publish({ content: 'Lost and found', platformMetadata: { TWITTER } }, id)
    expect(answer.target?.status).toBe('published')
    expect((await house.posts('twitter')).filter(({ text }) => text === 'Lost and found')).toHaveLength(1)
  })
})

it.each([
  [{ inReplyTo: 'https://x.com/ann/status/1' }, 'inReplyTo'],
  [{ replySettings: 'nobody' }, 'replySettings'],
  [{ poll: { options: ['One'], durationMinutes: 30 } }, 'poll.options'],
  [{ poll: { options: ['One', 'Two'], durationMinutes: 1 } }, 'poll.durationMinutes'],
  [{ quote: '1' }, 'quote'],
])('options that X has not are refused with the field: %j', async (TWITTER, field) => {
  const { id } = await house.account('twitter')
  const body = { content: 'Never', accountIds: [id], platformMetadata: { TWITTER } }
  const { error } = await house.call<{ error: { code: string; details: { field: string } } }>(
    'POST',
    '/v1/posts',
    body,
    { status: 400 },
  )
  expect([error.code, error.details.field]).toEqual(['VALIDATION_ERROR', `platformMetadata.TWITTER.${field}`])
})
