import { Upload } from 'lucide-react'
import type { ReactNode } from 'react'
import { DropZone, FileTrigger, Text } from 'react-aria-components'
import { mediaTypes } from '../../../contract/media.js'
import { Button } from '../../components/button.js'
import { useTexts } from '../../texts/texts.js'
import { UploadList } from '../../components/uploads/upload-list.js'
import { useUploads } from '../../components/uploads/use-uploads.js'
import styles from './media.module.css'
import { texts } from './media-page.texts.js'

const accepted = Object.values(mediaTypes).flatMap(({ types }) => [...types])

/** Where files are dropped or chosen, and how far each has got. */
export function Uploading(): ReactNode {
  const t = useTexts(texts)
  const uploads = useUploads()
  return (
    <>
      <DropZone
        className={styles['drop'] ?? ''}
        onDrop={({ items }) => {
          const files = items.filter((item) => item.kind === 'file').map((item) => item.getFile())
          void Promise.all(files).then((all) => uploads.add(all))
        }}
      >
        <Text slot="label">{t('drop')}</Text>
        <FileTrigger
          allowsMultiple
          acceptedFileTypes={accepted}
          onSelect={(files) => {
            if (files !== null) uploads.add(files)
          }}
        >
          <Button look="primary" icon={<Upload aria-hidden />}>
            {t('upload')}
          </Button>
        </FileTrigger>
      </DropZone>
      <UploadList uploads={uploads} />
    </>
  )
}
