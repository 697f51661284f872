import type { CalendarDate } from '@internationalized/date'
import { Link } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { Button, useLocale } from 'react-aria-components'
import { useNow } from '../../clock.js'
import { useTexts } from '../../texts/texts.js'
import { useCalendar } from './calendar-context.js'
import styles from './calendar-page.module.css'
import { texts } from './calendar.texts.js'
import { Chip, Spot } from './chip.js'
import { isToday, rangeOf } from './days.js'
import { Hints } from './hints.js'
import { usualMomentOf } from './usual-moment.js'

export function MonthGrid(): ReactNode {
  const { days } = useCalendar()
  const { locale } = useLocale()
  const weekday = new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' })
  return (
    <div className={styles['month'] ?? ''}>
      {days.slice(0, 7).map((day) => (
        <div key={day.toString()} className={styles['weekday'] ?? ''} aria-hidden>
          {weekday.format(day.toDate('UTC'))}
        </div>
      ))}
      {days.map((day) => (
        <Day key={day.toString()} day={day} />
      ))}
    </div>
  )
}

/** So many posts are shown of a day before one asks for the rest. */
const fewest = 3

function Day({ day }: { day: CalendarDate }): ReactNode {
  const now = useNow()
  const t = useTexts(texts)
  const { locale } = useLocale()
  const { zone, day: shown, posts, drop, mayWrite, startAt } = useCalendar()
  const [isWhole, setWhole] = useState(false)
  const ofDay = posts.filter((post) => post.day.compare(day) === 0)
  const name = new Intl.DateTimeFormat(locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    timeZone: 'UTC',
  }).format(day.toDate('UTC'))
  const isPast = Date.parse(rangeOf([day], zone).to) < now
  const mayStart = mayWrite && !isPast
  const first = isWhole || ofDay.length <= fewest + 1 ? ofDay : ofDay.slice(0, fewest)
  return (
    <Spot
      label={t('day', { day: name, count: ofDay.length })}
      onDrop={(postId) => drop(postId, day)}
      isOff={isPast}
      className={`${styles['day'] ?? ''} ${day.month === shown.month ? '' : (styles['other'] ?? '')} ${isPast ? (styles['past'] ?? '') : ''}`}
      onEmptyPress={mayStart ? () => startAt(usualMomentOf(day, zone)) : undefined}
    >
      <div className={styles['dayHead'] ?? ''}>
        <span className={styles['number'] ?? ''} aria-hidden data-today={isToday(day, zone) || undefined}>
          {day.day}
        </span>
        {mayStart && (
          <Link
            to="/posts/new"
            search={{ at: usualMomentOf(day, zone) }}
            className={styles['add'] ?? ''}
            aria-label={t('newOn', { day: name })}
          >
            <Plus aria-hidden />
          </Link>
        )}
      </div>
      {first.map(({ post, at }) => (
        <Chip key={post.id} post={post} at={at} />
      ))}
      {first.length < ofDay.length && (
        <Button className={styles['rest'] ?? ''} onPress={() => setWhole(true)}>
          {t('rest', { count: ofDay.length - first.length })}
        </Button>
      )}
      <Hints day={day} />
    </Spot>
  )
}
