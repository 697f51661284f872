import type { Json, JsonObject } from '../../kit/json.js'
import type { Notice, NoticeStatus, Webhook } from '../connector.js'
import { objectOf, textOf } from '../values.js'
import { failureOf } from './errors.js'
import { itemIn } from './message.js'

/** Statuses of messages. What people write to the number is passed over. Source: README.md, "When an answer is lost". */
export const webhook: Webhook = {
  verifyToken: (app) => app['WHATSAPP_VERIFY_TOKEN'] ?? '',
  secret: (app) => app['WHATSAPP_APP_SECRET'] ?? '',
  read: (body) =>
    listIn(objectOf(body)['entry'])
      .flatMap((entry) => listIn(entry['changes']))
      .filter((change) => change['field'] === 'messages')
      .flatMap((change) => noticesIn(objectOf(change['value']))),
}

const statuses: readonly NoticeStatus[] = ['sent', 'delivered', 'read', 'failed']

function noticesIn(value: JsonObject): Notice[] {
  const account = textOf(objectOf(value['metadata'])['phone_number_id'])
  if (account === null) return []
  return listIn(value['statuses']).flatMap((told) => {
    const remoteId = textOf(told['id'])
    const status = statuses.find((each) => each === told['status'])
    const seconds = /^\d{1,10}$/.exec(String(told['timestamp']))?.[0]
    if (remoteId === null || status === undefined || seconds === undefined) return []
    const item = itemIn(textOf(told['biz_opaque_callback_data']))
    const [error] = listIn(told['errors'])
    return [
      {
        account,
        remoteId,
        status,
        at: new Date(Number(seconds) * 1_000),
        ...(item === null ? {} : { item }),
        ...(error === undefined ? {} : { error: failureOf(error) }),
      },
    ]
  })
}

function listIn(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.map(objectOf) : []
}
