import { FileText, Play } from 'lucide-react'
import type { CSSProperties, ReactNode } from 'react'
import { useTexts } from '../../../texts/texts.js'
import styles from './media.module.css'
import { texts } from './previews.texts.js'
import type { Look, ShownFile } from './shown.js'

type Props = { files: readonly ShownFile[]; look: Look }

/** Files as the network lays them out: a grid that says how many more there are, or one after the other. */
export function PreviewMedia({ files, look }: Props): ReactNode {
  const [first] = files
  if (first === undefined) return null
  if (files.length === 1 || look.media === 'first')
    return (
      <div className={styles['single'] ?? ''} data-part="media" data-count={1} style={ratioOf(first, look)}>
        <Picture file={first} />
      </div>
    )
  return look.media === 'strip' || look.media === 'carousel' ? (
    <Row files={files} look={look} />
  ) : (
    <Grid files={files} look={look} />
  )
}

function Grid({ files, look }: Props): ReactNode {
  const seen = files.slice(0, look.media === 'collage' ? 5 : 4)
  const more = files.length - seen.length
  return (
    <div className={styles['grid'] ?? ''} data-part="media" data-count={seen.length} data-shape={look.media}>
      {seen.map((file, index) => (
        <div key={file.id} className={styles['cell'] ?? ''}>
          <Picture file={file} />
          {more > 0 && index === seen.length - 1 && <span className={styles['rest'] ?? ''}>+{more}</span>}
        </div>
      ))}
    </div>
  )
}

/** One beside the other, to be swiped. */
function Row({ files, look }: Props): ReactNode {
  const t = useTexts(texts)
  const [first] = files
  const isStrip = look.media === 'strip'
  return (
    <div
      className={styles[isStrip ? 'strip' : 'carousel'] ?? ''}
      data-part="media"
      data-count={files.length}
      style={first === undefined ? {} : ratioOf(first, look)}
    >
      <ul role="list" tabIndex={0} aria-label={t('swipe', { count: files.length })}>
        {files.map((file) => (
          <li key={file.id} {...(isStrip ? { style: ratioOf(file, look) } : {})}>
            <Picture file={file} />
          </li>
        ))}
      </ul>
      {!isStrip && (
        <>
          <span className={styles['place'] ?? ''} aria-hidden>
            1/{files.length}
          </span>
          <span className={styles['dots'] ?? ''} aria-hidden>
            {files.map(({ id }, index) => (
              <i key={id} data-on={index === 0} />
            ))}
          </span>
        </>
      )}
    </div>
  )
}

function Picture({ file: { url, kind, alt, filename } }: { file: ShownFile }): ReactNode {
  if (url === null || kind === 'document')
    return (
      <span className={styles['document'] ?? ''}>
        <FileText aria-hidden /> {filename}
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

function ratioOf({ ratio, kind }: ShownFile, { mediaRatios: bounds }: Look): CSSProperties {
  if (kind === 'document') return { '--ratio': '1.4' } as CSSProperties
  const shown = bounds === null ? ratio : Math.min(bounds.max, Math.max(bounds.min, ratio))
  return { '--ratio': String(shown) } as CSSProperties
}
