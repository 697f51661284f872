import { ArrowDown, ArrowUp, ListOrdered, Trash2 } from 'lucide-react'
import { memo, useMemo, type ReactNode } from 'react'
import type { Platform } from '../../components/account.js'
import { Button, IconButton } from '../../components/button.js'
import { TextArea } from '../../components/fields.js'
import type { Uploads } from '../../components/uploads/use-uploads.js'
import { useTexts } from '../../texts/texts.js'
import type { Account } from '../../../sdk/index.js'
import { Counters } from './counters.js'
import { newKey, type Draft, type Part } from './draft.js'
import styles from './extras.module.css'
import { texts } from './extras.texts.js'
import { Findings } from './findings.js'
import { limitsOf } from './limits.js'
import { MediaField } from './media-field.js'
import { pastedFiles } from './pasted-files.js'
import type { Change } from './use-composer.js'
import { findingsAt, type Finding } from './use-verdict.js'

type Props = {
  thread: Draft['thread']
  change: Change
  platforms: readonly Platform[]
  accounts: readonly Account[]
  findings: readonly Finding[]
  uploads: Uploads
}

/** The posts that follow the first in a thread. Offered where a picked network has threads. */
export const ThreadField = memo(function ThreadField({
  thread,
  change,
  platforms,
  accounts,
  findings,
  uploads,
}: Props): ReactNode {
  const t = useTexts(texts)
  const able = useMemo(() => platforms.filter((each) => limitsOf(each).thread !== null), [platforms])
  if (able.length === 0 && thread.length === 0) return null
  const put = (next: Part[]): void => change({ thread: next })
  const patch = (key: string, more: Partial<Part>): void =>
    put(thread.map((each) => (each.key === key ? { ...each, ...more } : each)))
  const move = (from: number, to: number): void => {
    const parts = [...thread]
    parts.splice(to, 0, ...parts.splice(from, 1))
    put(parts)
  }
  return (
    <div className={styles['stack'] ?? ''}>
      {thread.map((part, index) => {
        const number = index + 2
        const path = `threadPosts.${String(index)}`
        const files = findingsAt(findings, `${path}.media`)
        return (
          <div
            key={part.key}
            className={styles['part'] ?? ''}
            onPaste={(event) => uploads.add(pastedFiles(event), part.key)}
          >
            <div className={styles['partHead'] ?? ''}>
              <strong className="small">{t('part', { number })}</strong>
              <span className={styles['partTools'] ?? ''}>
                {index > 0 && (
                  <IconButton
                    label={t('partUp', { number })}
                    icon={<ArrowUp aria-hidden />}
                    onPress={() => move(index, index - 1)}
                  />
                )}
                {index < thread.length - 1 && (
                  <IconButton
                    label={t('partDown', { number })}
                    icon={<ArrowDown aria-hidden />}
                    onPress={() => move(index, index + 1)}
                  />
                )}
                <IconButton
                  label={t('removePart', { number })}
                  icon={<Trash2 aria-hidden />}
                  onPress={() => {
                    for (const { key, place } of uploads.uploads) if (place === part.key) uploads.dismiss(key)
                    put(thread.filter(({ key }) => key !== part.key))
                  }}
                />
              </span>
            </div>
            <TextArea
              label={t('partText', { number })}
              isLabelHidden
              rows={3}
              value={part.content}
              autoFocus={part.content === '' && part.media.length === 0}
              onChange={(content) => patch(part.key, { content })}
            />
            <Counters text={part.content} platforms={able} accounts={accounts} />
            <Findings findings={findingsAt(findings, path).filter((each) => !files.includes(each))} />
            <MediaField
              label={t('partMedia', { number })}
              refs={part.media}
              onChange={(media) => patch(part.key, { media })}
              path={`${path}.media`}
              findings={files}
              platforms={able}
              uploads={uploads}
              place={part.key}
            />
          </div>
        )
      })}
      <Findings findings={findings.filter(({ field }) => field === 'threadPosts')} />
      <div className={styles['buttons'] ?? ''}>
        <Button
          look="quiet"
          icon={<ListOrdered aria-hidden />}
          onPress={() => put([...thread, { key: newKey(), content: '', media: [] }])}
        >
          {thread.length === 0 ? t('startThread') : t('addPart')}
        </Button>
      </div>
    </div>
  )
})
