import { useQuery } from '@tanstack/react-query'
import { Check, Hourglass, MessageSquare, SkipForward, Undo2 } from 'lucide-react'
import { lazy, Suspense, useState, type ReactNode } from 'react'
import type { PostHistoryEntry, PostInApproval } from '../../../sdk/index.js'
import { AccountLine } from '../../components/account.js'
import { Waiting } from '../../components/asked.js'
import { Button, ButtonLink } from '../../components/button.js'
import { Moment } from '../../components/moment.js'
import { Card, Row } from '../../components/page.js'
import { useTexts } from '../../texts/texts.js'
import { PostContent } from '../post/post-content.js'
import { historyQuery } from '../post/post.queries.js'
import styles from './approvals-page.module.css'
import { texts } from './approvals.texts.js'
import { DecideDialog, type Decision } from './decide-dialog.js'

const Changes = lazy(() => import('./changes.js').then(({ Changes: shown }) => ({ default: shown })))

const Previews = lazy(() => import('./previews.js').then(({ Previews: shown }) => ({ default: shown })))

/** A post that waits: what it says, what changed since it was sent back, and the decision. */
export function Item({ post }: { post: PostInApproval }): ReactNode {
  const t = useTexts(texts)
  const [deciding, setDeciding] = useState<Decision | null>(null)
  const { approval } = post
  const history = useQuery(historyQuery(post.id)).data?.data ?? []
  const before = history
    .filter((entry) => entry.type === 'approval_started')
    .findLast(({ round, shown }) => round < approval.round && shown !== null)?.shown
  const title = post.content === '' ? t('untitled') : post.content
  return (
    <Card
      title={title.length > 70 ? `${title.slice(0, 68).trim()}…` : title}
      actions={
        <ButtonLink to="/posts/$postId" params={{ postId: post.id }} look="quiet">
          {t('open')}
        </ButtonLink>
      }
    >
      <p className="soft small">
        {t('from', { name: nameOf(history, approval.round) ?? t('somebody') })}
        {approval.startedAt !== null && (
          <>
            {' · '}
            <Moment at={approval.startedAt} />
          </>
        )}
        {' · '}
        {post.scheduledFor === null ? (
          t('noTime')
        ) : (
          <>
            {t('goesOut')} <Moment at={post.scheduledFor} />
          </>
        )}
        {approval.round > 1 && ` · ${t('round', { round: approval.round })}`}
      </p>
      <Row>
        {post.platforms.map((target) => (
          <AccountLine
            key={target.id}
            account={{
              platform: target.platform,
              username: null,
              displayName: target.accountName,
              avatarUrl: target.accountAvatarUrl,
            }}
          />
        ))}
      </Row>
      <Comments history={history} />
      {before != null && (
        <Suspense fallback={<Waiting />}>
          <Changes before={before} post={post} />
        </Suspense>
      )}
      <div className={styles['whole'] ?? ''}>
        <PostContent post={post} />
        <Suspense fallback={<Waiting />}>
          <Previews post={post} />
        </Suspense>
      </div>
      <Steps post={post} />
      {approval.canDecide && (
        <Row>
          <Button look="primary" icon={<Check aria-hidden />} onPress={() => setDeciding('approve')}>
            {t('approve')}
          </Button>
          <Button icon={<Undo2 aria-hidden />} onPress={() => setDeciding('reject')}>
            {t('reject')}
          </Button>
        </Row>
      )}
      {deciding !== null && (
        <DecideDialog post={post} decision={deciding} onClose={() => setDeciding(null)} />
      )}
    </Card>
  )
}

function nameOf(history: readonly PostHistoryEntry[], round: number): string | null {
  const started = history.find((entry) => entry.type === 'approval_started' && entry.round === round)
  return started !== undefined && 'userName' in started ? started.userName : null
}

/** What was said in this round and before it. */
function Comments({ history }: { history: readonly PostHistoryEntry[] }): ReactNode {
  const t = useTexts(texts)
  const said = history.flatMap((entry) =>
    (entry.type === 'step_approved' || entry.type === 'step_rejected') && entry.comment !== null
      ? [entry]
      : [],
  )
  if (said.length === 0) return null
  return (
    <ul role="list" className={styles['comments'] ?? ''} aria-label={t('comments')}>
      {said.map((entry) => (
        <li key={`${entry.at} ${String(entry.step)}`}>
          <MessageSquare aria-hidden />
          <div>
            <p>{entry.comment}</p>
            <p className="soft small">
              {t(entry.type === 'step_approved' ? 'approvedBy' : 'rejectedBy', {
                name: entry.userName ?? t('somebody'),
                round: entry.round,
              })}{' '}
              · <Moment at={entry.at} />
            </p>
          </div>
        </li>
      ))}
    </ul>
  )
}

const stepIcons = { PENDING: Hourglass, APPROVED: Check, REJECTED: Undo2, SKIPPED: SkipForward } as const

/** Who has to agree, and who has. */
function Steps({ post: { approval } }: { post: PostInApproval }): ReactNode {
  const t = useTexts(texts)
  return (
    <ol role="list" className={styles['steps'] ?? ''} aria-label={approval.workflowName ?? t('steps')}>
      {approval.steps.map((step) => {
        const Icon = stepIcons[step.status]
        return (
          <li
            key={step.order}
            data-status={step.status}
            aria-current={step.order === approval.currentStep?.order ? 'step' : undefined}
          >
            <Icon aria-hidden />
            {step.role}
            <span className="soft"> {step.decidedByName ?? t(step.status)}</span>
          </li>
        )
      })}
    </ol>
  )
}
