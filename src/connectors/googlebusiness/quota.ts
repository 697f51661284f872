import type { Quota } from '../connector.js'

/** Ten changes of a profile a minute. Whether posts are among them is not told: they are counted as if they were. */
export const quota: Quota = {
  rules: () => [{ name: 'posts in a minute', limit: 10, window: { rollingMs: 60_000 } }],
}
