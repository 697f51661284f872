import type { Draft, DraftMedia, Issue, Limits } from '../../domain/rules.js'
import type { Rules } from '../connector.js'
import { altTextOf } from './alt-text.js'
import { lengthOf } from './options.js'

const largestImage = 20_000_000
const longestAltText = 500

/** Source: README.md, "Limits". */
const limits: Limits = {
  text: { max: 800, unit: 'characters', optionalWithMedia: true },
  media: {
    required: true,
    max: 5,
    mixed: true,
    sameSize: true,
    image: { max: 5, maxBytes: largestImage, mimeTypes: ['image/jpeg', 'image/png', 'image/webp'] },
    gif: { max: 1, maxBytes: largestImage, mimeTypes: ['image/gif'] },
    video: {
      max: 1,
      maxBytes: 2_000_000_000,
      minMs: 4_000,
      maxMs: 15 * 60_000,
      minRatio: 1 / 2,
      maxRatio: 1.91,
      videoCodecs: ['avc', 'hevc'],
      mimeTypes: ['video/mp4', 'video/quicktime'],
    },
  },
  altText: { max: longestAltText, shared: true },
  thread: null,
  firstComment: false,
  contentTypes: ['IMAGE', 'VIDEO', 'CAROUSEL'],
}

export const rules: Rules = { limits, measure: lengthOf, check }

function check(draft: Draft): Issue[] {
  return [...checkMix(draft), ...checkAltText(draft), ...checkOptions(draft), ...checkShape(draft)]
}

const count = (media: readonly DraftMedia[], kind: DraftMedia['kind']): number =>
  media.filter((file) => file.kind === kind).length

/** One to five images, or a GIF, or a video; the image beside a video is its cover. */
function checkMix({ media }: Draft): Issue[] {
  const [images, gifs, videos] = [count(media, 'image'), count(media, 'gif'), count(media, 'video')]
  if (videos === 1 && images === 1 && gifs === 0)
    return [
      {
        severity: 'warning',
        code: 'MEDIA_USED_AS_COVER',
        field: 'media',
        message: 'The image becomes the cover of the video.',
      },
    ]
  const isMixed = [images, gifs, videos].filter((each) => each > 0).length > 1
  if (!isMixed) return []
  return [
    {
      severity: 'error',
      code: 'MEDIA_MIX_NOT_SUPPORTED',
      field: 'media',
      message: 'A pin has one to five images, or a GIF, or a video; a video may have one image, its cover.',
    },
  ]
}

function checkAltText({ media }: Draft): Issue[] {
  const length = lengthOf(altTextOf(media) ?? '')
  const isOne = media.filter((file) => (file.altText ?? '') !== '').length < 2
  if (isOne || length <= longestAltText) return []
  return [
    {
      severity: 'error',
      code: 'ALT_TEXT_TOO_LONG',
      field: 'media',
      message: `A pin has one alt text: those of its images, one after the other, have ${String(length)} characters; ${String(longestAltText)} are allowed.`,
      details: { maxLength: longestAltText, actualLength: length },
    },
  ]
}

function checkOptions({ options, media }: Draft): Issue[] {
  const [images, videos] = [count(media, 'image'), count(media, 'video')]
  const parts = options['carousel']
  const ignored: [name: string, is: boolean, message: string][] = [
    ['carousel', images < 2 || videos > 0, 'There is one picture: what it says is title, link and the text.'],
    ['coverImageUrl', videos === 0, 'There is no video that needs a cover.'],
    ['coverKeyFrameSeconds', videos === 0, 'There is no video that needs a cover.'],
    ['coverImageUrl', videos > 0 && images > 0, 'The image of the post is the cover.'],
    ['coverKeyFrameSeconds', videos > 0 && images > 0, 'The image of the post is the cover.'],
    [
      'coverKeyFrameSeconds',
      videos > 0 && images === 0 && options['coverImageUrl'] !== undefined,
      'The picture at coverImageUrl is the cover.',
    ],
    [
      'carousel',
      images > 1 && Array.isArray(parts) && parts.length > images,
      'There are fewer images than it has entries.',
    ],
  ]
  return ignored
    .filter(([name, is]) => is && options[name] !== undefined)
    .map(([name, , message]) => ({
      severity: 'warning',
      code: 'SETTING_IGNORED',
      field: `platformMetadata.PINTEREST.${name}`,
      message,
    }))
}

/** Allowed, but unwise. */
function checkShape({ media }: Draft): Issue[] {
  return media.flatMap(({ kind, width, height }, index): Issue[] => {
    if (kind === 'video' || width === null || height === null) return []
    const field = `media.${String(index)}`
    if (width < 100 || height < 100)
      return [
        {
          severity: 'warning',
          code: 'IMAGE_SMALL',
          field,
          message: 'Pinterest may not take pictures of less than 100 × 100 pixels.',
        },
      ]
    return width > height
      ? [
          {
            severity: 'warning',
            code: 'ASPECT_RATIO_UNWISE',
            field,
            message: 'Pins are shown upright.',
            suggestion: 'Use a picture of 1000 × 1500 pixels (2:3).',
          },
        ]
      : []
  })
}
