import { Eye, PenLine } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components'
import { createPost } from '../../../contract/posts.js'
import { ErrorNote, Note } from '../../components/asked.js'
import { Button } from '../../components/button.js'
import { Card } from '../../components/page.js'
import { useMay } from '../../session.js'
import { useTexts } from '../../texts/texts.js'
import type { Post } from '../../../sdk/index.js'
import { AccountPicker } from './account-picker.js'
import styles from './composer.module.css'
import { texts } from './composer.texts.js'
import { isEmpty, type Draft } from './draft.js'
import { FirstCommentField, OptionsField, ThreadField, WorkspaceFields } from './extras.js'
import { Findings } from './findings.js'
import { MediaField } from './media-field.js'
import { Preflight } from './preflight.js'
import { PreviewPane } from './previews/preview-pane.js'
import { SendBar } from './send-bar.js'
import { TextEditor } from './text-editor.js'
import { useTimes } from './times.js'
import { useAutosave, useKeeping } from './use-autosave.js'
import { usePicked, useWorkspace } from './use-composer.js'
import { useSending, type Sending } from './use-sending.js'
import { useUploads } from './use-uploads.js'
import { findingsAt, useVerdict } from './use-verdict.js'
import { When } from './when.js'

type Props = {
  postId: string | null
  initial: Draft
  /** What whoever came here brings along, on top of what was kept. */
  adopt?: (draft: Draft) => Draft
  onDone: (post: Post, sending: Sending) => void
}

/** Everything that a post is made of, and what it will look like. */
export function Composer({ postId, initial, adopt = (draft) => draft, onDone }: Props): ReactNode {
  const t = useTexts(texts)
  const times = useTimes()
  const may = useMay()
  const { kept, keep, forget } = useAutosave(postId)
  const [draft, setDraft] = useState(() => adopt(kept?.draft ?? initial))
  const [isChanged, setChanged] = useState(false)
  const [isRestored, setRestored] = useState(kept !== null && !isEmpty(kept.draft))
  const [side, setSide] = useState<'write' | 'preview'>('write')
  const [madeId, setMadeId] = useState(postId)
  const { accounts, platforms, slugs } = usePicked(draft)
  const { timeZone } = useWorkspace()
  const { findings, error } = useVerdict(draft, slugs)
  const sending = useSending(madeId, setMadeId)
  useKeeping(draft, isChanged, keep)

  const uploads = useUploads(({ id }) => {
    // Others may have arrived since this one left.
    setDraft((now) => ({ ...now, media: [...now.media, { id }] }))
    setChanged(true)
  })
  const change = (patch: Partial<Draft>): void => {
    setDraft((now) => ({ ...now, ...patch }))
    setChanged(true)
  }
  const send = (how: Sending): void =>
    sending.mutate(
      { draft, sending: how, slugs },
      {
        onSuccess: (post) => {
          setChanged(false)
          forget()
          onDone(post, how)
        },
      },
    )
  const obstacle = draft.accountIds.length === 0 ? t('pickFirst') : isEmpty(draft) ? t('writeFirst') : null
  const parts = { draft, change, platforms, findings }
  if (!may(createPost)) return <Note tone="info">{t('mayNot')}</Note>
  return (
    <>
      {isRestored && kept !== null && (
        <Note
          tone="info"
          action={
            <Button
              onPress={() => {
                forget()
                setDraft(adopt(initial))
                setChanged(false)
                setRestored(false)
              }}
            >
              {t('discard')}
            </Button>
          }
        >
          {t('restored', { time: times.short(kept.savedAt, times.viewerZone) })}
        </Note>
      )}
      <ToggleButtonGroup
        className={styles['sides'] ?? ''}
        aria-label={t('sides')}
        selectedKeys={[side]}
        disallowEmptySelection
        onSelectionChange={(keys) => setSide(keys.has('preview') ? 'preview' : 'write')}
      >
        <ToggleButton id="write" className={styles['side'] ?? ''}>
          <PenLine aria-hidden /> {t('write')}
        </ToggleButton>
        <ToggleButton id="preview" className={styles['side'] ?? ''}>
          <Eye aria-hidden /> {t('preview')}
        </ToggleButton>
      </ToggleButtonGroup>
      <div className={styles['columns'] ?? ''} data-side={side}>
        <div className={styles['write'] ?? ''}>
          <Card title={t('where')}>
            <AccountPicker picked={draft.accountIds} onChange={(accountIds) => change({ accountIds })} />
            <Findings
              findings={[...findingsAt(findings, 'accountIds'), ...findingsAt(findings, 'platforms')]}
            />
          </Card>
          <Card title={t('what')}>
            <TextEditor
              draft={draft}
              change={change}
              platforms={platforms}
              findings={findings}
              onPaste={(event) => {
                const files = [...event.clipboardData.files]
                if (files.length === 0) return
                event.preventDefault()
                uploads.add(files)
              }}
            />
            <MediaField
              draft={draft}
              change={change}
              platforms={platforms}
              findings={findings}
              uploads={uploads}
            />
            <ThreadField {...parts} />
            <FirstCommentField {...parts} />
          </Card>
          {platforms.length > 0 && (
            <Card title={t('details')}>
              <OptionsField {...parts} />
              <WorkspaceFields {...parts} />
            </Card>
          )}
          <Card title={t('when')}>
            <When draft={draft} change={change} accounts={accounts} timeZone={timeZone} findings={findings} />
            <Preflight draft={draft} accounts={accounts} />
          </Card>
          {error !== null && <ErrorNote error={error} title={t('notChecked')} />}
          {sending.isError && <ErrorNote error={sending.error} title={t('notSent')} />}
          <SendBar
            draft={draft}
            errors={findings.filter(({ severity }) => severity === 'error').length}
            obstacle={obstacle}
            pending={sending.isPending ? sending.variables.sending.kind : null}
            onSend={send}
          />
        </div>
        <aside className={styles['preview'] ?? ''} aria-label={t('preview')}>
          <PreviewPane draft={draft} platforms={platforms} accounts={accounts} />
        </aside>
      </div>
    </>
  )
}
