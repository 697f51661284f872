import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import type { Post } from '../../../sdk/index.js'
import { usePlatforms } from '../../components/account.js'
import { accountsQuery } from '../../queries.js'
import { draftOf } from '../composer/draft.js'
import { PreviewPane } from '../composer/previews/preview-pane.js'
import styles from './approvals-page.module.css'

/** The post as its networks will show it; drawn once it comes near to what is seen, as a queue may be long. */
export function Previews({ post }: { post: Post }): ReactNode {
  const place = useRef<HTMLDivElement>(null)
  const [isNear, setNear] = useState(false)
  useEffect(() => {
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting === true) setNear(true)
      },
      { rootMargin: '400px' },
    )
    if (place.current !== null) observer.observe(place.current)
    return () => observer.disconnect()
  }, [])
  return (
    <div ref={place} className={styles['preview'] ?? ''}>
      {isNear && <Drawn post={post} />}
    </div>
  )
}

function Drawn({ post }: { post: Post }): ReactNode {
  const { all } = usePlatforms()
  const accounts = useQuery(accountsQuery).data?.filter(({ id }) => post.accountIds.includes(id)) ?? []
  const platforms = all.filter(({ slug }) => accounts.some(({ platform }) => platform === slug))
  const draft = useMemo(() => draftOf(post), [post])
  if (platforms.length === 0) return null
  return <PreviewPane draft={draft} platforms={platforms} accounts={accounts} />
}
