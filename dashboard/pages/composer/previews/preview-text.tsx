import type { ReactNode } from 'react'
import styles from './previews.module.css'
import { cutAt, hostOf, type Look } from './shown.js'

type Props = { text: string; look: Look; before?: ReactNode }

/** A text as the network shows it: cut at its place, addresses, hashtags and mentions in its colour. */
export function PreviewText({ text, look, before }: Props): ReactNode {
  if (text.trim() === '' && before === undefined) return null
  const { shown, isCut } = cutAt(text, look.fold)
  return (
    <p className={styles['text'] ?? ''} data-part="text" data-cut={isCut}>
      {before}
      {shown.split(/(https?:\/\/[^\s<>"]+|[#@][\p{L}\p{N}\p{M}_.]*[\p{L}\p{N}_])/u).map((piece, index) =>
        index % 2 === 0 ? (
          piece
        ) : (
          <span key={index} className={styles['link'] ?? ''}>
            {piece.startsWith('http') ? short(piece) : piece}
          </span>
        ),
      )}
      {isCut && (
        <span className={styles['more'] ?? ''}>
          … <span lang="en">{look.more}</span>
        </span>
      )}
    </p>
  )
}

function short(url: string): string {
  const rest = url.replace(/^https?:\/\/(?:www\.)?/, '')
  return rest.length > 30 ? `${rest.slice(0, 27)}…` : rest === '' ? hostOf(url) : rest
}
