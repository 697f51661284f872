import { useMutation, useQuery } from '@tanstack/react-query'
import { ListChecks, Plus } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { administrators } from '../../../contract/roles.js'
import type { ApprovalWorkflow } from '../../../sdk/index.js'
import { client, queryClient } from '../../api.js'
import { Asked, ErrorNote } from '../../components/asked.js'
import { Button, ButtonLink } from '../../components/button.js'
import { ConfirmDialog, Dialog } from '../../components/dialog.js'
import { Card, Empty, Row } from '../../components/page.js'
import { useMay, useMe, useWorkspace } from '../../session.js'
import { useTexts } from '../../texts/texts.js'
import styles from './settings-page.module.css'
import { WorkflowDialog } from './workflow-dialog.js'
import { texts } from './workflows-page.texts.js'
import { memberName, membersQuery, workflowsQuery } from './workflows.js'

export function WorkflowsPage(): ReactNode {
  const t = useTexts(texts)
  const { workspaceId } = useMe()
  const may = useMay()({ scope: 'any', roles: administrators })
  const workflows = useQuery(workflowsQuery(workspaceId))
  const [edited, setEdited] = useState<ApprovalWorkflow | 'new' | null>(null)
  const [deleted, setDeleted] = useState<ApprovalWorkflow | null>(null)
  const create = may && (
    <Button look="primary" icon={<Plus aria-hidden />} onPress={() => setEdited('new')}>
      {t('create')}
    </Button>
  )
  return (
    <Card title={t('title')} actions={create}>
      <p className="soft">{t('lead')}</p>
      <Asked query={workflows}>
        {({ data }) =>
          data.length === 0 ? (
            <Empty icon={<ListChecks />} title={t('none')}>
              {t('noneHint')}
            </Empty>
          ) : (
            <ul role="list" className={styles['lines'] ?? ''}>
              {data.map((workflow) => (
                <li key={workflow.id} className={styles['line'] ?? ''}>
                  <div>
                    <strong>{workflow.name}</strong>
                    <Steps workflow={workflow} />
                  </div>
                  {may && (
                    <Row>
                      <Button
                        aria-label={t('editLabel', { name: workflow.name })}
                        onPress={() => setEdited(workflow)}
                      >
                        {t('edit')}
                      </Button>
                      <Button
                        look="danger"
                        aria-label={t('deleteLabel', { name: workflow.name })}
                        onPress={() => setDeleted(workflow)}
                      >
                        {t('delete')}
                      </Button>
                    </Row>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Asked>
      {deleted !== null && <DeleteWorkflow workflow={deleted} onClose={() => setDeleted(null)} />}
      {edited !== null && (
        <WorkflowDialog workflow={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />
      )}
    </Card>
  )
}

function DeleteWorkflow({
  workflow: { id, name },
  onClose,
}: {
  workflow: ApprovalWorkflow
  onClose: () => void
}): ReactNode {
  const t = useTexts(texts)
  const { workspaceId } = useMe()
  const isDemanded = useWorkspace()?.settings['approvalWorkflowId'] === id
  const remove = useMutation({
    mutationFn: () => client.approvals.deleteWorkflow(workspaceId, id),
    async onSuccess() {
      await queryClient.invalidateQueries({ queryKey: ['workflows'] })
      onClose()
    },
  })
  if (isDemanded)
    return (
      <Dialog
        title={t('demandedTitle', { name })}
        isOpen
        onClose={onClose}
        actions={<ButtonLink to="/settings">{t('toSettings')}</ButtonLink>}
      >
        <p>{t('demanded')}</p>
      </Dialog>
    )
  return (
    <ConfirmDialog
      title={t('deleteTitle', { name })}
      isOpen
      onClose={onClose}
      action={t('deleteAction')}
      isPending={remove.isPending}
      onConfirm={() => remove.mutate()}
    >
      <p>{t('deleteHint')}</p>
      {remove.isError && <ErrorNote error={remove.error} />}
    </ConfirmDialog>
  )
}

function Steps({ workflow }: { workflow: ApprovalWorkflow }): ReactNode {
  const t = useTexts(texts)
  const members = useQuery(membersQuery).data?.data ?? []
  const nameOf = (id: string): string => {
    const member = members.find(({ userId }) => userId === id)
    return member === undefined ? t('somebody') : memberName(member)
  }
  return (
    <ol className={styles['steps'] ?? ''}>
      {workflow.steps.map(({ order, role, approverIds, required }) => (
        <li key={order}>
          {role}
          {!required && <span className="soft small"> ({t('optionalMark')})</span>}
          <span className="soft small">: {approverIds.map(nameOf).join(', ')}</span>
        </li>
      ))}
    </ol>
  )
}
