import type { ReactNode } from 'react'
import { Tooltip, TooltipTrigger } from 'react-aria-components'
import styles from './tip.module.css'

/** Words that appear beside a control on hover and focus. What a person must know does not belong here. */
export function Tip({ text, children }: { text: string; children: ReactNode }): ReactNode {
  return (
    <TooltipTrigger delay={400}>
      {children}
      <Tooltip className={styles['tip'] ?? ''} offset={6}>
        {text}
      </Tooltip>
    </TooltipTrigger>
  )
}
