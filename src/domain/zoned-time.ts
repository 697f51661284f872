const hourMs = 3_600_000
const dayMs = 24 * hourMs

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

/**
 * When clocks next begin to show an hour of the week, after `after`. An hour that is left out when they are put forward
 * does not come that week; of one that comes twice it is the first.
 */
export function nextHourOfWeek(zone: Zone, hour: number, after: number): Date {
  // Clocks change by whole quarters of an hour, and some zones are off by as much.
  const step = hourMs / 4
  const first = Math.floor(after / step) * step + step
  const isThen = (at: number): boolean =>
    hourOfWeek(zone, at) === hour && hourOfWeek(zone, at - step) !== hour
  const weeks = 3
  for (let at = first; at < first + weeks * 7 * dayMs; at += step) if (isThen(at)) return new Date(at)
  throw new Error(`No week has the hour ${String(hour)}`)
}
