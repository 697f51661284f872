import { beforeEach, describe, expect, it } from 'vitest'
import { startHouse, type PostView } from '../../../tests/support/house.js'
import { uploadFixture } from '../../../tests/support/upload-fixture.js'

/** What is WhatsApp's own, through the public API and against its simulator. What all networks share is in the kit. */
const house = await startHouse()

beforeEach(async () => {
  await house.call('DELETE', '/sandbox/faults')
})

const fault = (kind: string, more: Record<string, unknown> = {}) =>
  house.call('POST', '/sandbox/faults', { platform: 'whatsapp', fault: kind, ...more })

/** People who always wrote in the last 24 hours. */
const [ann, bob, cem] = ['+15550100001', '+15550100002', '+15550100003'] as const
const stranger = '+15552220001'

type Body = Record<string, unknown> & { content?: string; media?: string[] }

async function created(accountId: string, options: object, body: Body = {}): Promise<PostView> {
  return house.call<PostView>('POST', '/v1/posts', {
    content: 'Spring sale',
    accountIds: [accountId],
    platformMetadata: { whatsapp: options },
    ...body,
  })
}

async function publish(accountId: string, options: object, body: Body = {}): Promise<PostView> {
  const { id } = await created(accountId, options, body)
  await house.call('POST', `/v1/posts/${id}/publish`)
  return house.settled(id)
}

const read = (id: string): Promise<PostView> => house.call('GET', `/v1/posts/${id}`)

type Shown = { text: string; notes?: string[]; remoteId: string; media: { kind: string }[] }
const shown = async (accountId: string): Promise<Shown[]> =>
  (await house.posts('whatsapp')).filter((each) => each.accountId === accountId)

type Sent = { url: string; status: number | null; body: Record<string, unknown> & { to?: string } }
/** What was sent to people, oldest first. */
async function sent(accountId: string): Promise<Sent[]> {
  const { data } = await house.call<{ data: (Sent & { accountId: string; method: string })[] }>(
    'GET',
    '/sandbox/requests?platform=whatsapp&limit=1000',
  )
  return data
    .filter((each) => each.accountId === accountId && /\/(marketing_)?messages(\?|$)/.test(each.url))
    .reverse()
}

/** WhatsApp's id of an account's number. */
async function numberIdOf(accountId: string): Promise<string> {
  const [row] = await house.db.query<{ remote_id: string }>({
    text: 'select remote_id from accounts where id = $1',
    values: [accountId],
  })
  return row?.remote_id ?? ''
}

const warnings = async (id: string) => (await read(id)).platforms[0]?.warnings ?? []

describe('a post to a list of people', () => {
  it('is a message to each of them, with a file and buttons of an approved template', async () => {
    const { id } = await house.account('whatsapp')
    const image = await uploadFixture(house, 'card-1200x630.png', 'image/png')
    const options = { to: [ann, bob, stranger], template: 'launch' }
    const post = await publish(id, options, { media: [image] })
    expect(post).toMatchObject({ status: 'published', platforms: [{ error: null, platformPostUrl: null }] })
    expect(post.platforms[0]?.platformPostId).toMatch(/^wamid\./)
    const all = await shown(id)
    expect(all).toHaveLength(3)
    expect(all.every(({ text, media }) => text.includes('Spring sale') && media[0]?.kind === 'image')).toBe(
      true,
    )
    // The file went up once.
    const { data } = await house.call<{ data: { url: string; accountId: string }[] }>(
      'GET',
      '/sandbox/requests?platform=whatsapp&limit=1000',
    )
    expect(data.filter((each) => each.accountId === id && /\/media(\?|$)/.test(each.url))).toHaveLength(1)
  })

  it.each([
    [
      'a template with places in its header, its body and a button',
      {
        template: 'order_update',
        headerText: 'A-7',
        parameters: ['Ann', 'A-7'],
        buttons: [{ index: 0, url: 'A-7' }],
      },
    ],
    [
      'a template with named places',
      { template: 'named_offer', parameters: { first_name: 'Ann', offer: '20 %' } },
    ],
    ['a template without places', { template: 'hello_world', parameters: [] }],
    ['a template in another language', { template: 'announcement', language: 'de' }],
    ['a marketing message', { template: 'announcement', marketing: { policy: 'STRICT' } }],
    ['a question with buttons', { choices: ['Yes', 'No'] }],
    ['a place', { location: { latitude: 52.52, longitude: 13.4, name: 'Bistro', address: 'Berlin' } }],
    ['a text with a preview', { linkPreview: true }],
  ])('may be %s', async (_what, options) => {
    const { id } = await house.account('whatsapp')
    const post = await publish(id, { to: [ann], ...options })
    expect(post).toMatchObject({ status: 'published', platforms: [{ error: null }] })
    expect(await shown(id)).toHaveLength(1)
  })

  it('may be a place alone, without a text', async () => {
    const { id } = await house.account('whatsapp')
    const post = await publish(id, { to: [ann], location: { latitude: 1, longitude: 2 } }, { content: '' })
    expect(post).toMatchObject({ status: 'published', platforms: [{ error: null }] })
    expect((await sent(id))[0]?.body).toMatchObject({ type: 'location', location: { latitude: '1' } })
  })

  it('may be an answer to what was sent before', async () => {
    const { id } = await house.account('whatsapp')
    const first = await publish(id, { to: [ann] })
    const inReplyTo = first.platforms[0]?.platformPostId ?? ''
    expect((await publish(id, { to: [ann], inReplyTo })).status).toBe('published')
    expect((await sent(id)).at(-1)?.body['context']).toEqual({ message_id: inReplyTo })
  })

  it('may go to a group instead', async () => {
    const { id } = await house.account('whatsapp')
    const post = await publish(id, { group: `1203630${await numberIdOf(id)}` })
    expect(post).toMatchObject({ status: 'published', platforms: [{ error: null }] })
    expect((await sent(id))[0]?.body).toMatchObject({ recipient_type: 'group' })
  })

  it('needs to be said to whom before it is made', async () => {
    const { id } = await house.account('whatsapp')
    const refusal = await house.call<{ error: { details: object } }>(
      'POST',
      '/v1/posts',
      { content: 'Hello', accountIds: [id] },
      { status: 400 },
    )
    expect(refusal.error.details).toMatchObject({ field: 'platformMetadata.WHATSAPP.to' })
  })
})

describe('what a stand-in must reproduce, as the connector meets it', () => {
  it('1: taken, and failed later: a warning says whom, and nobody is sent it again', async () => {
    const { id } = await house.account('whatsapp')
    const gone = '+1555131026'
    const post = await publish(id, { to: [ann, gone], template: 'announcement' })
    expect(post.status).toBe('published')
    await house.advance(5_000)
    await expect
      .poll(() => warnings(post.id))
      .toMatchObject([
        {
          code: 'DELIVERY_FAILED',
          failed: 1,
          undelivered: [{ recipient: '1555131026', code: 'CONTENT_REJECTED' }],
        },
      ])
    await house.advance(3_600_000)
    expect(await read(post.id)).toMatchObject({ status: 'published' })
    expect(await sent(id)).toHaveLength(2)
  })

  it('1: statuses late by minutes settle a lost answer, each person once', async () => {
    const { id } = await house.account('whatsapp', { accountType: 'late' })
    await fault('lost_response', { times: 1 })
    const post = await publish(id, { to: [ann, bob, cem], template: 'announcement' })
    expect(post).toMatchObject({ status: 'published', platforms: [{ error: null, warnings: [] }] })
    expect(await shown(id)).toHaveLength(3)
    expect(await sent(id)).toHaveLength(3)
  })

  it('1: statuses twice and out of order change nothing', async () => {
    const { id } = await house.account('whatsapp')
    const post = await publish(id, { to: [ann, bob, cem, stranger], template: 'announcement' })
    for (let times = 0; times < 4; times += 1) await house.advance(2_000)
    const told = () =>
      house.db.query<{ all: boolean }>({
        text: `select bool_and(told -> remote_id ? 'delivered') as all from target_items where target_id = $1`,
        values: [post.platforms[0]?.postPlatformId],
      })
    await expect.poll(async () => (await told())[0]?.all).toBe(true)
    expect(await read(post.id)).toMatchObject({ status: 'published', platforms: [{ warnings: [] }] })
  })

  it('2: a repeat is a second message, so that only a person sends again what nobody was told of', async () => {
    const { id } = await house.account('whatsapp')
    await fault('lost_request')
    const post = await publish(id, { to: [ann, bob], template: 'announcement' })
    expect(post).toMatchObject({
      status: 'failed',
      platforms: [{ error: { code: 'OUTCOME_UNKNOWN', details: { delivered: 1, unknown: 1 } } }],
    })
    await house.call('POST', `/v1/posts/${post.id}/retry`)
    await house.settled(post.id)
    expect(await shown(id)).toHaveLength(1)
    const target = post.platforms[0]?.postPlatformId ?? ''
    await house.call('POST', `/v1/posts/${post.id}/platforms/${target}/fix`, { content: 'Spring sale' })
    expect((await house.settled(post.id)).status).toBe('published')
    expect(await shown(id)).toHaveLength(2)
  })

  it('2: what went to one alone says to ask him: nothing else shows whether it arrived', async () => {
    const { id } = await house.account('whatsapp')
    await fault('lost_request')
    const post = await publish(id, { to: [ann], template: 'announcement' })
    expect(post.platforms[0]?.error).toMatchObject({
      code: 'OUTCOME_UNKNOWN',
      message: expect.stringContaining('Ask who it was for: if it did, leave it; if not, use fix') as string,
    })
  })

  it('3: a free text to who has not written is taken and not delivered; a warning says so before', async () => {
    const { id } = await house.account('whatsapp')
    const post = await created(id, { to: [stranger] })
    expect(post).toMatchObject({ warnings: [{ code: 'REACHES_RECENT_WRITERS_ONLY' }] })
    await house.call('POST', `/v1/posts/${post.id}/publish`)
    await house.settled(post.id)
    await house.advance(5_000)
    await expect
      .poll(() => warnings(post.id))
      .toMatchObject([
        {
          code: 'DELIVERY_FAILED',
          undelivered: [{ message: expect.stringContaining('template') as string }],
        },
      ])
  })

  it('3: who writes is reached for a day', async () => {
    const { id } = await house.account('whatsapp')
    await house.call('POST', '/sandbox/messages', {
      platform: 'whatsapp',
      accountId: id,
      from: stranger,
      text: 'Hi',
    })
    const post = await publish(id, { to: [stranger] })
    await house.advance(5_000)
    expect(await shown(id)).toHaveLength(1)
    expect(await warnings(post.id)).toEqual([])
  })

  it.each([
    ['132001', { template: 'no_such_template' }],
    ['132001', { template: 'announcement', language: 'fr' }],
    ['132000', { template: 'order_update', parameters: ['one'] }],
    ['132015', { template: 'paused_offer' }],
    ['132016', { template: 'disabled_offer' }],
  ])('4: %s of a template stops the post for all, before anybody has it', async (code, options) => {
    const { id } = await house.account('whatsapp')
    const post = await publish(id, { to: [ann, bob], ...options })
    expect(post).toMatchObject({
      status: 'failed',
      platforms: [
        {
          error: {
            code: 'CONTENT_REJECTED',
            details: { networkCode: expect.stringContaining(code) as string },
          },
        },
      ],
    })
    expect(await sent(id)).toHaveLength(1)
    expect(await shown(id)).toEqual([])
  })

  it('5: a file that cannot be delivered is told later, as a warning', async () => {
    const { id } = await house.account('whatsapp')
    const image = await uploadFixture(house, 'card-1200x630.png', 'image/png')
    await fault('media_rejected', { operation: 'publish' })
    const post = await publish(id, { to: [ann] }, { media: [image] })
    await house.advance(5_000)
    await expect
      .poll(() => warnings(post.id))
      .toMatchObject([{ code: 'DELIVERY_FAILED', undelivered: [{ code: 'MEDIA_REJECTED' }] }])
  })

  it('6: the number that WhatsApp knows a person by is kept', async () => {
    const { id } = await house.account('whatsapp')
    const post = await publish(id, { to: ['+5215512345678'], template: 'announcement' })
    const [item] = await house.db.query<{ recipient: string; data: object }>({
      text: 'select recipient, data from target_items where target_id = $1',
      values: [post.platforms[0]?.postPlatformId],
    })
    expect(item).toMatchObject({ recipient: '5215512345678', data: { waId: '525512345678' } })
  })

  it.each(['banned', 'pending', 'unverified'])(
    '7: a number that is %s sends nothing, and says why',
    async (accountType) => {
      const { id } = await house.account('whatsapp', { accountType })
      const post = await publish(id, { to: [ann], template: 'announcement' })
      expect(post).toMatchObject({ status: 'failed', platforms: [{ error: { code: 'ACCOUNT_SUSPENDED' } }] })
    },
  )
})

it('the answer is lost and the status fails: it is out, and the warning says that it did not arrive', async () => {
  const { id } = await house.account('whatsapp')
  await fault('lost_response')
  const post = await publish(id, { to: ['+1555131050'], template: 'announcement' })
  expect(post.status).toBe('published')
  await house.advance(5_000)
  await expect.poll(() => warnings(post.id)).toMatchObject([{ code: 'DELIVERY_FAILED' }])
  expect(await sent(id)).toHaveLength(1)
})

it('numbers of a post are counted over all its people', async () => {
  const { id } = await house.account('whatsapp')
  // Who ends in 0 does not say what was read.
  const to = [ann, bob, '+15550100010', '+1555131026']
  const post = await publish(id, { to, template: 'announcement' })
  const target = post.platforms[0]?.postPlatformId
  for (let times = 0; times < 4; times += 1) await house.advance(2_000)
  await expect.poll(() => warnings(post.id)).toHaveLength(1)
  await house.advance(3_700_000)
  const numbers = async () =>
    (
      await house.db.query<{ numbers: object }>({
        text: 'select numbers from measured_posts where target_id = $1',
        values: [target],
      })
    )[0]?.numbers
  await expect
    .poll(numbers, { timeout: 20_000 })
    .toEqual({ reach: 2, more: { sent: 4, delivered: 3, read: 2, failed: 1 } })
})

it('what is not signed with the app’s secret is not heard', async () => {
  const { id } = await house.account('whatsapp')
  await fault('lost_request')
  const post = await publish(id, { to: [ann], template: 'announcement' })
  const target = post.platforms[0]?.postPlatformId ?? ''
  const status = {
    id: 'wamid.forged',
    status: 'sent',
    timestamp: '1750263773',
    biz_opaque_callback_data: `${target}:0`,
  }
  const value = { metadata: { phone_number_id: await numberIdOf(id) }, statuses: [status] }
  const answer = await fetch(`${house.url}/webhooks/platforms/whatsapp`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` },
    body: JSON.stringify({ entry: [{ changes: [{ field: 'messages', value }] }] }),
  })
  expect(answer.status).toBe(403)
  expect(await read(post.id)).toMatchObject({ status: 'failed', platforms: [{ platformPostId: null }] })
})
