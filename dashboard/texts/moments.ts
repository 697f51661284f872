import { useLocale } from 'react-aria-components'
import { useMemo } from 'react'

export type Moments = {
  /** “30 Nov 2026, 14:05”, by the clocks of `zone`; the reader's when absent. */
  at: (iso: string, zone?: string) => string
  /** “30 Nov 2026” */
  day: (iso: string, zone?: string) => string
  /** “3 hours ago”, “in 59 days” */
  ago: (iso: string) => string
  /** A day of the week in full; 0 is Sunday. */
  weekday: (day: number, style?: 'long' | 'short') => string
  /** A number as the reader writes it. */
  number: (value: number) => string
}

/** Dates and numbers as the reader's language writes them. */
export function useMoments(): Moments {
  const { locale } = useLocale()
  return useMemo(() => {
    const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
    const numbers = new Intl.NumberFormat(locale)
    const format = (iso: string, options: Intl.DateTimeFormatOptions): string =>
      new Intl.DateTimeFormat(locale, options).format(new Date(iso))
    return {
      at: (iso, timeZone) => format(iso, { dateStyle: 'medium', timeStyle: 'short', timeZone }),
      day: (iso, timeZone) => format(iso, { dateStyle: 'medium', timeZone }),
      ago(iso) {
        const seconds = (Date.parse(iso) - Date.now()) / 1_000
        const [unit, size] = units.find(([, each]) => Math.abs(seconds) >= each) ?? (['second', 1] as const)
        return relative.format(Math.trunc(seconds / size), unit)
      },
      // 4 January 1970 was a Sunday.
      weekday: (day, style = 'long') =>
        format(new Date(Date.UTC(1970, 0, 4 + day)).toISOString(), { weekday: style, timeZone: 'UTC' }),
      number: (value) => numbers.format(value),
    }
  }, [locale])
}

const units = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const
