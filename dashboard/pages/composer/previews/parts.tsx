import {
  ArrowBigDown,
  ArrowBigUp,
  Bookmark,
  ChartNoAxesColumn,
  Forward,
  Globe,
  Heart,
  MessageCircle,
  MoreHorizontal,
  Repeat2,
  Send,
  Share,
  Star,
  ThumbsUp,
  type LucideIcon,
} from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { useTexts } from '../../../texts/texts.js'
import styles from './previews.module.css'
import { texts } from './previews.texts.js'
import { hostOf, type Look, type Shown, type ShownLink } from './shown.js'

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

/** What stands for who writes: the name, or the username instead. */
export function calledOf({ name, handle, look }: Shown): string {
  return look.handle === 'instead' && handle !== null ? handle : name
}

/** Name, username and time, as the network puts them. */
export function Names({ shown }: { shown: Shown }): ReactNode {
  const { handle, look } = shown
  const isBeside = look.handle === 'beside' && handle !== null
  return (
    <span className={styles['names'] ?? ''} data-handle={look.handle}>
      <strong data-part="name">{calledOf(shown)}</strong>
      {(isBeside || (look.handle === 'below' && handle !== null)) && (
        <span className="soft" data-part="handle">
          @{handle}
        </span>
      )}
      <Byline look={look} isAfter={isBeside} />
    </span>
  )
}

/** When, and for whom. */
export function Byline({ look, isAfter = false }: { look: Look; isAfter?: boolean }): ReactNode {
  const t = useTexts(texts)
  return (
    <span className={`${styles['byline'] ?? ''} soft small`} data-byline={look.byline}>
      {look.byline === 'followers' && <span>{t('followers')}</span>}
      <span>
        {isAfter && '· '}
        {t('justNow')}
        {look.byline !== 'time' && (
          <>
            {' · '}
            <Globe aria-hidden />
          </>
        )}
      </span>
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

const icons: Record<Look['signs'][number]['sign'], LucideIcon> = {
  reply: MessageCircle,
  repost: Repeat2,
  like: Heart,
  thumb: ThumbsUp,
  star: Star,
  up: ArrowBigUp,
  down: ArrowBigDown,
  views: ChartNoAxesColumn,
  save: Bookmark,
  share: Share,
  send: Send,
  forward: Forward,
  more: MoreHorizontal,
}

type SignsProps = {
  look: Look
  /** `row`: spread over the width; `pills`: each on a ground of its own; `column`: one above the other. */
  as?: 'row' | 'pills' | 'column' | 'ends'
}

/** The signs of a post, with the network's own words. They do nothing here. */
export function Signs({ look: { signs }, as = 'row' }: SignsProps): ReactNode {
  if (signs.length === 0) return null
  return (
    <div className={styles['signs'] ?? ''} data-as={as} aria-hidden>
      {signs.map(({ sign, words }) => {
        const Icon = icons[sign]
        return (
          <span key={sign} lang="en">
            <Icon /> {words}
          </span>
        )
      })}
    </div>
  )
}

/** Stands where a file has to be. */
export function Missing({ files }: { files: number }): ReactNode {
  const t = useTexts(texts)
  return files > 0 ? null : <div className={styles['missing'] ?? ''}>{t('needsFile')}</div>
}
