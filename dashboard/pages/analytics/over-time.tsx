import { ChartLine } from 'lucide-react'
import { lazy, Suspense, useState, type ReactNode } from 'react'
import type { AccountAnalytics } from '../../../sdk/index.js'
import { Waiting } from '../../components/asked.js'
import { Button } from '../../components/button.js'
import { Select } from '../../components/fields.js'
import { Card, Empty } from '../../components/page.js'
import { Table } from '../../components/table.js'
import { useMoments } from '../../texts/moments.js'
import { useTexts } from '../../texts/texts.js'
import styles from './analytics.module.css'
import { texts } from './analytics.texts.js'
import { measures, silent, type Measure, type Point } from './numbers.js'

const LineChart = lazy(async () => ({ default: (await import('./charts.js')).Lines }))

type Props = {
  points: Point[]
  series: readonly AccountAnalytics[]
  isPending: boolean
  /** What a point is. */
  unit: 'DAILY' | 'WEEKLY'
}

/** One measure day by day, drawn, and as a table for those who want to read it. */
export function OverTime({ points, series, isPending, unit }: Props): ReactNode {
  const t = useTexts(texts)
  const { day, number } = useMoments()
  const [measure, setMeasure] = useState<Measure>('impressions')
  const [isTable, setTable] = useState(false)
  const missing = silent(series, measure)
  const top = points.toSorted((one, other) => (other[measure] ?? 0) - (one[measure] ?? 0))[0]
  const hasNumbers = points.some((point) => (point[measure] ?? 0) > 0)
  return (
    <Card
      title={t('overTime')}
      actions={
        <>
          <Select
            label={t('show')}
            isLabelHidden
            options={measures.map((value) => ({ value, label: t(value) }))}
            value={measure}
            onChange={setMeasure}
          />
          <Button aria-pressed={isTable} onPress={() => setTable(!isTable)}>
            {t('asTable')}
          </Button>
        </>
      }
    >
      {isPending ? (
        <Waiting lines={6} />
      ) : !hasNumbers ? (
        <Empty icon={<ChartLine />} title={t('nothing')}>
          {t('nothingHint')}
        </Empty>
      ) : isTable ? (
        <div className={styles['tall'] ?? ''}>
          <Table
            label={`${t('overTime')}: ${t(measure)}`}
            rows={points.toReversed()}
            rowKey={({ date }) => date}
            columns={[
              { id: 'day', title: t(unit), cell: ({ date }) => day(date) },
              {
                id: measure,
                title: t(measure),
                isNumber: true,
                cell: (point) => (point[measure] === null ? '–' : number(point[measure])),
              },
            ]}
          />
        </div>
      ) : (
        <>
          <Suspense fallback={<Waiting lines={6} />}>
            <LineChart points={points} measure={measure} name={t(measure)} />
          </Suspense>
          {top !== undefined && (
            <p className="soft small">
              {t(`top${unit}`, { value: number(top[measure] ?? 0), day: day(top.date) })}
            </p>
          )}
        </>
      )}
      {!isPending && missing > 0 && <p className="soft small">{t('partial', { count: missing })}</p>}
    </Card>
  )
}
