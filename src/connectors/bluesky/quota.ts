import type { Quota } from '../connector.js'

/** Points are counted by the account's server, two for a post as we write it; no call asks what is left. README.md, "Limits". */
export const quota: Quota = {
  rules: () => [
    { name: 'posts in an hour', limit: 2_500, window: { everyMs: 3_600_000 }, countsParts: true },
    { name: 'posts in a day', limit: 17_500, window: { everyMs: 86_400_000 }, countsParts: true },
  ],
}
