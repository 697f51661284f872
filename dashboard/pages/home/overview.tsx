import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CalendarClock, CircleCheck, Send } from 'lucide-react'
import type { ReactNode } from 'react'
import { useLocale } from 'react-aria-components'
import type { Account, Post } from '../../../sdk/index.js'
import { AccountLine, PlatformIcon } from '../../components/account.js'
import { Asked } from '../../components/asked.js'
import { ButtonLink } from '../../components/button.js'
import { Moment } from '../../components/moment.js'
import { Card, Stack } from '../../components/page.js'
import { Status } from '../../components/status.js'
import { useReason } from '../../texts/reasons.js'
import { useTexts } from '../../texts/texts.js'
import styles from './home-page.module.css'
import { myApprovalsQuery, nextQuery, numbersQuery, outQuery, troubleQuery } from './home.queries.js'
import { texts } from './home.texts.js'

/** What needs somebody, what goes out next, and how the last ones did. */
export function Overview({ accounts }: { accounts: readonly Account[] }): ReactNode {
  const t = useTexts(texts)
  const next = useQuery(nextQuery)
  const out = useQuery(outQuery)
  const numbers = useQuery(numbersQuery).data
  return (
    <div className={styles['columns'] ?? ''}>
      <Needs accounts={accounts} />
      <div className={styles['rest'] ?? ''}>
        <Card
          title={t('next')}
          actions={
            <ButtonLink to="/calendar" look="quiet">
              {t('calendar')}
            </ButtonLink>
          }
        >
          <Asked query={next}>
            {(posts) =>
              posts.length === 0 ? (
                <p className={styles['nothing'] ?? ''}>
                  <CalendarClock aria-hidden /> {t('nothingNext')}
                </p>
              ) : (
                <Posts posts={posts} />
              )
            }
          </Asked>
        </Card>
        <Card
          title={t('out')}
          actions={
            <ButtonLink to="/analytics" look="quiet">
              {t('analytics')}
            </ButtonLink>
          }
        >
          <Asked query={out}>
            {(posts) =>
              posts.length === 0 ? (
                <p className={styles['nothing'] ?? ''}>
                  <Send aria-hidden /> {t('nothingOut')}
                </p>
              ) : (
                <Posts posts={posts} facts={(post) => <Numbers numbers={numbers?.get(post.id)} />} />
              )
            }
          </Asked>
        </Card>
      </div>
    </div>
  )
}

/** Asks for a hand: posts, accounts, approvals. Where nothing does, a line says so, and the rest has the room. */
function Needs({ accounts }: { accounts: readonly Account[] }): ReactNode {
  const t = useTexts(texts)
  const trouble = useQuery(troubleQuery)
  const approvals = useQuery(myApprovalsQuery).data?.pendingCount ?? 0
  const broken = accounts.filter(({ status }) => ['expired', 'error', 'suspended'].includes(status))
  if (trouble.data?.length === 0 && broken.length + approvals === 0)
    return (
      <p className={styles['allWell'] ?? ''}>
        <CircleCheck aria-hidden /> {t('allWell')}
      </p>
    )
  return (
    <Card title={t('needs')}>
      <Asked query={trouble}>
        {(posts) => (
          <Stack>
            {approvals > 0 && (
              <Link to="/approvals" className={styles['approvals'] ?? ''}>
                {t('approvals', { count: approvals })}
              </Link>
            )}
            {posts.length > 0 && <Posts posts={posts} facts={(post) => <Reason post={post} />} />}
            {broken.map((account) => (
              <Link
                key={account.id}
                to="/accounts/$accountId"
                params={{ accountId: account.id }}
                className={styles['account'] ?? ''}
              >
                <AccountLine account={account} />
                <Status status={account.status} />
              </Link>
            ))}
          </Stack>
        )}
      </Asked>
    </Card>
  )
}

function Posts({ posts, facts }: { posts: readonly Post[]; facts?: (post: Post) => ReactNode }): ReactNode {
  const t = useTexts(texts)
  return (
    <ul role="list" className={styles['posts'] ?? ''}>
      {posts.map((post) => (
        <li key={post.id}>
          <Link to="/posts/$postId" params={{ postId: post.id }} className={styles['title'] ?? ''}>
            {post.content === '' ? t('untitled') : post.content}
          </Link>
          <span className={styles['facts'] ?? ''}>
            <Status status={post.status} />
            {[...new Set(post.platforms.map(({ platform }) => platform))].map((platform) => (
              <PlatformIcon key={platform} platform={platform} />
            ))}
            <span className="soft small">
              <Moment at={post.publishedAt ?? post.scheduledFor ?? post.createdAt} />
            </span>
            {facts?.(post)}
          </span>
        </li>
      ))}
    </ul>
  )
}

/** Why it did not go out, in a line. */
function Reason({ post }: { post: Post }): ReactNode {
  const reason = useReason()
  const error = post.platforms.find(({ status }) => status === 'failed')?.error
  return error == null ? null : <span className={styles['reason'] ?? ''}>{reason(error)}</span>
}

/** Zero is a number too; that nothing was read yet is none. */
function Numbers({
  numbers,
}: {
  numbers: { impressions: number; engagements: number } | undefined
}): ReactNode {
  const t = useTexts(texts)
  const { locale } = useLocale()
  if (numbers === undefined)
    return <span className={`${styles['numbers'] ?? ''} soft`}>{t('noNumbers')}</span>
  const { impressions, engagements } = numbers
  return (
    <span className={styles['numbers'] ?? ''}>
      {t('impressions', { count: impressions, shown: impressions.toLocaleString(locale) })} ·{' '}
      {t('engagements', { count: engagements, shown: engagements.toLocaleString(locale) })}
    </span>
  )
}
