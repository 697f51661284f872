import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Post } from '../../sdk/index.js'
import { useTexts } from '../texts/texts.js'
import { texts } from './components.texts.js'
import { Moment } from './moment.js'
import styles from './post-lines.module.css'
import { Status } from './status.js'

/** Posts by their texts, each a link to its page, with when it went out or is to go out. */
export function PostLines({ posts }: { posts: readonly Post[] }): ReactNode {
  const t = useTexts(texts)
  return (
    <ul role="list" className={styles['lines'] ?? ''}>
      {posts.map((post) => (
        <li key={post.id} className={styles['post'] ?? ''}>
          <Link to="/posts/$postId" params={{ postId: post.id }} className={styles['title'] ?? ''}>
            {post.content === '' ? t('noText') : post.content}
          </Link>
          <span className="soft small">
            <Moment at={post.publishedAt ?? post.scheduledFor ?? post.createdAt} shape="full" />
          </span>
          <Status status={post.status} />
        </li>
      ))}
    </ul>
  )
}
