import { useQuery } from '@tanstack/react-query'
import { MessageSquarePlus } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { client } from '../../api.js'
import type { Platform } from '../../components/account.js'
import { Button } from '../../components/button.js'
import { Select, TextArea, TextField } from '../../components/fields.js'
import { useTexts } from '../../texts/texts.js'
import type { Draft } from './draft.js'
import styles from './extras.module.css'
import { texts } from './extras.texts.js'
import { Findings } from './findings.js'
import { limitsOf } from './limits.js'
import type { Change } from './use-composer.js'
import { findingsAt, type Finding } from './use-verdict.js'

type Props = { draft: Draft; change: Change; platforms: readonly Platform[]; findings: readonly Finding[] }

const delays = [0, 60, 300, 900, 1_800, 3_600] as const

/** A comment of one's own under the post, where a picked network takes one. */
export function FirstCommentField({ draft, change, platforms, findings }: Props): ReactNode {
  const t = useTexts(texts)
  const [isOpen, setOpen] = useState(draft.firstComment !== '')
  const able = platforms.filter((platform) => limitsOf(platform).firstComment)
  if (able.length === 0 && draft.firstComment === '') return null
  if (!isOpen && draft.firstComment === '')
    return (
      <div className={styles['buttons'] ?? ''}>
        <Button look="quiet" icon={<MessageSquarePlus aria-hidden />} onPress={() => setOpen(true)}>
          {t('addComment')}
        </Button>
      </div>
    )
  return (
    <div className={styles['stack'] ?? ''}>
      <TextArea
        label={t('firstComment')}
        hint={t('commentHint', { names: able.map(({ name }) => name).join(', ') })}
        rows={2}
        value={draft.firstComment}
        autoFocus={draft.firstComment === ''}
        onChange={(firstComment) => change({ firstComment })}
      />
      <Select
        label={t('delay')}
        value={String(draft.firstCommentDelay)}
        onChange={(seconds) => change({ firstCommentDelay: Number(seconds) })}
        options={[...new Set([...delays, draft.firstCommentDelay])].map((seconds) => ({
          value: String(seconds),
          label: seconds === 0 ? t('atOnce') : t('after', { minutes: Math.round(seconds / 60) }),
        }))}
      />
      <Findings findings={findingsAt(findings, 'firstComment')} />
    </div>
  )
}

/** What helps the workspace, and is not shown on networks: tags, and the persona that it is written in. */
export function WorkspaceFields({ draft, change, findings }: Props): ReactNode {
  const t = useTexts(texts)
  const personas = useQuery({
    queryKey: ['personas'],
    queryFn: async ({ signal }) => (await client.personas.list({ signal })).data,
    staleTime: 300_000,
  }).data
  const [typed, setTyped] = useState(draft.tags.join(', '))
  return (
    <div className={styles['pair'] ?? ''}>
      <div>
        <TextField
          label={t('tags')}
          hint={t('tagsHint')}
          value={typed}
          onChange={(next) => {
            setTyped(next)
            const tags = next.split(',').map((tag) => tag.trim())
            change({ tags: [...new Set(tags)].filter((tag) => tag !== '') })
          }}
        />
        <Findings findings={findingsAt(findings, 'tags')} />
      </div>
      {personas !== undefined && personas.length > 0 && (
        <Select
          label={t('persona')}
          value={draft.personaId ?? ''}
          onChange={(id) => change({ personaId: id === '' ? null : id })}
          options={[
            { value: '', label: t('noPersona') },
            ...personas.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
      )}
    </div>
  )
}
