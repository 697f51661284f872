import { FileText, GripVertical, Play, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button as AriaButton, GridList, GridListItem, useDragAndDrop } from 'react-aria-components'
import { IconButton } from '../../components/button.js'
import { useTexts } from '../../texts/texts.js'
import type { Media } from '../../../sdk/index.js'
import { altOf, type MediaRef } from './draft.js'
import { Findings } from './findings.js'
import styles from './media-list.module.css'
import { texts } from './media.texts.js'
import type { Finding } from './use-verdict.js'

type Props = {
  refs: readonly MediaRef[]
  files: Record<string, Media>
  findingsAt: (index: number) => Finding[]
  onOrder: (refs: MediaRef[]) => void
  onEdit: (id: string) => void
  onRemove: (id: string) => void
}

/** Files in their order, which is changed by dragging them, with the keyboard too. */
export function MediaList({ refs, files, findingsAt, onOrder, onEdit, onRemove }: Props): ReactNode {
  const t = useTexts(texts)
  const move = (keys: Set<unknown>, target: unknown, isBefore: boolean): void => {
    const moved = refs.filter(({ id }) => keys.has(id))
    const rest = refs.filter(({ id }) => !keys.has(id))
    const at = rest.findIndex(({ id }) => id === target) + (isBefore ? 0 : 1)
    onOrder([...rest.slice(0, at), ...moved, ...rest.slice(at)])
  }
  const { dragAndDropHooks } = useDragAndDrop({
    getItems: (keys) => [...keys].map((key) => ({ 'text/plain': files[String(key)]?.filename ?? '' })),
    onReorder: ({ keys, target }) => move(keys, target.key, target.dropPosition === 'before'),
  })
  return (
    <GridList
      aria-label={t('order')}
      items={refs.map((ref, index) => ({ ...ref, index }))}
      dependencies={[files, findingsAt]}
      layout="grid"
      keyboardNavigationBehavior="tab"
      dragAndDropHooks={dragAndDropHooks}
      className={styles['list'] ?? ''}
    >
      {(ref) => {
        const file = files[ref.id]
        const name = file?.filename ?? t('files')
        const isDescribed = altOf(ref, file) !== ''
        const findings = findingsAt(ref.index)
        return (
          <GridListItem
            id={ref.id}
            textValue={name}
            className={`${styles['item'] ?? ''} ${findings.some(({ severity }) => severity === 'error') ? (styles['bad'] ?? '') : ''}`}
          >
            <div className={styles['picture'] ?? ''}>
              <Thumbnail file={file} />
              <AriaButton slot="drag" aria-label={t('drag', { name })} className={styles['grip'] ?? ''}>
                <GripVertical aria-hidden />
              </AriaButton>
              <span className={styles['remove'] ?? ''}>
                <IconButton
                  label={t('remove', { name })}
                  icon={<X aria-hidden />}
                  onPress={() => onRemove(ref.id)}
                />
              </span>
            </div>
            <AriaButton
              className={styles['alt'] ?? ''}
              aria-label={t('edit', { verb: t(isDescribed ? 'described' : 'describe'), name })}
              onPress={() => onEdit(ref.id)}
            >
              {isDescribed ? t('described') : t('describe')}
            </AriaButton>
            <Findings findings={findings} />
          </GridListItem>
        )
      }}
    </GridList>
  )
}

/** A small picture of a file; a sign where it has none. */
export function Thumbnail({ file }: { file: Media | undefined }): ReactNode {
  const t = useTexts(texts)
  if (file === undefined) return <span className={styles['blank'] ?? ''} />
  const url = file.thumbnailUrl ?? (file.type === 'image' || file.type === 'gif' ? file.url : null)
  return (
    <>
      {url === null && file.type === 'video' && file.url !== null ? (
        // The first frame stands in for a picture.
        <video src={`${file.url}#t=0.1`} preload="metadata" muted aria-hidden tabIndex={-1} />
      ) : url === null ? (
        <span className={styles['blank'] ?? ''}>
          <FileText aria-hidden />
          {file.filename}
        </span>
      ) : (
        <img src={url} alt={file.altText ?? ''} loading="lazy" />
      )}
      {file.type === 'video' && (
        <span className={styles['kind'] ?? ''}>
          <Play aria-hidden /> {file.durationMs === null ? t('video') : clock(file.durationMs)}
        </span>
      )}
    </>
  )
}

function clock(ms: number): string {
  const seconds = Math.round(ms / 1_000)
  return `${String(Math.floor(seconds / 60))}:${String(seconds % 60).padStart(2, '0')}`
}
