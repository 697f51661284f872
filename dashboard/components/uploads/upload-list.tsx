import { CircleAlert, RotateCw, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { ProgressBar } from 'react-aria-components'
import { IconButton } from '../button.js'
import { useTexts } from '../../texts/texts.js'
import { texts } from './uploads.texts.js'
import styles from './upload-list.module.css'
import type { Uploads } from './use-uploads.js'

type Props = {
  uploads: Uploads
  /** Those of one place alone. */
  place?: string
}

/** Files on their way, each with how far it has got, or with what went wrong. */
export function UploadList({ uploads: { uploads, retry, dismiss }, place }: Props): ReactNode {
  const t = useTexts(texts)
  const here = place === undefined ? uploads : uploads.filter((each) => each.place === place)
  if (here.length === 0) return null
  return (
    <ul role="list" className={styles['list'] ?? ''}>
      {here.map(({ key, file, share, error }) => (
        <li key={key}>
          <div className={styles['words'] ?? ''}>
            <span className={styles['name'] ?? ''}>{file.name}</span>
            {error === null ? (
              <ProgressBar
                aria-label={t('uploading', { name: file.name })}
                value={share * 100}
                {...(share === 1 ? { isIndeterminate: true } : {})}
                className={styles['bar'] ?? ''}
              >
                {({ percentage }) => (
                  <>
                    <progress
                      aria-hidden
                      max={100}
                      {...(percentage === undefined ? {} : { value: percentage })}
                    />
                    <span className="soft small">
                      {percentage === undefined ? t('processing') : `${String(Math.round(percentage))} %`}
                    </span>
                  </>
                )}
              </ProgressBar>
            ) : (
              <span role="alert" className={styles['error'] ?? ''}>
                <CircleAlert aria-hidden /> {error}
              </span>
            )}
          </div>
          {error !== null && (
            <IconButton
              label={t('retry', { name: file.name })}
              icon={<RotateCw aria-hidden />}
              onPress={() => retry(key)}
            />
          )}
          <IconButton
            label={t(error === null ? 'cancel' : 'dismiss', { name: file.name })}
            icon={<X aria-hidden />}
            onPress={() => dismiss(key)}
          />
        </li>
      ))}
    </ul>
  )
}
