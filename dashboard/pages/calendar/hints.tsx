import type { CalendarDate } from '@internationalized/date'
import { Link } from '@tanstack/react-router'
import { Plus, Sparkles } from 'lucide-react'
import type { ReactNode } from 'react'
import { useNow } from '../../clock.js'
import { accountName } from '../../components/account.js'
import { Tip } from '../../components/tip.js'
import { Focusable } from 'react-aria-components'
import { useMoments } from '../../texts/moments.js'
import { useTexts } from '../../texts/texts.js'
import { useCalendar } from './calendar-context.js'
import styles from './calendar-page.module.css'
import { texts } from './calendar.texts.js'
import { dayOfWeek, localOf, momentAt } from './days.js'

/** The free queue slots and best times of a day, or of an hour of it. What is past is no hint. */
export function Hints({ day, hour }: { day: CalendarDate; hour?: number }): ReactNode {
  const now = useNow()
  const t = useTexts(texts)
  const { at: say } = useMoments()
  const { zone, freePlaces, bestTimes, mayWrite } = useCalendar()
  const places = freePlaces.filter(({ scheduledFor }) => {
    const local = localOf(scheduledFor, zone)
    return local.day.compare(day) === 0 && (hour === undefined || local.hour === hour)
  })
  const best = bestTimes
    .filter((each) => each.dayOfWeek === dayOfWeek(day) && (hour === undefined || each.hour === hour))
    .map((each) => ({ ...each, at: momentAt(day, each.hour, 0, zone) }))
    .filter(({ at }) => Date.parse(at) > now)
    .sort((one, other) => one.at.localeCompare(other.at))
  const names = [...new Set(best.flatMap(({ accounts }) => accounts.map(accountName)))]
  return (
    <>
      {mayWrite &&
        places.map(({ slotId, scheduledFor }) => (
          <Link
            key={`${slotId} ${scheduledFor}`}
            to="/posts/new"
            search={{ at: scheduledFor }}
            className={styles['slot'] ?? ''}
          >
            <Plus aria-hidden />
            <span className={styles['clipped'] ?? ''}>
              {t('freeSlot', { at: say(scheduledFor, 'time') })}
            </span>
          </Link>
        ))}
      {best.length > 0 && (
        <Tip text={names.length === 0 ? t('bestInGeneral') : t('bestFor', { names: names.join(', ') })}>
          <Focusable>
            <span className={styles['best'] ?? ''} role="note">
              <Sparkles aria-hidden />
              <span className="visually-hidden">{t('bestTimes')}</span>
              <span className={styles['clipped'] ?? ''}>
                {hour === undefined ? best.map(({ at }) => say(at, 'time')).join(', ') : t('best')}
              </span>
            </span>
          </Focusable>
        </Tip>
      )}
    </>
  )
}
