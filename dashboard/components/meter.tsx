import type { ReactNode } from 'react'
import { Label, Meter as AriaMeter } from 'react-aria-components'
import styles from './meter.module.css'

type Props = {
  label: string
  value: number
  max: number
  /** What is read beside the label, e.g. “12 of 50”. */
  said: string
  /** Nearly used up: the bar warns. */
  isLow?: boolean
}

/** How much of something there is, as a bar with its words. */
export function Meter({ label, value, max, said, isLow = false }: Props): ReactNode {
  const share = max === 0 ? 0 : Math.min(1, Math.max(0, value / max))
  return (
    <AriaMeter value={value} maxValue={Math.max(max, 1)} valueLabel={said} className={styles['meter'] ?? ''}>
      <span className={styles['words'] ?? ''}>
        <Label>{label}</Label>
        <span className="soft">{said}</span>
      </span>
      <span className={styles['track'] ?? ''}>
        <span
          className={`${styles['bar'] ?? ''} ${isLow ? (styles['low'] ?? '') : ''}`}
          style={{ width: `${String(share * 100)}%` }}
        />
      </span>
    </AriaMeter>
  )
}
