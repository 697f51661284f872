import {
  CalendarDateTime,
  endOfMonth,
  endOfWeek,
  fromDate,
  parseDate,
  startOfMonth,
  startOfWeek,
  toCalendarDate,
  toZoned,
  type CalendarDate,
} from '@internationalized/date'
import type { Post } from '../../../sdk/index.js'
import { now } from '../../clock.js'

export const views = ['month', 'week', 'list'] as const
export type View = (typeof views)[number]

/** Both ends count. */
export type Range = { from: string; to: string }

/** The day that it is in a zone, by the server's clock. */
export function today(zone: string): CalendarDate {
  return toCalendarDate(fromDate(new Date(now()), zone))
}

export function isToday(day: CalendarDate, zone: string): boolean {
  return day.compare(today(zone)) === 0
}

/** The day that an address names; today where it names none. */
export function dayOf(text: string | undefined, zone: string): CalendarDate {
  try {
    return text === undefined ? today(zone) : parseDate(text)
  } catch {
    return today(zone)
  }
}

/** The days that a view shows: whole weeks of a month, a week, or a month. */
export function daysOf(view: View, day: CalendarDate, locale: string): CalendarDate[] {
  const first =
    view === 'month'
      ? startOfWeek(startOfMonth(day), locale)
      : view === 'week'
        ? startOfWeek(day, locale)
        : startOfMonth(day)
  const last =
    view === 'month'
      ? endOfWeek(endOfMonth(day), locale)
      : view === 'week'
        ? endOfWeek(day, locale)
        : endOfMonth(day)
  const days = []
  for (let each = first; each.compare(last) <= 0; each = each.add({ days: 1 })) days.push(each)
  return days
}

/** The same view, one further or one back. */
export function turned(view: View, day: CalendarDate, by: 1 | -1): CalendarDate {
  return view === 'week' ? day.add({ weeks: by }) : startOfMonth(day).add({ months: by })
}

/** From the first moment of the first day to the last of the last one, as long as they are in the zone. */
export function rangeOf(days: readonly CalendarDate[], zone: string): Range {
  const [first, last] = [days[0], days.at(-1)]
  if (first === undefined || last === undefined) throw new Error('A view has days')
  return {
    from: toZoned(first, zone).toAbsoluteString(),
    to: new Date(
      toZoned(last.add({ days: 1 }), zone)
        .toDate()
        .getTime() - 1,
    ).toISOString(),
  }
}

/**
 * A moment by the clocks of the zone. An hour that is left out in spring moves on by as much, as clocks do; of one that
 * comes twice in autumn, it is the first.
 */
export function momentAt(day: CalendarDate, hour: number, minute: number, zone: string): string {
  const local = new CalendarDateTime(day.year, day.month, day.day, hour, minute)
  return toZoned(local, zone).toAbsoluteString()
}

/** Whether clocks in the zone show this hour on this day. */
export function hasHour(day: CalendarDate, hour: number, zone: string): boolean {
  const local = new CalendarDateTime(day.year, day.month, day.day, hour)
  return toZoned(local, zone).hour === hour
}

export type Local = { day: CalendarDate; hour: number; minute: number }

/** What clocks in the zone show at a moment. */
export function localOf(at: string, zone: string): Local {
  const zoned = fromDate(new Date(at), zone)
  return { day: toCalendarDate(zoned), hour: zoned.hour, minute: zoned.minute }
}

/** Where a post has its place in time: when it went out, or is to. */
export function momentOf({ publishedAt, scheduledFor, createdAt, status }: Post): string | null {
  return publishedAt ?? scheduledFor ?? (status === 'draft' ? null : createdAt)
}

export type Placed = Local & { post: Post; at: string }

export function placed(posts: readonly Post[], zone: string): Placed[] {
  return posts
    .flatMap((post) => {
      const at = momentOf(post)
      return at === null ? [] : [{ post, at, ...localOf(at, zone) }]
    })
    .sort((one, other) => one.at.localeCompare(other.at))
}

/** Days since Sunday, as the API counts them. */
export function dayOfWeek(day: CalendarDate): number {
  return new Date(Date.UTC(day.year, day.month - 1, day.day)).getUTCDay()
}
