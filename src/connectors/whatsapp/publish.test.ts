import { describe, expect, it } from 'vitest'
import { aFile, anItem, scripted } from '../../../tests/support/scripted-network.js'
import { NoAnswer } from '../platform-http.js'
import { metrics } from './metrics.js'
import { prepare } from './prepare.js'
import { publish } from './publish.js'
import { quota } from './quota.js'

const recipient = '4915112345678'
const dayMs = 24 * 3_600_000
const taken = {
  messaging_product: 'whatsapp',
  contacts: [{ input: '4915112345678', wa_id: '4915112345679' }],
  messages: [{ id: 'wamid.HBg', message_status: 'accepted' }],
}

describe('a message', () => {
  it('is taken with its id, and the person’s own number where that is another', async () => {
    const { ctx, asked } = scripted([{ json: taken }])
    expect(await publish(anItem({ recipient }), null, ctx)).toEqual({
      kind: 'published',
      remoteId: 'wamid.HBg',
      url: null,
      data: { waId: '4915112345679', messageStatus: 'accepted' },
    })
    expect(asked).toMatchObject([
      {
        method: 'POST',
        url: 'https://graph.facebook.com/v23.0/7/messages',
        headers: { authorization: 'Bearer token' },
        creating: true,
      },
    ])
  })

  it('for marketing goes to its own edge', async () => {
    const { ctx, asked } = scripted([{ json: taken }])
    await publish(anItem({ recipient, options: { template: 'news', marketing: {} } }), null, ctx)
    expect(asked[0]?.url).toBe('https://graph.facebook.com/v23.0/7/marketing_messages')
  })

  it.each([
    ['a page of a proxy', { status: 200, text: '<html>' }],
    ['no message', { json: { messages: [] } }],
    ['a message without an id', { json: { messages: [{}] } }],
    ['a server error', { status: 503, text: '' }],
  ])('with %s for an answer may be out', async (_what, answer) => {
    const { ctx } = scripted([answer])
    expect(await publish(anItem({ recipient }), null, ctx)).toMatchObject({ kind: 'unknown' })
  })
})

describe('its file', () => {
  const item = anItem({ recipient, media: [aFile()] })

  it('is uploaded once, whoever is sent it, as a form', async () => {
    const { ctx, asked } = scripted([{ json: { id: '4490709327384033' } }])
    const ready = { kind: 'ready', plan: { mediaId: '4490709327384033' } }
    expect(await prepare(item, ctx)).toEqual(ready)
    expect(await prepare({ ...item, sequence: 1, recipient: '33612345678' }, ctx)).toEqual(ready)
    expect(asked).toHaveLength(1)
    expect(asked[0]?.url).toBe('https://graph.facebook.com/v23.0/7/media')
    expect(asked[0]?.multipart).toMatchObject([
      { name: 'messaging_product', value: 'whatsapp' },
      { name: 'type', value: 'image/jpeg' },
      { name: 'file', filename: 'boat.jpg', contentType: 'image/jpeg', length: 3 },
    ])
  })

  it('that is kept for nearly 30 days is uploaded anew', async () => {
    const { ctx, asked } = scripted([{ json: { id: '1' } }, { json: { id: '2' } }])
    await prepare(item, ctx)
    const later = { ...ctx, now: new Date(ctx.now.getTime() + 29 * dayMs) }
    expect(await prepare(item, later)).toEqual({ kind: 'ready', plan: { mediaId: '2' } })
    expect(asked).toHaveLength(2)
  })

  it.each([
    ['a WebP', aFile({ contentType: 'image/webp', filename: 'boat.webp' })],
    ['more than 5 MB', aFile({ sizeBytes: 5_000_001 })],
  ])('of %s is made a JPEG', async (_what, file) => {
    const { ctx, asked } = scripted([{ json: { id: '1' } }])
    const made = { bytes: new Uint8Array(2), contentType: 'image/jpeg', width: 1, height: 1 }
    await prepare({ ...item, media: [{ ...file, reencoded: () => Promise.resolve(made) }] }, ctx)
    expect(asked[0]?.multipart?.[2]).toMatchObject({
      filename: 'boat.jpg',
      contentType: 'image/jpeg',
      length: 2,
    })
  })

  it('that WhatsApp does not take is the file’s fault, and is asked for again by the next try', async () => {
    const refusal = { status: 400, json: { error: { code: 100, message: 'Param file must be a file' } } }
    const { ctx, asked } = scripted([refusal, { json: { id: '1' } }])
    expect(await prepare(item, ctx)).toMatchObject({
      kind: 'refused',
      cure: 'edit',
      error: { code: 'MEDIA_REJECTED' },
    })
    expect(await prepare(item, ctx)).toMatchObject({ kind: 'ready' })
    expect(asked).toHaveLength(2)
  })

  it('that did not get through is tried again', async () => {
    const { ctx } = scripted([new NoAnswer('reset')])
    expect(await prepare(item, ctx)).toMatchObject({ kind: 'refused', cure: 'wait' })
  })

  it('that WhatsApp has forgotten is uploaded anew by the next try', async () => {
    const details = 'Media object 4490709327384033 does not exist, or has expired.'
    const gone = { status: 400, json: { error: { code: 131009, error_data: { details } } } }
    const { ctx, kept } = scripted([{ json: { id: '1' } }, gone])
    await prepare(item, ctx)
    expect(await publish(item, { mediaId: '1' }, ctx)).toMatchObject({ kind: 'refused', cure: 'wait' })
    expect(kept.size).toBe(0)
  })

  it('is none without one', async () => {
    expect(await prepare(anItem({ recipient }), scripted([]).ctx)).toEqual({ kind: 'ready', plan: null })
  })
})

it('numbers of a post are what was told of its messages; of one of which nothing was, nothing is known', async () => {
  const post = { url: null, data: null, publishedAt: new Date(), contentType: null }
  const told = { sent: 9, delivered: 8, read: 3, failed: 1 }
  const { ctx, asked } = scripted([])
  expect(
    await metrics.posts?.(
      [
        { ...post, remoteId: 'wamid.1', told },
        { ...post, remoteId: 'wamid.2' },
      ],
      ctx,
    ),
  ).toEqual({
    kind: 'ok',
    posts: [{ remoteId: 'wamid.1', numbers: { reach: 3, more: told } }],
  })
  expect(asked).toEqual([])
})

describe('numbers of the number', () => {
  const at = (day: string): number => Date.parse(day) / 1_000
  const data = { businessAccountId: '102290129340398' }
  const account = { id: 'acc_1', remoteId: '7', username: '+1 631-555-5555', displayName: null }

  it('are what was sent and delivered, by day', async () => {
    const points = [
      { start: at('2025-12-31'), end: at('2026-01-01'), sent: 12, delivered: 11 },
      { start: at('2026-01-01'), end: at('2026-01-02'), sent: 3, delivered: 2 },
    ]
    const { ctx, asked } = scripted([{ json: { analytics: { data_points: points }, id: '1' } }], {
      data,
      account,
    })
    expect(await metrics.account?.(ctx, new Date('2025-12-30T00:00:00Z'))).toEqual({
      kind: 'ok',
      now: { more: { sent: 3, delivered: 2 } },
      days: [
        { day: '2025-12-31', numbers: { more: { sent: 12, delivered: 11 } } },
        { day: '2026-01-01', numbers: { more: { sent: 3, delivered: 2 } } },
      ],
    })
    expect(asked[0]?.url).toBe('https://graph.facebook.com/v23.0/102290129340398')
    expect(asked[0]?.query?.['fields']).toBe(
      'analytics.start(1767052800).end(1767225610).granularity(DAY).phone_numbers(["16315555555"])',
    )
  })

  it('are none on a day without messages', async () => {
    const { ctx } = scripted([{ json: { id: '1' } }], { data, account })
    expect(await metrics.account?.(ctx, ctx.now)).toEqual({ kind: 'ok', now: {}, days: [] })
  })

  it('are refused as everything is', async () => {
    const { ctx } = scripted([{ status: 400, json: { error: { code: 80008 } } }], { data, account })
    expect(await metrics.account?.(ctx, ctx.now)).toMatchObject({ kind: 'refused', cure: 'wait' })
  })
})

it.each([
  ['TIER_250', [250]],
  ['TIER_1K', [1_000]],
  ['TIER_100K', [100_000]],
  ['TIER_UNLIMITED', []],
  [null, []],
  [undefined, [100_000]],
])('%s: as many messages in 24 hours', (tier, limits) => {
  const rules = quota.rules({ app: {}, data: tier === undefined ? {} : { messagingLimit: tier } })
  expect(rules.map(({ limit }) => limit)).toEqual(limits)
})
