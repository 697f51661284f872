import type { ReactNode } from 'react'
import { useEffect, useRef } from 'react'
import styles from './page.module.css'

type Props = {
  title: string
  /** The part of the page that is shown, by its name: said first in the browser's tab. */
  part?: string | undefined
  /** What a person does here, in a sentence; where the title alone says it, nothing. */
  lead?: ReactNode
  /** Buttons beside the title. */
  actions?: ReactNode
  children: ReactNode
  /** `full` for what needs the whole window, like the calendar. */
  width?: 'text' | 'wide' | 'full'
}

/** Where the browser itself has opened a page, it says so itself. */
let hasArrived = false

/** A page with its heading, which has the focus after a step from another; names the browser's tab. */
export function Page({ title, part, lead, actions, children, width = 'wide' }: Props): ReactNode {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = [...(part === undefined ? [] : [part]), title, 'VoxBurst'].join(' · ')
  }, [title, part])
  useEffect(() => {
    // Who came by a link hears where they are; a field that a page puts first keeps the focus.
    const isElsewhere = document.activeElement?.closest('main, [role=dialog]') == null
    if (hasArrived && isElsewhere) heading.current?.focus({ preventScroll: true })
    hasArrived = true
  }, [])
  return (
    <div className={`${styles['page'] ?? ''} ${styles[width] ?? ''}`}>
      <header className={styles['head'] ?? ''}>
        <div>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {lead !== undefined && <p className="soft">{lead}</p>}
        </div>
        {actions !== undefined && <div className={styles['actions'] ?? ''}>{actions}</div>}
      </header>
      {children}
    </div>
  )
}

type CardProps = { title?: string; actions?: ReactNode; children: ReactNode }

/** What belongs together, in a frame. */
export function Card({ title, actions, children }: CardProps): ReactNode {
  return (
    <section className={styles['card'] ?? ''} {...(title === undefined ? {} : { 'aria-label': title })}>
      {(title !== undefined || actions !== undefined) && (
        <header className={styles['cardHead'] ?? ''}>
          {title !== undefined && <h2>{title}</h2>}
          {actions !== undefined && <div className={styles['actions'] ?? ''}>{actions}</div>}
        </header>
      )}
      {children}
    </section>
  )
}

type EmptyProps = { icon: ReactNode; title: string; children?: ReactNode; action?: ReactNode }

/** Where nothing is yet: what would be here, and what to do. */
export function Empty({ icon, title, children, action }: EmptyProps): ReactNode {
  return (
    <div className={styles['empty'] ?? ''}>
      <span className={styles['emptyIcon'] ?? ''} aria-hidden>
        {icon}
      </span>
      <h2>{title}</h2>
      {children !== undefined && <p className="soft">{children}</p>}
      {action}
    </div>
  )
}

/** One below the other, evenly spaced. */
export function Stack({ gap = 'm', children }: { gap?: 's' | 'm' | 'l'; children: ReactNode }): ReactNode {
  return <div className={`${styles['stack'] ?? ''} ${styles[`gap-${gap}`] ?? ''}`}>{children}</div>
}

/** Beside each other, wrapping where it is narrow. */
export function Row({ children, isSpread = false }: { children: ReactNode; isSpread?: boolean }): ReactNode {
  return (
    <div className={`${styles['row'] ?? ''} ${isSpread ? (styles['spread'] ?? '') : ''}`}>{children}</div>
  )
}
