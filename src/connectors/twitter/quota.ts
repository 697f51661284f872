import type { Quota } from '../connector.js'

/** Two pages of the documentation, and the stricter holds; no call asks what is left. README.md, "Limits". */
export const quota: Quota = {
  rules: () => [
    { name: 'posts in 15 minutes', limit: 100, window: { rollingMs: 15 * 60_000 }, countsParts: true },
    { name: 'posts in 3 hours', limit: 300, window: { rollingMs: 3 * 3_600_000 }, countsParts: true },
  ],
}
