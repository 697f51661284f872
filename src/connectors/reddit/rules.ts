import type { Draft, DraftMedia, Issue, Limits } from '../../domain/rules.js'
import type { JsonObject } from '../../kit/json.js'
import type { Rules } from '../connector.js'
import { kindOf } from './kind.js'
import { lengthOf, mostTitle } from './options.js'
import { wordsOf } from './words.js'

export const largestImage = 20_971_520

/** Source: README.md, "Limits". */
const limits: Limits = {
  text: { max: 40_000, unit: 'characters', optionalWithMedia: true, optionalWith: ['title'] },
  media: {
    required: false,
    max: 20,
    mixed: true,
    image: {
      max: 20,
      maxBytes: largestImage,
      reencoded: true,
      mimeTypes: ['image/jpeg', 'image/png', 'image/webp'],
    },
    gif: { max: 20, maxBytes: largestImage, mimeTypes: ['image/gif'] },
    video: {
      max: 1,
      maxBytes: 1_073_741_824,
      maxMs: 15 * 60_000,
      mimeTypes: ['video/mp4', 'video/quicktime'],
    },
  },
  altText: null,
  thread: null,
  firstComment: true,
  contentTypes: ['TEXT', 'IMAGE', 'VIDEO', 'CAROUSEL'],
  poll: { maxOptions: 6, maxLength: 120, minSeconds: 86_400, maxSeconds: 7 * 86_400 },
}

export const rules: Rules = { limits, measure: lengthOf, check }

function check(draft: Draft): Issue[] {
  return [...checkTogether(draft), ...checkMix(draft), ...checkWords(draft), ...checkIgnored(draft)]
}

const option = (name: string): string => `platformMetadata.REDDIT.${name}`

function fault(code: Issue['code'], field: string, message: string, details?: JsonObject): Issue {
  return { severity: 'error', code, field, message, ...(details === undefined ? {} : { details }) }
}

const count = (media: readonly DraftMedia[], kind: DraftMedia['kind']): number =>
  media.filter((file) => file.kind === kind).length

/** A post is of one kind. */
function checkTogether({ media, options }: Draft): Issue[] {
  const given = ['poll', 'crosspostOf', 'url'].filter((name) => options[name] !== undefined)
  const [first, second] = given
  const issues: Issue[] = []
  if (first !== undefined && second !== undefined)
    issues.push(
      fault('OPTIONS_NOT_TOGETHER', option(second), `Reddit takes no ${first} and ${second} in one post.`),
    )
  if (media.length > 0 && options['poll'] !== undefined)
    issues.push(fault('POLL_WITH_MEDIA', option('poll'), 'A poll takes no media.'))
  for (const name of given)
    if (media.length > 0 && name !== 'poll')
      issues.push(
        fault('OPTION_WITH_MEDIA', option(name), `Reddit takes ${name} in posts without media only.`),
      )
  return issues
}

/** Images and GIFs, or a video with at most one image beside it, which is shown until it plays. */
function checkMix({ media }: Draft): Issue[] {
  const [images, gifs, videos] = [count(media, 'image'), count(media, 'gif'), count(media, 'video')]
  if (videos === 0) return []
  if (videos === 1 && images === 1 && gifs === 0)
    return [
      {
        severity: 'warning',
        code: 'MEDIA_USED_AS_COVER',
        field: 'media',
        message: 'The image is shown until the video plays.',
      },
    ]
  if (images + gifs === 0) return []
  return [
    fault(
      'MEDIA_MIX_NOT_SUPPORTED',
      'media',
      'A post has one to twenty images and GIFs, or a video; a video may have one image, its poster.',
    ),
  ]
}

function checkWords(draft: Draft): Issue[] {
  const { title, body } = wordsOf(draft)
  if (title === '')
    return draft.media.length === 0
      ? []
      : [fault('TITLE_REQUIRED', option('title'), 'Every post has a title: write a text or a title.')]
  if (kindOf(draft) === 'crosspost' && body !== '')
    return [
      fault(
        'CONTENT_TOO_LONG',
        'content',
        `A crosspost has a title and nothing else: one line of at most ${String(mostTitle)} characters, and no option title.`,
      ),
    ]
  if (draft.options['title'] === undefined && body !== '')
    return [
      {
        severity: 'warning',
        code: 'TITLE_FROM_TEXT',
        field: option('title'),
        message: `The title is taken from the beginning of the text: "${title}"`,
        suggestion: 'Give a title of your own.',
      },
    ]
  return []
}

function checkIgnored({ options, media }: Draft): Issue[] {
  const pictures = count(media, 'image') + count(media, 'gif')
  const isGallery = pictures > 1 && count(media, 'video') === 0
  const said = Array.isArray(options['gallery']) ? options['gallery'].length : 0
  const ignored: [name: string, is: boolean, message: string][] = [
    ['gallery', !isGallery, 'Only several images have captions.'],
    ['gallery', isGallery && said > pictures, 'There are fewer images than it has entries.'],
    ['videoGif', count(media, 'video') === 0, 'There is no video.'],
    ['resubmit', options['url'] === undefined, 'There is no link.'],
    ['flairText', options['flairId'] === undefined, 'A flair is chosen by its id.'],
  ]
  return ignored
    .filter(([name, is]) => is && options[name] !== undefined)
    .map(([name, , message]) => ({
      severity: 'warning',
      code: 'SETTING_IGNORED',
      field: option(name),
      message,
    }))
}
