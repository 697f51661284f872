import { ChevronLeft, Eye, Forward, Music2, Phone, Plus, Smile, Video as Camera, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTexts } from '../../../texts/texts.js'
import { calledOf, Face, LinkCard, Missing, Poll, Signs } from './parts.js'
import { PreviewMedia } from './preview-media.js'
import { PreviewText } from './preview-text.js'
import looks from './previews.module.css'
import styles from './screens.module.css'
import { texts } from './previews.texts.js'
import type { Shown } from './shown.js'

export type Layout = (props: { shown: Shown }) => ReactNode

/** Upright, from edge to edge, the words over it. */
export const Video: Layout = ({ shown }) => {
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
        <span className={styles['follow'] ?? ''}>
          <Face shown={shown} />
          <Plus />
        </span>
        <Signs look={shown.look} as="column" />
      </div>
    </div>
  )
}

/** A picture or film that fills the screen for some seconds; its text is not shown. */
export const Story: Layout = ({ shown }) => {
  const t = useTexts(texts)
  const [part] = shown.parts
  return (
    <div className={styles['video'] ?? ''} data-part="post">
      <PreviewMedia files={part?.files.slice(0, 1) ?? []} look={shown.look} />
      <Missing files={part?.files.length ?? 0} />
      <div className={styles['top'] ?? ''}>
        <span className={styles['seconds'] ?? ''} aria-hidden />
        <header>
          <Face shown={shown} />
          <strong data-part="name">{calledOf(shown)}</strong>
          <span className="small">{t('justNow')}</span>
          <X aria-hidden />
        </header>
      </div>
      <span className={styles['answer'] ?? ''} aria-hidden>
        {t('answer')}
      </span>
    </div>
  )
}

/** A broadcast: a bubble with the files on top, and how many have seen it. */
export const Channel: Layout = ({ shown }) => {
  const t = useTexts(texts)
  const [part] = shown.parts
  return (
    <div className={styles['chat'] ?? ''} data-part="post">
      <Face shown={shown} />
      <div className={styles['bubble'] ?? ''}>
        <PreviewMedia files={part?.files ?? []} look={shown.look} />
        <strong className={looks['link'] ?? ''} data-part="name">
          {calledOf(shown)}
        </strong>
        <PreviewText text={part?.text ?? ''} look={shown.look} />
        <LinkCard link={shown.link} />
        <Poll options={shown.poll} />
        <span className={`${styles['time'] ?? ''} soft small`}>
          <Eye aria-hidden /> 1 · {t('justNow')}
        </span>
      </div>
      <span className={styles['forward'] ?? ''} aria-hidden>
        <Forward />
      </span>
    </div>
  )
}

/** A chat as whoever it is written to has it: who writes on top, then the message. */
export const Message: Layout = ({ shown }) => {
  const t = useTexts(texts)
  const [part] = shown.parts
  return (
    <div data-part="post">
      <header className={styles['chatHead'] ?? ''}>
        <ChevronLeft aria-hidden />
        <Face shown={shown} />
        <strong data-part="name">{calledOf(shown)}</strong>
        <Camera aria-hidden />
        <Phone aria-hidden />
      </header>
      <div className={styles['chat'] ?? ''}>
        <div className={styles['bubble'] ?? ''}>
          <PreviewMedia files={part?.files ?? []} look={shown.look} />
          <LinkCard link={shown.link} />
          <PreviewText text={part?.text ?? ''} look={shown.look} />
          <Poll options={shown.poll} />
          <span className={`${styles['time'] ?? ''} soft small`}>{t('justNow')}</span>
        </div>
      </div>
      <div className={styles['chatFoot'] ?? ''} aria-hidden>
        <Smile /> {t('write')}
      </div>
    </div>
  )
}
