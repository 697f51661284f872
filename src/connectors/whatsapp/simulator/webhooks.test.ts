import { createHmac } from 'node:crypto'
import { expect, it } from 'vitest'
import { startReceiver, type Receiver } from '../../../../tests/support/receiver.js'
import { specs } from '../../../../tests/support/specs.js'
import {
  bodyText,
  echo,
  errorIn,
  graph,
  idIn,
  regular,
  startWhatsapp,
  toldIn,
  untilTold,
  whatsappClient,
  type Business,
} from '../../../../tests/support/whatsapp.js'

const client = await startWhatsapp()
const { signIn, app } = whatsappClient(client)

async function listening(kind?: string): Promise<{ business: Business; receiver: Receiver }> {
  const business = await signIn(kind === undefined ? {} : { accountType: kind })
  const receiver = await startReceiver()
  await business.subscribe(receiver)
  return { business, receiver }
}

/** The number of the next message decides how its statuses come: the sandbox counts them all. */
async function untilNumber(rest: number): Promise<void> {
  const spare = await signIn()
  for (;;) {
    const { body } = await spare.text(regular)
    const history = await spare.call('GET', `/${spare.phoneId}/message_history?limit=1`)
    const [{ id = '' } = {}] = (history.body as { data: { id?: string }[] }).data
    expect(body).toBeDefined()
    if ((Number(id.slice(-6)) + 1) % 4 === rest) return
  }
}

it('an address is believed once it says the challenge back, with the token that it was given', async () => {
  const business = await signIn()
  const receiver = await startReceiver()
  const answer = await business.subscribe(receiver)
  expect(answer.body).toMatchObject({ success: true, data: [{ override_callback_uri: receiver.url }] })
  const asked = new URL(receiver.received[0]?.path ?? '', 'http://localhost').searchParams
  expect([asked.get('hub.mode'), asked.get('hub.verify_token')]).toEqual(['subscribe', 'a token of ours'])
  const listed = await business.call('GET', `/${business.wabaId}/subscribed_apps`)
  expect(listed.body).toMatchObject({ data: [{ whatsapp_business_api_data: { id: app.id } }] })
})

it.each([
  [
    'which says something else',
    (url: string) => ({ override_callback_uri: url, verify_token: 'token' }),
    422,
  ],
  ['without a token', (url: string) => ({ override_callback_uri: url }), 400],
  ['in the open', () => ({ override_callback_uri: 'http://shop.example/hook', verify_token: 'token' }), 400],
])('an address %s is refused, and hears nothing', async (_what, given, status) => {
  const { phoneId, wabaId, call, text } = await signIn()
  const receiver = await startReceiver()
  expect(errorIn(await call('POST', `/${wabaId}/subscribed_apps`, given(receiver.url)))).toMatchObject({
    status,
    code: 100,
  })
  await text(regular)
  await client.control.advance(10_000)
  const { body } = await call('GET', `/${phoneId}/message_history?fields=message_id,events{delivery_status}`)
  expect(body).toMatchObject({ data: [{ events: { data: [{ delivery_status: 'SENT' }, {}, {}] } }] })
  expect(toldIn(receiver.received)).toEqual([])
})

it('section 9.1: what was accepted may fail, and the webhook says so, signed over its bytes', async () => {
  const { business, receiver } = await listening()
  const answer = await business.template('+1 555 131026', 'hello_world', [], {
    biz_opaque_callback_data: 'tgt_1:0',
  })
  expect(answer).toMatchObject({
    status: 200,
    body: {
      contacts: [{ input: '+1 555 131026', wa_id: '1555131026' }],
      messages: [{ message_status: 'accepted' }],
    },
  })
  const [status] = await untilTold(receiver, 1)
  expect(status).toMatchObject({
    id: idIn(answer),
    status: 'failed',
    recipient_id: '1555131026',
    biz_opaque_callback_data: 'tgt_1:0',
    errors: [{ code: 131_026, error_data: { details: 'Message Undeliverable.' } }],
  })
  const post = receiver.received.at(-1)
  const signature = createHmac('sha256', app.secret)
    .update(post?.raw ?? '')
    .digest('hex')
  expect(post?.headers['x-hub-signature-256']).toBe(`sha256=${signature}`)
  expect(await client.control.posts({ platform: 'whatsapp', limit: 10 })).toEqual(
    expect.not.arrayContaining([expect.objectContaining({ remoteId: idIn(answer) })]),
  )
})

it('section 9.1: statuses come in the wrong order, twice, and several at once', async () => {
  const { business, receiver } = await listening()
  await untilNumber(0)
  const ids: string[] = []
  for (let count = 0; count < 4; count += 1) ids.push(idIn(await business.text(regular)))
  await client.control.advance(10_000)
  const told = await untilTold(receiver, 15)
  const of = (index: number): unknown[] =>
    told.filter(({ id }) => id === ids[index]).map(({ status }) => status)
  expect(of(0)).toEqual(['sent', 'sent', 'delivered', 'delivered', 'read', 'read'])
  expect(of(1)).toEqual(['delivered', 'sent', 'read'])
  expect(of(2)).toEqual(['sent', 'delivered', 'read'])
  const together = receiver.received.map((each) => new Set(toldIn([each]).map(({ id }) => id)).size)
  expect(Math.max(...together)).toBeGreaterThan(1)
})

it('section 9.1: they may come minutes late', async () => {
  const { business, receiver } = await listening('late')
  const sent = await business.text(regular)
  await client.control.advance(60_000)
  const { body } = await business.call(
    'GET',
    `/${business.phoneId}/message_history?message_id=${idIn(sent)}&fields=events{delivery_status,webhook_update_state}`,
  )
  const states = (body as { data: { events: { data: unknown[] } }[] }).data[0]?.events.data
  expect(states?.at(-1)).toEqual({ delivery_status: 'READ', webhook_update_state: 'PENDING' })
  expect(toldIn(receiver.received)).toEqual([])
  await client.control.advance(70_000)
  expect(await untilTold(receiver, 3)).toContainEqual(expect.objectContaining({ status: 'read' }))
})

it('section 9.2: the token comes back with every status, and a repeated message is another one', async () => {
  const { business, receiver } = await listening()
  const again = () => business.text(regular, 'Soup', { biz_opaque_callback_data: 'the same' })
  const ids = [idIn(await again()), idIn(await again())]
  expect(new Set(ids).size).toBe(2)
  await client.control.advance(10_000)
  const told = await untilTold(receiver, 6)
  expect(new Set(told.map(({ id }) => id))).toEqual(new Set(ids))
  expect(told.every((each) => each['biz_opaque_callback_data'] === 'the same')).toBe(true)
})

it('what is not answered with 200 is told again, later and later', async () => {
  const { business, receiver } = await listening()
  receiver.answers.push(500, 302)
  await business.template('1555131026', 'hello_world')
  await receiver.until(2)
  await client.control.advance(1_000)
  await receiver.until(3)
  await client.control.advance(4_000)
  await business.text('15550100000')
  // Nothing of the first is due before five seconds have passed; the second's own come.
  const before = toldIn(receiver.received).filter(({ status }) => status === 'failed')
  expect(before).toHaveLength(2)
  await client.control.advance(2_000)
  while (toldIn(receiver.received).filter(({ status }) => status === 'failed').length < 3)
    await receiver.until(receiver.received.length + 1)
})

it('an app that unsubscribed hears no more', async () => {
  const { business, receiver } = await listening()
  await business.text(regular)
  await business.call('DELETE', `/${business.wabaId}/subscribed_apps`)
  await client.control.advance(10_000)
  const other = await listening()
  await other.business.text(regular)
  await client.control.advance(10_000)
  await untilTold(other.receiver, 3)
  expect(toldIn(receiver.received).map(({ status }) => status)).not.toContain('read')
})

it('people write in: it opens the window for a day, and the webhook tells what they wrote', async () => {
  const { business, receiver } = await listening()
  const { id } = await business.writes('+49 1512 3456789', 'Do you have soup?')
  const [message] = await untilTold(receiver, 1, 'messages')
  expect(message).toMatchObject({
    id,
    from: '4915123456789',
    type: 'text',
    text: { body: 'Do you have soup?' },
  })
  const value = (receiver.received.at(-1)?.body as unknown as { entry: { changes: { value: object }[] }[] })
    .entry
  expect(value[0]?.changes[0]?.value).toMatchObject({
    contacts: [{ wa_id: '4915123456789' }],
    metadata: { phone_number_id: business.phoneId },
  })
  await expect(business.writes('somebody')).rejects.toThrow('phone number')
})

it('a status says what a message costs: templates do, but for an update to who just wrote', async () => {
  const { business, receiver } = await listening()
  const sent = [
    await business.template(regular, 'announcement', [bodyText('soup')]),
    await business.text(regular),
    await business.template(regular, 'hello_world'),
    await business.template('4915110000077', 'hello_world'),
  ]
  await client.control.advance(10_000)
  const told = await untilTold(receiver, 12)
  const costs = (id: string) =>
    told.find((each) => each.id === id && each.status === 'delivered')?.['pricing']
  const priced = (category: string, billable: boolean) => ({ billable, pricing_model: 'PMP', category })
  expect(sent.map((each) => costs(idIn(each)))).toEqual([
    priced('marketing', true),
    priced('service', false),
    priced('utility', false),
    priced('utility', true),
  ])
})

it('an app that is given another secret signs with it', async () => {
  const { business, receiver } = await listening()
  const access = encodeURIComponent(`${app.id}|another`)
  await client.call('GET', `${graph}/debug_token?input_token=${business.token}&access_token=${access}`)
  await business.text(regular)
  await untilTold(receiver, 1)
  const post = receiver.received.at(-1)
  const signature = createHmac('sha256', 'another')
    .update(post?.raw ?? '')
    .digest('hex')
  expect(post?.headers['x-hub-signature-256']).toBe(`sha256=${signature}`)
})

it('what is told has the shape of the network’s document', async () => {
  const { business, receiver } = await listening()
  await business.template(regular, 'announcement', [bodyText('soup')])
  await business.template('1555131026', 'hello_world')
  await business.writes(regular)
  await business.call('POST', `/${business.phoneId}/groups`, {
    messaging_product: 'whatsapp',
    subject: 'Soup',
  })
  await client.control.advance(10_000)
  await untilTold(receiver, 4)
  await untilTold(receiver, 1, 'groups')
  const posts = receiver.received.filter(({ method }) => method === 'POST')
  const problems = posts.flatMap(
    ({ body }) =>
      specs['whatsapp']?.({
        method: 'POST',
        url: 'https://graph.facebook.com/whatsapp/webhooks',
        headers: { 'content-type': 'application/json' },
        body: body as never,
        status: 200,
        response: null,
      }) ?? [],
  )
  expect(problems).toEqual([])
})

it('an app may be subscribed by its own token, for all its accounts', async () => {
  const business = await signIn()
  const receiver = await startReceiver()
  const access = `own|secret of ${business.phoneId}`
  await client.call(
    'GET',
    `${graph}/debug_token?input_token=${business.token}&access_token=${encodeURIComponent(access)}`,
  )
  receiver.answers.push(echo)
  const subscribed = await client.call('POST', `${graph}/own/subscriptions`, {
    body: new URLSearchParams({
      access_token: access,
      object: 'whatsapp_business_account',
      callback_url: receiver.url,
      verify_token: 'ours',
      fields: 'messages',
    }),
  })
  expect(subscribed.body).toEqual({ success: true })
  expect((await business.call('POST', `/${business.wabaId}/subscribed_apps`, {})).body).toEqual({
    success: true,
  })
  await business.text(regular)
  await untilTold(receiver, 1)
  const post = receiver.received.at(-1)
  const signature = createHmac('sha256', `secret of ${business.phoneId}`)
    .update(post?.raw ?? '')
    .digest('hex')
  expect(post?.headers['x-hub-signature-256']).toBe(`sha256=${signature}`)
})

it('what waits when the sandbox ends is told after the next start', async () => {
  const { business, receiver } = await listening()
  receiver.answers.push(500)
  await business.template('1555131026', 'hello_world')
  await receiver.until(2)
  client.restart()
  await client.control.advance(1_000)
  await receiver.until(3)
  const [first, second] = toldIn(receiver.received)
  expect(second).toEqual(first)
})
