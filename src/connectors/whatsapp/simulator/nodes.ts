import type { Json, JsonObject } from '../../../kit/json.js'
import { ok } from '../../../sandbox/graph-api/refusal.js'
import { portraitRoute } from '../../../sandbox/portrait.js'
import type { SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { analytics } from './analytics.js'
import { businessByPhone, businessByWaba, displayNumber, type Business } from './businesses.js'
import { api, ownAccount, ownNumber, pageOf, type Call } from './call.js'
import { fieldsIn, pick, type Field } from './fields.js'
import { groupsOf } from './group-table.js'
import { present as presentGroup } from './groups.js'
import { present as presentMedia } from './media.js'
import { tierName } from './rates.js'
import { noSuchObject } from './replies.js'
import { templatesOf } from './template-table.js'
import { present as presentTemplate } from './templates.js'

const scope = 'whatsapp_business_management'
const messaging = 'whatsapp_business_messaging'

export const nodeRoutes: readonly SimRoute[] = [
  api({ method: 'GET', path: '/:id/phone_numbers', operation: 'identity', scope }, numbers),
  api(
    { method: 'GET', path: '/:id/whatsapp_business_profile', operation: 'identity', scope: messaging },
    profile,
  ),
  ...['owned', 'client'].map((whose) =>
    api(
      {
        method: 'GET',
        path: `/:id/${whose}_whatsapp_business_accounts`,
        operation: 'identity',
        scope: 'business_management',
      },
      (call) => accounts(call, whose === 'owned'),
    ),
  ),
  api({ method: 'GET', path: '/:id', operation: purposeOf, scope: scopeFor }, node),
  portraitRoute(
    { host: 'pps.whatsapp.net', path: '/v/:id' },
    ({ id = '' }, world) => businessByPhone(id, world)?.displayName,
  ),
]

/** One address for everything that has an id: which it is, the id says. */
function node(call: Call): SimReply | Promise<SimReply> {
  const { business, id, request, world } = call
  if (id === business.phoneId)
    return ok(
      pick(numberNode(business), fieldsIn(request.query, numberUnasked), 'WhatsAppBusinessPhoneNumber'),
    )
  if (id === business.wabaId) return ok(account(call))
  const group = groupsOf(business.phoneId, world).get(id)
  if (group !== undefined) return ok(presentGroup(group, call))
  const template = templatesOf(business.wabaId, world).find((each) => each.id === id)
  return template === undefined ? presentMedia(call) : ok(presentTemplate(template))
}

/** Files and groups are for those who send, all else for those who manage. */
function scopeFor(request: SimRequest, world: SimWorld): string {
  return purposeOf(request, world) === 'other' ? messaging : scope
}

function purposeOf({ params, query }: SimRequest, world: SimWorld): 'identity' | 'metrics' | 'other' {
  const id = params['id'] ?? ''
  if (/_?analytics\./.test(query.get('fields') ?? '')) return 'metrics'
  const isKnown = businessByPhone(id, world) !== undefined || businessByWaba(id, world) !== undefined
  return isKnown ? 'identity' : 'other'
}

const numberUnasked = ['id', 'display_phone_number', 'verified_name', 'quality_rating']

function numberNode(business: Business): Record<string, Json | undefined> {
  const { phoneId, displayName, kind } = business
  return {
    id: phoneId,
    display_phone_number: displayNumber(business),
    verified_name: displayName,
    quality_rating: 'GREEN',
    status: statusOf(business),
    code_verification_status: kind === 'unverified' ? 'UNVERIFIED' : 'VERIFIED',
    name_status: kind === 'pending' ? 'PENDING_REVIEW' : 'APPROVED',
    messaging_limit_tier: tierName(kind),
    throughput: { level: 'STANDARD' },
    is_official_business_account: false,
    platform_type: 'CLOUD_API',
    account_mode: 'LIVE',
    host_platform: 'CLOUD_API',
    country_code: 'US',
    country_dial_code: '1',
  }
}

function statusOf({ kind }: Business): string {
  const unusual: Partial<Record<Business['kind'], string>> = {
    banned: 'BANNED',
    restricted: 'RESTRICTED',
    pending: 'PENDING',
  }
  return unusual[kind] ?? 'LINKED'
}

function numbers(call: Call): SimReply {
  const business = ownAccount(call)
  const fields = fieldsIn(call.request.query, [
    ...numberUnasked,
    'status',
    'code_verification_status',
    'platform_type',
  ])
  const { data, ...more } = pageOf([business], call.request, { idOf: ({ phoneId }) => phoneId })
  return ok({
    data: data.map((each) => pick(numberNode(each), fields, 'WhatsAppBusinessPhoneNumber')),
    ...more,
  })
}

function account(call: Call): JsonObject {
  const { request } = call
  const business = ownAccount(call)
  const fields = fieldsIn(request.query, [
    'id',
    'name',
    'currency',
    'timezone_id',
    'message_template_namespace',
  ])
  return pick(accountNode(business, fields, call), fields, 'WhatsAppBusinessAccount')
}

function accountNode(
  business: Business,
  fields: readonly Field[],
  { world }: Call,
): Record<string, Json | undefined> {
  const { wabaId, businessId, displayName, isLocked, kind } = business
  const asked = (name: string): Field | undefined => fields.find((each) => each.name === name)
  const counted = asked('analytics')
  const isBlocked = isLocked || kind === 'banned'
  return {
    id: wabaId,
    name: displayName,
    currency: 'USD',
    timezone_id: '1',
    message_template_namespace: `ns_${wabaId}`,
    account_review_status: 'APPROVED',
    business_verification_status: 'VERIFIED',
    country: 'US',
    ownership_type: 'SELF',
    status: isBlocked ? 'DISABLED' : 'ACTIVE',
    owner_business_info: { id: businessId, name: displayName },
    health_status: {
      can_send_message: isBlocked ? 'BLOCKED' : kind === 'restricted' ? 'LIMITED' : 'AVAILABLE',
      entities: [
        { entity_type: 'WABA', id: wabaId, can_send_message: isBlocked ? 'BLOCKED' : 'AVAILABLE' },
        { entity_type: 'BUSINESS', id: businessId, can_send_message: 'AVAILABLE' },
      ],
    },
    analytics: counted === undefined ? undefined : analytics(business, counted, world),
  }
}

function profile(call: Call): SimReply {
  const { phoneId, displayName } = ownNumber(call)
  const fields = fieldsIn(call.request.query, ['about', 'messaging_product'])
  const picked = pick(
    {
      messaging_product: 'whatsapp',
      about: `${displayName} on WhatsApp`,
      address: '1 Harbour Street',
      description: 'Bread and soup, every day.',
      email: 'hello@shop.example',
      profile_picture_url: `https://pps.whatsapp.net/v/${phoneId}`,
      websites: ['https://shop.example/'],
      vertical: 'RESTAURANT',
    },
    fields,
    'WhatsAppBusinessProfile',
  )
  return ok({ data: [{ ...picked, messaging_product: 'whatsapp' }] })
}

function accounts(call: Call, isOwner: boolean): SimReply {
  const { business, id, request } = call
  if (id !== business.businessId) return noSuchObject(request.method, id)
  const { wabaId, displayName } = business
  const own = {
    id: wabaId,
    name: displayName,
    currency: 'USD',
    timezone_id: '1',
    message_template_namespace: `ns_${wabaId}`,
  }
  return ok({ ...pageOf(isOwner ? [own] : [], request, { idOf: (each) => each.id }) })
}
