import type { z } from 'zod'
import type { SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { addUse, usesIn, type Window } from '../../../sandbox/windows.js'
import { findUser, livingToken, type Token, type User } from './people.js'
import { failure, invalid, Refusal, refuse } from './replies.js'

export const apiHost = 'businessapi.snapchat.com'

/** A call with a token: whose it is, and what was asked. */
export type Call = { user: User; request: SimRequest; world: SimWorld }

export type Endpoint = Pick<SimRoute, 'method' | 'path' | 'operation' | 'dawdles'> & {
  handle: (call: Call) => SimReply | Promise<SimReply>
}

export function routeOf({ handle, ...route }: Endpoint): SimRoute {
  return {
    ...route,
    host: apiHost,
    async handle(request, world) {
      try {
        return await handle(callOf(request, world))
      } catch (error) {
        if (error instanceof Silence) return { status: 403 }
        if (error instanceof Refusal) return failure(error)
        throw error
      }
    },
  }
}

/** A refusal without a word, as some apps get it. */
class Silence extends Error {
  override readonly name = 'Silence'
}

export function bearerOf({ headers }: SimRequest): string {
  return /^Bearer (\S+)$/.exec(headers['authorization'] ?? '')?.[1] ?? ''
}

function callOf(request: SimRequest, world: SimWorld): Call {
  const token = livingToken(bearerOf(request), world)
  const user = token === undefined ? undefined : findUser(token.userId, world)
  if (token === undefined || user === undefined)
    return refuse(401, 'UNAUTHORIZED', 'The access token is missing, not valid or has expired.')
  demandListed(token)
  countCall(token, world)
  const profile = request.params['profile']
  if (profile !== undefined && (profile !== user.id || !user.hasProfile || !user.hasRole)) denied()
  return { user, request, world }
}

const denied = (): never =>
  refuse(403, 'AUTHORIZATION_PERMISSION_DENIED', 'Permission denied for the requested resource.')

/** Apps are allow-listed unless their client id begins with `unlisted`; `unlisted-silent` is told nothing. */
function demandListed({ clientId }: Token): void {
  if (clientId.startsWith('unlisted-silent')) throw new Silence()
  if (clientId.startsWith('unlisted')) denied()
}

const perSecond = { token: 10, app: 20 }

/**
 * One without a client id stands for as many apps as there are people; the sandbox's own is not counted, for its answers
 * come faster than any network's.
 */
function countCall({ token, clientId }: Token, world: SimWorld): void {
  if (clientId.startsWith('sandbox')) return
  const of = (name: keyof typeof perSecond, key: string): Window => ({
    name: `calls of ${name}s`,
    key,
    ms: 1_000,
  })
  const counted = { token: of('token', token), ...(clientId === '' ? {} : { app: of('app', clientId) }) }
  const windows = Object.entries(counted) as [keyof typeof perSecond, Window][]
  if (windows.some(([name, window]) => usesIn(window, world) >= perSecond[name]))
    refuse(429, 'RATE_LIMIT_EXCEEDED', 'Too many requests. Please try again later.')
  for (const [, window] of windows) addUse(window, world)
}

/** A JSON body as its schema has it; what does not fit, or is not known, is refused with the member's name. */
export function parsed<T>(schema: z.ZodType<T>, { json, headers }: SimRequest): T {
  if (!/^application\/json(;|$)/i.test(headers['content-type'] ?? ''))
    return invalid('The Content-Type has to be application/json.')
  const given = schema.safeParse(json)
  if (given.success) return given.data
  const [problem] = given.error.issues
  return invalid(`${problem?.path.join('.') ?? ''}: ${problem?.message ?? 'is not valid'}`)
}
