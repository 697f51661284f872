import { FolderOpen, ImagePlus, Undo2 } from 'lucide-react'
import { lazy, Suspense, useState, type ReactNode } from 'react'
import { DropZone, FileTrigger, isFileDropItem, type DropZoneProps } from 'react-aria-components'
import { mediaTypes } from '../../../contract/media.js'
import type { Platform } from '../../components/account.js'
import { Button } from '../../components/button.js'
import { useTexts } from '../../texts/texts.js'
import type { Draft, MediaRef } from './draft.js'
import { Findings } from './findings.js'
import styles from './media-field.module.css'
import { MediaList } from './media-list.js'
import { texts } from './media.texts.js'
import { UploadList } from './upload-list.js'
import type { Change } from './use-composer.js'
import { useMedia } from './use-media.js'
import type { Uploads } from './use-uploads.js'
import { findingsAt, type Finding } from './use-verdict.js'

const MediaDialog = lazy(() =>
  import('./media-dialog.js').then(({ MediaDialog }) => ({ default: MediaDialog })),
)
const LibraryDialog = lazy(() =>
  import('./library-dialog.js').then(({ LibraryDialog }) => ({ default: LibraryDialog })),
)

const accepted = Object.entries(mediaTypes).flatMap(([kind, { types }]) => (kind === 'captions' ? [] : types))

type Props = {
  draft: Draft
  change: Change
  platforms: readonly Platform[]
  findings: readonly Finding[]
  uploads: Uploads
}

/** The files of a post: dropped, chosen, or from the library; in order, described, cropped. */
export function MediaField({ draft, change, platforms, findings, uploads }: Props): ReactNode {
  const t = useTexts(texts)
  const [edited, setEdited] = useState<string | null>(null)
  const [isLibraryOpen, setLibraryOpen] = useState(false)
  const files = useMedia(draft.media.map(({ id }) => id))
  const said = findingsAt(findings, 'media')
  // Of a file that is not there any more, or of a network's own choice, its place in the list says nothing.
  const atFile = (index: number): Finding[] =>
    said.filter(
      ({ field, platforms: by }) =>
        new RegExp(`^media\\.${String(index)}(?:\\.|$)`).test(field) &&
        by.some((slug) => draft.variants[slug]?.media === undefined),
    )
  const ofFiles = new Set(draft.media.flatMap((_file, index) => atFile(index)))
  const own = platforms.filter(({ slug }) => draft.variants[slug]?.media !== undefined)
  const put = (media: MediaRef[]): void => change({ media })
  const remove = (id: string): void => {
    const variants = Object.entries(draft.variants).map(([slug, { media, ...rest }]) => [
      slug,
      media === undefined ? rest : { ...rest, media: media.filter((each) => each !== id) },
    ])
    change({ media: draft.media.filter((file) => file.id !== id), variants: Object.fromEntries(variants) })
  }
  const share = (slug: string): void => {
    const { media: _own, ...rest } = draft.variants[slug] ?? {}
    const { [slug]: _variant, ...others } = draft.variants
    change({ variants: Object.keys(rest).length === 0 ? others : { ...others, [slug]: rest } })
  }
  const drop = async ({ items }: Parameters<NonNullable<DropZoneProps['onDrop']>>[0]): Promise<void> =>
    uploads.add(await Promise.all(items.filter(isFileDropItem).map((item) => item.getFile())))
  return (
    <div className={styles['field'] ?? ''} role="group" aria-label={t('media')}>
      <DropZone
        className={styles['zone'] ?? ''}
        aria-label={t('dropHere')}
        onDrop={(event) => void drop(event)}
      >
        {draft.media.length > 0 && (
          <MediaList
            refs={draft.media}
            files={files}
            findingsAt={atFile}
            onOrder={put}
            onEdit={setEdited}
            onRemove={remove}
          />
        )}
        <UploadList uploads={uploads} />
        <div className={styles['ways'] ?? ''}>
          <FileTrigger
            allowsMultiple
            acceptedFileTypes={accepted}
            onSelect={(list) => uploads.add(list ?? [])}
          >
            <Button icon={<ImagePlus aria-hidden />}>{t('choose')}</Button>
          </FileTrigger>
          <Button look="quiet" icon={<FolderOpen aria-hidden />} onPress={() => setLibraryOpen(true)}>
            {t('library')}
          </Button>
          {draft.media.length === 0 && <span className="soft small">{t('dropHere')}</span>}
        </div>
      </DropZone>
      {own.map(({ slug, name }) => (
        <p key={slug} className={styles['own'] ?? ''}>
          <span className="small">{t('ownMedia', { name })}</span>
          <Button look="quiet" icon={<Undo2 aria-hidden />} onPress={() => share(slug)}>
            {t('sameMedia', { name })}
          </Button>
        </p>
      ))}
      <Findings findings={said.filter((each) => !ofFiles.has(each))} />
      <Suspense>
        {edited !== null && (
          <MediaDialog
            id={edited}
            draft={draft}
            change={change}
            platforms={platforms}
            onClose={() => setEdited(null)}
          />
        )}
        {isLibraryOpen && (
          <LibraryDialog
            onClose={() => setLibraryOpen(false)}
            onPick={(ids) => {
              const added = ids.filter((id) => !draft.media.some((file) => file.id === id))
              put([...draft.media, ...added.map((id) => ({ id }))])
            }}
          />
        )}
      </Suspense>
    </div>
  )
}
