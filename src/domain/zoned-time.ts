const dayMs = 86_400_000

/** What the clocks in a place show, by the rules for daylight saving that hold there at each time. */
export type Zone = {
  /** Milliseconds that the clocks are ahead of UTC. */
  offsetAt: (at: number) => number
}

/** An IANA time zone. Asks the runtime once for each day, and exactly for days on which the clocks change. */
export function zoneOf(name: string): Zone {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  const exactly = (at: number): number => {
    const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1_000) * 1_000
  }
  const atMidnight = new Map<number, number>()
  const onDay = (day: number): number => {
    const known = atMidnight.get(day) ?? exactly(day * dayMs)
    atMidnight.set(day, known)
    return known
  }
  return {
    offsetAt(at) {
      const day = Math.floor(at / dayMs)
      const before = onDay(day)
      return before === onDay(day + 1) ? before : exactly(at)
    },
  }
}

/** The hour of the week that clocks show: 0 is Sunday midnight, 167 Saturday 23:00. */
export function hourOfWeek(zone: Zone, at: number): number {
  const local = new Date(at + zone.offsetAt(at))
  return local.getUTCDay() * 24 + local.getUTCHours()
}

/** A time of the week: `day` counts from Monday (1) to Sunday (7), `time` is HH:mm. */
export type WeeklyTime = { day: number; time: string }

/**
 * The moments at which clocks show one of the times, after `after`, in order and without end. A time that the day skips
 * when clocks are put forward is as much later; of one that it has twice it is the first.
 */
export function* weeklyTimes<Time extends WeeklyTime>(
  times: readonly Time[],
  zone: Zone,
  after: Date,
): Generator<{ at: Date; of: Time }> {
  if (times.length === 0) return
  const inOrder = [...times].sort((one, other) => one.time.localeCompare(other.time))
  let last = after.getTime()
  // A skipped time may show after midnight of the next day.
  let day = Math.floor((last + zone.offsetAt(last)) / dayMs) - 1
  for (;;) {
    for (const of of inOrder) {
      if (of.day % 7 !== new Date(day * dayMs).getUTCDay()) continue
      const at = momentOf(zone, day * dayMs + msOf(of.time))
      if (at <= last) continue
      last = at
      yield { at: new Date(at), of }
    }
    day += 1
  }
}

/**
 * When clocks next begin to show an hour of the week, after `after`. An hour that is left out when they are put forward
 * does not come that week; of one that comes twice it is the first.
 */
export function nextHourOfWeek(zone: Zone, hour: number, after: number): Date {
  const day = Math.floor(hour / 24) || 7
  const time = `${String(hour % 24).padStart(2, '0')}:00`
  for (const { at } of weeklyTimes([{ day, time }], zone, new Date(after)))
    if (hourOfWeek(zone, at.getTime()) === hour) return at
  throw new Error(`No week has the hour ${String(hour)}`)
}

/** When clocks show a time, which is given as if it were UTC. */
function momentOf(zone: Zone, shown: number): number {
  const before = shown - zone.offsetAt(shown - dayMs)
  const after = shown - zone.offsetAt(shown + dayMs)
  return [before, after].find((at) => at + zone.offsetAt(at) === shown) ?? before
}

function msOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return (hours * 60 + minutes) * 60_000
}
