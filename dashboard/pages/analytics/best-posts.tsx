import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Clock } from 'lucide-react'
import type { ReactNode } from 'react'
import type { AnalyticsOverview, TopPost } from '../../../sdk/index.js'
import { accountName, PlatformIcon } from '../../components/account.js'
import { ZoneNote } from '../../components/moment.js'
import { Card } from '../../components/page.js'
import { accountsQuery } from '../../queries.js'
import { useMoments } from '../../texts/moments.js'
import { useTexts } from '../../texts/texts.js'
import styles from './analytics.module.css'
import { texts } from './analytics.texts.js'

const days = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']

/** The posts that found most engagement, and when to post the next. */
export function BestPosts({ overview }: { overview: AnalyticsOverview }): ReactNode {
  const t = useTexts(texts)
  const { weekday } = useMoments()
  const [day = '', time = ''] = overview.bestPostingTime?.split(' ') ?? []
  return (
    <Card title={t('best')}>
      {overview.topPosts.length === 0 ? (
        <p className="soft">{t('noBest')}</p>
      ) : (
        <ol className={styles['best'] ?? ''}>
          {overview.topPosts.map((post) => (
            <Best key={`${post.accountId} ${post.platformPostId}`} post={post} />
          ))}
        </ol>
      )}
      {days.includes(day) && (
        <p className={styles['bestTime'] ?? ''}>
          <Clock aria-hidden />
          <span>
            <strong>{t('bestTime', { day: weekday(days.indexOf(day)), time })}</strong>
            <br />
            <span className="soft small">{t('bestTimeHint')}</span>
            <ZoneNote />
          </span>
        </p>
      )}
    </Card>
  )
}

function Best({ post }: { post: TopPost }): ReactNode {
  const t = useTexts(texts)
  const { at, number } = useMoments()
  const { postId, platformPostUrl, platform, accountId, content, publishedAt, engagements, impressions } =
    post
  const account = useQuery(accountsQuery).data?.find(({ id }) => id === accountId)
  const text = content === null || content === '' ? t('noText') : content
  const facts = [
    ...(account === undefined ? [] : [accountName(account)]),
    at(publishedAt, 'date'),
    `${t('engagements')}: ${number(engagements)}`,
    ...(impressions > 0 ? [`${t('impressions')}: ${number(impressions)}`] : []),
  ]
  return (
    <li>
      <PlatformIcon platform={account?.platform ?? platform.toLowerCase()} />
      <div className={styles['bestWords'] ?? ''}>
        {postId !== null ? (
          <Link to="/posts/$postId" params={{ postId }}>
            {text}
          </Link>
        ) : platformPostUrl !== null ? (
          <a href={platformPostUrl} target="_blank" rel="noreferrer">
            {text}
          </a>
        ) : (
          <span>{text}</span>
        )}
        <span className="soft small">{facts.join(' · ')}</span>
      </div>
    </li>
  )
}
