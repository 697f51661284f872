import type { Connector, Tokens } from '../connectors/connector.js'

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

/**
 * When to refresh: five minutes ahead; tokens that live for days, a tenth of their life ahead (a week at most).
 * Never before half their life is over, so that short-lived ones are not refreshed without end. Tokens that cannot
 * be refreshed are looked at when they end. Null: never, because they do not.
 */
export function refreshAt(connector: Connector, tokens: Tokens, now: Date): Date | null {
  if (tokens.expiresAt === undefined) return null
  const expiresAt = new Date(tokens.expiresAt)
  if (!isRenewable(connector, tokens)) return expiresAt
  const lifeMs = expiresAt.getTime() - now.getTime()
  const standardMs = lifeMs > dayMs ? Math.min(lifeMs / 10, 7 * dayMs) : 5 * minuteMs
  const aheadMs = Math.min(connector.auth.refreshAheadMs ?? standardMs, lifeMs / 2)
  return new Date(Math.max(expiresAt.getTime() - aheadMs, now.getTime() + 5_000))
}

export function expiryOf(tokens: Tokens): Date | null {
  return tokens.expiresAt === undefined ? null : new Date(tokens.expiresAt)
}

/** Whether the network gives new tokens for these. */
export function isRenewable({ auth }: Connector, tokens: Tokens): boolean {
  return auth.refresh !== undefined && (auth.renewable?.(tokens) ?? true)
}
