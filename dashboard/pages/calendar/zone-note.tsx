import type { ReactNode } from 'react'
import { useLocale } from 'react-aria-components'
import { useZone, viewerZone, zoneName } from '../../components/moment.js'
import { useTexts } from '../../texts/texts.js'
import { texts } from './calendar.texts.js'

/** Whose clock the grid goes by; and the reader's, where it shows something else. */
export function ZoneNote({ at }: { at: string }): ReactNode {
  const t = useTexts(texts)
  const { locale } = useLocale()
  const zone = useZone()
  const name = (timeZone: string): string => {
    const parts = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'shortOffset' }).formatToParts(
      new Date(at),
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
