import { expect, it } from 'vitest'
import type { Json, JsonObject } from '../../kit/json.js'
import { find } from './find.js'
import { anItem } from '../../../tests/support/scripted-network.js'
import { webhook } from './webhook.js'

/** As the OpenAPI document and the page on status webhooks show it. */
const status = (change: JsonObject = {}): JsonObject => ({
  id: 'wamid.HBgLMTY1MDM4Nzk0MzkVAgARGBI5QTRC',
  status: 'sent',
  timestamp: '1750263773',
  recipient_id: '16505551234',
  pricing: { billable: true, pricing_model: 'PMP', category: 'marketing' },
  biz_opaque_callback_data: 'pp_c1abc:4',
  ...change,
})
const body = (...statuses: Json[]): Json => ({
  object: 'whatsapp_business_account',
  entry: [
    {
      id: '102290129340398',
      changes: [
        {
          field: 'messages',
          value: {
            messaging_product: 'whatsapp',
            metadata: { display_phone_number: '15550783881', phone_number_id: '106540352242922' },
            statuses,
          },
        },
      ],
    },
  ],
})
const notice = {
  account: '106540352242922',
  item: { targetId: 'pp_c1abc', sequence: 4 },
  remoteId: 'wamid.HBgLMTY1MDM4Nzk0MzkVAgARGBI5QTRC',
  status: 'sent',
  at: new Date('2025-06-18T16:22:53Z'),
}

it('reads which item a message was, what became of it and when', () => {
  expect(webhook.read(body(status()))).toEqual([notice])
})

it('reads a batch, over all numbers and changes, in its order', () => {
  const told = body(status({ status: 'delivered' }), status({ status: 'read' })) as { entry: Json[] }
  const two = { ...told, entry: [...told.entry, ...told.entry] } as Json
  expect(webhook.read(two).map((each) => each.status)).toEqual(['delivered', 'read', 'delivered', 'read'])
})

it('a message without our word is told of by its id', () => {
  expect(webhook.read(body(status({ biz_opaque_callback_data: 'order-7' })))[0]).not.toHaveProperty('item')
})

it('says why a message did not arrive', () => {
  const errors = [{ code: 131050, title: 'User opted out', message: 'User opted out' }]
  expect(webhook.read(body(status({ status: 'failed', errors })))[0]).toMatchObject({
    status: 'failed',
    error: { code: 'CONTENT_REJECTED', networkCode: '131050' },
  })
})

it.each<[string, Json]>([
  ['a status that it does not know', body(status({ status: 'deleted' }))],
  ['a time that is none', body(status({ timestamp: 'now' }))],
  ['a time beyond all times', body(status({ timestamp: '9999999999999999' }))],
  ['a status without a message', body({ status: 'sent', timestamp: '1750263773' })],
  ['no objects', body('sent', null, 7)],
  [
    'what people write',
    {
      object: 'whatsapp_business_account',
      entry: [
        {
          changes: [
            {
              field: 'messages',
              value: { metadata: { phone_number_id: '1' }, messages: [{ id: 'wamid.1' }] },
            },
          ],
        },
      ],
    },
  ],
  [
    'another field',
    {
      entry: [
        {
          changes: [
            {
              field: 'account_update',
              value: { metadata: { phone_number_id: '1' }, statuses: [status()] },
            },
          ],
        },
      ],
    },
  ],
  ['nothing of the kind', [1, 'two', null]],
  ['null', null],
])('passes over %s', (_what, told) => {
  expect(webhook.read(told)).toEqual([])
})

it('what was told of a lost message finds it, by its earliest time; nothing told proves nothing', async () => {
  const lost = {
    plan: null,
    startedAt: notice.at,
    deadlineAt: notice.at,
    lookNumber: 1,
    claimed: new Set<string>(),
  }
  const later = new Date(notice.at.getTime() + 1_000)
  const told = [{ remoteId: 'wamid.1', at: { delivered: later, sent: notice.at } }]
  expect(await find(anItem(), { ...lost, told })).toEqual({
    kind: 'found',
    remoteId: 'wamid.1',
    url: null,
    createdAt: notice.at,
  })
  expect(await find(anItem(), { ...lost, told: [] })).toMatchObject({ kind: 'cannotTell' })
})
