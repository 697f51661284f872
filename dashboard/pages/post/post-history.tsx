import { useQuery } from '@tanstack/react-query'
import {
  ArrowRight,
  CircleAlert,
  CircleCheck,
  CircleX,
  Hourglass,
  Plus,
  Send,
  SkipForward,
  ThumbsDown,
  ThumbsUp,
  type LucideIcon,
} from 'lucide-react'
import type { ReactNode } from 'react'
import type { Post, PostHistoryEntry } from '../../../sdk/index.js'
import { usePlatforms } from '../../components/account.js'
import { Asked } from '../../components/asked.js'
import { useStatusName } from '../../components/status.js'
import { useMoments } from '../../texts/moments.js'
import { useTexts } from '../../texts/texts.js'
import styles from './post-page.module.css'
import { historyQuery } from './post.queries.js'
import { texts } from './post.texts.js'

/** Everything that happened, in order: by people and by the server. */
export function PostHistory({ post }: { post: Post }): ReactNode {
  const query = useQuery(historyQuery(post.id))
  return (
    <Asked query={query}>
      {({ data }) => (
        <ol role="list" className={styles['history'] ?? ''}>
          {data.map((entry, index) => (
            <Entry key={index} entry={entry} post={post} />
          ))}
        </ol>
      )}
    </Asked>
  )
}

function Entry({ entry, post }: { entry: PostHistoryEntry; post: Post }): ReactNode {
  const t = useTexts(texts)
  const { at: say } = useMoments()
  const words = useWords(post)
  const Icon = iconOf(entry)
  const comment = 'comment' in entry ? entry.comment : null
  const who = 'userName' in entry ? entry.userName : null
  return (
    <li>
      <Icon aria-hidden />
      <div className={styles['words'] ?? ''}>
        {words(entry)}
        <div className="soft small">
          <time dateTime={entry.at}>{say(entry.at, 'exact')}</time>
          {who !== null && ` · ${t('by', { name: who })}`}
        </div>
        {comment !== null && <p className={styles['comment'] ?? ''}>{comment}</p>}
      </div>
    </li>
  )
}

function useWords(post: Post): (entry: PostHistoryEntry) => string {
  const t = useTexts(texts)
  const name = useStatusName()
  const platforms = usePlatforms()
  const network = (platform: string): string => platforms.find(platform)?.name ?? platform
  const account = (id: string): string =>
    post.platforms.find(({ accountId }) => accountId === id)?.accountName ?? ''
  return (entry) => {
    switch (entry.type) {
      case 'created':
        return t('created', { status: name(entry.status) })
      case 'status_changed':
        return t('changed', { from: name(entry.from), to: name(entry.to) })
      case 'approval_started':
        return t('approvalStarted', { workflow: entry.workflowName, round: entry.round })
      case 'step_approved':
        return t('stepApproved', { role: entry.role })
      case 'step_rejected':
        return t('stepRejected', { role: entry.role })
      case 'publish_attempt':
        return t('attempted', {
          network: network(entry.platform),
          account: account(entry.accountId),
          number: entry.number,
        })
      case 'publish_result':
        return t(
          entry.status === 'published'
            ? 'resultPublished'
            : entry.status === 'failed'
              ? 'resultFailed'
              : 'resultSkipped',
          { network: network(entry.platform), account: account(entry.accountId) },
        )
    }
  }
}

function iconOf(entry: PostHistoryEntry): LucideIcon {
  switch (entry.type) {
    case 'created':
      return Plus
    case 'status_changed':
      return ArrowRight
    case 'approval_started':
      return Hourglass
    case 'step_approved':
      return ThumbsUp
    case 'step_rejected':
      return ThumbsDown
    case 'publish_attempt':
      return entry.error === null ? Send : CircleAlert
    case 'publish_result':
      return { published: CircleCheck, failed: CircleX, skipped: SkipForward }[entry.status]
  }
}
