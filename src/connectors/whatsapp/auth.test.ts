import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { scripted, type Scripted } from '../../../tests/support/scripted-network.js'
import type { Grant } from '../connector.js'
import type { PlatformRequest } from '../platform-http.js'
import { auth } from './auth.js'
import { identity } from './identity.js'

const app = { WHATSAPP_APP_ID: '42', WHATSAPP_APP_SECRET: 'secret', WHATSAPP_VERIFY_TOKEN: 'the word' }
const webhookUrl = 'https://post.example/webhooks/platforms/whatsapp'
const answers = {
  accessToken: ' EAAtoken ',
  phoneNumberId: '106540352242922',
  businessAccountId: '102290129340398',
}
const token = {
  is_valid: true,
  app_id: '42',
  expires_at: 0,
  scopes: ['whatsapp_business_management', 'whatsapp_business_messaging', 'business_management'],
}
const number = { id: '106540352242922' }

const well: Record<string, Scripted> = {
  debug_token: { json: { data: token } },
  phone_numbers: { json: { data: [{ id: '9' }, number] } },
  subscribed_apps: { json: { success: true } },
}
const lastOf = ({ url }: PlatformRequest): string => url.split('/').at(-1) ?? ''

function connect(
  change: Record<string, Scripted> = {},
  given: Partial<typeof answers> = {},
): { grant: Promise<Grant>; asked: PlatformRequest[] } {
  const said = { ...well, ...change }
  const { ctx, asked } = scripted((request) => said[lastOf(request)] ?? new Error('Not expected'), {
    app,
    webhookUrl,
  })
  const all = { ...answers, ...given }
  return {
    grant: auth.finish({ code: null, redirectUri: '', codeVerifier: '', answers: all, keep: {} }, ctx),
    asked,
  }
}
const graphError = (status: number, error: Record<string, string | number>): Scripted => ({
  status,
  json: { error },
})

it('asks whose token it is, whether the number is the business’s, and to be told of messages', async () => {
  const { grant, asked } = connect()
  expect(await grant).toEqual({
    tokens: { accessToken: 'EAAtoken' },
    scopes: token.scopes,
    data: { phoneNumberId: '106540352242922', businessAccountId: '102290129340398' },
  })
  expect(asked.map(({ method, url }) => `${method} ${url}`)).toEqual([
    'GET https://graph.facebook.com/v23.0/debug_token',
    'GET https://graph.facebook.com/v23.0/102290129340398/phone_numbers',
    'POST https://graph.facebook.com/v23.0/102290129340398/subscribed_apps',
  ])
  expect(asked[0]?.query).toEqual({ input_token: 'EAAtoken', access_token: '42|secret' })
  expect(asked[2]).toMatchObject({
    headers: { authorization: 'Bearer EAAtoken' },
    json: { override_callback_uri: webhookUrl, verify_token: 'the word' },
  })
  const proof = createHmac('sha256', 'secret').update('EAAtoken').digest('hex')
  expect(asked[2]?.query?.['appsecret_proof']).toBe(proof)
})

it('a token that ends says when', async () => {
  const { grant } = connect({ debug_token: { json: { data: { ...token, expires_at: 1_800_000_000 } } } })
  expect((await grant).tokens.expiresAt).toBe('2027-01-15T08:00:00.000Z')
})

it('looks for the number over all pages', async () => {
  const { ctx, asked } = scripted(
    (request) => {
      const { after } = request.query ?? {}
      if (lastOf(request) !== 'phone_numbers') return well[lastOf(request)] ?? new Error('Not expected')
      return after === undefined
        ? { json: { data: [{ id: '9' }], paging: { cursors: { after: 'next' } } } }
        : { json: { data: [number] } }
    },
    { app, webhookUrl },
  )
  await auth.finish({ code: null, redirectUri: '', codeVerifier: '', answers, keep: {} }, ctx)
  expect(asked.map((each) => each.query?.['after'])).toEqual([undefined, undefined, 'next', undefined])
})

describe('is refused, with the answer at fault', () => {
  it.each<[string, Record<string, Scripted>, Partial<typeof answers>, RegExp, string | null]>([
    ['letters in an id', {}, { phoneNumberId: '+49 151' }, /digits alone/, 'phoneNumberId'],
    [
      'a token that Meta does not know',
      { debug_token: { json: { data: { is_valid: false } } } },
      {},
      /does not accept this access token/,
      'accessToken',
    ],
    [
      'a token of another app, whose statuses we could not verify',
      { debug_token: { json: { data: { ...token, app_id: '43' } } } },
      {},
      /another app/,
      'accessToken',
    ],
    [
      'a token without a permission',
      { debug_token: { json: { data: { ...token, scopes: ['whatsapp_business_messaging'] } } } },
      {},
      /lacks whatsapp_business_management/,
      'accessToken',
    ],
    [
      'a business that the token does not reach',
      {
        phone_numbers: graphError(400, { code: 100, error_subcode: 33, message: 'Unsupported get request' }),
      },
      {},
      /does not reach it/,
      'businessAccountId',
    ],
    [
      'a number of another business',
      { phone_numbers: { json: { data: [{ id: '9' }] } } },
      {},
      /no such number/,
      'phoneNumberId',
    ],
    [
      'an address that WhatsApp cannot reach',
      {
        subscribed_apps: graphError(422, {
          code: 100,
          message: 'Webhook callback URL is not reachable or invalid',
        }),
      },
      {},
      /cannot reach https:\/\/post\.example\/webhooks.*VOXBURST_PUBLIC_URL/,
      null,
    ],
  ])('%s', async (_what, change, given, message, answer) => {
    const { grant } = connect(change, given)
    await expect(grant).rejects.toMatchObject({ name: 'ConnectRefused', answer })
    await expect(grant).rejects.toThrow(message)
  })

  it('not for long where Meta is out of order', async () => {
    const { grant } = connect({ phone_numbers: graphError(500, { code: 2, message: 'Service down' }) })
    await expect(grant).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' })
  })
})

describe('the number', () => {
  const data = { phoneNumberId: '106540352242922', businessAccountId: '102290129340398' }
  const facts = {
    id: '106540352242922',
    display_phone_number: '+1 631-555-5555',
    verified_name: 'Bistro',
    status: 'CONNECTED',
    quality_rating: 'GREEN',
    messaging_limit_tier: 'TIER_1K',
  }

  it('is the account: its id, as it is shown, its name, its picture, its limits', async () => {
    const profile = { data: [{ profile_picture_url: 'https://pps.example/1.jpg' }] }
    const { ctx } = scripted([{ json: facts }, { json: profile }], { data })
    expect(await identity(ctx)).toEqual({
      kind: 'ok',
      identity: {
        remoteId: '106540352242922',
        username: '+1 631-555-5555',
        displayName: 'Bistro',
        avatarUrl: 'https://pps.example/1.jpg',
        accountType: 'business',
        data: { ...data, numberStatus: 'CONNECTED', qualityRating: 'GREEN', messagingLimit: 'TIER_1K' },
      },
    })
  })

  it('goes without a picture where its profile cannot be read', async () => {
    const { ctx } = scripted([{ json: facts }, graphError(400, { code: 100 })], { data })
    expect(await identity(ctx)).toMatchObject({ kind: 'ok', identity: { avatarUrl: null } })
  })

  it.each([
    [401, 190, 'dead'],
    [400, 368, 'dead'],
    [400, 4, 'unreachable'],
    [500, 2, 'unreachable'],
  ])('%i with %i is %s', async (status, code, kind) => {
    const { ctx } = scripted([graphError(status, { code })], { data })
    expect(await identity(ctx)).toMatchObject({ kind })
  })

  it('that cannot be asked is unreachable', async () => {
    const { ctx } = scripted([new Error('reset')], { data })
    expect(await identity(ctx)).toMatchObject({ kind: 'unreachable' })
  })
})
