import { Link } from '@tanstack/react-router'
import { CalendarClock, CalendarPlus, Plus } from 'lucide-react'
import type { ReactNode } from 'react'
import { useLocale } from 'react-aria-components'
import { useNow } from '../../clock.js'
import { PlatformIcon } from '../../components/account.js'
import { Button } from '../../components/button.js'
import { Empty } from '../../components/page.js'
import { Status } from '../../components/status.js'
import { useMoments } from '../../texts/moments.js'
import { useTexts } from '../../texts/texts.js'
import { useCalendar } from './calendar-context.js'
import styles from './calendar-page.module.css'
import { texts } from './calendar.texts.js'
import { isToday, type Placed, rangeOf } from './days.js'
import { Hints } from './hints.js'
import { usualMomentOf } from './usual-moment.js'

/** The days that have something, one below the other, and those to come that something could be written for. */
export function DayList(): ReactNode {
  const now = useNow()
  const t = useTexts(texts)
  const { locale } = useLocale()
  const { zone, days, posts, mayWrite } = useCalendar()
  const name = new Intl.DateTimeFormat(locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    timeZone: 'UTC',
  })
  if (posts.length === 0 && days.every((day) => Date.parse(rangeOf([day], zone).to) < now))
    return (
      <Empty icon={<CalendarPlus />} title={t('empty')}>
        {t('emptyHint')}
      </Empty>
    )
  return (
    <ol role="list" className={styles['list'] ?? ''}>
      {days.map((day) => {
        const ofDay = posts.filter((post) => post.day.compare(day) === 0)
        const isPast = Date.parse(rangeOf([day], zone).to) < now
        if (isPast && ofDay.length === 0) return null
        const label = name.format(day.toDate('UTC'))
        return (
          <li key={day.toString()} className={styles['listDay'] ?? ''}>
            <div className={styles['listHead'] ?? ''} data-today={isToday(day, zone) || undefined}>
              <h3>{label}</h3>
              {mayWrite && !isPast && (
                <Link
                  to="/posts/new"
                  search={{ at: usualMomentOf(day, zone) }}
                  className={styles['add'] ?? ''}
                  aria-label={t('newOn', { day: label })}
                >
                  <Plus aria-hidden />
                </Link>
              )}
              <Hints day={day} />
            </div>
            {ofDay.map((each) => (
              <Line key={each.post.id} {...each} />
            ))}
          </li>
        )
      })}
    </ol>
  )
}

function Line({ post, at }: Placed): ReactNode {
  const t = useTexts(texts)
  const { at: say } = useMoments()
  const { mayMove, openMove, results } = useCalendar()
  const engagements = results.get(post.id) ?? 0
  return (
    <div className={styles['line'] ?? ''}>
      <time dateTime={at} className={styles['lineTime'] ?? ''}>
        {say(at, 'time')}
      </time>
      <div className={styles['lineWords'] ?? ''}>
        <Link to="/posts/$postId" params={{ postId: post.id }} className={styles['lineTitle'] ?? ''}>
          {post.content === '' ? t('untitled') : post.content}
        </Link>
        <span className={styles['lineFacts'] ?? ''}>
          <Status status={post.status} />
          {[...new Set(post.platforms.map(({ platform }) => platform))].map((platform) => (
            <PlatformIcon key={platform} platform={platform} />
          ))}
          {engagements > 0 && <span className="soft small">{t('engagements', { count: engagements })}</span>}
        </span>
      </div>
      {mayMove(post) && (
        <Button icon={<CalendarClock aria-hidden />} onPress={() => openMove(post)}>
          {t('moveTo')} <span className="visually-hidden">{post.content.slice(0, 60)}</span>
        </Button>
      )}
    </div>
  )
}
