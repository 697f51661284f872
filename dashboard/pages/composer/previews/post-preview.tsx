import type { CSSProperties, ReactNode } from 'react'
import { useTexts } from '../../../texts/texts.js'
import { layouts } from './layouts.js'
import styles from './previews.module.css'
import { texts } from './previews.texts.js'
import type { Shown } from './shown.js'

/** A post as a network will show it. `label` says whose, for screen readers. */
export function PostPreview({ shown, label }: { shown: Shown; label: string }): ReactNode {
  const t = useTexts(texts)
  const Layout = layouts[shown.look.layout]
  return (
    <article
      className={styles['preview'] ?? ''}
      aria-label={label}
      data-layout={shown.look.layout}
      style={{ '--brand': shown.look.color } as CSSProperties}
    >
      <Layout shown={shown} />
      {shown.firstComment !== null && (
        <div className={styles['comment'] ?? ''} data-part="comment">
          <strong>{shown.name}</strong> <span className="soft small">{t('firstComment')}</span>
          <p>{shown.firstComment}</p>
        </div>
      )}
    </article>
  )
}
