import type { Json, JsonObject } from '../../../kit/json.js'
import { randomText } from '../../../sandbox/sandbox.js'
import type { SimReply } from '../../../sandbox/simulator.js'

type Detail = {
  /** 400 where nothing else is said: the network's refusals are told apart by code. */
  status?: number
  subcode?: number
  title?: string
  userMessage?: string
  isTransient?: boolean
  headers?: Record<string, string>
}

/** A refusal in the Graph API's envelope, on its way out: handlers throw it, `call.ts` answers with it. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: number
  readonly detail: Detail
  constructor(code: number, message: string, detail: Detail = {}) {
    super(message)
    this.code = code
    this.detail = detail
  }
}

export function refuse(code: number, message: string, detail: Detail = {}): never {
  throw new Refusal(code, message, detail)
}

/** 100: a parameter that does not do. */
export function invalid(message: string, userMessage?: string, subcode?: number): never {
  return refuse(100, userMessage === undefined ? `(#100) ${message}` : message, {
    ...(userMessage === undefined ? {} : { userMessage, title: message }),
    ...(subcode === undefined ? {} : { subcode }),
  })
}

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

export function replyOf({ code, message, detail }: Refusal): SimReply {
  const error: JsonObject = {
    message,
    type: 'OAuthException',
    code,
    ...(detail.subcode === undefined ? {} : { error_subcode: detail.subcode }),
    is_transient: detail.isTransient ?? false,
    ...(detail.title === undefined ? {} : { error_user_title: detail.title }),
    ...(detail.userMessage === undefined ? {} : { error_user_msg: detail.userMessage }),
    fbtrace_id: randomText(8),
  }
  return { status: detail.status ?? 400, headers: { ...jsonType, ...detail.headers }, body: { error } }
}
