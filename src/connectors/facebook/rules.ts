import { checkDraft } from '../../domain/check-draft.js'
import type { Draft, Issue, Limits, MediaLimits } from '../../domain/rules.js'
import type { Rules } from '../connector.js'
import { kindOf, type Kind } from './kind.js'

/** Bytes of a photo in a post; a larger one is given as a smaller JPEG. */
export const largestPhoto = 4_000_000
const longestOnBackground = 130
const wiseHashtags = 30

const photo: MediaLimits = {
  max: 10,
  maxBytes: largestPhoto,
  reencoded: true,
  mimeTypes: ['image/jpeg', 'image/png', 'image/webp'],
}
const codecs = ['avc', 'hevc', 'vp9', 'av1']
const longSide = 960
const reel: MediaLimits = {
  max: 1,
  minMs: 3_000,
  maxMs: 90_000,
  minWidth: 540,
  minHeight: 540,
  minRatio: 9 / 16 - 0.01,
  maxRatio: 16 / 9 + 0.01,
  minFrameRate: 24,
  maxFrameRate: 60,
  videoCodecs: codecs,
  mimeTypes: ['video/mp4'],
}

/** Source: README.md, "Limits". */
const limits: Limits = {
  text: { max: 63_206, unit: 'characters', optionalWithMedia: true, optionalWith: ['link'] },
  media: {
    required: false,
    max: 10,
    mixed: true,
    image: photo,
    gif: { max: 10, maxBytes: largestPhoto, mimeTypes: ['image/gif'] },
    video: {
      max: 1,
      maxBytes: 10_000_000_000,
      maxMs: 4 * 3_600_000,
      mimeTypes: ['video/mp4', 'video/quicktime'],
    },
  },
  altText: { max: 1_000 },
  thread: null,
  firstComment: true,
  contentTypes: ['TEXT', 'IMAGE', 'VIDEO', 'CAROUSEL', 'REEL', 'STORY'],
}

export const rules: Rules = { limits, measure, check }

/** UTF-16 code units: which Facebook counts is not told, and this is the stricter. */
export function measure(text: string): number {
  return text.length
}

function check(draft: Draft): Issue[] {
  const kind = kindOf(draft.contentType, draft.media)
  return [
    ...checkMix(draft),
    ...checkFilm(draft, kind),
    ...checkStory(draft, kind),
    ...checkAltTexts(draft),
    ...checkOptions(draft, kind),
    ...checkWords(draft, kind),
  ]
}

const option = (name: string): string => `platformMetadata.FACEBOOK.${name}`

function error(code: Issue['code'], field: string, message: string): Issue {
  return { severity: 'error', code, field, message }
}

function warning(code: Issue['code'], field: string, message: string): Issue {
  return { severity: 'warning', code, field, message }
}

/** Photos go together, GIFs among them; a video stands alone. */
function checkMix({ media }: Draft): Issue[] {
  const isMixed = media.length > 1 && media.some(({ kind }) => kind === 'video')
  return isMixed
    ? [
        error(
          'MEDIA_MIX_NOT_SUPPORTED',
          'media',
          'A video goes out alone: one post takes it, or up to ten photos.',
        ),
      ]
    : []
}

/** Reels and stories take less than the feed does. */
function checkFilm({ media }: Draft, kind: Kind): Issue[] {
  if (kind !== 'reel' && kind !== 'videoStory') return []
  const film: Limits = {
    ...limits,
    media: { ...limits.media, video: kind === 'reel' ? reel : { ...reel, maxMs: 60_000 } },
    altText: { max: Infinity },
  }
  const bare = { text: 'a', contentType: null, media, thread: [], firstComment: null, options: {} }
  const already = new Set(checkDraft({ measure }, bare, { ...limits, altText: film.altText }).map(keyOf))
  const issues = checkDraft({ measure }, bare, film).filter((issue) => !already.has(keyOf(issue)))
  const { width = null, height = null } = media[0] ?? {}
  const isSmall = width !== null && height !== null && Math.max(width, height) < longSide
  return isSmall && !issues.some(({ code }) => code === 'DIMENSIONS_INVALID')
    ? [...issues, error('DIMENSIONS_INVALID', 'media.0', 'A reel has at least 540 × 960 pixels.')]
    : issues
}

function keyOf({ code, field }: Issue): string {
  return `${code} ${field ?? ''}`
}

function checkStory({ contentType, media, text, firstComment }: Draft, kind: Kind): Issue[] {
  if (contentType !== 'STORY') return []
  if (media.length !== 1)
    return [error('MEDIA_REQUIRED', 'media', 'A story is one photo or one video: attach exactly one.')]
  const issues: Issue[] = []
  if (text.trim() !== '')
    issues.push(warning('TEXT_IGNORED', 'content', 'A story shows its file alone: the text is left out.'))
  if (firstComment !== null)
    issues.push(
      error('FIRST_COMMENT_NOT_SUPPORTED', 'firstComment', 'A story takes no comment. Leave it out.'),
    )
  if (kind === 'photoStory' && media[0]?.kind === 'gif')
    issues.push(warning('GIF_STANDS_STILL', 'media.0', 'Facebook shows a GIF in a story as a photo.'))
  return issues
}

function checkAltTexts({ media }: Draft): Issue[] {
  return media.flatMap(({ kind, altText }, index) =>
    kind === 'video' && (altText ?? '') !== ''
      ? [
          warning(
            'ALT_TEXT_NOT_SUPPORTED',
            `media.${String(index)}.altText`,
            'Facebook takes no alt text with a video.',
          ),
        ]
      : [],
  )
}

/** What each kind of post takes. */
const taken: Record<string, readonly Kind[]> = {
  link: ['text'],
  background: ['text'],
  title: ['video', 'reel'],
  place: ['text', 'photos', 'reel'],
}
const named: Record<Kind, string> = {
  text: 'a text',
  photos: 'photos',
  video: 'a video',
  reel: 'a reel',
  photoStory: 'a story',
  videoStory: 'a story',
}

function checkOptions({ text, options }: Draft, kind: Kind): Issue[] {
  const issues: Issue[] = []
  for (const [name, kinds] of Object.entries(taken)) {
    if (options[name] === undefined || kinds.includes(kind)) continue
    const message = `Facebook takes no ${name} with ${named[kind]}: it is left out.`
    issues.push(warning('SETTING_IGNORED', option(name), message))
  }
  if (kind !== 'text' || options['background'] === undefined) return issues
  if (options['link'] !== undefined)
    issues.push(
      error('OPTIONS_NOT_TOGETHER', option('background'), 'A text with a card has no coloured background.'),
    )
  if (measure(text) > longestOnBackground)
    issues.push(
      error(
        'CONTENT_TOO_LONG',
        option('background'),
        `A coloured background takes ${String(longestOnBackground)} characters; the text has ${String(measure(text))}.`,
      ),
    )
  return issues
}

/** Allowed, but unwise. */
function checkWords({ text, options }: Draft, kind: Kind): Issue[] {
  const issues: Issue[] = []
  const tags = text.match(/(?<=^|\s)#[\p{L}\p{N}_]+/gu)?.length ?? 0
  if (tags > wiseHashtags)
    issues.push(
      warning(
        'TOO_MANY_HASHTAGS',
        'content',
        `There are ${String(tags)} hashtags; 30 are what Facebook shows well.`,
      ),
    )
  const link = kind === 'text' ? options['link'] : undefined
  const toItself = /https?:\/\/(?:[\w-]+\.)*(?:facebook\.com|fb\.com|fb\.me)(?![\w.-])/i
  const field = toItself.test(String(link)) ? option('link') : toItself.test(text) ? 'content' : null
  if (field !== null)
    issues.push(warning('LINK_UNWISE', field, 'Facebook may refuse a post with a link to itself.'))
  return issues
}
