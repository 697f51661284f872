import type { PlatformError } from './outcome.js'

/** How late a post may leave when the workspace has not said otherwise. */
export const missedAfterMinutesByDefault = 360

/** Why a post that came due while the server was down does not leave any more; null when it still does. Pure. */
export function missed(
  dueAt: Date | null,
  now: Date,
  missedAfterMinutes = missedAfterMinutesByDefault,
): PlatformError | null {
  if (dueAt === null || now.getTime() - dueAt.getTime() <= missedAfterMinutes * 60_000) return null
  return {
    code: 'MISSED',
    message:
      'The post was due while the server was down, and is too late by the workspace’s choice (missedAfterMinutes). Use fix to send it now.',
    details: { dueAt: dueAt.toISOString() },
  }
}
