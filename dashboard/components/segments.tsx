import type { ReactNode } from 'react'
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components'
import styles from './segments.module.css'

type Props<Key extends string> = {
  label: string
  value: Key
  options: readonly { value: Key; label: ReactNode }[]
  onChange: (value: Key) => void
  /** As wide as its place, in equal parts. */
  isWide?: boolean
}

/** Two or more ways to look at the same: one is on. */
export function Segments<Key extends string>({
  label,
  value,
  options,
  onChange,
  isWide = false,
}: Props<Key>): ReactNode {
  return (
    <ToggleButtonGroup
      aria-label={label}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={(keys) => {
        const next = options.find((each) => keys.has(each.value))
        if (next !== undefined) onChange(next.value)
      }}
      className={`${styles['segments'] ?? ''} ${isWide ? (styles['wide'] ?? '') : ''}`}
    >
      {options.map((each) => (
        <ToggleButton key={each.value} id={each.value} className={styles['segment'] ?? ''}>
          {each.label}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  )
}
