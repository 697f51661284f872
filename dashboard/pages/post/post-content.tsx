import { FileVideo } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Post } from '../../../sdk/index.js'
import { usePlatforms } from '../../components/account.js'
import { Stack } from '../../components/page.js'
import { useTexts } from '../../texts/texts.js'
import styles from './post-page.module.css'
import { texts } from './post.texts.js'

/** What is said, with what belongs to it. */
export function PostContent({ post }: { post: Post }): ReactNode {
  const t = useTexts(texts)
  const platforms = usePlatforms()
  const own = Object.entries(post.overrides).flatMap(([platform, override]) => {
    const text = (override as { content?: unknown }).content
    return typeof text === 'string' ? [{ name: platforms.find(platform)?.name ?? platform, text }] : []
  })
  return (
    <Stack>
      <p className={styles['text'] ?? ''}>{post.content === '' ? t('untitled') : post.content}</p>
      {post.media.length > 0 && (
        <ul role="list" className={styles['media'] ?? ''}>
          {post.media.map(({ id, url, thumbnailUrl, type, altText }) => {
            const shown = thumbnailUrl ?? (type === 'image' || type === 'gif' ? url : null)
            return (
              <li key={id}>
                {shown === null ? (
                  <span className={styles['file'] ?? ''} role="img" aria-label={altText ?? t('file')}>
                    <FileVideo aria-hidden />
                  </span>
                ) : (
                  <img src={shown} alt={altText ?? t('noAlt')} />
                )}
              </li>
            )
          })}
        </ul>
      )}
      {post.threadPosts.map(({ sequence, content }) => (
        <p key={sequence} className={`${styles['text'] ?? ''} ${styles['part'] ?? ''}`}>
          {content}
        </p>
      ))}
      {own.map(({ name, text }) => (
        <div key={name}>
          <h3>{t('onNetwork', { network: name })}</h3>
          <p className={styles['text'] ?? ''}>{text}</p>
        </div>
      ))}
      {post.firstComment !== null && (
        <div>
          <h3>{t('firstComment')}</h3>
          <p className={styles['text'] ?? ''}>{post.firstComment}</p>
        </div>
      )}
      {post.tags.length > 0 && (
        <ul role="list" className={styles['tags'] ?? ''} aria-label={t('tags')}>
          {post.tags.map((tag) => (
            <li key={tag} className={styles['tag'] ?? ''}>
              {tag}
            </li>
          ))}
        </ul>
      )}
    </Stack>
  )
}
