import type { Draft, Issue, Limits } from '../../domain/rules.js'
import type { Rules } from '../connector.js'
import { lengthOf } from './options.js'

const longestCaption = 2_200
/** Bytes of a photo; a larger one is given as a smaller JPEG. */
export const largestPhoto = 20_971_520

/** Source: README.md, "Limits". */
const limits: Limits = {
  text: { max: 4_000, unit: 'characters', optionalWithMedia: true },
  media: {
    required: true,
    max: 35,
    mixed: false,
    image: { max: 35, maxBytes: largestPhoto, reencoded: true, mimeTypes: ['image/jpeg', 'image/webp'] },
    video: {
      max: 1,
      maxBytes: 4_294_967_296,
      maxMs: 600_000,
      minWidth: 360,
      minHeight: 360,
      maxWidth: 4_096,
      maxHeight: 4_096,
      minFrameRate: 23,
      maxFrameRate: 60,
      videoCodecs: ['avc', 'hevc', 'vp8', 'vp9'],
      mimeTypes: ['video/mp4', 'video/quicktime', 'video/webm'],
    },
  },
  altText: null,
  thread: null,
  firstComment: false,
  contentTypes: ['IMAGE', 'VIDEO', 'CAROUSEL'],
}

export const rules: Rules = { limits, measure: lengthOf, check }

const place = (name: string): string => `platformMetadata.TIKTOK.${name}`

function check(draft: Draft): Issue[] {
  if (draft.media.length === 0) return []
  return [...checkCaption(draft), ...checkAudience(draft), ...checkSettings(draft)]
}

const isVideo = ({ media }: Draft): boolean => media.some(({ kind }) => kind === 'video')

/** The text under a video is shorter than the description of photos. */
function checkCaption(draft: Draft): Issue[] {
  const actualLength = lengthOf(draft.text)
  if (!isVideo(draft) || actualLength <= longestCaption) return []
  return [
    {
      severity: 'error',
      code: 'CONTENT_TOO_LONG',
      field: 'content',
      message: `The text is ${String(actualLength)} characters long; under a video, ${String(longestCaption)} are allowed.`,
      details: { maxLength: longestCaption, actualLength },
    },
  ]
}

function checkAudience({ options }: Draft): Issue[] {
  if (options['draft'] === true) return []
  if (options['brandContent'] === true && options['privacyLevel'] === 'SELF_ONLY')
    return [
      {
        severity: 'error',
        code: 'SETTINGS_CONTRADICT',
        field: place('brandContent'),
        message: 'A paid partnership cannot be for the account alone.',
        suggestion: 'Choose another privacyLevel.',
      },
    ]
  if (options['privacyLevel'] !== undefined) return []
  return [
    {
      severity: 'warning',
      code: 'PRIVACY_NOT_CHOSEN',
      field: place('privacyLevel'),
      message:
        'TikTok wants the person who posts to choose who sees it. It goes out to as many as the account allows.',
    },
  ]
}

const ofVideos = ['allowDuet', 'allowStitch', 'coverTimestampMs']
const ofPhotos = ['title', 'photoCoverIndex', 'autoAddMusic']
const ofPosts = ['privacyLevel', 'allowComment', 'allowDuet', 'allowStitch', 'brandContent', 'brandOrganic']

function checkSettings(draft: Draft): Issue[] {
  const { media, options, text } = draft
  const isDraft = options['draft'] === true
  const ignored = (names: readonly string[], message: string): Issue[] =>
    names
      .filter((name) => options[name] !== undefined)
      .map((name) => ({ severity: 'warning', code: 'SETTING_IGNORED', field: place(name), message }))
  const issues = isVideo(draft)
    ? ignored(ofPhotos, 'It is a video: this is for photos.')
    : ignored(ofVideos, 'These are photos: this is for videos.')
  const chosenInApp = [...ofPosts, ...(isVideo(draft) ? ['coverTimestampMs', 'isAigc'] : [])]
  if (isDraft) issues.push(...ignored(chosenInApp, 'Whoever finishes the draft in TikTok chooses this.'))
  if (isDraft && isVideo(draft) && text !== '')
    issues.push({
      severity: 'warning',
      code: 'SETTING_IGNORED',
      field: 'content',
      message: 'A video goes into the inbox without its text: it is written in TikTok.',
    })
  const index = options['photoCoverIndex']
  if (!isVideo(draft) && typeof index === 'number' && index >= media.length)
    issues.push({
      severity: 'error',
      code: 'SETTINGS_CONTRADICT',
      field: place('photoCoverIndex'),
      message: `There are ${String(media.length)} photos, counted from 0.`,
    })
  return issues
}
