import { useMutation, useQuery } from '@tanstack/react-query'
import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react'
import { useState, type FormEvent, type ReactNode } from 'react'
import { deciders, type Role } from '../../../contract/roles.js'
import type { ApprovalWorkflow } from '../../../sdk/index.js'
import { client, queryClient } from '../../api.js'
import { ErrorNote, Note } from '../../components/asked.js'
import { Button, IconButton } from '../../components/button.js'
import { Dialog } from '../../components/dialog.js'
import { Checkbox, TextField } from '../../components/fields.js'
import { Row } from '../../components/page.js'
import { useMe } from '../../session.js'
import { useTexts } from '../../texts/texts.js'
import styles from './settings-page.module.css'
import { texts } from './workflows-page.texts.js'
import { memberName, membersQuery } from './workflows.js'

type Step = { key: number; role: string; approverIds: string[]; required: boolean }
/** As many as the contract takes. */
const mostSteps = 10

type Props = { workflow: ApprovalWorkflow | null; onClose: () => void }

/** Creates a workflow, or replaces one: posts that wait already go on by the steps that they began with. */
export function WorkflowDialog({ workflow, onClose }: Props): ReactNode {
  const t = useTexts(texts)
  const { workspaceId } = useMe()
  const [name, setName] = useState(workflow?.name ?? '')
  const [steps, setSteps] = useState<Step[]>(
    workflow?.steps.map((step, key) => ({ ...step, key })) ?? [newStep([])],
  )
  const [isChecked, setChecked] = useState(false)
  const save = useMutation({
    mutationFn: () => {
      const body = {
        name,
        steps: steps.map(({ role, approverIds, required }, index) => ({
          order: index + 1,
          role,
          approverIds,
          required,
        })),
      }
      return workflow === null
        ? client.approvals.createWorkflow(workspaceId, body)
        : client.approvals.replaceWorkflow(workspaceId, workflow.id, body)
    },
    async onSuccess() {
      await queryClient.invalidateQueries({ queryKey: ['workflows'] })
      onClose()
    },
  })
  const empty = steps.findIndex(({ approverIds }) => approverIds.length === 0)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    setChecked(true)
    if (empty === -1) save.mutate()
  }
  const change = (index: number, more: Partial<Step>): void =>
    setSteps(steps.map((step, each) => (each === index ? { ...step, ...more } : step)))
  return (
    <Dialog title={workflow === null ? t('create') : t('editTitle')} isOpen onClose={onClose}>
      <form onSubmit={submit} className={styles['form'] ?? ''}>
        <TextField label={t('name')} value={name} onChange={setName} isRequired maxLength={200} />
        {steps.map((step, index) => (
          <StepFields
            key={step.key}
            step={step}
            number={index + 1}
            of={steps.length}
            onChange={(more) => change(index, more)}
            onMove={(by) => setSteps(moved(steps, index, by))}
            onRemove={() => setSteps(steps.filter((_, each) => each !== index))}
          />
        ))}
        {isChecked && empty !== -1 && <Note tone="error">{t('missing', { number: empty + 1 })}</Note>}
        {save.isError && <ErrorNote error={save.error} />}
        <Row isSpread>
          <Button
            icon={<Plus aria-hidden />}
            isDisabled={steps.length >= mostSteps}
            onPress={() => setSteps([...steps, newStep(steps)])}
          >
            {t('add')}
          </Button>
          <Button type="submit" look="primary" isPending={save.isPending}>
            {t('save')}
          </Button>
        </Row>
      </form>
    </Dialog>
  )
}

type StepProps = {
  step: Step
  number: number
  of: number
  onChange: (more: Partial<Step>) => void
  onMove: (by: -1 | 1) => void
  onRemove: () => void
}

function StepFields({ step, number, of, onChange, onMove, onRemove }: StepProps): ReactNode {
  const t = useTexts(texts)
  const members = useQuery(membersQuery).data?.data ?? []
  const able = members.filter(({ role }) => deciders.includes(role as Role))
  const { role, approverIds, required } = step
  return (
    <fieldset className={styles['step'] ?? ''}>
      <legend>{t('step', { number })}</legend>
      <TextField
        label={t('role')}
        hint={t('roleHint')}
        value={role}
        onChange={(next) => onChange({ role: next })}
        isRequired
        maxLength={100}
      />
      <fieldset className={styles['choices'] ?? ''}>
        <legend>{t('approvers')}</legend>
        <p className="soft small">{t('approversHint')}</p>
        <div className={styles['many'] ?? ''}>
          {able.map((member) => (
            <Checkbox
              key={member.userId}
              isSelected={approverIds.includes(member.userId)}
              onChange={(isIn) =>
                onChange({
                  approverIds: isIn
                    ? [...approverIds, member.userId]
                    : approverIds.filter((id) => id !== member.userId),
                })
              }
            >
              {memberName(member)}
            </Checkbox>
          ))}
        </div>
      </fieldset>
      <Checkbox isSelected={!required} onChange={(isOptional) => onChange({ required: !isOptional })}>
        {t('optional')}
      </Checkbox>
      {of > 1 && (
        <Row>
          <IconButton
            label={t('up', { number })}
            icon={<ArrowUp aria-hidden />}
            isDisabled={number === 1}
            onPress={() => onMove(-1)}
          />
          <IconButton
            label={t('down', { number })}
            icon={<ArrowDown aria-hidden />}
            isDisabled={number === of}
            onPress={() => onMove(1)}
          />
          <IconButton label={t('remove', { number })} icon={<Trash2 aria-hidden />} onPress={onRemove} />
        </Row>
      )}
    </fieldset>
  )
}

/** Keys tell steps apart while they move. */
function newStep(others: readonly Step[]): Step {
  const key = 1 + Math.max(-1, ...others.map((each) => each.key))
  return { key, role: '', approverIds: [], required: true }
}

function moved(steps: readonly Step[], index: number, by: -1 | 1): Step[] {
  const others = steps.filter((_, each) => each !== index)
  return [...others.slice(0, index + by), ...steps.slice(index, index + 1), ...others.slice(index + by)]
}
