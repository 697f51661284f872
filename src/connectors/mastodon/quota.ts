import type { Quota } from '../connector.js'

/** An instance's headers tell of whichever limit is closest, and only after a call: it is counted here. README.md, "Limits". */
export const quota: Quota = {
  rules: () => [
    { name: 'posts in 3 hours', limit: 300, window: { everyMs: 3 * 3_600_000 }, countsParts: true },
  ],
}
