import type { CalendarDate } from '@internationalized/date'
import { now } from '../../clock.js'
import { localOf, momentAt, today } from './days.js'

/** Nine in the morning, where nothing else says when. */
export const usualHour = 9

/** When a post that is written for a day goes out: at the usual hour, or the next full one where that is past. */
export function usualMomentOf(day: CalendarDate, zone: string): string {
  const usual = momentAt(day, usualHour, 0, zone)
  if (day.compare(today(zone)) !== 0 || Date.parse(usual) > now()) return usual
  const next = localOf(new Date(now() + 3_600_000).toISOString(), zone)
  return momentAt(next.day, next.hour, 0, zone)
}
