import type { Json, JsonObject } from '../../kit/json.js'
import type { Draft, Issue, Limits, PollLimits } from '../../domain/rules.js'
import type { Rules } from '../connector.js'
import { objectOf } from '../values.js'
import { countGraphemes } from '../../kit/graphemes.js'

/** What an instance takes unless it says otherwise. Source: README.md, "Limits". */
const standard: Limits = {
  text: { max: 500, unit: 'graphemes', optionalWithMedia: true },
  media: {
    required: false,
    max: 4,
    mixed: false,
    image: {
      max: 4,
      maxBytes: 16_777_216,
      maxPixels: 33_177_600,
      reencoded: true,
      mimeTypes: ['image/jpeg', 'image/png', 'image/webp'],
    },
    gif: { max: 1, maxBytes: 16_777_216, mimeTypes: ['image/gif'] },
    video: {
      max: 1,
      maxBytes: 103_809_024,
      maxFrameRate: 120,
      maxPixels: 8_294_400,
      mimeTypes: ['video/mp4', 'video/quicktime', 'video/webm'],
    },
  },
  altText: { max: 1_500 },
  thread: { max: 25 },
  firstComment: true,
  contentTypes: ['TEXT', 'IMAGE', 'VIDEO', 'CAROUSEL', 'THREAD'],
  poll: { maxOptions: 4, maxLength: 50, minSeconds: 300, maxSeconds: 2_629_746 },
}

export const rules: Rules = { limits: standard, limitsFor, measure, check }

function limitsFor(data: JsonObject): Limits {
  const told = objectOf(data['limits'])
  const number = (name: string, otherwise: number): number =>
    typeof told[name] === 'number' ? told[name] : otherwise
  const { media } = standard
  const max = number('maxMedia', media.max)
  return {
    ...standard,
    text: { ...standard.text, max: number('maxCharacters', 500) },
    altText: { max: number('descriptionLimit', 1_500) },
    poll: {
      maxOptions: number('pollOptions', 4),
      maxLength: number('pollLength', 50),
      minSeconds: number('pollMinSeconds', 300),
      maxSeconds: number('pollMaxSeconds', 2_629_746),
    },
    media: {
      ...media,
      max,
      image: {
        ...media.image,
        max,
        maxBytes: number('imageBytes', 16_777_216),
        maxPixels: number('imagePixels', 33_177_600),
      },
      gif: { ...media.gif, max: 1, maxBytes: number('imageBytes', 16_777_216) },
      video: {
        ...media.video,
        max: 1,
        maxBytes: number('videoBytes', 103_809_024),
        maxFrameRate: number('frameRate', 120),
        maxPixels: number('videoPixels', 8_294_400),
      },
    },
  }
}

/** Graphemes; an address with http or https counts 23, a remote mention without its domain. README.md, "Limits". */
export function measure(text: string): number {
  const shortened = text
    .replace(/https?:\/\/[^\s<>"']+/gi, 'x'.repeat(23))
    .replace(/(^|[^\w/])(@\w+(?:[\w.-]+\w+)?)@[a-z0-9.-]+[a-z0-9]/gi, '$1$2')
  return countGraphemes(shortened)
}

function check(draft: Draft, limits: Limits): Issue[] {
  const issues: Issue[] = []
  const spoiler = draft.options['spoilerText']
  if (typeof spoiler === 'string' && measure(spoiler + draft.text) > limits.text.max) {
    issues.push({
      severity: 'error',
      code: 'CONTENT_TOO_LONG',
      field: 'platformMetadata.MASTODON.spoilerText',
      message: 'Content warning and text together are too long.',
      details: { maxLength: limits.text.max, actualLength: measure(spoiler + draft.text) },
    })
  }
  if (draft.options['poll'] !== undefined && draft.media.length > 0) {
    issues.push({
      severity: 'error',
      code: 'POLL_WITH_MEDIA',
      field: 'platformMetadata.MASTODON.poll',
      message: 'A poll takes no media.',
    })
  }
  issues.push(...checkPoll(draft.options['poll'], limits.poll))
  if (draft.options['sensitive'] === true && draft.media.length === 0 && typeof spoiler !== 'string') {
    issues.push({
      severity: 'warning',
      code: 'SETTING_IGNORED',
      field: 'platformMetadata.MASTODON.sensitive',
      message: 'There are no media to hide. A content warning (spoilerText) hides the text.',
    })
  }
  return issues
}

function checkPoll(value: Json | undefined, limits: PollLimits | undefined): Issue[] {
  if (value === undefined || limits === undefined) return []
  const { options, expiresInSeconds } = objectOf(value)
  const answers = Array.isArray(options) ? options.map(String) : []
  const longest = Math.max(0, ...answers.map((answer) => [...answer].length))
  const seconds = Number(expiresInSeconds)
  const broken: [is: boolean, member: string, message: string, details: JsonObject][] = [
    [
      answers.length > limits.maxOptions,
      'options',
      `The instance takes ${String(limits.maxOptions)} answers in a poll.`,
      { maxItems: limits.maxOptions, actualItems: answers.length },
    ],
    [
      longest > limits.maxLength,
      'options',
      `The instance takes ${String(limits.maxLength)} characters in an answer of a poll.`,
      { maxLength: limits.maxLength, actualLength: longest },
    ],
    [
      seconds < limits.minSeconds || seconds > limits.maxSeconds,
      'expiresInSeconds',
      `The instance takes polls of ${String(limits.minSeconds)} to ${String(limits.maxSeconds)} seconds.`,
      { minSeconds: limits.minSeconds, maxSeconds: limits.maxSeconds },
    ],
  ]
  return broken
    .filter(([is]) => is)
    .map(([, member, message, details]) => ({
      severity: 'error',
      code: 'POLL_INVALID',
      field: `platformMetadata.MASTODON.poll.${member}`,
      message,
      details,
    }))
}
