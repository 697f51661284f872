import { FolderOpen, ImagePlus } from 'lucide-react'
import { lazy, memo, Suspense, useState, type ReactNode } from 'react'
import { DropZone, FileTrigger, isFileDropItem, type DropZoneProps } from 'react-aria-components'
import { mediaTypes } from '../../../contract/media.js'
import type { Platform } from '../../components/account.js'
import { Button } from '../../components/button.js'
import { UploadList } from '../../components/uploads/upload-list.js'
import type { Uploads } from '../../components/uploads/use-uploads.js'
import { useTexts } from '../../texts/texts.js'
import type { MediaRef } from './draft.js'
import { Findings } from './findings.js'
import styles from './media-field.module.css'
import { MediaList } from './media-list.js'
import { texts } from './media.texts.js'
import { useMedia } from './use-media.js'
import { findingsAt, type Finding } from './use-verdict.js'

const MediaDialog = lazy(() =>
  import('./media-dialog.js').then(({ MediaDialog }) => ({ default: MediaDialog })),
)
const LibraryDialog = lazy(() =>
  import('./library-dialog.js').then(({ LibraryDialog }) => ({ default: LibraryDialog })),
)

const accepted = Object.entries(mediaTypes).flatMap(([kind, { types }]) => (kind === 'captions' ? [] : types))

type Props = {
  label: string
  refs: readonly MediaRef[]
  onChange: (refs: MediaRef[]) => void
  /** What findings about these files begin with. */
  path: string
  findings: readonly Finding[]
  /** Those for whom a picture is cropped. */
  platforms: readonly Platform[]
  uploads: Uploads
  /** Whose uploads are shown here. */
  place: string
  /** Where one network may have other files: which has none, and how a file of one is replaced. */
  byNetwork?: {
    isShared: (slug: string) => boolean
    onRemove: (id: string) => void
    onReplace: (id: string, next: string, slug: string | null) => void
  }
  children?: ReactNode
}

/** The files of a post, or of a part of a thread: dropped, chosen, or from the library; in order, described, cropped. */
export const MediaField = memo(function MediaField({
  label,
  refs,
  onChange,
  path,
  findings,
  platforms,
  uploads,
  place,
  byNetwork,
  children,
}: Props): ReactNode {
  const t = useTexts(texts)
  const [edited, setEdited] = useState<string | null>(null)
  const [isLibraryOpen, setLibraryOpen] = useState(false)
  const files = useMedia(refs.map(({ id }) => id))
  const said = findingsAt(findings, path)
  // Of a file that is not there any more, or of a network's own choice, its place in the list says nothing.
  const atFile = (index: number): Finding[] => {
    const here = `${path}.${String(index)}`
    return said.filter(
      ({ field, platforms: by }) =>
        (field === here || field.startsWith(`${here}.`)) &&
        (byNetwork === undefined || by.some(byNetwork.isShared)),
    )
  }
  const ofFiles = new Set(refs.flatMap((_file, index) => atFile(index)))
  const drop = async ({ items }: Parameters<NonNullable<DropZoneProps['onDrop']>>[0]): Promise<void> =>
    uploads.add(await Promise.all(items.filter(isFileDropItem).map((item) => item.getFile())), place)
  const open = refs.find(({ id }) => id === edited)
  return (
    <div className={styles['field'] ?? ''} role="group" aria-label={label}>
      <DropZone
        className={styles['zone'] ?? ''}
        aria-label={t('dropHere')}
        onDrop={(event) => void drop(event)}
      >
        {refs.length > 0 && (
          <MediaList
            refs={refs}
            files={files}
            findingsAt={atFile}
            onOrder={onChange}
            onEdit={setEdited}
            onRemove={byNetwork?.onRemove ?? ((id) => onChange(refs.filter((each) => each.id !== id)))}
          />
        )}
        <UploadList uploads={uploads} place={place} />
        <div className={styles['ways'] ?? ''}>
          <FileTrigger
            allowsMultiple
            acceptedFileTypes={accepted}
            onSelect={(list) => uploads.add(list ?? [], place)}
          >
            <Button icon={<ImagePlus aria-hidden />}>{t('choose')}</Button>
          </FileTrigger>
          <Button look="quiet" icon={<FolderOpen aria-hidden />} onPress={() => setLibraryOpen(true)}>
            {t('library')}
          </Button>
          {refs.length === 0 && <span className="soft small">{t('dropHere')}</span>}
        </div>
      </DropZone>
      {children}
      <Findings findings={said.filter((each) => !ofFiles.has(each))} />
      <Suspense>
        {open !== undefined && (
          <MediaDialog
            file={open}
            platforms={platforms}
            isByNetwork={byNetwork !== undefined}
            onDescribe={(altText) =>
              onChange(refs.map((each) => (each.id === open.id ? { ...each, altText } : each)))
            }
            onReplace={
              byNetwork?.onReplace ??
              ((id, next) => onChange(refs.map((each) => (each.id === id ? { ...each, id: next } : each))))
            }
            onClose={() => setEdited(null)}
          />
        )}
        {isLibraryOpen && (
          <LibraryDialog
            onClose={() => setLibraryOpen(false)}
            onPick={(ids) => {
              const added = ids.filter((id) => !refs.some((file) => file.id === id))
              onChange([...refs, ...added.map((id) => ({ id }))])
            }}
          />
        )}
      </Suspense>
    </div>
  )
})
