import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  bodyText,
  errorIn,
  graph,
  idIn,
  regular,
  startWhatsapp,
  whatsappClient,
} from '../../../../tests/support/whatsapp.js'
import type { JsonObject } from '../../../kit/json.js'

const client = await startWhatsapp()
const { signIn, app } = whatsappClient(client)
const business = await signIn()
const { call, phoneId, send, text } = business

const envelope = { messaging_product: 'whatsapp', recipient_type: 'individual', to: regular }
const hello = { type: 'text', text: { body: 'Soup' } }
const post = (body: JsonObject) => call('POST', `/${phoneId}/messages`, body)

describe('a message', () => {
  it.each<[string, JsonObject, number]>([
    ['for another product', { ...envelope, ...hello, messaging_product: 'facebook' }, 100],
    ['to nobody', { messaging_product: 'whatsapp', ...hello }, 100],
    ['to a word', { ...envelope, ...hello, to: 'Ada' }, 131_009],
    ['to a crowd', { ...envelope, ...hello, recipient_type: 'crowd' }, 100],
    ['of a kind that is none', { ...envelope, type: 'poll', poll: {} }, 131_051],
    ['without its content', { ...envelope, type: 'text' }, 131_008],
    ['with a name that is none', { ...envelope, ...hello, subject: 'Soup' }, 100],
    [
      'with a name that is none inside',
      { ...envelope, type: 'text', text: { body: 'Soup', bold: true } },
      100,
    ],
    ['without words', { ...envelope, type: 'text', text: { body: '' } }, 100],
    ['of more than 4,096 characters', { ...envelope, type: 'text', text: { body: 's'.repeat(4_097) } }, 100],
    [
      'with a preview that is no yes or no',
      { ...envelope, type: 'text', text: { body: 'Soup', preview_url: 'yes' } },
      100,
    ],
    [
      'with a token of more than 512',
      { ...envelope, ...hello, biz_opaque_callback_data: 't'.repeat(513) },
      100,
    ],
    ['with a token that is a number', { ...envelope, ...hello, biz_opaque_callback_data: 7 }, 100],
    ['under nothing', { ...envelope, ...hello, context: { message_id: 'x' } }, 131_009],
    ['with neither file nor link', { ...envelope, type: 'image', image: { caption: 'Soup' } }, 131_008],
    [
      'with file and link',
      { ...envelope, type: 'image', image: { id: '1', link: 'https://x.example' } },
      131_008,
    ],
    ['with a link that is none', { ...envelope, type: 'image', image: { link: 'x' } }, 131_009],
    [
      'with a caption of more than 1,024',
      { ...envelope, type: 'image', image: { id: '1', caption: 's'.repeat(1_025) } },
      100,
    ],
    ['with a file that is not there', { ...envelope, type: 'image', image: { id: '1' } }, 131_009],
    ['with a name for a picture', { ...envelope, type: 'image', image: { id: '1', filename: 'a.jpg' } }, 100],
    [
      'of a template without a name',
      { ...envelope, type: 'template', template: { language: { code: 'de' } } },
      131_008,
    ],
    [
      'of a template without a language',
      { ...envelope, type: 'template', template: { name: 'hello_world' } },
      131_008,
    ],
    [
      'of a template with a part that is none',
      {
        ...envelope,
        type: 'template',
        template: { name: 'hello_world', language: { code: 'en_US' }, components: [{ type: 'footer' }] },
      },
      131_009,
    ],
    ['of no place', { ...envelope, type: 'location', location: { name: 'Here' } }, 131_009],
    ['of nobody’s card', { ...envelope, type: 'contacts', contacts: [{}] }, 131_009],
    ['of a reaction to nothing', { ...envelope, type: 'reaction', reaction: { emoji: '🍲' } }, 131_009],
    [
      'of buttons without any',
      { ...envelope, type: 'interactive', interactive: { type: 'button', body: { text: 'x' } } },
      131_008,
    ],
  ])('%s is refused', async (_what, body, code) => {
    expect(errorIn(await post(body))).toMatchObject({ status: 400, code })
  })

  it('what is just not too long is taken', async () => {
    const long = await text(regular, '🍲'.repeat(4_096), { biz_opaque_callback_data: 't'.repeat(512) })
    expect(long.status).toBe(200)
  })

  it('one to the sender is refused', async () => {
    const { body } = await call('GET', `/${phoneId}`)
    const own = (body as { display_phone_number: string }).display_phone_number
    expect(errorIn(await text(own))).toMatchObject({ code: 131_021 })
  })

  it('what was refused left nothing behind', async () => {
    const before = (await client.control.posts({ platform: 'whatsapp', limit: 1_000 })).length
    await post({ ...envelope, type: 'text', text: { body: '' } })
    expect(await client.control.posts({ platform: 'whatsapp', limit: 1_000 })).toHaveLength(before)
  })
})

describe('section 9.7: a number', () => {
  it.each([
    ['banned', { status: 'BANNED' }, 131_031],
    ['restricted', { status: 'RESTRICTED' }, 368],
    ['pending', { status: 'PENDING', name_status: 'PENDING_REVIEW' }, 131_045],
    ['unverified', { status: 'LINKED', code_verification_status: 'UNVERIFIED' }, 131_045],
  ])('that is %s says so, and sends nothing', async (accountType, said, code) => {
    const some = await signIn({ accountType })
    const path = `/${some.wabaId}/phone_numbers?fields=status,name_status,code_verification_status`
    expect((await some.call('GET', path)).body).toMatchObject({ data: [said] })
    expect(errorIn(await some.text(regular))).toMatchObject({ code })
  })

  it('of an account that is locked sends nothing, and the account says so', async () => {
    const some = await signIn({ username: 'locked' })
    await client.control.createUser('whatsapp', { username: 'locked', suspended: true })
    expect(errorIn(await some.text(regular))).toMatchObject({ status: 403, code: 131_031 })
    const { body } = await some.call('GET', `/${some.wabaId}?fields=health_status`)
    expect(body).toMatchObject({ health_status: { can_send_message: 'BLOCKED' } })
    await client.control.createUser('whatsapp', { username: 'locked', suspended: false })
    expect((await some.text(regular)).status).toBe(200)
  })
})

describe('a token', () => {
  it('that is none, is missing, or is over opens nothing', async () => {
    const read = (headers: Record<string, string>) => client.call('GET', `${graph}/${phoneId}`, { headers })
    expect(errorIn(await read({ authorization: 'Bearer EAAGnothing' }))).toMatchObject({
      status: 401,
      code: 190,
    })
    expect((await read({})).status).toBe(401)
    const short = await signIn({ tokenExpiresInSeconds: 60 })
    expect((await short.text(regular)).status).toBe(200)
    await client.control.advance(60_000)
    const over = await short.text(regular)
    expect(errorIn(over)).toMatchObject({ status: 401, code: 190 })
    expect(over.body).toMatchObject({ error: { error_subcode: 463, type: 'OAuthException' } })
  })

  it('lives for ever otherwise, as that of a system user does', async () => {
    await client.control.advance(400 * 86_400_000)
    expect((await text(regular)).status).toBe(200)
  })

  it('without a scope cannot do what it is for', async () => {
    const reader = await signIn({ scopes: ['whatsapp_business_management'] })
    expect(errorIn(await reader.text(regular))).toMatchObject({ status: 403, code: 200 })
    const writer = await signIn({ scopes: ['whatsapp_business_messaging'] })
    expect((await writer.text(regular)).status).toBe(200)
    expect(errorIn(await writer.call('GET', `/${writer.wabaId}/message_templates`)).code).toBe(200)
  })

  it('is worth nothing at another business’s', async () => {
    const other = await signIn()
    for (const path of [`/${other.phoneId}/messages`, `/${other.phoneId}/media`])
      expect(errorIn(await call('POST', path, { ...envelope, ...hello }))).toMatchObject({ code: 100 })
    for (const path of [
      `/${other.wabaId}`,
      `/${other.phoneId}`,
      `/${other.phoneId}/message_history`,
      `/${other.wabaId}/message_templates`,
    ])
      expect((await call('GET', path)).body).toMatchObject({ error: { code: 100, error_subcode: 33 } })
  })

  it('is told about to the app that asks with its own', async () => {
    const some = await signIn()
    const ask = (input: string, access: string) => {
      const query = new URLSearchParams({ input_token: input, access_token: access })
      return client.call('GET', `${graph}/debug_token?${query.toString()}`)
    }
    expect((await ask(some.token, `${app.id}|${app.secret}`)).body).toMatchObject({
      data: {
        app_id: app.id,
        is_valid: true,
        type: 'SYSTEM_USER',
        expires_at: 0,
        granular_scopes: expect.arrayContaining([
          { scope: 'whatsapp_business_messaging', target_ids: [some.wabaId] },
        ]) as unknown,
      },
    })
    expect((await ask('EAAGnothing', `${app.id}|${app.secret}`)).body).toMatchObject({
      data: { is_valid: false },
    })
    expect((await ask(some.token, some.token)).status).toBe(401)
    const proof = (secret: string) => createHmac('sha256', secret).update(some.token).digest('hex')
    const proved = (secret: string) => some.call('GET', `/${some.phoneId}?appsecret_proof=${proof(secret)}`)
    expect((await proved(app.secret)).status).toBe(200)
    expect(errorIn(await proved('another'))).toMatchObject({ code: 100 })
  })
})

it.each([
  `/${phoneId}/channels`,
  `/${phoneId}/newsletters`,
  `/${phoneId}/status`,
  `/${phoneId}/stories/1`,
  '/newsletter',
])('section 9.8: there is no %s', async (path) => {
  const answers = [await call('GET', path).catch(() => null), await client.call('POST', `${graph}${path}`)]
  for (const answer of answers) if (answer !== null) expect([100, 2_500]).toContain(errorIn(answer).code)
})

it('a version that has ended is no path', async () => {
  const answer = await client.call('GET', `https://graph.facebook.com/v12.0/${phoneId}`)
  expect(errorIn(answer)).toMatchObject({ status: 400, code: 2_500 })
})

describe('a fault', () => {
  it('server_error is the cruel kind: the message is out behind it', async () => {
    const before = (await client.control.posts({ platform: 'whatsapp', limit: 1_000 })).length
    await client.fault('server_error', 'publish')
    expect(errorIn(await text(regular))).toMatchObject({ status: 500, code: 131_000 })
    expect(await client.control.posts({ platform: 'whatsapp', limit: 1_000 })).toHaveLength(before + 1)
  })

  it.each([
    ['processing_failed', hello, 131_026],
    [
      'media_rejected',
      { type: 'image', image: { link: 'https://files.example/card-1200x630.png' } },
      131_053,
    ],
  ] as const)('%s is told after the message was accepted', async (fault, message, code) => {
    await client.fault(fault, 'publish')
    const sent = await send(regular, message)
    expect(sent.status).toBe(200)
    await client.control.advance(1_000)
    const path = `/${phoneId}/message_history?message_id=${idIn(sent)}&fields=events{delivery_status,error_description}`
    const words = { 131_026: 'Message Undeliverable.', 131_053: 'Media upload error' }[code]
    expect((await call('GET', path)).body).toMatchObject({
      data: [{ events: { data: [{ delivery_status: 'FAILED', error_description: words }] } }],
    })
    // The next one is as ever.
    const next = await text(regular)
    expect((await client.control.posts({ platform: 'whatsapp', limit: 1 }))[0]?.remoteId).toBe(idIn(next))
  })

  it('media_rejected has nothing to say of words alone', async () => {
    await client.fault('media_rejected', 'publish')
    await business.template(regular, 'announcement', [bodyText('soup')])
    expect(await client.control.listFaults()).toHaveLength(1)
    await client.control.clearFaults()
  })

  it('token_revoked ends every token of the business', async () => {
    const some = await signIn({ username: 'revoked' })
    const second = await signIn({ username: 'revoked' })
    await client.fault('token_revoked', 'publish')
    expect(errorIn(await some.text(regular))).toMatchObject({ status: 401, code: 190 })
    expect(errorIn(await second.text(regular))).toMatchObject({ status: 401, code: 190 })
    const again = await signIn({ username: 'revoked' })
    expect(again.phoneId).toBe(some.phoneId)
    expect((await again.text(regular)).status).toBe(200)
  })
})
