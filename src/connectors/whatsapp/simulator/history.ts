import type { JsonObject } from '../../../kit/json.js'
import { ok } from '../../../sandbox/graph-api/refusal.js'
import type { SimReply, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { api, ownNumber, pageOf, type Call } from './call.js'
import { fieldsIn, pick } from './fields.js'
import { findMessage, happened, messageOfHistory, messagesBy, type Message } from './message-table.js'
import { invalid, noSuchObject } from './replies.js'

const scope = 'whatsapp_business_management'

export const historyRoutes: readonly SimRoute[] = [
  api({ method: 'GET', path: '/:id/message_history', operation: 'find', scope }, list),
  api({ method: 'GET', path: '/:id/events', operation: 'find', scope }, events),
]

/** Newest first. Neither who a message went to nor what it said is told. */
function list(call: Call): SimReply {
  const { phoneId } = ownNumber(call)
  const { request, world } = call
  const wanted = request.query.get('message_id')
  const found = wanted === null ? undefined : findMessage(wanted, world)
  const all = wanted === null ? messagesBy(phoneId, world) : found?.phoneId === phoneId ? [found] : []
  const fields = fieldsIn(request.query, ['id', 'message_id'])
  const { data, ...more } = pageOf(all, request, { idOf: ({ historyId }) => historyId })
  return ok({
    data: data.map((message) =>
      pick(
        {
          id: message.historyId,
          message_id: message.id,
          events: { data: happened(message, world).map((event) => presentEvent(message, event, world)) },
        },
        fields,
        'WhatsAppMessageHistory',
      ),
    ),
    ...more,
  })
}

type Event = Message['timeline'][number]

function presentEvent(message: Message, { status, at }: Event, world: SimWorld): JsonObject {
  return {
    id: eventId(message, status),
    delivery_status: status.toUpperCase(),
    timestamp: Math.floor(Date.parse(at) / 1_000),
    webhook_update_state: world.table<string>('told').get(`${message.id} ${status}`) ?? 'PENDING',
    ...(message.fate === null ? {} : { error_description: message.fate.details }),
  }
}

function eventId({ historyId }: Message, status: string): string {
  return `${historyId}${String(['sent', 'delivered', 'read', 'failed'].indexOf(status))}`
}

function events({ business, id, request, world }: Call): SimReply {
  const message = messageOfHistory(id, world)
  if (message?.phoneId !== business.phoneId) return noSuchObject('GET', id)
  const wanted = request.query.get('status_filter')
  if (wanted !== null && !['SENT', 'DELIVERED', 'READ', 'FAILED', 'DELETED'].includes(wanted))
    invalid('Param status_filter must be one of {SENT, DELIVERED, READ, FAILED, DELETED}')
  const all = happened(message, world).filter(
    ({ status }) => wanted === null || status.toUpperCase() === wanted,
  )
  const { data, ...more } = pageOf(all, request, { idOf: ({ status }) => status })
  return ok({
    data: data.map(({ status, at }) => ({
      cursor: Buffer.from(status).toString('base64'),
      node: {
        id: eventId(message, status),
        delivery_status: status.toUpperCase(),
        occurrence_timestamp: Math.floor(Date.parse(at) / 1_000),
        status_timestamp: Math.floor(Date.parse(at) / 1_000),
        ...(message.fate === null ? {} : { error_description: message.fate.details }),
      },
    })),
    ...more,
  })
}
