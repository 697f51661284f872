import { Crop } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import type { Platform } from '../../components/account.js'
import { Button } from '../../components/button.js'
import { Dialog } from '../../components/dialog.js'
import { TextArea } from '../../components/fields.js'
import { useTexts } from '../../texts/texts.js'
import { CropForm } from './crop-form.js'
import { altOf, mediaFor, type Draft } from './draft.js'
import styles from './media-dialog.module.css'
import { Thumbnail } from './media-list.js'
import { texts } from './media.texts.js'
import type { Change } from './use-composer.js'
import { useMedia } from './use-media.js'

type Props = {
  id: string
  draft: Draft
  change: Change
  platforms: readonly Platform[]
  onClose: () => void
}

/** One file: what it shows, and which part of it. */
export function MediaDialog({ id, draft, change, platforms, onClose }: Props): ReactNode {
  const t = useTexts(texts)
  const [isCropping, setCropping] = useState(false)
  const file = useMedia([id])[id]
  const ref = draft.media.find((each) => each.id === id)
  if (ref === undefined) return null
  const alt = altOf(ref, file)
  const describe = (altText: string): void =>
    change({ media: draft.media.map((each) => (each.id === id ? { ...each, altText } : each)) })
  /** A cropped picture takes the place of the whole one, for all networks or for one. */
  const replace = (next: string, slug: string | null): void => {
    const media = draft.media.map((each) => (each.id === id ? { ...each, id: next } : each))
    const swap = (ids: readonly string[]): string[] => ids.map((each) => (each === id ? next : each))
    if (slug !== null) {
      const own = swap(mediaFor(draft, slug).map((each) => each.id))
      change({ variants: { ...draft.variants, [slug]: { ...draft.variants[slug], media: own } } })
    } else {
      const variants = Object.entries(draft.variants).map(([name, variant]) => [
        name,
        variant.media === undefined ? variant : { ...variant, media: swap(variant.media) },
      ])
      change({ media, variants: Object.fromEntries(variants) })
    }
    onClose()
  }
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
          onSaved={replace}
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
              onChange={describe}
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
