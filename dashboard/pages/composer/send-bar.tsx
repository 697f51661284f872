import { useQuery } from '@tanstack/react-query'
import { CalendarClock, ListPlus, Send, Stamp } from 'lucide-react'
import type { ReactNode } from 'react'
import { startApproval } from '../../../contract/approvals.js'
import { client } from '../../api.js'
import { ErrorNote } from '../../components/asked.js'
import { Button } from '../../components/button.js'
import { Menu } from '../../components/menu.js'
import { useMay, useMe } from '../../session.js'
import { useTexts } from '../../texts/texts.js'
import { texts } from './composer.texts.js'
import type { Draft } from './draft.js'
import styles from './send-bar.module.css'
import { useWorkspace } from './use-composer.js'
import type { Sending } from './use-sending.js'

type Props = {
  draft: Draft
  errors: number
  /** Why it cannot be sent yet; null: it can. */
  obstacle: string | null
  /** A draft waits for its files too: what comes after it would not be in it. */
  isUploading: boolean
  pending: Sending['kind'] | null
  /** Why it was not sent when it was tried; null: it was not, or it was sent. */
  refused: Error | null
  onSend: (sending: Sending) => void
}

/** What is done with the post. Where the workspace has others look at it first, the button says so. */
export function SendBar({
  draft,
  errors,
  obstacle,
  isUploading,
  pending,
  refused,
  onSend,
}: Props): ReactNode {
  const t = useTexts(texts)
  const may = useMay()
  const { role } = useMe()
  const { workspace } = useWorkspace()
  const workflows = useQuery({
    queryKey: ['approvals', 'workflows', workspace?.id],
    queryFn: async ({ signal }) =>
      (await client.approvals.listWorkflows(workspace?.id ?? '', { signal })).data,
    enabled: workspace !== undefined,
  }).data
  const needsApproval =
    workspace?.settings['approvalWorkflowId'] != null && role !== 'owner' && role !== 'admin'
  const [Icon, label] = needsApproval
    ? [Stamp, t('sendForApproval')]
    : draft.timing === 'now'
      ? [Send, t('publishNow')]
      : draft.timing === 'at'
        ? [CalendarClock, t('schedule')]
        : [ListPlus, t('addToQueue')]
  return (
    <div className={styles['bar'] ?? ''} role="group" aria-label={t('actions')}>
      {refused !== null && (
        <div className={styles['refused'] ?? ''}>
          <ErrorNote error={refused} title={t('notSent')} />
        </div>
      )}
      <p className={`${styles['state'] ?? ''} small`} aria-live="polite">
        {obstacle ?? (errors > 0 ? <strong>{t('errors', { count: errors })}</strong> : null)}
      </p>
      <Button
        isPending={pending === 'draft'}
        isDisabled={isUploading || (pending !== null && pending !== 'draft')}
        onPress={() => onSend({ kind: 'draft' })}
      >
        {t('saveDraft')}
      </Button>
      {!needsApproval && may(startApproval) && workflows !== undefined && workflows.length > 0 && (
        <Menu
          actions={workflows.map(({ id, name }) => ({
            id,
            label: name,
            run: () => onSend({ kind: 'approval', workflowId: id }),
          }))}
          trigger={
            <Button
              icon={<Stamp aria-hidden />}
              isPending={pending === 'approval'}
              isDisabled={obstacle !== null}
            >
              {t('sendForApproval')}
            </Button>
          }
        />
      )}
      <Button
        look="primary"
        icon={<Icon aria-hidden />}
        isPending={pending === 'send'}
        isDisabled={obstacle !== null || (pending !== null && pending !== 'send')}
        onPress={() => onSend({ kind: 'send' })}
      >
        {label}
      </Button>
    </div>
  )
}
