import type { Json, JsonObject } from '../../kit/json.js'
import { randomText } from '../sandbox.js'
import type { SimReply } from '../simulator.js'

export type Detail = {
  /** 400 where nothing else is said: refusals are told apart by code. */
  status?: number
  subcode?: number
  title?: string
  userMessage?: string
  /** What `error_data.details` says, of a network whose envelope has it. */
  details?: string
  type?: 'OAuthException' | 'GraphMethodException'
  isTransient?: boolean
  headers?: Record<string, string>
}

/** A refusal in the Graph API's envelope, on its way out: handlers throw it, and it is answered by `replyTo`. */
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
    `Unsupported ${method.toLowerCase()} request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation`,
    { subcode: 33 },
  )
}

export function unknownPath(path: string): Refusal {
  return new Refusal(2_500, `Unknown path components: ${path}`)
}

/** What was thrown, as an answer where it is a refusal; thrown on where it is not. */
export function replyTo(error: unknown, present = replyOf): SimReply {
  if (error instanceof Refusal) return present(error)
  throw error
}

export function replyOf({ code, message, detail }: Refusal): SimReply {
  const error: JsonObject = {
    message,
    type: detail.type ?? 'OAuthException',
    code,
    ...(detail.subcode === undefined ? {} : { error_subcode: detail.subcode }),
    is_transient: detail.isTransient ?? false,
    ...(detail.title === undefined ? {} : { error_user_title: detail.title }),
    ...(detail.userMessage === undefined ? {} : { error_user_msg: detail.userMessage }),
    fbtrace_id: randomText(8),
  }
  return { status: detail.status ?? 400, headers: detail.headers ?? {}, body: { error } }
}

export function ok(body: Json): SimReply {
  return { status: 200, body }
}
