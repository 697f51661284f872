import { lookup as systemLookup, type LookupAddress } from 'node:dns'
import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import { Agent, buildConnector, errors, request, type Dispatcher } from 'undici'
import { finishingPaused } from './finish-paused.js'

/** The address a person gave may not be called, or the answer broke a limit. The message is for that person. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly reason: 'address' | 'tooLarge' | 'answer'
  constructor(reason: Refused['reason'], message: string) {
    super(message)
    this.reason = reason
  }
}

export type GuardedRequest = {
  method: 'GET' | 'POST'
  url: string
  headers?: Record<string, string>
  body?: string | Buffer
  /** For all of it: every redirect, and the last byte of the answer. */
  timeoutMs: number
  /** How long the other side may be silent. Absent: as long as it has in all. */
  silenceMs?: number
  /** A longer answer is refused while it comes. */
  maxBytes: number
  /** Redirects followed; each address is checked like the first. */
  redirects?: number
}

export type GuardedReply = {
  status: number
  headers: Record<string, string>
  /** As it was sent: nothing is unpacked, so that no answer is larger than its bytes. */
  body: AsyncIterable<Uint8Array>
  /** Lets go of an answer whose body nobody reads. */
  drop: () => void
  url: string
}

/** Calls addresses that a user chose. Resolved addresses are checked when the connection is made, so that a name cannot change in between. */
export type GuardedHttp = {
  send: (given: GuardedRequest) => Promise<GuardedReply>
  /** Whether a host may be connected to at all; for early, clear refusals. Names are checked again when they resolve. */
  mayReach: (url: string) => boolean
  dispatcher: Dispatcher
  /** Opens checked connections, for clients that keep connections of their own. */
  connect: buildConnector.connector
}

/** How names become addresses, and which of these belong to the outside. */
export type Outside = { lookup: typeof systemLookup; isPublic: (address: string) => boolean }

export function createGuardedHttp(options: { allowPrivate: boolean; outside?: Outside }): GuardedHttp {
  const outside = options.outside ?? { lookup: systemLookup, isPublic: isPublicAddress }
  // undici takes node's `lookup` only here; given per connection it is ignored.
  const open = finishingPaused(
    buildConnector({
      timeout: 10_000,
      ...(options.allowPrivate ? {} : { lookup: checkedLookup(outside) }),
    }),
  )
  const connect: buildConnector.connector = (given, callback) => {
    // Node resolves no names for literal addresses, so they never reach the lookup.
    const host = given.hostname.replace(/^\[|\]$/g, '')
    if (!options.allowPrivate && isIP(host) !== 0 && !outside.isPublic(host))
      callback(refusedAddress(host), null)
    else open(given, callback)
  }
  const dispatcher = new Agent({ connections: 50, pipelining: 1, keepAliveTimeout: 4_000, connect })
  const refusalOf = (address: string): Refused | null => {
    const { hostname, protocol } = new URL(address)
    if (protocol !== 'https:' && protocol !== 'http:')
      return new Refused('address', `${protocol}// addresses are not called, only https:// and http://.`)
    const host = hostname.replace(/^\[|\]$/g, '')
    const isInside = isIP(host) === 0 ? isInsideName(host) : !outside.isPublic(host)
    return !options.allowPrivate && isInside ? refusedAddress(host) : null
  }
  return {
    dispatcher,
    connect,
    mayReach: (url) => refusalOf(url) === null,
    async send(given) {
      const signal = AbortSignal.timeout(given.timeoutMs)
      let url = given.url
      for (let left = given.redirects ?? 0; ; left -= 1) {
        const refusal = refusalOf(url)
        if (refusal !== null) throw refusal
        const reply = await sendOnce(dispatcher, { ...given, url }, signal)
        const location = reply.headers['location']
        const isRedirect = reply.status >= 300 && reply.status < 400 && location !== undefined
        if (!isRedirect || given.redirects === undefined || given.redirects === 0) return reply
        reply.drop()
        if (left <= 0) throw new Refused('answer', 'The address redirects too often.')
        if (!URL.canParse(location, url))
          throw new Refused('answer', 'The address redirects to something that is no address.')
        url = new URL(location, url).href
      }
    },
  }
}

async function sendOnce(
  dispatcher: Dispatcher,
  given: GuardedRequest,
  signal: AbortSignal,
): Promise<GuardedReply> {
  const silenceMs = given.silenceMs ?? given.timeoutMs
  const answer = await request(given.url, {
    dispatcher,
    method: given.method,
    headers: { 'accept-encoding': 'identity', ...given.headers },
    ...(given.body === undefined ? {} : { body: given.body }),
    headersTimeout: silenceMs,
    bodyTimeout: silenceMs,
    signal,
  }).catch((error: unknown) => {
    if (error instanceof errors.HeadersOverflowError)
      throw new Refused('answer', 'The address answers with more than 16 kB of headers.')
    throw error
  })
  const headers = Object.fromEntries(
    Object.entries(answer.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  )
  const drop = (): void => void answer.body.on('error', () => undefined).destroy()
  return {
    status: answer.statusCode,
    headers,
    url: given.url,
    body: limited(answer.body, given.maxBytes),
    drop,
  }
}

async function* limited(body: AsyncIterable<Uint8Array>, maxBytes: number): AsyncIterable<Uint8Array> {
  let seen = 0
  for await (const chunk of body) {
    seen += chunk.length
    if (seen > maxBytes) throw new Refused('tooLarge', `The answer is larger than ${String(maxBytes)} bytes.`)
    yield chunk
  }
}

/** Public unicast only: no loopback, private, link-local, carrier, documentation or reserved range, nor IPv4 inside IPv6. */
export function isPublicAddress(address: string): boolean {
  const parsed = ipaddr.process(address)
  if (parsed.range() !== 'unicast') return false
  // What is global today lies in 2000::/3; `::7f00:1` and the like count as unicast, but hide an IPv4 address.
  return parsed.kind() === 'ipv4' || ((parsed.toByteArray()[0] ?? 0) & 0xe0) === 0x20
}

function isInsideName(name: string): boolean {
  const host = name.replace(/\.$/, '')
  return !host.includes('.') || /(^|\.)(localhost|local|internal|home\.arpa)$/.test(host)
}

type LookupDone = (
  error: NodeJS.ErrnoException | null,
  address: string | LookupAddress[],
  family?: number,
) => void

function checkedLookup(outside: Outside) {
  return (host: string, options: object, callback: LookupDone): void => {
    outside.lookup(host, { ...options, all: true }, (error, addresses) => {
      if (error !== null) {
        callback(error, '')
        return
      }
      const closed = addresses.find(({ address }) => !outside.isPublic(address))
      const [first] = addresses
      if (closed !== undefined || first === undefined) callback(refusedAddress(host), '')
      else if ('all' in options && options.all === true) callback(null, addresses)
      else callback(null, first.address, first.family)
    })
  }
}

function refusedAddress(host: string): Refused {
  return new Refused(
    'address',
    `${host} is inside a private network. Set VOXBURST_ALLOW_PRIVATE_NETWORK=true if that is meant.`,
  )
}
