import type { ReactNode } from 'react'
import { useLocale } from 'react-aria-components'
import { useNow } from '../clock.js'
import { useMoments, useZone, viewerZone, zoneName, type MomentShape } from '../texts/moments.js'
import { useTexts } from '../texts/texts.js'
import { texts } from './components.texts.js'

/** A moment; names the time zone where it is not the reader's own. */
export function Moment({ at, shape = 'short' }: { at: string; shape?: MomentShape }): ReactNode {
  const say = useMoments()
  const zone = useZone()
  return (
    <time dateTime={at}>
      {say.at(at, shape)}
      {zone !== viewerZone && ` (${zoneName(zone)})`}
    </time>
  )
}

/** Whose clock the times of a page go by; and the reader's, where it shows something else. */
export function ZoneNote({ at }: { at?: string }): ReactNode {
  const t = useTexts(texts)
  const { locale } = useLocale()
  const zone = useZone()
  const now = useNow()
  const name = (timeZone: string): string => {
    const parts = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'shortOffset' }).formatToParts(
      at === undefined ? now : new Date(at),
    )
    const offset = parts.find(({ type }) => type === 'timeZoneName')?.value ?? ''
    return `${zoneName(timeZone)} (${offset})`
  }
  return (
    <p className="soft small">
      {t('zone', { zone: name(zone) })}
      {zone !== viewerZone && ` ${t('viewerZone', { zone: name(viewerZone) })}`}
    </p>
  )
}
