import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { client } from '../../api.js'
import { Asked } from '../../components/asked.js'
import { ButtonLink } from '../../components/button.js'
import { Card } from '../../components/page.js'
import { Status } from '../../components/status.js'
import { useMoments } from '../../texts/moments.js'
import { useTexts } from '../../texts/texts.js'
import styles from './account-page.module.css'
import { texts } from './account.texts.js'

/** The newest posts of an account, those to come among them. */
export function RecentPosts({ accountId }: { accountId: string }): ReactNode {
  const t = useTexts(texts)
  const { at } = useMoments()
  const posts = useQuery({
    queryKey: ['posts', 'of-account', accountId],
    queryFn: async ({ signal }) => await client.posts.list({ accountId, limit: 10 }, { signal }),
  })
  return (
    <Card
      title={t('posts')}
      actions={
        <ButtonLink to="/posts/new" search={{ account: accountId }}>
          {t('write')}
        </ButtonLink>
      }
    >
      <Asked query={posts}>
        {({ data }) =>
          data.length === 0 ? (
            <p className="soft">{t('noPosts')}</p>
          ) : (
            <ul role="list" className={styles['lines'] ?? ''}>
              {data.map((post) => (
                <li key={post.id} className={styles['post'] ?? ''}>
                  <Link to="/posts/$postId" params={{ postId: post.id }}>
                    {post.content === '' ? t('noText') : post.content}
                  </Link>
                  <span className="soft small">
                    {at(post.publishedAt ?? post.scheduledFor ?? post.createdAt)}
                  </span>
                  <Status status={post.status} />
                </li>
              ))}
            </ul>
          )
        }
      </Asked>
    </Card>
  )
}
