import { FileText, Play } from 'lucide-react'
import type { CSSProperties, ReactNode } from 'react'
import { useTexts } from '../../../texts/texts.js'
import styles from './previews.module.css'
import { texts } from './previews.texts.js'
import type { Look, ShownFile } from './shown.js'

/** Files as the network lays them out: a grid that says how many more there are, or one after the other. */
export function PreviewMedia({ files, look }: { files: readonly ShownFile[]; look: Look }): ReactNode {
  const t = useTexts(texts)
  const [first] = files
  if (first === undefined) return null
  const ratio = within(first.ratio, look.mediaRatios)
  if (look.media === 'grid' && files.length > 1) {
    const seen = files.slice(0, 4)
    return (
      <div className={styles['grid'] ?? ''} data-part="media" data-count={seen.length}>
        {seen.map((file, index) => (
          <div key={file.id} className={styles['cell'] ?? ''}>
            <Picture file={file} />
            {index === 3 && files.length > 4 && (
              <span className={styles['rest'] ?? ''}>+{files.length - 4}</span>
            )}
          </div>
        ))}
      </div>
    )
  }
  const style = { '--ratio': String(ratio) } as CSSProperties
  if (look.media === 'first' || files.length === 1)
    return (
      <div className={styles['single'] ?? ''} data-part="media" data-count={1} style={style}>
        <Picture file={first} />
      </div>
    )
  return (
    <div className={styles['carousel'] ?? ''} data-part="media" data-count={files.length} style={style}>
      <ul role="list" tabIndex={0} aria-label={t('swipe', { count: files.length })}>
        {files.map((file) => (
          <li key={file.id}>
            <Picture file={file} />
          </li>
        ))}
      </ul>
      <span className={styles['dots'] ?? ''} aria-hidden>
        {files.map(({ id }, index) => (
          <i key={id} data-on={index === 0} />
        ))}
      </span>
    </div>
  )
}

function Picture({ file: { url, kind, alt } }: { file: ShownFile }): ReactNode {
  if (url === null || kind === 'document')
    return (
      <span className={styles['document'] ?? ''}>
        <FileText aria-hidden />
      </span>
    )
  if (kind !== 'video') return <img src={url} alt={alt} />
  return (
    <>
      <video src={`${url}#t=0.1`} preload="metadata" muted aria-label={alt} tabIndex={-1} />
      <span className={styles['play'] ?? ''}>
        <Play aria-hidden />
      </span>
    </>
  )
}

function within(ratio: number, bounds: Look['mediaRatios']): number {
  return bounds === null ? ratio : Math.min(bounds.max, Math.max(bounds.min, ratio))
}
