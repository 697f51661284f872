import { Crop } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import type { Platform } from '../../components/account.js'
import { Button } from '../../components/button.js'
import { Dialog } from '../../components/dialog.js'
import { TextArea } from '../../components/fields.js'
import { useTexts } from '../../texts/texts.js'
import { CropForm } from './crop-form.js'
import { altOf, type MediaRef } from './draft.js'
import styles from './media-dialog.module.css'
import { Thumbnail } from './media-list.js'
import { texts } from './media.texts.js'
import { useMedia } from './use-media.js'

type Props = {
  file: MediaRef
  platforms: readonly Platform[]
  /** A cropped picture may be meant for one network alone. */
  isByNetwork: boolean
  onDescribe: (altText: string) => void
  /** `slug`: the network that it is for; null: all. */
  onReplace: (id: string, next: string, slug: string | null) => void
  onClose: () => void
}

/** One file: what it shows, and which part of it. */
export function MediaDialog({
  file: ref,
  platforms,
  isByNetwork,
  onDescribe,
  onReplace,
  onClose,
}: Props): ReactNode {
  const t = useTexts(texts)
  const [isCropping, setCropping] = useState(false)
  const file = useMedia([ref.id])[ref.id]
  const alt = altOf(ref, file)
  return (
    <Dialog
      title={t('altTitle')}
      isOpen
      onClose={onClose}
      size="large"
      {...(isCropping
        ? {}
        : {
            actions: (
              <Button look="primary" onPress={onClose}>
                {t('done')}
              </Button>
            ),
          })}
    >
      {isCropping && file !== undefined ? (
        <CropForm
          file={file}
          altText={alt}
          platforms={platforms}
          isByNetwork={isByNetwork}
          onSaved={(next, slug) => {
            onReplace(ref.id, next, slug)
            onClose()
          }}
          onCancel={() => setCropping(false)}
        />
      ) : (
        <div className={styles['columns'] ?? ''}>
          <div className={styles['picture'] ?? ''}>
            <Thumbnail file={file} />
          </div>
          <div className={styles['form'] ?? ''}>
            <TextArea
              label={t('alt')}
              hint={t('altHint')}
              placeholder={t('altPlaceholder')}
              rows={5}
              value={alt}
              onChange={onDescribe}
              autoFocus
            />
            {file?.type === 'image' && (
              <Button icon={<Crop aria-hidden />} onPress={() => setCropping(true)}>
                {t('crop')}
              </Button>
            )}
          </div>
        </div>
      )}
    </Dialog>
  )
}
