import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent, type ReactNode } from 'react'
import { scopes, type Scope } from '../../../contract/endpoint.js'
import { client, queryClient } from '../../api.js'
import { now } from '../../clock.js'
import { ErrorNote, Note } from '../../components/asked.js'
import { Button } from '../../components/button.js'
import { CopyText } from '../../components/copy.js'
import { Dialog } from '../../components/dialog.js'
import { Select, TextField } from '../../components/fields.js'
import { Row } from '../../components/page.js'
import { useTexts } from '../../texts/texts.js'
import { texts } from './api-keys.texts.js'
import { scopeGroups } from './key-scopes.js'
import styles from './settings-page.module.css'

/** Asks what the key is for, then shows it: once, with a command that uses it. */
export function CreateKeyDialog({ onClose }: { onClose: () => void }): ReactNode {
  const t = useTexts(texts)
  const create = useMutation({
    mutationFn: (body: { name: string; scopes: Scope[]; expiresAt: string | null }) =>
      client.apiKeys.create(body),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['api-keys'] }),
  })
  const key = create.data?.key
  return (
    <Dialog
      title={t('create')}
      isOpen
      onClose={onClose}
      {...(key === undefined ? {} : { actions: <Button onPress={onClose}>{t('done')}</Button> })}
    >
      {key === undefined ? (
        <Form
          isPending={create.isPending}
          onSubmit={(body) => create.mutate(body)}
          problem={create.isError && <ErrorNote error={create.error} />}
        />
      ) : (
        <>
          <Note tone="warning">{t('shown')}</Note>
          <CopyText label={t('key')} text={key} />
          <CopyText
            label={t('try')}
            text={`curl -H 'Authorization: Bearer ${key}' ${location.origin}/v1/auth/me`}
          />
        </>
      )}
    </Dialog>
  )
}

type FormProps = {
  isPending: boolean
  onSubmit: (body: { name: string; scopes: Scope[]; expiresAt: string | null }) => void
  problem: ReactNode
}
const lives = { never: 0, in30: 30, in90: 90, in365: 365 } as const
const presets = {
  everything: [...scopes],
  readOnly: scopes.filter((scope) => scope.endsWith(':read')),
} as const

function Form({ isPending, onSubmit, problem }: FormProps): ReactNode {
  const t = useTexts(texts)
  const [preset, setPreset] = useState<'everything' | 'readOnly' | 'some'>('everything')
  const [chosen, setChosen] = useState<readonly Scope[]>([])
  const [life, setLife] = useState<keyof typeof lives>('never')
  const wanted = preset === 'some' ? chosen : presets[preset]
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const days = lives[life]
    onSubmit({
      name: String(new FormData(event.currentTarget).get('name')),
      scopes: [...wanted],
      expiresAt: days === 0 ? null : new Date(now() + days * 86_400_000).toISOString(),
    })
  }
  return (
    <form onSubmit={submit} className={styles['form'] ?? ''}>
      <TextField label={t('name')} hint={t('nameHint')} name="name" isRequired maxLength={100} autoFocus />
      <Select
        label={t('access')}
        options={(['everything', 'readOnly', 'some'] as const).map((value) => ({ value, label: t(value) }))}
        value={preset}
        onChange={setPreset}
      />
      {preset === 'some' && <Groups chosen={chosen} onChange={setChosen} />}
      <Select
        label={t('expires')}
        options={(Object.keys(lives) as (keyof typeof lives)[]).map((value) => ({ value, label: t(value) }))}
        value={life}
        onChange={setLife}
      />
      {problem}
      <Row>
        <Button type="submit" look="primary" isPending={isPending} isDisabled={wanted.length === 0}>
          {t('create')}
        </Button>
      </Row>
    </form>
  )
}

type GroupsProps = { chosen: readonly Scope[]; onChange: (chosen: readonly Scope[]) => void }

function Groups({ chosen, onChange }: GroupsProps): ReactNode {
  const t = useTexts(texts)
  return (
    <div className={styles['pair'] ?? ''}>
      {scopeGroups.map(({ noun, scopes: offered }) => {
        const held = offered.filter((scope) => chosen.includes(scope))
        return (
          <Select
            key={noun}
            label={t(noun)}
            value={held.at(-1) ?? ''}
            options={[
              { value: '', label: t('noAccess') },
              ...offered.map((value) => ({
                value,
                label: value.endsWith(':write') ? t('write') : t('read'),
              })),
            ]}
            onChange={(scope) => {
              const others = chosen.filter((each) => !offered.includes(each))
              onChange(scope === '' ? others : [...others, scope])
            }}
          />
        )
      })}
    </div>
  )
}
