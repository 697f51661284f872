import type { Json, JsonObject } from '../../../kit/json.js'
import { refuse, replyOf as graphReplyOf, type Refusal } from '../../../sandbox/graph-api/refusal.js'
import type { SimReply } from '../../../sandbox/simulator.js'

/** What Graph says of ids that do not exist, are somebody else's, or are another kind of thing. */
export function noSuchObject(method: string, id: string): never {
  return refuse(
    100,
    `Unsupported ${method.toLowerCase()} request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api`,
    { subcode: 33 },
  )
}

export const jsonType = { 'content-type': 'application/json; charset=UTF-8' }

export function ok(body: Json): SimReply {
  return { status: 200, headers: jsonType, body }
}

export const success = (more: JsonObject = {}): SimReply => ok({ success: true, ...more })

export function replyOf(refusal: Refusal): SimReply {
  const reply = graphReplyOf(refusal)
  return { ...reply, headers: { ...jsonType, ...reply.headers } }
}
