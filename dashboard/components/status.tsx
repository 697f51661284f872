import {
  Archive,
  Ban,
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleX,
  Clock,
  Hourglass,
  LoaderCircle,
  PenLine,
  SkipForward,
  type LucideIcon,
} from 'lucide-react'
import type { ReactNode } from 'react'
import { useTexts } from '../texts/texts.js'
import { texts } from './components.texts.js'
import styles from './status.module.css'

type Tone = 'grey' | 'blue' | 'green' | 'red' | 'amber'
type Sign = { tone: Tone; Icon: LucideIcon; text: keyof typeof texts.en }

/** Colour and shape of every status: of posts, their targets, accounts, and deliveries. Who sees no colour sees the shape. */
const signs: Record<string, Sign> = {
  draft: { tone: 'grey', Icon: PenLine, text: 'draft' },
  queued: { tone: 'blue', Icon: Clock, text: 'queued' },
  pending: { tone: 'blue', Icon: Clock, text: 'pending' },
  scheduled: { tone: 'blue', Icon: Clock, text: 'scheduled' },
  pending_approval: { tone: 'amber', Icon: Hourglass, text: 'pending_approval' },
  approved: { tone: 'blue', Icon: CircleCheck, text: 'approved' },
  rejected: { tone: 'red', Icon: Ban, text: 'rejected' },
  publishing: { tone: 'blue', Icon: LoaderCircle, text: 'publishing' },
  retrying: { tone: 'amber', Icon: LoaderCircle, text: 'retrying' },
  published: { tone: 'green', Icon: CircleCheck, text: 'published' },
  partial: { tone: 'amber', Icon: CircleAlert, text: 'partial' },
  failed: { tone: 'red', Icon: CircleX, text: 'failedStatus' },
  cancelled: { tone: 'grey', Icon: Ban, text: 'cancelled' },
  succeeded: { tone: 'green', Icon: CircleCheck, text: 'succeeded' },
  unpublished: { tone: 'grey', Icon: Ban, text: 'unpublished' },
  skipped: { tone: 'grey', Icon: SkipForward, text: 'skipped' },
  archived: { tone: 'grey', Icon: Archive, text: 'archived' },
  active: { tone: 'green', Icon: CircleCheck, text: 'active' },
  expired: { tone: 'amber', Icon: CircleAlert, text: 'expired' },
  error: { tone: 'red', Icon: CircleX, text: 'error' },
  disconnected: { tone: 'grey', Icon: CircleDashed, text: 'disconnected' },
  suspended: { tone: 'red', Icon: Ban, text: 'suspended' },
}
const unknown: Sign = { tone: 'grey', Icon: CircleDashed, text: 'pending' }

export function signOf(status: string): Sign {
  return signs[status] ?? unknown
}

/** What a status is called. */
export function useStatusName(): (status: string) => string {
  const t = useTexts(texts)
  return (status) => (signs[status] === undefined ? status : t(signs[status].text))
}

/** A status with its word, as a pill. */
export function Status({ status }: { status: string }): ReactNode {
  const name = useStatusName()
  const { tone, Icon } = signOf(status)
  return (
    <span className={`${styles['status'] ?? ''} ${styles[tone] ?? ''}`} data-status={status}>
      <Icon aria-hidden className={status === 'publishing' ? (styles['turns'] ?? '') : undefined} />
      {name(status)}
    </span>
  )
}

/** The shape alone, where there is no room; its word is read out. */
export function StatusIcon({ status }: { status: string }): ReactNode {
  const name = useStatusName()
  const { tone, Icon } = signOf(status)
  return (
    <span className={`${styles['sign'] ?? ''} ${styles[tone] ?? ''}`} data-status={status}>
      <Icon aria-hidden className={status === 'publishing' ? (styles['turns'] ?? '') : undefined} />
      <span className="visually-hidden">{name(status)}</span>
    </span>
  )
}
