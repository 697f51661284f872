import { ConnectRefused, type Auth, type ConnectContext } from '../connector.js'
import { cursorIn, dataIn } from '../graph-api.js'
import type { PlatformReply } from '../platform-http.js'
import { objectOf, textOf } from '../values.js'
import { accountRefusalOf } from './errors.js'
import { call, debugToken, type Caller } from './graph.js'

const needed = ['whatsapp_business_messaging', 'whatsapp_business_management']

export const auth: Auth = {
  scopes: needed,
  fields: [
    {
      name: 'accessToken',
      label: 'Access token of a system user',
      help: 'Business settings, Users, System users: with both permissions for WhatsApp and no end',
      secret: true,
      required: true,
    },
    {
      name: 'phoneNumberId',
      label: 'Phone number ID',
      help: 'WhatsApp, API Setup: the id of the number, not the number',
      placeholder: '106540352242922',
      required: true,
    },
    {
      name: 'businessAccountId',
      label: 'WhatsApp Business Account ID',
      help: 'On the same page',
      placeholder: '102290129340398',
      required: true,
    },
  ],

  async finish({ answers }, ctx) {
    const accessToken = (answers['accessToken'] ?? '').trim()
    const phoneNumberId = idIn(answers, 'phoneNumberId')
    const businessAccountId = idIn(answers, 'businessAccountId')
    const caller: Caller = { http: ctx.http, app: ctx.app, tokens: { accessToken } }
    const { scopes, expiresAt } = await tokenFacts(caller)
    if (!(await hasNumber(caller, businessAccountId, phoneNumberId)))
      throw new ConnectRefused('This business account has no such number.', 'INVALID_PARAM', 'phoneNumberId')
    await subscribe(caller, businessAccountId, ctx)
    return {
      tokens: { accessToken, ...(expiresAt === null ? {} : { expiresAt }) },
      scopes,
      data: { phoneNumberId, businessAccountId },
    }
  },
}

function idIn(answers: Record<string, string>, field: string): string {
  const id = (answers[field] ?? '').trim()
  if (/^\d{5,25}$/.test(id)) return id
  throw new ConnectRefused('This is no id: it has digits alone.', 'VALIDATION_ERROR', field)
}

/** Statuses are signed by the app that the token is of: one of another app would never be heard of again. */
async function tokenFacts(caller: Caller): Promise<{ scopes: string[]; expiresAt: string | null }> {
  const reply = await debugToken(caller)
  const { data } = objectOf(reply.json)
  if (reply.status !== 200 || data === undefined) throw notTaken(reply, 'accessToken')
  const token = objectOf(data)
  if (token['is_valid'] !== true)
    throw new ConnectRefused('WhatsApp does not accept this access token.', 'INVALID_PARAM', 'accessToken')
  if (String(token['app_id']) !== caller.app['WHATSAPP_APP_ID'])
    throw new ConnectRefused(
      'This token was made for another app than the one this server uses.',
      'INVALID_PARAM',
      'accessToken',
    )
  const scopes = Array.isArray(token['scopes']) ? token['scopes'].map(String) : []
  const missing = needed.filter((scope) => !scopes.includes(scope))
  if (missing.length > 0)
    throw new ConnectRefused(`The token lacks ${missing.join(' and ')}.`, 'INVALID_PARAM', 'accessToken')
  const seconds = Number(token['expires_at'] ?? 0)
  return { scopes, expiresAt: seconds > 0 ? new Date(seconds * 1_000).toISOString() : null }
}

async function hasNumber(caller: Caller, businessAccountId: string, phoneNumberId: string): Promise<boolean> {
  for (let after: string | null = ''; after !== null;) {
    const reply = await call(caller, 'GET', `${businessAccountId}/phone_numbers`, {
      query: { fields: 'id', limit: '100', ...(after === '' ? {} : { after }) },
    })
    const numbers = dataIn(reply)
    if (numbers === null) throw notTaken(reply, 'businessAccountId')
    if (numbers.some(({ id }) => String(id) === phoneNumberId)) return true
    after = numbers.length === 0 ? null : cursorIn(reply)
  }
  return false
}

/** What becomes of messages is told to this server, whoever else the app tells. */
async function subscribe(
  caller: Caller,
  businessAccountId: string,
  { app, webhookUrl }: Pick<ConnectContext, 'app' | 'webhookUrl'>,
): Promise<void> {
  const reply = await call(caller, 'POST', `${businessAccountId}/subscribed_apps`, {
    json: { override_callback_uri: webhookUrl ?? '', verify_token: app['WHATSAPP_VERIFY_TOKEN'] ?? '' },
  })
  if (reply.status === 200 && objectOf(reply.json)['success'] === true) return
  const words = textOf(objectOf(objectOf(reply.json)['error'])['message']) ?? ''
  if (/callback/i.test(words))
    throw new ConnectRefused(
      `WhatsApp cannot reach ${webhookUrl ?? ''}, where it tells what becomes of messages. Set VOXBURST_PUBLIC_URL to an address that the outside reaches. (${words})`,
    )
  throw notTaken(reply, 'businessAccountId')
}

function notTaken(reply: PlatformReply, answer: string): ConnectRefused {
  const { cure, error } = accountRefusalOf(reply)
  if (cure === 'wait') return new ConnectRefused(error.message, 'SERVICE_UNAVAILABLE')
  if (error.code === 'ACCOUNT_DISCONNECTED')
    return new ConnectRefused('WhatsApp does not accept this access token.', 'INVALID_PARAM', 'accessToken')
  return new ConnectRefused(error.message, 'INVALID_PARAM', answer)
}
