import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { client } from '../../api.js'
import { Asked } from '../../components/asked.js'
import { ButtonLink } from '../../components/button.js'
import { Card } from '../../components/page.js'
import { PostLines } from '../../components/post-lines.js'
import { useTexts } from '../../texts/texts.js'
import { texts } from './account.texts.js'

/** The newest posts of an account, those to come among them. */
export function RecentPosts({ accountId }: { accountId: string }): ReactNode {
  const t = useTexts(texts)
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
          data.length === 0 ? <p className="soft">{t('noPosts')}</p> : <PostLines posts={data} />
        }
      </Asked>
    </Card>
  )
}
