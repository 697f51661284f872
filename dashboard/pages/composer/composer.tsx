import { Eye, PenLine } from 'lucide-react'
import { useCallback, useDeferredValue, useMemo, useState, type ReactNode } from 'react'
import { createPost } from '../../../contract/posts.js'
import { ErrorNote, Note } from '../../components/asked.js'
import { Button } from '../../components/button.js'
import { Card } from '../../components/page.js'
import { Segments } from '../../components/segments.js'
import { useUploads } from '../../components/uploads/use-uploads.js'
import { useMay } from '../../session.js'
import { useTexts } from '../../texts/texts.js'
import type { Post } from '../../../sdk/index.js'
import { AccountPicker } from './account-picker.js'
import styles from './composer.module.css'
import { texts } from './composer.texts.js'
import { isEmpty, type Draft } from './draft.js'
import { FirstCommentField, WorkspaceFields } from './extras.js'
import { Findings } from './findings.js'
import { KindsField } from './kinds-field.js'
import { OptionsField } from './options-field.js'
import { PostMedia } from './post-media.js'
import { Preflight } from './preflight.js'
import { PreviewPane } from './previews/preview-pane.js'
import { SendBar } from './send-bar.js'
import { TextEditor } from './text-editor.js'
import { ThreadField } from './thread-field.js'
import { useTimes } from './times.js'
import { useAutosave, useKeeping } from './use-autosave.js'
import { usePicked, useWorkspace, type Change } from './use-composer.js'
import { useSending, type Sending } from './use-sending.js'
import { elsewhere, findingsAt, useVerdict } from './use-verdict.js'
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
  const { name, kept, keep, forget } = useAutosave(postId)
  const [draft, setDraft] = useState(() => adopt(kept?.draft ?? initial))
  // Whoever types sees the letters at once, and what follows from them a moment later.
  const later = useDeferredValue(draft)
  const [isChanged, setChanged] = useState(false)
  const [isRestored, setRestored] = useState(kept !== null && !isEmpty(kept.draft))
  const [side, setSide] = useState<'write' | 'preview'>('write')
  const [madeId, setMadeId] = useState(postId)
  const { accounts, platforms, slugs } = usePicked(draft)
  const { timeZone } = useWorkspace()
  const { findings, error } = useVerdict(draft, slugs)
  const sending = useSending(madeId, setMadeId)
  useKeeping(draft, isChanged, keep)

  const change: Change = useCallback((patch) => {
    setDraft((now) => ({ ...now, ...(typeof patch === 'function' ? patch(now) : patch) }))
    setChanged(true)
  }, [])
  const uploads = useUploads({
    keptAs: name,
    // Others may have arrived since this one left.
    onDone: ({ id }, place) =>
      change(({ media, thread }) =>
        place === ''
          ? { media: [...media, { id }] }
          : {
              thread: thread.map((part) =>
                part.key === place ? { ...part, media: [...part.media, { id }] } : part,
              ),
            },
      ),
  })
  const discard = (): void => {
    for (const { key } of uploads.uploads) uploads.dismiss(key)
    forget()
    setDraft(adopt(initial))
    setChanged(false)
    setRestored(false)
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
  const isUploading = uploads.uploads.some((each) => each.error === null)
  const obstacle =
    draft.accountIds.length === 0
      ? t('pickFirst')
      : isUploading
        ? t('uploadFirst')
        : uploads.uploads.length > 0
          ? t('uploadFailed')
          : isEmpty(draft)
            ? t('writeFirst')
            : null
  const pick = useCallback((accountIds: string[]) => change({ accountIds }), [change])
  const shared = { change, platforms, findings }
  const ofAccounts = useMemo(
    () => [...findingsAt(findings, 'accountIds'), ...findingsAt(findings, 'platforms')],
    [findings],
  )
  if (!may(createPost)) return <Note tone="info">{t('mayNot')}</Note>
  return (
    <>
      {isRestored && kept !== null && (
        <Note tone="info" action={<Button onPress={discard}>{t('discard')}</Button>}>
          {t('restored', { time: times.short(kept.savedAt, times.viewerZone) })}
        </Note>
      )}
      <div className={styles['sides'] ?? ''}>
        <Segments
          isWide
          label={t('sides')}
          value={side}
          options={[
            {
              value: 'write',
              label: (
                <>
                  <PenLine aria-hidden /> {t('write')}
                </>
              ),
            },
            {
              value: 'preview',
              label: (
                <>
                  <Eye aria-hidden /> {t('preview')}
                </>
              ),
            },
          ]}
          onChange={setSide}
        />
      </div>
      <div className={styles['columns'] ?? ''} data-side={side}>
        <div className={styles['write'] ?? ''}>
          <Card title={t('where')}>
            <AccountPicker picked={draft.accountIds} onChange={pick} />
            <Findings findings={ofAccounts} />
          </Card>
          <Card title={t('what')}>
            <TextEditor draft={draft} accounts={accounts} uploads={uploads} {...shared} />
            <PostMedia media={draft.media} variants={draft.variants} uploads={uploads} {...shared} />
            <KindsField variants={draft.variants} contentType={draft.contentType} {...shared} />
            <ThreadField thread={draft.thread} accounts={accounts} uploads={uploads} {...shared} />
            <FirstCommentField draft={draft} {...shared} />
          </Card>
          {platforms.length > 0 && (
            <Card title={t('details')}>
              <OptionsField options={draft.options} {...shared} />
              <WorkspaceFields draft={draft} {...shared} />
            </Card>
          )}
          <Card title={t('when')}>
            <When
              timing={draft.timing}
              at={draft.at}
              change={change}
              accounts={accounts}
              timeZone={timeZone}
              findings={findings}
            />
            <Preflight draft={later} accounts={accounts} />
          </Card>
          {error !== null && <ErrorNote error={error} title={t('notChecked')} />}
          <Findings findings={elsewhere(findings, platforms)} />
          <SendBar
            draft={draft}
            errors={findings.filter(({ severity }) => severity === 'error').length}
            obstacle={obstacle}
            isUploading={isUploading}
            pending={sending.isPending ? sending.variables.sending.kind : null}
            refused={sending.error}
            onSend={send}
          />
        </div>
        <aside className={styles['preview'] ?? ''} aria-label={t('preview')}>
          <PreviewPane draft={later} platforms={platforms} accounts={accounts} />
        </aside>
      </div>
    </>
  )
}
