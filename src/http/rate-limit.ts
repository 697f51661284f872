import type { FastifyReply, FastifyRequest } from 'fastify'
import ipaddr from 'ipaddr.js'
import { ApiError } from '../../contract/errors.js'
import { planOf, type Plans } from '../../contract/plans.js'
import type { KeyHolder } from '../store/api-keys.js'

const withoutKeyPerMinute = 120

/** Takes back what a request counted. */
const takeBacks = new WeakMap<FastifyRequest, () => void>()

/** A request that is made of others, each of which counts, does not count itself. Called before the first of them. */
export function countByParts(request: FastifyRequest): void {
  takeBacks.get(request)?.()
  takeBacks.delete(request)
}

/**
 * Counts requests per key (per address without one) in minutes of the wall clock. Every response says where its
 * caller stands. In this process: several web processes each give the whole allowance, which protects each of them
 * without a write to the database on every request.
 */
export class RateLimit {
  readonly #setting: number | 'off' | 'byPlan'
  readonly #plans: Plans
  readonly #now: () => number
  #minute = 0
  #used = new Map<string, number>()

  constructor(setting: number | 'off' | 'byPlan', plans: Plans, now: () => number = () => Date.now()) {
    this.#setting = setting
    this.#plans = plans
    this.#now = now
  }

  /** Counts a request and writes its headers. Answers the refusal where it is one too many. */
  take(request: FastifyRequest, reply: FastifyReply, holder: KeyHolder | null): ApiError | null {
    const now = this.#now()
    const { limit, used, resetAt } = this.#write(request, reply, { holder, now, count: 1 })
    if (used <= limit || this.#setting === 'off' || isLiveness(request)) return null
    const waitSeconds = Math.max(1, Math.ceil(resetAt - now / 1_000))
    return new ApiError(
      'RATE_LIMITED',
      `Too many requests: ${String(limit)} a minute are allowed. Try again in ${String(waitSeconds)} s.`,
      undefined,
      waitSeconds,
    )
  }

  /** Writes the headers of a caller without a key for a request that does not count. */
  show(request: FastifyRequest, reply: FastifyReply): void {
    this.#write(request, reply, { holder: null, now: this.#now(), count: 0 })
  }

  #write(
    request: FastifyRequest,
    reply: FastifyReply,
    { holder, now, count }: { holder: KeyHolder | null; now: number; count: number },
  ): { limit: number; used: number; resetAt: number } {
    const minute = now - (now % 60_000)
    if (minute !== this.#minute) {
      this.#minute = minute
      this.#used = new Map()
    }
    const who = holder?.keyId ?? `ip:${networkOf(request.ip)}`
    const used = (this.#used.get(who) ?? 0) + count
    if (count > 0) {
      const inMinute = this.#used
      inMinute.set(who, used)
      takeBacks.set(request, () => inMinute.set(who, (inMinute.get(who) ?? 0) - count))
    }

    const limit = this.#limitOf(holder)
    const resetAt = (minute + 60_000) / 1_000
    reply.header('X-RateLimit-Limit', String(limit))
    reply.header('X-RateLimit-Remaining', String(Math.max(0, limit - used)))
    reply.header('X-RateLimit-Reset', String(resetAt))
    return { limit, used, resetAt }
  }

  #limitOf(holder: KeyHolder | null): number {
    if (this.#setting === 'off') return 1_000_000
    if (holder === null) return withoutKeyPerMinute
    return this.#setting === 'byPlan' ? planOf(this.#plans, holder.plan).requestsPerMinute : this.#setting
  }
}

/** One person has a whole /64 of IPv6 addresses: they count as one. */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address
  const parsed = ipaddr.process(address)
  return parsed.kind() === 'ipv6' ? (parsed as ipaddr.IPv6).parts.slice(0, 4).join(':') : parsed.toString()
}

/** Whoever watches the server asks often, and a refusal would read as a failure. */
function isLiveness(request: FastifyRequest): boolean {
  return request.routeOptions.url === '/v1/health'
}
