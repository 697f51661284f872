import { Agent, buildConnector } from 'undici'
import type { GuardedHttp } from '../kit/guarded-http.js'
import { finishingPaused } from '../kit/finish-paused.js'
import { failpoint } from '../kit/failpoint.js'
import { CreatingConnections } from './creating-connections.js'
import { exchange, type Exchange } from './exchange.js'
import { NotSent, type PlatformHttp, type PlatformReply, type PlatformRequest } from './platform-http.js'
import { requestBody } from './request-body.js'

export type PlatformHttpOptions = {
  platform: string
  /** From a network's origin to another (VOXBURST_ORIGINS); wins over the sandbox. */
  origins: Readonly<Record<string, string>>
  /** Origin of the sandbox in sandbox mode, else null. */
  sandboxBase: string | null
  /** Ours, told to the sandbox so that faults and records can be aimed. */
  accountId: string | null
  operation?: 'publish' | 'comment' | 'metrics'
  /** For creating calls: how long the request may still start. Absent: creating calls are refused. */
  deadline?: { msLeft: () => number }
  /** Checks the addresses of networks when connecting: some hosts are chosen by users. */
  guarded?: Pick<GuardedHttp, 'dispatcher' | 'connect'>
}

const standardTimeoutMs = 30_000
/** A creating request must begin at least this long before its deadline. */
const marginMs = 1_000

const openConnect = finishingPaused(buildConnector({ timeout: 10_000 }))
const openDispatcher = new Agent({ connections: 100, keepAliveTimeout: 10_000, connect: openConnect })
/** By the way connections are opened: checked ones and others never mix. */
const creatingConnections = new WeakMap<buildConnector.connector, CreatingConnections>()

/** The one HTTP client of connectors, for one account and, where it publishes, one attempt. */
export function createPlatformHttp(options: PlatformHttpOptions): PlatformHttp {
  return async (given) => {
    const place = placed(options, given.url)
    const body = requestBody(given)
    const request: Exchange = {
      url: withQuery(place.url, given.query),
      method: given.method,
      headers: { ...body.headers, ...headersOf(options, given, place.kind) },
      content: body.content,
      timeoutMs: given.timeoutMs ?? standardTimeoutMs,
    }
    // Where the operator or we chose the address there is nothing to guard against.
    const guarded = place.kind === 'network' ? options.guarded : undefined
    const reply =
      given.creating === true
        ? await create(request, options.deadline, guarded?.connect ?? openConnect)
        : await exchange(guarded?.dispatcher ?? openDispatcher, request, () => null)
    if (place.kind === 'sandbox' && reply.headers['x-sandbox-fault'] === 'refused_connection')
      throw new NotSent('The connection was refused')
    return reply
  }
}

/** A call that the public can see: within the attempt's deadline, on a connection that did not idle. */
async function create(
  request: Exchange,
  deadline: PlatformHttpOptions['deadline'],
  connect: buildConnector.connector,
): Promise<PlatformReply> {
  const msLeft = (): number => deadline?.msLeft() ?? -Infinity
  const tooLate = (): string | null =>
    msLeft() > marginMs ? null : 'The time for this request had passed before it began'
  const late = tooLate()
  if (late !== null) throw new NotSent(late)
  const connections = creatingConnections.get(connect) ?? new CreatingConnections(connect)
  creatingConnections.set(connect, connections)
  const connection = connections.take(request.url.origin)
  try {
    const timeoutMs = Math.min(request.timeoutMs, msLeft())
    const hindrance = (): string | null =>
      connection.isStale() ? 'The connection had idled for too long' : tooLate()
    const reply = await exchange(connection.client, { ...request, timeoutMs }, () => {
      const reason = hindrance()
      if (reason === null) setImmediate(failpoint, 'on-the-wire')
      return reason
    })
    connection.keep()
    return reply
  } catch (error) {
    connection.drop()
    throw error
  }
}

type Place = { kind: 'mapped' | 'sandbox' | 'network'; url: URL }

/** Where the network's own URL is served: a gateway, the sandbox, or the network. */
function placed(options: PlatformHttpOptions, address: string): Place {
  const url = new URL(address)
  const path = `${url.pathname}${url.search}`
  const other = options.origins[url.origin]
  if (other !== undefined) return { kind: 'mapped', url: new URL(`${other}${path}`) }
  if (options.sandboxBase === null) return { kind: 'network', url }
  return {
    kind: 'sandbox',
    url: new URL(`${options.sandboxBase}/sandbox/${options.platform}/${url.host}${path}`),
  }
}

/** Adds to the query without touching what is there: it may be signed. */
function withQuery(url: URL, query: PlatformRequest['query']): URL {
  const added = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {})) if (value !== undefined) added.append(name, value)
  const text = added.toString().replaceAll('+', '%20')
  if (text === '') return url
  return new URL(`${url.origin}${url.pathname}${url.search === '' ? '?' : `${url.search}&`}${text}`)
}

function headersOf(
  options: PlatformHttpOptions,
  given: PlatformRequest,
  kind: Place['kind'],
): Record<string, string> {
  const headers: Record<string, string> = {
    'user-agent': 'VoxBurst/0.1 (+self-hosted)',
    accept: 'application/json',
  }
  for (const [name, value] of Object.entries(given.headers ?? {})) headers[name.toLowerCase()] = value
  if (kind !== 'sandbox') return headers
  headers['x-voxburst-sender'] = 'connector'
  if (options.accountId !== null) headers['x-voxburst-account'] = options.accountId
  const isRead = options.operation === 'metrics'
  if (options.operation !== undefined && (given.creating === true || isRead))
    headers['x-voxburst-operation'] = options.operation
  return headers
}
