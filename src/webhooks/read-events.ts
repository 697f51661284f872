import { setTimeout as pause } from 'node:timers/promises'
import type { Db } from '../store/database.js'
import { listEvents, type EventFilter, type EventRow } from '../store/events.js'

const patienceMs = 1_000
const lookEveryMs = 50

/**
 * Events after a cursor. Those that have to wait for a transaction that still runs mostly wait for milliseconds: a
 * reader is given them in the same call, unless it takes long. Whoever has events to read gets those at once.
 */
export async function readEvents(db: Db, filter: EventFilter): Promise<EventRow[]> {
  for (let waitedMs = 0; ; waitedMs += lookEveryMs) {
    const { rows, isHeldBack } = await listEvents(db, filter)
    if (!isHeldBack || rows.length > 0 || waitedMs >= patienceMs) return rows
    await pause(lookEveryMs)
  }
}
