import type { Quota } from '../connector.js'

/** How many people a number may write to first in 24 hours, by its tier. README.md, "Limits". */
const tiers: Record<string, number> = {
  TIER_50: 50,
  TIER_250: 250,
  TIER_1K: 1_000,
  TIER_2K: 2_000,
  TIER_10K: 10_000,
  TIER_100K: 100_000,
}

const largest = 100_000

/**
 * WhatsApp counts people, and those it first writes to: what we count, a message each, is never less. Without an
 * account's data, the most that any is allowed: so far is counted.
 */
export const quota: Quota = {
  rules: ({ data: { messagingLimit } }) => {
    const limit = messagingLimit === undefined ? largest : tiers[String(messagingLimit)]
    if (limit === undefined) return []
    return [{ name: 'messages in 24 hours', limit, window: { rollingMs: 24 * 3_600_000 }, countsParts: true }]
  },
}
