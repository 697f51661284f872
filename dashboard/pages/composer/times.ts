import { useMemo } from 'react'
import { useLocale } from 'react-aria-components'
import { now } from '../../clock.js'

export type Times = {
  viewerZone: string
  /** “Monday, 7 December, 09:00”, by the clocks of a zone. */
  full: (at: string, timeZone: string) => string
  /** “Mon 7 Dec, 09:00” */
  short: (at: string, timeZone: string) => string
  /** “Berlin time” is what people say; zones are named by their largest town. */
  place: (timeZone: string) => string
  /** The next full hour that is at least half an hour away, ISO 8601. */
  nextHour: () => string
}

/** Dates and times as the reader writes them. */
export function useTimes(): Times {
  const { locale } = useLocale()
  return useMemo(() => {
    const format = (at: string, options: Intl.DateTimeFormatOptions): string =>
      new Intl.DateTimeFormat(locale, options).format(new Date(at))
    const clock = { hour: '2-digit', minute: '2-digit' } as const
    return {
      viewerZone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
      full: (at, timeZone) =>
        format(at, { timeZone, weekday: 'long', day: 'numeric', month: 'long', ...clock }),
      short: (at, timeZone) =>
        format(at, { timeZone, weekday: 'short', day: 'numeric', month: 'short', ...clock }),
      place: (timeZone) => (timeZone.split('/').at(-1) ?? timeZone).replaceAll('_', ' '),
      nextHour: () => {
        const hour = 3_600_000
        return new Date(Math.ceil((now() + hour / 2) / hour) * hour).toISOString()
      },
    }
  }, [locale])
}
