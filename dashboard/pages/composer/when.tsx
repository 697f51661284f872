import { useQuery } from '@tanstack/react-query'
import { CalendarClock, ListPlus, Rocket, Sparkles } from 'lucide-react'
import { memo, type ReactNode } from 'react'
import { Radio, RadioGroup, Label } from 'react-aria-components'
import { client } from '../../api.js'
import { Button } from '../../components/button.js'
import { DateTimeField } from '../../components/date-time-field.js'
import { useTexts } from '../../texts/texts.js'
import type { Account } from '../../../sdk/index.js'
import { texts } from './composer.texts.js'
import type { Timing } from './draft.js'
import { Findings } from './findings.js'
import { useTimes } from './times.js'
import type { Change } from './use-composer.js'
import { findingsAt, type Finding } from './use-verdict.js'
import styles from './when.module.css'

type Props = {
  timing: Timing
  at: string | null
  change: Change
  accounts: readonly Account[]
  timeZone: string
  findings: readonly Finding[]
}

const icons = { now: Rocket, at: CalendarClock, queue: ListPlus } as const

/** When the post goes out: at once, at a time by the workspace's clock, or at the next free place of its queue. */
export const When = memo(function When({
  timing,
  at: time,
  change,
  accounts,
  timeZone,
  findings,
}: Props): ReactNode {
  const t = useTexts(texts)
  const times = useTimes()
  const queue = useQuery({
    queryKey: ['posts', 'queue-places'],
    queryFn: ({ signal }) => client.queueSlots.listQueuePlaces({ limit: 20 }, { signal }),
  }).data
  const next = queue?.data.find(({ isFree }) => isFree)
  const ways: Timing[] = ['now', 'at', ...(next === undefined ? [] : ['queue' as const])]
  const pickAt = (at: string): void => change({ timing: 'at', at })
  return (
    <div className={styles['when'] ?? ''}>
      <RadioGroup
        className={styles['ways'] ?? ''}
        value={timing}
        onChange={(way) =>
          change({
            timing: way as Timing,
            ...(way === 'at' && time === null ? { at: times.nextHour() } : {}),
          })
        }
      >
        <Label className="visually-hidden">{t('when')}</Label>
        {ways.map((way) => {
          const Icon = icons[way]
          return (
            <Radio key={way} value={way} className={styles['way'] ?? ''}>
              <Icon aria-hidden />
              {t(way)}
            </Radio>
          )
        })}
      </RadioGroup>
      {timing === 'at' && (
        <>
          <DateTimeField
            label={t('dateAndTime', { zone: times.place(timeZone) })}
            value={time}
            timeZone={timeZone}
            onChange={(at) => change({ at })}
          />
          {time !== null && times.viewerZone !== timeZone && (
            <p className="soft small">
              {t('yourTime', {
                time: times.full(time, times.viewerZone),
                zone: times.place(times.viewerZone),
              })}
            </p>
          )}
        </>
      )}
      {timing === 'queue' && next !== undefined && (
        <p className="soft">
          {t('queueAt', { time: times.full(next.scheduledFor, timeZone), zone: times.place(timeZone) })}
        </p>
      )}
      {timing === 'at' && <BestTimes accounts={accounts} timeZone={timeZone} onPick={pickAt} />}
      <Findings
        findings={[...findingsAt(findings, 'scheduledFor'), ...findingsAt(findings, 'scheduledAt')]}
      />
    </div>
  )
})

type BestProps = { accounts: readonly Account[]; timeZone: string; onPick: (at: string) => void }

/** Hours at which followers of the picked accounts answered most. */
function BestTimes({ accounts, timeZone, onPick }: BestProps): ReactNode {
  const t = useTexts(texts)
  const times = useTimes()
  const accountIds = accounts.map(({ id }) => id).join(',')
  const answers = useQuery({
    queryKey: ['analytics', 'best-times', 'of', accountIds, timeZone],
    enabled: accountIds !== '',
    queryFn: ({ signal }) =>
      client.analytics.listOptimalTimes({ accountIds, timezone: timeZone, limit: 10 }, { signal }),
    staleTime: 300_000,
  }).data?.data
  const sums = new Map<string, number>()
  for (const { optimalTimes } of answers ?? [])
    for (const [rank, { nextAt }] of optimalTimes.entries())
      sums.set(nextAt, (sums.get(nextAt) ?? 0) + 10 - rank)
  const best = [...sums.entries()]
    .sort(([, one], [, other]) => other - one)
    .slice(0, 4)
    .map(([at]) => at)
    .sort()
  if (best.length === 0) return null
  const isOwn = answers?.some(({ basis }) => basis === 'account') === true
  return (
    <div className={styles['best'] ?? ''} role="group" aria-label={t('bestTimes')}>
      <span className="soft small">
        <Sparkles aria-hidden /> {isOwn ? t('bestOwn') : t('bestGeneral')}
      </span>
      <div className={styles['times'] ?? ''}>
        {best.map((at) => (
          <Button key={at} onPress={() => onPick(at)}>
            {times.short(at, timeZone)}
          </Button>
        ))}
      </div>
    </div>
  )
}
