import 'react-image-crop/dist/ReactCrop.css'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef, useState, type ReactNode } from 'react'
import ReactCrop, { centerCrop, makeAspectCrop, type PercentCrop } from 'react-image-crop'
import { client } from '../../api.js'
import { PlatformIcon, type Platform } from '../../components/account.js'
import { ErrorNote } from '../../components/asked.js'
import { Button } from '../../components/button.js'
import { Select } from '../../components/fields.js'
import { useTexts } from '../../texts/texts.js'
import type { Media } from '../../../sdk/index.js'
import styles from './crop-form.module.css'
import { texts } from './media.texts.js'

type Props = {
  file: Media
  altText: string
  platforms: readonly Platform[]
  isByNetwork: boolean
  /** `slug`: the network that it is for; null: all. */
  onSaved: (id: string, slug: string | null) => void
  onCancel: () => void
}

const free = 'free'
const all = 'all'

/** The shapes that suit the networks, without repeats; common ones where no network is picked. */
function shapesOf(platforms: readonly Platform[]): string[] {
  const wanted = platforms.flatMap(({ preview }) => preview?.cropRatios ?? [])
  return [...new Set(wanted.length === 0 ? ['1:1', '4:5', '16:9', '9:16'] : wanted)]
}

function ratioOf(shape: string): number | undefined {
  const [width = NaN, height = NaN] = shape.split(':').map(Number)
  return Number.isNaN(width / height) ? undefined : width / height
}

/** A part of a picture, in a shape that networks like, becomes a file of its own. The whole one stays in the library. */
export function CropForm({ file, altText, platforms, isByNetwork, onSaved, onCancel }: Props): ReactNode {
  const t = useTexts(texts)
  const queries = useQueryClient()
  const image = useRef<HTMLImageElement>(null)
  const [ratio, setRatio] = useState(free)
  const [platform, setPlatform] = useState<string>(all)
  const [crop, setCrop] = useState<PercentCrop>({ unit: '%', x: 5, y: 5, width: 90, height: 90 })
  const aspect = ratioOf(ratio)
  const shapes = shapesOf(platform === all ? platforms : platforms.filter(({ slug }) => slug === platform))
  const save = useMutation({
    mutationFn: async () => {
      const blob = image.current === null ? null : await cut(image.current, crop, file.contentType)
      if (blob === null) throw new Error(t('cropFailed'))
      const filename = file.filename.replace(/(\.\w+)?$/, `-${ratio.replaceAll(/[:.]/g, 'x')}$1`)
      return client.media.uploadFile({ data: blob, filename, altText }, { intervalMs: 300 })
    },
    onSuccess: (media) => {
      queries.setQueryData(['media', media.id], media)
      onSaved(media.id, platform === all ? null : platform)
    },
  })
  const choose = (next: string): void => {
    setRatio(next)
    const wanted = ratioOf(next)
    const { naturalWidth: width = 0, naturalHeight: height = 0 } = image.current ?? {}
    if (wanted === undefined || width === 0) return
    const isWider = width / height > wanted
    const size = isWider ? { unit: '%' as const, height: 100 } : { unit: '%' as const, width: 100 }
    setCrop(centerCrop(makeAspectCrop(size, wanted, width, height), width, height))
  }
  return (
    <div className={styles['form'] ?? ''}>
      <div className={styles['fields'] ?? ''}>
        <Select
          label={t('cropTo')}
          value={ratio}
          onChange={choose}
          options={[
            { value: free, label: t('free') },
            ...shapes.map((shape) => ({ value: shape, label: shape })),
          ]}
        />
        {isByNetwork && platforms.length > 0 && (
          <Select
            label={t('cropFor')}
            value={platform}
            onChange={setPlatform}
            options={[
              { value: all, label: t('forAll') },
              ...platforms.map(({ slug, name }) => ({
                value: slug,
                label: name,
                icon: <PlatformIcon platform={slug} isNamed />,
              })),
            ]}
          />
        )}
      </div>
      <ReactCrop
        className={styles['image'] ?? ''}
        crop={crop}
        onChange={(_pixels, percent) => setCrop(percent)}
        {...(aspect === undefined ? {} : { aspect })}
        ariaLabels={{
          cropArea: t('crop'),
          nwDragHandle: '↖',
          nDragHandle: '↑',
          neDragHandle: '↗',
          eDragHandle: '→',
          seDragHandle: '↘',
          sDragHandle: '↓',
          swDragHandle: '↙',
          wDragHandle: '←',
        }}
      >
        <img
          ref={image}
          src={file.url ?? ''}
          alt={altText}
          // The server lets pages read its files, so that a part of one can be saved.
          crossOrigin="anonymous"
        />
      </ReactCrop>
      {save.isError && <ErrorNote error={save.error} />}
      <div className={styles['actions'] ?? ''}>
        <Button onPress={onCancel}>{t('cancel')}</Button>
        <Button look="primary" isPending={save.isPending} onPress={() => save.mutate()}>
          {t('saveCrop')}
        </Button>
      </div>
    </div>
  )
}

/** The part as a file of the same type, in the picture's own resolution; null where the picture may not be read. */
function cut(image: HTMLImageElement, crop: PercentCrop, type: string): Promise<Blob | null> {
  const { naturalWidth: width, naturalHeight: height } = image
  const part = {
    x: Math.round((crop.x / 100) * width),
    y: Math.round((crop.y / 100) * height),
    width: Math.max(1, Math.round((crop.width / 100) * width)),
    height: Math.max(1, Math.round((crop.height / 100) * height)),
  }
  const canvas = document.createElement('canvas')
  canvas.width = part.width
  canvas.height = part.height
  canvas
    .getContext('2d')
    ?.drawImage(image, part.x, part.y, part.width, part.height, 0, 0, part.width, part.height)
  return new Promise((resolve) => {
    try {
      canvas.toBlob(resolve, type, 0.92)
    } catch {
      resolve(null)
    }
  })
}
