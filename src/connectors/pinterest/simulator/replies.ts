import { randomInt } from 'node:crypto'
import type { Json } from '../../../kit/json.js'
import type { SimReply, SimRequest } from '../../../sandbox/simulator.js'

/** Thrown where a call is refused, answered in the network's envelope. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number
  readonly code: number
  constructor(status: number, code: number, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

export function refuse(status: number, code: number, message: string): never {
  throw new Refusal(status, code, message)
}

/** What is wrong with a request's own words: 400, code 1. */
export function invalid(reason: string): never {
  return refuse(400, 1, `Invalid parameters. ${reason}`)
}

export function ok(body: Json, status = 200): SimReply {
  return { status, body }
}

export function failure(status: number, code: number, message: string): SimReply {
  return { status, body: { code, message } }
}

export const unauthenticated = (): SimReply => failure(401, 2, 'Authentication failed.')

const tooMany =
  'This request exceeded a rate limit. This can happen if the client exceeds one of the published rate limits or if multiple write operations are applied to an object within a short time window.'

export type Budget = { limit: number; remaining: number; resetSeconds: number }

export function rateLimited(budget: Budget): SimReply {
  return { ...failure(429, 8, tooMany), headers: budgetHeaders({ ...budget, remaining: 0 }) }
}

/** The other flavour of 429: waiting does not help. */
export const spam = (): SimReply =>
  failure(429, 30, 'This request was blocked because it looks like spam. Please try something else.')

export function budgetHeaders({ limit, remaining, resetSeconds }: Budget): Record<string, string> {
  return {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-reset': String(Math.ceil(resetSeconds)),
  }
}

/** The id of a request, on every answer of the API. */
export function withRequestId(reply: SimReply): SimReply {
  return { ...reply, headers: { 'x-pinterest-rid': String(randomInt(2 ** 47)), ...reply.headers } }
}

/** One page of a list that is in its order; the bookmark names the last item shown. */
export function pageOf<Item extends { id: string }>(
  all: readonly Item[],
  { query }: SimRequest,
  present: (item: Item) => Json,
): SimReply {
  const size = Number(query.get('page_size') ?? 25)
  if (!Number.isInteger(size) || size < 1 || size > 250) invalid('page_size has to be between 1 and 250.')
  const bookmark = query.get('bookmark')
  const last = bookmark === null ? null : Buffer.from(bookmark, 'base64url').toString()
  const before = last === null ? -1 : all.findIndex(({ id }) => id === last)
  if (last !== null && before === -1) invalid('The bookmark is not valid.')
  const shown = all.slice(before + 1, before + 1 + size)
  const isMore = before + 1 + size < all.length
  const next = isMore ? Buffer.from(shown.at(-1)?.id ?? '').toString('base64url') : null
  return ok({ items: shown.map(present), bookmark: next })
}
