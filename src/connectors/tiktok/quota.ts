import type { Quota } from '../connector.js'

/**
 * "Typically around 15", of all programs together, and other numbers for some: what we count comes first, TikTok's
 * refusal is what holds. README.md, "Limits".
 */
export const quota: Quota = {
  rules: () => [
    {
      name: 'posts in 24 hours',
      limit: 15,
      window: { rollingMs: 24 * 3_600_000 },
      except: { options: { draft: true } },
    },
  ],
}
