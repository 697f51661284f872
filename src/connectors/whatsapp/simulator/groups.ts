import type { JsonObject } from '../../../kit/json.js'
import { ok } from '../../../sandbox/graph-api/refusal.js'
import { randomText } from '../../../sandbox/sandbox.js'
import type { SimReply, SimRoute } from '../../../sandbox/simulator.js'
import { api, givenIn, ownNumber, pageOf, type Call } from './call.js'
import { fieldsIn, pick } from './fields.js'
import { groupsOf, type Group } from './group-table.js'
import { idOf } from './template-table.js'
import { invalid } from './replies.js'
import { tell } from './webhooks.js'

const scope = 'whatsapp_business_messaging'

export const groupRoutes: readonly SimRoute[] = [
  api({ method: 'POST', path: '/:id/groups', operation: 'other', scope }, create),
  api({ method: 'GET', path: '/:id/groups', operation: 'other', scope }, list),
]

/** The id of the group and the link for those who join come by webhook. */
function create(call: Call): SimReply {
  const { phoneId } = ownNumber(call)
  const { request, world } = call
  if (givenIn(request, 'messaging_product') !== 'whatsapp')
    invalid('The parameter messaging_product is required.')
  const subject = givenIn(request, 'subject') ?? invalid('The parameter subject is required.')
  const description = givenIn(request, 'description') ?? ''
  if (subject.length > 128 || description.length > 2_048) invalid('Param subject or description is too long.')
  const mode = givenIn(request, 'join_approval_mode') ?? 'auto_approve'
  if (mode !== 'auto_approve' && mode !== 'approval_required')
    return invalid('Param join_approval_mode must be one of {auto_approve, approval_required}')
  const now = world.now().getTime()
  const id = idOf(`group ${phoneId} ${String(world.nextNumber('group'))}`)
  const group: Group = {
    id,
    phoneId,
    subject,
    description,
    joinApprovalMode: mode,
    participants: [],
    createdAt: new Date(now).toISOString(),
  }
  groupsOf(phoneId, world).set(id, group)
  const requestId = randomText(24)
  const item = {
    timestamp: Math.floor(now / 1_000),
    group_id: id,
    type: 'group_create',
    request_id: requestId,
    subject,
    ...(description === '' ? {} : { description }),
    invite_link: `https://chat.whatsapp.com/${randomText(16)}`,
  }
  tell({ phoneId, list: 'groups', item }, now + 500, world)
  return ok({ messaging_product: 'whatsapp', request_id: requestId })
}

function list(call: Call): SimReply {
  const { phoneId } = ownNumber(call)
  const { data, ...more } = pageOf(groupsOf(phoneId, call.world).values(), call.request, {
    idOf: ({ id }) => id,
  })
  const groups = data.map(({ id, subject, createdAt }) => ({ id, subject, created_at: createdAt }))
  return ok({ data: { groups }, ...more })
}

/** `GET /{group-id}`. */
export function present(group: Group, { request }: Call): JsonObject {
  const { id, subject, description, joinApprovalMode, participants, createdAt } = group
  return pick(
    {
      id,
      messaging_product: 'whatsapp',
      subject,
      description,
      join_approval_mode: joinApprovalMode,
      suspended: false,
      creation_timestamp: Math.floor(Date.parse(createdAt) / 1_000),
      participants: participants.map((waId) => ({ wa_id: waId })),
      total_participant_count: participants.length,
    },
    fieldsIn(request.query, ['id', 'messaging_product', 'subject']),
    'Group',
  )
}
