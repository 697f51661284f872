import type { CalendarDate } from '@internationalized/date'
import { Link } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { Fragment, useEffect, useRef, type ReactNode } from 'react'
import { useLocale } from 'react-aria-components'
import { useNow } from '../../clock.js'
import { useTexts } from '../../texts/texts.js'
import { useCalendar } from './calendar-context.js'
import styles from './calendar-page.module.css'
import { texts } from './calendar.texts.js'
import { Chip, Spot } from './chip.js'
import { hasHour, isToday, localOf, momentAt, rangeOf } from './days.js'
import { Hints } from './hints.js'
import { usualMomentOf } from './usual-moment.js'

const hours = Array.from({ length: 24 }, (_, hour) => hour)
/** What is seen first: few posts go out at night. */
const firstHour = 7

export function WeekGrid(): ReactNode {
  const now = useNow()
  const t = useTexts(texts)
  const { locale } = useLocale()
  const { zone, days, mayWrite } = useCalendar()
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const row = box.current?.querySelector<HTMLElement>(`[data-hour="${String(firstHour)}"]`)
    if (row != null) box.current?.scrollTo({ top: row.offsetTop - 48 })
  }, [])
  const head = new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', timeZone: 'UTC' })
  const name = new Intl.DateTimeFormat(locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    timeZone: 'UTC',
  })
  const clock = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit', timeZone: 'UTC' })
  return (
    <div ref={box} className={styles['weekBox'] ?? ''} role="region" aria-label={t('week')} tabIndex={0}>
      <div className={styles['week'] ?? ''}>
        <div className={styles['corner'] ?? ''} />
        {days.map((day) => (
          <div
            key={day.toString()}
            className={styles['weekHead'] ?? ''}
            data-today={isToday(day, zone) || undefined}
          >
            {head.format(day.toDate('UTC'))}
            {mayWrite && Date.parse(rangeOf([day], zone).to) > now && (
              <Link
                to="/posts/new"
                search={{ at: usualMomentOf(day, zone) }}
                className={styles['add'] ?? ''}
                aria-label={t('newOn', { day: name.format(day.toDate('UTC')) })}
              >
                <Plus aria-hidden />
              </Link>
            )}
          </div>
        ))}
        {hours.map((hour) => {
          const time = clock.format(new Date(Date.UTC(2000, 0, 1, hour)))
          return (
            <Fragment key={hour}>
              <div className={styles['hour'] ?? ''} data-hour={hour}>
                {time}
              </div>
              {days.map((day) => (
                <Hour
                  key={day.toString()}
                  day={day}
                  hour={hour}
                  label={`${name.format(day.toDate('UTC'))}, ${time}`}
                />
              ))}
            </Fragment>
          )
        })}
      </div>
    </div>
  )
}

function Hour({ day, hour, label }: { day: CalendarDate; hour: number; label: string }): ReactNode {
  const now = useNow()
  const t = useTexts(texts)
  const { zone, posts, drop, mayWrite, startAt } = useCalendar()
  const at = momentAt(day, hour, 0, zone)
  const isLeftOut = !hasHour(day, hour, zone)
  const isPast = Date.parse(at) < now
  const clock = localOf(new Date(now).toISOString(), zone)
  const isNow = clock.hour === hour && clock.day.compare(day) === 0
  const here = posts.filter((post) => post.hour === hour && post.day.compare(day) === 0)
  return (
    <Spot
      label={isLeftOut ? t('leftOut', { time: label }) : label}
      onDrop={(postId) => drop(postId, day, hour)}
      isOff={isPast || isLeftOut}
      className={`${styles['cell'] ?? ''} ${isPast ? (styles['past'] ?? '') : ''} ${isLeftOut ? (styles['leftOut'] ?? '') : ''}`}
      onEmptyPress={mayWrite && !isPast && !isLeftOut ? () => startAt(at) : undefined}
    >
      {here.map((each) => (
        <Chip key={each.post.id} post={each.post} at={each.at} />
      ))}
      {!isLeftOut && <Hints day={day} hour={hour} />}
      {isNow && (
        <span
          aria-hidden
          data-now
          className={styles['now'] ?? ''}
          style={{ top: `${String((clock.minute / 60) * 100)}%` }}
        />
      )}
    </Spot>
  )
}
