import type { Quota } from '../connector.js'

/** Of a page, whatever program makes them; no call asks what is left, and of other posts no limit is told. README.md, "Limits". */
export const quota: Quota = {
  rules: () => [
    {
      name: 'reels in 24 hours',
      limit: 30,
      window: { rollingMs: 24 * 3_600_000 },
      only: { contentType: 'REEL' },
    },
  ],
}
