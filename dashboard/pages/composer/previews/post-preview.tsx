import type { CSSProperties, ReactNode } from 'react'
import { useTexts } from '../../../texts/texts.js'
import { layouts } from './layouts.js'
import { calledOf } from './parts.js'
import styles from './previews.module.css'
import { texts } from './previews.texts.js'
import type { Shown } from './shown.js'

/** A post as a network will show it. `label` says whose, for screen readers. */
export function PostPreview({ shown, label }: { shown: Shown; label: string }): ReactNode {
  const t = useTexts(texts)
  const { look } = shown
  const Layout = layouts[look.layout]
  const { light, dark } = look.ground ?? { light: 'var(--card)', dark: 'var(--card)' }
  return (
    <article
      className={styles['preview'] ?? ''}
      aria-label={label}
      data-layout={look.layout}
      style={{ '--brand': look.color, '--behind': `light-dark(${light}, ${dark})` } as CSSProperties}
    >
      <Layout shown={shown} />
      {shown.firstComment !== null && (
        <div className={styles['comment'] ?? ''} data-part="comment">
          <strong>{calledOf(shown)}</strong> <span className="soft small">{t('firstComment')}</span>
          <p>{shown.firstComment}</p>
        </div>
      )}
    </article>
  )
}
