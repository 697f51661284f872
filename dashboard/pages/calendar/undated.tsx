import type { ReactNode } from 'react'
import type { Post } from '../../../sdk/index.js'
import { useTexts } from '../../texts/texts.js'
import styles from './calendar-page.module.css'
import { texts } from './calendar.texts.js'
import { Chip } from './chip.js'

/** Drafts that have no time yet: drag one onto a day to schedule it. */
export function Undated({ posts }: { posts: readonly Post[] }): ReactNode {
  const t = useTexts(texts)
  if (posts.length === 0) return null
  return (
    <details className={styles['undated'] ?? ''}>
      <summary>{t('undated', { count: posts.length })}</summary>
      <ul role="list">
        {posts.map((post) => (
          <li key={post.id}>
            <Chip post={post} at={null} />
          </li>
        ))}
      </ul>
    </details>
  )
}
