import { diffWordsWithSpace } from 'diff'
import type { ReactNode } from 'react'
import type { Post, PostHistoryEntry } from '../../../sdk/index.js'
import { usePlatforms } from '../../components/account.js'
import { Note } from '../../components/asked.js'
import { Stack } from '../../components/page.js'
import { useTexts } from '../../texts/texts.js'
import { PostContent } from '../post/post-content.js'
import styles from './approvals-page.module.css'
import { texts } from './approvals.texts.js'

type Shown = NonNullable<Extract<PostHistoryEntry, { type: 'approval_started' }>['shown']>

/** What the post said in the round before beside what it says now, word for word. */
export function Changes({ before, post }: { before: Shown; post: Post }): ReactNode {
  const t = useTexts(texts)
  const platforms = usePlatforms()
  const own = ownTexts(post)
  const pairs = [
    { name: t('text'), before: before.content, now: post.content },
    ...paired(
      before.threadPosts,
      post.threadPosts.map(({ content }) => content),
    ).map(([was, is], index) => ({ name: t('part', { number: index + 2 }), before: was, now: is })),
    ...[...new Set([...Object.keys(before.overrides), ...Object.keys(own)])].map((platform) => ({
      name: platforms.find(platform)?.name ?? platform,
      before: before.overrides[platform] ?? '',
      now: own[platform] ?? '',
    })),
    { name: t('firstComment'), before: before.firstComment ?? '', now: post.firstComment ?? '' },
  ].filter((pair) => pair.before !== pair.now)
  const hasOtherMedia = before.mediaIds.join(' ') !== post.mediaIds.join(' ')
  return (
    <Stack>
      {pairs.length === 0 && !hasOtherMedia && <Note tone="info">{t('unchanged')}</Note>}
      {pairs.map((pair) => (
        <Pair key={pair.name} {...pair} />
      ))}
      {hasOtherMedia && <Note tone="info">{t('otherMedia')}</Note>}
      <details open={pairs.length === 0}>
        <summary className={styles['summary'] ?? ''}>{t('whole')}</summary>
        <PostContent post={post} />
      </details>
    </Stack>
  )
}

function Pair({ name, before, now }: { name: string; before: string; now: string }): ReactNode {
  const t = useTexts(texts)
  const parts = diffWordsWithSpace(before, now)
  return (
    <section aria-label={name}>
      <h3>{name}</h3>
      <div className={styles['pair'] ?? ''}>
        <div className={styles['side'] ?? ''}>
          <p className="soft small">{t('before')}</p>
          <p className={styles['words'] ?? ''}>
            {parts.map((part, index) =>
              part.added ? null : part.removed ? <del key={index}>{part.value}</del> : part.value,
            )}
          </p>
        </div>
        <div className={styles['side'] ?? ''}>
          <p className="soft small">{t('now')}</p>
          <p className={styles['words'] ?? ''}>
            {parts.map((part, index) =>
              part.removed ? null : part.added ? <ins key={index}>{part.value}</ins> : part.value,
            )}
          </p>
        </div>
      </div>
    </section>
  )
}

function paired(before: readonly string[], now: readonly string[]): [string, string][] {
  return Array.from({ length: Math.max(before.length, now.length) }, (_, index) => [
    before[index] ?? '',
    now[index] ?? '',
  ])
}

function ownTexts({ overrides }: Post): Record<string, string> {
  return Object.fromEntries(
    Object.entries(overrides).flatMap(([platform, own]) => {
      const { content } = own as { content?: unknown }
      return typeof content === 'string' ? [[platform, content]] : []
    }),
  )
}
