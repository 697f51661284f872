import { randomInt } from 'node:crypto'
import type { JsonObject } from '../../../kit/json.js'
import { ok, Refusal } from '../../../sandbox/graph-api/refusal.js'
import type { SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { appIn, callbackOf, meetApp, setCallback } from './apps.js'
import { adoptToken, findToken, isOver, type Token } from './businesses.js'
import { api, deadToken, givenIn, open, ownAccount, tokenIn, type Call } from './call.js'
import { invalid } from './replies.js'

/** An app that hears of an account; `callback` where it gave an address of its own for this one. */
type Subscription = { appId: string; callback: string | null }

const scope = 'whatsapp_business_management'
const subscriptions = (wabaId: string, world: SimWorld) =>
  world.table<Subscription>(`subscribed to ${wabaId}`)

export const subscriptionRoutes: readonly SimRoute[] = [
  open({ method: 'GET', path: '/debug_token', operation: 'other' }, debugToken),
  open({ method: 'POST', path: '/:id/subscriptions', operation: 'other' }, subscribeApp),
  api({ method: 'POST', path: '/:id/subscribed_apps', operation: 'other', scope }, subscribe),
  api({ method: 'GET', path: '/:id/subscribed_apps', operation: 'other', scope }, list),
  api({ method: 'DELETE', path: '/:id/subscribed_apps', operation: 'other', scope }, unsubscribe),
]

/** Where an account's events go, and which app's secret signs them. */
export function subscribersOf(wabaId: string, world: SimWorld): { appId: string; callback: string }[] {
  return subscriptions(wabaId, world)
    .values()
    .flatMap(({ appId, callback: own }) => {
      const callback = own ?? callbackOf(appId, world)
      return callback === undefined ? [] : [{ appId, callback }]
    })
}

/** Whoever asks with its app token is the app that a token was made for: nobody has chosen one here. */
function debugToken(request: SimRequest, world: SimWorld): SimReply {
  const app = appOf(request, world)
  const asked = findToken(request.query.get('input_token') ?? '', world)
  if (asked === undefined)
    return ok({
      data: {
        error: { code: 190, message: 'Invalid OAuth access token - Cannot parse access token' },
        is_valid: false,
        scopes: [],
      },
    })
  const token = asked.appId === '' ? adoptToken(asked, app.id, world) : asked
  const over = isOver(token, world)
  const seconds = (time: string | null): number => (time === null ? 0 : Math.floor(Date.parse(time) / 1_000))
  return ok({
    data: {
      app_id: token.appId,
      type: 'SYSTEM_USER',
      application: 'VoxBurst',
      expires_at: seconds(token.expiresAt),
      data_access_expires_at: 0,
      is_valid: !over,
      issued_at: seconds(token.issuedAt),
      ...(over
        ? {
            error: {
              code: 190,
              message: 'Error validating access token: Session has expired.',
              subcode: 463,
            },
          }
        : {}),
      scopes: token.scopes,
      granular_scopes: token.scopes.map((each) => ({
        scope: each,
        target_ids: [targetOf(each, token, world)],
      })),
      user_id: `1220${token.phoneId}`,
    },
  })
}

function targetOf(each: string, { phoneId }: Token, world: SimWorld): string {
  const business = world.table<{ wabaId: string; businessId: string }>('businesses').get(phoneId)
  return (each === 'business_management' ? business?.businessId : business?.wabaId) ?? ''
}

function appOf(request: SimRequest, world: SimWorld): { id: string; secret: string } {
  const app = appIn(givenIn(request, 'access_token') ?? tokenIn(request))
  if (app === undefined) throw deadToken('An app access token is needed here.')
  meetApp(app.id, app.secret, world)
  return app
}

async function subscribeApp(request: SimRequest, world: SimWorld): Promise<SimReply> {
  const app = appOf(request, world)
  if (request.params['id'] !== app.id) invalid('The app is not the one of the access token.')
  if (givenIn(request, 'object') !== 'whatsapp_business_account')
    invalid('Param object must be one of {whatsapp_business_account}')
  if (!(givenIn(request, 'fields') ?? '').split(',').includes('messages'))
    invalid('Param fields must have messages among them')
  const callback = givenIn(request, 'callback_url') ?? invalid('The parameter callback_url is required.')
  await confirm(callback, givenIn(request, 'verify_token'), world)
  setCallback(app.id, callback, world)
  return ok({ success: true })
}

async function subscribe(call: Call): Promise<SimReply> {
  const { wabaId } = ownAccount(call)
  const { request, token, world } = call
  const callback = givenIn(request, 'override_callback_uri') ?? null
  if (callback !== null) await confirm(callback, givenIn(request, 'verify_token'), world)
  subscriptions(wabaId, world).set(token.appId, { appId: token.appId, callback })
  return ok({
    success: true,
    ...(callback === null ? {} : { data: [presentApp({ appId: token.appId, callback })] }),
  })
}

/** The network asks the address for the challenge back before it believes in it. */
async function confirm(callback: string, verifyToken: string | undefined, world: SimWorld): Promise<void> {
  if (verifyToken === undefined) invalid('The parameter verify_token is required.')
  if (!isFair(callback, world)) invalid('Invalid callback URI format')
  const challenge = String(randomInt(100_000_000, 2_000_000_000))
  const url = new URL(callback)
  url.searchParams.set('hub.mode', 'subscribe')
  url.searchParams.set('hub.challenge', challenge)
  url.searchParams.set('hub.verify_token', verifyToken)
  const answer = await world.fetch(url.href).catch(() => undefined)
  if (answer?.status !== 200 || answer.bytes.toString('utf8') !== challenge)
    throw new Refusal(100, 'Webhook callback URL is not reachable or invalid', {
      status: 422,
      type: 'GraphMethodException',
    })
}

const loopback = /^(localhost|127\.0\.0\.1|\[::1\])$/

/** https, or this machine: the house around the sandbox seldom has a certificate. */
export function isFair(url: string, world: SimWorld): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, hostname, host } = new URL(url)
  if (protocol === 'https:') return true
  return (
    protocol === 'http:' && (loopback.test(hostname) || host === new URL(world.localUrl('https://x/')).host)
  )
}

function list(call: Call): SimReply {
  const { wabaId } = ownAccount(call)
  return ok({ data: subscriptions(wabaId, call.world).values().map(presentApp) })
}

function unsubscribe(call: Call): SimReply {
  const { wabaId } = ownAccount(call)
  subscriptions(wabaId, call.world).delete(call.token.appId)
  return ok({ success: true })
}

function presentApp({ appId, callback }: Subscription): JsonObject {
  return {
    whatsapp_business_api_data: {
      id: appId,
      name: 'VoxBurst',
      link: `https://www.facebook.com/games/?app_id=${appId}`,
    },
    ...(callback === null ? {} : { override_callback_uri: callback }),
  }
}
