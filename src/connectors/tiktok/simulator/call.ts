import type { z } from 'zod'
import type { SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { findUser, livingToken, type Token, type User } from './people.js'
import { Refusal, refuse, replyOf } from './replies.js'
import { addUse, minuteMs, usesIn } from '../../../sandbox/windows.js'

export const apiHost = 'open.tiktokapis.com'

/** A call with a token: whose it is, and what was asked. */
export type Call = { user: User; token: Token; request: SimRequest; world: SimWorld }

export type Endpoint = {
  method: 'GET' | 'POST'
  path: string
  operation: SimRoute['operation']
  /** One of them is enough. */
  scopes: readonly string[]
  perMinute: number
  handle: (call: Call) => SimReply | Promise<SimReply>
}

export function routeOf(endpoint: Endpoint): SimRoute {
  const { method, path, operation, handle } = endpoint
  return {
    method,
    host: apiHost,
    path,
    operation,
    async handle(request, world) {
      try {
        return await handle(callOf(request, endpoint, world))
      } catch (error) {
        if (error instanceof Refusal) return replyOf(error)
        throw error
      }
    },
  }
}

export function bearerOf({ headers }: SimRequest): string {
  return /^Bearer (\S+)$/.exec(headers['authorization'] ?? '')?.[1] ?? ''
}

function callOf(request: SimRequest, { path, scopes, perMinute }: Endpoint, world: SimWorld): Call {
  const token = livingToken(bearerOf(request), world)
  const user = token === undefined ? undefined : findUser(token.userId, world)
  if (token === undefined || user === undefined)
    return refuse(401, 'access_token_invalid', 'The access token is invalid or not found in the request.')
  const calls = { name: 'calls in a minute', key: `${user.id} ${token.clientKey} ${path}`, ms: minuteMs }
  if (usesIn(calls, world) >= perMinute)
    refuse(429, 'rate_limit_exceeded', 'The API rate limit was exceeded. Please try again later.')
  addUse(calls, world)
  demandOne(token, scopes)
  return { user, token, request, world }
}

export function demandOne(token: Token, scopes: readonly string[]): void {
  if (!scopes.some((scope) => token.scopes.includes(scope)))
    refuse(
      401,
      'scope_not_authorized',
      'The user did not authorize the scope required for completing this request.',
    )
}

/** A JSON body as its schema has it; what does not fit, or is not known, is refused with the member's name. */
export function parsed<T>(schema: z.ZodType<T>, { json, headers }: SimRequest, code = 'invalid_param'): T {
  if (!/^application\/json(;|$)/i.test(headers['content-type'] ?? ''))
    return refuse(400, code, 'The Content-Type has to be application/json; charset=UTF-8.')
  const given = schema.safeParse(json)
  if (given.success) return given.data
  const [problem] = given.error.issues
  return refuse(400, code, `${problem?.path.join('.') ?? ''}: ${problem?.message ?? 'is not valid'}`)
}

/** The `fields` of the query, each one known. */
export function fieldsIn<Name extends string>({ query }: SimRequest, known: readonly Name[]): Name[] {
  const names = (query.get('fields') ?? '').split(',').filter((name) => name !== '')
  if (names.length === 0) refuse(400, 'invalid_params', 'The parameter fields is missing.')
  return names.map(
    (name) =>
      known.find((each) => each === name) ?? refuse(400, 'invalid_params', `The field ${name} is not known.`),
  )
}
