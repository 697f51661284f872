import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { UserPlus } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { administrators, type Role } from '../../../contract/roles.js'
import type { AddMemberBody, Member } from '../../../sdk/index.js'
import { client, queryClient } from '../../api.js'
import { Asked, ErrorNote } from '../../components/asked.js'
import { Button } from '../../components/button.js'
import { ConfirmDialog } from '../../components/dialog.js'
import { Select } from '../../components/fields.js'
import { Card, Row } from '../../components/page.js'
import { signOut, useMay, useMe } from '../../session.js'
import { useMoments } from '../../texts/moments.js'
import { useTexts } from '../../texts/texts.js'
import { InviteDialog, type Invited } from './invite-dialog.js'
import { texts } from './members.texts.js'
import { useRoleName, useRoleOptions } from './roles.js'
import styles from './settings-page.module.css'
import { memberName, membersQuery } from './workflows.js'

export function MembersPage(): ReactNode {
  const t = useTexts(texts)
  const may = useMay()({ scope: 'any', roles: administrators })
  const members = useQuery(membersQuery)
  const [isInviting, setInviting] = useState(false)
  const [invited, setInvited] = useState<Invited | null>(null)
  const invite = useMutation({
    mutationFn: (body: AddMemberBody) => client.members.add(body),
    async onSuccess(made) {
      setInvited(made)
      await queryClient.invalidateQueries({ queryKey: ['members'] })
    },
  })
  const open = (): void => {
    invite.reset()
    setInvited(null)
    setInviting(true)
  }
  return (
    <Card
      title={t('title')}
      actions={
        may && (
          <Button look="primary" icon={<UserPlus aria-hidden />} onPress={open}>
            {t('invite')}
          </Button>
        )
      }
    >
      <Asked query={members}>
        {({ data }) => (
          <ul role="list" className={styles['lines'] ?? ''}>
            {data.map((member) => (
              <MemberRow
                key={member.id}
                member={member}
                may={may}
                onAgain={({ email, role }) => {
                  open()
                  invite.mutate({ email, role })
                }}
              />
            ))}
          </ul>
        )}
      </Asked>
      <InviteDialog
        isOpen={isInviting}
        onClose={() => setInviting(false)}
        invite={invite}
        invited={invited}
      />
    </Card>
  )
}

type RowProps = { member: Member; may: boolean; onAgain: (member: Member) => void }

function MemberRow({ member, may, onAgain }: RowProps): ReactNode {
  const t = useTexts(texts)
  const { at } = useMoments()
  const me = useMe()
  const navigate = useNavigate()
  const roleName = useRoleName()
  const options = useRoleOptions()
  const [isAsking, setAsking] = useState(false)
  const name = memberName(member)
  const isMe = member.userId === me.userId
  const mayChange = may && (member.role !== 'owner' || me.role === 'owner')
  const afterwards = (): Promise<void> => queryClient.invalidateQueries({ queryKey: ['members'] })
  const change = useMutation({
    mutationFn: (role: Role) => client.members.change(member.id, { role }),
    onSuccess: afterwards,
  })
  const remove = useMutation({
    mutationFn: () => client.members.remove(member.id),
    async onSuccess() {
      setAsking(false)
      if (!isMe) return afterwards()
      await signOut().catch(() => undefined)
      await navigate({ to: '/sign-in' })
    },
  })
  return (
    <li className={styles['line'] ?? ''}>
      <span>
        <strong>{name}</strong>
        {isMe && <span className="soft"> ({t('you')})</span>}
        <br />
        <span className="soft small">
          {member.name !== null && `${member.email} · `}
          {member.status === 'invited' ? t('invited') : t('since', { day: at(member.createdAt, 'date') })}
        </span>
      </span>
      <Row>
        {mayChange ? (
          <Select
            label={t('roleOf', { name })}
            isLabelHidden
            options={options.filter(({ value }) => value !== 'owner' || me.role === 'owner')}
            value={member.role}
            onChange={(role) => change.mutate(role)}
            isDisabled={change.isPending}
          />
        ) : (
          <span>{roleName(member.role)}</span>
        )}
        {may && member.status === 'invited' && <Button onPress={() => onAgain(member)}>{t('again')}</Button>}
        {(mayChange || isMe) && (
          <Button
            look="danger"
            onPress={() => setAsking(true)}
            {...(isMe ? {} : { 'aria-label': t('removeLabel', { name }) })}
          >
            {isMe ? t('leave') : t('remove')}
          </Button>
        )}
      </Row>
      {change.isError && <ErrorNote error={change.error} />}
      <ConfirmDialog
        title={isMe ? t('leaveTitle') : t('removeTitle', { name })}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        action={isMe ? t('leaveAction') : t('removeAction')}
        isPending={remove.isPending}
        onConfirm={() => remove.mutate()}
      >
        <p>{isMe ? t('leaveHint') : t('removeHint')}</p>
        {remove.isError && <ErrorNote error={remove.error} />}
      </ConfirmDialog>
    </li>
  )
}
