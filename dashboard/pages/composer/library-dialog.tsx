import { useInfiniteQuery } from '@tanstack/react-query'
import { Check, Images } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { Checkbox, CheckboxGroup } from 'react-aria-components'
import { client } from '../../api.js'
import { ErrorNote, Waiting } from '../../components/asked.js'
import { Button } from '../../components/button.js'
import { Dialog } from '../../components/dialog.js'
import { Empty } from '../../components/page.js'
import { useTexts } from '../../texts/texts.js'
import styles from './library-dialog.module.css'
import { Thumbnail } from './media-list.js'
import { texts } from './media.texts.js'

type Props = { onClose: () => void; onPick: (ids: string[]) => void }

/** Files that were uploaded before, newest first. */
export function LibraryDialog({ onClose, onPick }: Props): ReactNode {
  const t = useTexts(texts)
  const [picked, setPicked] = useState<string[]>([])
  const library = useInfiniteQuery({
    queryKey: ['media', 'list', 'ready'],
    queryFn: async ({ pageParam, signal }) =>
      client.media.list(
        { status: 'READY', limit: 24, ...(pageParam === '' ? {} : { cursor: pageParam }) },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: ({ pagination }) => pagination.next_cursor,
  })
  const files = library.data?.pages.flatMap(({ data }) => data).filter(({ type }) => type !== 'captions')
  return (
    <Dialog
      title={t('libraryTitle')}
      isOpen
      onClose={onClose}
      size="large"
      actions={
        <Button
          look="primary"
          isDisabled={picked.length === 0}
          onPress={() => {
            onPick(picked)
            onClose()
          }}
        >
          {t('addChosen', { count: picked.length })}
        </Button>
      }
    >
      {library.isError && <ErrorNote error={library.error} />}
      {library.isPending && <Waiting />}
      {files?.length === 0 && (
        <Empty icon={<Images />} title={t('libraryEmpty')}>
          {t('libraryEmptyLead')}
        </Empty>
      )}
      {files !== undefined && files.length > 0 && (
        <CheckboxGroup
          aria-label={t('files')}
          value={picked}
          onChange={setPicked}
          className={styles['grid'] ?? ''}
        >
          {files.map((file) => (
            <Checkbox key={file.id} value={file.id} className={styles['file'] ?? ''}>
              <span className={styles['picture'] ?? ''}>
                <Thumbnail file={file} />
                <span className={styles['check'] ?? ''}>
                  <Check aria-hidden />
                </span>
              </span>
              <span className={styles['name'] ?? ''}>{file.filename}</span>
            </Checkbox>
          ))}
        </CheckboxGroup>
      )}
      {library.hasNextPage && (
        <Button isPending={library.isFetchingNextPage} onPress={() => void library.fetchNextPage()}>
          {t('more')}
        </Button>
      )}
    </Dialog>
  )
}
