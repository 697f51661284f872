import { memo, useDeferredValue, useMemo, type ReactNode } from 'react'
import { PlatformIcon, type Platform } from '../../components/account.js'
import { useTexts } from '../../texts/texts.js'
import type { Account } from '../../../sdk/index.js'
import { texts } from './composer.texts.js'
import styles from './counters.module.css'
import { roomsOf, type Room } from './limits.js'
import { useRules } from './use-rules.js'

type Props = { text: string; platforms: readonly Platform[]; accounts: readonly Account[] }

/** How much room each network leaves, counted as it counts: letters, emoji and addresses weigh differently. */
export function Counters({ text, platforms, accounts }: Props): ReactNode {
  const rooms = useMemo(() => roomsOf(platforms, accounts), [platforms, accounts])
  // Fifteen ways of counting take longer than a letter may.
  return <Rooms text={useDeferredValue(text)} rooms={rooms} />
}

const Rooms = memo(function Rooms({ text, rooms }: { text: string; rooms: readonly Room[] }): ReactNode {
  const t = useTexts(texts)
  const rules = useRules(rooms.map(({ platform }) => platform.slug))
  return (
    <ul role="list" className={styles['counters'] ?? ''} aria-label={t('room')}>
      {rooms.map(({ platform: { slug, name: network }, max, names }) => {
        const measure = rules[slug]?.measure
        if (measure === undefined) return null
        const name = names === null ? network : t('accountsOf', { network, names })
        const length = measure(text)
        const left = max - length
        const tone = left < 0 ? 'over' : left <= max / 10 ? 'near' : 'fine'
        const said =
          left < 0 ? t('over', { name, count: -left }) : t('left', { name, count: left, length, max })
        return (
          <li key={`${slug} ${String(max)}`} className={styles[tone] ?? ''} title={said} data-platform={slug}>
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
})
