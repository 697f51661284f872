import type { Draft, Issue, Limits, MediaLimits } from '../../domain/rules.js'
import type { Rules } from '../connector.js'
import { shownText } from './little-text.js'

/** LinkedIn takes fewer than 36,152,320: the side of a square that always fits. */
export const longestSide = 6_000
const picture: MediaLimits = { max: 20, maxPixels: 36_152_319 }
const smallestVideo = 75_000

/** Source: README.md, "Limits". */
const limits: Limits = {
  text: {
    max: 3_000,
    unit: 'characters',
    optionalWithMedia: true,
    optionalWith: ['article', 'poll', 'reshareOf'],
  },
  media: {
    required: false,
    max: 20,
    mixed: true,
    image: { ...picture, reencoded: true, mimeTypes: ['image/jpeg', 'image/png', 'image/webp'] },
    gif: { ...picture, mimeTypes: ['image/gif'] },
    video: {
      max: 1,
      maxBytes: 500_000_000,
      minMs: 3_000,
      maxMs: 30 * 60_000,
      minRatio: 1 / 2.4,
      maxRatio: 2.4,
      mimeTypes: ['video/mp4'],
    },
    document: {
      max: 1,
      maxBytes: 100_000_000,
      mimeTypes: [
        'application/pdf',
        'application/msword',
        'application/vnd.ms-powerpoint',
        'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
        'application/vnd.openxmlformats-officedocument.presentationml.presentation',
      ],
    },
  },
  altText: { max: 4_086 },
  thread: null,
  firstComment: true,
  contentTypes: ['TEXT', 'IMAGE', 'VIDEO', 'CAROUSEL'],
}

export const rules: Rules = { limits, measure, check }

/** UTF-16 code units of what is shown: signs are escaped, and mentions have a URN, only on the way. */
export function measure(text: string): number {
  return shownText(text).length
}

function check(draft: Draft): Issue[] {
  return [...checkMix(draft), ...checkContent(draft), ...checkFiles(draft)]
}

/** Pictures go together, GIFs among them; a video or a document stands alone. */
function checkMix({ media }: Draft): Issue[] {
  const alone = media.find((file) => file.kind === 'video' || file.kind === 'document')
  return alone === undefined || media.length < 2
    ? []
    : [
        {
          severity: 'error',
          code: 'MEDIA_MIX_NOT_SUPPORTED',
          field: 'media',
          message: `A ${alone.kind} goes out alone: one post takes it, or pictures.`,
        },
      ]
}

/** A post has one content: files, a card, a poll, or another post. */
function checkContent({ options, media }: Draft): Issue[] {
  const given = ['poll', 'article', 'reshareOf'].filter((name) => options[name] !== undefined)
  const [first] = given
  if (first === undefined) return []
  const field = `platformMetadata.LINKEDIN.${first}`
  if (given.length > 1) {
    const message = `A post takes one of ${given.join(', ')}.`
    return [{ severity: 'error', code: 'CONTENT_MIX_NOT_SUPPORTED', field, message }]
  }
  if (media.length === 0) return []
  switch (first) {
    case 'poll':
      return [{ severity: 'error', code: 'POLL_WITH_MEDIA', field, message: 'A poll takes no media.' }]
    case 'article': {
      if (media.length === 1 && media[0]?.kind === 'image') return []
      const message = 'A card takes one image, its picture.'
      return [{ severity: 'error', code: 'CONTENT_MIX_NOT_SUPPORTED', field, message }]
    }
    default: {
      const message = 'A repost takes no media: it shows those of the post that it reposts.'
      return [{ severity: 'error', code: 'CONTENT_MIX_NOT_SUPPORTED', field, message }]
    }
  }
}

function checkFiles({ options, media }: Draft): Issue[] {
  const issues: Issue[] = []
  for (const [index, file] of media.entries()) {
    const field = `media.${String(index)}`
    if (file.kind === 'video' && file.sizeBytes !== null && file.sizeBytes < smallestVideo) {
      issues.push({
        severity: 'error',
        code: 'MEDIA_TOO_SMALL',
        field,
        message: 'A video needs at least 75 kB.',
        details: { minBytes: smallestVideo, actualBytes: file.sizeBytes },
      })
    }
    const isPicture = file.kind === 'image' || file.kind === 'gif'
    if (!isPicture && (file.altText ?? '') !== '') {
      issues.push({
        severity: 'warning',
        code: 'ALT_TEXT_NOT_SUPPORTED',
        field: `${field}.altText`,
        message: `LinkedIn takes no alt text with a ${file.kind}.`,
      })
    }
  }
  const takesTitle = media.some((file) => file.kind === 'video' || file.kind === 'document')
  if (options['title'] !== undefined && !takesTitle) {
    issues.push({
      severity: 'warning',
      code: 'SETTING_IGNORED',
      field: 'platformMetadata.LINKEDIN.title',
      message: 'Only a video or a document has a title.',
    })
  }
  return issues
}
