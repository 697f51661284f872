import { randomText } from '../../../sandbox/sandbox.js'
import type { Json, JsonObject } from '../../../kit/json.js'
import type { SimReply } from '../../../sandbox/simulator.js'

type Detail = {
  status?: number
  subcode?: number
  title?: string
  userMessage?: string
  isTransient?: boolean
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
export function invalid(message: string): never {
  return refuse(100, `(#100) ${message}`)
}

/** What Graph says of ids that do not exist, are somebody else's, or are another kind of thing. */
export function noSuchObject(method: string, id: string): never {
  return refuse(
    100,
    `Unsupported ${method.toLowerCase()} request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation`,
    { subcode: 33 },
  )
}

/** Instagram's own refusals: the sentence is the documents', the title ours. */
export function rejected(
  code: number,
  subcode: number,
  sentence: string,
  title = 'Media not accepted',
): never {
  return refuse(code, 'Invalid parameter', { subcode, title, userMessage: sentence })
}

export function noSuchContainer(id: string): never {
  return rejected(
    24,
    2_207_008,
    `The media builder with creation id = ${id} does not exist or has been expired`,
    'Media builder not found',
  )
}

export function notReady(): never {
  return rejected(
    9_007,
    2_207_027,
    'The media is not ready for publishing, please wait for a moment',
    'Media not ready',
  )
}

export function ok(body: Json): SimReply {
  return { status: 200, body }
}

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
  return { status: detail.status ?? 400, body: { error } }
}

/** What Instagram's own token endpoint says. */
export function oauthFailure(message: string): SimReply {
  return { status: 400, body: { error_type: 'OAuthException', code: 400, error_message: message } }
}
