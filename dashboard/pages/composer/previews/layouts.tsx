import { MoreHorizontal, Search, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTexts } from '../../../texts/texts.js'
import { Byline, calledOf, Face, LinkCard, Missing, Names, Poll, Signs } from './parts.js'
import { PreviewMedia } from './preview-media.js'
import { PreviewText } from './preview-text.js'
import styles from './previews.module.css'
import { texts } from './previews.texts.js'
import { Channel, Message, Story, Video, type Layout } from './screens.js'
import type { Shown } from './shown.js'

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
          <Signs look={shown.look} />
        </div>
      </li>
    ))}
  </ol>
)

/** Who writes, the name above when and for whom. */
function FeedHead({ shown, hasClose = false }: { shown: Shown; hasClose?: boolean }): ReactNode {
  return (
    <header>
      <Face shown={shown} />
      <span className={styles['stacked'] ?? ''}>
        <strong data-part="name">{calledOf(shown)}</strong>
        <Byline look={shown.look} />
      </span>
      <MoreHorizontal aria-hidden />
      {hasClose && <X aria-hidden />}
    </header>
  )
}

/** The name above the text, files from edge to edge. */
const Feed: Layout = ({ shown }) => {
  const [part] = shown.parts
  return (
    <div className={styles['feed'] ?? ''} data-part="post">
      <FeedHead shown={shown} hasClose />
      <PreviewText text={part?.text ?? ''} look={shown.look} />
      <Poll options={shown.poll} />
      <div className={styles['bleed'] ?? ''}>
        <PreviewMedia files={part?.files ?? []} look={shown.look} />
        <LinkCard link={shown.link} />
      </div>
      <Signs look={shown.look} />
    </div>
  )
}

/** What a business has to say: its picture on top, the text and a button below. */
const Update: Layout = ({ shown }) => {
  const [part] = shown.parts
  return (
    <div className={styles['feed'] ?? ''} data-part="post">
      <FeedHead shown={shown} />
      <div className={styles['bleed'] ?? ''}>
        <PreviewMedia files={part?.files ?? []} look={shown.look} />
      </div>
      <PreviewText text={part?.text ?? ''} look={shown.look} />
      {shown.button !== null && (
        <span className={styles['action'] ?? ''} lang="en">
          {shown.button}
        </span>
      )}
    </div>
  )
}

/** A title above everything; text without one lends its first line. */
const Forum: Layout = ({ shown }) => {
  const t = useTexts(texts)
  const [part] = shown.parts
  const [first = '', ...rest] = (part?.text ?? '').split('\n')
  const { place, handle, name } = shown
  return (
    <div className={styles['feed'] ?? ''} data-part="post">
      <header>
        <Face shown={shown} />
        <span className="small">
          <strong data-part="name">{place === null ? `u/${handle ?? name}` : `r/${place}`}</strong>{' '}
          <span className="soft">· {t('justNow')}</span>
        </span>
        <MoreHorizontal aria-hidden />
      </header>
      <strong className={styles['title'] ?? ''}>{shown.title ?? first}</strong>
      <PreviewText
        text={shown.title === null ? rest.join('\n').trimStart() : (part?.text ?? '')}
        look={shown.look}
      />
      <Poll options={shown.poll} />
      <PreviewMedia files={part?.files ?? []} look={shown.look} />
      <LinkCard link={shown.link} />
      <Signs look={shown.look} as="pills" />
    </div>
  )
}

/** The picture is the post; the text stands below it, after the name. */
const Photo: Layout = ({ shown }) => {
  const [part] = shown.parts
  const called = calledOf(shown)
  return (
    <div className={styles['feed'] ?? ''} data-part="post" data-ring>
      <header>
        <Face shown={shown} />
        <strong data-part="name">{called}</strong>
        <MoreHorizontal aria-hidden />
      </header>
      <div className={styles['bleed'] ?? ''}>
        <Missing files={part?.files.length ?? 0} />
        <PreviewMedia files={part?.files ?? []} look={shown.look} />
      </div>
      <Signs look={shown.look} as="ends" />
      <PreviewText text={part?.text ?? ''} look={shown.look} before={<strong>{called} </strong>} />
      <Byline look={shown.look} />
    </div>
  )
}

/** The film on top, its title and the channel below, then the beginning of the text. */
const Watch: Layout = ({ shown }) => {
  const t = useTexts(texts)
  const [part] = shown.parts
  const [first = '', ...rest] = (part?.text ?? '').split('\n')
  const hasTitle = shown.title !== null
  const films = (part?.files ?? []).filter(({ kind }) => kind === 'video')
  return (
    <div className={styles['feed'] ?? ''} data-part="post">
      <div className={`${styles['bleed'] ?? ''} ${styles['film'] ?? ''}`}>
        <Missing files={films.length} />
        <PreviewMedia files={films} look={shown.look} />
        <span className={styles['progress'] ?? ''} />
      </div>
      <strong className={styles['title'] ?? ''}>{shown.title ?? first.slice(0, 100)}</strong>
      <header>
        <Face shown={shown} />
        <span className={styles['stacked'] ?? ''}>
          <strong data-part="name">{calledOf(shown)}</strong>
          <span className="soft small">{t('subscribers')}</span>
        </span>
        <span className={styles['subscribe'] ?? ''} lang="en">
          Subscribe
        </span>
      </header>
      <Signs look={shown.look} as="pills" />
      <div className={styles['box'] ?? ''}>
        <strong>{t('views')}</strong>
        <PreviewText
          text={hasTitle || rest.length === 0 ? (part?.text ?? '') : rest.join('\n').trimStart()}
          look={shown.look}
        />
      </div>
    </div>
  )
}

/** A tall picture with little text. */
const Pin: Layout = ({ shown }) => {
  const [part] = shown.parts
  return (
    <div className={styles['pin'] ?? ''} data-part="post">
      <div className={styles['pinned'] ?? ''}>
        <Missing files={part?.files.length ?? 0} />
        <PreviewMedia files={part?.files ?? []} look={shown.look} />
        <span className={styles['saveIt'] ?? ''} lang="en">
          Save
        </span>
        <span className={styles['lens'] ?? ''} aria-hidden>
          <Search />
        </span>
      </div>
      {shown.title !== null && <strong className={styles['title'] ?? ''}>{shown.title}</strong>}
      <PreviewText text={part?.text ?? ''} look={shown.look} />
      <header>
        <Face shown={shown} />
        <span className="small" data-part="name">
          {calledOf(shown)}
        </span>
        <MoreHorizontal aria-hidden />
      </header>
    </div>
  )
}

export const layouts: Record<Shown['look']['layout'], Layout> = {
  microblog: Microblog,
  feed: Feed,
  update: Update,
  forum: Forum,
  photo: Photo,
  video: Video,
  story: Story,
  watch: Watch,
  channel: Channel,
  message: Message,
  pin: Pin,
}
