import type { ReactNode } from 'react'
import { Asked } from '../../components/asked.js'
import { Button } from '../../components/button.js'
import { Row } from '../../components/page.js'
import { PostLines } from '../../components/post-lines.js'
import { useTexts } from '../../texts/texts.js'
import styles from './media.module.css'
import { texts } from './media-page.texts.js'
import type { usePostsOf } from './uses.js'

/** The posts that carry a file, by their texts. */
export function Uses({ query }: { query: ReturnType<typeof usePostsOf> }): ReactNode {
  const t = useTexts(texts)
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query
  return (
    <section className={styles['uses'] ?? ''}>
      <h3>{t('usedIn')}</h3>
      <Asked query={query}>
        {(posts) =>
          posts.length === 0 ? <p className="soft">{t('unused')}</p> : <PostLines posts={posts} />
        }
      </Asked>
      {hasNextPage && (
        <Row>
          <Button isPending={isFetchingNextPage} onPress={() => void fetchNextPage()}>
            {t('morePosts')}
          </Button>
        </Row>
      )}
    </section>
  )
}
