import type { ReactNode } from 'react'
import { PlatformIcon, type Platform } from '../../components/account.js'
import { useTexts } from '../../texts/texts.js'
import { texts } from './composer.texts.js'
import { limitsOf } from './limits.js'
import styles from './counters.module.css'
import { useRules } from './use-rules.js'

/** How much room each network leaves, counted as it counts: letters, emoji and addresses weigh differently. */
export function Counters({ text, platforms }: { text: string; platforms: readonly Platform[] }): ReactNode {
  const t = useTexts(texts)
  const rules = useRules(platforms.map(({ slug }) => slug))
  return (
    <ul role="list" className={styles['counters'] ?? ''} aria-label={t('room')}>
      {platforms.map((platform) => {
        const { slug, name } = platform
        const measure = rules[slug]?.measure
        if (measure === undefined) return null
        const { max } = limitsOf(platform).text
        const length = measure(text)
        const left = max - length
        const tone = left < 0 ? 'over' : left <= max / 10 ? 'near' : 'fine'
        const said =
          left < 0 ? t('over', { name, count: -left }) : t('left', { name, count: left, length, max })
        return (
          <li key={slug} className={styles[tone] ?? ''} title={said} data-platform={slug}>
            <PlatformIcon platform={slug} isNamed />
            <span aria-hidden>
              {length}
              <span className={styles['max'] ?? ''}>/{max}</span>
            </span>
            <span className="visually-hidden">{said}</span>
          </li>
        )
      })}
    </ul>
  )
}
