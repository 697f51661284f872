import type { FastifyReply, FastifyRequest } from 'fastify'
import { ApiError } from '../../contract/errors.js'
import type { KeyHolder } from '../store/api-keys.js'

/** Requests a minute and key, by plan. Source: the contract's newest table. */
const perMinuteByPlan: Record<string, number> = { FREE: 120, STARTER: 200, PRO: 500, AGENCY: 1_000 }
const withoutKeyPerMinute = 120

type Window = { startedAt: number; used: number }

/**
 * Counts requests per key (per address without one) in minutes, in this process. Every response says where its
 * caller stands. Several web processes each give the whole allowance.
 */
export class RateLimit {
  readonly #setting: number | 'off' | 'byPlan'
  readonly #windows = new Map<string, Window>()
  readonly #now: () => number

  constructor(setting: number | 'off' | 'byPlan', now: () => number = Date.now) {
    this.#setting = setting
    this.#now = now
  }

  take(request: FastifyRequest, reply: FastifyReply, holder: KeyHolder | null): void {
    const limit = this.#limitOf(holder)
    const now = this.#now()
    const who = holder?.keyId ?? `ip:${request.ip}`
    const minute = now - (now % 60_000)
    const known = this.#windows.get(who)
    const window = known?.startedAt === minute ? known : { startedAt: minute, used: 0 }
    window.used += 1
    this.#windows.set(who, window)
    if (this.#windows.size > 50_000) this.#forgetBefore(minute)

    const resetAt = (minute + 60_000) / 1_000
    reply.header('X-RateLimit-Limit', String(limit))
    reply.header('X-RateLimit-Remaining', String(Math.max(0, limit - window.used)))
    reply.header('X-RateLimit-Reset', String(resetAt))
    if (window.used <= limit || this.#setting === 'off' || isLiveness(request)) return
    const waitSeconds = Math.max(1, Math.ceil(resetAt - now / 1_000))
    throw new ApiError(
      'RATE_LIMITED',
      `Too many requests: ${String(limit)} a minute are allowed. Try again in ${String(waitSeconds)} s.`,
      undefined,
      waitSeconds,
    )
  }

  #limitOf(holder: KeyHolder | null): number {
    if (this.#setting === 'off') return 1_000_000
    if (holder === null) return withoutKeyPerMinute
    return this.#setting === 'byPlan' ? (perMinuteByPlan[holder.plan] ?? 1_000) : this.#setting
  }

  #forgetBefore(minute: number): void {
    for (const [who, window] of this.#windows) if (window.startedAt < minute) this.#windows.delete(who)
  }
}

/** Whoever watches the server asks often, and a refusal would read as a failure. */
function isLiveness(request: FastifyRequest): boolean {
  return request.routeOptions.url === '/v1/health'
}
