import type { z } from 'zod'
import type { JsonObject } from '../../../kit/json.js'
import { lastPart, livingToken, type Token } from '../../../sandbox/google-grants.js'
import type { SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { findUser, type User } from './people.js'
import { charge, isLeft, type Bucket } from './quota.js'
import { invalidCredentials, quotaExceeded, Refusal, refuse, replyOf } from './replies.js'

/** A call with a token: whose it is, and what was asked. */
export type Call = { user: User; token: Token; parts: string[]; request: SimRequest; world: SimWorld }

export type Endpoint = {
  method: SimRoute['method']
  path: string
  operation: SimRoute['operation']
  /** One of them is enough. */
  scopes: readonly string[]
  bucket?: Bucket
  cost: number
  /** What `part` may name; absent: there is no `part`. */
  parts?: readonly string[]
  /** What the query may have beside `part`. */
  parameters: readonly string[]
  /** Those it must have. */
  required?: readonly string[]
  handle: (call: Call) => SimReply | Promise<SimReply>
}

export const dataHosts = ['www.googleapis.com', 'youtube.googleapis.com'] as const

const everywhere = ['alt', 'prettyPrint']

export function routesOf(hosts: readonly string[], endpoints: readonly Endpoint[]): SimRoute[] {
  return hosts.flatMap((host) =>
    endpoints.map((endpoint): SimRoute => {
      const { method, path, operation } = endpoint
      return { method, host, path, operation, handle: (request, world) => answer(endpoint, request, world) }
    }),
  )
}

async function answer(endpoint: Endpoint, request: SimRequest, world: SimWorld): Promise<SimReply> {
  try {
    const { user, token } = callerOf(request, world)
    return await charged(endpoint, { user, token, parts: [], request, world })
  } catch (error) {
    if (error instanceof Refusal) return replyOf(error)
    throw error
  }
}

export function bearerOf({ headers }: SimRequest): string {
  return /^Bearer (\S+)$/.exec(headers['authorization'] ?? '')?.[1] ?? ''
}

export function callerOf(request: SimRequest, world: SimWorld): Pick<Call, 'user' | 'token'> {
  if (request.headers['authorization'] === undefined)
    return refuse(401, 'required', 'Login Required.', { location: 'Authorization', locationType: 'header' })
  const token = livingToken(bearerOf(request), world)
  const user = token === undefined ? undefined : findUser(token.userId, world)
  if (token === undefined || user === undefined) throw invalidCredentials()
  if (user.isSuspended)
    refuse(
      403,
      'authenticatedUserAccountSuspended',
      'The YouTube account of the authenticated user is suspended.',
    )
  return { user, token }
}

/** What was refused costs one unit, or one call. */
async function charged(endpoint: Endpoint, call: Call): Promise<SimReply> {
  const { bucket = 'units', cost, scopes } = endpoint
  const { token, world } = call
  if (!scopes.some((scope) => token.scopes.map(lastPart).includes(scope)))
    refuse(403, 'insufficientPermissions', 'Request had insufficient authentication scopes.')
  if (!isLeft(token.clientId, bucket, cost, world)) throw quotaExceeded()
  try {
    const reply = await endpoint.handle({ ...call, parts: checkedParts(endpoint, call) })
    charge(token.clientId, bucket, cost, world)
    return reply
  } catch (error) {
    if (error instanceof Refusal) charge(token.clientId, bucket, Math.min(cost, 1), world)
    throw error
  }
}

function checkedParts(
  { parts, parameters, required = [] }: Endpoint,
  { user, request: { query, path } }: Call,
): string[] {
  if (user.kind === 'no_channel' && path !== '/youtube/v3/channels')
    refuse(401, 'youtubeSignupRequired', 'The Google account has no YouTube channel.')
  const known = [...everywhere, ...parameters, ...(parts === undefined ? [] : ['part'])]
  const strange = [...query.keys()].find((name) => !known.includes(name))
  if (strange !== undefined)
    refuse(
      400,
      'unexpectedParameter',
      `The request specifies an unexpected parameter: ${strange}`,
      at(strange),
    )
  if ((query.get('alt') ?? 'json') !== 'json') invalid('alt', 'It has to be json.')
  const missing = [...(parts === undefined ? [] : ['part']), ...required].find((name) => !query.get(name))
  if (missing !== undefined)
    refuse(400, 'missingRequiredParameter', `No ${missing} parameter was given.`, at(missing))
  const named = query.getAll('part').flatMap((each) => each.split(','))
  const unknown = named.find((part) => !(parts ?? []).includes(part))
  if (unknown !== undefined)
    refuse(400, 'unknownPart', `'${unknown}'`, { domain: 'youtube.part', ...at('part') })
  return named
}

function at(parameter: string) {
  return { location: parameter, locationType: 'parameter' } as const
}

/** A parameter whose value does not do. */
export function invalid(parameter: string, message: string): never {
  return refuse(400, 'invalidParameter', `Invalid value for ${parameter}. ${message}`, at(parameter))
}

export function flagOf({ query }: SimRequest, name: string, absent: boolean): boolean {
  const given = query.get(name)
  if (given === null) return absent
  return given === 'true' || given === 'false'
    ? given === 'true'
    : invalid(name, 'It has to be true or false.')
}

/** Ids in a list with commas. */
export function idsIn({ query }: SimRequest, most = 50): string[] {
  const ids = (query.get('id') ?? '').split(',').filter((id) => id !== '')
  return ids.length > most ? invalid('id', `There are at most ${String(most)}.`) : ids
}

/** A JSON body as its schema has it; a member that is not known is refused, and one that `part` does not name. */
export function bodyOf<T extends object>(schema: z.ZodType<T>, { parts, request }: Call): T {
  if (!/^application\/json(;|$)/i.test(request.headers['content-type'] ?? ''))
    return refuse(400, 'badRequest', 'The Content-Type has to be application/json.')
  return checkedBody(schema, request.json, parts)
}

export function checkedBody<T extends object>(
  schema: z.ZodType<T>,
  json: SimRequest['json'],
  parts: readonly string[],
): T {
  const given = schema.safeParse(json)
  if (!given.success) {
    const [problem] = given.error.issues
    const where = problem?.path.join('.') ?? ''
    return refuse(400, 'badRequest', `Invalid JSON payload received at '${where}': ${problem?.message ?? ''}`)
  }
  const unexpected = Object.keys(given.data).find((name) => !['id', 'kind', ...parts].includes(name))
  if (unexpected !== undefined)
    refuse(400, 'unexpectedPart', `'${unexpected}'`, { domain: 'youtube.part', ...at('part') })
  return given.data
}

/** The parts of a resource that were asked for. */
export function shown(resource: JsonObject, parts: readonly string[]): JsonObject {
  return Object.fromEntries(
    Object.entries(resource).filter(([name]) => ['kind', 'etag', 'id', ...parts].includes(name)),
  )
}
