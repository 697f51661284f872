import type { UseMutationResult } from '@tanstack/react-query'
import { useState, type FormEvent, type ReactNode } from 'react'
import type { Role } from '../../../contract/roles.js'
import type { AddMemberBody, AddMemberReply } from '../../../sdk/index.js'
import { ErrorNote, Waiting } from '../../components/asked.js'
import { Button } from '../../components/button.js'
import { CopyText } from '../../components/copy.js'
import { Dialog } from '../../components/dialog.js'
import { Select, TextField } from '../../components/fields.js'
import { Row } from '../../components/page.js'
import { useMe } from '../../session.js'
import { useTexts } from '../../texts/texts.js'
import { texts } from './members.texts.js'
import { useRoleOptions } from './roles.js'
import styles from './settings-page.module.css'
import { memberName } from './workflows.js'

export type Invited = AddMemberReply
type Props = {
  isOpen: boolean
  onClose: () => void
  invite: UseMutationResult<AddMemberReply, Error, AddMemberBody>
  /** Who was invited just now: the dialog then shows the link. */
  invited: Invited | null
}

export function InviteDialog({ isOpen, onClose, invite, invited }: Props): ReactNode {
  const t = useTexts(texts)
  const name = invited === null ? '' : memberName(invited)
  return (
    <Dialog
      title={t('invite')}
      isOpen={isOpen}
      onClose={onClose}
      {...(invited === null ? {} : { actions: <Button onPress={onClose}>{t('done')}</Button> })}
    >
      {invited === null ? (
        <Form invite={invite} />
      ) : invited.inviteUrl === null ? (
        <p role="status">{t('added', { name })}</p>
      ) : (
        <>
          <p role="status">{t('linkHint', { name })}</p>
          <CopyText label={t('link')} text={invited.inviteUrl} />
        </>
      )}
    </Dialog>
  )
}

function Form({ invite }: Pick<Props, 'invite'>): ReactNode {
  const t = useTexts(texts)
  const isOwner = useMe().role === 'owner'
  const options = useRoleOptions().filter(({ value }) => value !== 'owner' || isOwner)
  const [role, setRole] = useState<Role>('editor')
  const [isSent, setSent] = useState(false)
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    setSent(true)
    const form = new FormData(event.currentTarget)
    const name = String(form.get('name')).trim()
    invite.mutate({ email: String(form.get('email')), role, ...(name === '' ? {} : { name }) })
  }
  // Somebody is invited again: nothing is left to ask.
  if (invite.isPending && !isSent) return <Waiting lines={2} />
  return (
    <form onSubmit={submit} className={styles['form'] ?? ''}>
      <TextField label={t('email')} name="email" type="email" isRequired autoComplete="off" autoFocus />
      <TextField label={t('optional')} name="name" autoComplete="off" />
      <Select label={t('role')} options={options} value={role} onChange={setRole} />
      {invite.isError && <ErrorNote error={invite.error} />}
      <Row>
        <Button type="submit" look="primary" isPending={invite.isPending}>
          {t('send')}
        </Button>
      </Row>
    </form>
  )
}
