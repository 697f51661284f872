import { useQuery } from '@tanstack/react-query'
import { ListChecks, Plus } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { administrators } from '../../../contract/roles.js'
import type { ApprovalWorkflow } from '../../../sdk/index.js'
import { Asked } from '../../components/asked.js'
import { Button } from '../../components/button.js'
import { Card, Empty } from '../../components/page.js'
import { useMay, useMe } from '../../session.js'
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
                    <Button
                      aria-label={t('editLabel', { name: workflow.name })}
                      onPress={() => setEdited(workflow)}
                    >
                      {t('edit')}
                    </Button>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Asked>
      {edited !== null && (
        <WorkflowDialog workflow={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />
      )}
    </Card>
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
