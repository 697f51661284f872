import { Captions, FileText, Film, Images } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Media } from '../../../sdk/index.js'
import styles from './media.module.css'

const signs = { image: Images, gif: Images, video: Film, document: FileText, captions: Captions } as const

/** A file's picture, or a sign of what it is. */
export function Thumbnail({ file, alt }: { file: Media; alt: string }): ReactNode {
  const Sign = signs[file.type]
  return (
    <span className={styles['thumbnail'] ?? ''}>
      {file.thumbnailUrl === null ? (
        <Sign aria-hidden />
      ) : (
        <img src={file.thumbnailUrl} alt={alt} loading="lazy" />
      )}
    </span>
  )
}
