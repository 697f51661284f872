import type { Quota } from '../connector.js'
import { quotaDay } from './errors.js'

/** What YouTube gives a project since June 2026. */
const standardUploads = 100
/** The documented contract speaks of six, as it was until December 2025: in the sandbox it can be met. */
const sandboxUploads = 6

/** Uploads of the app on a Pacific day, all channels together. YouTube tells no count, and its refusal is what holds. */
export const quota: Quota = {
  rules: ({ app }) => [{ name: 'uploads a day', limit: uploadsADay(app), window: quotaDay, of: 'app' }],
}

function uploadsADay(app: Record<string, string>): number {
  const set = Number(app['YOUTUBE_DAILY_UPLOADS'])
  if (Number.isInteger(set) && set > 0) return set
  // The sandbox's made-up app.
  return app['YOUTUBE_CLIENT_ID']?.startsWith('sandbox-') === true ? sandboxUploads : standardUploads
}
