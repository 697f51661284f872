import type { JsonObject } from '../../kit/json.js'
import type { Draft, Issue, Limits } from '../../domain/rules.js'
import type { Rules } from '../connector.js'
import { weightedLength } from './weighted-length.js'

/** Source: README.md, "Limits". */
const limits: Limits = {
  text: { max: 280, unit: 'weighted characters', optionalWithMedia: true },
  media: {
    required: false,
    max: 4,
    mixed: false,
    image: {
      max: 4,
      maxBytes: 5_242_880,
      reencoded: true,
      mimeTypes: ['image/jpeg', 'image/png', 'image/webp'],
    },
    gif: { max: 1, maxBytes: 15_000_000, maxWidth: 1_280, maxHeight: 1_080, mimeTypes: ['image/gif'] },
    video: {
      max: 1,
      maxBytes: 512_000_000,
      minMs: 500,
      maxMs: 140_000,
      minRatio: 1 / 3,
      maxRatio: 3,
      minWidth: 32,
      minHeight: 32,
      maxFrameRate: 60,
      videoCodecs: ['avc'],
      mimeTypes: ['video/mp4', 'video/quicktime'],
    },
  },
  altText: { max: 1_000 },
  thread: { max: 25 },
  firstComment: true,
  contentTypes: ['TEXT', 'IMAGE', 'VIDEO', 'CAROUSEL', 'THREAD'],
}

export const rules: Rules = { limits, limitsFor, measure: weightedLength, check }

/** Subscribers may write 25,000 characters. */
function limitsFor(data: JsonObject): Limits {
  const isPremium = ['Premium', 'PremiumPlus'].includes(String(data['subscription']))
  return isPremium ? { ...limits, text: { ...limits.text, max: 25_000 } } : limits
}

function check(draft: Draft): Issue[] {
  const issues: Issue[] = []
  const cashtags = draft.text.match(/(?:^|\s)\$[A-Za-z]{1,6}\b/g) ?? []
  if (cashtags.length > 1) {
    issues.push({
      severity: 'error',
      code: 'TOO_MANY_CASHTAGS',
      field: 'content',
      message: 'X takes one cashtag ($ABC) in a post.',
    })
  }
  if (draft.options['poll'] !== undefined && draft.media.length > 0) {
    issues.push({
      severity: 'error',
      code: 'POLL_WITH_MEDIA',
      field: 'platformMetadata.TWITTER.poll',
      message: 'A poll takes no media.',
    })
  }
  if (!/(^|\s)#[\p{L}\p{N}_]+/u.test(draft.text)) {
    issues.push({
      severity: 'warning',
      code: 'NO_HASHTAGS',
      field: 'content',
      message: 'Posts with hashtags typically get more reach on Twitter',
      suggestion: 'Add one or two hashtags',
    })
  }
  return issues
}
