import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Component, lazy, Suspense, type ReactNode } from 'react'
import type { Post } from '../../../sdk/index.js'
import { Asked, Note, Waiting } from '../../components/asked.js'
import { Moment } from '../../components/moment.js'
import { Card, Page, Stack } from '../../components/page.js'
import { Status } from '../../components/status.js'
import { useTexts } from '../../texts/texts.js'
import { PostActions } from './post-actions.js'
import { PostContent } from './post-content.js'
import { PostHistory } from './post-history.js'
import { postQuery } from './post.queries.js'
import styles from './post-page.module.css'
import { texts } from './post.texts.js'
import { Target } from './target.js'

const Numbers = lazy(() => import('./post-numbers.js').then(({ PostNumbers }) => ({ default: PostNumbers })))

/** What became of a post on each network, and all that can be done about it. */
export function PostPage(): ReactNode {
  const t = useTexts(texts)
  const { postId } = useParams({ from: '/inside/posts/$postId' })
  const query = useQuery(postQuery(postId))
  const post = query.data
  return (
    <Page
      title={post === undefined ? t('title') : titleOf(post, t('untitled'))}
      lead={post !== undefined && <Lead post={post} />}
      actions={post !== undefined && <PostActions post={post} />}
    >
      <Asked query={query}>{(found) => <Found post={found} />}</Asked>
    </Page>
  )
}

function Found({ post }: { post: Post }): ReactNode {
  const t = useTexts(texts)
  const isOut = post.platforms.some(({ status }) => status === 'published')
  return (
    <div className={styles['columns'] ?? ''}>
      <Stack gap="l">
        <Card title={t('networks')}>
          {post.platforms.length === 0 && <p className="soft">{t('noAccounts')}</p>}
          <ul role="list" className={styles['targets'] ?? ''}>
            {post.platforms.map((target) => (
              <li key={target.id}>
                <Target post={post} target={target} />
              </li>
            ))}
          </ul>
        </Card>
        {isOut && (
          <Card title={t('numbers')}>
            <Contained note={<Note tone="info">{t('noChart')}</Note>}>
              <Suspense fallback={<Waiting />}>
                <Numbers postId={post.id} />
              </Suspense>
            </Contained>
          </Card>
        )}
      </Stack>
      <Stack gap="l">
        <Card title={t('content')}>
          <PostContent post={post} />
        </Card>
        <Card title={t('history')}>
          <PostHistory post={post} />
        </Card>
      </Stack>
    </div>
  )
}

function Lead({ post }: { post: Post }): ReactNode {
  const t = useTexts(texts)
  const isOut = post.publishedAt !== null
  const at = post.publishedAt ?? post.scheduledFor
  return (
    <span className={styles['lead'] ?? ''}>
      <Status status={post.status} />
      {at !== null && (
        <span>
          {t(isOut ? 'wentOut' : 'goesOut')} <Moment at={at} shape="full" />
        </span>
      )}
    </span>
  )
}

/** The first words: enough to know which post this is. */
function titleOf({ content, threadPosts }: Post, untitled: string): string {
  const text = (content === '' ? (threadPosts[0]?.content ?? '') : content).replaceAll(/\s+/g, ' ').trim()
  if (text === '') return untitled
  const words = text.slice(0, 60)
  return words.length === text.length ? text : `${words.replace(/\s+\S*$/, '')}…`
}

/** A chart that cannot be drawn leaves the page as it is. */
class Contained extends Component<{ children: ReactNode; note: ReactNode }, { hasFailed: boolean }> {
  override state = { hasFailed: false }
  static getDerivedStateFromError(): { hasFailed: boolean } {
    return { hasFailed: true }
  }
  override render(): ReactNode {
    return this.state.hasFailed ? this.props.note : this.props.children
  }
}
