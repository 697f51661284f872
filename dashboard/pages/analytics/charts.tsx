import type { ReactNode } from 'react'
import { useLocale } from 'react-aria-components'
import {
  Area,
  AreaChart,
  Bar,
  BarChart,
  CartesianGrid,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import styles from './analytics.module.css'
import type { Measure, Point } from './numbers.js'

/** The drawing library is here alone: it is loaded when something is drawn. */

const axis = { stroke: 'var(--edge)', tick: { fill: 'var(--soft)', fontSize: 12 }, tickLine: false } as const

type LinesProps = { points: Point[]; measure: Measure; name: string }

/** One measure over time. Screen readers get the table instead. */
export function Lines({ points, measure, name }: LinesProps): ReactNode {
  const { locale } = useLocale()
  const short = useShort()
  const days = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' })
  const dayOf = (date: unknown): string => days.format(new Date(String(date)))
  return (
    <div className={styles['chart'] ?? ''} aria-hidden>
      <ResponsiveContainer width="100%" height={280}>
        <AreaChart
          data={points}
          margin={{ top: 8, right: 12, bottom: 0, left: 0 }}
          accessibilityLayer={false}
        >
          <CartesianGrid stroke="var(--line)" vertical={false} />
          <XAxis dataKey="date" tickFormatter={dayOf} minTickGap={32} {...axis} />
          <YAxis tickFormatter={short} width={48} axisLine={false} allowDecimals={false} {...axis} />
          <Tooltip content={<Label dayOf={dayOf} name={name} />} isAnimationActive={false} />
          <Area
            dataKey={measure}
            stroke="var(--accent)"
            fill="var(--accent-ground)"
            strokeWidth={2}
            connectNulls
            isAnimationActive={false}
          />
        </AreaChart>
      </ResponsiveContainer>
    </div>
  )
}

type BarsProps = { rows: { name: string; value: number }[]; name: string }

/** One measure by network. Screen readers get the table beside it. */
export function Bars({ rows, name }: BarsProps): ReactNode {
  const short = useShort()
  return (
    <div className={styles['chart'] ?? ''} aria-hidden>
      <ResponsiveContainer width="100%" height={40 * rows.length + 40}>
        <BarChart
          data={rows}
          layout="vertical"
          margin={{ top: 0, right: 12, bottom: 0, left: 0 }}
          accessibilityLayer={false}
        >
          <CartesianGrid stroke="var(--line)" horizontal={false} />
          <XAxis type="number" tickFormatter={short} allowDecimals={false} {...axis} />
          <YAxis type="category" dataKey="name" width={96} axisLine={false} {...axis} />
          <Tooltip
            content={<Label dayOf={String} name={name} />}
            cursor={{ fill: 'var(--hover)' }}
            isAnimationActive={false}
          />
          <Bar dataKey="value" fill="var(--accent)" radius={4} barSize={18} isAnimationActive={false} />
        </BarChart>
      </ResponsiveContainer>
    </div>
  )
}

type LabelProps = {
  /** Given by the chart to what it shows under the pointer. */
  active?: boolean
  label?: unknown
  payload?: readonly { value?: unknown }[]
  dayOf: (label: unknown) => string
  name: string
}

function Label({ active, label, payload, dayOf, name }: LabelProps): ReactNode {
  const { locale } = useLocale()
  const value = payload?.[0]?.value
  if (active !== true || typeof value !== 'number') return null
  return (
    <div className={styles['label'] ?? ''}>
      <strong>{dayOf(label)}</strong>
      <br />
      {name}: {new Intl.NumberFormat(locale).format(value)}
    </div>
  )
}

/** 12,000 as 12K. */
function useShort(): (value: number) => string {
  const { locale } = useLocale()
  const format = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 })
  return (value) => format.format(value)
}
