import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useLocale } from 'react-aria-components'
import { useNow } from '../clock.js'
import { workspacesQuery } from '../queries.js'
import { useMe } from '../session.js'

/** Where the reader's clock stands. */
export const viewerZone = Intl.DateTimeFormat().resolvedOptions().timeZone

/** The workspace's time zone: schedules are made and shown in it, wherever the reader is. */
export function useZone(): string {
  const { workspaceId } = useMe()
  const workspaces = useQuery(workspacesQuery).data?.data
  const zone = workspaces?.find(({ id }) => id === workspaceId)?.settings['timezone']
  return typeof zone === 'string' ? zone : 'UTC'
}

/** Europe/Berlin → Berlin; read with its continent where the city alone would not do. */
export function zoneName(zone: string): string {
  return zone.slice(zone.lastIndexOf('/') + 1).replaceAll('_', ' ')
}

const shapes = {
  /** 1 Dec 2026, 09:00 */
  full: { dateStyle: 'medium', timeStyle: 'short' },
  /** Tue, 1 Dec, 09:00 */
  short: { weekday: 'short', day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' },
  /** 1 Dec, 09:00:12 */
  exact: { day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit', second: '2-digit' },
  time: { hour: 'numeric', minute: '2-digit' },
  /** Tuesday, 1 December */
  day: { weekday: 'long', day: 'numeric', month: 'long' },
  /** 1 Dec 2026 */
  date: { dateStyle: 'medium' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>
export type MomentShape = keyof typeof shapes

export type Moments = {
  /** A moment as clocks of the workspace show it, in the reader's locale. */
  at: (at: string | Date, shape?: MomentShape) => string
  /** A whole day, 2026-12-01, that is a day of no clock: as networks count. */
  day: (day: string) => string
  /** “3 hours ago”, “in 59 days” */
  ago: (at: string) => string
  /** A day of the week in full; 0 is Sunday. */
  weekday: (day: number, style?: 'long' | 'short') => string
  /** A number as the reader writes it. */
  number: (value: number) => string
}

/** Dates and numbers as the reader's language writes them, by the clocks of the workspace. */
export function useMoments(): Moments {
  const { locale } = useLocale()
  const timeZone = useZone()
  const now = useNow()
  return useMemo(() => {
    const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
    const numbers = new Intl.NumberFormat(locale)
    return {
      at: (at, shape = 'full') => format(locale, timeZone, shape).format(new Date(at)),
      day: (day) => format(locale, 'UTC', 'date').format(new Date(day)),
      ago(at) {
        const seconds = (Date.parse(at) - now) / 1_000
        const [unit, size] = units.find(([, each]) => Math.abs(seconds) >= each) ?? (['second', 1] as const)
        return relative.format(Math.trunc(seconds / size), unit)
      },
      // 4 January 1970 was a Sunday.
      weekday: (day, style = 'long') =>
        new Intl.DateTimeFormat(locale, { weekday: style, timeZone: 'UTC' }).format(
          Date.UTC(1970, 0, 4 + day),
        ),
      number: (value) => numbers.format(value),
    }
  }, [locale, timeZone, now])
}

const formats = new Map<string, Intl.DateTimeFormat>()
function format(locale: string, timeZone: string, shape: MomentShape): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone} ${shape}`
  const known = formats.get(key) ?? new Intl.DateTimeFormat(locale, { ...shapes[shape], timeZone })
  formats.set(key, known)
  return known
}

const units = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const
