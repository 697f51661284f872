import { useQuery } from '@tanstack/react-query'
import { ListOrdered, MessageSquarePlus, Trash2 } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { Disclosure, DisclosurePanel, Heading, Button as AriaButton } from 'react-aria-components'
import { client } from '../../api.js'
import { PlatformIcon, type Platform } from '../../components/account.js'
import { Button, IconButton } from '../../components/button.js'
import { Select, TextArea, TextField } from '../../components/fields.js'
import { useTexts } from '../../texts/texts.js'
import { Counters } from './counters.js'
import { newKey, type Draft, type Part } from './draft.js'
import styles from './extras.module.css'
import { texts } from './extras.texts.js'
import { Findings } from './findings.js'
import { limitsOf } from './limits.js'
import { SchemaForm, type Schema } from './schema-form.js'
import type { Change } from './use-composer.js'
import { findingsAt, type Finding } from './use-verdict.js'

type Props = { draft: Draft; change: Change; platforms: readonly Platform[]; findings: readonly Finding[] }

/** The posts that follow the first in a thread. Offered where a picked network has threads. */
export function ThreadField({ draft, change, platforms, findings }: Props): ReactNode {
  const t = useTexts(texts)
  const able = platforms.filter((platform) => limitsOf(platform).thread !== null)
  if (able.length === 0 && draft.thread.length === 0) return null
  const put = (thread: Part[]): void => change({ thread })
  return (
    <div className={styles['stack'] ?? ''}>
      {draft.thread.map((part, index) => (
        <div key={part.key} className={styles['part'] ?? ''}>
          <div className={styles['partHead'] ?? ''}>
            <strong className="small">{t('part', { number: index + 2 })}</strong>
            <IconButton
              label={t('removePart', { number: index + 2 })}
              icon={<Trash2 aria-hidden />}
              onPress={() => put(draft.thread.filter(({ key }) => key !== part.key))}
            />
          </div>
          <TextArea
            label={t('partText', { number: index + 2 })}
            isLabelHidden
            rows={3}
            value={part.content}
            autoFocus={part.content === ''}
            onChange={(content) =>
              put(draft.thread.map((each) => (each.key === part.key ? { ...each, content } : each)))
            }
          />
          <Counters text={part.content} platforms={able} />
          <Findings findings={findingsAt(findings, `threadPosts.${String(index)}`)} />
        </div>
      ))}
      <Findings findings={findings.filter(({ field }) => field === 'threadPosts')} />
      <div className={styles['buttons'] ?? ''}>
        <Button
          look="quiet"
          icon={<ListOrdered aria-hidden />}
          onPress={() => put([...draft.thread, { key: newKey(), content: '', media: [] }])}
        >
          {draft.thread.length === 0 ? t('startThread') : t('addPart')}
        </Button>
      </div>
    </div>
  )
}

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

/** Options of each picked network, out of its schema, closed until somebody wants them. */
export function OptionsField({ draft, change, platforms, findings }: Props): ReactNode {
  const t = useTexts(texts)
  return (
    <div className={styles['stack'] ?? ''}>
      {platforms.map(({ slug, constant, name, options }) => {
        const schema = options as Schema
        if (Object.keys(schema.properties ?? {}).length === 0) return null
        const path = `platformMetadata.${constant}`
        const values = draft.options[slug] ?? {}
        const said = findingsAt(findings, path)
        const count = Object.keys(values).length
        const put = (next: Record<string, unknown>): void => {
          const { [slug]: _old, ...others } = draft.options
          change({ options: Object.keys(next).length === 0 ? others : { ...others, [slug]: next } })
        }
        return (
          <Disclosure key={slug} className={styles['options'] ?? ''} defaultExpanded={count > 0}>
            <Heading level={3}>
              <AriaButton slot="trigger" className={styles['trigger'] ?? ''}>
                <PlatformIcon platform={slug} isNamed />
                {t('optionsOf', { name })}
                {count > 0 && <span className="soft small">{t('set', { count })}</span>}
                {said.some(({ severity }) => severity === 'error') && (
                  <span className={styles['bad'] ?? ''}>{t('toFix')}</span>
                )}
              </AriaButton>
            </Heading>
            <DisclosurePanel className={styles['panel'] ?? ''}>
              <SchemaForm schema={schema} values={values} onChange={put} findings={findings} path={path} />
              <Findings findings={said.filter(({ field }) => field === path)} />
            </DisclosurePanel>
          </Disclosure>
        )
      })}
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
