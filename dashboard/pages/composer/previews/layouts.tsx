import {
  ArrowBigDown,
  ArrowBigUp,
  Bookmark,
  Eye,
  Heart,
  MessageCircle,
  MoreHorizontal,
  Music2,
  Repeat2,
  Send,
  Share,
  ThumbsUp,
} from 'lucide-react'
import type { ReactNode } from 'react'
import { useTexts } from '../../../texts/texts.js'
import { Face, LinkCard, Names, Poll, Signs } from './parts.js'
import { PreviewMedia } from './preview-media.js'
import { PreviewText } from './preview-text.js'
import styles from './previews.module.css'
import { texts } from './previews.texts.js'
import type { Shown } from './shown.js'

type Layout = (props: { shown: Shown }) => ReactNode

/** Short posts beside the picture of who writes, a line between those of a thread. */
const Microblog: Layout = ({ shown }) => (
  <ol role="list" className={styles['microblog'] ?? ''}>
    {shown.parts.map(({ text, files }, index) => (
      <li key={index} data-part="post">
        <div className={styles['rail'] ?? ''}>
          <Face shown={shown} />
          {index < shown.parts.length - 1 && <span className={styles['thread'] ?? ''} data-part="thread" />}
        </div>
        <div className={styles['body'] ?? ''}>
          <Names shown={shown} />
          <PreviewText text={text} look={shown.look} />
          <PreviewMedia files={files} look={shown.look} />
          {index === 0 && <LinkCard link={shown.link} />}
          {index === 0 && <Poll options={shown.poll} />}
          <Signs of={[MessageCircle, Repeat2, Heart, Share]} />
        </div>
      </li>
    ))}
  </ol>
)

/** The name above the text, files from edge to edge. */
const Feed: Layout = ({ shown }) => {
  const t = useTexts(texts)
  const [part] = shown.parts
  return (
    <div className={styles['feed'] ?? ''} data-part="post">
      <header>
        <Face shown={shown} />
        <span className={styles['stacked'] ?? ''}>
          <strong data-part="name">{shown.name}</strong>
          <span className="soft small">{t('justNow')}</span>
        </span>
        <MoreHorizontal aria-hidden />
      </header>
      <PreviewText text={part?.text ?? ''} look={shown.look} />
      <Poll options={shown.poll} />
      <div className={styles['bleed'] ?? ''}>
        <PreviewMedia files={part?.files ?? []} look={shown.look} />
        <LinkCard link={shown.link} />
      </div>
      <Signs of={[ThumbsUp, MessageCircle, Repeat2, Send]} />
    </div>
  )
}

/** A title above everything; text without one lends its first line. */
const Forum: Layout = ({ shown }) => {
  const t = useTexts(texts)
  const [part] = shown.parts
  const [first = '', ...rest] = (part?.text ?? '').split('\n')
  return (
    <div className={styles['feed'] ?? ''} data-part="post">
      <header>
        <Face shown={shown} />
        <span className="small">
          <strong data-part="name">{shown.name}</strong> <span className="soft">· {t('justNow')}</span>
        </span>
      </header>
      <strong className={styles['title'] ?? ''}>{shown.title ?? first}</strong>
      <PreviewText text={shown.title === null ? rest.join('\n') : (part?.text ?? '')} look={shown.look} />
      <Poll options={shown.poll} />
      <PreviewMedia files={part?.files ?? []} look={shown.look} />
      <LinkCard link={shown.link} />
      <Signs of={[ArrowBigUp, ArrowBigDown, MessageCircle, Share]} />
    </div>
  )
}

/** The picture is the post; the text stands below it, after the name. */
const Photo: Layout = ({ shown }) => {
  const [part] = shown.parts
  const called = shown.handle ?? shown.name
  return (
    <div className={styles['feed'] ?? ''} data-part="post">
      <header>
        <Face shown={shown} />
        <strong data-part="name">{called}</strong>
        <MoreHorizontal aria-hidden />
      </header>
      <div className={styles['bleed'] ?? ''}>
        <Missing files={part?.files.length ?? 0} />
        <PreviewMedia files={part?.files ?? []} look={shown.look} />
      </div>
      <Signs of={[Heart, MessageCircle, Send, Bookmark]} />
      <PreviewText text={part?.text ?? ''} look={shown.look} before={<strong>{called} </strong>} />
    </div>
  )
}

/** Upright, from edge to edge, the words over it. */
const Video: Layout = ({ shown }) => {
  const t = useTexts(texts)
  const [part] = shown.parts
  return (
    <div className={styles['video'] ?? ''} data-part="post">
      <PreviewMedia files={part?.files ?? []} look={shown.look} />
      <Missing files={part?.files.length ?? 0} />
      <div className={styles['over'] ?? ''}>
        <strong data-part="name">{shown.handle === null ? shown.name : `@${shown.handle}`}</strong>
        <PreviewText text={shown.title ?? part?.text ?? ''} look={shown.look} />
        <span className={styles['music'] ?? ''}>
          <Music2 aria-hidden /> {t('sound')}
        </span>
      </div>
      <div className={styles['beside'] ?? ''} aria-hidden>
        <Face shown={shown} />
        <Heart />
        <MessageCircle />
        <Share />
      </div>
    </div>
  )
}

/** The film on top, its title and the channel below, then the beginning of the text. */
const Watch: Layout = ({ shown }) => {
  const [part] = shown.parts
  const [first = '', ...rest] = (part?.text ?? '').split('\n')
  const hasTitle = shown.title !== null
  const films = (part?.files ?? []).filter(({ kind }) => kind === 'video')
  return (
    <div className={styles['feed'] ?? ''} data-part="post">
      <div className={styles['bleed'] ?? ''}>
        <Missing files={films.length} />
        <PreviewMedia files={films} look={shown.look} />
      </div>
      <strong className={styles['title'] ?? ''}>{shown.title ?? first.slice(0, 100)}</strong>
      <header>
        <Face shown={shown} />
        <strong data-part="name">{shown.name}</strong>
      </header>
      <div className={styles['box'] ?? ''}>
        <PreviewText
          text={hasTitle || rest.length === 0 ? (part?.text ?? '') : rest.join('\n').trimStart()}
          look={shown.look}
        />
      </div>
    </div>
  )
}

/** A bubble with the file on top. */
const Chat: Layout = ({ shown }) => {
  const t = useTexts(texts)
  const [part] = shown.parts
  return (
    <div className={styles['chat'] ?? ''} data-part="post">
      <Face shown={shown} />
      <div className={styles['bubble'] ?? ''}>
        <PreviewMedia files={part?.files ?? []} look={shown.look} />
        <strong className={styles['link'] ?? ''} data-part="name">
          {shown.name}
        </strong>
        <PreviewText text={part?.text ?? ''} look={shown.look} />
        <LinkCard link={shown.link} />
        <Poll options={shown.poll} />
        <span className={`${styles['time'] ?? ''} soft small`}>
          <Eye aria-hidden /> 1 · {t('justNow')}
        </span>
      </div>
    </div>
  )
}

/** A tall picture with little text. */
const Pin: Layout = ({ shown }) => {
  const [part] = shown.parts
  return (
    <div className={styles['pin'] ?? ''} data-part="post">
      <Missing files={part?.files.length ?? 0} />
      <PreviewMedia files={part?.files ?? []} look={shown.look} />
      {shown.title !== null && <strong className={styles['title'] ?? ''}>{shown.title}</strong>}
      <PreviewText text={part?.text ?? ''} look={shown.look} />
      <header>
        <Face shown={shown} />
        <span className="small" data-part="name">
          {shown.name}
        </span>
      </header>
    </div>
  )
}

/** Stands where a file has to be. */
function Missing({ files }: { files: number }): ReactNode {
  const t = useTexts(texts)
  return files > 0 ? null : <div className={styles['missing'] ?? ''}>{t('needsFile')}</div>
}

export const layouts: Record<Shown['look']['layout'], Layout> = {
  microblog: Microblog,
  feed: Feed,
  forum: Forum,
  photo: Photo,
  video: Video,
  watch: Watch,
  chat: Chat,
  pin: Pin,
}
