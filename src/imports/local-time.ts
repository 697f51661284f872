import { Temporal } from 'temporal-polyfill'

export type DateFormat = 'dmy' | 'mdy'

/** A time that is read, or a sentence that says why it is none. */
export type ReadTime = { at: string } | { why: string }

const zoned = /(?:Z|[+-]\d{2}(?::?\d{2})?)$/i
const clock = String.raw`(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*([ap]\.?m\.?)?`
const iso = new RegExp(String.raw`^(\d{4})-(\d{1,2})-(\d{1,2})[T ]\s*${clock}$`, 'i')
const spelled = new RegExp(String.raw`^(\d{1,2})([/.-])(\d{1,2})\2(\d{4}),?\s+${clock}$`, 'i')

/**
 * A time as files have it, ISO 8601 in UTC. One that carries a zone means what it says; any other is what clocks show
 * in `zone`: a time that the day skips is as much later, one that it has twice is the first. `3/4/2027` needs
 * `dateFormat`, unless only one reading is a date; with dots the day comes first.
 */
export function readTime(given: string, zone: string, dateFormat: DateFormat | null): ReadTime {
  const text = given.trim()
  if (zoned.test(text) && /\d:\d\d/.test(text)) return { at: text }
  const parts = partsOf(text, dateFormat)
  if ('why' in parts) return parts
  try {
    const local = Temporal.PlainDateTime.from(parts, { overflow: 'reject' })
    return { at: local.toZonedDateTime(zone).toInstant().toString() }
  } catch {
    return { why: `${shown(text)} is no day and time that exists.` }
  }
}

type Parts = { year: number; month: number; day: number; hour: number; minute: number; second: number }

function partsOf(text: string, dateFormat: DateFormat | null): Parts | { why: string } {
  const [, year, month, day, ...time] = iso.exec(text) ?? []
  if (year !== undefined)
    return { year: Number(year), month: Number(month), day: Number(day), ...timeOf(time) }
  const [, one = '', mark = '', two = '', last = '', ...clockParts] = spelled.exec(text) ?? []
  if (one === '') return { why: whyNone(text) }
  const first = firstIs(Number(one), Number(two), mark, dateFormat)
  if (first === null)
    return {
      why: `${shown(text)} can be read in two ways. Write 2027-03-04 09:00, or say dateFormat: dmy or mdy.`,
    }
  const [dayOf, monthOf] = first === 'day' ? [one, two] : [two, one]
  return { year: Number(last), month: Number(monthOf), day: Number(dayOf), ...timeOf(clockParts) }
}

function firstIs(
  one: number,
  two: number,
  mark: string,
  dateFormat: DateFormat | null,
): 'day' | 'month' | null {
  if (mark === '.') return 'day'
  if (dateFormat !== null) return dateFormat === 'dmy' ? 'day' : 'month'
  if (one > 12) return 'day'
  if (two > 12) return 'month'
  return one === two ? 'day' : null
}

function timeOf([hour = '', minute = '', second = '0', half = '']: readonly (string | undefined)[]): {
  hour: number
  minute: number
  second: number
} {
  const shownHour = Number(hour)
  const isAfternoon = half.toLowerCase().startsWith('p')
  // 12:30 am is half past midnight, 12:30 pm half past noon.
  const own = half === '' ? shownHour : (shownHour % 12) + (isAfternoon ? 12 : 0)
  return { hour: half !== '' && shownHour > 12 ? 99 : own, minute: Number(minute), second: Number(second) }
}

function whyNone(text: string): string {
  if (/^\d{5}(?:\.\d+)?$/.test(text))
    return `${shown(text)} is a date as Excel counts days. Format the column as text or as 2027-03-04 09:00.`
  if (!/\d:\d\d/.test(text)) return `${shown(text)} has no time of day. Write 2027-03-04 09:00.`
  return `${shown(text)} is no date and time. Write 2027-03-04 09:00, or with a zone 2027-03-04T09:00:00+01:00.`
}

function shown(text: string): string {
  return text.slice(0, 60)
}
