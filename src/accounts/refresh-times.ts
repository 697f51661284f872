import type { Connector, Tokens } from '../connectors/connector.js'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/**
 * When to refresh: five minutes ahead; tokens that live for days, a tenth of their life ahead (a week for sixty
 * days). Null: never, because they do not expire or cannot be refreshed.
 */
export function refreshAt(connector: Connector, tokens: Tokens, now: Date): Date | null {
  if (connector.auth.refresh === undefined || tokens.expiresAt === undefined) return null
  const expiresAt = new Date(tokens.expiresAt)
  const lifeMs = expiresAt.getTime() - now.getTime()
  const standardMs = lifeMs > dayMs ? Math.min(lifeMs / 10, 7 * dayMs) : Math.min(5 * 60_000, lifeMs / 2)
  return new Date(expiresAt.getTime() - Math.max(0, connector.auth.refreshAheadMs ?? standardMs))
}

export function expiryOf(tokens: Tokens): Date | null {
  return tokens.expiresAt === undefined ? null : new Date(tokens.expiresAt)
}
