import { accountName, type Platform } from '../../../components/account.js'
import type { Account, Media } from '../../../../sdk/index.js'
import { altOf, contentTypeFor, mediaFor, textFor, type Draft, type MediaRef } from '../draft.js'
import { limitsOf } from '../limits.js'

export type ShownFile = {
  id: string
  url: string | null
  kind: Media['type']
  alt: string
  filename: string
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
  /** The place that it is posted in, where that is not the account. */
  place: string | null
  parts: ShownPart[]
  link: ShownLink | null
  /** What a button under the post says. */
  button: string | null
  poll: string[]
  firstComment: string | null
}

/** The network as it draws posts of a kind that was chosen. */
export function asKind(platform: Platform, contentType: string | null): Platform {
  const kind = platform.preview?.kinds.find((each) => each.contentType === contentType)
  if (platform.preview === null || kind === undefined) return platform
  // A name that the kind does not tell is not there at all.
  return { ...platform, preview: { ...platform.preview, ...(kind.look as Partial<Look>) } as Look }
}

/** What the files make of a post for which no kind was chosen. */
function impliedKind({ kinds }: Look, files: readonly ShownFile[]): string | null {
  const [only] = files
  if (files.length !== 1 || only?.kind !== 'video') return null
  const is = (wanted: Look['kinds'][number]['impliedBy']): boolean =>
    wanted === 'video' || (wanted === 'upright video' && only.ratio <= 1)
  return kinds.find(({ impliedBy }) => is(impliedBy))?.contentType ?? null
}

export function shownOf(
  draft: Draft,
  platform: Platform,
  account: Account,
  files: Record<string, Media>,
): Shown | null {
  if (platform.preview === null) return null
  const { slug } = platform
  const limits = limitsOf(platform, account)
  const options = draft.options[slug] ?? {}
  const text = textFor(draft, slug)
  const of = (refs: readonly MediaRef[]): ShownFile[] =>
    refs.slice(0, limits.media.max).flatMap((ref) => {
      const file = files[ref.id]
      return file === undefined || file.type === 'captions' ? [] : [shownFile(ref, file)]
    })
  const media = of(mediaFor(draft, slug))
  const chosen = contentTypeFor(draft, slug) ?? impliedKind(platform.preview, media)
  const look = asKind(platform, chosen).preview ?? platform.preview
  const parts = limits.thread === null ? [] : draft.thread
  return {
    look,
    name: accountName(account),
    handle: account.username,
    avatarUrl: account.avatarUrl,
    title: words(options['title']),
    place: words(options['subreddit']),
    parts: [{ text, files: media }, ...parts.map((part) => ({ text: part.content, files: of(part.media) }))],
    link: media.length > 0 ? null : linkOf(options, look.linkCard ? text : ''),
    button: buttonOf(options),
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
    filename: file.filename,
    ratio: width / height,
  }
}

/** A card that the options spell out, else the first address of the text. */
function linkOf(options: Record<string, unknown>, text: string): ShownLink | null {
  for (const value of [options['card'], options['article'], options['link'], options['url']]) {
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

/** `{actionType: "LEARN_MORE"}` → Learn more */
function buttonOf(options: Record<string, unknown>): string | null {
  const { actionType } = (options['callToAction'] ?? {}) as { actionType?: unknown }
  const said = words(actionType)?.replaceAll('_', ' ').toLowerCase()
  return said === undefined ? null : said.slice(0, 1).toUpperCase() + said.slice(1)
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
  const most = fold?.lines ?? null
  const lines = text.split('\n')
  if (most !== null && lines.length > most) shown = lines.slice(0, fold?.linesKept ?? most).join('\n')
  const letters = fold?.characters ?? null
  if (letters !== null) shown = firstOf(shown, letters)
  return { shown: shown.length < text.length ? shown.trimEnd() : text, isCut: shown.length < text.length }
}

/** At most so many letters, as people count them, to the end of a word. Letters beyond are not looked at. */
function firstOf(text: string, most: number): string {
  let count = 0
  for (const { index } of graphemes.segment(text)) {
    if (count === most) {
      const head = text.slice(0, index)
      const end = head.search(/\s\S*$/u)
      return end > index / 2 ? head.slice(0, end) : head
    }
    count += 1
  }
  return text
}
