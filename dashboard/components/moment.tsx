import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useLocale } from 'react-aria-components'
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

const shapes = {
  /** Tue, 1 Dec 2026, 09:00 */
  full: { dateStyle: 'medium', timeStyle: 'short' },
  /** Tue, 1 Dec, 09:00 */
  short: { weekday: 'short', day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' },
  /** 1 Dec, 09:00:12 */
  exact: { day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit', second: '2-digit' },
  time: { hour: 'numeric', minute: '2-digit' },
  day: { weekday: 'long', day: 'numeric', month: 'long' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>
export type MomentShape = keyof typeof shapes

/** Says a moment as clocks of the workspace show it, in the reader's locale. */
export function useMoments(): (at: string | Date, shape: MomentShape) => string {
  const { locale } = useLocale()
  const timeZone = useZone()
  return (at, shape) => format(locale, timeZone, shape).format(new Date(at))
}

const formats = new Map<string, Intl.DateTimeFormat>()
function format(locale: string, timeZone: string, shape: MomentShape): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone} ${shape}`
  const known = formats.get(key) ?? new Intl.DateTimeFormat(locale, { ...shapes[shape], timeZone })
  formats.set(key, known)
  return known
}

/** Europe/Berlin → Berlin; read with its continent where the city alone would not do. */
export function zoneName(zone: string): string {
  return zone.slice(zone.lastIndexOf('/') + 1).replaceAll('_', ' ')
}

/** A moment; names the time zone where it is not the reader's own. */
export function Moment({ at, shape = 'short' }: { at: string; shape?: MomentShape }): ReactNode {
  const say = useMoments()
  const zone = useZone()
  return (
    <time dateTime={at}>
      {say(at, shape)}
      {zone !== viewerZone && ` (${zoneName(zone)})`}
    </time>
  )
}
