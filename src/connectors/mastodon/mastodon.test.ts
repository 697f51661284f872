import { describe, expect, it } from 'vitest'
import { startHouse, type PostView } from '../../../tests/support/house.js'
import { uploadFixture } from '../../../tests/support/upload-fixture.js'

/** What goes out to an instance for what a person asked for, as the record of its simulator has it. */
const house = await startHouse()
type Sent = { method: string; url: string; body: Record<string, unknown>; status: number }

async function publish(body: object, accountId?: string) {
  const by = accountId ?? (await house.account('mastodon')).id
  const { id } = await house.call<PostView>('POST', '/v1/posts', { accountIds: [by], ...body })
  await house.call('POST', `/v1/posts/${id}/publish`)
  const [target] = (await house.settled(id)).platforms
  return { target, id, sent: await sentBy(by) }
}
async function sentBy(accountId: string): Promise<Sent[]> {
  const { data } = await house.call<{ data: (Sent & { accountId: string | null })[] }>(
    'GET',
    '/sandbox/requests?platform=mastodon&limit=200',
  )
  return data.filter((each) => each.accountId === accountId).reverse()
}
const statuses = (sent: readonly Sent[]) =>
  sent.filter(({ url }) => url.endsWith('/api/v1/statuses')).map(({ body }) => body)

describe('a status', () => {
  it('has its visibility, content warning, language and poll as instances name them', async () => {
    const MASTODON = {
      visibility: 'unlisted',
      spoilerText: 'Drinks',
      language: 'DE',
      poll: { options: ['Tee', 'Kaffee'], expiresInSeconds: 600, multiple: true, hideTotals: true },
    }
    const { sent } = await publish({ content: 'Was trinkt ihr?', platformMetadata: { MASTODON } })
    expect(statuses(sent)).toEqual([
      {
        status: 'Was trinkt ihr?',
        media_ids: [],
        visibility: 'unlisted',
        spoiler_text: 'Drinks',
        language: 'de',
        poll: { options: ['Tee', 'Kaffee'], expires_in: 600, multiple: true, hide_totals: true },
      },
    ])
  })

  it('has up to four images with their alt texts, hidden where that was asked for', async () => {
    const boat = await uploadFixture(house, 'portrait-4x5-1080x1350.jpg', 'image/jpeg', 'A boat')
    const card = await uploadFixture(house, 'card-1200x630.png', 'image/png')
    const { sent } = await publish({
      content: 'Two',
      media: [boat, card],
      platformMetadata: { MASTODON: { sensitive: true } },
    })
    expect(sent.map(({ url, status }) => [new URL(url).pathname, status])).toEqual([
      ['/api/v2/media', 200],
      ['/api/v2/media', 200],
      ['/api/v1/statuses', 200],
    ])
    expect(sent[0]?.body).toMatchObject({ fields: { description: 'A boat' } })
    expect(statuses(sent)).toMatchObject([
      { sensitive: true, media_ids: [expect.any(String), expect.any(String)] },
    ])
  })

  it.each([
    ['landscape-1280x720-4s-moov-last.mp4', 'video/mp4'],
    ['animated-480x270-2s.gif', 'image/gif'],
  ])('waits until %s is processed', async (file, type) => {
    const media = await uploadFixture(house, file, type, 'It moves')
    const { sent } = await publish({ content: 'Moving', media: [media] })
    const answers = sent.map(({ method, status }) => `${method} ${String(status)}`)
    expect(answers.slice(0, 2)).toEqual(['POST 202', 'GET 206'])
    expect(answers.slice(-2)).toEqual(['GET 200', 'POST 200'])
  })

  it('of a thread stands under the one before it, the poll with the first', async () => {
    const poll = { options: ['Yes', 'No'], expiresInSeconds: 300 }
    const { sent } = await publish({
      content: 'Part one',
      threadPosts: [{ content: 'Part two' }, { content: 'Part three' }],
      platformMetadata: { MASTODON: { visibility: 'private', poll } },
    })
    const [one, two] = (await house.posts('mastodon'))
      .filter(({ text }) => ['Part one', 'Part two'].includes(text))
      .reverse()
    expect(statuses(sent)).toMatchObject([
      { status: 'Part one', visibility: 'private', poll: { options: ['Yes', 'No'] } },
      { status: 'Part two', visibility: 'private', in_reply_to_id: one?.remoteId },
      { status: 'Part three', visibility: 'private', in_reply_to_id: two?.remoteId },
    ])
    expect(statuses(sent).filter((body) => 'poll' in body)).toHaveLength(1)
  })

  it.each(['private', 'direct', 'unlisted', 'public'])(
    'that is %s has a first comment which is too',
    async (visibility) => {
      const { id: by } = await house.account('mastodon')
      const MASTODON = { visibility }
      await publish({ content: 'Seen', firstComment: 'Below', platformMetadata: { MASTODON } }, by)
      await expect.poll(async () => statuses(await sentBy(by)).length).toBe(2)
      expect(statuses(await sentBy(by)).map((body) => body['visibility'])).toEqual([visibility, visibility])
    },
  )

  it('answers another one of its instance', async () => {
    const asked = await publish({ content: 'What do you think?' })
    const MASTODON = { inReplyTo: asked.target?.platformPostId }
    const answer = await publish({ content: 'I like it', platformMetadata: { MASTODON } })
    expect(statuses(answer.sent)).toMatchObject([{ in_reply_to_id: asked.target?.platformPostId }])
    const nowhere = await publish({ content: 'Who?', platformMetadata: { MASTODON: { inReplyTo: '404' } } })
    expect(nowhere.target?.error?.message).toBe('What the post refers to is not there any more.')
  })
})

it('an account tells how much its instance takes where that is not what instances take unless they say so', async () => {
  const limits = async (username: string) => {
    const { id } = await house.account('mastodon', { username })
    return (await house.call<{ limits: unknown }>('GET', `/v1/accounts/${id}`)).limits
  }
  expect(await limits('ann@max1000.example')).toMatchObject({ text: { max: 1_000 }, thread: { max: 25 } })
  expect(await limits('ann@plain.example')).toBeNull()
})

it('a poll has as many answers as its instance takes, and no more', async () => {
  const answers = (count: number) =>
    Array.from({ length: count }, (_, index) => `Answer ${String(index + 1)}`)
  const asked = async (instance: string, count: number, more: object = {}) => {
    const { id } = await house.account('mastodon', { username: `asker@${instance}` })
    const poll = { options: answers(count), expiresInSeconds: 300, ...more }
    const body = { content: 'Which?', accountIds: [id], platformMetadata: { MASTODON: { poll } } }
    return { id, body }
  }
  const six = await asked('poll6.example', 6)
  expect((await publish(six.body, six.id)).target?.status).toBe('published')
  const refused = async ({ body }: { body: object }) =>
    (
      await house.call<{ error: { details: Record<string, unknown> } }>('POST', '/v1/posts', body, {
        status: 400,
      })
    ).error.details
  const field = 'platformMetadata.MASTODON.poll.options'
  expect(await refused(await asked('poll6.example', 7))).toMatchObject({ field, maxItems: 6, actualItems: 7 })
  expect(await refused(await asked('mastodon.example', 5))).toMatchObject({
    field,
    maxItems: 4,
    actualItems: 5,
  })
  const long = await asked('mastodon.example', 2, { options: ['a'.repeat(51), 'b'] })
  expect(await refused(long)).toMatchObject({ field, maxLength: 50, actualLength: 51 })
})

it('hiding media that are not there warns', async () => {
  const { id } = await house.account('mastodon')
  const post = await house.call<{ warnings: { code: string; field: string }[] }>('POST', '/v1/posts', {
    content: 'Nothing to hide',
    accountIds: [id],
    platformMetadata: { MASTODON: { sensitive: true } },
  })
  expect(post.warnings).toMatchObject([
    { code: 'SETTING_IGNORED', field: 'platformMetadata.MASTODON.sensitive' },
  ])
})

it.each([
  [{ inReplyTo: 'https://mastodon.social/@ann/1' }, 'inReplyTo'],
  [{ visibility: 'secret' }, 'visibility'],
  [{ language: 'german' }, 'language'],
  [{ poll: { options: ['One', 'Two'], expiresInSeconds: 1 } }, 'poll.expiresInSeconds'],
  [{ quotedStatusId: '1' }, 'quotedStatusId'],
])('options that Mastodon has not are refused with the field: %j', async (MASTODON, field) => {
  const { id } = await house.account('mastodon')
  const body = { content: 'Never', accountIds: [id], platformMetadata: { MASTODON } }
  const { error } = await house.call<{ error: { code: string; details: { field: string } } }>(
    'POST',
    '/v1/posts',
    body,
    { status: 400 },
  )
  expect([error.code, error.details.field]).toEqual([
    'VALIDATION_ERROR',
    `platformMetadata.MASTODON.${field}`,
  ])
})
