import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { OptimalTimes } from '../../../sdk/index.js'
import { client } from '../../api.js'
import { Asked } from '../../components/asked.js'
import { ZoneNote } from '../../components/moment.js'
import { Card } from '../../components/page.js'
import { useMoments } from '../../texts/moments.js'
import { useZone } from '../../texts/moments.js'
import { useTexts } from '../../texts/texts.js'
import styles from './account-page.module.css'
import { texts } from './account.texts.js'

/** When posts of an account find most response: a week at a glance, and the same as a list. */
export function BestTimes({ accountId }: { accountId: string }): ReactNode {
  const t = useTexts(texts)
  const timezone = useZone()
  const times = useQuery({
    queryKey: ['accounts', accountId, 'best-times', timezone],
    queryFn: ({ signal }) => client.accounts.getOptimalTimes(accountId, { timezone, limit: 10 }, { signal }),
    staleTime: 300_000,
  })
  return (
    <Card title={t('bestTimes')}>
      <Asked query={times}>
        {(known) => (
          <>
            <p className="soft small">
              {known.message} {t('bestTimesAre')}
            </p>
            <ZoneNote />
            <Week slots={known.optimalTimes} />
            <List slots={known.optimalTimes} />
          </>
        )}
      </Asked>
    </Card>
  )
}

type Slots = { slots: OptimalTimes['optimalTimes'] }
/** From Monday on; 0 is Sunday. */
const days = [1, 2, 3, 4, 5, 6, 0]
const hours = Array.from({ length: 24 }, (_, hour) => hour)

/** The picture of what the list says. */
function Week({ slots }: Slots): ReactNode {
  const { weekday } = useMoments()
  return (
    <div className={styles['week'] ?? ''} aria-hidden>
      {days.map((day) => (
        <div key={day} className={styles['weekday'] ?? ''}>
          <span className="soft small">{weekday(day, 'short')}</span>
          <span className={styles['hours'] ?? ''}>
            {hours.map((hour) => {
              const slot = slots.find((each) => each.dayOfWeek === day && each.hour === hour)
              return (
                <span key={hour} className={styles['hour'] ?? ''}>
                  {slot !== undefined && (
                    <span
                      className={styles['best'] ?? ''}
                      style={{ opacity: 0.35 + 0.65 * ((slot.score ?? 60) / 100) }}
                    />
                  )}
                </span>
              )
            })}
          </span>
        </div>
      ))}
      <div className={styles['weekday'] ?? ''}>
        <span />
        <span className={styles['clock'] ?? ''}>
          {[0, 6, 12, 18].map((hour) => (
            <span key={hour} className="soft small">
              {String(hour).padStart(2, '0')}
            </span>
          ))}
        </span>
      </div>
    </div>
  )
}

function List({ slots }: Slots): ReactNode {
  const t = useTexts(texts)
  const { weekday } = useMoments()
  return (
    <ol className={styles['times'] ?? ''}>
      {slots.map(({ dayOfWeek, time, score, posts }) => (
        <li key={`${String(dayOfWeek)} ${time}`}>
          {t('slot', { day: weekday(dayOfWeek), time })}
          {score !== null && (
            <span className="soft small">
              {' '}
              {t('share', { score: Math.round(score) })}, {t('from', { posts })}
            </span>
          )}
        </li>
      ))}
    </ol>
  )
}
