import { html } from '../../../kit/html.js'
import type { Json, JsonObject } from '../../../kit/json.js'
import type { SimReply } from '../../../sandbox/simulator.js'

/** Thrown where a call is refused: the answer that it gets. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly reply: SimReply
  constructor(reply: SimReply) {
    super(`Answered ${String(reply.status)}`)
    this.reply = reply
  }
}

export function refuse(reply: SimReply): never {
  throw new Refusal(reply)
}

export function ok(body: Json): SimReply {
  return { status: 200, body }
}

/** What `api_type=json` asks for. */
export function done(data: JsonObject): SimReply {
  return ok({ json: { errors: [], data } })
}

/** The first shape of a refusal: HTTP 200, with the errors in its body. */
export function apiError(code: string, text: string, field: string, more: JsonObject = {}): SimReply {
  return ok({ json: { errors: [[code, text, field]], ...more } })
}

/** The second: what a community's own rules refuse (`validate_on_submit`). */
export function invalid(reason: string, explanation: string, field: 'title' | 'body' | 'flair' | 'url') {
  return {
    status: 400,
    body: {
      fields: [field],
      explanation,
      message: 'Bad Request',
      reason: `SUBMIT_VALIDATION_${reason}`,
      error_type: 'SUBMIT_VALIDATION_ERROR',
    },
  } satisfies SimReply
}

const messages: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  500: 'Internal Server Error',
}

/** The third: the status in words and as a number. */
export function failure(status: number, reason?: string): SimReply {
  const message = messages[status] ?? 'Error'
  return { status, body: { ...(reason === undefined ? {} : { reason }), message, error: status } }
}

export const invalidToken = (): SimReply => challenged(401, 'invalid_token')
export const insufficientScope = (): SimReply => challenged(403, 'insufficient_scope')

function challenged(status: number, error: string): SimReply {
  return { ...failure(status), headers: { 'www-authenticate': `Bearer realm="reddit", error="${error}"` } }
}

/** What proxies in front of the network say is a page. */
function webPage(status: number, title: string, text: string): SimReply {
  const body = html`<!doctype html>
    <html>
      <head>
        <title>${title}</title>
      </head>
      <body>
        <h1>${title}</h1>
        <p>${text}</p>
      </body>
    </html>`
  return { status, headers: { 'content-type': 'text/html; charset=UTF-8' }, body: body.text }
}

export const outOfOrder = (): SimReply =>
  webPage(503, 'reddit.com: service unavailable', 'Our CDN was unable to reach our servers.')

export const blocked = (): SimReply =>
  webPage(403, 'Blocked', 'whoa there, pardner! Your request has been blocked due to a network policy.')

export function tooMany(headers: Record<string, string>): SimReply {
  const page = webPage(
    429,
    'Too Many Requests',
    "whoa there, pardner! we're sorry, but you appear to be a bot and we've seen too many requests from you lately.",
  )
  return { ...page, headers: { ...page.headers, ...headers } }
}

/** Too much content in too little time, whatever is left of the calls: in words, with a unit. */
export function ratelimit(seconds: number, isNumbered: boolean): SimReply {
  const [amount, unit] = seconds < 60 ? [seconds, 'second'] : [Math.ceil(seconds / 60), 'minute']
  const wait = `${String(amount)} ${unit}${amount === 1 ? '' : 's'}`
  const text = `Looks like you've been doing that a lot. Take a break for ${wait} before trying again.`
  return apiError('RATELIMIT', text, 'ratelimit', isNumbered ? { ratelimit: seconds } : {})
}
