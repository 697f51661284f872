import type { Draft, DraftMedia, Issue, Limits } from '../../domain/rules.js'
import type { Rules } from '../connector.js'

/** Of a text under media, and of a poll's question. Source: README.md, "Limits". */
const longestCaption = 1_024
const longestQuestion = 300
const largestFile = 50_000_000
export const largestPhoto = 10_000_000
/** Width and height of a photo together: a square of half of it on each side always fits. */
export const longestSides = 10_000

/** Source: README.md, "Limits". */
const limits: Limits = {
  text: { max: 4_096, unit: 'characters', optionalWithMedia: true },
  media: {
    required: false,
    max: 10,
    mixed: true,
    image: {
      max: 10,
      maxBytes: largestPhoto,
      minRatio: 1 / 20,
      maxRatio: 20,
      reencoded: true,
      mimeTypes: ['image/jpeg', 'image/png', 'image/webp'],
    },
    gif: { max: 1, maxBytes: largestFile, mimeTypes: ['image/gif'] },
    video: { max: 10, maxBytes: largestFile, mimeTypes: ['video/mp4'] },
    document: { max: 10, maxBytes: largestFile },
  },
  altText: null,
  thread: null,
  firstComment: false,
  contentTypes: ['TEXT', 'IMAGE', 'VIDEO', 'CAROUSEL'],
}

export const rules: Rules = { limits, measure, check }

/** UTF-16 code units, in which Telegram counts the places of its formatting: an emoji is two or more. */
export function measure(text: string): number {
  return text.length
}

function check(draft: Draft): Issue[] {
  return [...checkPoll(draft), ...checkCaption(draft), ...checkAlbum(draft), ...checkFiles(draft)]
}

function checkPoll({ options, media, text }: Draft): Issue[] {
  if (options['poll'] === undefined) return []
  const issues: Issue[] = []
  if (media.length > 0) {
    issues.push({
      severity: 'error',
      code: 'POLL_WITH_MEDIA',
      field: 'platformMetadata.TELEGRAM.poll',
      message: 'A poll takes no media.',
    })
  }
  if (measure(text) > longestQuestion) issues.push(tooLong(text, longestQuestion, 'the question of a poll'))
  return issues
}

function checkCaption({ options, media, text }: Draft): Issue[] {
  const isCaption = media.length > 0 && options['poll'] === undefined
  return isCaption && measure(text) > longestCaption
    ? [tooLong(text, longestCaption, 'a text under media')]
    : []
}

function tooLong(text: string, maxLength: number, what: string): Issue {
  const actualLength = measure(text)
  return {
    severity: 'error',
    code: 'CONTENT_TOO_LONG',
    field: 'content',
    message: `The text is ${String(actualLength)} characters long; as ${what}, ${String(maxLength)} are allowed.`,
    details: { maxLength, actualLength },
  }
}

/** Photos and videos go together in an album, documents only with documents, a GIF stands alone. */
function checkAlbum({ options, media }: Draft): Issue[] {
  if (media.length < 2 || options['asFiles'] === true) return []
  const has = (kind: DraftMedia['kind']): boolean => media.some((file) => file.kind === kind)
  const isMixed = has('document') && media.some((file) => file.kind !== 'document')
  if (!isMixed && !has('gif')) return []
  return [
    {
      severity: 'error',
      code: 'MEDIA_MIX_NOT_SUPPORTED',
      field: 'media',
      message: has('gif')
        ? 'A GIF goes out alone: it cannot be part of an album.'
        : 'Documents form an album with documents only.',
      suggestion: 'Set asFiles to send everything as documents, or make two posts.',
    },
  ]
}

/** A picture that is sent as it is cannot be made smaller. */
function checkFiles({ options, media }: Draft): Issue[] {
  if (options['asFiles'] !== true) return []
  return media.flatMap((file, index): Issue[] =>
    file.kind === 'image' && (file.sizeBytes ?? 0) > largestFile
      ? [
          {
            severity: 'error',
            code: 'MEDIA_TOO_LARGE',
            field: `media.${String(index)}`,
            message: 'A file of at most 50 MB can be sent as it is.',
            details: { maxBytes: largestFile, actualBytes: file.sizeBytes },
          },
        ]
      : [],
  )
}
