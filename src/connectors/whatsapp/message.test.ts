import { describe, expect, it } from 'vitest'
import { aFile, anItem } from '../../../tests/support/scripted-network.js'
import type { JsonObject } from '../../kit/json.js'
import type { MediaFile } from '../connector.js'
import { itemIn, messageOf } from './message.js'
import { recipients } from './options.js'

const recipient = '4915112345678'
const photo = aFile({ kind: 'image' })
const paper = aFile({ kind: 'document', filename: 'menu.pdf' })

function message(options: JsonObject, text = 'Hello', media: readonly MediaFile[] = []) {
  const item = anItem({ targetId: 'pp_c1', sequence: 3, recipient, text, options, media })
  return messageOf(item, media.length === 0 ? null : '77')
}

const whole = {
  messaging_product: 'whatsapp',
  recipient_type: 'individual',
  to: recipient,
  biz_opaque_callback_data: 'pp_c1:3',
}

describe('what is sent to a person, by the rows of “Send”', () => {
  it.each<[string, JsonObject, readonly MediaFile[], JsonObject]>([
    ['text', {}, [], { type: 'text', text: { body: 'Hello', preview_url: false } }],
    [
      'text with a preview',
      { linkPreview: true },
      [],
      { type: 'text', text: { body: 'Hello', preview_url: true } },
    ],
    ['image with caption', {}, [photo], { type: 'image', image: { id: '77', caption: 'Hello' } }],
    [
      'video with caption',
      {},
      [aFile({ kind: 'video' })],
      { type: 'video', video: { id: '77', caption: 'Hello' } },
    ],
    [
      'document with its name',
      {},
      [paper],
      { type: 'document', document: { id: '77', filename: 'menu.pdf', caption: 'Hello' } },
    ],
    [
      'location',
      { location: { latitude: 52.5, longitude: 13.4, name: 'Bistro' } },
      [],
      { type: 'location', location: { latitude: '52.5', longitude: '13.4', name: 'Bistro' } },
    ],
    [
      'interactive: buttons under a file',
      { choices: ['Yes', 'No'] },
      [photo],
      {
        type: 'interactive',
        interactive: {
          type: 'button',
          header: { type: 'image', image: { id: '77' } },
          body: { text: 'Hello' },
          action: {
            buttons: [
              { type: 'reply', reply: { id: 'choice-1', title: 'Yes' } },
              { type: 'reply', reply: { id: 'choice-2', title: 'No' } },
            ],
          },
        },
      },
    ],
    [
      'reply',
      { inReplyTo: 'wamid.HBgL=' },
      [],
      { type: 'text', text: { body: 'Hello', preview_url: false }, context: { message_id: 'wamid.HBgL=' } },
    ],
    [
      'template: the text of the post in its one place',
      { template: 'news' },
      [],
      {
        type: 'template',
        template: {
          name: 'news',
          language: { code: 'en_US' },
          components: [{ type: 'body', parameters: [{ type: 'text', text: 'Hello' }] }],
        },
      },
    ],
    [
      'template: header of a file, body in order, buttons',
      {
        template: 'launch',
        language: 'de',
        parameters: ['Ann', '20 %'],
        buttons: [
          { index: 0, url: 'spring' },
          { index: 1, payload: 'STOP' },
        ],
      },
      [paper],
      {
        type: 'template',
        template: {
          name: 'launch',
          language: { code: 'de' },
          components: [
            {
              type: 'header',
              parameters: [{ type: 'document', document: { id: '77', filename: 'menu.pdf' } }],
            },
            {
              type: 'body',
              parameters: [
                { type: 'text', text: 'Ann' },
                { type: 'text', text: '20 %' },
              ],
            },
            { type: 'button', index: '0', sub_type: 'url', parameters: [{ type: 'text', text: 'spring' }] },
            {
              type: 'button',
              index: '1',
              sub_type: 'quick_reply',
              parameters: [{ type: 'payload', payload: 'STOP' }],
            },
          ],
        },
      },
    ],
    [
      'template: by name, with a text in its header',
      { template: 'offer', parameters: { first_name: 'Ann' }, headerText: 'Spring' },
      [],
      {
        type: 'template',
        template: {
          name: 'offer',
          language: { code: 'en_US' },
          components: [
            { type: 'header', parameters: [{ type: 'text', text: 'Spring' }] },
            { type: 'body', parameters: [{ type: 'text', parameter_name: 'first_name', text: 'Ann' }] },
          ],
        },
      },
    ],
    [
      'template without places',
      { template: 'hello_world', parameters: [] },
      [],
      { type: 'template', template: { name: 'hello_world', language: { code: 'en_US' } } },
    ],
  ])('%s', (_row, options, media, content) => {
    expect(message(options, 'Hello', media)).toEqual({ edge: 'messages', body: { ...whole, ...content } })
  })

  it('a file without text has no caption', () => {
    expect(message({}, '', [photo]).body).toEqual({ ...whole, type: 'image', image: { id: '77' } })
  })

  it('marketing: another edge, with its policy', () => {
    const given = { template: 'news', marketing: { policy: 'STRICT', activitySharing: false } }
    expect(message(given)).toMatchObject({
      edge: 'marketing_messages',
      body: { type: 'template', product_policy: 'STRICT', message_activity_sharing: false },
    })
    expect(message({ template: 'news', marketing: {} }).body).not.toHaveProperty('product_policy')
  })

  it('group: by its id', () => {
    const [to] = recipients({ group: 'Y2FwaV9ncm91cDox' })
    const { body } = messageOf(anItem({ recipient: to ?? '' }), null)
    expect(body).toMatchObject({ recipient_type: 'group', to: 'Y2FwaV9ncm91cDox' })
  })
})

it.each([
  ['Mexico', '+52 1 55 1234 5678', '525512345678'],
  ['Argentina', '+54 9 11 2345-6789', '541123456789'],
  ['Brazil', '+55 11 98765-4321', '551187654321'],
])(
  '%s: both forms of a mobile number are one person, written to as he stands there first',
  (_of, one, other) => {
    expect(recipients({ to: [one, other] })).toEqual([one.replace(/\D/g, '')])
    expect(recipients({ to: [other, one] })).toEqual([other])
  },
)

it.each([
  ['a landline of Brazil', '551123456789', '5511923456789'],
  ['numbers of another length', '52155123456', '5255123456'],
])('%s is not taken for another', (_what, one, other) => {
  expect(recipients({ to: [one, other] })).toEqual([one, other])
})

it('a number stands for one person, in whatever form and however often it is written', () => {
  const to = ['+49 (151) 123-456.78', '4915112345678', '+33612345678']
  expect(recipients({ to })).toEqual(['4915112345678', '33612345678'])
})

it('what comes back of a message says which item it was; of another system’s it says nothing', () => {
  expect(itemIn('pp_c1abc:12')).toEqual({ targetId: 'pp_c1abc', sequence: 12 })
  for (const other of ['order-7', 'pp_c1abc', 'pp_c1abc:x', 'pp_c1abc:1:2', 'PP_C:1', null, ''])
    expect(itemIn(other)).toBeNull()
})
