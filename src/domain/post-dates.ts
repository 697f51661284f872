import { ApiError } from '../../contract/errors.js'

/** A time this much past is due at once; older is a mistake of the caller. */
export const lateAllowanceMs = 5 * 60_000

const instant =
  /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?(Z|[+-]\d{2}(?::?\d{2})?)?$/i
const dateOnly = /^(\d{4})-(\d{2})-(\d{2})$/

/** ISO 8601 with a zone; offsets and up to nine digits of a second are taken, kept to the millisecond. */
export function parseInstant(value: string, field: string): Date {
  const parsed = read(value.trim())
  if (parsed === null || parsed.zone === null) throw invalidDate(value, field)
  return parsed.at
}

/** As `parseInstant`; a time without a zone, as the official command line sends it (`2026-06-15 14:00`), is UTC. */
export function parseInstantOrUtc(value: string, field: string): Date {
  const parsed = read(value.trim())
  if (parsed === null) throw invalidDate(value, field)
  return parsed.at
}

/** A bound of a list: an instant, or a day (UTC), whose start or end it is. */
export function parseBound(value: string, bound: 'from' | 'to', field: string = bound): Date {
  const day = dateOnly.exec(value.trim())
  // A + that nobody encoded arrives in a query as a blank.
  if (day === null) return parseInstant(value.replace(/(T[\d:.]+) (\d\d:?\d\d)$/, '$1+$2'), field)
  const start = read(`${value.trim()}T00:00:00Z`)
  if (start === null) throw invalidDate(value, field)
  return bound === 'from' ? start.at : new Date(start.at.getTime() + 86_400_000 - 1)
}

/** Refuses a time that is further past than a slow client explains. */
export function refuseLongPast(at: Date, now: Date, field: string): void {
  if (at.getTime() >= now.getTime() - lateAllowanceMs) return
  throw new ApiError(
    'VALIDATION_ERROR',
    `${field} is in the past (${at.toISOString()}; it is ${now.toISOString()} now). Choose a later time, or publish the post at once.`,
    { field, now: now.toISOString() },
  )
}

function read(value: string): { at: Date; zone: string | null } | null {
  const match = instant.exec(value)
  if (match === null) return null
  const [, year, month, day, hour, minute, second = '00', fraction = '', zone] = match
  const millis = fraction.padEnd(3, '0').slice(0, 3)
  const local = `${year ?? ''}-${month ?? ''}-${day ?? ''}T${hour ?? ''}:${minute ?? ''}:${second}.${millis}`
  const utc = new Date(`${local}Z`)
  // JavaScript takes the 30th of February for the 2nd of March.
  if (Number.isNaN(utc.getTime()) || utc.toISOString().slice(0, 19) !== local.slice(0, 19)) return null
  if (Number(year) < 1970) return null
  const offset = offsetMs(zone)
  return offset === null ? null : { at: new Date(utc.getTime() - offset), zone: zone ?? null }
}

function offsetMs(zone: string | undefined): number | null {
  if (zone === undefined || zone.toUpperCase() === 'Z') return 0
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0')
  const hours = Number(digits.slice(0, 2))
  const minutes = Number(digits.slice(2))
  if (hours > 23 || minutes > 59) return null
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000
}

function invalidDate(value: string, field: string): ApiError {
  return new ApiError(
    'INVALID_DATE',
    `${field} is not an ISO 8601 date and time with a zone, for example 2026-06-15T14:00:00Z or 2026-06-15T16:00:00+02:00.`,
    { field, value: value.slice(0, 100) },
  )
}
