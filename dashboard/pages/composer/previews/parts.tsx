import type { LucideIcon } from 'lucide-react'
import { Globe } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { useTexts } from '../../../texts/texts.js'
import styles from './previews.module.css'
import { texts } from './previews.texts.js'
import { hostOf, type Shown, type ShownLink } from './shown.js'

/** The account's picture, in the network's shape. */
export function Face({ shown: { avatarUrl, name, look } }: { shown: Shown }): ReactNode {
  const [failed, setFailed] = useState<string | null>(null)
  return (
    <span className={styles['face'] ?? ''} data-part="avatar" data-shape={look.avatar}>
      {avatarUrl === null || avatarUrl === failed ? (
        name.slice(0, 1).toUpperCase()
      ) : (
        <img src={avatarUrl} alt="" onError={() => setFailed(avatarUrl)} />
      )}
    </span>
  )
}

export function Names({ shown: { name, handle, look } }: { shown: Shown }): ReactNode {
  const t = useTexts(texts)
  return (
    <span className={styles['names'] ?? ''} data-handle={look.handle}>
      <strong data-part="name">{name}</strong>
      {look.handle !== 'none' && handle !== null && (
        <span className="soft" data-part="handle">
          @{handle}
        </span>
      )}
      {look.handle !== 'below' && <span className="soft">· {t('justNow')}</span>}
    </span>
  )
}

export function LinkCard({ link }: { link: ShownLink | null }): ReactNode {
  if (link === null) return null
  return (
    <div className={styles['card'] ?? ''} data-part="link">
      <span className={styles['cardPicture'] ?? ''}>
        <Globe aria-hidden />
      </span>
      <span className={styles['cardWords'] ?? ''}>
        <span className="soft small">{hostOf(link.url)}</span>
        <strong>{link.title}</strong>
        {link.description !== '' && <span className="soft small">{link.description}</span>}
      </span>
    </div>
  )
}

export function Poll({ options }: { options: readonly string[] }): ReactNode {
  if (options.length === 0) return null
  return (
    <ul role="list" className={styles['poll'] ?? ''} data-part="poll">
      {options.map((option, index) => (
        <li key={index}>{option}</li>
      ))}
    </ul>
  )
}

/** The row of signs under a post. They do nothing here. */
export function Signs({ of }: { of: readonly LucideIcon[] }): ReactNode {
  return (
    <div className={styles['signs'] ?? ''} aria-hidden>
      {of.map((Icon, index) => (
        <Icon key={index} />
      ))}
    </div>
  )
}
