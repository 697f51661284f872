import type { Draft, Issue, Limits } from '../../domain/rules.js'
import type { Rules } from '../connector.js'
import { countGraphemes } from '../../kit/graphemes.js'

/** What a server takes of an image. Source: README.md, "Limits". */
export const largestImage = 1_000_000

/** Source: README.md, "Limits". */
const limits: Limits = {
  text: { max: 300, maxBytes: 3_000, unit: 'graphemes', optionalWithMedia: true, optionalWith: ['card'] },
  media: {
    required: false,
    max: 4,
    mixed: false,
    image: {
      max: 4,
      maxBytes: largestImage,
      reencoded: true,
      mimeTypes: ['image/jpeg', 'image/png', 'image/webp'],
    },
    gif: { max: 1, maxBytes: 50_000_000, mimeTypes: ['image/gif'] },
    video: {
      max: 1,
      maxBytes: 300_000_000,
      maxMs: 180_000,
      mimeTypes: ['video/mp4', 'video/quicktime', 'video/webm'],
    },
  },
  altText: { max: 2_000 },
  thread: { max: 25 },
  firstComment: false,
  contentTypes: ['TEXT', 'IMAGE', 'VIDEO', 'THREAD'],
}

/** Addresses count in full. */
export const rules: Rules = { limits, measure: countGraphemes, check }

function check(draft: Draft): Issue[] {
  const hasCard = draft.options['card'] !== undefined
  const pictures = draft.media.filter((file) => file.kind === 'image').length
  if (!hasCard || draft.media.length === 0 || (draft.media.length === 1 && pictures === 1)) return []
  return [
    {
      severity: 'error',
      code: 'CARD_WITH_MEDIA',
      field: 'platformMetadata.BLUESKY.card',
      message: 'A link card takes the place of media: attach one image, which becomes its picture, or none.',
    },
  ]
}
