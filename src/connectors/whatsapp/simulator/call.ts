import { createHmac } from 'node:crypto'
import type { Json, JsonObject } from '../../../kit/json.js'
import { Refusal, replyTo, unknownPath } from '../../../sandbox/graph-api/refusal.js'
import type { SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { secretOf } from './apps.js'
import { businessByPhone, findToken, isOver, type Business, type Token } from './businesses.js'
import { invalid, noSuchObject, replyOf } from './replies.js'

/** A call with a token: whose it is, and what was asked. */
export type Call = {
  business: Business
  token: Token
  request: SimRequest
  world: SimWorld
  /** The `:id` of the path. */
  id: string
}

type Route = Pick<SimRoute, 'method' | 'operation'> & {
  /** After the version. */
  path: string
  /** What a token has to be for; a function where only the id tells. */
  scope: string | ((request: SimRequest, world: SimWorld) => string)
}

export const host = 'graph.facebook.com'
/** Those that live: a version ends after two years. */
const versions = /^(19|2[0-4])\.0$/

/** One call of Graph with a token of a business; refusals thrown on the way are its answer. */
export function api(route: Route, handle: (call: Call) => SimReply | Promise<SimReply>): SimRoute {
  return open(route, (request, world) => handle(callOf(request, scopeOf(route, request, world), world)))
}

function scopeOf({ scope }: Route, request: SimRequest, world: SimWorld): string {
  return typeof scope === 'string' ? scope : scope(request, world)
}

/** The same for calls that bring no token of a business. */
export function open(
  { method, path, operation }: Omit<Route, 'scope'>,
  handle: (request: SimRequest, world: SimWorld) => SimReply | Promise<SimReply>,
): SimRoute {
  return {
    method,
    host,
    path: `/v:version${path}`,
    operation,
    async handle(request, world) {
      try {
        if (!versions.test(request.params['version'] ?? '')) throw unknownPath(request.path)
        return await handle(request, world)
      } catch (error) {
        return replyTo(error, replyOf)
      }
    },
  }
}

/** Throws the network's refusal where the token is dead or lacks the scope. */
export function callOf(request: SimRequest, scope: string, world: SimWorld): Call {
  const token = livingToken(tokenIn(request), world)
  checkProof(request, token, world)
  const business = businessByPhone(token.phoneId, world)
  if (business === undefined) throw deadToken('The user is gone.')
  if (!token.scopes.includes(scope))
    throw new Refusal(
      200,
      `(#200) You do not have the necessary permissions required to send messages or read on behalf of this WhatsApp Business Account: ${scope}`,
    )
  return { business, token, request, world, id: request.params['id'] ?? '' }
}

function livingToken(value: string, world: SimWorld): Token {
  if (value === '') throw new Refusal(200, 'Provide valid app ID', { status: 401, type: 'OAuthException' })
  const token = findToken(value, world)
  if (token === undefined) throw deadToken('The access token could not be decrypted')
  if (isOver(token, world)) throw deadToken('Session has expired.', 463)
  return token
}

export function deadToken(why: string, subcode?: number): Refusal {
  return new Refusal(190, `Error validating access token: ${why}`, subcode === undefined ? {} : { subcode })
}

/** A proof that is sent has to hold, of an app whose secret is known. */
function checkProof({ query, json }: SimRequest, { token, appId }: Token, world: SimWorld): void {
  const given = query.get('appsecret_proof') ?? textIn(objectIn(json), 'appsecret_proof')
  const secret = secretOf(appId, world)
  if (given === undefined || secret === undefined) return
  if (createHmac('sha256', secret).update(token).digest('hex') !== given)
    invalid('Invalid appsecret_proof provided in the API argument', { type: 'GraphMethodException' })
}

export function tokenIn({ headers, query }: SimRequest): string {
  const bearer = /^Bearer\s+(\S+)$/i.exec(headers['authorization'] ?? '')?.[1]
  return bearer ?? query.get('access_token') ?? ''
}

/** The number of the path has to be the token's. */
export function ownNumber({ business, id, request }: Call): Business {
  return id === business.phoneId ? business : noSuchObject(request.method, id)
}

/** So has the WhatsApp Business Account. */
export function ownAccount({ business, id, request }: Call): Business {
  return id === business.wabaId ? business : noSuchObject(request.method, id)
}

export function objectIn(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
}

export function textIn(from: JsonObject, name: string): string | undefined {
  const value = from[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** Parameters in the query, a form or JSON. */
export function givenIn({ query, form, json }: SimRequest, name: string): string | undefined {
  return textIn(objectIn(json), name) ?? form?.get(name) ?? query.get(name) ?? undefined
}

/** A page of a list. Cursors are the ids of its first and last. */
export function pageOf<T>(
  all: readonly T[],
  { query, url }: SimRequest,
  { idOf, standard = 25 }: { idOf: (item: T) => string; standard?: number },
): { data: T[]; paging?: JsonObject } {
  const limit = Number(query.get('limit') ?? standard)
  if (!Number.isInteger(limit) || limit < 1) return invalid('Param limit must be a positive integer')
  const encoded = (id: string): string => Buffer.from(id).toString('base64')
  const places = new Map(all.map((each, index) => [encoded(idOf(each)), index]))
  const after = places.get(query.get('after') ?? '')
  const before = places.get(query.get('before') ?? '')
  const count = Math.min(limit, 100)
  const start = before === undefined ? (after ?? -1) + 1 : Math.max(0, before - count)
  const data = all.slice(start, before ?? start + count)
  const [first, last] = [data[0], data.at(-1)]
  if (first === undefined || last === undefined) return { data }
  const cursors = { before: encoded(idOf(first)), after: encoded(idOf(last)) }
  const next = new URL(url)
  next.searchParams.set('after', cursors.after)
  const isLast = start + data.length >= all.length
  return { data, paging: { cursors, ...(isLast ? {} : { next: next.href }) } }
}
