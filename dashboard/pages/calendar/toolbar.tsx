import type { CalendarDate } from '@internationalized/date'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { useLocale } from 'react-aria-components'
import { Button, IconButton } from '../../components/button.js'
import { Segments } from '../../components/segments.js'
import { useZone } from '../../texts/moments.js'
import { useTexts } from '../../texts/texts.js'
import styles from './calendar-page.module.css'
import { texts } from './calendar.texts.js'
import { today, turned, views, type View } from './days.js'

type Props = { view: View; day: CalendarDate; days: CalendarDate[] }

/** Which days are shown, and how. Both stand in the address. */
export function Toolbar({ view, day, days }: Props): ReactNode {
  const t = useTexts(texts)
  const zone = useZone()
  const { locale } = useLocale()
  const navigate = useNavigate()
  const search = useSearch({ from: '/inside/calendar' })
  const show = (more: { view?: View; day?: string }): void =>
    void navigate({ to: '/calendar', search: { ...search, ...more } })
  const [first, last] = [days[0] ?? day, days.at(-1) ?? day]
  const title =
    view === 'week'
      ? new Intl.DateTimeFormat(locale, {
          day: 'numeric',
          month: 'short',
          year: 'numeric',
          timeZone: 'UTC',
        }).formatRange(first.toDate('UTC'), last.toDate('UTC'))
      : new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
          day.toDate('UTC'),
        )
  return (
    <div className={styles['toolbar'] ?? ''}>
      <h2 className={styles['shown'] ?? ''} aria-live="polite">
        {title}
      </h2>
      <IconButton
        label={t('back')}
        icon={<ChevronLeft aria-hidden />}
        onPress={() => show({ day: turned(view, day, -1).toString() })}
      />
      <Button onPress={() => show({ day: today(zone).toString() })}>{t('today')}</Button>
      <IconButton
        label={t('forward')}
        icon={<ChevronRight aria-hidden />}
        onPress={() => show({ day: turned(view, day, 1).toString() })}
      />
      <Segments
        label={t('view')}
        value={view}
        options={views.map((each) => ({ value: each, label: t(each) }))}
        onChange={(next) => show({ view: next })}
      />
    </div>
  )
}
