import type { Config } from '../config.js'
import type { Database } from '../store/database.js'
import { countOverdue, holdOverdue, isAnyWorkerAlive } from '../store/overdue.js'

const heldWarning = {
  code: 'OVERDUE_HELD' as const,
  message:
    'It came due while the server was down and waits for you: publish it now, give it another time, or cancel it.',
  field: 'scheduledFor',
}

/** Before anything is claimed: holds what came due while the server was down where that is wished, and says how many. */
export async function overdueNotices(
  db: Database,
  config: Pick<Config, 'mode' | 'holdOverdue' | 'services'>,
): Promise<string[]> {
  // Beside a worker that lives nothing was down: what is due is being sent.
  if (!config.services.has('worker') || (await isAnyWorkerAlive(db))) return []
  if (config.holdOverdue) {
    const held = await db.transaction((tx) => holdOverdue(tx, config.mode, heldWarning))
    if (held === 0) return []
    return [
      `Came due while the server was down: ${posts(held)}, held for a person (VOXBURST_HOLD_OVERDUE). Publish, reschedule or cancel.`,
    ]
  }
  const { leaving, missed } = await countOverdue(db, config.mode)
  if (leaving + missed === 0) return []
  return [
    `Came due while the server was down: ${posts(leaving)} to leave now, ${String(missed)} too late, to fail with MISSED (missedAfterMinutes of the workspace).`,
  ]
}

function posts(count: number): string {
  return count === 1 ? '1 post' : `${String(count)} posts`
}
