import { Temporal } from 'temporal-polyfill'

/** Days count from Monday (1) to Sunday (7); `time` is HH:mm. */
export type Rule =
  | { frequency: 'daily'; interval: number; time: string }
  | { frequency: 'weekly'; interval: number; time: string; days: readonly number[] }
  | { frequency: 'monthly'; interval: number; time: string; dayOfMonth: number }

/** Days in the zone, YYYY-MM-DD. */
export type Span = { startsOn: string; endsOn: string | null }

/**
 * The times of a rule after `after`, in order: at each a clock in the zone shows the rule's time. A time that the day
 * skips when clocks go forward is as much later; one that it has twice is the first. Weeks begin on Monday, and every
 * other week counts from that of `startsOn`.
 */
export function* occurrences(
  rule: Rule,
  { startsOn, endsOn }: Span,
  zone: string,
  after: Date,
): Generator<Date> {
  const first = Temporal.PlainDate.from(startsOn)
  const last = endsOn === null ? null : Temporal.PlainDate.from(endsOn)
  const today = Temporal.Instant.fromEpochMilliseconds(after.getTime()).toZonedDateTimeISO(zone).toPlainDate()
  for (const day of daysOf(rule, first, today)) {
    if (last !== null && Temporal.PlainDate.compare(day, last) > 0) return
    const at = day.toZonedDateTime({ timeZone: zone, plainTime: rule.time }).epochMilliseconds
    if (at > after.getTime()) yield new Date(at)
  }
}

/** The days of a rule from `first` on; those long before `today` are left out. */
function* daysOf(
  rule: Rule,
  first: Temporal.PlainDate,
  today: Temporal.PlainDate,
): Generator<Temporal.PlainDate> {
  const units = { daily: 'days', weekly: 'weeks', monthly: 'months' } as const
  const unit = units[rule.frequency]
  const start =
    rule.frequency === 'weekly'
      ? first.subtract({ days: first.dayOfWeek - 1 })
      : first.with({ day: rule.frequency === 'monthly' ? 1 : first.day })
  const passed = start.until(today, { largestUnit: unit })[unit]
  for (let step = Math.max(0, Math.floor(passed / rule.interval) - 1); ; step += 1) {
    const begins = start.add({ [unit]: step * rule.interval })
    for (const day of daysIn(rule, begins)) if (Temporal.PlainDate.compare(day, first) >= 0) yield day
  }
}

function daysIn(rule: Rule, begins: Temporal.PlainDate): Temporal.PlainDate[] {
  if (rule.frequency === 'daily') return [begins]
  if (rule.frequency === 'monthly')
    return [begins.with({ day: Math.min(rule.dayOfMonth, begins.daysInMonth) })]
  return rule.days.map((day) => begins.add({ days: day - 1 }))
}
