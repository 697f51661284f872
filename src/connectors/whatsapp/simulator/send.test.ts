import { describe, expect, it } from 'vitest'
import { startReceiver } from '../../../../tests/support/receiver.js'
import {
  bodyText,
  errorIn,
  idIn,
  regular,
  startWhatsapp,
  untilTold,
  whatsappClient,
  type Business,
} from '../../../../tests/support/whatsapp.js'
import type { Json, JsonObject } from '../../../kit/json.js'

const client = await startWhatsapp()
const { signIn } = whatsappClient(client)
const business = await signIn({ username: 'harbour', displayName: 'The Harbour' })
const { text, template, send, writes, phoneId } = business

async function shown(id: string) {
  const posts = await client.control.posts({ platform: 'whatsapp', limit: 1_000 })
  return posts.find(({ remoteId }) => remoteId === id)
}

/** Why a message did not arrive; null where it did, or will. */
async function fateOf(id: string, { call }: Pick<Business, 'call'> = business): Promise<string | null> {
  await client.control.advance(500)
  const path = `/${phoneId}/message_history?message_id=${id}&fields=events{delivery_status,error_description}`
  const { body } = await call('GET', path)
  const [{ events } = { events: { data: [] } }] = (
    body as { data: { events: { data: { delivery_status: string; error_description?: string }[] } }[] }
  ).data
  const failed = events.data.find(({ delivery_status: status }) => status === 'FAILED')
  return failed?.error_description ?? null
}

describe('section 3: what can be sent', () => {
  const wamid = 'wamid.HBgLMTY0NjcwNDM1OTUVAgARGBI='
  it.each<[string, JsonObject, string]>([
    [
      'text',
      { text: { body: 'Soup at https://shop.example', preview_url: true } },
      'Soup at https://shop.example',
    ],
    ['location', { location: { latitude: '53.5', longitude: '10', name: 'Here' } }, 'Here\n53.5, 10'],
    [
      'contacts',
      { contacts: [{ name: { formatted_name: 'Ada', first_name: 'Ada' }, phones: [{ phone: '+49' }] }] },
      'Ada',
    ],
    ['reaction', { reaction: { message_id: wamid, emoji: '🍲' } }, '🍲'],
    [
      'interactive',
      {
        interactive: {
          type: 'button',
          body: { text: 'Soup?' },
          action: { buttons: [{ type: 'reply', reply: { id: 'yes', title: 'Yes' } }] },
        },
      },
      'Soup?',
    ],
  ])('%s', async (type, content, said) => {
    const answer = await send(regular, { type, ...content })
    expect(answer.status).toBe(200)
    expect(await shown(idIn(answer))).toMatchObject({ text: said, url: null, parentId: null })
  })

  it('an answer to a message stands under it', async () => {
    const answer = await text(regular, 'Yes', { context: { message_id: wamid } })
    expect(await shown(idIn(answer))).toMatchObject({ parentId: wamid })
  })

  it('a message to a group of the number', async () => {
    const { body } = await business.call('GET', `/${phoneId}/groups`)
    const [group] = (body as { data: { groups: { id: string; subject: string }[] } }).data.groups
    expect(group).toMatchObject({ id: `1203630${phoneId}`, subject: 'Regulars' })
    const to = group?.id ?? ''
    const answer = await text(to, 'Soup for all', { recipient_type: 'group' })
    expect(answer.body).toMatchObject({ contacts: [{ input: to, wa_id: to }] })
    expect(errorIn(await text('12036301', 'Soup', { recipient_type: 'group' }))).toMatchObject({
      code: 131_009,
    })
  })

  it('a marketing message is a template of marketing and nothing else', async () => {
    const path = `/${phoneId}/marketing_messages`
    const about = {
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      to: regular,
      type: 'template',
    }
    const named = (name: string, components: Json): JsonObject => ({
      name,
      language: { code: 'en_US', policy: 'deterministic' },
      components,
    })
    const soup = named('announcement', [bodyText('soup.')])
    const sent = await business.call('POST', path, {
      ...about,
      template: soup,
      product_policy: 'STRICT',
      message_activity_sharing: true,
    })
    expect(await shown(idIn(sent))).toMatchObject({ text: 'News for you: soup. Yours, as ever.' })
    const refused = [
      await business.call('POST', path, { ...about, template: named('hello_world', []) }),
      await business.call('POST', path, { ...about, type: 'text', text: { body: 'Soup' } }),
      await business.call('POST', path, { ...about, template: soup, product_policy: 'LAX' }),
    ]
    expect(refused.map((each) => errorIn(each).code)).toEqual([100, 100, 100])
  })
})

describe('section 9.3: who can be written to', () => {
  it('only who wrote within the last day is sent anything but a template', async () => {
    const person = '4915110000001'
    expect(await fateOf(idIn(await text(person)))).toContain('more than 24 hours')
    expect(await fateOf(idIn(await template(person, 'hello_world')))).toBeNull()
    await writes(`+${person}`)
    expect(await fateOf(idIn(await text(person)))).toBeNull()
    await client.control.advance(86_400_000)
    expect(await fateOf(idIn(await text(person)))).toContain('more than 24 hours')
  })

  it('a window is open to the number that was written to alone', async () => {
    const person = '4915110000002'
    const other = await signIn()
    await other.writes(person)
    expect(await fateOf(idIn(await text(person)))).toContain('more than 24 hours')
  })

  it('who said STOP gets no marketing, and gets the rest, until START', async () => {
    const person = '4915110000003'
    await writes(person, 'STOP')
    expect(await fateOf(idIn(await template(person, 'announcement', [bodyText('soup')])))).toContain(
      'stop receiving',
    )
    expect(await fateOf(idIn(await template(person, 'hello_world')))).toBeNull()
    await writes(person, 'START')
    expect(await fateOf(idIn(await template(person, 'announcement', [bodyText('soup')])))).toBeNull()
  })

  it.each([
    130_403, 130_472, 130_497, 131_000, 131_016, 131_026, 131_042, 131_047, 131_048, 131_049, 131_050,
    131_053, 131_057,
  ])('a number that ends with %i meets it after the message was accepted', async (code) => {
    const receiver = await startReceiver()
    const somebody = await signIn()
    await somebody.subscribe(receiver)
    const answer = await somebody.template(`1555${String(code)}`, 'hello_world')
    expect(answer.status).toBe(200)
    expect(await untilTold(receiver, 1)).toMatchObject([{ status: 'failed', errors: [{ code }] }])
  })
})

describe('section 9.4: templates', () => {
  it('the variables are filled, and people read the whole', async () => {
    const components = [
      { type: 'header', parameters: [{ type: 'text', text: '7' }] },
      {
        type: 'body',
        parameters: [
          { type: 'text', text: 'Ada' },
          { type: 'text', text: 'of soup' },
        ],
      },
      { type: 'button', sub_type: 'url', index: '0', parameters: [{ type: 'text', text: '7' }] },
    ]
    const sent = await template(regular, 'order_update', components)
    expect(await shown(idIn(sent))).toMatchObject({
      text: 'Order 7\n\nDear Ada, your order of soup is on its way.',
    })
    const named = await template(regular, 'named_offer', [
      {
        type: 'body',
        parameters: [
          { type: 'text', parameter_name: 'offer', text: 'soup' },
          { type: 'text', parameter_name: 'first_name', text: 'Ada' },
        ],
      },
    ])
    expect((await shown(idIn(named)))?.text).toContain('Dear Ada, until Sunday there is soup for you.')
  })

  const soup = bodyText('soup')
  it.each<[string, string, Json, number]>([
    ['too few parameters', 'announcement', [], 132_000],
    ['too many', 'hello_world', [soup], 132_000],
    [
      'a header where there is none',
      'announcement',
      [soup, { type: 'header', parameters: [{ type: 'text', text: 'x' }] }],
      132_000,
    ],
    ['no picture', 'launch', [soup], 132_012],
    [
      'a film for a picture',
      'launch',
      [soup, { type: 'header', parameters: [{ type: 'video', video: { id: '1' } }] }],
      132_012,
    ],
    [
      'a picture in the body',
      'announcement',
      [{ type: 'body', parameters: [{ type: 'image', image: { id: '1' } }] }],
      132_012,
    ],
    ['a line break', 'announcement', [bodyText('soup\nand bread')], 132_012],
    ['more than fits', 'announcement', [bodyText('s'.repeat(1_100))], 132_005],
    [
      'no words for a button',
      'order_update',
      [
        { type: 'header', parameters: [{ type: 'text', text: '7' }] },
        {
          type: 'body',
          parameters: [
            { type: 'text', text: 'A' },
            { type: 'text', text: 'B' },
          ],
        },
      ],
      131_008,
    ],
    [
      'a name that is none',
      'named_offer',
      [
        {
          type: 'body',
          parameters: [
            { type: 'text', parameter_name: 'x', text: 'A' },
            { type: 'text', parameter_name: 'offer', text: 'B' },
          ],
        },
      ],
      100,
    ],
    ['an empty parameter', 'announcement', [bodyText('')], 131_008],
    [
      'words for a button that is not there',
      'hello_world',
      [{ type: 'button', sub_type: 'url', index: '0', parameters: [{ type: 'text', text: '7' }] }],
      131_009,
    ],
    ['no such template', 'nothing', [], 132_001],
    ['one that is not decided', 'waiting_offer', [soup], 132_001],
    ['one that was rejected', 'rejected_offer', [soup], 132_001],
    ['one that is paused', 'paused_offer', [soup], 132_015],
    ['one that is disabled', 'disabled_offer', [soup], 132_016],
  ])('%s is refused', async (_what, name, components, code) => {
    expect(errorIn(await template(regular, name, components))).toMatchObject({ code })
  })

  it('a language that a template lacks is refused', async () => {
    const in_ = (code: string) =>
      send(regular, {
        type: 'template',
        template: { name: 'announcement', language: { code }, components: [soup] },
      })
    expect((await in_('de')).status).toBe(200)
    expect(errorIn(await in_('fr'))).toMatchObject({ status: 404, code: 132_001 })
  })

  it('a new one is reviewed before it can be sent', async () => {
    const { wabaId, call } = business
    const body = { type: 'BODY', text: 'There is {{1}} today.', example: { body_text: [['soup']] } }
    const about = { name: 'menu', language: 'en_US', category: 'MARKETING', components: [body] }
    const path = `/${wabaId}/message_templates`
    const statusOf = async (name: string) => {
      const { body: list } = await call('GET', `${path}?name=${name}&fields=name,status,rejected_reason`)
      return (list as { data: { status: string }[] }).data.map(({ status }) => status)
    }
    expect((await call('POST', path, about)).body).toMatchObject({ status: 'PENDING', category: 'MARKETING' })
    expect(errorIn(await template(regular, 'menu', [soup])).code).toBe(132_001)
    expect(errorIn(await call('POST', path, about))).toMatchObject({
      details: '(#100) Content in this language already exists',
    })
    await call('POST', path, { ...about, name: 'menu_to_reject' })
    await client.control.advance(2_000)
    expect(await statusOf('menu')).toEqual(['APPROVED', 'REJECTED'])
    expect((await template(regular, 'menu', [soup])).status).toBe(200)
    expect((await call('DELETE', `${path}?name=menu`)).body).toEqual({ success: true })
    expect(errorIn(await template(regular, 'menu', [soup])).code).toBe(132_001)
  })

  it.each<[string, JsonObject]>([
    ['capitals in the name', { name: 'Menu' }],
    ['a category that is none', { category: 'NEWS' }],
    ['no body', { components: [] }],
    ['a variable at the end', { components: [{ type: 'BODY', text: 'Soup {{1}}', example: {} }] }],
    ['a variable without an example', { components: [{ type: 'BODY', text: 'Soup {{1}} here' }] }],
    ['a body that is too long', { components: [{ type: 'BODY', text: 's'.repeat(1_025) }] }],
    [
      'a footer that is too long',
      {
        components: [
          { type: 'BODY', text: 's' },
          { type: 'FOOTER', text: 's'.repeat(61) },
        ],
      },
    ],
  ])('one with %s is not taken', async (_what, wrong) => {
    const about = {
      name: 'menu_2',
      language: 'en_US',
      category: 'MARKETING',
      components: [{ type: 'BODY', text: 'Soup' }],
    }
    const answer = await business.call('POST', `/${business.wabaId}/message_templates`, {
      ...about,
      ...wrong,
    })
    expect(errorIn(answer)).toMatchObject({ status: 400, code: 100 })
  })

  it('one that is held goes out when the network has seen enough', async () => {
    const held = await signIn({ accountType: 'held' })
    const sent = await held.template(regular, 'announcement', [soup])
    expect(sent.body).toMatchObject({ messages: [{ message_status: 'held_for_quality_assessment' }] })
    const events = async () => {
      const path = `/${held.phoneId}/message_history?message_id=${idIn(sent)}&fields=events{delivery_status}`
      return JSON.stringify((await held.call('GET', path)).body)
    }
    await client.control.advance(60_000)
    expect(await events()).not.toContain('SENT')
    await client.control.advance(300_000)
    expect(await events()).toContain('SENT')
  })
})

it.each([
  ['+52 1 55 1234 5678', '525512345678'],
  ['5411 1234 5678', '5491112345678'],
  ['+55 (11) 9 1234-5678', '551112345678'],
  ['+1 555-010-0001', '15550100001'],
])('section 9.6: %s is %s to the network', async (input, waId) => {
  expect((await text(input)).body).toMatchObject({ contacts: [{ input, wa_id: waId }] })
})
