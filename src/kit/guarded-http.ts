import { lookup as systemLookup, type LookupAddress } from 'node:dns'
import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import { Agent, buildConnector, request, type Dispatcher } from 'undici'

/** The address a person gave may not be called, or the answer broke a limit. The message is for that person. */
export class Refused extends Error {
  override readonly name = 'Refused'
}

export type GuardedRequest = {
  method: 'GET' | 'POST'
  url: string
  headers?: Record<string, string>
  body?: string | Buffer
  timeoutMs: number
  /** Longer answers are cut (webhooks) or refused (media), by the caller's choice. */
  maxBytes: number
  /** Redirects followed; each address is checked like the first. */
  redirects?: number
}

export type GuardedReply = {
  status: number
  headers: Record<string, string>
  body: AsyncIterable<Uint8Array>
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

export function createGuardedHttp(options: { allowPrivate: boolean }): GuardedHttp {
  // undici takes node's `lookup` only here; given per connection it is ignored.
  const open = buildConnector({
    timeout: 10_000,
    ...(options.allowPrivate ? {} : { lookup: checkedLookup }),
  })
  const connect: buildConnector.connector = (given, callback) => {
    // Node resolves no names for literal addresses, so they never reach the lookup.
    const host = given.hostname.replace(/^\[|\]$/g, '')
    if (!options.allowPrivate && isIP(host) !== 0 && !isPublicAddress(host))
      callback(refusedAddress(host), null)
    else open(given, callback)
  }
  const dispatcher = new Agent({ connections: 50, pipelining: 1, keepAliveTimeout: 4_000, connect })
  return {
    dispatcher,
    connect,
    mayReach(url) {
      const { hostname, protocol } = new URL(url)
      if (protocol !== 'https:' && protocol !== 'http:') return false
      const host = hostname.replace(/^\[|\]$/g, '')
      if (options.allowPrivate) return true
      if (isIP(host) !== 0) return isPublicAddress(host)
      return (
        host !== 'localhost' &&
        !host.endsWith('.localhost') &&
        !host.endsWith('.local') &&
        !host.endsWith('.internal') &&
        host.includes('.')
      )
    },
    async send(given) {
      let url = given.url
      for (let left = given.redirects ?? 0; ; left -= 1) {
        if (!this.mayReach(url)) throw refusedAddress(new URL(url).hostname)
        const reply = await sendOnce(dispatcher, { ...given, url })
        const location = reply.headers['location']
        if (
          reply.status < 300 ||
          reply.status >= 400 ||
          location === undefined ||
          (given.redirects ?? 0) === 0
        )
          return reply
        for await (const _ of reply.body) break
        if (left <= 0) throw new Refused('The address redirects too often.')
        url = new URL(location, url).href
      }
    },
  }
}

async function sendOnce(dispatcher: Dispatcher, given: GuardedRequest): Promise<GuardedReply> {
  const answer = await request(given.url, {
    dispatcher,
    method: given.method,
    ...(given.headers === undefined ? {} : { headers: given.headers }),
    ...(given.body === undefined ? {} : { body: given.body }),
    headersTimeout: given.timeoutMs,
    bodyTimeout: given.timeoutMs,
    signal: AbortSignal.timeout(given.timeoutMs),
  })
  const headers = Object.fromEntries(
    Object.entries(answer.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  )
  return { status: answer.statusCode, headers, url: given.url, body: limited(answer.body, given.maxBytes) }
}

async function* limited(body: AsyncIterable<Uint8Array>, maxBytes: number): AsyncIterable<Uint8Array> {
  let seen = 0
  for await (const chunk of body) {
    seen += chunk.length
    if (seen > maxBytes) throw new Refused(`The answer is larger than ${String(maxBytes)} bytes.`)
    yield chunk
  }
}

/** Public unicast only: no loopback, private, link-local, carrier, documentation or reserved range, nor IPv4 inside IPv6. */
export function isPublicAddress(address: string): boolean {
  const parsed = ipaddr.process(address)
  return parsed.range() === 'unicast'
}

function checkedLookup(
  host: string,
  options: object,
  callback: (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void,
): void {
  systemLookup(host, { ...options, all: true }, (error, addresses) => {
    if (error !== null) {
      callback(error, '')
      return
    }
    const closed = addresses.find(({ address }) => !isPublicAddress(address))
    const [first] = addresses
    if (closed !== undefined || first === undefined) callback(refusedAddress(host), '')
    else if ('all' in options && options.all === true) callback(null, addresses)
    else callback(null, first.address, first.family)
  })
}

function refusedAddress(host: string): Refused {
  return new Refused(
    `${host} is inside a private network. Set VOXBURST_ALLOW_PRIVATE_NETWORK=true if that is meant.`,
  )
}
