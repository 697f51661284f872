import type { Draft, DraftMedia, Issue, Limits } from '../../domain/rules.js'
import type { JsonObject } from '../../kit/json.js'
import type { Rules } from '../connector.js'
import { checkFirstComment } from './comment-rules.js'
import { loginOf } from './login-of.js'
import { kindOf, type Kind } from './kind.js'
import { options as schema, type Options } from './options.js'

/** Bytes of a picture; a larger one is given as a smaller JPEG. */
export const largestImage = 8_000_000

/** Source: README.md, "Limits". Ratios of pictures are not among them: stories have others. */
const limits: Limits = {
  text: { max: 2_200, unit: 'characters', optionalWithMedia: true },
  media: {
    required: true,
    max: 10,
    mixed: true,
    image: { max: 10, maxBytes: largestImage, reencoded: true, mimeTypes: ['image/jpeg', 'image/png'] },
    video: {
      max: 10,
      maxBytes: 300_000_000,
      minMs: 3_000,
      maxMs: 900_000,
      maxWidth: 1_920,
      minRatio: 0.01,
      maxRatio: 10,
      minFrameRate: 23,
      maxFrameRate: 60,
      videoCodecs: ['avc', 'hevc'],
      mimeTypes: ['video/mp4', 'video/quicktime'],
    },
  },
  altText: { max: 1_000 },
  thread: null,
  firstComment: true,
  contentTypes: ['IMAGE', 'VIDEO', 'CAROUSEL', 'REEL', 'STORY'],
}
/** The same limits; some options are not for these accounts. */
const ofInstagramLogin: Limits = { ...limits }

export const rules: Rules = {
  limits,
  limitsFor: (data) => (loginOf(data) === 'instagram' ? ofInstagramLogin : limits),
  // UTF-16 units: which unit Instagram counts in is not told, and this is the strictest.
  measure: (text) => text.length,
  check,
}

function check(draft: Draft, given: Limits): Issue[] {
  if (draft.media.length === 0) return []
  const kind = kindOf(draft)
  const options = schema.safeParse(draft.options).data ?? {}
  return [
    ...checkCaption(draft, kind),
    ...draft.media.flatMap((file, index) => checkFile(file, `media.${String(index)}`, kind)),
    ...checkTogether(draft, kind),
    ...checkFirstComment(draft, kind),
    ...checkOptions(draft, kind, options),
    ...checkTags(draft, options),
    ...(given === ofInstagramLogin ? checkLogin(options) : []),
  ]
}

function fault(code: Issue['code'], field: string, message: string, details?: JsonObject): Issue {
  return { severity: 'error', code, field, message, ...(details === undefined ? {} : { details }) }
}

function advice(code: Issue['code'], field: string, message: string): Issue {
  return { severity: 'warning', code, field, message }
}

const option = (name: string): string => `platformMetadata.INSTAGRAM.${name}`

function checkCaption({ text }: Draft, kind: Kind): Issue[] {
  if (kind === 'story')
    return text.trim() === '' ? [] : [advice('SETTING_IGNORED', 'content', 'A story shows no text.')]
  const counted = [
    { code: 'TOO_MANY_HASHTAGS', what: 'hashtags', max: 30, found: text.match(/#[\p{L}\p{N}_]+/gu) },
    { code: 'TOO_MANY_MENTIONS', what: 'mentions', max: 20, found: text.match(/(?<![\w.@])@[\w.]+/g) },
  ] as const
  return counted.flatMap(({ code, what, max, found }) => {
    const actualItems = found?.length ?? 0
    if (actualItems <= max) return []
    const message = `There are ${String(actualItems)} ${what}; Instagram takes ${String(max)}.`
    return [fault(code, 'content', message, { maxItems: max, actualItems })]
  })
}

function checkFile(file: DraftMedia, field: string, kind: Kind): Issue[] {
  const issues = file.kind === 'video' ? checkVideo(file, field, kind) : checkImage(file, field, kind)
  const hasNoAlt = file.kind === 'video' || kind === 'story'
  if (hasNoAlt && (file.altText ?? '') !== '')
    issues.push(
      advice(
        'ALT_TEXT_NOT_SUPPORTED',
        `${field}.altText`,
        'Instagram takes alt texts of pictures in posts alone.',
      ),
    )
  return issues
}

const [minRatio, maxRatio] = [0.8, 1.91]

function checkImage(file: DraftMedia, field: string, kind: Kind): Issue[] {
  const ratio = ratioOf(file)
  if (ratio === null) return []
  if (kind === 'story') return adviseUpright(ratio, field)
  // 1200 × 628 is meant as 1.91:1.
  const rounded = Math.round(ratio * 100) / 100
  if (rounded >= minRatio && rounded <= maxRatio) return []
  const message = `The picture is ${sizeOf(file)} (${ratio.toFixed(2)}:1); Instagram takes 4:5 to 1.91:1.`
  return [
    fault('ASPECT_RATIO_INVALID', field, message, { ratio: Number(ratio.toFixed(4)), minRatio, maxRatio }),
  ]
}

const largestStory = 100_000_000
const longestStoryMs = 60_000

function checkVideo(file: DraftMedia, field: string, kind: Kind): Issue[] {
  const ratio = ratioOf(file)
  if (kind !== 'story') return ratio === null || kind === 'carousel' ? [] : adviseUpright(ratio, field)
  const issues = ratio === null ? [] : adviseUpright(ratio, field)
  if (ratio !== null && ratio < 0.1) {
    const message = `The video is ${sizeOf(file)}; as a story, Instagram takes 0.1:1 to 10:1.`
    issues.push(fault('ASPECT_RATIO_INVALID', field, message))
  }
  if (file.durationMs !== null && file.durationMs > longestStoryMs)
    issues.push(
      fault('DURATION_INVALID', field, 'The video is longer than the 60 s that a story takes.', {
        durationMs: file.durationMs,
      }),
    )
  if (file.sizeBytes !== null && file.sizeBytes > largestStory)
    issues.push(
      fault('MEDIA_TOO_LARGE', field, 'The video is larger than the 100 MB that a story takes.', {
        maxBytes: largestStory,
        actualBytes: file.sizeBytes,
      }),
    )
  return issues
}

/** 9:16 fills the screen. */
function adviseUpright(ratio: number, field: string): Issue[] {
  if (Math.abs(ratio - 9 / 16) < 0.02) return []
  return [advice('ASPECT_RATIO_UNWISE', field, 'It is shown upright, on the whole screen: 9:16 fills it.')]
}

function checkTogether({ media }: Draft, kind: Kind): Issue[] {
  if (kind === 'story' && media.length > 1)
    return [
      fault('TOO_MANY_MEDIA', 'media', 'A story takes one file. Make a story of each.', {
        maxItems: 1,
        actualItems: media.length,
      }),
    ]
  const ratios = media.map(ratioOf).filter((ratio) => ratio !== null)
  const [first = 0] = ratios
  if (ratios.every((ratio) => Math.abs(ratio - first) < 0.02)) return []
  return [
    advice(
      'CROPPED',
      'media',
      'The files have different shapes: Instagram crops all of them to that of the first.',
    ),
  ]
}

const ofReels = ['shareToFeed', 'coverUrl', 'thumbOffsetMs', 'audioName', 'audio', 'trial'] as const
const ofPosts = ['collaborators', 'locationId'] as const

function checkOptions({ media }: Draft, kind: Kind, options: Options): Issue[] {
  const ignored = [...(kind === 'reel' ? [] : ofReels), ...(kind === 'story' ? ofPosts : [])]
  const why =
    kind === 'story' ? 'A story takes no such thing.' : 'It is not a reel: this is for a single video.'
  const issues = ignored
    .filter((name) => options[name] !== undefined)
    .map((name) => advice('SETTING_IGNORED', option(name), why))
  const length = media[0]?.durationMs ?? null
  if (kind === 'reel' && length !== null && (options.thumbOffsetMs ?? 0) > length)
    issues.push(
      fault(
        'SETTINGS_CONTRADICT',
        option('thumbOffsetMs'),
        `The video ends after ${String(length)} milliseconds.`,
      ),
    )
  return issues
}

function checkTags({ media, contentType }: Draft, { userTags = [] }: Options): Issue[] {
  return userTags.flatMap(({ x, y, media: index = 0 }, number) => {
    const field = option(`userTags.${String(number)}`)
    const file = media[index]
    if (file === undefined)
      return [
        fault(
          'SETTINGS_CONTRADICT',
          `${field}.media`,
          `There are ${String(media.length)} files, counted from 0.`,
        ),
      ]
    const isPlaced = x !== undefined && y !== undefined
    if (file.kind === 'video' || contentType === 'STORY' || isPlaced) return []
    return [fault('SETTINGS_CONTRADICT', field, 'A tag on a picture says where it stands: x and y.')]
  })
}

/** Source: README.md, "What can be posted". */
function checkLogin(options: Options): Issue[] {
  return (['audio', 'paidPartnership', 'sponsors'] as const)
    .filter((name) => options[name] !== undefined)
    .map((name) =>
      fault(
        'OPTION_NOT_AVAILABLE',
        option(name),
        'Only accounts that are connected by login with Facebook can use this. Connect the account so.',
      ),
    )
}

function ratioOf({ width, height }: DraftMedia): number | null {
  return width === null || height === null || height === 0 ? null : width / height
}

function sizeOf({ width, height }: DraftMedia): string {
  return `${String(width)} × ${String(height)}`
}
