import { lastPart, livingToken, type Token } from '../../../sandbox/google-grants.js'
import type { SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { findUser, type User } from './people.js'
import { checkProject } from './rates.js'
import { errorInfo, malformed, Refusal, replyOf, unauthenticated } from './replies.js'

export const hosts = {
  accounts: 'mybusinessaccountmanagement.googleapis.com',
  locations: 'mybusinessbusinessinformation.googleapis.com',
  posts: 'mybusiness.googleapis.com',
  performance: 'businessprofileperformance.googleapis.com',
} as const

/** A call with a token: whose it is, and what was asked. */
export type Call = { user: User; token: Token; request: SimRequest; world: SimWorld }

export type Endpoint = {
  method: SimRoute['method']
  host: (typeof hosts)[keyof typeof hosts]
  path: string
  operation: SimRoute['operation']
  /** What the query may have. */
  parameters?: readonly string[]
  handle: (call: Call) => SimReply | Promise<SimReply>
}

export const scope = 'business.manage'
const everywhere = ['alt', 'prettyPrint']

export function routeOf(endpoint: Endpoint): SimRoute {
  const { method, host, path, operation } = endpoint
  return {
    method,
    host,
    path,
    operation,
    async handle(request, world) {
      try {
        return await endpoint.handle(callOf(endpoint, request, world))
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

function callOf({ host, parameters = [] }: Endpoint, request: SimRequest, world: SimWorld): Call {
  const token = livingToken(bearerOf(request), world)
  const user = findUser(token?.userId ?? '', world)
  if (token === undefined || user === undefined || user.isSuspended) throw unauthenticated()
  if (!token.scopes.map(lastPart).includes(scope))
    throw new Refusal('PERMISSION_DENIED', 'Request had insufficient authentication scopes.', [
      errorInfo('ACCESS_TOKEN_SCOPE_INSUFFICIENT', { service: host }),
    ])
  checkProject(token.clientId, host, world)
  const strange = [...request.query.keys()].find((name) => ![...everywhere, ...parameters].includes(name))
  if (strange !== undefined)
    malformed(
      strange,
      `Invalid JSON payload received. Unknown name "${strange}": Cannot bind query parameter. Field '${strange}' could not be found in request message.`,
    )
  if ((request.query.get('alt') ?? 'json') !== 'json') malformed('alt', 'It has to be json.')
  return { user, token, request, world }
}

/** One page of a list, and the token of the next. */
export function page<Row>(
  { query }: SimRequest,
  rows: readonly Row[],
  { most, usual }: { most: number; usual: number },
): { rows: Row[]; around: { nextPageToken?: string } } {
  const asked = query.get('pageSize')
  const size = asked === null ? usual : Number(asked)
  if (!/^[1-9]\d*$/.test(asked ?? '1') || size > most)
    malformed('page_size', `page_size has to be a number from 1 to ${String(most)}.`)
  const from = startOf(query.get('pageToken'))
  const next = from + size
  return {
    rows: rows.slice(from, next),
    around: next < rows.length ? { nextPageToken: tokenOf(next) } : {},
  }
}

const mark = 'page '
const tokenOf = (at: number): string => Buffer.from(`${mark}${String(at)}`).toString('base64url')

function startOf(token: string | null): number {
  if (token === null) return 0
  const said = Buffer.from(token, 'base64url').toString()
  return /^page \d+$/.test(said)
    ? Number(said.slice(mark.length))
    : malformed('page_token', 'The page token is invalid.')
}
