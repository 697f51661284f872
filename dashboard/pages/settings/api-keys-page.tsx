import { useMutation, useQuery } from '@tanstack/react-query'
import { KeyRound, Plus } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { administrators } from '../../../contract/roles.js'
import type { ApiKey } from '../../../sdk/index.js'
import { client, queryClient } from '../../api.js'
import { Asked, ErrorNote } from '../../components/asked.js'
import { Button } from '../../components/button.js'
import { ConfirmDialog } from '../../components/dialog.js'
import { Card, Empty } from '../../components/page.js'
import { useMay } from '../../session.js'
import { useMoments } from '../../texts/moments.js'
import { useTexts } from '../../texts/texts.js'
import { texts } from './api-keys.texts.js'
import { CreateKeyDialog } from './create-key-dialog.js'
import { useScopeNames } from './key-scopes.js'
import styles from './settings-page.module.css'
import { memberName, membersQuery } from './workflows.js'

export function ApiKeysPage(): ReactNode {
  const t = useTexts(texts)
  const maySee = useMay()({ scope: 'any', roles: administrators })
  const keys = useQuery({
    queryKey: ['api-keys'],
    queryFn: ({ signal }) => client.apiKeys.list({ signal }),
    enabled: maySee,
  })
  const [isCreating, setCreating] = useState(false)
  const create = (
    <Button look="primary" icon={<Plus aria-hidden />} onPress={() => setCreating(true)}>
      {t('create')}
    </Button>
  )
  return (
    <Card title={t('title')} actions={create}>
      <p className="soft">{t('lead')}</p>
      {maySee ? (
        <Asked query={keys}>
          {({ data }) =>
            data.length === 0 ? (
              <Empty icon={<KeyRound />} title={t('none')}>
                {t('noneHint')}
              </Empty>
            ) : (
              <Keys keys={data} />
            )
          }
        </Asked>
      ) : (
        <p>{t('notListed')}</p>
      )}
      {isCreating && <CreateKeyDialog onClose={() => setCreating(false)} />}
    </Card>
  )
}

function Keys({ keys }: { keys: readonly ApiKey[] }): ReactNode {
  const t = useTexts(texts)
  const { ago, at } = useMoments()
  const scopeNames = useScopeNames()
  const members = useQuery(membersQuery).data?.data ?? []
  const holder = (userId: string): string => {
    const member = members.find((each) => each.userId === userId)
    return member === undefined ? t('somebody') : memberName(member)
  }
  return (
    <ul role="list" className={styles['lines'] ?? ''}>
      {keys.map((key) => (
        <li key={key.id} className={styles['line'] ?? ''}>
          <div>
            <strong>{key.name}</strong> <code className="soft">{key.hint}…</code>
            <p className="small">
              {t('actsAs', { holder: holder(key.userId), scopes: scopeNames(key.scopes) })}
            </p>
            <p className="soft small">
              {key.lastUsedAt === null ? t('notUsed') : t('used', { when: ago(key.lastUsedAt) })} ·{' '}
              {key.expiresAt === null ? t('noEnd') : t('ends', { when: at(key.expiresAt, 'date') })}
            </p>
          </div>
          <Revoke apiKey={key} />
        </li>
      ))}
    </ul>
  )
}

function Revoke({ apiKey: { id, name } }: { apiKey: ApiKey }): ReactNode {
  const t = useTexts(texts)
  const [isAsking, setAsking] = useState(false)
  const revoke = useMutation({
    mutationFn: () => client.apiKeys.delete(id),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['api-keys'] }),
  })
  return (
    <>
      <Button look="danger" aria-label={t('revokeLabel', { name })} onPress={() => setAsking(true)}>
        {t('revoke')}
      </Button>
      <ConfirmDialog
        title={t('revokeTitle', { name })}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        action={t('revokeAction')}
        isPending={revoke.isPending}
        onConfirm={() => revoke.mutate()}
      >
        <p>{t('revokeHint')}</p>
        {revoke.isError && <ErrorNote error={revoke.error} />}
      </ConfirmDialog>
    </>
  )
}
