import { Temporal } from 'temporal-polyfill'

/** A time of the week: `day` counts from Monday (1) to Sunday (7), `time` is HH:mm. */
export type WeeklyTime = { day: number; time: string }

/**
 * The moments at which a clock in the zone shows one of the times, after `after`, in order and without end. A time that
 * the day skips when clocks go forward is as much later; one that it has twice is the first.
 */
export function* weeklyTimes<Time extends WeeklyTime>(
  times: readonly Time[],
  zone: string,
  after: Date,
): Generator<{ at: Date; of: Time }> {
  if (times.length === 0) return
  const inOrder = [...times].sort((one, other) => one.time.localeCompare(other.time))
  let last = after.getTime()
  // A skipped time may show after midnight of the next day.
  let day = Temporal.Instant.fromEpochMilliseconds(last)
    .toZonedDateTimeISO(zone)
    .toPlainDate()
    .subtract({ days: 1 })
  for (;;) {
    for (const of of inOrder) {
      if (of.day !== day.dayOfWeek) continue
      const at = day.toZonedDateTime({ timeZone: zone, plainTime: of.time }).epochMilliseconds
      if (at <= last) continue
      last = at
      yield { at: new Date(at), of }
    }
    day = day.add({ days: 1 })
  }
}
