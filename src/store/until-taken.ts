import { setTimeout as pause } from 'node:timers/promises'
import { isPassingDatabaseFault } from './database.js'

/**
 * Repeats a write until the database takes it: what a network gave only once is never dropped because the database
 * is away. Only for writes that are conditional on a token, so that a repeat after a lost commit changes nothing.
 */
export async function untilTaken<T>(
  log: (message: string, facts?: Record<string, unknown>) => void,
  write: () => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await write()
    } catch (error) {
      if (!isPassingDatabaseFault(error)) throw error
      log('The database did not take an answer; it is kept and tried again', { tries })
      await pause(Math.min(2_000, 50 * 2 ** tries))
    }
  }
}
