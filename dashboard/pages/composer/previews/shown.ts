import { accountName, type Platform } from '../../../components/account.js'
import type { Account, Media } from '../../../../sdk/index.js'
import { altOf, mediaFor, textFor, type Draft, type MediaRef } from '../draft.js'
import { limitsOf } from '../limits.js'

export type ShownFile = {
  id: string
  url: string | null
  kind: Media['type']
  alt: string
  /** Width by height; 1 where it is not known. */
  ratio: number
}
export type ShownLink = { url: string; title: string; description: string }
export type ShownPart = { text: string; files: ShownFile[] }
export type Look = NonNullable<Platform['preview']>

/** A post as one network would show it: what its layouts draw. */
export type Shown = {
  look: Look
  name: string
  handle: string | null
  avatarUrl: string | null
  title: string | null
  parts: ShownPart[]
  link: ShownLink | null
  poll: string[]
  firstComment: string | null
}

export function shownOf(
  draft: Draft,
  platform: Platform,
  account: Account,
  files: Record<string, Media>,
): Shown | null {
  const look = platform.preview
  if (look === null) return null
  const { slug } = platform
  const limits = limitsOf(platform)
  const options = draft.options[slug] ?? {}
  const text = textFor(draft, slug)
  const of = (refs: readonly MediaRef[]): ShownFile[] =>
    refs.slice(0, limits.media.max).flatMap((ref) => {
      const file = files[ref.id]
      return file === undefined || file.type === 'captions' ? [] : [shownFile(ref, file)]
    })
  const media = of(mediaFor(draft, slug))
  const parts = limits.thread === null ? [] : draft.thread
  return {
    look,
    name: accountName(account),
    handle: account.username,
    avatarUrl: account.avatarUrl,
    title: words(options['title']),
    parts: [{ text, files: media }, ...parts.map((part) => ({ text: part.content, files: of(part.media) }))],
    link: media.length > 0 ? null : linkOf(options, look.linkCard ? text : ''),
    poll: pollOf(options),
    firstComment: limits.firstComment && draft.firstComment.trim() !== '' ? draft.firstComment : null,
  }
}

function shownFile(ref: MediaRef, file: Media): ShownFile {
  const { width, height } = file.dimensions ?? { width: 1, height: 1 }
  const isPicture = file.type === 'image' || file.type === 'gif'
  return {
    id: file.id,
    url: isPicture || file.type === 'video' ? file.url : file.thumbnailUrl,
    kind: file.type,
    alt: altOf(ref, file),
    ratio: width / height,
  }
}

/** A card that the options spell out, else the first address of the text. */
function linkOf(options: Record<string, unknown>, text: string): ShownLink | null {
  for (const value of [options['card'], options['article'], options['link']]) {
    if (typeof value === 'string' && value !== '') return cardOf(value)
    if (typeof value !== 'object' || value === null) continue
    const { url, title, description } = value as Record<string, unknown>
    if (words(url) !== null)
      return {
        url: String(url),
        title: words(title) ?? hostOf(String(url)),
        description: words(description) ?? '',
      }
  }
  const [found] = /https?:\/\/[^\s<>"]+/u.exec(text) ?? []
  return found === undefined ? null : cardOf(found.replace(/[.,;:!?)]+$/u, ''))
}

function cardOf(url: string): ShownLink {
  return { url, title: hostOf(url), description: '' }
}

export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host.replace(/^www\./, '') : url
}

function pollOf(options: Record<string, unknown>): string[] {
  const poll = options['poll'] as { options?: unknown } | undefined
  return Array.isArray(poll?.options) ? poll.options.map(String).filter((each) => each !== '') : []
}

function words(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** The text up to where the network cuts it, at the end of a word; `isCut` where something is left. */
export function cutAt(text: string, fold: Look['fold']): { shown: string; isCut: boolean } {
  let shown = text
  const lines = fold?.lines ?? null
  if (lines !== null) shown = shown.split('\n').slice(0, lines).join('\n')
  const most = fold?.characters ?? null
  if (most !== null) {
    const letters = Array.from(graphemes.segment(shown), ({ segment }) => segment)
    if (letters.length > most) {
      const head = letters.slice(0, most).join('')
      const end = head.search(/\s\S*$/u)
      shown = end > most / 2 ? head.slice(0, end) : head
    }
  }
  return { shown: shown.length < text.length ? shown.trimEnd() : text, isCut: shown.length < text.length }
}
